//! Between [`Node`]s and JSON values.

use serde_json::{Map as Object, Number, Value as Json};

use super::{Entry, Map, Node, Value};
use crate::diag::{Source, Span};

impl Node {
    /// The value as JSON. JSON knows no infinite numbers: they become `null`.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => Json::from(*value),
            Value::Float(value) => Number::from_f64(*value).map_or(Json::Null, Json::Number),
            Value::Text(text) => Json::String(text.clone()),
            Value::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Value::Map(map) => {
                let field = |(name, entry): (&str, &Entry)| (name.to_owned(), entry.value.to_json());
                Json::Object(map.iter().map(field).collect())
            }
        }
    }

    /// The value with every part of it at `span`.
    pub fn from_json(json: &Json, span: &Span) -> Self {
        let value = match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Value::Int(whole),
                None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(items) => Value::List(items.iter().map(|item| Self::from_json(item, span)).collect()),
            Json::Object(fields) => Value::Map(map(fields, span)),
        };
        Self::new(span.clone(), value)
    }
}

fn map(fields: &Object<String, Json>, span: &Span) -> Map {
    let mut map = Map::new();
    for (name, value) in fields {
        map.set(name.clone(), Node::from_json(value, span));
    }
    map
}

/// The text as one JSON value without places in it, if it is JSON: for the few characters that JSON allows in text and YAML
/// does not, so that everything that Backlot writes can be read back.
pub(super) fn whole(source: &Source) -> Option<Node> {
    let text = source.text();
    // Only what looks like JSON, so that no YAML is ever taken for it.
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let json: Json = serde_json::from_str(text).ok()?;
    Some(Node::from_json(&json, &source.all().first_line()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostics;
    use crate::tree::read;
    use proptest::prelude::*;

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<f64>().prop_filter("JSON has finite numbers only", |number| number.is_finite()).prop_map(Json::from),
            any::<String>().prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|fields| Json::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Every JSON text is read as what it is.
        #[test]
        fn json_is_read_as_json(json in any_json(), pretty in any::<bool>()) {
            // Alone, a scalar is no file of ours.
            let json = serde_json::json!([json]);
            let text = if pretty { serde_json::to_string_pretty(&json).unwrap() } else { json.to_string() };
            let mut problems = Diagnostics::new();
            let nodes = read::documents(&Source::new("a.json", text), &mut problems);
            prop_assert_eq!(problems.len(), 0);
            prop_assert_eq!(nodes.len(), 1);
            prop_assert_eq!(nodes[0].to_json(), json);
        }

        #[test]
        fn there_and_back_again(json in any_json()) {
            prop_assert_eq!(Node::from_json(&json, &Span::nowhere()).to_json(), json);
        }
    }

    #[test]
    fn characters_that_yaml_forbids_are_read_in_json() {
        let source = Source::new("a.json", "{\"a\": \"\u{fffe}\"}");
        let mut problems = Diagnostics::new();
        let nodes = read::documents(&source, &mut problems);
        assert_eq!(nodes[0].get("a").and_then(Node::as_text), Some("\u{fffe}"));
        assert!(problems.is_empty());
    }
}
