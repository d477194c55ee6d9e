function score(id, points, tea, land) {
    Spark.sendRequestAs({ "@class": ".LogEventRequest", eventKey: "SCORE", POINTS: points, TEA: tea, LAND: land }, id);
}
score(alice, 10, "Sencha", "GB"); score(bea, 30, "Assam", "FR"); score(cleo, 20, "Sencha", "GB"); score(alice, 5, "Assam", "FR");
var boards = Spark.getLeaderboards(), best = boards.getLeaderboard("BEST");
function owners(board) { return all(board.getEntries(), function (entry) { return entry.getUserName(); }).join(); }
is(boards.getLeaderboard("NO"), null);
is(boards.listLeaderboards().map(function (board) { return board.getShortCode(); }), ["BEST", "TEAS", "LANDS"]);
is(owners(boards.getSocialLeaderboard("BEST", [cleo])), "Cleo,Alice");
is(owners(boards.getInverseSocialLeaderboard("BEST", [cleo])), "Bea");
is(owners(boards.getSocialLeaderboardAs("BEST", cleo, [bea])), "Bea,Cleo");
is(owners(boards.getInverseSocialLeaderboardAs("BEST", cleo, bea)), "Alice");
is(owners(boards.getTeamLeaderboard("BEST", ["foxes"])), "Bea,Alice");
is(owners(boards.getInverseTeamLeaderboard("BEST", ["foxes"])), "Cleo");
is(owners(boards.getTeamLeaderboardAs("BEST", bea, ["foxes"])), "Bea,Alice");
is(owners(boards.getInverseTeamLeaderboardAs("BEST", bea, ["foxes"])), "Cleo");

var social = boards.getSocialLeaderboard("BEST", [cleo]), foxes = boards.getTeamLeaderboard("BEST", ["foxes"]);
is(boards.union(social, foxes).evaluate().sort(), [alice, bea, cleo]);
is(boards.intersection(social, foxes).evaluate(), [alice]);
is(boards.difference(social, foxes).evaluate(), [cleo]);
is(boards.difference(best, social).union(social).evaluate().length, 3);
is(boards.union(best, best).intersection(foxes).evaluate().sort(), [alice, bea]);
is(boards.union(best, best).difference(foxes).evaluate(), [cleo]);

is([best.getShortCode(), best.getName(), best.getDescription(), best.getPropertySet()], ["BEST", "Best scores", "Who has the most", { prize: { gold: 1 } }]);
is([best.getEntryCount(), best.getEntryCountForIdentifier(alice), best.getIdFields(), best.getScoreFields()], [3, 1, [], ["POINTS"]]);
is([best.isPartitioned(), best.isPartition(), best.getPartitions()], [false, false, []]);
var entry = best.getEntries(1, 1).next();
is([entry.getUserId(), entry.getUserName(), entry.getRank(), entry.getRankPercentage(), entry.getWhen(), entry.getAttribute("POINTS")],
    [cleo, "Cleo", 2, 67, "2020-05-01T12:00Z", 20]);
is(best.getEntriesForIdentifier(alice, null).map(function (one) { return one.getRank(); }), [3]);
is(all(best.getEntriesFromPlayer(cleo, 2), function (one) { return one.getRank(); }), [2, 3]);
var teas = boards.getLeaderboard("TEAS");
is([teas.getIdFields(), teas.getEntryCountForIdentifier(alice)], [["TEA"], 2]);
is(all(teas.getEntriesFromPlayerForCustomId(alice, 1, { TEA: "Assam" }), function (one) { return one.getAttribute("POINTS"); }), [5]);
is(best.getRankForScore({ POINTS: 25 }), 2);
is([teas.deleteEntriesForCustomId(alice, false, { TEA: "Assam" }), teas.getEntryCountForIdentifier(alice)], [true, 1]);
teas.rebuildLeaderboard(false);
is(teas.getEntryCountForIdentifier(alice), 2);
is([teas.deleteAllEntries(alice, true), teas.getEntryCountForIdentifier(alice)], [true, 0]);
is([best.deleteEntry(bea, true), best.getEntryCount()], [true, 2]);

var lands = boards.getLeaderboard("LANDS");
is([lands.isPartitioned(), lands.isPartition()], [true, false]);
is(lands.getPartitions().map(function (one) { return one.getShortCode(); }).sort(), ["LANDS.LAND.FR", "LANDS.LAND.GB"]);
var britain = lands.getPartitions().filter(function (one) { return one.getShortCode() === "LANDS.LAND.GB"; })[0];
is([britain.getName(), britain.getDescription(), britain.getPropertySet()], [null, null, null]);
is([britain.getEntryCount(), britain.getEntryCountForIdentifier(cleo), britain.getIdFields(), britain.getScoreFields()], [2, 1, [], ["POINTS"]]);
is([britain.isPartitioned(), britain.isPartition(), britain.getPartitions().length], [false, true, 2]);
is(all(britain.getEntries(), function (one) { return one.getUserName(); }), ["Cleo", "Alice"]);
is(britain.getEntriesForIdentifier(cleo, null).length, 1);
is(all(britain.getEntriesFromPlayer(alice, 5), function (one) { return one.getRank(); }), [2]);
is(all(britain.getEntriesFromPlayerForCustomId(alice, 5, null), function (one) { return one.getRank(); }), [2]);
is(britain.getRankForScore({ POINTS: 15 }), 2);
is(britain.isArchived(), false);
britain.archive();
is(britain.isArchived(), true);
var france = boards.getLeaderboard("LANDS").getPartitions().filter(function (one) { return one.getShortCode() === "LANDS.LAND.FR"; })[0];
is([france.deleteEntry(alice, false), france.getEntryCount()], [true, 1]);
france.rebuildLeaderboard(false);
is(france.getEntryCount(), 2);
is([france.deleteEntriesForCustomId(alice, true, null), france.getEntryCount()], [true, 1]);
is([france.deleteAllEntries(bea, true), france.getEntryCount()], [true, 0]);
france.drop(true);
best.drop();
is(best.getEntryCount(), 0);
