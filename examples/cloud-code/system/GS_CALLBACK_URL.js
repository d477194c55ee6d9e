// Answers for every credential that has no script of its own.
Spark.setScriptData("open", new Date().getHours() >= 9 && new Date().getHours() < 21);
