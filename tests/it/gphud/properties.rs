//! What holds whatever is asked, in both dialects: a refused request changes nothing, what changed is in the audit as it is in the
//! world, no ledger has more than its limit lets in, and a world that was restored answers the same. The requests are those of
//! the fuzzing in `benches/gphud`, of which some are sent here with every run.

use std::cell::RefCell;
use std::collections::BTreeMap;

use backlot::diag::{Diagnostics, Span};
use backlot::platforms::gphud::dialect::Name;
use backlot::platforms::gphud::experience::automatic::catch_up;
use backlot::platforms::gphud::fixture::{self, export};
use backlot::platforms::gphud::pipeline::{self, Answer, Request, Surroundings};
use backlot::platforms::gphud::state::Database;
use backlot::platforms::gphud::wire::write;
use backlot::tree::{Decoding, Node, Templates};
use backlot::world::rng::Rng;
use http::{HeaderMap, Method};
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::audited;
use super::fuzz::{self, Callable, START};

/// A world with its time.
struct Played {
    database: Database,
    now: i64,
    rng: Rng,
}

impl Played {
    fn new(dialect: Name) -> Self {
        Self { database: fuzz::world(dialect), now: START, rng: Rng::new(7) }
    }

    /// The world that a snapshot of this one describes.
    fn restored(&self) -> Self {
        let mut problems = Diagnostics::new();
        let node = Node::from_json(&snapshot(&self.database), &Span::nowhere());
        let database = fixture::load(&node, &mut Decoding::new(&mut problems, Templates::Text)).unwrap();
        assert!(!problems.has_errors(), "{problems:?}");
        Self { database, now: self.now, rng: Rng::new(7) }
    }

    /// Lets time pass, with what comes of it by itself.
    fn wait(&mut self, seconds: i64) {
        self.now += seconds;
        catch_up(&mut self.database, self.now, &mut Vec::new());
    }

    fn ask(&mut self, body: &str) -> Value {
        let request = Request { method: &Method::POST, headers: &HeaderMap::new(), peer: None, body: body.as_bytes() };
        let surroundings = Surroundings { now: self.now, millis: self.now * 1_000, rng: &self.rng };
        let Answer::Json(json) = pipeline::answer(&mut self.database, surroundings, request).answer else {
            panic!("a page in answer to a POST")
        };
        serde_json::from_str(&write::indented(&json, 0)).unwrap()
    }
}

fn snapshot(database: &Database) -> Value {
    serde_json::to_value(export::export(database)).unwrap()
}

/// What the platform knows, apart from what it remembers about requests and HUDs; and the rows of each instance's audit.
fn known(database: &Database) -> (Value, BTreeMap<String, Vec<Value>>) {
    let mut known = snapshot(database);
    let mut audits = BTreeMap::new();
    for (name, instance) in known["instances"].as_object_mut().unwrap() {
        let instance = instance.as_object_mut().unwrap();
        // The names alone: how much was used changes with every request.
        let developers = match instance.remove("developers") {
            Some(Value::Object(developers)) => developers.keys().cloned().map(Value::from).collect(),
            other => other.unwrap_or_default(),
        };
        instance.insert("developers".into(), developers);
        let audit = instance.remove("audit").and_then(|rows| rows.as_array().cloned()).unwrap_or_default();
        audits.insert(name.clone(), audit);
        let characters = instance.get_mut("characters").and_then(Value::as_object_mut);
        for character in characters.into_iter().flat_map(serde_json::Map::values_mut) {
            for key in ["touched", "conveyed"] {
                character.as_object_mut().unwrap().remove(key);
            }
        }
    }
    (known, audits)
}

/// Whether what was asked for was refused. At head a command may have been carried out before it turned out that its HUD cannot
/// be told: that is an error, and no refusal.
fn is_refusal(answer: &Value) -> bool {
    let error = answer.get("error").map(|error| error.as_str().unwrap_or_default());
    error.is_some_and(|error| !error.starts_with("Failed to evaluate KV Menus.")) || answer.get("terminate").is_some()
}

fn dialect(head: bool) -> Name {
    if head { Name::Head } else { Name::Of2020 }
}

/// The request that a seed stands for.
fn request(callable: &Callable, seed: u64) -> String {
    callable.request(&mut ChaCha8Rng::seed_from_u64(seed))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_refusal_changes_nothing_and_what_changed_is_in_the_audit(
        head: bool,
        seeds in proptest::collection::vec((any::<u64>(), 0_i64..5_000), 1..40),
    ) {
        let callable = Callable::new();
        let mut played = Played::new(dialect(head));
        for (seed, pause) in seeds {
            played.wait(pause);
            let (before, audits) = known(&played.database);
            let request = request(&callable, seed);
            let answer = played.ask(&request);
            let (after, audits_after) = known(&played.database);
            if is_refusal(&answer) {
                prop_assert_eq!((after, audits_after), (before, audits), "{} was refused: {}", request, answer);
                continue;
            }
            let mut rows = 0;
            for (instance, audit) in &audits_after {
                let (old, new) = audit.split_at(audits[instance].len());
                prop_assert_eq!(old, &audits[instance][..], "{} changed rows that were there", request);
                rows += new.len();
                for row in new {
                    if let Err(reason) = audited::agrees(row, &after["instances"][instance]) {
                        prop_assert!(false, "{} is audited as {}, but {}", request, row, reason);
                    }
                }
            }
            let changed = before != after;
            prop_assert!(rows > 0 || !changed || audited::is_silent(&request), "{} is in no audit: {}", request, answer);
            prop_assert!(rows <= 1, "{} is in the audit {} times", request, rows);
        }
    }

    #[test]
    fn a_world_that_was_restored_answers_the_same(
        head: bool,
        seeds in proptest::collection::vec(any::<u64>(), 1..60),
        more in proptest::collection::vec((any::<u64>(), 0_i64..5_000), 1..12),
    ) {
        let callable = Callable::new();
        let mut played = Played::new(dialect(head));
        for seed in seeds {
            played.wait(1);
            played.ask(&request(&callable, seed));
        }
        let mut restored = played.restored();
        // Both roll the same dice from here on.
        played.rng = Rng::new(7);
        prop_assert_eq!(snapshot(&restored.database), snapshot(&played.database));
        for (seed, pause) in more {
            played.wait(pause);
            restored.wait(pause);
            let request = request(&callable, seed);
            prop_assert_eq!(restored.ask(&request), played.ask(&request), "{}", request);
        }
    }
}

#[test]
fn bodies_of_every_kind_are_answered_as_the_platform_answers() {
    let said = RefCell::new(String::new());
    let bad = fuzz::run(4_000, 2020, |line| said.borrow_mut().extend([line, "\n"]));
    assert_eq!(bad, 0, "{}", said.borrow());
}
