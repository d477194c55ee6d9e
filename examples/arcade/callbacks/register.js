// A web page registers players: ?name=…&mail=…&password=…
requireOnce("REFUSE");
requireOnce("TEXT");
requireOnce("MAIL");
requireOnce("PLAYERS");
requireOnce("PROFILE");
requireOnce("AUDIT");

var data = Spark.getData();
for each (var field in ["name", "mail", "password"]) {
    if (trimmed(data[field]) === "") { refuse(field, "REQUIRED"); }
}
if (!mailIsGood(data.mail)) { refuse("mail", "UNDELIVERABLE"); }
if (playerNamed(data.name) !== null) { refuse("name", "TAKEN"); }

var response = register(data.name, data.name, data.password);
if (response.error) { refuse("name", response.error.USERNAME || "REFUSED"); }

var player = Spark.loadPlayer(response.userId);
var profile = profileOf(player);
profile.mail = trimmed(data.mail);
keepProfile(player, profile);
audit("registered", { player: response.userId });
Spark.setScriptData("player", response.userId);
