//! Plays one scenario: its world and its servers are set up, its steps are played in order, and what came of each is held
//! against what was expected.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map as Object, Value as Json};
use url::Url;

use super::outcome::{Ending, Failure, Outcome, Trouble};
use super::process::{Process, Start};
use super::thread;
use crate::client::Client;
use crate::diag::{Code, Diagnostic, Diagnostics, Span};
use crate::journal::Entry;
use crate::journal::exchange::ExchangeId;
use crate::platforms::dispatch::caught;
use crate::platforms::{self, PLATFORMS};
use crate::scenario::expect::{self, Difference, Mismatch, difference};
use crate::scenario::server::{Program, STUB_URL, Server, Stubs, folder_of};
use crate::scenario::step::{CouldNot, Played, Stage, Step};
use crate::scenario::stub::Stub;
use crate::scenario::values::Values;
use crate::scenario::{Planned, Scenario};
use crate::tree::decode::decode;
use crate::tree::{Decode, Node, Templates, template};
use crate::world::clock::{Mode, Stopwatch, transport};
use crate::world::rng::Rng;
use crate::world::{Settings, World};

/// The name of the world that a scenario plays in.
const WORLD: &str = "scenario";

/// How many entries of the journal a failure shows of what had happened before.
const MOST_BEFORE: usize = 5;

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

/// Plays `scenario` on this thread, to its end.
pub fn play(scenario: &Scenario, options: &Options) -> Outcome {
    let watch = Stopwatch::start();
    let seed = scenario.setting.seed.or(options.seed).unwrap_or_else(Rng::fresh_seed);
    let values = Values::new(Arc::clone(&options.environment));
    let mut problems = Diagnostics::new();
    let server = servers::<Server>(scenario.server.as_ref(), &values, &mut problems);
    let stubs = servers::<Stubs>(scenario.stubs.as_ref(), &values, &mut problems);
    // A server over the network needs real time to answer.
    let usual = if server.as_ref().is_some_and(Server::is_real) { Mode::Real } else { Mode::Virtual };
    let clock = scenario.setting.clock(usual);
    let settings = Settings { seed, clock: clock.clone(), ..Settings::named(WORLD) };
    let world = platforms::new_world(settings);
    platforms::set_up(&world, &scenario.setting.parts, &mut problems);
    let begin = clock.now();

    let mut played = 0;
    let ending = match first_error(&problems) {
        Some(problem) => errored(&world, problem, None),
        None => {
            let show = Show { scenario, world: Arc::clone(&world), values, played: &mut played };
            let work = transport::timeout(options.patience, show.play(server, stubs.unwrap_or_default()));
            match thread::play(&clock, work) {
                Ok(Ok(ending)) => ending,
                Ok(Err(_)) => errored(&world, too_slow(scenario, options.patience), None),
                Err(error) => errored(&world, could_not_begin(scenario, &error), None),
            }
        }
    };
    Outcome {
        name: scenario.name.clone(),
        place: scenario.place.clone(),
        ending,
        played,
        steps: scenario.steps.len(),
        seed,
        clock: clock.mode(),
        platform_time: clock.since(begin),
        machine_time: watch.elapsed(),
        transcript: world.journal().after(0, usize::MAX, |_| true),
    }
}

/// What a scenario says of its servers, with placeholders replaced.
fn servers<T: Decode>(node: Option<&Node>, values: &Values, problems: &mut Diagnostics) -> Option<T> {
    let node = template::substitute(node?, values, problems)?;
    decode(&node, Templates::Text, problems)
}

fn first_error(problems: &Diagnostics) -> Option<Diagnostic> {
    if !problems.has_errors() {
        return None;
    }
    problems.ordered().into_iter().find(|one| one.severity == crate::diag::Severity::Error).cloned()
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
    played: &'a mut usize,
}

impl Show<'_> {
    async fn play(mut self, server: Option<Server>, stubs: Stubs) -> Ending {
        for host in &self.scenario.setting.allow {
            self.world.upstreams().allow(host);
        }
        for (url, replies) in stubs {
            // What is no URL was reported when the file was read.
            if let Ok(url) = Url::parse(&url) {
                self.world.upstreams().play(url, Arc::new(Stub::new(replies, Object::new())));
            }
        }
        let (url, process) = match self.raise(server).await {
            Ok(raised) => raised,
            Err(problem) => return errored(&self.world, *problem, None),
        };
        platforms::begin(&self.world);
        let client = Client::new(crate::client::Settings::default());
        let stage = Stage { world: Arc::clone(&self.world), server: url, client };
        for planned in &self.scenario.steps {
            *self.played += 1;
            if let Err(ending) = self.step(planned, &stage, process.as_ref()).await {
                return *ending;
            }
        }
        Ending::Passed
    }

    /// Makes the server under test ready, and says where it listens.
    async fn raise(&self, server: Option<Server>) -> Result<(Option<Url>, Option<Process>), Box<Diagnostic>> {
        let stub_url = || Url::parse(STUB_URL).ok();
        match server {
            None => Ok((None, None)),
            Some(Server::Url(url)) => {
                self.adopt(&url);
                Ok((Some(url), None))
            }
            Some(Server::Stub(replies)) => {
                let url = stub_url();
                if let Some(url) = &url {
                    let added = self.adopt(url);
                    self.world.upstreams().play(url.clone(), Arc::new(Stub::new(replies, added)));
                }
                Ok((url, None))
            }
            Some(Server::Run(program)) => {
                let process = self.start(program).await?;
                let url = Url::parse(&format!("http://127.0.0.1:{}/", process.port())).ok();
                url.iter().for_each(|url| drop(self.adopt(url)));
                Ok((url, Some(process)))
            }
        }
    }

    /// Tells the platforms where the server under test is, and collects what one that is played must put into its answers.
    fn adopt(&self, url: &Url) -> Object<String, Json> {
        PLATFORMS.iter().flat_map(|platform| platform.adopt_server(&self.world, url)).collect()
    }

    async fn start(&self, program: Program) -> Result<Process, Box<Diagnostic>> {
        let node = self.scenario.server.as_ref();
        let start = Start {
            command: program.run,
            directory: node.map(folder_of).unwrap_or_default(),
            environment: program.env.into_iter().collect(),
            ready: program.ready.as_deref().cloned(),
            patience: *program.within,
        };
        Process::start(&start).await.map_err(|error| {
            let place = node.map_or_else(Span::nowhere, Node::place);
            Box::new(Diagnostic::error(Code::Step, place, error.to_string()))
        })
    }

    async fn step(&mut self, planned: &Planned, stage: &Stage, process: Option<&Process>) -> Result<(), Box<Ending>> {
        let mut problems = Diagnostics::new();
        let step = planned.ready(&self.values, &mut problems);
        let expected = planned.expectation(&self.values, &mut problems);
        let (Some(step), Some(expected)) = (step, expected) else {
            let problem =
                first_error(&problems).unwrap_or_else(|| could_not(planned, CouldNot::because("it is not whole")));
            return Err(Box::new(errored(&self.world, problem, process)));
        };
        let played = match perform(&*step, stage).await {
            Ok(played) => played,
            Err(reason) => return Err(Box::new(errored(&self.world, could_not(planned, reason), process))),
        };
        let mut unmet = played.unmet.clone();
        unmet.extend(expected.iter().flat_map(|expected| expect::compare(expected, &played.value)));
        if unmet.is_empty() {
            unmet = self.capture(planned, &played.value);
        }
        if unmet.is_empty() { Ok(()) } else { Err(Box::new(failed(&self.world, planned, &played, unmet, process))) }
    }

    /// Keeps what the steps after this one need; what is not there is a difference.
    fn capture(&mut self, planned: &Planned, value: &Json) -> Vec<Mismatch> {
        let mut missing = Vec::new();
        for (name, place, path) in &planned.capture {
            match path.first(value) {
                Some(found) => self.values.capture(name.clone(), found.clone()),
                None => missing.push(Mismatch {
                    difference: Difference {
                        path: path.to_string(),
                        wanted: format!("a value to capture as {name}"),
                        got: format!("nothing there in {}", difference::shown(Some(value))),
                    },
                    place: place.clone(),
                }),
            }
        }
        missing
    }
}

/// A panic in a step is a mistake in Backlot; the other scenarios go on.
async fn perform(step: &dyn Step, stage: &Stage) -> Result<Played, CouldNot> {
    caught(step.play(stage)).await.unwrap_or_else(|panic| {
        let help = "This is a mistake in Backlot and not in your scenario; please report it with the scenario.";
        Err(CouldNot::because(format!("the step panicked: {panic}")).help(help))
    })
}

fn could_not(planned: &Planned, reason: CouldNot) -> Diagnostic {
    Diagnostic::error(Code::Step, planned.place.clone(), reason.message)
        .label(format!("'{}' could not be played", planned.kind.key()))
        .maybe_help(reason.help)
}

fn errored(world: &World, problem: Diagnostic, process: Option<&Process>) -> Ending {
    let before = last(world, None);
    Ending::Errored(Box::new(Trouble { problem, before, said: process.map(Process::said).unwrap_or_default() }))
}

fn failed(
    world: &World,
    planned: &Planned,
    played: &Played,
    unmet: Vec<Mismatch>,
    process: Option<&Process>,
) -> Ending {
    let first = unmet.first().cloned();
    let (place, label) = match first {
        Some(Mismatch { place, difference }) if !place.is_nowhere() => (place, label(&difference)),
        _ => (planned.place.clone(), String::new()),
    };
    let message = match unmet.len() {
        1 => format!("'{}' did not give what was expected", planned.kind.key()),
        many => format!("'{}' did not give what was expected: {many} differences", planned.kind.key()),
    };
    let is_elsewhere = place.begin().line != planned.place.begin().line;
    let mut problem = Diagnostic::error(Code::Expectation, place, message).label(label);
    if is_elsewhere {
        problem = problem.also(planned.place.clone(), "of this step");
    }
    let exchange = played.exchange.and_then(|id| find(world, id));
    Ending::Failed(Box::new(Failure {
        problem,
        differences: unmet.into_iter().map(|mismatch| mismatch.difference).collect(),
        before: last(world, played.exchange),
        exchange,
        said: process.map(Process::said).unwrap_or_default(),
    }))
}

/// What came, if it fits beside the excerpt; the differences say all of it.
fn label(difference: &Difference) -> String {
    const MOST: usize = 60;
    if difference.got.chars().count() <= MOST { format!("got {}", difference.got) } else { String::new() }
}

fn find(world: &World, id: ExchangeId) -> Option<Arc<Entry>> {
    let is_it = |entry: &Entry| entry.exchange().is_some_and(|exchange| exchange.id == id);
    world.journal().after(0, 1, is_it).entries.into_iter().next()
}

/// The last entries of the journal, oldest first, without `but`.
fn last(world: &World, but: Option<ExchangeId>) -> Vec<Arc<Entry>> {
    let is_other = |entry: &Entry| but.is_none() || entry.exchange().map(|exchange| exchange.id) != but;
    let mut entries = world.journal().after(0, usize::MAX, is_other).entries;
    entries.split_off(entries.len().saturating_sub(MOST_BEFORE))
}
