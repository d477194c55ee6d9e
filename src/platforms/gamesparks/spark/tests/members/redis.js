var r = Spark.getRedis();
is([r.set("k", "a"), r.append("k", "bc"), r.get("k"), r.strlen("k"), r.getSet("k", "x"), r.exists("k"), r.del("k", "no"), r.get("k")],
    ["OK", 3, "abc", 3, "abc", true, 1, null]);
is([r.set("k", "v", "NX", "EX", 100), r.set("k", "w", "NX"), r.ttl("k"), r.persist("k"), r.ttl("k")], ["OK", null, 100, 1, -1]);
is([r.expire("k", 5), r.expireAt("k", noon / 1000 + 7), r.ttl("k"), r.pexpire("k", 9000), r.pexpireAt("k", noon + 1500), r.pttl("k")], [1, 1, 7, 1, 1, 1500]);
is([r.psetex("p", 2000, "v"), r.pttl("p"), r.setex("s", 3, "v"), r.ttl("s"), r.setnx("s", "w"), r.setnx("t", "w")], ["OK", 2000, "OK", 3, 0, 1]);
is([r.setrange("g", 2, "xy"), r.getrange("g", 2, -1), r.substr("g", 2, 2)], [4, "xy", "x"]);
is([r.incr("n"), r.incrBy("n", 5), r.incrByFloat("n", 0.5), r.del("n"), r.decr("n"), r.decrBy("n", 4)], [1, 6, 6.5, 1, -1, -5]);
is([r.setbit("b", 7, true), r.getbit("b", 7), r.bitcount("b"), r.bitcount("b", 0, 0), r.bitop("NOT", "c", "b"), r.bitcount("c")], [false, true, 1, 1, 1, 7]);
is([r.mset("m1", 1, "m2", 2), r.mget("m1", "m2", "m3"), r.msetnx("m3", 3, "m1", 9), r.mget(["m3"])], ["OK", ["1", "2", null], 0, [null]]);
is([r.rename("m1", "m4"), r.renamenx("m4", "m2"), r.type("m4"), r.keys("m?")], ["OK", 0, "string", ["m2", "m4"]]);

is([r.hset("h", "a", 1), r.hset("h", "a", 2), r.hsetnx("h", "a", 3), r.hget("h", "a"), r.hexists("h", "b")], [1, 0, 0, "2", false]);
is([r.hmset("h", { b: "x", c: 5 }), r.hmget("h", "b", "no"), r.hlen("h"), r.hkeys("h"), r.hvals("h")], ["OK", ["x", null], 3, ["a", "b", "c"], ["2", "x", "5"]]);
is([r.hincrBy("h", "c", 2), r.hincrByFloat("h", "c", 0.5), r.hdel("h", "b", "no"), r.hgetAll("h")], [7, 7.5, 1, { a: "2", c: "7.5" }]);

is([r.rpush("l", "a", "b"), r.lpush("l", "z"), r.lpushx("none", "a"), r.rpushx("l", "c"), r.llen("l"), r.lrange("l", 0, -1)], [2, 3, 0, 4, 4, ["z", "a", "b", "c"]]);
is([r.lindex("l", 1), r.linsert("l", "BEFORE", "b", "y"), r.lset("l", 0, "x"), r.lrem("l", 1, "y"), r.ltrim("l", 0, 2), r.lrange("l", 0, -1)],
    ["a", 5, "OK", 1, "OK", ["x", "a", "b"]]);
is([r.rpoplpush("l", "o"), r.lpop("l"), r.rpop("l"), r.lpop("l"), r.lindex("o", 0)], ["b", "x", "a", null, "b"]);
is([r.rpush("nums", 3, 1, 2), r.sort("nums"), r.sort("nums", "sorted"), r.lrange("sorted", 0, -1)], [3, ["1", "2", "3"], 3, ["1", "2", "3"]]);

is([r.sadd("s1", "a", "b", "c"), r.sadd("s2", ["b", "c", "d"]), r.scard("s1"), r.sismember("s1", "a"), r.smembers("s1").sort()], [3, 3, 3, true, ["a", "b", "c"]]);
is([r.sdiff("s1", "s2"), r.sinter("s1", "s2").sort(), r.sunion("s1", "s2").sort()], [["a"], ["b", "c"], ["a", "b", "c", "d"]]);
is([r.sdiffstore("s3", "s1", "s2"), r.sinterstore("s4", "s1", "s2"), r.sunionstore("s5", "s1", "s2")], [1, 2, 4]);
is([r.smove("s1", "s2", "a"), r.srem("s1", "b", "no"), r.srandmember("s1"), r.srandmember("s1", 2), r.spop("s1"), r.scard("s1")], [1, 1, "c", ["c"], "c", 0]);

is([r.zadd("z", 1, "one"), r.zadd("z", 2, "two"), r.zadd("z", 3, "three"), r.zcard("z"), r.zcount("z", 1, 2), r.zcount("z", "(1", "+inf")], [1, 1, 1, 3, 2, 2]);
is([r.zincrby("z", 0.5, "two"), r.zscore("z", "two"), r.zrank("z", "two"), r.zrevrank("z", "two"), r.zrank("z", "no")], [2.5, 2.5, 1, 1, null]);
is([r.zrange("z", 0, 1), r.zrevrange("z", 0, 1), r.zrangeByScore("z", 2, 3), r.zrangeByScore("z", "-inf", "+inf", 1, 1), r.zrevrangeByScore("z", 3, 2), r.zrevrangeByScore("z", "+inf", "(1", 1, 1)],
    [["one", "two"], ["three", "two"], ["two", "three"], ["two"], ["three", "two"], ["two"]]);
is([r.zrangeWithScores("z", 0, 0), r.zrevrangeWithScores("z", 0, 0), r.zrangeByScoreWithScores("z", 1, 2), r.zrevrangeByScoreWithScores("z", 3, 2.6)],
    [[{ one: 1 }], [{ three: 3 }], [{ one: 1 }], [{ three: 3 }]]);
is([r.zunionstore("u", "z", "no"), r.zinterstore("i", ["z", "u"]), r.zscore("i", "one"), r.zrem("z", "one", "no"), r.zremrangeByRank("z", 0, 0), r.zremrangeByScore("z", 3, 3), r.zcard("z")],
    [3, 3, 2, 1, 1, 1, 0]);

is(r.geoadd("geo", { P: { longitude: 13.361389, latitude: 38.115556 }, C: { longitude: 15.087269, latitude: 37.502669 } }), 2);
is([r.geodist("geo", "P", "C", "km"), r.geohash("geo", "P"), r.geopos("geo", "P")[0].map(Math.round)], [166.2742, ["sqc8b49rny0"], [13, 38]]);
is([r.georadius("geo", 15, 37, 200, "km", {}).sort(), r.georadiusbymember("geo", "P", 100, "km", {})], [["C", "P"], ["P"]]);
is([r.flushdb(), r.keys("*")], ["OK", []]);
