// Days, as texts that sort.
function day(time) {
    return new Date(time).toISOString().substring(0, 10);
}

function daysBetween(one, other) {
    return Math.round((Date.parse(other) - Date.parse(one)) / 86400000);
}
