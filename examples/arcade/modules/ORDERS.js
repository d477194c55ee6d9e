// Orders that were paid for, each once.
function isNew(order) {
    return Spark.runtimeCollection("orders").findOne({ _id: order.id }) === null;
}

function keepOrder(order, player) {
    Spark.runtimeCollection("orders").insert({ _id: order.id, player: player.getPlayerId(), coins: order.coins, at: new Date() });
}
