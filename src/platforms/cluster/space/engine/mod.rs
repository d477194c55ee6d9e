//! Item scripts at work: the interface that they see, which is JavaScript in `prelude/` over functions of the host in
//! [`natives`], and what happens when one is loaded or called.

mod api;
mod convert;
mod native;
mod natives;
mod prelude;
mod run;

use std::cell::Cell;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::Space;
use super::item::Item;
use super::log::{self, Level, Whence};
use crate::platforms::cluster::call::Accepted;
use crate::platforms::cluster::state::State;
use crate::world::World;
pub(super) use api::FIDELITY;
pub(super) use run::{Cast, call, load};

/// The most lines that one callback writes; those after it are left out.
const MOST_LINES: u32 = 200;

/// Calls to creators' servers that scripts have made, and that are to be sent.
pub(super) type Outbox = Arc<Mutex<Vec<Sending>>>;

/// A call that is to be sent.
#[derive(Debug)]
pub(super) struct Sending {
    /// The item that waits for its end.
    pub(super) item: Arc<str>,
    /// What it sends.
    pub(super) request: String,
    /// What comes back with the end.
    pub(super) meta: String,
    /// The call.
    pub(super) call: Accepted,
}

/// Whose script it is, for the functions of the host that it calls.
pub(super) struct Me {
    world: Weak<World>,
    space: Arc<str>,
    item: Arc<str>,
    outbox: Outbox,
    /// How many lines the present callback has written.
    lines: Cell<u32>,
}

impl Me {
    /// Looks at or changes the space. The lock is held meanwhile: nothing of the script may run.
    fn with<T>(&self, change: impl FnOnce(&World, &mut Space) -> T) -> Option<T> {
        let world = self.world.upgrade()?;
        let mut data = world.state::<State>().lock();
        let space = data.spaces.get_mut(&*self.space)?;
        Some(change(&world, space))
    }

    /// Looks at or changes the item.
    fn item<T>(&self, change: impl FnOnce(&mut Item) -> T) -> Option<T> {
        self.with(|_, space| space.items.get_mut(&*self.item).map(change)).flatten()
    }

    /// Writes a line, unless the callback has written too many.
    fn log(&self, level: Level, message: &str) {
        let lines = self.lines.get();
        self.lines.set(lines.saturating_add(1));
        match lines {
            0..MOST_LINES => self.write(level, message, &Whence::default()),
            MOST_LINES => {
                let message = format!("a callback writes at most {MOST_LINES} lines; the rest is left out");
                self.write(Level::Dropped, &message, &Whence::default());
            }
            _ => {}
        }
    }

    fn write(&self, level: Level, message: &str, whence: &Whence) {
        self.with(|world, space| {
            if let Some(item) = space.items.get(&*self.item) {
                log::write(world, &self.space, space, item, level, message, whence);
            }
        });
    }
}
