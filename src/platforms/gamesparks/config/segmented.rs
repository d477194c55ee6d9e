//! What the portal configures, and what of it is otherwise for players who are in certain segments.

use std::ops::Deref;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::{Achievement, ChallengeType, Currency, Good, TeamType};
use crate::tree::{Decode, Decoding, Node, Schemas, merge};

/// What is otherwise: by segment, and by the value that the player has there.
pub type Segments = IndexMap<String, IndexMap<String, Overlay>>;

/// The keys that are otherwise; they lie over those that are there for everybody.
#[derive(Debug, Clone)]
pub struct Overlay(Node);

/// What may be otherwise for some players.
pub trait Varies: Decode {
    /// What is otherwise, as the fixture says it.
    fn segments(&self) -> &Segments;
}

macro_rules! varies {
    ($($kind:ident),*) => {
        $(impl Varies for $kind {
            fn segments(&self) -> &Segments {
                &self.segments
            }
        })*
    };
}

varies!(Achievement, ChallengeType, Currency, Good, TeamType);

/// Something that is configured: as it is for everybody, and as it is for some.
#[derive(Debug, Clone)]
pub struct Segmented<T> {
    base: T,
    others: IndexMap<String, IndexMap<String, T>>,
}

impl<T> Segmented<T> {
    /// As it is for a player in these segments. Of several segments that have something to say, the first counts.
    pub fn seen_in(&self, segments: Option<&IndexMap<String, Json>>) -> &T {
        let found = self.others.iter().find_map(|(segment, by_value)| {
            let value = segments?.get(segment)?.as_str()?;
            by_value.get(value)
        });
        found.unwrap_or(&self.base)
    }

    /// As it is for everybody, and in all other ways.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.base).chain(self.others.values().flat_map(IndexMap::values))
    }
}

/// As it is for everybody.
impl<T> Deref for Segmented<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.base
    }
}

impl<T: PartialEq> PartialEq for Segmented<T> {
    fn eq(&self, other: &Self) -> bool {
        // The others are made of what it holds.
        self.base == other.base
    }
}

impl<T: Varies> Decode for Segmented<T> {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let base = T::decode(node, cx)?;
        let mut others = IndexMap::new();
        let mut is_whole = true;
        for (segment, by_value) in base.segments() {
            let mut own = IndexMap::new();
            for (value, Overlay(over)) in by_value {
                match T::decode(&merge(node.clone(), over.clone()), cx) {
                    Some(other) => drop(own.insert(value.clone(), other)),
                    None => is_whole = false,
                }
            }
            others.insert(segment.clone(), own);
        }
        is_whole.then_some(Self { base, others })
    }

    fn schema(schemas: &mut Schemas) -> Json {
        T::schema(schemas)
    }
}

impl<T: serde::Serialize> serde::Serialize for Segmented<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.base.serialize(serializer)
    }
}

impl PartialEq for Overlay {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_json() == other.0.to_json()
    }
}

impl Decode for Overlay {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        // What is in it is seen when it lies over the rest.
        IndexMap::<String, Json>::decode(node, cx).map(|_| Self(node.clone()))
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "object" })
    }
}

impl serde::Serialize for Overlay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_json().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::{Templates, decode, read};

    fn good(text: &str) -> (Option<Segmented<Good>>, Vec<String>) {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("good.yaml", text), &mut problems).unwrap();
        let good = decode::decode(&node, Templates::Text, &mut problems);
        let said = problems.ordered().iter().map(|one| format!("{} {}", one.span, one.message)).collect();
        (good, said)
    }

    const SWORD: &str = "name: Sword
costs: { GOLD: 5, SILVER: 1 }
segments:
  TIER: { vip: { costs: { GOLD: 3 } }, new: { name: Stick, max-quantity: 1 } }
  AGE: { child: { disabled: true } }
";

    #[test]
    fn what_is_otherwise_lies_over_the_rest() {
        let (good, problems) = good(SWORD);
        assert_eq!(problems, [""; 0]);
        let good = good.unwrap();
        let seen = |segments: &[(&str, &str)]| {
            let segments = segments.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            let one = good.seen_in(Some(&segments));
            (one.name.clone().unwrap(), one.costs["GOLD"], one.costs["SILVER"], one.max_quantity, one.is_disabled)
        };
        assert_eq!(seen(&[("TIER", "none")]), ("Sword".into(), 5, 1, 0, false));
        assert_eq!(seen(&[("TIER", "vip")]), ("Sword".into(), 3, 1, 0, false));
        assert_eq!(seen(&[("TIER", "new")]), ("Stick".into(), 5, 1, 1, false));
        assert_eq!(seen(&[("AGE", "child")]), ("Sword".into(), 5, 1, 0, true));
        assert_eq!(seen(&[("AGE", "child"), ("TIER", "vip")]), ("Sword".into(), 3, 1, 0, false));
        assert_eq!((good.costs["GOLD"], good.seen_in(None).costs["GOLD"], good.all().count()), (5, 5, 4));
    }

    #[test]
    fn what_is_written_makes_the_same_again() {
        let (one, _) = good(SWORD);
        let written = serde_json::to_string(&one).unwrap();
        let (again, problems) = good(&written);
        assert_eq!((problems, serde_json::to_string(&again).unwrap()), (Vec::new(), written));
    }

    #[test]
    fn a_slip_in_what_is_otherwise_is_shown_there() {
        let (none, problems) = good("segments: { TIER: { vip: { cost: 3 }, new: { max-quantity: many } } }");
        assert!(none.is_none());
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("good.yaml:1:28 unknown key 'cost'"), "{problems:?}");
    }
}
