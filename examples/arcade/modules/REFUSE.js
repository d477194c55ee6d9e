// Ends the script with an error that the caller sees.
function refuse(key, why) {
    Spark.setScriptError(key, why);
    Spark.exit();
}
