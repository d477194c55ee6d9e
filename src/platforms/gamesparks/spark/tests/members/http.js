function sent(call) {
    var http = Spark.getHttp("https://partner.example/x", 2000).setBasicAuth("me", "pass").setHeaders({ "X-One": 1 });
    var seen = call(http).getResponseJson();
    return [seen.method, seen.auth, seen.x, seen.body];
}
var basic = "Basic bWU6cGFzcw==";
is(sent(function (http) { return http.get(); }), ["GET", basic, "1", ""]);
is(sent(function (http) { return http["delete"](); }), ["DELETE", basic, "1", ""]);
is(sent(function (http) { return http.postForm({ a: "b c" }); }), ["POST", basic, "1", "a=b+c"]);
is(sent(function (http) { return http.postXml(<a b="c"/>); }), ["POST", basic, "1", '<a b="c"/>']);
is(sent(function (http) { return http.postJson({ a: 1 }); }), ["POST", basic, "1", '{"a":1}']);
is(sent(function (http) { return http.postString("raw"); }), ["POST", basic, "1", "raw"]);
is(sent(function (http) { return http.putForm({ a: "b c" }); }), ["PUT", basic, "1", "a=b+c"]);
is(sent(function (http) { return http.putXml(<a/>); }), ["PUT", basic, "1", "<a/>"]);
is(sent(function (http) { return http.putJson([]); }), ["PUT", basic, "1", "[]"]);
is(sent(function (http) { return http.putString("raw"); }), ["PUT", basic, "1", "raw"]);

var refused = Spark.getHttp("https://partner.example/text").get();
is([refused.getResponseCode(), refused.getResponseString(), refused.getResponseJson()], [401, "日", null]);
is([refused.getHeaders()["set-cookie"], refused.getCookies()], ["a=1, b=2", ["a=1", "b=2"]]);
is(Spark.getHttp("https://partner.example/xml").get().getResponseXml().item[1].text().toString(), "two");

var log = Spark.getLog();
log.setLevel("INFO");
is(log.getLevel(), "INFO");
log.debug("not written");
log.info("one");
log.warn({ two: 2 });
log.error(["three"]);
is(Spark.runtimeCollection("log").find().toArray().map(function (entry) { return [entry.level, entry.log]; }),
    [["INFO", "one"], ["WARN", { two: 2 }], ["ERROR", ["three"]]]);
