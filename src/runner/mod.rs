//! From files to outcomes: scenarios are loaded, each is played in a world of its own, several at once, with the real
//! programs that take part.

pub mod differs;
pub mod jobs;
pub mod listing;
pub mod live;
pub mod load;
#[cfg(unix)]
pub mod orphans;
pub mod outcome;
pub mod play;
pub mod process;
pub mod steps;
pub mod thread;

mod ending;
mod remarks;
mod servers;

pub use listing::{Listed, Listing};
pub use load::load;
pub use play::{Options, play};
pub use steps::Player;
