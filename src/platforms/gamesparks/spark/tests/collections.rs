//! Collections as scripts use them.

use super::*;
use crate::platforms::gamesparks::state::settings::{MetaCollections, RuntimeCollections};

const C: &str = "var c = Spark.runtimeCollection('things');";

/// What `expression` comes to after `before`, which uses the collection `c`.
#[track_caller]
fn after(before: &str, expression: &str) -> Json {
    left(&format!("{C} {before}; Spark.setScriptData('v', {expression});"))["v"].take()
}

#[track_caller]
fn throws(expression: &str) -> String {
    thrown(&format!("{C} {expression}"))
}

#[test]
fn documents_are_inserted_found_and_counted() {
    assert_eq!(
        after("", "[c.count(), c.find().hasNext(), c.findOne({}), c.find().size()]"),
        json!([0, false, null, 0])
    );
    let three = "c.insert({ _id: 'a', n: 1 }, { _id: 'b', n: 2 }); c.insert([{ _id: 'c', n: 3 }])";
    assert_eq!(after(three, "[c.count(), c.count({ n: { $gt: 1 } }), c.count(null)]"), json!([3, 2, 3]));
    assert_eq!(after(three, "c.find({ n: { $lt: 3 } }, { _id: 0 })"), json!([{ "n": 1 }, { "n": 2 }]));
    assert_eq!(after(three, "c.findOne({}, { n: 1, _id: 0 }, { n: -1 })"), json!({ "n": 3 }));
    assert_eq!(after(three, "c.distinct('n', { n: { $ne: 2 } })"), json!([1, 3]));
    assert_eq!(after(three, "[c.distinct(null), c.findOne({ n: 9 })]"), json!([[], null]));
    assert_eq!(after(three, "c.find({ $where: 'this.n > 1 && obj.n < 3' })"), json!([{ "_id": "b", "n": 2 }]));
    assert_eq!(after(three, "c.find({ $where: function () { return this.n === 3; } }).size()"), 1);
    assert_eq!(after(three, "c.find({ _id: /^[ab]$/ }).size()"), 2);
}

#[test]
fn ids_are_given_and_used() {
    let text = "var d = { n: 1 }; c.insert(d); var id = d._id.$oid;";
    assert_eq!(
        after(text, "[id.length, c.findOne({ _id: { $oid: id } }).n, c.findOne({ _id: d._id })._id.$oid === id]"),
        json!([24, 1, true])
    );
    assert_eq!(
        after(
            text,
            "[c.count({ _id: id }), c.count({ _id: { $ne: { $oid: id } } }), c.count({ _id: { $in: [d._id] } })]"
        ),
        json!([0, 0, 1])
    );
    assert_eq!(after("var d = {}; c.save(d); d.x = 1; c.save(d)", "[c.count(), c.findOne().x]"), json!([1, 1]));
    assert_eq!(
        after("", "[c.insert({ _id: 1 }), c.insert({ _id: 1 }), c.getLastError().code, c.save({ _id: 1, a: 1 })]"),
        json!([true, false, 11000, true])
    );
}

#[test]
fn dates_are_milliseconds_unless_the_script_wants_dates() {
    let text = "c.insert({ at: new Date(5), in: { list: [new Date(6)] } });";
    assert_eq!(
        after(
            text,
            "[c.findOne().at, c.findOne().in.list[0], c.count({ at: { $type: 'date' } }), c.count({ at: { $lt: new Date(6) } })]"
        ),
        json!([5, 6, 1, 1])
    );
    let text = format!("{text} Spark.getSparkScriptOptions().setMaintainDbDates(true)");
    assert_eq!(
        after(
            &text,
            "[c.findOne().at instanceof Date, c.findOne().at.getTime(), Spark.getSparkScriptOptions().maintainDbDates]"
        ),
        json!([true, 5, true])
    );
    assert_eq!(
        after("c.insert({ at: { $date: 7 }, l: { $numberLong: '9' } })", "c.find({ at: { $date: 7 } }, { _id: 0 })"),
        json!([{ "at": 7, "l": 9 }])
    );
}

#[test]
fn a_cursor_is_limited_sorted_and_read() {
    let four = "c.insert({ n: 2 }, { n: 4 }, { n: 1 }, { n: 3 }); var q = { n: { $gt: 0 } };";
    let numbers = |cursor: &str| after(four, &format!("{cursor}.toArray().map(function (d) {{ return d.n; }})"));
    assert_eq!(numbers("c.find(q).sort({ n: 1 }).skip(1).limit(2)"), json!([2, 3]));
    assert_eq!(numbers("c.find(q).limit(2).skip(1).sort({ n: 1 })"), json!([2, 3]));
    assert_eq!(numbers("c.find(q).limit(0)"), json!([2, 4, 1, 3]));
    assert_eq!(numbers("c.find(q).limit(-1)"), json!([2]));
    assert_eq!(numbers("c.find(q).skip(-1)"), json!([2, 4, 1, 3]));
    assert_eq!(numbers("c.find().limit(2)"), json!([2, 4]));
    let text = format!(
        "{four} var u = c.find(q).limit(2); var seen = []; while (u.hasNext()) {{ var d = u.next(); seen.push(d.n, u.curr().n); }}"
    );
    assert_eq!(after(&text, "[seen, u.size(), u.count(), u.toArray().length]"), json!([[2, 2, 4, 4], 2, 4, 2]));
    assert_eq!(after(four, "{ inside: c.find(q, { _id: 0 }).limit(1) }"), json!({ "inside": [{ "n": 2 }] }));
    assert_eq!(throws("c.find().next()"), "java.util.NoSuchElementException: null");
    let java = "com.gamesparks.scripting.mongo.impl.SparkMongoCursorImpl";
    assert_eq!(throws("c.find().limit(null)"), format!("Can't find method {java}.limit(null)"));
    assert_eq!(
        throws("var u = c.find(); u.size(); u.sort({})"),
        "java.lang.IllegalStateException: the cursor has been read from already"
    );
}

#[test]
fn documents_are_updated() {
    let two = "c.insert({ _id: 1, n: 1, g: 'x' }, { _id: 2, n: 2, g: 'x' });";
    let all = "c.find().toArray()";
    assert_eq!(
        after(
            &format!("{two} var r = c.update({{ g: 'x' }}, {{ $inc: {{ n: 10 }} }})"),
            "[r, c.findOne({ _id: 1 }).n, c.findOne({ _id: 2 }).n]"
        ),
        json!([true, 11, 2])
    );
    assert_eq!(
        after(&format!("{two} c.updateMulti({{ g: 'x' }}, {{ $set: {{ g: 'y' }} }})"), "c.count({ g: 'y' })"),
        2
    );
    assert_eq!(
        after(&format!("{two} c.update({{ _id: 1 }}, {{ z: 1 }})"), "c.findOne({ _id: 1 })"),
        json!({ "_id": 1, "z": 1 })
    );
    assert_eq!(after("c.update({ _id: 'p' }, { $set: { a: 1 } }, true, false)", all), json!([{ "_id": "p", "a": 1 }]));
    assert_eq!(
        after(&format!("{two} var r = c.update({{}}, {{ $inc: {{ g: 1 }} }})"), "[r, c.getLastError().code]"),
        json!([false, 14])
    );
    assert_eq!(
        after(&format!("{two} var r = c.remove({{ n: 1 }})"), "[r, c.count(), c.getLastError().n]"),
        json!([true, 1, 1])
    );
    assert_eq!(after(&format!("{two} c.remove({{}})"), "c.count()"), 0);
    assert_eq!(throws("c.remove(null)"), "java.lang.NullPointerException: null");
    assert_eq!(throws("c.save(null)"), "java.lang.IllegalArgumentException: can't be null");
    assert_eq!(after("", "c.insert(null)"), false);
    assert!(throws("c.insert()").starts_with("com.mongodb.CommandFailureException"));
    assert_eq!(
        throws("c.insert({ 'a.b': 1 })"),
        "java.lang.IllegalArgumentException: Document field names can't have a . in them. (Bad Key: 'a.b')"
    );
    assert_eq!(throws("c.find({ a: { $nope: 1 } })"), "com.mongodb.MongoException: unknown operator: $nope");
}

#[test]
fn documents_are_found_and_modified() {
    let two = "c.insert({ _id: 1, n: 1 }, { _id: 2, n: 2 });";
    assert_eq!(
        after(two, "[c.findAndModify({ n: 1 }, { $set: { n: 5 } }), c.findOne({ _id: 1 }).n]"),
        json!([{ "_id": 1, "n": 1 }, 5])
    );
    assert_eq!(after(two, "c.findAndModify({}, { n: -1 }, { $inc: { n: 1 } })._id"), 2);
    assert_eq!(
        after(two, "c.findAndModify({ n: 1 }, { n: 1, _id: 0 }, {}, false, { $inc: { n: 1 } }, true, false)"),
        json!({ "n": 2 })
    );
    assert_eq!(
        after(two, "[c.findAndModify({ _id: 9 }, null, null, false, { $set: { n: 9 } }, true, true), c.count()]"),
        json!([{ "_id": 9, "n": 9 }, 3])
    );
    assert_eq!(
        after(two, "[c.findAndModify({ _id: 1 }, { z: 1 }).n, c.findOne({ _id: 1 })]"),
        json!([1, { "_id": 1, "z": 1 }])
    );
    assert_eq!(
        after(two, "[c.findAndRemove({ n: 2 }), c.count(), c.findAndRemove({ n: 2 })]"),
        json!([{ "_id": 2, "n": 2 }, 1, null])
    );
    assert_eq!(
        after(
            two,
            "[c.applyChanges(c.findOne({ _id: 1 }), { _id: 7, a: 1 }), c.findOne({ _id: 1 }), c.applyChanges(null, { _id: 3 }), c.applyChanges({}, { a: 1 })]"
        ),
        json!([true, { "_id": 1, "a": 1 }, true, false])
    );
}

#[test]
fn indexes_are_made_shown_and_dropped() {
    let made = "c.ensureIndex({ n: 1 }); c.ensureIndex({ m: -1 }, { name: 'byM', unique: true });";
    assert_eq!(after(made, "c.getIndexInfo().map(function (i) { return i.name; })"), json!(["_id_", "n_1", "byM"]));
    assert_eq!(
        after(made, "c.getIndexInfo()[2]"),
        json!({ "v": 1, "key": { "m": -1 }, "name": "byM", "ns": "k123-game-preview.script.things", "unique": true })
    );
    assert_eq!(after(made, "[c.insert({ m: 1 }), c.insert({ m: 1 }), c.insert({ m: 2 })]"), json!([true, false, true]));
    assert_eq!(
        after(&format!("{made} c.dropIndex({{ n: 1 }}); c.dropIndexByName('byM')"), "c.getIndexInfo().length"),
        1
    );
    assert_eq!(throws("c.insert({}); c.dropIndexByName('no')"), "com.mongodb.CommandFailureException: index not found");
}

#[test]
fn pipelines_are_stages_as_arguments_or_in_an_array() {
    let three = "c.insert({ g: 'a', n: 1 }, { g: 'b', n: 2 }, { g: 'a', n: 3 });";
    let group = "{ $group: { _id: '$g', n: { $sum: '$n' } } }";
    assert_eq!(
        after(three, &format!("c.aggregate({{ $match: {{ g: 'a' }} }}, {group})")),
        json!([{ "_id": "a", "n": 4 }])
    );
    assert_eq!(
        after(three, &format!("c.aggregate([{group}, {{ $sort: {{ _id: -1 }} }}])")),
        json!([{ "_id": "b", "n": 2 }, { "_id": "a", "n": 4 }])
    );
    assert_eq!(
        after(
            &format!("{three} c.aggregate({group}, {{ $out: 'script.sums' }})"),
            "Spark.runtimeCollection('sums').find({ _id: 'b' })"
        ),
        json!([{ "_id": "b", "n": 2 }])
    );
    assert_eq!(throws("c.aggregate(null)"), "java.lang.NullPointerException: null");
    assert!(
        throws("c.aggregate({ $nope: 1 })")
            .starts_with("com.mongodb.CommandFailureException: Unrecognized pipeline stage")
    );
}

#[test]
fn players_are_documents_of_a_system_collection() {
    let players = "Spark.systemCollection('player')";
    assert_eq!(value(&format!("{players}.findOne({{ userName: 'alice' }}).scriptData.level")), 3);
    assert_eq!(value(&format!("{players}.count({{ 'scriptData.level': {{ $gte: 3 }}, online: false }})")), 1);
    assert_eq!(
        value(&format!("{players}.findOne({{ _id: {{ $oid: '{ALICE}' }} }}, {{ externalIds: 1 }})")),
        json!({ "_id": { "$oid": ALICE }, "externalIds": { "FB": "42" } })
    );
    assert_eq!(value(&format!("{players}.find({{ _id: {{ $oid: '5b2f9c0e4d3a1f0001a2b3c5' }} }}).size()")), 0);
    assert_eq!(value("Spark.findPlayers({}, { userName: 1, _id: 0 }, 5)"), json!([{ "userName": "alice" }]));
    assert_eq!(
        thrown(&format!("{players}.remove({{}})")),
        "system collections cannot be written to by scripts: player"
    );
}

#[test]
fn collections_can_be_named_in_the_old_way() {
    let text =
        "Spark.save('old', { _id: 1, a: 1 }); Spark.save('old', { _id: 1, a: 2 }); Spark.save('old', { _id: 2 });";
    assert_eq!(
        left(&format!(
            "{text} Spark.setScriptData('v', [Spark.find('old', {{ _id: 1 }}), Spark.find('old', {{}}).length, Spark.remove('old', {{ _id: 2 }}), Spark.runtimeCollection('old').count()])"
        ))["v"],
        json!([{ "_id": 1, "a": 2 }, 2, true, 1])
    );
}

#[test]
fn a_strict_game_refuses_what_the_documents_do_not_have() {
    let text = "try { Spark.metaCollection('m').insert({}) } catch (e) { Spark.setScriptData('m', e.message) }
        try { Spark.runtimeCollection('r').insert({}) } catch (e) { Spark.setScriptData('r', e.message) }";
    assert_eq!(left(text), json!({}));
    let mut stage = Stage::new(text, &[]);
    let game = Arc::get_mut(&mut stage.game).unwrap();
    game.stage = crate::platforms::gamesparks::state::Stage::Live;
    game.settings.meta_collections = MetaCollections::ReadOnlyWhenLive;
    game.settings.runtime_collections = RuntimeCollections::Refused;
    assert_eq!(
        stage.data(None),
        json!({
            "m": "meta collections are read-only on the live stage: meta.m",
            "r": "this game cannot have runtime collections; use the Game Data Service: script.r",
        })
    );
}

#[test]
fn a_refused_write_is_told_to_the_journal() {
    let stage = Stage::new(&format!("{C} c.insert({{ _id: 1 }}); c.insert({{ _id: 1 }});"), &[]);
    stage.data(None);
    let told = stage.logged();
    assert_eq!(
        (&told[0]["call"], &told[0]["collection"], &told[0]["code"]),
        (&json!("insert"), &json!("script.things"), &json!(11000))
    );
}

#[test]
fn a_game_has_room_for_so_many_documents() {
    let text = format!(
        "{C} var x = 'x'; while (x.length < 1e6) x += x; var r = [c.insert({{ x: x }}), c.insert({{ x: x }}), c.getLastError().err, c.remove({{}})]; Spark.setScriptData('v', r)"
    );
    let mut stage = Stage::new(&text, &[]);
    Arc::get_mut(&mut stage.game).unwrap().settings.database_limit_mib =
        crate::platforms::gamesparks::state::limit::Limit(Some(1));
    let said = "MONGODB_MAX_DATABASE_MB_PREVIEW: the game's documents take more than 1 MiB";
    assert_eq!(stage.data(None)["v"], json!([true, false, said, true]));
}

#[test]
fn what_was_logged_can_be_read() {
    let text = "Spark.getLog().info({ a: 1 }); Spark.getLog().warn('two');
        var log = Spark.runtimeCollection('log').find({}, { _id: 0 }).sort({ _id: -1 }); Spark.setScriptData('v', log);";
    let stage = Stage::new(text, &[]);
    let now = 1_588_334_400_000_i64;
    let script = "callbacks/server.js";
    assert_eq!(
        stage.data(Some(ALICE))["v"],
        json!([
            { "level": "WARN", "script": script, "log": "two", "ts": now, "playerId": ALICE },
            { "level": "INFO", "script": script, "log": { "a": 1 }, "ts": now, "playerId": ALICE },
        ])
    );
    let failing = Stage::new("nope()", &[]);
    failing.run(json!({}), None);
    let kept = failing.game.lock().data.collections.get("script.log").unwrap().documents().next().unwrap().clone();
    assert_eq!(kept["log"].as_text(), Some("ReferenceError: \"nope\" is not defined. (callbacks/server.js:1:1)"));
}
