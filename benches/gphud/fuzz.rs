//! Sends bodies, and holds every answer against what the platform can say.

use std::panic::{AssertUnwindSafe, catch_unwind};

use backlot::platforms::gphud::pipeline::{self, Answer, Request, Surroundings};
use backlot::platforms::gphud::state::Database;
use backlot::platforms::gphud::wire::write;
use backlot::world::clock::Stopwatch;
use backlot::world::rng::Rng;
use http::{HeaderMap, Method};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng as StdRng;

use super::{bodies, database, say};

/// The types of responses that the platform has.
const TYPES: &[&str] = &[
    "OKResponse",
    "ErrorResponse",
    "TerminateResponse",
    "JSONResponse",
    "TabularResponse",
    "SayResponse",
    "NoResponse",
    "UserException",
    "SystemException",
    "UnhandledException",
];

/// After so many bodies the world begins anew.
const FRESH: u64 = 5_000;

const START: i64 = 1_588_334_400;

pub(super) fn run(count: u64, seed: u64) {
    // What panics is reported with its body, once, and not by the runtime as well.
    std::panic::set_hook(Box::new(|_| {}));
    let watch = Stopwatch::start();
    let mut random = StdRng::seed_from_u64(seed);
    let names = bodies::names();
    let mut worlds = [world(false), world(true)];
    let rng = Rng::new(seed);
    let (mut bad, mut accepted) = (0_u64, 0_u64);
    let mut kinds = std::collections::BTreeMap::<String, u64>::new();
    for turn in 0..count {
        if turn % FRESH == 0 {
            worlds = [world(false), world(true)];
        }
        let body = bodies::body(&mut random, &names);
        let database = &mut worlds[usize::from(turn % 2 == 1)];
        let now = START + i64::try_from(turn % FRESH).unwrap();
        match catch_unwind(AssertUnwindSafe(|| answer(database, &rng, now, &body))) {
            Ok(Ok(kind)) => {
                accepted +=
                    u64::from(!kind.contains("Exception") && kind != "ErrorResponse" && kind != "TerminateResponse");
                *kinds.entry(kind).or_default() += 1;
            }
            Ok(Err(reason)) => {
                bad += 1;
                say(&format!("{reason}: {}", String::from_utf8_lossy(&body)));
            }
            Err(_) => {
                bad += 1;
                say(&format!("a panic: {}", String::from_utf8_lossy(&body)));
                worlds = [world(false), world(true)];
            }
        }
        if (turn + 1) % 1_000_000 == 0 {
            say(&format!("{} bodies, {bad} bad answers, {:.0} s", turn + 1, watch.elapsed().as_secs_f64()));
        }
    }
    say(&format!(
        "{count} bodies from seed {seed}: {bad} panics or answers that are none, {accepted} accepted, in {:.0} s",
        watch.elapsed().as_secs_f64()
    ));
    for (kind, count) in kinds {
        say(&format!("  {kind} {count}"));
    }
    assert_eq!(bad, 0);
}

fn world(head: bool) -> Database {
    let mut text = include_str!("../../fixtures/gphud/every-kind.yaml").to_owned();
    if head {
        text = text.replacen("gphud:", "gphud:\n  dialect: head", 1);
        text = text.replacen("Health.Enabled: true", "Health.Enabled: true\n        Currency.Enabled: true", 1);
    }
    database(&text)
}

/// The type of the response; or why it is none of the platform's.
fn answer(database: &mut Database, rng: &Rng, now: i64, body: &[u8]) -> Result<String, String> {
    let request = Request { method: &Method::POST, headers: &HeaderMap::new(), peer: None, body };
    let outcomes = pipeline::answer(database, Surroundings { now, millis: now * 1_000, rng }, request);
    let Answer::Json(json) = outcomes.answer else { return Err("a page".to_owned()) };
    let text = write::indented(&json, outcomes.dialect.indent);
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| format!("no JSON ({error}): {text}"))?;
    let kind = value["responsetype"].as_str().unwrap_or_default();
    if TYPES.contains(&kind) { Ok(kind.to_owned()) } else { Err(format!("no response type: {text}")) }
}
