// The web shop says that a player has ordered tea. It sends JSON, which is no form, so we find it in REQUEST_BODY.
requireOnce("REPLY");
requireOnce("TEAS");
requireOnce("STOCK");

function read(body) {
    try {
        return JSON.parse(body);
    } catch (error) {
        refuse("body", "NOT_JSON");
    }
}

var order = read(Spark.getData().REQUEST_BODY);
var player = Spark.loadPlayer(order.player);
var tea = teaOf(order.tea);
if (player === null) {
    refuse("player", "UNKNOWN");
}
if (tea === null) {
    refuse("tea", "UNKNOWN");
}

var left = cupsLeft(order.tea);
if (left === null) {
    refuse("warehouse", "NO_ANSWER");
}
if (left < order.cups) {
    refuse("cups", "ONLY_" + left + "_LEFT");
}

var shelf = player.getPrivateData("shelf") || {};
shelf[order.tea] = (shelf[order.tea] || 0) + order.cups;
player.setPrivateData("shelf", shelf);
Spark.getLog().info(player.getUserName() + " ordered " + order.cups + " x " + tea.name);
Spark.setScriptData("shelf", shelf);
Spark.setScriptData("coins", order.cups * tea.price);
