// Ends the script with an error that the caller sees under "errors".
function refuse(key, why) {
    Spark.setScriptError(key, why);
    Spark.exit();
}
