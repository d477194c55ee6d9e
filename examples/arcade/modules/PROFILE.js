// What the game keeps with a player.
function profileOf(player) {
    return player.getPrivateData("profile") || { mail: null, plays: 0, best: 0 };
}

function keepProfile(player, profile) {
    player.setPrivateData("profile", profile);
    player.setScriptData("plays", profile.plays);
}
