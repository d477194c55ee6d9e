//! A scenario in a world that a server holds: its steps are played beside what comes from outside.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::ending::errored;
use super::outcome::{About, Ending, Outcome};
use super::process::Process;
use super::remarks;
use super::servers::{Raised, Servers};
use super::steps::{Player, Strictness, Watcher, first_error};
use crate::client::Client;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::platforms;
use crate::scenario::step::Stage;
use crate::scenario::values::Values;
use crate::scenario::{Planned, Scenario};
use crate::world::World;
use crate::world::clock::{Clock, Elapsed, Stopwatch, transport};

/// The step that says what must have happened. At the end of a scenario, it says so of everything that happened.
const EXPECTATION: &str = "expect-journal";

/// How long steps may still take when nothing can come from outside any more, in machine time.
const PATIENCE: Duration = Duration::from_secs(60);

/// A scenario that is played in a world of somebody else's.
pub struct Act {
    scenario: Scenario,
    world: Arc<World>,
    stage: Stage,
    process: Option<Process>,
    values: Values,
    played: AtomicUsize,
    began: Timestamp,
    watch: Stopwatch,
    /// None as long as it goes on.
    ending: Option<Ending>,
}

/// Tells when nothing comes from outside any more, because what it came from has ended.
pub type Over = watch::Receiver<bool>;

impl Act {
    /// Makes the servers of `scenario` ready in `world`; `environment` is what `${env.NAME}` stands for. If that cannot be
    /// done, it has ended already.
    pub async fn begin(scenario: Scenario, world: Arc<World>, environment: Arc<BTreeMap<String, String>>) -> Self {
        let skipped = scenario.skip.as_ref().and_then(|skip| skip.reason(&environment));
        let values = Values::new(environment);
        let mut problems = Diagnostics::new();
        let servers = Servers::of(&scenario, &values, &mut problems);
        let (raised, ending) = match (skipped, first_error(&problems)) {
            (Some(reason), _) => (Raised::default(), Some(Ending::Skipped(reason))),
            (None, Some(problem)) => (Raised::default(), Some(errored(&world, problem, None))),
            (None, None) => match servers.raise(&world).await {
                Ok(raised) => (raised, None),
                Err(problem) => (Raised::default(), Some(errored(&world, *problem, None))),
            },
        };
        let client = Client::new(crate::client::Settings::default());
        Self {
            scenario,
            stage: Stage::new(Arc::clone(&world), raised.url, client, &platforms::Everything),
            process: raised.process,
            values,
            played: AtomicUsize::new(0),
            began: world.clock().now(),
            watch: Stopwatch::start(),
            world,
            ending,
        }
    }

    /// Whether it has come to an end already.
    pub fn has_ended(&self) -> bool {
        self.ending.is_some()
    }

    /// Plays its steps but the expectations at its end; what they say is of what happened in the end.
    pub async fn play(&mut self, watcher: &dyn Watcher, over: Over) {
        let end = self.conclusion();
        self.go_on(0..end, watcher, over).await;
    }

    /// Holds what happened against the expectations at its end.
    pub async fn conclude(&mut self, watcher: &dyn Watcher, over: Over) {
        let (begin, end) = (self.conclusion(), self.scenario.steps.len());
        self.go_on(begin..end, watcher, over).await;
        self.ending.get_or_insert(Ending::Passed);
    }

    /// What came of it, with what happened in its world if it is the one to `tell` of that.
    pub fn outcome(self, tell: bool) -> Outcome {
        Outcome {
            about: About::of(&self.scenario),
            variants: Vec::new(),
            remarks: if tell { remarks::of(&self.world) } else { Vec::new() },
            name: self.scenario.name,
            place: self.scenario.place,
            ending: self.ending.unwrap_or(Ending::Passed),
            played: self.played.into_inner(),
            steps: self.scenario.steps.len(),
            seed: self.world.rng().seed(),
            clock: self.world.clock().mode(),
            platform_time: self.world.clock().since(self.began),
            machine_time: self.watch.elapsed(),
            transcript: self.world.journal().after(if tell { 0 } else { u64::MAX }, usize::MAX, |_| true),
        }
    }

    async fn go_on(&mut self, steps: Range<usize>, watcher: &dyn Watcher, over: Over) {
        if self.ending.is_some() {
            return;
        }
        let process = self.process.as_ref();
        let player = Player {
            stage: &self.stage,
            process,
            played: &self.played,
            watcher: Some(watcher),
            strictness: Strictness::Expects,
        };
        let ended = tokio::select! {
            biased;
            ended = player.all(&self.scenario.steps[steps], &mut self.values) => ended,
            () = waited_for_in_vain(self.world.clock(), over) => Err(Box::new(self.too_slow())),
        };
        self.ending = ended.err().map(|ending| *ending);
    }

    fn too_slow(&self) -> Ending {
        let message = format!("the scenario had not come to its end {} s after the program", PATIENCE.as_secs());
        let problem = Diagnostic::error(Code::Step, self.scenario.place.clone(), message);
        errored(&self.world, problem.help("something waits for what never comes"), self.process.as_ref())
    }

    /// The number of the first step of which nothing but expectations comes after it.
    fn conclusion(&self) -> usize {
        let is_last_word = |step: &Planned| step.kind.key() == EXPECTATION;
        self.scenario.steps.iter().rposition(|step| !is_last_word(step)).map_or(0, |at| at + 1)
    }
}

/// Ready when steps have been given all the time there is to come to their end after everything was over. What they wait for
/// cannot come any more, so until then time passes ever faster.
async fn waited_for_in_vain(clock: &Clock, mut over: Over) {
    const PAUSE: Duration = Duration::from_millis(20);
    if over.wait_for(|over| *over).await.is_err() {
        // Nobody is left to say so.
        std::future::pending::<()>().await;
    }
    let hurried = async {
        let mut stride = Duration::from_millis(250);
        loop {
            transport::sleep(PAUSE).await;
            clock.advance(stride).await;
            stride = stride.saturating_mul(2).min(Duration::from_secs(24 * 60 * 60));
        }
    };
    let _: Result<(), Elapsed> = transport::timeout(PATIENCE, hurried).await;
}
