// The best players, as rows.
require("SETTINGS");

function best(count) {
    var entries = Spark.getLeaderboards().getLeaderboard("BEST").getEntries(count || TOP, 0);
    var rows = [];
    while (entries.hasNext()) {
        var entry = entries.next();
        rows.push({ rank: entry.getRank(), name: entry.getUserName(), points: entry.getAttribute("POINTS") });
    }
    return rows;
}
