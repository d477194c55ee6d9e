// A payment partner tells of orders: a signed text whose content type says nothing.
requireOnce("REFUSE");
requireOnce("SETTINGS");
requireOnce("SIGNATURE");
requireOnce("ORDERS");
requireOnce("LOCKED");
requireOnce("AUDIT");

var body = Spark.getData().REQUEST_BODY;
var envelope;
try {
    envelope = JSON.parse(body);
} catch (broken if broken instanceof SyntaxError) {
    refuse("body", "NO_JSON");
}
if (!isSigned(envelope.order, envelope.signature, PAYMENTS_KEY)) { refuse("signature", "WRONG"); }

var order = JSON.parse(envelope.order);
var buyer = Spark.loadPlayer(order.player);
if (buyer === null) { refuse("player", "UNKNOWN"); }
locked("order " + order.id, function () {
    if (isNew(order)) {
        keepOrder(order, buyer);
        buyer.credit("COINS", order.coins, "order " + order.id);
        audit("paid", { order: order.id, coins: order.coins });
    }
});
Spark.setScriptData("coins", buyer.getBalance("COINS"));
