// What the scripts of members check with: what is wrong is told at the end.
var wrong = [], checks = 0, alice = "5b2f9c0e4d3a1f0001a2b3c4", bea = "5b2f9c0e4d3a1f0001a2b3c5", cleo = "5b2f9c0e4d3a1f0001a2b3c6",
    dora = "5b2f9c0e4d3a1f0001a2b3c7", noon = 1588334400000;
function is(actual, expected) {
    checks += 1;
    var a = JSON.stringify(actual), e = JSON.stringify(expected);
    if (a !== e) wrong.push("check " + checks + ": " + a + " and not " + e);
    Spark.setScriptData("wrong", wrong);
}
function all(cursor, read) {
    var found = [];
    while (cursor.hasNext()) found.push(read(cursor.next()));
    return found;
}
