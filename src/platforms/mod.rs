//! The platforms: what a platform is, and the one list of them. A fourth platform is one folder and one line in
//! [`PLATFORMS`]. Platforms are siblings: none imports another, and no room below names one.

pub mod cluster;
pub mod dispatch;
pub mod fidelity;
pub mod gamesparks;
pub mod gphud;
pub mod variable;

use std::borrow::Cow;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, Response, Uri};
use url::Url;

use crate::diag::{Diagnostics, Severity, Span};
use crate::journal::exchange::{Connection, Event, Exchange, ExchangeId};
use crate::journal::verdict::Verdict;
use crate::scenario::step::{CouldNot, Keeper, StepKind};
use crate::scenario::variant::Variant;
use crate::scenario::{Language, Setting};
use crate::tree::{Decoding, Map, Node, Schemas, Templates};
use crate::world::clock::Mode;
use crate::world::faults::{Kind, Touched, place};
use crate::world::{Settings, State, World};
use fidelity::Row;
use variable::Variable;

/// The one list: everything that can be played.
pub const PLATFORMS: &[&dyn Platform] = &[&cluster::Cluster, &gamesparks::GameSparks, &gphud::Gphud];

/// One back end that Backlot plays. A platform is behaviour only; what it knows lives in a [`World`], as its [`State`].
#[async_trait]
pub trait Platform: Sync {
    /// Its name in files, paths and messages: lower case, one word.
    fn name(&self) -> &'static str;

    /// Its name as a person writes it.
    fn title(&self) -> &'static str;

    /// The state of a world in which nothing was set up yet.
    fn state(&self) -> Box<dyn State>;

    /// The hosts at which the real platform answers: names, or `*.name` for all names below one. As a proxy, and over TLS,
    /// Backlot answers under them.
    fn hosts(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether requests for `path` (without the world's prefix) are its own.
    fn claims(&self, path: &str) -> bool;

    /// The most that it reads of one request's body, in bytes.
    fn body_limit(&self) -> usize;

    /// Answers one request, whatever is in it.
    async fn answer(&self, world: &Arc<World>, request: Inbound) -> Answer;

    /// Sets up its part of `world` from `node`: what fixtures and the scenario say under its name, merged into one. Replaces
    /// what was there. Everything that is wrong is reported to `cx`, each with its place.
    fn load(&self, world: &World, node: &Node, cx: &mut Decoding<'_>) {
        let _ = (world, node, cx);
    }

    /// The JSON Schema of what [`Platform::load`] takes.
    fn schema(&self, schemas: &mut Schemas) -> serde_json::Value {
        let _ = schemas;
        true.into()
    }

    /// A first fixture and a first scenario, for whoever begins with it.
    fn starter(&self) -> Starter;

    /// Ways in which it can be, that one scenario can be played in: its author sees where the answers differ.
    fn variants(&self) -> &'static [Variant] {
        &[]
    }

    /// The kinds of steps that it adds to scenarios.
    fn steps(&self) -> &'static [&'static dyn StepKind] {
        &[]
    }

    /// The kinds of faults inside it, in addition to those that every world knows. A fault that has hit a request is found
    /// in [`Inbound::faults`] by the type of its effect.
    fn faults(&self) -> &'static [Kind] {
        &[]
    }

    /// What can be asked of it, and by it of others, in the words of the journal, so that faults on what nobody ever asks are
    /// found in their file. Empty if that cannot be said.
    fn operations(&self) -> Vec<String> {
        Vec::new()
    }

    /// What `request` asks, before it is answered: what faults choose by. Only called where faults are armed.
    fn asked(&self, world: &World, request: &Inbound) -> Asking {
        let _ = (world, request);
        Asking::default()
    }

    /// Takes note of where the server under test listens, so that what this platform calls is called there. Gives what a
    /// server that is played inside this process must put into each of its JSON answers unless its author says otherwise:
    /// what a real one would know from its configuration.
    fn adopt_server(&self, world: &World, url: &Url) -> serde_json::Map<String, serde_json::Value> {
        let _ = (world, url);
        serde_json::Map::new()
    }

    /// The world begins to be played: whatever goes on by itself there starts now, as tasks of the runtime that this is called
    /// in. They must not hold the world, or it would never end: see [`std::sync::Weak`].
    fn begin(&self, world: &Arc<World>) {
        let _ = world;
    }

    /// Its part of the world as one value, which [`Platform::load`] takes back.
    fn snapshot(&self, world: &World) -> serde_json::Value;

    /// What to paste where to talk to it, for the banner: a label and a text for each, with `base` as the server's URL.
    fn paste(&self, world: &World, base: &str) -> Vec<(String, String)>;

    /// What a program that Backlot runs finds of it in its environment.
    fn variables(&self) -> &'static [Variable] {
        &[]
    }

    /// What only the two ends of `exchange` should know of what it carries: keys, tokens, passwords. Reports hide it.
    /// Headers that every HTTP client knows for secret, such as `Authorization`, need not be given.
    fn secrets(&self, exchange: &Exchange) -> Vec<String> {
        let _ = exchange;
        Vec::new()
    }

    /// A line that a script or the platform has written, if `event` is one.
    fn written(&self, event: &Event) -> Option<Written> {
        let _ = event;
        None
    }

    /// What is emulated, from what evidence, and what is not.
    fn fidelity(&self) -> Vec<Row>;
}

/// What `backlot init` writes: a fixture as `fixtures/NAME.yaml`, and a scenario as `scenarios/NAME.yaml` that uses it.
#[derive(Debug, Clone, Copy)]
pub struct Starter {
    /// The fixture.
    pub fixture: &'static str,
    /// The scenario.
    pub scenario: &'static str,
}

/// A line that a script or the platform has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Who wrote it.
    pub by: String,
    /// What.
    pub text: String,
    /// Whether it tells of something that went wrong.
    pub is_error: bool,
    /// Whether it warns.
    pub is_warning: bool,
    /// The line as the platform writes it to its own file, if it has one.
    pub own: Option<String>,
}

/// A request to a platform, read to its end.
#[derive(Debug)]
pub struct Inbound {
    /// Its name in the journal, for what it causes.
    pub id: ExchangeId,
    /// Its method.
    pub method: Method,
    /// Path and query, without the world's prefix.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, within the platform's limit.
    pub body: Bytes,
    /// The connection; none if it was played inside this process.
    pub connection: Option<Connection>,
    /// The faults that have hit it. What happens on the wire is the server's business; a platform looks for its own kinds.
    pub faults: Touched,
}

/// What a request asks.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// In the platform's own words, as the journal will call it.
    pub operation: Cow<'static, str>,
    /// The name of the credential that it is made with, as far as that can be seen without judging it.
    pub credential: Option<String>,
}

/// A platform's answer, with what the journal says of it.
#[derive(Debug)]
pub struct Answer {
    /// What goes back over the wire.
    pub response: Response<Bytes>,
    /// What was asked, in the platform's own words.
    pub operation: Cow<'static, str>,
    /// The platform's judgement.
    pub verdict: Verdict,
}

/// A world with the state of every platform in the list.
pub fn new_world(settings: Settings) -> Arc<World> {
    Arc::new(World::new(settings, PLATFORMS.iter().map(|platform| platform.state()).collect()))
}

/// A world as `setting` says that it begins; `seed` is where its randomness starts, and `usual` how its time moves, if the
/// setting does not say so. Everything that is wrong is reported to `problems`: do not play a world with errors.
pub fn make(name: &str, setting: &Setting, seed: u64, usual: Mode, problems: &mut Diagnostics) -> Arc<World> {
    let settings =
        Settings { seed: setting.seed.unwrap_or(seed), clock: setting.clock(usual), ..Settings::named(name) };
    let world = new_world(settings);
    for host in &setting.allow {
        world.upstreams().allow(host);
    }
    arm(&world, setting);
    set_up(&world, &setting.parts, problems);
    if let Some(drawn) = setting.drawn {
        world.rng().seek(drawn);
    }
    world
}

/// The world begins to be played, and with it whatever the platforms do there by themselves. To be called once, in the runtime
/// that plays it; outside of one (a world that is only looked at) nothing begins.
pub fn begin(world: &Arc<World>) {
    if tokio::runtime::Handle::try_current().is_ok() {
        PLATFORMS.iter().for_each(|platform| platform.begin(world));
    }
}

/// Arms the faults of `setting` in `world`.
pub fn arm(world: &World, setting: &Setting) {
    let now = world.clock().now();
    for fault in &setting.faults {
        if let Err(refusal) = world.faults().add(fault.clone(), now) {
            tracing::warn!(world = world.name(), %refusal, "not as the files say");
        }
    }
}

/// What a world holds now, as a fixture that sets up the same again. What the journal tells is not part of it.
pub fn snapshot(world: &World) -> serde_json::Value {
    let clock = world.clock();
    let mut whole = serde_json::json!({
        "backlot": env!("CARGO_PKG_VERSION"),
        "clock": { "at": clock.now(), "mode": clock.mode() },
        "seed": world.rng().seed(),
        "drawn": world.rng().drawn(),
        "allow": world.upstreams().allowed(),
    });
    let faults = world.faults().snapshot();
    if faults.as_array().is_some_and(|faults| !faults.is_empty()) {
        whole["faults"] = faults;
    }
    for platform in PLATFORMS {
        whole[platform.name()] = platform.snapshot(world);
    }
    whole
}

/// Takes whole worlds, and puts them back.
#[derive(Debug)]
pub struct Everything;

impl Keeper for Everything {
    fn take(&self, world: &World) -> serde_json::Value {
        snapshot(world)
    }

    fn put_back(&self, world: &Arc<World>, snapshot: &serde_json::Value) -> Result<(), CouldNot> {
        let whole = Node::from_json(snapshot, &Span::nowhere());
        let mut problems = Diagnostics::new();
        if let Some(parts) = whole.as_map() {
            set_up(world, parts, &mut problems);
            let faults = parts.get("faults").map_or(Some(Vec::new()), |node| {
                language().faults().read_all(node, &mut Decoding::new(&mut problems, Templates::Text))
            });
            world.faults().replace(faults.unwrap_or_default(), world.clock().now());
        }
        if let Some(drawn) = snapshot.get("drawn").and_then(serde_json::Value::as_u64) {
            world.rng().seek(drawn);
        }
        match problems.ordered().into_iter().find(|problem| problem.severity == Severity::Error) {
            Some(problem) => Err(CouldNot::because(format!("the snapshot cannot be restored: {}", problem.message))),
            None => {
                begin(world);
                Ok(())
            }
        }
    }
}

/// Sets up each platform's part of `world` from what `parts` holds under its name. Everything that is wrong is reported to
/// `problems`, and leaves that part as far as it could be understood: do not play a world with errors.
pub fn set_up(world: &World, parts: &Map, problems: &mut Diagnostics) {
    for platform in PLATFORMS {
        if let Some(node) = parts.get(platform.name()) {
            platform.load(world, node, &mut Decoding::new(problems, Templates::Text));
        }
    }
}

/// What can be said in scenarios and fixtures: the platforms' parts, and their steps.
pub fn language() -> Language {
    let names = PLATFORMS.iter().map(|platform| platform.name());
    let places = PLATFORMS
        .iter()
        .map(|platform| place::Platform { name: platform.name(), operations: platform.operations().into() });
    let kinds = PLATFORMS.iter().flat_map(|platform| platform.faults().iter().copied());
    Language::new(names, PLATFORMS.iter().flat_map(|platform| platform.steps().iter().copied()))
        .with_variants(PLATFORMS.iter().flat_map(|platform| platform.variants().iter().copied()))
        .with_faults(places, kinds)
}

/// The platform that answers at `host` in the real world.
pub fn owner(host: &str) -> Option<&'static dyn Platform> {
    let host = host.trim_end_matches('.');
    let is_it = |name: &&str| match name.strip_prefix('*') {
        // `below` begins with a dot, and something must stand in front of it.
        Some(below) => {
            let front = host.len().checked_sub(below.len()).filter(|front| *front > 0);
            front.and_then(|front| host.get(front..)).is_some_and(|end| end.eq_ignore_ascii_case(below))
        }
        None => name.eq_ignore_ascii_case(host),
    };
    PLATFORMS.iter().copied().find(|platform| platform.hosts().iter().any(is_it))
}

/// The JSON Schema (2020-12) of scenarios, fixtures and parts.
pub fn file_schema() -> serde_json::Value {
    crate::scenario::schema::document(&language(), |schemas| {
        PLATFORMS.iter().map(|platform| (platform.name(), platform.title(), platform.schema(schemas))).collect()
    })
}

/// The platform of that name.
pub fn named(name: &str) -> Option<&'static dyn Platform> {
    PLATFORMS.iter().copied().find(|platform| platform.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_owners() {
        let of = |host| owner(host).map(Platform::name);
        for (host, wanted) in [
            ("sl.coagulate.net", Some("gphud")),
            ("SL.Coagulate.NET.", Some("gphud")),
            ("preview.gamesparks.net", Some("gamesparks")),
            ("g351284abcde.live.gamesparks.net", Some("gamesparks")),
            ("api.cluster.mu", Some("cluster")),
            ("gamesparks.net", None),
            (".gamesparks.net", None),
            ("evilgamesparks.net", None),
            ("evil.sl.coagulate.net", None),
            ("", None),
        ] {
            assert_eq!(of(host), wanted, "{host}");
        }
    }
}
