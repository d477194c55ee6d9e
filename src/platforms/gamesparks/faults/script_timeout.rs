//! `script-timeout`: the script runs for longer than it may.

use crate::platforms::gamesparks::NAME;
use crate::tree::record;
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<ScriptTimeout>(
    "script-timeout",
    Group::Platform(NAME),
    "The script runs for as long as it may (the game's script-time-limit passes) and ends in longRunningScriptError.",
);

record! {
    /// The script runs for longer than it may.
    #[derive(PartialEq)]
    pub(super) struct ScriptTimeout {}
}

impl Effect for ScriptTimeout {
    fn label(&self) -> String {
        "script-timeout".to_owned()
    }
}
