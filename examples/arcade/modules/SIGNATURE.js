// Whether a text was signed with the key that only the partner and this game know.
function isSigned(text, signature, key) {
    return Spark.getDigester().hmacSha256Hex(key, text) === String(signature).toLowerCase();
}
