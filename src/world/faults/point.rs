//! Where in an answer something happens, and sizes as people write them: `20 bytes`, `2 kB`, `half`, `50%`, `head`.

use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::{Decode, Decoding, Node, Schemas, Value};

/// A number of bytes that is read with its unit: `20 bytes`, `2 kB`, `1 MiB`, or just a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

/// The units of sizes, in bytes.
const UNITS: [(&str, u64); 8] = [
    ("bytes", 1),
    ("byte", 1),
    ("B", 1),
    ("kB", 1_000),
    ("KiB", 1_024),
    ("MB", 1_000_000),
    ("MiB", 1_048_576),
    ("", 1),
];

/// A place in an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Point {
    /// Before its first byte.
    Start,
    /// In the middle of its head.
    InHead,
    /// After its head.
    Head,
    /// After so many bytes of its body.
    Body(u64),
    /// After this share of its body, from 0 to 1.
    Share(f64),
    /// After its last byte.
    End,
}

impl Size {
    /// From `text`; the reason if it is not one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').len();
        let (number, unit) = (text[..digits].replace('_', ""), text[digits..].trim());
        let Ok(number) = number.parse::<u64>() else { return Err("a whole number comes first".to_owned()) };
        match UNITS.iter().find(|(name, _)| *name == unit) {
            Some((_, size)) => Ok(Self(number.saturating_mul(*size))),
            None => Err(format!("{} is no unit of size", quoted(unit))),
        }
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            1 => f.write_str("1 byte"),
            many => write!(f, "{many} bytes"),
        }
    }
}

impl serde::Serialize for Size {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Decode for Size {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let parsed = match &node.value {
            Value::Int(number) => u64::try_from(*number).map(Self).map_err(|_| "a size is not negative".to_owned()),
            Value::Text(_) if cx.is_open(node) => return Some(Self::default()),
            Value::Text(text) => Self::parse(text),
            _ => return cx.wrong_type(node, "a size, such as 20 bytes"),
        };
        parsed.map_err(|reason| report(node, "a size", reason, cx)).ok()
    }

    fn schema(schemas: &mut Schemas) -> Json {
        schemas.scalar(json!({ "anyOf": [
            { "type": "integer", "minimum": 0 },
            { "type": "string", "pattern": "^[0-9_]+ ?(bytes|byte|B|kB|KiB|MB|MiB)?$" },
        ] }))
    }
}

fn report(node: &Node, what: &str, reason: String, cx: &mut Decoding<'_>) {
    let message = format!("{} is not {what}", quoted(node.span.text()));
    let help = "write a number of bytes with its unit (bytes, kB, KiB, MB, MiB), as in 20 bytes";
    cx.report(Diagnostic::error(Code::BadValue, node.place(), message).label(reason).help(help));
}

impl Point {
    /// How many bytes of an answer come before it, if its head and its body have these lengths.
    pub fn offset(self, head: usize, body: usize) -> usize {
        match self {
            Self::Start => 0,
            Self::InHead => head / 2,
            Self::Head => head,
            Self::Body(bytes) => head + usize::try_from(bytes).unwrap_or(usize::MAX).min(body),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a share of a length is a length"
            )]
            Self::Share(share) => head + (((body as f64) * share).floor() as usize).min(body),
            Self::End => head + body,
        }
    }

    /// The words that stand for places, each with what it means.
    const WORDS: [(&str, Self, &str); 5] = [
        ("start", Self::Start, "before its first byte"),
        ("in-head", Self::InHead, "in the middle of its head"),
        ("head", Self::Head, "after its head"),
        ("half", Self::Share(0.5), "after half of its body"),
        ("end", Self::End, "after its last byte"),
    ];
}

impl std::fmt::Display for Point {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self, Self::WORDS.iter().find(|(_, point, _)| point == self)) {
            (_, Some((word, ..))) => f.write_str(word),
            (Self::Body(bytes), _) => Size(*bytes).fmt(f),
            (Self::Share(share), _) => write!(f, "{}%", share * 100.0),
            (_, None) => Ok(()),
        }
    }
}

impl serde::Serialize for Point {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Decode for Point {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let Value::Text(text) = &node.value else { return Size::decode(node, cx).map(|size| Self::Body(size.0)) };
        if cx.is_open(node) {
            return Some(Self::Start);
        }
        if let Some((_, point, _)) = Self::WORDS.iter().find(|(word, ..)| word == text) {
            return Some(*point);
        }
        if let Some(share) = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok())
            && (0.0..=100.0).contains(&share)
        {
            return Some(Self::Share(share / 100.0));
        }
        match Size::parse(text) {
            Ok(size) => Some(Self::Body(size.0)),
            Err(_) => {
                let message = format!("{} is no place in an answer", quoted(text));
                let words: Vec<_> = Self::WORDS.iter().map(|(word, ..)| *word).collect();
                let help = format!("write one of {}; or bytes of the body: 20 bytes, 2 kB, 30%", words.join(", "));
                cx.report(Diagnostic::error(Code::BadValue, node.place(), message).help(help));
                None
            }
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let words: Vec<_> =
            Self::WORDS.iter().map(|(word, _, about)| json!({ "const": word, "description": about })).collect();
        let size = Size::schema(schemas);
        json!({ "anyOf": [{ "oneOf": words }, size, { "type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?%$" }] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in
            [("20 bytes", 20), ("1 byte", 1), ("2 kB", 2_000), ("1KiB", 1_024), ("7", 7), ("1_000 B", 1_000)]
        {
            assert_eq!(Size::parse(text), Ok(Size(bytes)), "{text}");
        }
        assert_eq!(Size::parse("20 bites"), Err("'bites' is no unit of size".to_owned()));
        assert_eq!(Size::parse("half"), Err("a whole number comes first".to_owned()));
    }

    #[test]
    fn a_point_lies_within_the_answer() {
        let (head, body) = (100, 50);
        let points = [
            Point::Start,
            Point::InHead,
            Point::Head,
            Point::Body(20),
            Point::Body(900),
            Point::Share(0.5),
            Point::End,
        ];
        assert_eq!(points.map(|point| point.offset(head, body)), [0, 50, 100, 120, 150, 125, 150]);
        assert_eq!(
            points.map(|point| point.to_string()),
            ["start", "in-head", "head", "20 bytes", "900 bytes", "half", "end"]
        );
    }
}
