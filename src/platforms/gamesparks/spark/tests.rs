//! Scripts that use the `Spark` interface, run as a callback runs them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::client;
use crate::diag::Source;
use crate::journal::exchange::{Exchange, ExchangeId};
use crate::journal::verdict::{Checks, Outcome};
use crate::platforms::gamesparks::cloud_code::{Folder, Script, ScriptId};
use crate::platforms::gamesparks::run::{Ran, Task, run};
use crate::platforms::gamesparks::state::limit::Limit;
use crate::platforms::gamesparks::state::settings::{ErrorLines, KeyOrder};
use crate::platforms::gamesparks::state::{Game, Player, PlayerId, State, Store};
use crate::script::Failure;
use crate::tree::Duration as Written;
use crate::world::clock::Clock;
use crate::world::clock::thread::Alone;
use crate::world::upstream::Upstream;
use crate::world::{Settings, World};

mod calls;
mod collections;
mod members;
mod requests;
mod scheduled;
mod services;

const ALICE: &str = "5b2f9c0e4d3a1f0001a2b3c4";

/// A game with a callback, a player and some modules, in a world whose clock moves when nothing is in flight.
struct Stage {
    world: Arc<World>,
    game: Arc<Game>,
    alone: Alone,
}

impl Stage {
    fn new(callback: &str, modules: &[(&str, &str)]) -> Self {
        let clock = Clock::virtual_at("2020-05-01T12:00:00Z".parse().unwrap());
        let alone = Alone::with(&clock).unwrap();
        let settings = Settings { seed: 7, clock, ..Settings::named("test") };
        let state = State::new(client::Settings::default());
        let world = Arc::new(World::new(settings, vec![Box::new(state)]));
        let mut game = Game::new("k123", world.rng());
        game.cloud_code.insert(script(Folder::Callbacks, "server", callback));
        for (name, text) in modules {
            game.cloud_code.insert(script(Folder::Modules, name, text));
        }
        game.settings.script_time_limit = Limit(Some(Written(Duration::from_secs(10))));
        let alice = Player {
            user_name: Some("alice".into()),
            external_ids: [("FB".to_owned(), "42".to_owned())].into(),
            script_data: [("level".to_owned(), json!(3))].into(),
            ..Player::default()
        };
        let players = [(ALICE.parse().unwrap(), alice)].into();
        let game = Arc::new(game.with_store(Store { players, ..Store::default() }));
        Self { world, game, alone }
    }

    fn run(&self, data: Json, player: Option<&str>) -> (Ran, Vec<String>) {
        let Json::Object(data) = data else { panic!() };
        let script = self.game.cloud_code.callback("server").unwrap();
        let mut checks = Checks::new();
        let player = player.map(|id| id.parse::<PlayerId>().unwrap());
        let task = Task { data, player, cause: Some(ExchangeId(1)), ..Task::default() };
        let ran = run(&self.world, &self.game, script, task, &mut checks);
        let ran = self.alone.play(ran);
        let checks = checks.verdict(Outcome::Failed).checks;
        (ran, checks.into_iter().map(|check| check.name.into_owned()).collect())
    }

    /// What the script left as script data.
    #[track_caller]
    fn data(&self, player: Option<&str>) -> Json {
        let (ran, _) = self.run(json!({ "name": "Sky", "list": ["b", "c"] }), player);
        assert_eq!(ran.failure, None);
        Json::Object(ran.script_data)
    }

    fn logged(&self) -> Vec<Json> {
        let page = self.world.journal().after(0, usize::MAX, |entry| entry.event().is_some());
        page.entries.iter().filter_map(|entry| Some(entry.event()?.detail.clone())).collect()
    }

    fn exchanges(&self) -> Vec<Exchange> {
        let page = self.world.journal().after(0, usize::MAX, |entry| entry.exchange().is_some());
        page.entries.iter().filter_map(|entry| entry.exchange().cloned()).collect()
    }

    fn plays(self, upstream: impl Upstream + 'static) -> Self {
        self.world.upstreams().play("https://partner.example".parse().unwrap(), Arc::new(upstream));
        self
    }
}

fn script(folder: Folder, name: &str, text: &str) -> Script {
    let id = ScriptId::new(folder, name);
    Script::new(id.clone(), Source::new(id.to_string(), text))
}

#[track_caller]
fn left(callback: &str) -> Json {
    Stage::new(callback, &[]).data(None)
}

/// What `expression` comes to.
#[track_caller]
fn value(expression: &str) -> Json {
    left(&format!("Spark.setScriptData('v', {expression});"))["v"].take()
}

/// The message of what `expression` throws, as a script that catches it reads it.
#[track_caller]
fn thrown(expression: &str) -> String {
    let text = format!("try {{ {expression}; }} catch (e) {{ Spark.setScriptData('v', e.message); }}");
    left(&text)["v"].as_str().unwrap_or_else(|| panic!("{expression} threw nothing")).to_owned()
}

#[test]
fn data_is_read_by_getter_and_by_property() {
    assert_eq!(
        value("[Spark.getData().name, Spark.data.list[1], Spark.data.nothing === undefined]"),
        json!(["Sky", "c", true])
    );
    assert_eq!(
        left("Spark.data.list.push('d'); Spark.setScriptData('v', Spark.getData())")["v"]["list"],
        json!(["b", "c", "d"])
    );
    assert_eq!(value("Object.keys(Spark.data).join()"), "name,list");
}

#[test]
fn script_data_is_set_read_and_removed() {
    let text = "Spark.setScriptData('a', { x: [1, new Date(5), undefined] });
        Spark.setScriptData('b', 2); Spark.removeScriptData('b');
        var copy = Spark.getScriptData('a'); copy.x = 'changed';
        Spark.setScriptData('c', Spark.getScriptData('a').x);
        Spark.setScriptData('d', Spark.getScriptData('nothing'));
        Spark.setScriptData('e', undefined); Spark.setScriptData('f', function () {});
        Spark.setScriptData(7, '7');";
    assert_eq!(
        left(text),
        json!({ "a": { "x": [1, 5, null] }, "c": [1, 5, null], "d": null, "e": null, "f": null, "7": "7" })
    );
    assert_eq!(
        left("Spark.setScriptData('a', 1); Spark.removeAllScriptData(); Spark.setScriptData('b', 2)"),
        json!({ "b": 2 })
    );
    assert_eq!(thrown("var o = {}; o.o = o; Spark.setScriptData('a', o)"), "the value contains itself");
    assert_eq!(
        thrown("var s = 'x'; while (s.length < 2e7) s += s; Spark.setScriptData('a', s.slice(0, 2e7))"),
        "a script can keep at most 16 MiB here"
    );
}

#[test]
fn script_errors_are_set_read_and_removed() {
    let text = "Spark.setScriptError('a', 1); Spark.setScriptError('b', { c: 'd' });
        Spark.setScriptData('seen', [Spark.hasScriptErrors(), Spark.getScriptError('b').c, Spark.getScriptError('x')]);
        Spark.removeScriptError('a');";
    let (ran, _) = Stage::new(text, &[]).run(json!({}), None);
    assert_eq!(Json::Object(ran.script_errors), json!({ "b": { "c": "d" } }));
    assert_eq!(ran.script_data["seen"], json!([true, "d", null]));
    let cleared = "Spark.setScriptError('a', 1); Spark.removeAllScriptErrors(); Spark.setScriptData('v', Spark.hasScriptErrors())";
    assert_eq!(left(cleared)["v"], false);
}

#[test]
fn exit_ends_the_script_and_keeps_what_was_set() {
    let text = "Spark.setScriptError('a', 1); Spark.setScriptData('b', 2);
        try { Spark.exit(); } catch (e) { Spark.setScriptData('b', 3); } finally { Spark.setScriptData('b', 4); }
        Spark.setScriptData('b', 5);";
    let (ran, checks) = Stage::new(text, &[]).run(json!({}), None);
    assert_eq!((ran.failure, ran.script_data["b"].clone(), ran.script_errors["a"].clone()), (None, json!(2), json!(1)));
    assert_eq!(checks, ["script time"]);
}

#[test]
fn java_errors_can_be_caught_and_say_what_java_said() {
    assert_eq!(
        thrown("Spark.getPlayer(1)"),
        "Can't find method com.gamesparks.scripting.impl.SparkImpl.getPlayer(number)"
    );
    assert_eq!(
        thrown("Spark.setScriptData('a', null, {}, true, undefined, function () {})"),
        "Can't find method com.gamesparks.scripting.impl.SparkImpl.setScriptData(string,null,object,boolean,undefined,function)"
    );
    assert_eq!(thrown("Spark.getHttp('http://x', 'soon')"), "Cannot convert string to java.lang.Integer");
    assert_eq!(
        thrown("Spark.data = 1"),
        "Java class \"com.gamesparks.scripting.impl.SparkImpl\" has no public instance field or method named \"data\"."
    );
    assert!(thrown("var log = Spark.getLog().error; log('x')").starts_with("Java method \"error\" was invoked with"));
    assert!(thrown("Spark.getLog.call(Spark.getLog())").starts_with("Java method \"getLog\" was invoked with"));
    assert_eq!(value("typeof Spark.nothing"), "undefined");
    assert_eq!(
        value("'' + Spark.getLog() + ('getData' in Spark) + ('x' in Spark)"),
        "com.gamesparks.scripting.impl.SparkLogImpltruefalse"
    );
}

#[test]
fn errors_know_where_they_were_made_and_what_java_threw() {
    let text = "function seen(work) { try { work() } catch (e) { return [e.name, e.fileName, e.lineNumber, Object.keys(e).length]; } }
        Spark.setScriptData('v', [seen(function () { nobody(); }), seen(function () {
            throw new Error('own'); }), seen(function () { Spark.getPlayer(1); })]);";
    let file = "callbacks/server.js";
    let found = json!([["ReferenceError", file, 2, 0], ["Error", file, 3, 0], ["InternalError", file, 3, 0]]);
    assert_eq!(left(text)["v"], found);
    let mut stage = Stage::new("\ntry { nobody() } catch (e) { Spark.setScriptData('v', e.lineNumber) } null.x;", &[]);
    Arc::get_mut(&mut stage.game).unwrap().settings.error_lines = ErrorLines::FromZero;
    let (ran, _) = stage.run(json!({}), None);
    let told = crate::platforms::gamesparks::failure::text(&ran.failure.unwrap(), 0);
    assert!(told.ends_with("(callbacks/server.js#1)"), "{told}");

    let text = "try { Spark.getDigester().md5Hex(null) } catch (e) { var j = e.javaException;
            Spark.setScriptData('v', [e.name, e.message, e.toString(), j.getMessage(), j.getClass().getName(), '' + j, e instanceof Error]); }";
    let npe = "java.lang.NullPointerException";
    let whole = format!("{npe}: null");
    assert_eq!(
        left(text)["v"],
        json!(["JavaException", whole, format!("JavaException: {whole}"), null, npe, npe, true])
    );
    assert_eq!(value("(function () { try { nobody() } catch (e) { return e.javaException === undefined } })()"), true);
}

#[test]
fn keys_can_be_in_the_order_of_java() {
    let mut stage = Stage::new(
        "['eventAttr1', 'eventAttr2', 'eventAttr3'].forEach(function (name) { Spark.setScriptData(name, 1) })",
        &[],
    );
    Arc::get_mut(&mut stage.game).unwrap().settings.key_order = KeyOrder::HashMap;
    let keys = stage.data(None).as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys, ["eventAttr2", "eventAttr1", "eventAttr3"]);
}

#[test]
fn the_current_player_is_the_one_in_the_url() {
    let text = "var p = Spark.getPlayer(); Spark.setScriptData('v', p === null ? null :
        [p.getPlayerId(), p.userName, p.displayName, p.externalIds, p.online, p.getScriptData('level'), p.getScriptData('x')])";
    let stage = Stage::new(text, &[]);
    assert_eq!(stage.data(Some(ALICE))["v"], json!([ALICE, "alice", null, { "FB": "42" }, false, 3, null]));
    assert_eq!(stage.data(None)["v"], Json::Null);
    assert_eq!(value(&format!("Spark.loadPlayer('{ALICE}').userName")), "alice");
    assert_eq!(
        value("[Spark.loadPlayer('5b2f9c0e4d3a1f0001a2b3c5'), Spark.loadPlayer('bob'), Spark.loadPlayer(null)]"),
        json!([null, null, null])
    );
    assert_eq!(
        value("[Spark.loadPlayerByExternalId('FB', 42).userName, Spark.loadPlayerByExternalId('TW', '42')]"),
        json!(["alice", null])
    );
    assert_eq!(
        value(&format!("Spark.loadPlayer('{ALICE}')"))["playerId"],
        ALICE,
        "an object is written by its properties"
    );
}

#[test]
fn what_a_script_changes_about_a_player_is_stored_after_it() {
    let text = "var p = Spark.getPlayer(), q = Spark.loadPlayer(p.playerId);
        p.setScriptData('level', 4); p.setPrivateData('token', null); p.removeScriptData('nothing');
        Spark.setScriptData('v', [q.getScriptData('level'), q.getPrivateData('token')]);";
    let stage = Stage::new(text, &[]);
    assert_eq!(stage.data(Some(ALICE))["v"], json!([4, null]));
    let stored = stage.game.lock().players[0].clone();
    assert_eq!((&stored.script_data["level"], stored.private_data.get("token")), (&json!(4), Some(&Json::Null)));

    let removing = Stage::new("Spark.getPlayer().removeScriptData('level')", &[]);
    removing.data(Some(ALICE));
    assert!(removing.game.lock().players[0].script_data.is_empty());
}

#[test]
fn a_script_that_fails_stores_only_what_it_persisted() {
    let text = "var p = Spark.player; p.setScriptData('a', 1); p.persist(); p.setScriptData('b', 2); Spark.setScriptData('x', 1); p.nope();";
    let stage = Stage::new(text, &[]);
    let (ran, _) = stage.run(json!({}), Some(ALICE));
    assert!(ran.failure.is_some() && ran.script_data.is_empty());
    let stored = stage.game.lock().players[0].script_data.clone();
    assert_eq!(Json::Object(stored.into_iter().collect()), json!({ "level": 3, "a": 1 }));
}

#[test]
fn modules_are_loaded_into_the_script() {
    let modules = [
        ("COUNT", "count = (typeof count === 'undefined' ? 0 : count) + 1; function twice(x) { return 2 * x; }"),
        ("A", "require('B'); require('COUNT');"),
        ("B", "require('A'); require('COUNT');"),
        ("BLANK", "// nothing"),
        ("BAD", "\n  nope();"),
        (
            "USES",
            "own += 1; var seen = [own, p, g]; function reads() { return own; } function declared() { return typeof nothing; }",
        ),
    ];
    let left = |text: &str| Stage::new(text, &modules).data(None);
    assert_eq!(left("require('COUNT'); Spark.setScriptData('v', [twice(21), count])")["v"], json!([42, 1]));
    assert_eq!(left("(function () { require('COUNT'); Spark.setScriptData('v', twice(1)); })()")["v"], 2);
    assert_eq!(left("require('COUNT'); require('COUNT'); Spark.setScriptData('v', count)")["v"], 2);
    assert_eq!(left("requireOnce('COUNT'); requireOnce('COUNT'); Spark.setScriptData('v', count)")["v"], 1);
    assert_eq!(left("require('COUNT'); requireOnce('COUNT'); Spark.setScriptData('v', count)")["v"], 1);
    assert_eq!(left("require('A'); Spark.setScriptData('v', count)")["v"], 1, "a circle, and once within it");
    assert_eq!(left("Spark.setScriptData('v', typeof require('BLANK'))")["v"], "undefined");
    let inside = "var g = 'global'; function f(p) { var own = 1, g = 'own'; require('USES'); return [seen, own, reads(), typeof nothing]; }
        Spark.setScriptData('v', f('param').concat(typeof declared));";
    assert_eq!(left(inside)["v"], json!([[2, "param", "global"], 2, 2, "undefined", "function"]));
    assert_eq!(
        left("try { require('CUONT') } catch (e) { Spark.setScriptData('v', e.message) }")["v"],
        "the game has no module 'CUONT'; did you mean 'COUNT'?"
    );

    let (ran, _) = Stage::new("\nrequire('BAD');", &modules).run(json!({}), None);
    let Some(Failure::Thrown(thrown)) = ran.failure else { panic!() };
    assert_eq!(thrown.at.unwrap().to_string(), "modules/BAD.js:2:3");
    assert_eq!(thrown.stack, "    at top level (modules/BAD.js:2:3)\n    at top level (callbacks/server.js:2:1)\n");
}

#[test]
fn log_entries_are_events_of_the_callback() {
    let text =
        "var log = Spark.getLog(); log.debug('one'); log.setLevel('WARN'); log.info('two'); log.warn({ three: 3 });
        Spark.setScriptData('v', log.level);";
    let stage = Stage::new(text, &[]);
    assert_eq!(stage.data(None)["v"], "WARN");
    let script = "callbacks/server.js";
    assert_eq!(
        stage.logged(),
        [
            json!({ "level": "DEBUG", "script": script, "log": "one" }),
            json!({ "level": "WARN", "script": script, "log": { "three": 3 } })
        ]
    );
    assert_eq!(thrown("Spark.getLog().setLevel('LOUD')"), "java.lang.IllegalArgumentException: No enum constant LOUD");
    let endless = Stage::new("for (var i = 0; i < 3000; i++) Spark.getLog().info(i)", &[]);
    endless.data(None);
    assert_eq!(endless.logged().len(), 1_001);
}

#[test]
fn an_uncaught_error_is_in_the_log_with_its_place_and_line() {
    let stage = Stage::new("var a = 1;\n  Spark.getPlayer().userName;", &[]);
    let (ran, _) = stage.run(json!({}), None);
    assert_eq!(
        ran.failure.unwrap().to_string(),
        "TypeError: Cannot read property \"userName\" from null (callbacks/server.js:2:9)"
    );
    let entry = &stage.logged()[0];
    assert_eq!(
        (&entry["at"], &entry["line"]),
        (&json!("callbacks/server.js:2:9"), &json!("Spark.getPlayer().userName;"))
    );
}

#[test]
fn what_the_game_is_called_is_in_its_configuration() {
    assert_eq!(value("[Spark.getConfig().getStage(), Spark.config.apiKey]"), json!(["preview", "k123"]));
    assert_eq!(value("[Spark.getConfig().getMatchConfigs(), Spark.config.downloadables]"), json!([[], []]));
    assert_eq!(
        value("[Spark.getClientIp(), Spark.getSessionId(), Spark.getCredentialType()]"),
        json!([null, null, null])
    );
    assert_eq!(value("Spark.getRemainingMilliseconds() > 5000 && Spark.remainingMilliseconds <= 10000"), true);
}

#[test]
fn chance_comes_from_the_worlds_seed_and_the_callback() {
    let draw = || value("[Math.random(), Math.random(), Date.now()]");
    assert_eq!(draw(), draw());
    assert_ne!(draw()[0], draw()[1]);
}

#[test]
fn what_cannot_be_assigned_does_no_harm() {
    let text = "var seen = [];
        for (var i = 0; i < 2000; i++) {
            try { Spark.x = { a: [i] } } catch (e) { seen = e.message }
            try { Spark.getLog()['k' + i] = 'text' + i } catch (e) {}
            try { Object.create(Spark).y = [i] } catch (e) {}
            try { Spark[Symbol.iterator] = {} } catch (e) {}
        }
        delete Spark.getData; delete Spark['x' + 1];
        Spark.setScriptData('v', [seen, typeof Spark.getData, typeof Proxy]);";
    let said =
        "Java class \"com.gamesparks.scripting.impl.SparkImpl\" has no public instance field or method named \"x\".";
    assert_eq!(left(text)["v"], json!([said, "function", "undefined"]));
}
