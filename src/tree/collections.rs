//! What may be absent, lists and maps.

use std::hash::Hash;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::{Decode, Decoding, Node, Schemas, Spanned, Value};
use crate::diag::{Code, Diagnostic, Span, quoted};

/// The key may be left out, or its value; both are `None`.
impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        if node.is_null() { Some(None) } else { T::decode(node, cx).map(Some) }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        T::schema(schemas)
    }

    fn missing() -> Option<Self> {
        Some(None)
    }

    fn is_missing(&self) -> bool {
        self.is_none()
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        T::decode(node, cx).map(Self::new)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        T::schema(schemas)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match &node.value {
            Value::List(items) => {
                // All of them first, so that the problems of each are reported.
                let decoded: Vec<_> = items.iter().map(|item| T::decode(item, cx)).collect();
                decoded.into_iter().collect()
            }
            _ if cx.is_open(node) => Some(Self::new()),
            _ => cx.wrong_type(node, "a list"),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let items = T::schema(schemas);
        schemas.scalar(json!({ "type": "array", "items": items }))
    }
}

/// What can be the key of a map.
pub trait DecodeKey: Hash + Eq + Sized {
    /// The key that is written as `text` at `span`.
    fn decode_key(text: &str, span: &Span, cx: &mut Decoding<'_>) -> Option<Self>;
}

impl DecodeKey for String {
    fn decode_key(text: &str, _: &Span, _: &mut Decoding<'_>) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl<K: DecodeKey> DecodeKey for Spanned<K> {
    fn decode_key(text: &str, span: &Span, cx: &mut Decoding<'_>) -> Option<Self> {
        K::decode_key(text, span, cx).map(|key| Self::new(key, span.clone()))
    }
}

macro_rules! whole_keys {
    ($($type:ty),+) => {$(
        impl DecodeKey for $type {
            fn decode_key(text: &str, span: &Span, cx: &mut Decoding<'_>) -> Option<Self> {
                let whole = text.parse().ok();
                if whole.is_none() {
                    let message = format!("the keys here are whole numbers, which {} is not", quoted(text));
                    cx.report(Diagnostic::error(Code::WrongType, span.clone(), message));
                }
                whole
            }
        }
    )+};
}

whole_keys!(u16, u32, u64, i64);

impl<K: DecodeKey, T: Decode> Decode for IndexMap<K, T> {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match &node.value {
            Value::Map(map) => {
                let decoded: Vec<_> = map
                    .iter()
                    .map(|(name, entry)| (K::decode_key(name, &entry.key, cx), T::decode(&entry.value, cx)))
                    .collect();
                decoded.into_iter().map(|(key, value)| Some((key?, value?))).collect()
            }
            _ if cx.is_open(node) => Some(Self::new()),
            _ => cx.wrong_type(node, "a map"),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let values = T::schema(schemas);
        schemas.scalar(json!({ "type": "object", "additionalProperties": values }))
    }
}
