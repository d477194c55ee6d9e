// The leaderboard as plain text, for a screen on a wall.
requireOnce("BOARD");
requireOnce("TABLE");

Spark.setScriptData("RESPONSE_RAW", table(best(Number(Spark.getData().count) || 0)));
Spark.setScriptData("RESPONSE_HEADERS", { "Content-Type": "text/plain; charset=UTF-8", "Cache-Control": "no-store" });
