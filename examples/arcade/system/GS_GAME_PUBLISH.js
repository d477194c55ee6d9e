// The daily job begins when the game is published.
Spark.getScheduler().inSeconds("DAILY_REWARD", 86400, {}, "daily-reward");
