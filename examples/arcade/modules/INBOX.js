// Tells players something.
function tell(playerIds, text, more) {
    Spark.message("NEWS").setPlayerIds(playerIds).setMessageData({ text: text, more: more || {} }).send();
}
