//! The scenarios that a server plays beside what comes from outside, and what the terminal says of them.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::cli::context::{Context, Terminal};
use crate::cli::stage::look;
use crate::diag::render::Look;
use crate::report::exchange::one_line;
use crate::report::human;
use crate::report::ink::Ink;
use crate::runner::live::{Act, Over};
use crate::runner::steps::Watcher;
use crate::scenario::step::Played;
use crate::scenario::{Planned, Scenario};
use crate::world::World;

/// Scenarios at work. They end with this value.
pub(super) struct Acts {
    waiting: Vec<Act>,
    playing: JoinSet<()>,
    teller: Arc<Teller>,
    is_over: Over,
    /// Never says that it is over: as long as the server is there, something may come.
    _over: watch::Sender<bool>,
}

/// Says what comes of steps.
struct Teller {
    terminal: Terminal,
    look: Look,
    quiet: bool,
}

impl Acts {
    /// Makes the servers of `scenarios` ready in `world`.
    pub(super) async fn begin(scenarios: Vec<Scenario>, world: &Arc<World>, context: &Context, quiet: bool) -> Self {
        let environment = Arc::new(context.environment.clone());
        let mut waiting = Vec::with_capacity(scenarios.len());
        for scenario in scenarios {
            waiting.push(Act::begin(scenario, Arc::clone(world), Arc::clone(&environment)).await);
        }
        let (over, is_over) = watch::channel(false);
        let teller = Arc::new(Teller { terminal: context.terminal, look: look(context), quiet });
        Self { waiting, playing: JoinSet::new(), teller, is_over, _over: over }
    }

    /// Plays their steps.
    pub(super) fn play(&mut self) {
        for mut act in self.waiting.drain(..) {
            let (teller, is_over) = (Arc::clone(&self.teller), self.is_over.clone());
            self.playing.spawn(async move {
                act.play(&*teller, is_over.clone()).await;
                act.conclude(&*teller, is_over).await;
                let outcome = act.outcome(false);
                teller.say(&human::outcome(&outcome, teller.look));
            });
        }
    }

    /// Ends them, and the programs that were started for them.
    pub(super) async fn stop(&mut self) {
        self.waiting.clear();
        self.playing.shutdown().await;
    }
}

impl Teller {
    fn say(&self, text: &str) {
        if !self.quiet {
            self.terminal.out(text);
        }
    }
}

impl Watcher for Teller {
    fn came(&self, planned: &Planned, played: &Played) {
        let ink = Ink { colour: self.terminal.colour };
        let came = ink.dim(&one_line(&played.value.to_string()));
        let line = planned.place.begin().line;
        let file = planned.place.source().name();
        self.say(&format!("{} {file}:{line} {}  {came}\n", ink.good("✓"), planned.title()));
    }
}
