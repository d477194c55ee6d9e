//! What scripts may do how often and how large, each limit with its name, and slots that are freed one by one.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::platforms::fidelity::{Row, chosen, documented, observed};

/// How long a script may run when it is loaded and in each callback, in time of the processor.
pub const CALLBACK_TIME: Duration = Duration::from_millis(50);
/// The most memory of one item's script, in bytes.
pub const SCRIPT_MEMORY: usize = 64 * 1024 * 1024;
/// The longest source of a craft item's script, in bytes.
pub const CRAFT_SOURCE: usize = 20_000;
/// The longest type of a message, in bytes.
pub const MESSAGE_TYPE: usize = 100;
/// How large what is sent may be without a warning, in encoded bytes.
pub const SEND_WARNING: usize = 1_000;
/// How large what is sent may be at all, in encoded bytes.
pub const SEND_MOST: usize = 2_000;
/// The longest text of a sub node, in bytes.
pub const NODE_TEXT: usize = 1_000;
/// The longest `meta` of `requestTextInput` and of the product APIs, in bytes.
pub const META: usize = 100;
/// The longest title of `requestTextInput`, in bytes.
pub const TITLE: usize = 200;
/// The longest text that a player can type, in bytes.
pub const TYPED_BYTES: usize = 1_000;
/// The longest text that a player can type, in half characters: an ASCII character counts one, any other two.
pub const TYPED_HALVES: usize = 500;
/// How many players `setVisiblePlayers` takes.
pub const VISIBLE_PLAYERS: usize = 64;
/// The most messages and answers that wait in a space.
pub const MOST_WAITING: usize = 10_000;
/// The most items of a space, created ones included.
pub const MOST_ITEMS: usize = 2_000;
/// The most keys of an item's `$.state`, and of what its parts keep.
pub const MOST_KEYS: usize = 10_000;

/// Some slots, each in use for a while after it was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Slots {
    /// When all that are in use will be free.
    free_at: Option<Timestamp>,
}

/// How many slots there are, and how often one is freed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// How many there are.
    pub slots: i32,
    /// How often one is freed, in nanoseconds.
    pub every: i64,
}

/// Ten a second: five at once, then one each 90 ms.
pub const TEN_A_SECOND: Shape = Shape { slots: 5, every: 90_000_000 };
/// What world items send, together: 3,000 a second.
pub const WORLD_SENDS: Shape = Shape { slots: 3_000, every: 333_333 };

impl Slots {
    /// Takes one, if one is free; else says how long to wait.
    pub fn take(&mut self, shape: Shape, now: Timestamp) -> Result<(), Duration> {
        let share = SignedDuration::from_nanos(shape.every);
        let free_at = self.free_at.map_or(now, |at| at.max(now));
        let in_use = free_at.duration_since(now);
        let room = share * (shape.slots - 1);
        if in_use > room {
            return Err((in_use - room).unsigned_abs());
        }
        self.free_at = free_at.checked_add(share).ok();
        Ok(())
    }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.limit.time",
        "Loading a script and each callback may take 50 ms; what takes longer is stopped, logged, and the item goes on.",
        "release notes of Creator Kit 2.7.0; what happens is chosen",
    ),
    chosen(
        "cluster.limit.time-of-processor",
        "The 50 ms are time of the processor, so that a busy machine stops no script that would have been in time.",
        "not documented",
    ),
    observed(
        "cluster.limit.ten-a-second",
        "createItem, requestOwner, what is done to items, what is done to players, and a craft item's send have 10 a second each: 5 at once, then one each 90 ms.",
        "measured on the platform by the author of the emulator inside Unity; the average is documented",
    ),
    documented(
        "cluster.limit.world-sends",
        "The world items of a space may send 3,000 times a second, together.",
        "official type definitions of April 2025",
    ),
    chosen(
        "cluster.limit.send-size",
        "What is sent is warned about above 1,000 encoded bytes, and refused above 2,000.",
        "documented is a warning above 1,000 and an error far above it",
    ),
    chosen(
        "cluster.limit.message-type",
        "A message type of more than 100 bytes, and a meta or title that is too long, are refused as too large.",
        "the limits are documented, what happens beyond them is not",
    ),
    documented("cluster.limit.node-text", "The text of a sub node has at most 1 kB.", "official type definitions"),
    documented(
        "cluster.limit.typed",
        "A player can type 1,000 bytes and 250 characters, of which an ASCII character counts half.",
        "official type definitions",
    ),
    documented(
        "cluster.limit.craft-source",
        "A craft item's script has at most 20,000 bytes.",
        "Creator Kit v3.3.0 source",
    ),
    documented(
        "cluster.limit.visible-players",
        "setVisiblePlayers takes at most 64 players; more are refused as too large.",
        "official type definitions; what happens beyond the limit is chosen",
    ),
    chosen(
        "cluster.limit.script-memory",
        "A script has 64 MiB; one that needs more loses its environment, and its top level runs anew.",
        "the platform limits memory, but no number is documented",
    ),
    chosen(
        "cluster.limit.of-the-emulator",
        "A space holds at most 2,000 items, 10,000 messages and answers that wait, and 10,000 keys of each item's state.",
        "a script that goes wild must not fill the machine",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).unwrap()
    }

    #[test]
    fn five_at_once_and_then_ten_a_second() {
        let mut slots = Slots::default();
        let granted = (0..10).filter(|_| slots.take(TEN_A_SECOND, at(0)).is_ok()).count();
        assert_eq!(granted, 5);
        assert_eq!(slots.take(TEN_A_SECOND, at(0)), Err(Duration::from_millis(90)));
        let granted = (1..=10_000).filter(|millis| slots.take(TEN_A_SECOND, at(*millis)).is_ok()).count();
        assert_eq!(granted, 111);
    }
}
