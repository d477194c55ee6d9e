//! What holds for every request, whatever is in it.

use std::collections::HashMap;

use http::{HeaderMap, Method};
use proptest::prelude::*;

use super::*;
use crate::diag::{Diagnostics, Source};
use crate::platforms::gphud::experience::quota::Quota;
use crate::platforms::gphud::fixture;
use crate::platforms::gphud::kv::{self, effective};
use crate::platforms::gphud::state::ids::CharacterId;
use crate::platforms::gphud::wire::write;
use crate::tree::{Decoding, Templates, read};

const START: i64 = 1_588_334_400;

fn database(fixture: &str) -> Database {
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("fixture.yaml", fixture), &mut problems).unwrap();
    let part = node.get("gphud").unwrap();
    let database = fixture::load(part, &mut Decoding::new(&mut problems, Templates::Text)).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    database
}

fn dev_test() -> Database {
    database(include_str!("../../../../fixtures/gphud/dev-test.yaml"))
}

fn every_kind(head: bool) -> Database {
    let mut text = include_str!("../../../../fixtures/gphud/every-kind.yaml").to_owned();
    if head {
        text = text.replacen("gphud:", "gphud:\n  dialect: head", 1);
        text = text.replacen("Health.Enabled: true", "Health.Enabled: true\n        Currency.Enabled: true", 1);
    }
    database(&text)
}

/// Points and rows of the audit, added up.
struct Totals {
    /// The points in the pools of experience, of all characters.
    points: i64,
    /// What each row about points says.
    awards: Vec<i64>,
    /// What each pool of each character has.
    pools: HashMap<(CharacterId, String), i64>,
}

impl Totals {
    fn of(database: &Database) -> Self {
        let rows = database.characters.rows().iter();
        let pools: HashMap<_, _> = rows
            .flat_map(|row| row.ledger.pools().map(|(name, pool)| ((row.id, name.to_owned()), pool.total())))
            .collect();
        let points = pools.iter().filter(|((_, name), _)| !name.starts_with("Currency.")).map(|(_, total)| total).sum();
        let rows = database.instances.iter().flat_map(|instance| instance.audit.iter());
        let awards = rows.filter(|row| row.change == "Pool Add").filter_map(|row| row.new.as_deref()?.parse().ok());
        Self { points, awards: awards.collect(), pools }
    }
}

/// The limits of every character.
fn quotas(database: &Database, now: i64) -> Vec<(CharacterId, Quota, String)> {
    let mut quotas = Vec::new();
    for row in database.characters.rows().iter() {
        let view = effective::View { instance: row.instance, character: Some(row.id), now };
        for attribute in ["xp", "guild"] {
            let quota = Quota {
                limit: effective::int(database, &kv::experience(attribute, "XPLimit"), view),
                days: effective::float(database, &kv::experience(attribute, "XPPeriod"), view),
            };
            quotas.push((row.id, quota, format!("Experience.{attribute}")));
        }
    }
    quotas
}

/// The answer to a body, as compact JSON, and the verdict's outcome.
fn ask(database: &mut Database, now: i64, body: &[u8]) -> (serde_json::Value, Outcome) {
    let rng = crate::world::rng::Rng::new(7);
    let request = Request { method: &Method::POST, headers: &HeaderMap::new(), peer: None, body };
    let outcomes = answer(database, Surroundings { now, millis: now * 1_000, rng: &rng }, request);
    let Answer::Json(json) = outcomes.answer else { panic!("a page in answer to a POST") };
    let text = write::indented(&json, outcomes.dialect.indent);
    (serde_json::from_str(&text).unwrap(), outcomes.verdict.outcome)
}

/// What the platform knows, apart from what it remembers about requests and HUDs.
fn known(database: &Database) -> serde_json::Value {
    let mut known = serde_json::to_value(fixture::export::export(database)).unwrap();
    for instance in known["instances"].as_object_mut().unwrap().values_mut() {
        instance.as_object_mut().unwrap().remove("developers");
        for character in instance["characters"].as_object_mut().unwrap().values_mut() {
            for key in ["touched", "conveyed"] {
                character.as_object_mut().unwrap().remove(key);
            }
        }
    }
    known
}

/// Values that mean something to some argument, and others.
fn value() -> impl Strategy<Value = serde_json::Value> {
    const TEXTS: &[&str] = &[
        "test989",
        "test",
        "plainchar",
        "xp",
        "VisitXP",
        "Strength",
        "1",
        "2",
        "-1",
        "0",
        "true",
        "",
        "-",
        "Iain Maltz",
        "Red",
        ">Iain Maltz",
        "%",
        "163",
        "999",
        "Experience.xpXPLimit",
        "Bag",
        "Pack",
        "apple",
        "Crown",
        "1c 5",
        "Elves",
        "Dwarves",
        "Smiths",
        "loner",
        "guild",
        "Poison",
        "toxin of snakes",
        "Ball",
        "goodies base",
        "Cerasi",
        "Chest",
        "GPHUDClient.TitlerAltitude",
        "Health.allowSelfSet",
        "x y z",
        "☃",
        "</b>",
    ];
    prop_oneof![
        8 => proptest::sample::select(TEXTS).prop_map(serde_json::Value::from),
        1 => any::<i64>().prop_map(serde_json::Value::from),
        1 => any::<f64>().prop_map(serde_json::Value::from),
        1 => any::<bool>().prop_map(serde_json::Value::from),
        1 => Just(serde_json::Value::Null),
        1 => Just(serde_json::json!({ "a": [1, null, { "b": 2.50 }] })),
        1 => "\\PC{0,40}".prop_map(serde_json::Value::from),
    ]
}

/// Requests that reach the commands: fields that some command looks at, with values of all kinds.
fn request() -> impl Strategy<Value = serde_json::Value> {
    let names: Vec<&'static str> = commands::all()
        .map(|command| command.name)
        .chain(["console", "alias.roll", "alias.x", "menus.main", "currency.createCrown", "currency.transferCrown"])
        .collect();
    const FIELDS: &[&str] = &[
        "target",
        "type",
        "ammount",
        "reason",
        "user",
        "note",
        "shared",
        "character",
        "attribute",
        "value",
        "key",
        "group",
        "newmember",
        "member",
        "newowner",
        "admin",
        "open",
        "faction",
        "name",
        "sendmessage",
        "runascharactername",
        "runasavatarname",
        "runascharacterid",
        "runasavatarid",
        "checkavatarpermission",
        "applicationname",
        "console",
        "eventName",
        "event",
        "zone",
        "effect",
        "seconds",
        "region",
        "attributetype",
        "set",
        "element",
        "qty",
        "inventory",
        "item",
        "currency",
        "basevalue",
        "coinname",
        "coinshortname",
        "metadata",
        "substring",
        "number",
        "precedence",
        "delta",
        "location",
        "selfmodify",
        "required",
        "grouptype",
    ];
    let fields = proptest::collection::vec((proptest::sample::select(FIELDS), value()), 0..8);
    (proptest::sample::select(names), fields).prop_map(|(name, fields)| {
        let mut request = serde_json::json!({ "developerkey": "test", "runasinstanceid": 15, "command": name });
        request.as_object_mut().unwrap().extend(fields.into_iter().map(|(field, value)| (field.to_owned(), value)));
        request
    })
}

const TYPES: [&str; 11] = [
    "OKResponse",
    "ErrorResponse",
    "TerminateResponse",
    "JSONResponse",
    "TabularResponse",
    "SayResponse",
    "NoResponse",
    "RebootResponse",
    "UserException",
    "SystemException",
    "UnhandledException",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes_are_answered(body: Vec<u8>) {
        let (answer, outcome) = ask(&mut dev_test(), START, &body);
        prop_assert!(TYPES.contains(&answer["responsetype"].as_str().unwrap()));
        prop_assert_eq!(outcome, Outcome::Refused);
    }

    #[test]
    fn any_command_is_answered_and_a_refusal_changes_nothing(requests in proptest::collection::vec(request(), 1..12)) {
        let mut database = dev_test();
        for request in requests {
            let before = known(&database);
            let (answer, outcome) = ask(&mut database, START, request.to_string().as_bytes());
            let kind = answer["responsetype"].as_str().unwrap();
            prop_assert!(TYPES.contains(&kind), "{kind}");
            let refused = answer.get("error").is_some() || answer.get("terminate").is_some();
            prop_assert_eq!(refused, outcome == Outcome::Refused, "{} {:?}", request, answer);
            if refused {
                prop_assert_eq!(known(&database), before, "{}", request);
            }
        }
    }

    #[test]
    fn a_world_that_was_restored_answers_the_same(
        head: bool,
        requests in proptest::collection::vec(request(), 1..12),
        more in proptest::collection::vec(request(), 1..6),
    ) {
        let mut database = every_kind(head);
        for request in requests {
            ask(&mut database, START, request.to_string().as_bytes());
        }
        let snapshot = serde_json::json!({ "gphud": serde_json::to_value(fixture::export::export(&database)).unwrap() });
        let mut restored = self::database(&snapshot.to_string());
        for request in more {
            let body = request.to_string();
            prop_assert_eq!(ask(&mut restored, START, body.as_bytes()), ask(&mut database, START, body.as_bytes()));
        }
    }

    #[test]
    fn ledgers_and_audit_agree_in_both_dialects(
        head: bool,
        requests in proptest::collection::vec((request(), 0i64..200_000), 1..40),
    ) {
        let mut database = every_kind(head);
        let mut now = START;
        for (request, pause) in requests {
            now += pause;
            let before = Totals::of(&database);
            let change = known(&database);
            let (answer, _) = ask(&mut database, now, request.to_string().as_bytes());
            let after = Totals::of(&database);
            let refused = answer.get("error").is_some() || answer.get("terminate").is_some();
            if refused {
                prop_assert_eq!(&known(&database), &change, "{}", request);
            }
            // Points of experience come with a row of the audit that says how many, and nothing else writes such rows.
            let awards = after.awards.len() - before.awards.len();
            prop_assert!(awards <= 1);
            let audited: i64 = after.awards[before.awards.len()..].iter().sum();
            prop_assert_eq!(after.points - before.points, audited, "{}", request);
            for (character, quota, pool) in quotas(&database, now) {
                let ledger = &database.characters.get(character).unwrap().ledger;
                let used = quota.used(ledger.pool(&pool), now);
                // A limit may have been lowered since; what was just awarded must be within it.
                let is_new = before.pools.get(&(character, pool.clone())) != Some(&ledger.total(&pool));
                prop_assert!(!is_new || used <= quota.limit, "{pool}: {used} of {}", quota.limit);
            }
        }
    }

    #[test]
    fn no_period_has_more_points_than_the_limit(
        awards in proptest::collection::vec((1i32..4, 0i64..100_000), 1..60),
        limit in 0i64..12,
    ) {
        let mut database = dev_test();
        let set = serde_json::json!({
            "developerkey": "test", "runasinstanceid": 15, "command": "configuration.setInstance",
            "key": "Experience.xpXPLimit", "value": limit,
        });
        ask(&mut database, START, set.to_string().as_bytes());
        let quota = Quota { limit, days: 6.75 };
        let mut now = START;
        for (amount, pause) in awards {
            now += pause;
            let award = serde_json::json!({
                "developerkey": "test", "runasinstanceid": 15, "command": "experience.award",
                "target": "test989", "type": "xp", "ammount": amount, "reason": "why not",
            });
            ask(&mut database, now, award.to_string().as_bytes());
            let pool = database.characters.get(CharacterId(163)).unwrap().ledger.pool("Experience.xp");
            prop_assert!(quota.used(pool, now) <= limit);
        }
    }
}
