//! Loading an item's script and calling its callbacks, with what is logged when that fails. Runs on the thread of the space's
//! engines.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Arc, OnceLock, Weak};

use rquickjs::function::Args;

use super::convert::Classes;
use super::prelude::{self, Info};
use super::{Me, Outbox};
use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::limits;
use crate::platforms::cluster::space::log::{self, Level, Whence};
use crate::platforms::cluster::space::script::Script;
use crate::platforms::cluster::space::sendable::Sendable;
use crate::platforms::cluster::state::State;
use crate::script::{Ambient, Failure, Limits, Quarters, Scope};
use crate::world::World;
use crate::world::rng::Rng;

/// Where scripts run, and what they leave to be done elsewhere.
pub(in super::super) struct Cast {
    /// The world.
    pub(in super::super) world: Arc<World>,
    /// The space.
    pub(in super::super) space: Arc<str>,
    /// The calls that scripts make.
    pub(in super::super) outbox: Outbox,
}

mod kept {
    #![allow(elided_lifetimes_in_paths, reason = "in what the derive writes")]

    use std::rc::Rc;

    /// Whose script it is, for the host.
    #[derive(rquickjs::JsLifetime)]
    pub(super) struct Mine(#[qjs(skip_trace)] pub(super) Rc<super::Me>);
}

/// Makes the environment of an item's script and plays its top level. What was registered before it fails stays registered.
pub(in super::super) fn load(quarters: &mut Quarters<'_>, cast: &Cast, item: &Arc<str>) {
    let Some((script, info, time)) = prepare(cast, item) else { return };
    let limits = Limits { time, memory: limits::SCRIPT_MEMORY, calls: 0 };
    let (world, space, outbox) = (Arc::downgrade(&cast.world), Arc::clone(&cast.space), Arc::clone(&cast.outbox));
    let ambient: Arc<dyn Ambient> = Arc::new(WorldsOwn {
        world: world.clone(),
        purpose: format!("script of {space}/{item}"),
        rng: OnceLock::new(),
    });
    let name = Arc::clone(item);
    let mut rejected = Vec::new();
    let loaded = quarters.move_in(item, limits, &ambient).and_then(|()| {
        let load = |scope: &Scope<'_, '_>| {
            let me = Rc::new(Me { world, space, item: name, outbox, lines: Cell::new(0) });
            let shown = prelude::show(scope, &me, &info);
            shown.map_err(|error| scope.failure_of(error))?;
            if scope.ctx().store_userdata(kept::Mine(me)).is_err() {
                return Err(Failure::Broken { detail: "its context has an owner already".to_owned() });
            }
            let played = scope.play(script.source());
            rejected.extend(scope.rejections());
            let classes = scope.ctx().userdata::<Classes<'_>>();
            let settled = classes.map(|classes| classes.loaded.call::<_, ()>(()));
            settled.transpose().map_err(|error| scope.failure_of(error))?;
            played
        };
        quarters.visit(item, load).unwrap_or(Ok(()))
    });
    if let Err(failure) = loaded {
        tell(cast, item, "the script could not be loaded", &failure);
    }
    tell_rejected(cast, item, &rejected);
}

fn prepare(cast: &Cast, item: &str) -> Option<(Script, Info, std::time::Duration)> {
    let mut data = cast.world.state::<State>().lock();
    let space = data.spaces.get_mut(&*cast.space)?;
    let (beta, event) = (space.rules.beta, space.rules.event);
    let item = space.items.get_mut(item)?;
    item.life.hears = 0;
    item.life.updates = 0;
    item.life.is_loaded = true;
    let template = item.template.clone().filter(|_| item.is_craft());
    let info = Info { id: item.id, template, is_craft: item.is_craft(), beta, event };
    Some((item.script.clone()?, info, space.rules.script_time_limit))
}

/// Calls a callback of an item's script, if it has registered it; says whether it has.
pub(in super::super) fn call(
    quarters: &mut Quarters<'_>,
    cast: &Cast,
    item: &str,
    callback: Callback,
    args: &[Sendable],
) -> bool {
    let mut rejected = Vec::new();
    let called = quarters.visit(item, |scope| {
        let ctx = scope.ctx();
        if let Some(mine) = ctx.userdata::<kept::Mine>() {
            mine.0.lines.set(0);
        }
        let failed = |error| scope.failure_of(error);
        let called: Result<bool, rquickjs::Error> = (|| {
            let classes = ctx.userdata::<Classes<'_>>().ok_or(rquickjs::Error::Unknown)?;
            if let [Sendable::Number(number)] = args {
                return classes.run.call((callback.index(), *number));
            }
            let mut given = Args::new(ctx.clone(), args.len() + 1);
            given.push_arg(callback.index())?;
            for arg in args {
                given.push_arg(classes.give(ctx, arg)?)?;
            }
            given.apply(&classes.run)
        })();
        let called = called.map_err(failed)?;
        scope.settle()?;
        rejected = scope.rejections();
        Ok(called)
    });
    tell_rejected(cast, item, &rejected);
    match called {
        None => false,
        Some(Ok(called)) => called,
        Some(Err(failure)) => {
            tell(cast, item, callback.word(), &failure);
            true
        }
    }
}

/// Writes into the log why a script has failed; it goes on with its next callback.
fn tell(cast: &Cast, item: &str, what: &str, failure: &Failure) {
    let message = match failure {
        Failure::Thrown(_) | Failure::Syntax { .. } => failure.to_string(),
        other => format!("{what}: {other}"),
    };
    write(cast, item, &message, failure);
}

fn write(cast: &Cast, item: &str, message: &str, failure: &Failure) {
    let data = cast.world.state::<State>().lock();
    let Some(space) = data.spaces.get(&*cast.space) else { return };
    let Some(item) = space.items.get(item) else { return };
    log::write(&cast.world, &cast.space, space, item, Level::Error, message, &Whence::of(failure));
}

/// Writes into the log why promises were rejected that nobody listens to.
fn tell_rejected(cast: &Cast, item: &str, rejected: &[Failure]) {
    for failure in rejected {
        let message = format!("a promise was rejected, and nobody listens to it: {failure}");
        write(cast, item, &message, failure);
    }
}

/// The time and the randomness of a world, for one item's script: what it draws does not depend on the others.
struct WorldsOwn {
    world: Weak<World>,
    purpose: String,
    rng: OnceLock<Rng>,
}

impl Ambient for WorldsOwn {
    fn now(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
        self.world.upgrade().map_or(0.0, |world| world.clock().now().as_millisecond() as f64)
    }

    fn random(&self) -> f64 {
        let seed = || self.world.upgrade().map_or_else(|| Rng::new(0), |world| world.rng().fork(&self.purpose));
        self.rng.get_or_init(seed).fraction()
    }
}
