//! Redis, cache, digests, properties, files, locks and the Game Data Service as scripts use them.

use super::*;
use crate::platforms::gamesparks::config::property_set::Entry;
use crate::platforms::gamesparks::files::Downloadable;
use crate::tree::Spanned;

/// What `expression` comes to after `before`.
#[track_caller]
fn after(before: &str, expression: &str) -> Json {
    left(&format!("{before}; Spark.setScriptData('v', {expression});"))["v"].take()
}

#[test]
fn redis_gives_what_jedis_gave() {
    let r = "var r = Spark.getRedis();";
    assert_eq!(
        after(
            r,
            "[r.set('a', 5), r.get('a'), r.get('b') === null, r.exists('a'), r.incr('a'), r.incrByFloat('a', 0.5), r.type('a')]"
        ),
        json!(["OK", "5", true, true, 6, 6.5, "string"])
    );
    assert_eq!(
        after(r, "[r.sadd('s', 1, 2), r.sadd('s', [1, 3]), r.sismember('s', '3'), r.scard('s'), r.smembers('s')]"),
        json!([2, 1, true, 3, ["1", "2", "3"]])
    );
    assert_eq!(
        after(r, "[r.hmset('h', { a: 1, b: 'x' }), r.hgetAll('h'), r.hmget('h', 'b', 'no'), r.hexists('h', 'a')]"),
        json!(["OK", { "a": "1", "b": "x" }, ["x", null], true])
    );
    let z = format!("{r} r.zadd('z', 1, 'one'); r.zadd('z', 2.5, 'two'); r.zadd('z', 3, 'three');");
    assert_eq!(
        after(
            &z,
            "[r.zrange('z', 0, -1), r.zrangeWithScores('z', 0, 1), r.zrevrangeByScoreWithScores('z', '+inf', '(2.5', 0, 5), r.zscore('z', 'two'), r.zrank('z', 'no')]"
        ),
        json!([["one", "two", "three"], [{ "one": 1 }, { "two": 2.5 }], [{ "three": 3 }], 2.5, null])
    );
    assert_eq!(
        after(
            &z,
            "[r.zcount('z', '-inf', 2.5), r.zcount('z', 1, 2), r.zunionstore('u', 'z', 'no'), r.zinterstore('i', ['z', 'u'])]"
        ),
        json!([2, 1, 3, 3])
    );
    assert_eq!(
        after(
            r,
            "[r.set('k', 'v', 'NX', 'EX', 100), r.set('k', 'w', 'NX'), r.ttl('k'), r.rpush('l', 'a', 'b'), r.lrange('l', 0, -1), r.sort('none')]"
        ),
        json!(["OK", null, 100, 2, ["a", "b"], []])
    );
    assert_eq!(
        after(
            r,
            "[r.setbit('b', 7, true), r.getbit('b', 7), r.bitcount('b'), r.mset('x', 1, 'y', 2), r.mget(['x', 'y', 'z']), r.del('x', 'y')]"
        ),
        json!([false, true, 1, "OK", ["1", "2", null], 2])
    );
    assert_eq!(after(r, "[r.set(null, 'n'), r.get('null')]"), json!(["OK", "n"]));
    assert_eq!(
        after(
            r,
            "[r.geoadd('g', { P: { longitude: 13.361389, latitude: 38.115556 }, C: [15.087269, 37.502669] }), r.geodist('g', 'P', 'C', 'km'), r.georadius('g', 15, 37, 200, 'km', { sort: 'asc', withdist: true })]"
        ),
        json!([2, 166.2742, [{ "member": "C", "distance": 56.4413 }, { "member": "P", "distance": 190.4424 }]])
    );
    let java = "com.gamesparks.scripting.redis.SparkRedisImpl";
    assert_eq!(thrown(&format!("{r} r.get()")), format!("Can't find method {java}.get()"));
    assert_eq!(thrown(&format!("{r} r.incrBy('a', null)")), format!("Can't find method {java}.incrBy(string,null)"));
    assert_eq!(thrown(&format!("{r} r.incrBy('a', 'x')")), "Cannot convert string to java.lang.Integer");
    assert_eq!(
        thrown(&format!("{r} r.sadd('a', null)")),
        "redis.clients.jedis.exceptions.JedisDataException: value sent to redis cannot be null"
    );
    assert_eq!(
        thrown(&format!("{r} r.set('a', 1); r.lpush('a', 1)")),
        "redis.clients.jedis.exceptions.JedisDataException: WRONGTYPE Operation against a key holding the wrong kind of value"
    );
}

#[test]
fn the_cache_holds_values_and_functions() {
    let c = "var c = Spark.getCache();";
    assert_eq!(
        after(c, "[c.get('a'), c.put('a', { x: [1] }) === undefined, c.get('a')]"),
        json!([null, true, { "x": [1] }])
    );
    assert_eq!(
        after(
            &format!(
                "{c} c.put('f', {{ twice: function (n) {{ return 2 * n; }}, list: [function () {{ return 7; }}] }}); var f = c.get('f')"
            ),
            "[f.twice(4), f.list[0]()]"
        ),
        json!([8, 7])
    );
    assert_eq!(
        after(
            &format!("{c} c.put('a1', 1); c.put('a2', 2); c.put('b', 3); c.removeAll('^a'); c.put(null, 4)"),
            "[c.get('a1'), c.get('b'), c.get(null)]"
        ),
        json!([null, 3, 4])
    );
    assert_eq!(
        after(
            &format!("{c} c.put('a', 1); c.put('b', 1); c.remove('a'); var one = c.get('b'); c.removeAll()"),
            "[c.get('a'), one, c.get('b')]"
        ),
        json!([null, 1, null])
    );
    let stage = Stage::new(
        "var c = Spark.getCache(), n = c.get('n') || 0; c.put('n', n + 1); Spark.setScriptData('v', n);",
        &[],
    );
    assert_eq!((stage.data(None)["v"].clone(), stage.data(None)["v"].clone()), (json!(0), json!(1)));
}

#[test]
fn digests_are_those_of_the_standards() {
    let d = |call: &str| value(&format!("Spark.getDigester().{call}"));
    assert_eq!(d("md2Hex('abc')"), "da853b0d3f88d99b30283a69e6ded6bb");
    assert_eq!(d("md5Hex('abc')"), "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(d("sha1Hex('abc')"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_eq!(d("sha256Hex('abc')"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(d("sha1Base64('abc')"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    assert_eq!(d("sha384Base64('').length"), 64);
    assert_eq!(d("sha512Hex('').length"), 128);
    assert_eq!(d("hmacMd5Hex('Jefe', 'what do ya want for nothing?')"), "750c783e6ab0b503eaa86e310a5db738");
    assert_eq!(d("hmacSha1Hex('Jefe', 'what do ya want for nothing?')"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    let sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(d("hmacSha256Hex('Jefe', 'what do ya want for nothing?')"), sha256);
    assert_eq!(d("hmacSha256HexWithHexKey('4a656665', 'what do ya want for nothing?')"), sha256);
    assert_eq!(
        d("hmacSha256Base64WithBase64Key('SmVmZQ', 'what do ya want for nothing?')"),
        "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="
    );
    assert_eq!(
        thrown("Spark.getDigester().hmacMd5HexWithHexKey('4', 'x')"),
        "java.lang.IllegalArgumentException: the key is not hexadecimal"
    );
    assert_eq!(thrown("Spark.getDigester().md5Hex(null)"), "java.lang.NullPointerException: null");
}

#[test]
fn properties_and_files_are_read() {
    let text = "var p = Spark.getProperties(), f = Spark.getFiles(), u = Spark.getUploadableUtils();
        var id = u.uploadString('[1]', Spark.getPlayer(), 'a.json', { from: 'test' });
        Spark.setScriptData('v', [p.getProperty('tea'), p.getProperty('no'), p.getProperty(null), p.getPropertySet('menu'), p.getPropertySet('no'),
            f.downloadableJson('LEVELS'), f.downloadableJson('no'), f.uploadedJson(id), u.retrieveString(id), f.deleteUploadedFile(id), f.deleteUploadedFile(id),
            u.retrieveString(id), Spark.uploadedJson(null), id.length]);";
    let mut stage = Stage::new(text, &[]);
    let game = Arc::get_mut(&mut stage.game).unwrap();
    game.properties = [("tea".to_owned(), json!({ "price": 4 }))].into();
    let hot = Entry::plain(Spanned::made("tea".to_owned()));
    game.property_sets = [("menu".to_owned(), [("hot".to_owned(), hot)].into())].into();
    let levels = Downloadable { text: "{\"levels\": 3}".to_owned(), modified: jiff::Timestamp::UNIX_EPOCH };
    game.downloadables = [("LEVELS".to_owned(), levels)].into();
    assert_eq!(
        stage.data(Some(ALICE))["v"],
        json!([{ "price": 4 }, null, null, { "hot": { "price": 4 } }, null, { "levels": 3 }, null, [1], "[1]", true, false, null, null, 24])
    );
}

#[test]
fn items_are_created_changed_and_persisted() {
    let g = "var g = Spark.getGameDataService();";
    let created = format!(
        "{g} var i = g.createItem('pet', 'rex'); i.getData().age = 3; i.data.name = 'Rex'; var e = i.persistor().persist().error();"
    );
    assert_eq!(
        after(
            &created,
            "[e, g.getItem('pet', 'rex').document().getData(), g.getItem('pet', 'no').document(), g.getItem('pet', 'no').error()]"
        ),
        json!([null, { "age": 3, "name": "Rex" }, null, null])
    );
    let changed = format!(
        "{created} var r = g.getItem('pet', 'rex'); r.document().getData().age = 4; r.document().persistor().persist();"
    );
    assert_eq!(
        after(&changed, "[g.getItem('pet', 'rex').document().data.age, r.document().id, r.document().type]"),
        json!([4, "rex", "pet"])
    );
    // Each changes another field of the same item.
    let two = format!(
        "{created} var a = g.getItem('pet', 'rex').document(), b = g.getItem('pet', 'rex').document(); a.data.age = 9; delete b.data.name; b.data.owner = 'x'; a.persistor().persist(); b.persistor().persist();"
    );
    assert_eq!(after(&two, "g.getItem('pet', 'rex').document().data"), json!({ "age": 9, "owner": "x" }));
    let both = format!(
        "{created} var a = g.getItem('pet', 'rex').document(), b = g.getItem('pet', 'rex').document(); a.data.age += 1; b.data.age += 5; a.persistor().withAtomicIncrements().persist(); b.persistor().withAtomicIncrements().persist();"
    );
    assert_eq!(after(&both, "g.getItem('pet', 'rex').document().data.age"), 9);
    let checked = format!(
        "{created} var a = g.getItem('pet', 'rex').document(), b = g.getItem('pet', 'rex').document(); a.persistor().persist(); var v = b.persistor().withVersionCheck().persist().error(); var c = a.persistor().withConditionCheck(g.N('age').gt(5)).persist().error();"
    );
    assert_eq!(
        after(&checked, "[v, c]"),
        json!(["the item was changed since it was loaded", "the condition does not hold for the item that is stored"])
    );
    assert_eq!(after(&created, "[i.delete().error(), g.getItem('pet', 'rex').document()]"), json!([null, null]));
    assert_eq!(
        after(
            &format!("{created} i.setTTL(Date.now()); i.persistor().persist()"),
            "[i.getTTL() === Date.now(), g.getItem('pet', 'rex').document()]"
        ),
        json!([true, null])
    );
    let odd = format!(
        "{g} var i = g.createItem('pet', 'x').setData({{ a: undefined, b: [function () {{}}, 1 / 0], c: 1 }}); i.persistor().persist();"
    );
    assert_eq!(
        after(&odd, "[i.getValidationErrors(), g.getItem('pet', 'x').document().data.c]"),
        json!([["a", "b.0", "b.1"], 1])
    );
    assert!(
        thrown(&format!("{odd} i.persistor().withErrorOnTypeConversion().persist()"))
            .starts_with("java.lang.IllegalArgumentException")
    );
    assert_eq!(
        after(
            &format!("{g} var i = g.createItem('pet', 'x'), s = 'x'; while (s.length < 5e5) s += s; i.data.s = s;"),
            "i.persistor().persist().error()"
        ),
        "an item has at most 409600 bytes"
    );
}

#[test]
fn items_are_found_by_their_fields() {
    let g = "var g = Spark.getGameDataService(); [['a', 3, 'x'], ['b', 1, 'xy'], ['c', 2, 'z']].forEach(function (p) { var i = g.createItem('pet', p[0]); i.data.age = p[1]; i.data.in = { name: p[2] }; i.persistor().persist(); });
        function ids(r) { var l = [], c = r.cursor(); while (c.hasNext()) l.push(c.next().getId()); return l.join(''); }";
    let ids = |condition: &str| after(g, &format!("ids(g.queryItems('pet', {condition}))"));
    assert_eq!(ids("g.N('age').gt(1), g.sort('age', true)"), "ca");
    assert_eq!(ids("g.S('in.name').startsWith('x'), g.sort('in.name', false).add('age', true)"), "ba");
    assert_eq!(ids("g.N('age').between(1, 2).or(g.S('in.name').eq('x'))"), "abc");
    assert_eq!(ids("g.N('age').in([1, 3]).and(g.S('in.name').ne('x'))"), "b");
    assert_eq!(ids("g.N('age').lt(3).negate()"), "a");
    assert_eq!(ids("g.S('age').eq('3')"), "");
    assert_eq!(ids("g.N('age').eq('2')"), "c");
    assert_eq!(after(g, "g.queryItems('pet', g.N('age').gt(0)).error()"), Json::Null);
    assert_eq!(
        after(
            &format!("{g} g.queryItems('pet', g.N('age').gt(1)).cursor().next().delete()"),
            "ids(g.queryItems('pet', null))"
        ),
        "bc"
    );
    assert_eq!(
        thrown(&format!("{g} g.queryItems('none', null).cursor().next()")),
        "java.util.NoSuchElementException: null"
    );
    let strict = format!(
        "{g} Spark.setScriptData('v', [g.queryItems('pet', g.N('name').eq(1)).error(), g.queryItems('pet', g.S('age').eq('x')).error(), g.queryItems('pet', g.N('age').eq(1), g.sort('no', true)).error(), g.queryItems('pet', g.N('age').eq(1)).error()])"
    );
    let mut stage = Stage::new(&strict, &[]);
    let kind = crate::platforms::gamesparks::state::data_type::DataType {
        indexes: [("age".to_owned(), crate::platforms::gamesparks::state::data_type::IndexKind::Number)].into(),
    };
    Arc::get_mut(&mut stage.game).unwrap().data_types = [("pet".to_owned(), kind)].into();
    assert_eq!(
        stage.data(None)["v"],
        json!([
            "pet has no index on name",
            "the index on age of pet is of another kind than the query",
            "pet has no index on no",
            null
        ])
    );
}

#[test]
fn locks_are_held_until_the_script_ends() {
    let text = "Spark.setScriptData('v', [Spark.lockKey('a', 10), Spark.lockKey('a', 10), Spark.unlockKey('a'), Spark.unlockKey('a'), Spark.unlockKey('a'), Spark.lockKey('b', 0), Spark.unlockKeyFully('b'), Spark.lockKey('c', 5)]);";
    let stage = Stage::new(text, &[]);
    let all = json!([true, true, true, true, false, true, true, true]);
    assert_eq!((&stage.data(None)["v"], &stage.data(None)["v"]), (&all, &all));
    let failing = Stage::new("Spark.lockKey('a', 10); nope()", &[]);
    failing.run(json!({}), None);
    assert!(failing.game.locks.take("a", failing.game.locks.owner()));
    // Held by somebody else, for longer than is waited.
    let waiting =
        Stage::new("var t = Date.now(); Spark.setScriptData('v', [Spark.lockKey('a', 1500), Date.now() - t])", &[]);
    waiting.game.locks.take("a", waiting.game.locks.owner());
    assert_eq!(waiting.data(None)["v"], json!([false, 1500]));
}

#[test]
fn a_challenge_is_locked_against_those_who_lock_it() {
    let text = "var c = Spark.getChallenge('race'), t = Date.now(), said = null;
        try { Spark.lock(c); } catch (e) { said = e.message; }
        Spark.setScriptData('v', [said, Date.now() - t, c.getRunState(), Spark.lockKey('race', 0)]); Spark.unlock(c);";
    let stage = Stage::new(text, &[]);
    let race: crate::platforms::gamesparks::state::Challenge = crate::tree::decode::decode(
        &crate::tree::read::document(
            &crate::diag::Source::new("race.yaml", format!("{{ short-code: RACE, challenger: {ALICE} }}")),
            &mut crate::diag::Diagnostics::new(),
        )
        .unwrap(),
        crate::tree::Templates::Text,
        &mut crate::diag::Diagnostics::new(),
    )
    .unwrap();
    stage.game.lock().challenges.insert("race".to_owned(), race);
    let free = json!([null, 0, "ISSUED", true]);
    assert_eq!((&stage.data(None)["v"], &stage.data(None)["v"]), (&free, &free), "given up at its end");
    stage.game.locks.take("\0challenge race", stage.game.locks.owner());
    let said = "java.util.concurrent.TimeoutException: another script has locked the challenge";
    assert_eq!(stage.data(None)["v"], json!([said, 10_000, "ISSUED", true]));
}

#[test]
fn xml_files_are_gone_through() {
    let text = "var r = Spark.getFiles().downloadableXml('BOOKS'), seen = [r.xml.book.length(), Spark.getFiles().uploadedXml('no')];
        r.registerCallback('catalog.book', function () { seen.push(r.element.attribute('id').toString(), r.getXml().title.text().toString()); });
        r.registerCallback('catalog.end', function () { seen.push('end'); });
        r.process(); Spark.setScriptData('v', seen);";
    let mut stage = Stage::new(text, &[]);
    let books = "<?xml version=\"1.0\"?><catalog><book id=\"a\"><title>One</title></book>\n<book id='b'><title>Two</title></book><end/></catalog>";
    let books = Downloadable { text: books.to_owned(), modified: jiff::Timestamp::UNIX_EPOCH };
    Arc::get_mut(&mut stage.game).unwrap().downloadables = [("BOOKS".to_owned(), books)].into();
    assert_eq!(stage.data(None)["v"], json!([2, null, "a", "One", "b", "Two", "end"]));
}

#[test]
fn other_system_collections_are_what_the_platform_stored() {
    let text = "var t = Spark.systemCollection('teams').findOne({ teamName: 'Foxes' }); Spark.setScriptData('v', [t._id, t.members, Spark.systemCollection('playerMessage').count(), Spark.systemCollection('matchInstance').count()]);";
    let stage = Stage::new(text, &[]);
    let team = crate::platforms::gamesparks::state::Team {
        kind: "CLAN".to_owned(),
        name: "Foxes".to_owned(),
        owner: ALICE.parse().unwrap(),
        members: vec![ALICE.parse().unwrap()],
        chat: Vec::new(),
    };
    stage.game.lock().teams.insert("foxes".to_owned(), team);
    assert_eq!(stage.data(None)["v"], json!(["foxes", [ALICE], 0, 0]));
    assert_eq!(value("Spark.systemCollection('player').findOne({ currency2: { $gte: 0 } }).goods"), json!({}));
}

#[test]
fn mails_and_matches_have_limits() {
    let long = "var s = 'x'; while (s.length < 2e7) s += s;";
    assert_eq!(thrown(&format!("{long} Spark.sendGrid('k').setText(s.slice(0, 2e7))")), "a mail has at most 16 MiB");
    assert_eq!(
        thrown(&format!(
            "{long} var all = Spark.getMultiplayer(); all.loadMatch(all.createMatch('{ALICE}')).setMatchData({{ s: s.slice(0, 3e5) }})"
        )),
        "the data of a match has at most 256 KiB"
    );
}

#[test]
fn mails_are_written_by_setters_that_give_them_back() {
    let text = "var mail = Spark.sendGrid('user', 'password');
        var same = mail.addTo('a@b.c').addTo('d@e.f', 'D').setFrom('g@h.i', null).setReplyTo('r@h.i').setBcc('x@h.i').setSubject('s')
            .setText('t').addUploaded('none').addDownloadable('none').addHeader('A', 1);
        Spark.setScriptData('v', same.send());";
    let stage = Stage::new(text, &[]);
    assert_eq!(stage.data(None)["v"], "{\"message\":\"success\"}");
    assert_eq!(
        stage.logged()[0],
        json!({
            "to": [{ "email": "a@b.c" }, { "email": "d@e.f", "name": "D" }], "from": { "email": "g@h.i" },
            "reply-to": "r@h.i", "bcc": "x@h.i", "subject": "s", "text": "t", "headers": { "A": "1" }, "outcome": "kept",
        })
    );
    assert_eq!(thrown("Spark.sendGrid()"), "Can't find method com.gamesparks.scripting.impl.SparkImpl.sendGrid()");
}
