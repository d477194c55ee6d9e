//! An award in a world of 100,000 characters with a million rows in their ledgers, among them one with 10,000.

use std::time::Duration;

use backlot::journal::verdict::Outcome;
use backlot::platforms::gphud::pipeline::{self, Request, Surroundings};
use backlot::platforms::gphud::state::Database;
use backlot::platforms::gphud::state::character::Character;
use backlot::platforms::gphud::state::ids::{AvatarId, CharacterId, InstanceId};
use backlot::platforms::gphud::state::ledger::Entry;
use backlot::world::clock::{Stopwatch, thread_time};
use backlot::world::rng::Rng;
use http::{HeaderMap, Method};

use super::{database, say};

const CHARACTERS: u32 = 100_000;
const ROWS: u32 = 1_000_000;
const AWARDS: u32 = 20_000;
const START: i64 = 1_588_334_400;

pub(super) fn measure() {
    say(&format!(
        "an award among {CHARACTERS} characters and {ROWS} rows, {AWARDS} times, by the clock and by the processor:"
    ));
    // At head, who runs as a character is told what is new for its HUD.
    for (dialect, acting) in [("2020", ""), ("head", r#""runascharactername":"test","#)] {
        let mut database = large(dialect);
        let rng = Rng::new(7);
        let (mut clock, mut processor) = (Vec::new(), Vec::new());
        for turn in 0..AWARDS {
            // Every second award is to the character with the long ledger.
            let name = if turn % 2 == 0 { 0 } else { turn * 4_999 % CHARACTERS };
            let body = format!(
                r#"{{"developerkey":"test","runasinstanceid":15,{acting}"command":"experience.award","target":"walker {name}","type":"xp","ammount":1,"reason":"measured"}}"#
            );
            let now = START + i64::from(turn);
            let request =
                Request { method: &Method::POST, headers: &HeaderMap::new(), peer: None, body: body.as_bytes() };
            let (watch, before) = (Stopwatch::start(), thread_time());
            let outcomes =
                pipeline::answer(&mut database, Surroundings { now, millis: now * 1_000, rng: &rng }, request);
            processor.push(thread_time().saturating_sub(before));
            clock.push(watch.elapsed());
            assert_eq!(outcomes.verdict.outcome, Outcome::Accepted);
        }
        say(&format!("{dialect}: {}; {}", percentiles(clock), percentiles(processor)));
    }
}

fn percentiles(mut took: Vec<Duration>) -> String {
    took.sort_unstable();
    let at = |percent: usize| took[took.len() * percent / 100 - usize::from(percent == 100)].as_secs_f64() * 1e6;
    format!("p50 {:.1} µs, p99 {:.1} µs, most {:.1} µs", at(50), at(99), at(100))
}

fn large(dialect: &str) -> Database {
    let text = include_str!("../../fixtures/gphud/dev-test.yaml")
        .replace("xpXPLimit: 3", "xpXPLimit: 1000000000")
        .replacen("gphud:", &format!("gphud:\n  dialect: {dialect}"), 1);
    let mut database = database(&text);
    for number in 0..CHARACTERS {
        database.characters.insert(Character {
            id: CharacterId(1_000 + number),
            instance: InstanceId(15),
            name: format!("walker {number}"),
            owner: AvatarId(21),
            played_by: None,
            region: None,
            zone: None,
            retired: false,
            kv: Default::default(),
            groups: Vec::new(),
            effects: Vec::new(),
            ledger: Default::default(),
            messages: Vec::new(),
            touched: false,
            hud: false,
            visits: Vec::new(),
            sets: Default::default(),
            inventories: Default::default(),
            conveyed: Default::default(),
        });
    }
    for row in 0..ROWS {
        let character = if row % 100 == 0 { 0 } else { row % CHARACTERS };
        let entry = Entry {
            at: START - 600_000 + i64::from(row % 500_000),
            adjustment: 1,
            by_avatar: Some(AvatarId(11)),
            by_character: None,
            description: "before".into(),
        };
        database.award(CharacterId(1_000 + character), "Experience.xp", entry).unwrap();
    }
    database
}
