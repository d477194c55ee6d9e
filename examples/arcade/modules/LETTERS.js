// Writes to players by mail.
require("SETTINGS");

function writeTo(address, subject, text) {
    return Spark.sendGrid(MAIL_KEY).addTo(address).setFrom("arcade@game.example", "The arcade").setSubject(subject).setText(text).send();
}
