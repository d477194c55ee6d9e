// Somebody has played: counted, kept for the reward, and answered with the level.
requireOnce("PROFILE");
requireOnce("LEVELS");
requireOnce("TIME");

var player = Spark.getPlayer();
var points = Spark.getData().POINTS;
var profile = profileOf(player);
profile.plays++;
profile.best = Math.max(profile.best, points);
keepProfile(player, profile);
Spark.runtimeCollection("played").update(
    { player: player.getPlayerId(), day: day(Date.now()) },
    { $inc: { plays: 1 }, $set: { rewarded: false } },
    true,
    false
);
Spark.setScriptData("level", levelOf(profile.best));
