// Whoever comes in is greeted: a player by the name that others see, anybody else by the name in the URL.
requireOnce("REPLY");

var guest = Spark.getPlayer();
var name = guest !== null ? guest.getDisplayName() : Spark.getData().name;
if (!name) {
    refuse("name", "REQUIRED");
}

if (guest !== null) {
    var visits = (guest.getScriptData("visits") || 0) + 1;
    guest.setScriptData("visits", visits);
    Spark.setScriptData("visits", visits);
}
Spark.setScriptData("greeting", "Welcome, " + name + "!");
