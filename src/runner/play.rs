//! Plays one scenario: its world and its servers are set up, its steps are played, and what came of it is written down.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use serde_json::{Map as Object, Value as Json};
use url::Url;

use super::ending::errored;
use super::outcome::{Ending, Outcome};
use super::process::{Process, Start};
use super::steps::{Player, first_error};
use super::thread;
use crate::client::Client;
use crate::diag::{Code, Diagnostic, Diagnostics, Span};
use crate::platforms::{self, PLATFORMS};
use crate::scenario::Scenario;
use crate::scenario::server::{Program, STUB_URL, Server, Stubs, folder_of};
use crate::scenario::step::Stage;
use crate::scenario::stub::Stub;
use crate::scenario::values::Values;
use crate::tree::decode::decode;
use crate::tree::{Decode, Node, Templates, template};
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
    platforms::arm(&world, &scenario.setting);
    let begin = clock.now();

    let played = AtomicUsize::new(0);
    let ending = match first_error(&problems) {
        Some(problem) => errored(&world, problem, None),
        None => {
            let show = Show { scenario, world: Arc::clone(&world), values, played: &played };
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
        played: played.into_inner(),
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
        let stage = Stage::new(Arc::clone(&self.world), url, client, &platforms::Everything);
        let player = Player { stage: &stage, process: process.as_ref(), played: self.played };
        match player.all(&self.scenario.steps, &mut self.values).await {
            Ok(()) => Ending::Passed,
            Err(ending) => *ending,
        }
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
}
