// What those get who played the day before.
require("SETTINGS");
require("INBOX");

function reward(entry) {
    var player = Spark.loadPlayer(entry.player);
    if (player === null) { return; }
    player.credit("COINS", REWARDS.day, "daily reward");
    tell([entry.player], "Your reward for " + entry.day, { coins: REWARDS.day });
}
