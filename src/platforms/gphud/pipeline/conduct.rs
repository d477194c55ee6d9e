//! The acceptable use policy, as far as it can be seen from here: no regular polling, and no enumeration of characters or of
//! data. The platform's people enforce it, so nothing is refused: the verdict warns.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::{Request, Work};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gphud::commands::call::Caller;
use crate::platforms::gphud::wire::{Json, Object};

/// The name of the check in a verdict.
pub const CHECK: &str = "acceptable use";

/// How the reason of a warning about polling begins.
pub const POLLING: &str = "regular polling";

/// How the reason of a warning about enumeration begins.
pub const ENUMERATION: &str = "enumeration";

/// How many equal pauses in a row, between requests that are the same, are regular polling.
const REGULAR: u32 = 5;

/// Shorter pauses than this, in milliseconds, are a burst and no regular polling.
const SHORTEST: i64 = 1_000;

/// How many different things asked for are enumeration…
const MANY: usize = 20;

/// …if they are asked for within this many milliseconds.
const WINDOW: i64 = 10 * 60 * 1_000;

/// The most different requests of one developer that are kept in mind. The one that was seen longest ago is forgotten first.
const MOST: usize = 64;

/// Commands that only ask, with the field that says what about.
const ASKING: [(&str, &str); 6] = [
    ("external.lookupavatar", "user"),
    ("external.status", "runascharactername"),
    ("characters.status", "runascharactername"),
    ("currency.balance", "runascharactername"),
    ("inventory.view", "runascharactername"),
    ("sets.view", "runascharactername"),
];

/// How the programs of one developer behave.
#[derive(Debug, Default)]
pub struct Conduct {
    rhythms: Vec<Rhythm>,
    /// When the first of `asked` was asked for.
    since: i64,
    asked: HashSet<u64>,
}

/// When one and the same request came.
#[derive(Debug)]
struct Rhythm {
    request: u64,
    last: i64,
    pause: i64,
    /// How many pauses in a row were as long as `pause`, give or take a tenth.
    equal: u32,
}

impl Conduct {
    /// Takes note of a request. If it is one in a row of regular ones, gives how many pauses were equal, and how long they were
    /// in milliseconds.
    fn request(&mut self, request: u64, now: i64) -> Option<(u32, i64)> {
        let Some(known) = self.rhythms.iter_mut().find(|known| known.request == request) else {
            if self.rhythms.len() >= MOST {
                let oldest = self.rhythms.iter().enumerate().min_by_key(|(_, known)| known.last);
                oldest.map(|(at, _)| at).map(|at| self.rhythms.swap_remove(at));
            }
            self.rhythms.push(Rhythm { request, last: now, pause: 0, equal: 0 });
            return None;
        };
        let pause = now - known.last;
        known.last = now;
        if pause < SHORTEST {
            known.equal = 0;
            return None;
        }
        if known.equal > 0 && (pause - known.pause).abs() * 10 <= known.pause {
            known.equal += 1;
        } else {
            (known.pause, known.equal) = (pause, 1);
        }
        (known.equal >= REGULAR).then_some((known.equal, known.pause))
    }

    /// Takes note of what was asked for. If it is one of many, gives how many.
    fn ask(&mut self, about: u64, now: i64) -> Option<usize> {
        if now - self.since > WINDOW {
            self.since = now;
            self.asked.clear();
        }
        if self.asked.len() < MOST {
            self.asked.insert(about);
        }
        (self.asked.len() >= MANY).then_some(self.asked.len())
    }
}

fn hashed(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

impl Work<'_> {
    /// Warns of what the policy forbids.
    pub(super) fn watch(&mut self, caller: &Caller, request: &Request<'_>, fields: &Object<'_>) {
        let Some(developer) = caller.source.developer else { return };
        let now = self.surroundings.millis;
        let conduct = self.database.conduct.entry(developer).or_default();
        if let Some((equal, pause)) = conduct.request(hashed(request.body), now) {
            let seconds = pause.div_euclid(1_000);
            let reason = format!(
                "{POLLING}: the same request came {} times, about {seconds} s apart; requests are to answer what a user does",
                equal + 1
            );
            self.checks.warn(CHECK, reason);
        }
        let Some(Json::Text(command)) = fields.get("command") else { return };
        let asks = ASKING.iter().find(|(name, _)| name.eq_ignore_ascii_case(command));
        let about = asks.and_then(|(_, field)| fields.get(field).or_else(|| fields.get("runascharacterid")));
        let Some(about) = about else { return };
        if let Some(many) = conduct.ask(hashed(about.to_text().as_bytes()), now) {
            let reason = format!(
                "{ENUMERATION}: {many} different things were asked for within {} minutes; who needs everything asks for an \
                 export",
                WINDOW / 60_000
            );
            self.checks.warn(CHECK, reason);
        }
    }
}

/// How we know about the policy.
pub const FIDELITY: &[Row] = &[
    documented(
        "conduct.policy",
        "regular polling and enumeration are warned of, and refused by nobody",
        "External Access API page, Acceptable Use Policy",
    ),
    chosen(
        "conduct.threshold",
        "polling is 6 times the same request in equal pauses of a second or more, enumeration 20 different ones in 10 minutes",
        "the policy gives no numbers",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pauses_are_regular_and_others_are_not() {
        let mut conduct = Conduct::default();
        let mut seen = |at| conduct.request(1, at);
        assert_eq!([0, 30_000, 61_000, 90_000, 119_000].map(&mut seen), [None; 5]);
        assert_eq!(seen(150_000), Some((5, 30_000)));
        assert_eq!(seen(200_000), None, "a longer pause begins anew");
        let mut conduct = Conduct::default();
        assert!((0..100).all(|at| conduct.request(1, at * 10).is_none()), "a burst is not regular");
        let mut conduct = Conduct::default();
        assert!((0..100).all(|at: i64| conduct.request(at.unsigned_abs(), at * 30_000).is_none()), "different ones");
        assert!(conduct.rhythms.len() <= MOST);
    }

    #[test]
    fn many_different_things_are_an_enumeration() {
        let mut conduct = Conduct::default();
        assert!((0..19).all(|about| conduct.ask(about, 1_000).is_none()));
        assert_eq!(conduct.ask(3, 1_000), None);
        assert_eq!(conduct.ask(19, 1_000), Some(20));
        assert_eq!(conduct.ask(20, 2_000_000), None, "later is another matter");
    }
}
