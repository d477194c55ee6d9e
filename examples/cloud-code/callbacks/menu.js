// The menu as a table for a spreadsheet: text of our own instead of JSON.
requireOnce("TEAS");

var lines = ["tea,coins"];
for (var code in TEAS) {
    lines.push(TEAS[code].name + "," + TEAS[code].price);
}
Spark.setScriptData("RESPONSE_RAW", lines.join("\n") + "\n");
Spark.setScriptData("RESPONSE_HEADERS", { "Content-Type": "text/csv;charset=utf-8" });
