//! JSON as GPHUD reads and writes it: org.json's lenient reader, and its writer over Java's hash maps, byte for byte.
//!
//! Nothing here knows what a request means; it is the org.json library, played.

pub mod number;
pub mod order;
pub mod read;
pub mod write;

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use number::Number;

/// A JSON value as org.json holds it. Texts are borrowed from the body where that is possible.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number.
    Number(Number),
    /// A string. A lone surrogate, which Java would write as `?`, is already one.
    Text(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object.
    Object(Object<'a>),
}

/// A JSON object: its fields in the order in which they were put. What Java would show of that order is decided when it is
/// written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object<'a> {
    fields: IndexMap<Cow<'a, str>, Json<'a>>,
}

impl<'a> Object<'a> {
    /// An object without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field. One that is there already keeps its place.
    pub fn put(&mut self, key: impl Into<Cow<'a, str>>, value: impl Into<Json<'a>>) {
        self.fields.insert(key.into(), value.into());
    }

    /// As [`Object::put`], unless there is nothing to put: org.json leaves out what is null in Java.
    pub fn put_some(&mut self, key: impl Into<Cow<'a, str>>, value: Option<impl Into<Json<'a>>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// A field's value.
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.fields.get(key)
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The fields in the order in which they were put.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Json<'a>)> {
        self.fields.iter().map(|(key, value)| (&**key, value))
    }
}

impl Json<'_> {
    /// What Java's `toString` gives for the value: a string as it is, everything else as JSON. This is how a field of a
    /// request becomes a parameter of a command.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed("null"),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Array(_) | Self::Object(_) => Cow::Owned(write::compact(self)),
        }
    }

    /// The value as org.json's `getInt` reads it: a number loses its fraction and everything above 32 bits, anything else
    /// is parsed from its text.
    pub fn to_int(&self) -> Option<i32> {
        match self {
            Self::Number(number) => Some(number.low_bits()),
            other => number::parse_int(&other.to_text()),
        }
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Json<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Json<'_> {
    fn from(number: i64) -> Self {
        Self::Number(Number::Int(number))
    }
}

impl From<bool> for Json<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// How we know that this is how GPHUD reads and writes JSON.
pub const FIDELITY: &[Row] = &[
    observed(
        "json.lenient",
        "unquoted keys and values, single quotes and text after the object are accepted",
        "recorded exchanges 206 to 208",
    ),
    observed("json.duplicate-key", "a key that is given twice is refused", "recorded exchange 203"),
    inferred(
        "json.error-wording",
        "the words of the parser's errors are those of a later org.json",
        "recorded exchanges 6 and 203, made with an org.json of 2026",
    ),
    chosen(
        "json.depth",
        "more than 512 levels of nesting are refused with org.json's own sentence",
        "org.json runs out of stack at a depth that depends on the machine",
    ),
    documented(
        "json.key-order",
        "answers have their keys in the order of a Java HashMap",
        "every answer on the External Access API page, and every recorded exchange",
    ),
    inferred(
        "json.escapes",
        "`</` is written `<\\/`; control characters, U+0080 to U+009F and U+2000 to U+20FF as \\uXXXX; the rest as UTF-8",
        "org.json; recorded exchange 200",
    ),
];
