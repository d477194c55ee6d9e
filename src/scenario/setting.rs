//! What a world is like when it begins: time, randomness, hosts, and each platform's part. Fixtures say it, and a scenario on
//! top of its fixtures.

use jiff::Timestamp;

use super::Language;
use crate::tree::{Decoding, Fields, Map, Node, merge, record};
use crate::world::clock::{Clock, Mode};
use crate::world::faults::Fault;

/// When a virtual or frozen world begins that does not say when: always the same, so that its transcript is.
const BEGINNING: &str = "2020-01-01T00:00:00Z";

record! {
    /// The world's time.
    #[derive(Default)]
    pub struct Time {
        /// When the world begins. Without it: now, or in worlds whose time does not run by itself, the beginning of 2020.
        pub at: Option<Timestamp>,
        /// How time passes. Without it: really if a real server takes part, else virtually.
        pub mode: Option<Mode>,
    }
}

/// What a world is like when it begins.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// Its time.
    pub clock: Time,
    /// Where its randomness starts.
    pub seed: Option<u64>,
    /// How much of its randomness was drawn already, in words of 32 bits: what a snapshot says, so that it goes on there.
    pub drawn: Option<u64>,
    /// Hosts that may really be connected to, in addition to this machine.
    pub allow: Vec<String>,
    /// What is made to go wrong.
    pub faults: Vec<Fault>,
    /// Each platform's part, under its name.
    pub parts: Map,
}

impl Setting {
    /// Takes the keys of a setting out of a file's.
    pub(super) fn take(fields: &mut Fields<'_>, language: &Language, cx: &mut Decoding<'_>) -> Option<Self> {
        let clock = fields.take_or("clock", cx, Time::default);
        let seed = fields.take("seed", cx);
        let drawn = fields.take("drawn", cx);
        // The version that wrote a snapshot: for whoever looks at it.
        let version: Option<Option<String>> = fields.take("backlot", cx);
        let allow = fields.take_or("allow", cx, Vec::new);
        let faults = fields.node("faults").map_or(Some(Vec::new()), |node| language.faults().read_all(node, cx));
        let mut parts = Map::new();
        for name in language.platforms() {
            if let Some(entry) = fields.entry(name) {
                // Cannot be there: names are unique, and so are keys.
                let _ = parts.insert((*name).to_owned(), entry.key.clone(), entry.value.clone());
            }
        }
        version?;
        Some(Self { clock: clock?, seed: seed?, drawn: drawn?, allow: allow?, faults: faults?, parts })
    }

    /// This with `upper` laid over it: what `upper` says wins.
    #[must_use]
    pub fn under(self, upper: Self) -> Self {
        let place = crate::diag::Span::nowhere();
        let whole = |parts: Map| Node::new(place.clone(), crate::tree::Value::Map(parts));
        let parts = match merge(whole(self.parts), whole(upper.parts)).value {
            crate::tree::Value::Map(parts) => parts,
            _ => Map::new(),
        };
        Self {
            clock: Time { at: upper.clock.at.or(self.clock.at), mode: upper.clock.mode.or(self.clock.mode) },
            seed: upper.seed.or(self.seed),
            // It belongs to its seed.
            drawn: if upper.seed.is_some() { upper.drawn } else { upper.drawn.or(self.drawn) },
            allow: self.allow.into_iter().chain(upper.allow).collect(),
            faults: self.faults.into_iter().chain(upper.faults).collect(),
            parts,
        }
    }

    /// The same, with randomness that starts at `seed`, if there is one.
    #[must_use]
    pub fn seeded(self, seed: Option<u64>) -> Self {
        match seed {
            Some(seed) => Self { seed: Some(seed), drawn: None, ..self },
            None => self,
        }
    }

    /// The same for a world that is talked to from outside: what comes over the network takes the time that it takes, so
    /// virtual time runs there, from when it was to begin.
    #[must_use]
    pub fn live(mut self) -> Self {
        if self.clock.mode == Some(Mode::Virtual) {
            let begin = self.clock(Mode::Virtual).now();
            self.clock = Time { at: Some(begin), mode: Some(Mode::Real) };
        }
        self
    }

    /// A clock that shows the setting's time; `usual` says how it moves if the setting does not.
    pub fn clock(&self, usual: Mode) -> Clock {
        match self.clock.mode.unwrap_or(usual) {
            Mode::Real => Clock::real(self.clock.at),
            standing => Clock::new(standing, self.clock.at.or_else(|| BEGINNING.parse().ok()).unwrap_or_default()),
        }
    }
}
