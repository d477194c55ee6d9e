var all = Spark.getMultiplayer(), me = Spark.getPlayer();
var config = Spark.getConfig().getMatchConfig("DUEL");
is([Spark.getConfig().getMatchConfigs().length, Spark.getConfig().getMatchConfig("NO")], [2, null]);
is([config.getShortCode(), config.getName(), config.getDescription(), config.getMinPlayers(), config.getMaxPlayers()], ["DUEL", "Duel", "Two", 2, 2]);
is([config.getRealtime(), config.getRealtimeScript(), config.getDropInDropOut(), config.getDropInDropOutExpire(), config.getManuallyMatch(), config.getPlayerDisconnectThreshold()],
    [true, "ARENA", false, 0, false, 0]);
var threshold = config.getThresholds()[0];
is([threshold.getPeriod(), threshold.getMin(), threshold.getMax(), threshold.getAcceptMinPlayers(), typeof threshold.getName()], [40, 5, 5, false, "string"]);

var made = all.loadMatch(all.createMatch(me, Spark.loadPlayer(bea)));
is([typeof made.getId(), all.loadMatch("no"), all.createMatchById("nobody")], ["string", null, null]);
is([all.createMatchWithMatchId("own", me), all.createMatchByIdWithMatchId("other", [alice, bea])], ["own", "other"]);
made.setMatchData({ map: "lake" });
is(made.getMatchData(), { map: "lake" });
made.enableRealtime();
is([made.isRealtimeEnabled(), typeof made.getServer().getHost(), typeof made.getServer().getPort()], [true, "string", "number"]);
made.addPlayers(Spark.loadPlayer(cleo));
made.addPlayersById(dora);
made.removePlayers(me);
made.removePlayersById(bea);
is(made.getParticipants().map(function (one) { return [one.getPlayer().getDisplayName(), one.getPeerId(), typeof one.getAccessToken()]; }),
    [["Cleo", 3, "string"], ["Dora", 4, "string"]]);

var hand = all.getMatchConfig("HAND");
var one = hand.createPendingMatch("g", 5, me), two = hand.createPendingMatchWithCustomQuery("g", 8, null, { map: "sea" }, Spark.loadPlayer(bea));
is([one.getMatchShortCode(), one.getMatchGroup(), one.getSkill(), two.getMatchData()], ["HAND", "g", 5, { map: "sea" }]);
is([all.loadPendingMatchById(one.getId()).getId() === one.getId(), all.loadPendingMatchByPlayer(me, "HAND", "g").getId() === one.getId()], [true, true]);
is(one.findPendingMatches(5).map(function (other) { return other.getId() === two.getId(); }), [true]);
var seeker = one.getMatchedPlayers()[0];
is([seeker.getPlayerId(), seeker.getSkill(), seeker.getParticipantData(), typeof seeker.getLocation()], [alice, 5, null, "object"]);
is(one.joinPendingMatch(two).getMatchedPlayers().length, 2);
all.cancelMatchmaking(me, "HAND", "g");

is(Spark.sendGrid("key").addTo("a@b.c", "A").setFrom("d@e.f", "D").setReplyTo("r@e.f").setBcc("x@e.f").setSubject("s").setText("t").setHtml("<b>t</b>")
    .addUploaded("u1").addDownloadable("LEVELS").addHeader("X-A", "1").send(), "{\"message\":\"success\"}");
var levels = Spark.getConfig().getDownloadable("LEVELS");
is([Spark.getConfig().getDownloadables().length, levels.getShortCode(), levels.getSize(), typeof levels.getUrl()], [2, "LEVELS", 13, "string"]);
levels.getLastModified();

var boards = Spark.getLeaderboards();
[boards.getChallengeLeaderboard("race1"), boards.getSocialChallengeLeaderboard("race1", [bea]), boards.getInverseSocialChallengeLeaderboard("race1", [bea]),
    boards.getSocialChallengeLeaderboardAs("race1", bea, [alice]), boards.getInverseSocialChallengeLeaderboardAs("race1", bea, [alice]),
    boards.getTeamChallengeLeaderboard("race1", ["foxes"]), boards.getInverseTeamChallengeLeaderboard("race1", ["foxes"]),
    boards.getTeamChallengeLeaderboardAs("race1", bea, ["foxes"]), boards.getInverseTeamChallengeLeaderboardAs("race1", bea, ["foxes"])]
    .forEach(function (board) { is(board === null ? 0 : board.getEntryCount(), 0); });
