//! The messages of triggers and gimmicks, which old scripts share: one flat map of numbers for a whole space. A signal is the
//! time at which it was sent, and any kind of value can be read as any other.

use indexmap::IndexMap;
use jiff::Timestamp;

use super::Space;
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::tree::choice;

choice! {
    /// Whose value it is.
    pub enum Target {
        /// The item's own.
        This = "this",
        /// That of the item's owner.
        Owner = "owner",
        /// Everybody's.
        Global = "global",
    }
}

choice! {
    /// What a value is read as.
    pub enum Parameter {
        /// The time of the last signal.
        Signal = "signal",
        /// Whether it is more than zero.
        Boolean = "boolean",
        /// In 32 bits.
        Float = "float",
        /// As it is.
        Double = "double",
        /// Without what is behind the point.
        Integer = "integer",
        /// Two numbers.
        Vector2 = "vector2",
        /// Three numbers.
        Vector3 = "vector3",
    }
}

/// The most keys of a space.
const MOST_KEYS: usize = 100_000;

/// The values of a space.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compat {
    values: IndexMap<String, f64>,
    last: Option<Signals>,
}

/// The signals of one moment: each has a time of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Signals {
    at: Timestamp,
    count: u32,
}

impl Compat {
    /// The most signals of one moment; those after it are dropped.
    pub const MOST_SIGNALS: u32 = 500;

    /// With these values.
    pub fn of(values: IndexMap<String, f64>) -> Self {
        Self { values, last: None }
    }

    /// All of them, by key.
    pub fn values(&self) -> &IndexMap<String, f64> {
        &self.values
    }

    /// The numbers of a value: as many as it has parts, and zero where nothing was written.
    pub fn get(&self, key: &str) -> [f64; 3] {
        let one = |key: &str| self.values.get(key).copied();
        let part = |part: &str| one(&format!("{key}.{part}")).unwrap_or_default();
        [one(key).unwrap_or_else(|| part("x")), part("y"), part("z")]
    }

    /// Writes a value of one, two or three numbers; says whether there was room.
    pub fn set(&mut self, key: &str, numbers: &[f64]) -> bool {
        if self.values.len() + numbers.len() > MOST_KEYS {
            return false;
        }
        match numbers {
            [one] => drop(self.values.insert(key.to_owned(), *one)),
            many => {
                for (part, number) in ["x", "y", "z"].iter().zip(many) {
                    self.values.insert(format!("{key}.{part}"), *number);
                }
            }
        }
        true
    }

    /// Sends a signal; says whether it was one of the first of its moment.
    pub fn signal(&mut self, key: &str, now: Timestamp) -> bool {
        let count = match self.last {
            Some(last) if last.at == now => last.count,
            _ => 0,
        };
        if count >= Self::MOST_SIGNALS {
            return false;
        }
        self.last = Some(Signals { at: now, count: count + 1 });
        #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
        let millis = now.as_microsecond() as f64 / 1000.0;
        self.set(key, &[millis + f64::from(count) * 0.02])
    }
}

impl Space {
    /// Where the value `key` of `target` is kept, seen from `item`.
    pub fn compat_key(&self, item: &str, target: Target, key: &str) -> Option<String> {
        let item = self.items.get(item)?;
        Some(match target {
            Target::This => format!("_i.{}.{key}", item.id),
            Target::Owner => format!("_p.{}.{key}", item.owner.as_deref().unwrap_or_default()),
            Target::Global => format!("_g.{key}"),
        })
    }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.compat.targets",
        "World items read values of this, owner and global, and write those of this and owner; craft items get an error.",
        "official type definitions of April 2025",
    ),
    observed(
        "cluster.compat.storage",
        "All values are numbers in one map: a boolean is 1 or 0, a signal its time, a vector its parts; any kind can be read as any other, and zero where nothing was written.",
        "Creator Kit's own preview",
    ),
    observed(
        "cluster.compat.signals",
        "Signals of one moment are 0.02 ms apart; those after the 500th are dropped.",
        "Creator Kit's own preview",
    ),
    chosen(
        "cluster.compat.invalid",
        "A target or a type that does not exist is a TypeError.",
        "not documented; the emulator inside Unity throws an error of its host",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_value_is_read_as_numbers() {
        let mut compat = Compat::default();
        compat.set("a", &[2.5]);
        compat.set("v", &[1.0, 2.0, 3.0]);
        assert_eq!((compat.get("a"), compat.get("v"), compat.get("n")), ([2.5, 0.0, 0.0], [1.0, 2.0, 3.0], [0.0; 3]));
    }

    #[test]
    fn signals_of_one_moment_are_told_apart() {
        let mut compat = Compat::default();
        let now = Timestamp::from_millisecond(1_000).unwrap();
        let sent = (0..600).filter(|n| compat.signal(&format!("s{n}"), now)).count();
        assert_eq!(sent, 500);
        assert_eq!((compat.get("s0")[0], compat.get("s1")[0]), (1_000.0, 1_000.02));
        assert!(compat.signal("later", Timestamp::from_millisecond(1_001).unwrap()));
    }
}
