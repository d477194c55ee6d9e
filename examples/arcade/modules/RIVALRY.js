// Who plays against whom. Those whose mail address is known are written to.
requireOnce("PROFILE");
requireOnce("LETTERS");

function begin(match, player, participants) {
    var rivals = participants.filter(function (one) one.id !== player.getPlayerId());
    for each (var rival in rivals) {
        Spark.runtimeCollection("rivals").insert({ match: match, player: player.getPlayerId(), rival: rival.id });
        var mail = profileOf(player).mail;
        if (mail !== null) { writeTo(mail, "A rival for you", rival.displayName + " plays against you."); }
    }
}
