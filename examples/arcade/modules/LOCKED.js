// Does something while nobody else does it.
function locked(name, work) {
    if (!Spark.lockKey(name, 1000)) { return null; }
    try { return work(); } finally { Spark.unlockKey(name); }
}
