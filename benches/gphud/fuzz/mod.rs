//! Sends bodies, and holds every answer against what the platform can say. Every world that they were sent to is then taken as a
//! snapshot and restored. The bench sends millions, and the tests a few with every run.

mod bodies;
mod renderings;
mod requests;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use backlot::diag::{Diagnostics, Source, Span};
use backlot::platforms::gphud::commands::{self, Access};
use backlot::platforms::gphud::dialect::Name;
use backlot::platforms::gphud::fixture::{self, export};
use backlot::platforms::gphud::pipeline::{self, Answer, Outcomes, Request, Surroundings};
use backlot::platforms::gphud::state::Database;
use backlot::platforms::gphud::wire::write;
use backlot::tree::{Decoding, Node, Templates, read};
use backlot::world::clock::{Stopwatch, thread_time};
use backlot::world::rng::Rng;
use http::{HeaderMap, Method};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng as StdRng;

use renderings::Renderings;
pub(crate) use requests::Callable;

/// After so many bodies the world begins anew.
const FRESH: u64 = 5_000;

/// No answer may keep the processor busy for longer.
const SLOWEST: Duration = Duration::from_secs(2);

/// The most answers that are shown.
const SHOWN: u64 = 50;

/// Noon on 1 May 2020, in seconds since 1970.
pub(crate) const START: i64 = 1_588_334_400;

/// One dialect with its world.
struct Played {
    name: Name,
    renderings: Renderings,
    world: Database,
    now: i64,
}

impl Played {
    fn new(name: Name) -> Self {
        Self { name, renderings: Renderings::of(name), world: world(name), now: START }
    }

    fn begin_anew(&mut self) {
        (self.world, self.now) = (world(self.name), START);
    }

    /// The type of the response and what was asked; or why it is none of the platform's.
    fn answer(&mut self, rng: &Rng, method: &Method, body: &[u8]) -> Result<(String, String), String> {
        let request = Request { method, headers: &HeaderMap::new(), peer: None, body };
        let surroundings = Surroundings { now: self.now, millis: self.now * 1_000, rng };
        let Outcomes { dialect, answer, operation, .. } = pipeline::answer(&mut self.world, surroundings, request);
        let json = match answer {
            Answer::Json(json) => json,
            Answer::Page(page) if *method == Method::GET && self.name == Name::Of2020 => {
                let known = "<html><body><pre>Hello there :) This isn't how this works.</pre></body></html>\n";
                return if page == known { Ok(("a page".into(), "request".into())) } else { Err("a page".into()) };
            }
            _ => return Err("a page".to_owned()),
        };
        let text = write::indented(&json, dialect.indent) + dialect.end;
        let kind = self.renderings.judge(&operation, &text)?;
        Ok((kind, operation.into_owned()))
    }

    /// A snapshot of the world is a fixture without a fault, and that of the world that it describes is the same.
    fn restored(&self) -> Result<(), String> {
        let written = |database: &Database| serde_json::to_value(export::export(database)).unwrap();
        let snapshot = written(&self.world);
        let mut problems = Diagnostics::new();
        let node = Node::from_json(&snapshot, &Span::nowhere());
        let again = fixture::load(&node, &mut Decoding::new(&mut problems, Templates::Text));
        if problems.has_errors() {
            return Err(format!("a snapshot has {problems:?}"));
        }
        let again = written(&again.unwrap());
        match again == snapshot {
            true => Ok(()),
            false => Err(format!("a snapshot is not what it was:\n{snapshot}\n{again}")),
        }
    }
}

/// Sends `count` bodies, the same for the same `seed`, and gives how many answers were none; `say` is told what there is to say.
pub(crate) fn run(count: u64, seed: u64, say: impl Fn(&str)) -> u64 {
    let whole = Stopwatch::start();
    let mut random = StdRng::seed_from_u64(seed);
    let callable = Callable::new();
    let mut played = Name::ALL.map(Played::new);
    let rng = Rng::new(seed);
    let (mut bad, mut slowest) = (0_u64, Duration::ZERO);
    let mut kinds = BTreeMap::<(Name, String), u64>::new();
    let mut done = BTreeSet::new();
    for turn in 0..count {
        let mut wrong = |reason: &str, body: &[u8]| {
            bad += 1;
            if bad <= SHOWN {
                say(&format!("{reason}\n  from {}", String::from_utf8_lossy(body)));
            }
        };
        if turn % FRESH == FRESH - 1 {
            for one in &mut played {
                if let Err(reason) = one.restored() {
                    wrong(&format!("{}: {reason}", one.name), b"");
                }
                one.begin_anew();
            }
        }
        let body = bodies::body(&mut random, &callable);
        let method = if random.random_ratio(1, 200) { Method::GET } else { Method::POST };
        let one = &mut played[usize::from(turn % 2 == 1)];
        one.now += if random.random_ratio(1, 100) { random.random_range(0..20_000) } else { random.random_range(0..2) };
        let before = thread_time();
        let answered = catch_unwind(AssertUnwindSafe(|| one.answer(&rng, &method, &body)));
        let took = thread_time().saturating_sub(before);
        match answered {
            Ok(Ok((kind, operation))) => {
                if !["ErrorResponse", "TerminateResponse"].contains(&&*kind) && !kind.ends_with("Exception") {
                    done.insert((one.name, operation));
                }
                *kinds.entry((one.name, kind)).or_default() += 1;
            }
            Ok(Err(reason)) => wrong(&format!("{}: {reason}", one.name), &body),
            Err(panic) => {
                let said = panic.downcast_ref::<String>().cloned();
                let said = said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                wrong(&format!("{}: a panic: {}", one.name, said.unwrap_or_default()), &body);
                one.begin_anew();
            }
        }
        if took > slowest {
            slowest = took;
            if slowest > SLOWEST {
                wrong(&format!("took {slowest:?}"), &body);
            }
        }
        if (turn + 1) % 1_000_000 == 0 {
            say(&format!("{} bodies, {bad} bad answers, {:.0} s", turn + 1, whole.elapsed().as_secs_f64()));
        }
    }
    say(&format!(
        "{count} bodies from seed {seed}: {bad} panics or answers that are none, the slowest in {:.1} ms, in {:.0} s",
        slowest.as_secs_f64() * 1e3,
        whole.elapsed().as_secs_f64()
    ));
    for ((dialect, kind), count) in kinds {
        say(&format!("  {dialect} {kind} {count}"));
    }
    for dialect in Name::ALL {
        let commands = commands::all().filter(|it| it.dialects.include(dialect));
        let open = commands.filter(|it| it.access == Access::External);
        let (mut count, mut never) = (0, Vec::new());
        for command in open {
            match done.contains(&(dialect, command.name.to_ascii_lowercase())) {
                true => count += 1,
                false => never.push(command.name),
            }
        }
        say(&format!("  {dialect}: {count} commands were carried out, {} never: {}", never.len(), never.join(", ")));
    }
    bad
}

/// The world of a dialect, as it begins.
pub(crate) fn world(name: Name) -> Database {
    let mut text = include_str!("world.yaml").to_owned();
    if name == Name::Head {
        text = text.replacen("gphud:", "gphud:\n  dialect: head", 1);
        text = text.replacen("Notes.Enabled: true", "Notes.Enabled: true\n        Currency.Enabled: true", 1);
    }
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("world.yaml", text), &mut problems).unwrap();
    let database = fixture::load(node.get("gphud").unwrap(), &mut Decoding::new(&mut problems, Templates::Text));
    assert!(problems.is_empty(), "{problems:?}");
    database.unwrap()
}
