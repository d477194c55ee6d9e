//! Plays one scenario: its world and its servers are set up, its steps are played, and what came of it is written down.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use super::differs;
use super::ending::errored;
use super::outcome::{About, Ending, Outcome};
use super::remarks;
use super::servers::{Raised, Servers};
use super::steps::{Player, Strictness, first_error};
use super::thread;
use crate::client::Client;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::journal::Page;
use crate::platforms;
use crate::scenario::Scenario;
use crate::scenario::server::Server;
use crate::scenario::step::Stage;
use crate::scenario::values::Values;
use crate::world::clock::{Mode, Stopwatch, transport};
use crate::world::rng::Rng;
use crate::world::{Settings, World};

/// The name of the world that a scenario plays in.
const WORLD: &str = "scenario";

/// How scenarios are played.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where randomness starts in scenarios that do not say it themselves.
    pub seed: Option<u64>,
    /// What `${env.NAME}` stands for.
    pub environment: Arc<BTreeMap<String, String>>,
    /// How long one scenario may take, in machine time.
    pub patience: Duration,
}

impl Default for Options {
    /// A fresh seed for each scenario, an empty environment, and a minute.
    fn default() -> Self {
        Self { seed: None, environment: Arc::default(), patience: Duration::from_secs(60) }
    }
}

/// Plays `scenario` on this thread, to its end. One with variants is played in each: the first decides how it ends, and where
/// the answers of the others differ from it is told.
pub fn play(scenario: &Scenario, options: &Options) -> Outcome {
    let mut outcome = once(scenario, options, Strictness::Expects);
    let Some(varied) = scenario.varied.as_ref().filter(|_| matches!(outcome.ending, Ending::Passed)) else {
        return outcome;
    };
    for value in varied.values.iter().skip(1) {
        let setting = varied.choose(&scenario.setting, value);
        let other = Scenario { setting, varied: None, ..scenario.clone() };
        let options = Options { seed: Some(outcome.seed), ..options.clone() };
        let came = once(&other, &options, Strictness::Watches);
        outcome.machine_time += came.machine_time;
        match came.ending {
            Ending::Errored(_) => {
                outcome.ending = came.ending;
                break;
            }
            _ => outcome.variants.push(differs::compare(value, &outcome.transcript, &came.transcript)),
        }
    }
    outcome
}

fn once(scenario: &Scenario, options: &Options, strictness: Strictness) -> Outcome {
    let watch = Stopwatch::start();
    let seed = scenario.setting.seed.or(options.seed).unwrap_or_else(Rng::fresh_seed);
    if let Some(reason) = scenario.skip.as_ref().and_then(|skip| skip.reason(&options.environment)) {
        return skipped(scenario, seed, reason);
    }
    let values = Values::new(Arc::clone(&options.environment));
    let mut problems = Diagnostics::new();
    let servers = Servers::of(scenario, &values, &mut problems);
    // A server over the network needs real time to answer.
    let usual = if servers.server.as_ref().is_some_and(Server::is_real) { Mode::Real } else { Mode::Virtual };
    let clock = scenario.setting.clock(usual);
    let settings = Settings { seed, clock: clock.clone(), ..Settings::named(WORLD) };
    let world = platforms::new_world(settings);
    platforms::set_up(&world, &scenario.setting.parts, &mut problems);
    platforms::arm(&world, &scenario.setting);
    let begin = clock.now();

    let played = AtomicUsize::new(0);
    let ending = match first_error(&problems) {
        Some(problem) => errored(&world, problem, None),
        None => {
            let show = Show { scenario, world: Arc::clone(&world), values, played: &played, strictness };
            let work = transport::timeout(options.patience, show.play(servers));
            match thread::play(&clock, work) {
                Ok(Ok(ending)) => ending,
                Ok(Err(_)) => errored(&world, too_slow(scenario, options.patience), None),
                Err(error) => errored(&world, could_not_begin(scenario, &error), None),
            }
        }
    };
    let is_to_its_end = matches!(ending, Ending::Passed | Ending::Failed(_));
    Outcome {
        remarks: if is_to_its_end { remarks::of(&world) } else { Vec::new() },
        name: scenario.name.clone(),
        place: scenario.place.clone(),
        about: About::of(scenario),
        ending,
        played: played.into_inner(),
        steps: scenario.steps.len(),
        seed,
        clock: clock.mode(),
        platform_time: clock.since(begin),
        machine_time: watch.elapsed(),
        transcript: world.journal().after(0, usize::MAX, |_| true),
        variants: Vec::new(),
    }
}

/// What is not played has no world, and no time passes in it.
fn skipped(scenario: &Scenario, seed: u64, reason: String) -> Outcome {
    Outcome {
        name: scenario.name.clone(),
        place: scenario.place.clone(),
        about: About::of(scenario),
        ending: Ending::Skipped(reason),
        played: 0,
        steps: scenario.steps.len(),
        seed,
        clock: scenario.setting.clock.mode.unwrap_or(Mode::Virtual),
        platform_time: Duration::ZERO,
        machine_time: Duration::ZERO,
        transcript: Page::default(),
        variants: Vec::new(),
        remarks: Vec::new(),
    }
}

fn too_slow(scenario: &Scenario, patience: Duration) -> Diagnostic {
    let message = format!("the scenario had not come to its end after {} s of real time", patience.as_secs_f64());
    Diagnostic::error(Code::Step, scenario.place.clone(), message)
        .help("something waits for what never comes; a step that waits can say for how long")
}

fn could_not_begin(scenario: &Scenario, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(Code::Step, scenario.place.clone(), format!("the scenario could not be begun: {error}"))
}

/// A scenario while it is played.
struct Show<'a> {
    scenario: &'a Scenario,
    world: Arc<World>,
    values: Values,
    /// The number of the step at hand; kept outside, so that it is known whatever happens.
    played: &'a AtomicUsize,
    strictness: Strictness,
}

impl Show<'_> {
    async fn play(mut self, servers: Servers) -> Ending {
        for host in &self.scenario.setting.allow {
            self.world.upstreams().allow(host);
        }
        let Raised { url, process } = match servers.raise(&self.world).await {
            Ok(raised) => raised,
            Err(problem) => return errored(&self.world, *problem, None),
        };
        platforms::begin(&self.world);
        let client = Client::new(crate::client::Settings::default());
        let stage = Stage::new(Arc::clone(&self.world), url, client, &platforms::Everything);
        let player = Player {
            stage: &stage,
            process: process.as_ref(),
            played: self.played,
            watcher: None,
            strictness: self.strictness,
        };
        match player.all(&self.scenario.steps, &mut self.values).await {
            Ok(()) => Ending::Passed,
            Err(ending) => *ending,
        }
    }
}
