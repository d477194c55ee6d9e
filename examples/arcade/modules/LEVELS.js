// Levels, made from the points that somebody has.
var LEVELS = [0, 100, 300, 600, 1000];

function levelOf(points) {
    var level = 0;
    for each (var least in LEVELS) {
        if (points >= least) { level++; }
    }
    return level;
}
