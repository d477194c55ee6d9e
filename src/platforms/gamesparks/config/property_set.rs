//! A set of properties: for each key a property, and perhaps other ones for players who are in certain segments.

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::tree::{Decode, Decoding, Node, Schemas, Spanned, Value};

/// A set of properties, by key.
pub type PropertySet = IndexMap<String, Entry>;

crate::tree::record! {
    /// What stands under one key of a set.
    #[derive(PartialEq)]
    struct Whole {
        /// The property, unless one of the segments says otherwise.
        property: Spanned<String>,
        /// Other properties for players in certain segments: by segment, and by the value that the player has there.
        segments: IndexMap<String, IndexMap<String, Spanned<String>>> = IndexMap::new(),
    }
}

/// What stands under one key of a set: the short code of a property, or a map with `property` and `segments`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The property, unless one of the segments says otherwise.
    pub property: Spanned<String>,
    /// Other properties for players in certain segments: by segment, and by the value that the player has there.
    pub segments: IndexMap<String, IndexMap<String, Spanned<String>>>,
}

impl Entry {
    /// This property for everybody.
    pub fn plain(property: Spanned<String>) -> Self {
        Self { property, segments: IndexMap::new() }
    }

    /// The short code of the property for somebody who is in `segments`. Of several segments that have one, the first counts.
    pub fn property_for(&self, segments: Option<&IndexMap<String, Json>>) -> &str {
        let found = self.segments.iter().find_map(|(segment, by_value)| {
            let value = segments?.get(segment)?.as_str()?;
            by_value.get(value)
        });
        &found.unwrap_or(&self.property).value
    }

    /// Every property that it names.
    pub fn properties(&self) -> impl Iterator<Item = &Spanned<String>> {
        std::iter::once(&self.property).chain(self.segments.values().flat_map(IndexMap::values))
    }
}

impl Decode for Entry {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        if matches!(node.value, Value::Map(_)) {
            return Whole::decode(node, cx).map(|Whole { property, segments }| Self { property, segments });
        }
        Spanned::decode(node, cx).map(Self::plain)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let (plain, whole) = (String::schema(schemas), Whole::schema(schemas));
        json!({ "anyOf": [plain, whole] })
    }
}

impl serde::Serialize for Entry {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.segments.is_empty() {
            return self.property.serialize(serializer);
        }
        Whole { property: self.property.clone(), segments: self.segments.clone() }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_that_has_one_counts() {
        let made = |code: &str| Spanned::made(code.to_owned());
        let mut entry = Entry::plain(made("tea"));
        entry.segments.insert("AGE".into(), [("CHILD".to_owned(), made("cocoa"))].into());
        entry.segments.insert("TIER".into(), [("VIP".to_owned(), made("gyokuro"))].into());
        let of = |segments: &[(&str, &str)]| {
            let segments = segments.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            entry.property_for(Some(&segments)).to_owned()
        };
        assert_eq!(entry.property_for(None), "tea");
        assert_eq!(of(&[("AGE", "ADULT")]), "tea");
        assert_eq!(of(&[("TIER", "VIP")]), "gyokuro");
        assert_eq!(of(&[("TIER", "VIP"), ("AGE", "CHILD")]), "cocoa");
        assert_eq!(entry.properties().count(), 3);
    }
}
