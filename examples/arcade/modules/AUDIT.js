// What happened, for the people who look after the game.
function audit(what, detail) {
    Spark.runtimeCollection("audit").insert({ what: what, detail: detail, at: new Date() });
    Spark.getLog().info({ audit: what, detail: detail });
}
