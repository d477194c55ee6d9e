//! One run of a script, whatever makes it run: an engine of its own, the `Spark` interface, limits, and what is left at the end.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

use super::ask::Outside;
use super::cloud_code::Script;
use super::files::Base;
use super::output;
use super::rhino;
use super::spark::{self, Left, Occasion};
use super::state::settings::KeyOrder;
use super::state::{Game, PlayerId};
use crate::journal::exchange::ExchangeId;
use crate::journal::verdict::{Checks, Headroom};
use crate::script::{Ambient, Failure, Library, Limits, Pool};
use crate::world::World;
use crate::world::clock::Mode;
use crate::world::rng::Rng;

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// The script data that the script left; empty if it failed.
    pub script_data: Map<String, Value>,
    /// The errors that it set; empty if it failed.
    pub script_errors: Map<String, Value>,
    /// Why it did not come to its end.
    pub failure: Option<Failure>,
}

/// What a script is run with.
#[derive(Debug, Clone, Default)]
pub struct Task {
    /// What `Spark.getData()` gives.
    pub data: Map<String, Value>,
    /// The current player.
    pub player: Option<PlayerId>,
    /// For scripts of messages: who gets the message.
    pub recipients: Vec<PlayerId>,
    /// The credential that the request was made with.
    pub credential: Option<String>,
    /// The script data that it begins with: what the scripts before it have set.
    pub script_data: Map<String, Value>,
    /// The errors that it begins with.
    pub script_errors: Map<String, Value>,
    /// The exchange that makes it run, if one does.
    pub cause: Option<ExchangeId>,
    /// How many scripts are waiting for this one.
    pub depth: usize,
    /// What URLs that it gives begin with.
    pub base: Base,
}

/// Runs `script`. What it logs, and why it fails, are events of the journal.
pub async fn run(world: &Arc<World>, game: &Arc<Game>, script: &Script, task: Task, checks: &mut Checks) -> Ran {
    let limits = Limits {
        time: game.settings.script_time(),
        memory: (game.settings.script_memory_mib as usize).saturating_mul(1024 * 1024),
        ..Limits::default()
    };
    let (cause, depth, player, base) = (task.cause, task.depth, task.player.clone(), task.base.clone());
    let occasion = Occasion::new(world, game, script.id.to_string(), task);
    let owner = occasion.owner;
    let ambient = Arc::new(WorldsOwn { world: Arc::clone(world), cause, rng: OnceLock::new() });
    let session = Pool::shared().session(Library::Old, ambient, script.lane.clone());
    let outside = Outside { world, game, cause, depth, base };
    let (source, needs, first_line) = (script.code.clone(), script.needs, game.settings.error_lines.first());
    let ran = session
        .finish(world.clock(), limits, &outside, move |scope, asker| {
            let run = spark::Run::new(occasion, scope, asker);
            let ready = run.show(scope).and_then(|()| needs.show(scope.ctx()));
            ready.map_err(|error| scope.failure_of(error))?;
            scope.reword(rhino::words::reword);
            scope.tell_places(first_line);
            scope.play(&source)?;
            Ok(run.end())
        })
        .await;
    game.locks.release(owner);
    let is_limited = game.settings.script_time_limit.0.is_some();
    if ran.spent <= limits.time && (world.clock().mode() != Mode::Real || !is_limited) {
        // How fast this machine is must not be seen in worlds that are the same every time.
        checks.pass("script time", "");
    } else if ran.spent <= limits.time {
        checks.pass_within("script time", Headroom::new(ran.spent.as_millis(), limits.time.as_millis(), "ms"), "");
    }
    match ran.result {
        Ok(Left { script_data, script_errors }) => {
            let script_data = match game.settings.key_order {
                KeyOrder::AsSet => script_data,
                KeyOrder::HashMap => output::hash_map::ordered(script_data),
            };
            Ran { script_data, script_errors, failure: None }
        }
        Err(failure) => {
            let at = failure.at().map(ToString::to_string);
            let line = failure.at().map(|at| at.text.trim().to_owned());
            let detail = json!({
                "level": "ERROR", "script": script.id.to_string(), "log": failure.to_string(), "at": at, "line": line,
            });
            spark::keep(world, game, player.as_ref(), &detail);
            world.journal().note(spark::entry(world, cause, detail));
            Ran { script_data: Map::new(), script_errors: Map::new(), failure: Some(failure) }
        }
    }
}

/// The time and the randomness of a world, for one run: what one run draws does not depend on the others.
struct WorldsOwn {
    world: Arc<World>,
    cause: Option<ExchangeId>,
    rng: OnceLock<Rng>,
}

impl Ambient for WorldsOwn {
    fn now(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
        let milliseconds = self.world.clock().now().as_millisecond() as f64;
        milliseconds
    }

    fn random(&self) -> f64 {
        let make = || match self.cause {
            Some(cause) => self.world.rng().fork(&format!("script of exchange {}", cause.0)),
            // Without an exchange nothing tells its runs apart but the world's own randomness.
            None => self.world.rng().fork(&format!("script {}", self.world.rng().bits())),
        };
        self.rng.get_or_init(make).fraction()
    }
}
