//! A decoded value that still knows where it was written, for problems that show up only when values are seen together.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde_json::Value as Json;

use super::{Decode, Decoding, Node, Schemas};
use crate::diag::Span;

/// A value, and where it was written. Compares, hashes and is written as the value alone.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// `value`, made by the program.
    pub fn made(value: T) -> Self {
        Self::new(value, Span::nowhere())
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: Hash> Hash for Spanned<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl Borrow<str> for Spanned<String> {
    fn borrow(&self) -> &str {
        &self.value
    }
}

impl<T: serde::Serialize> serde::Serialize for Spanned<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: Decode> Decode for Spanned<T> {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        T::decode(node, cx).map(|value| Self::new(value, node.place()))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        T::schema(schemas)
    }
}
