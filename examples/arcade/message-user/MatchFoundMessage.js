// Runs for each of the two who have found each other.
requireOnce("RIVALRY");

begin(Spark.getData().matchId, Spark.getPlayer(), Spark.getData().participants);
