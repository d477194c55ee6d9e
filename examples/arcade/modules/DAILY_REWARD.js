// Runs once a day by itself: rewards those who played, and asks to be run again tomorrow.
requireOnce("REWARDS");
requireOnce("AUDIT");
requireOnce("TIME");

var today = day(Date.now());
var played = Spark.runtimeCollection("played").find({ day: { $lt: today }, rewarded: { $ne: true } }).sort({ player: 1 });
var count = 0;
while (played.hasNext()) {
    var entry = played.next();
    reward(entry);
    Spark.runtimeCollection("played").update({ _id: entry._id }, { $set: { rewarded: true } });
    count++;
}
audit("daily-reward", { day: today, players: count });
Spark.getScheduler().inSeconds("DAILY_REWARD", 86400, {}, "daily-reward");
