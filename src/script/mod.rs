//! The JavaScript engine. Each script runs on a thread of its own, within limits of time, memory and stack that hold whatever
//! it does, and fails with a reason that names the place. A task that waits for a script never blocks its runtime, and stops
//! waiting soon after the script's time is up even where the engine itself cannot be interrupted.
//!
//! What a script knows of the world comes in through three doors: the [`Ambient`] time and randomness, what the platform puts
//! into the global scope ([`host`]), and the [`Host`] that it may ask in the async world.

mod ambient;
mod attend;
mod bridge;
mod check;
mod edit;
mod engine;
mod failure;
pub mod host;
mod limits;
mod meter;
mod pool;
mod rejections;
mod residents;
mod session;
mod source;
#[cfg(test)]
mod tests;
mod thread;
mod trace;
pub mod value;

pub use ambient::Ambient;
pub use bridge::{Asker, Host, NoHost};
pub use check::check;
pub use edit::Edit;
pub use engine::{Halter, Library, Loader, Scope};
pub use failure::{Failure, Thrown};
pub use limits::Limits;
pub use pool::{Lane, Pool};
pub use residents::{Lost, Quarters, Residents};
pub use session::{Ran, Session};
pub use source::{Position, Source};
pub use trace::{Mistake, Reword};
