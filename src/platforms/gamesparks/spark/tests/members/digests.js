// Digests of a text, as another implementation of the standards gives them.
var d = Spark.getDigester(), text = "Sencha & 煎茶", key = "partner key";
is([d.md2Hex(text), d.md2Base64(text)],
    ["3d8a3da0a6c07ead9b099a11282390a4", "PYo9oKbAfq2bCZoRKCOQpA=="]);
is([d.md5Hex(text), d.md5Base64(text)],
    ["d0a11861513ea6192f06afd6a0ef4868", "0KEYYVE+phkvBq/WoO9IaA=="]);
is([d.sha1Hex(text), d.sha1Base64(text)],
    ["4997d7f68c315116bb15b1df5d201969d1053500", "SZfX9owxURa7FbHfXSAZadEFNQA="]);
is([d.sha256Hex(text), d.sha256Base64(text)],
    ["72c92e188cb97e26c5b1b462253a7a7f4f6b90d87f0de0874436f43a969a700c", "cskuGIy5fibFsbRiJTp6f09rkNh/DeCHRDb0OpaacAw="]);
is([d.sha384Hex(text), d.sha384Base64(text)],
    ["30bfb322b90c7303075c49e8ba74899b650838ea5dc7e92d489c7d60f96470ebe5c7bd9fdca708e448a7e14231bccb2b", "ML+zIrkMcwMHXEnounSJm2UIOOpdx+ktSJx9YPlkcOvlx72f3KcI5Ein4UIxvMsr"]);
is([d.sha512Hex(text), d.sha512Base64(text)],
    ["895845f7bd56a678d6446b1ada49588dd6d1abe2c2eb726d9c9472e9713734c662bba9fd57eed9e25ae35091d425987a27d0fee84c36f50de1f60a33b7edcdc2", "iVhF971WpnjWRGsa2klYjdbRq+LC63JtnJRy6XE3NMZiu6n9V+7Z4lrjUJHUJZh6J9D+6Ew29Q3h9gozt+3Nwg=="]);
is([d.hmacMd5Hex(key, text), d.hmacMd5HexWithHexKey("706172746e6572206b6579", text), d.hmacMd5Base64(key, text), d.hmacMd5Base64WithBase64Key("cGFydG5lciBrZXk=", text)],
    ["896647eafda7cae340be368ea235e071", "896647eafda7cae340be368ea235e071", "iWZH6v2nyuNAvjaOojXgcQ==", "iWZH6v2nyuNAvjaOojXgcQ=="]);
is([d.hmacSha1Hex(key, text), d.hmacSha1HexWithHexKey("706172746e6572206b6579", text), d.hmacSha1Base64(key, text), d.hmacSha1Base64WithBase64Key("cGFydG5lciBrZXk=", text)],
    ["534ee6ae325245ac4ba99b848c000bf79b6cbc9d", "534ee6ae325245ac4ba99b848c000bf79b6cbc9d", "U07mrjJSRaxLqZuEjAAL95tsvJ0=", "U07mrjJSRaxLqZuEjAAL95tsvJ0="]);
is([d.hmacSha256Hex(key, text), d.hmacSha256HexWithHexKey("706172746e6572206b6579", text), d.hmacSha256Base64(key, text), d.hmacSha256Base64WithBase64Key("cGFydG5lciBrZXk=", text)],
    ["d7bea964e9761017d2b210b4c786f0e18cf77a4dfa06e9f6fcc786ee6ad6cb44", "d7bea964e9761017d2b210b4c786f0e18cf77a4dfa06e9f6fcc786ee6ad6cb44", "176pZOl2EBfSshC0x4bw4Yz3ek36Bun2/MeG7mrWy0Q=", "176pZOl2EBfSshC0x4bw4Yz3ek36Bun2/MeG7mrWy0Q="]);
is([d.hmacSha384Hex(key, text), d.hmacSha384HexWithHexKey("706172746e6572206b6579", text), d.hmacSha384Base64(key, text), d.hmacSha384Base64WithBase64Key("cGFydG5lciBrZXk=", text)],
    ["b4596701504b976b4bbcebac0bfc04707787f398f55f55dc8a4e5fa3d3d1b76c8adc675821c544e02957bde73f650212", "b4596701504b976b4bbcebac0bfc04707787f398f55f55dc8a4e5fa3d3d1b76c8adc675821c544e02957bde73f650212", "tFlnAVBLl2tLvOusC/wEcHeH85j1X1Xcik5fo9PRt2yK3GdYIcVE4ClXvec/ZQIS", "tFlnAVBLl2tLvOusC/wEcHeH85j1X1Xcik5fo9PRt2yK3GdYIcVE4ClXvec/ZQIS"]);
is([d.hmacSha512Hex(key, text), d.hmacSha512HexWithHexKey("706172746e6572206b6579", text), d.hmacSha512Base64(key, text), d.hmacSha512Base64WithBase64Key("cGFydG5lciBrZXk=", text)],
    ["b4701f753c529aed4904d62e856a53bd558e83287fb2b1b4908d9b11d33603a88e0c922de014d1abfe2b3724a3a39fb87b9a0eb28ba4604711adf87d7c697db2", "b4701f753c529aed4904d62e856a53bd558e83287fb2b1b4908d9b11d33603a88e0c922de014d1abfe2b3724a3a39fb87b9a0eb28ba4604711adf87d7c697db2", "tHAfdTxSmu1JBNYuhWpTvVWOgyh/srG0kI2bEdM2A6iODJIt4BTRq/4rNySjo5+4e5oOsoukYEcRrfh9fGl9sg==", "tHAfdTxSmu1JBNYuhWpTvVWOgyh/srG0kI2bEdM2A6iODJIt4BTRq/4rNySjo5+4e5oOsoukYEcRrfh9fGl9sg=="]);
