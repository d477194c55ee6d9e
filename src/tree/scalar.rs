//! The scalar types: what each takes, and what it says when it gets something else.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value as Json, json};
use url::Url;

use super::{Decode, Decoding, Node, Schemas, Value, template};
use crate::diag::{Code, Diagnostic, quoted};

impl Decode for bool {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ if cx.is_open(node) => Some(false),
            _ => cx.wrong_type(node, "true or false"),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        schemas.scalar(json!({ "type": "boolean" }))
    }
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        impl Decode for $type {
            fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
                let whole = match node.value {
                    Value::Int(whole) => Some(i128::from(whole)),
                    // 1e3 is as whole as 1000; the cast is exact, for what is beyond it is out of every range.
                    #[expect(clippy::cast_possible_truncation, reason = "saturates, and is then out of range")]
                    Value::Float(number) if number.fract() == 0.0 => Some(number as i128),
                    _ if cx.is_open(node) => return Some(0),
                    _ => return cx.wrong_type(node, "a whole number"),
                };
                let fitting = whole.and_then(|whole| Self::try_from(whole).ok());
                if fitting.is_none() {
                    let message = format!(
                        "{} is out of range: from {} to {} is possible",
                        quoted(node.span.text()), Self::MIN, Self::MAX
                    );
                    cx.report(Diagnostic::error(Code::OutOfRange, node.place(), message));
                }
                fitting
            }

            fn schema(schemas: &mut Schemas) -> Json {
                schemas.scalar(json!({ "type": "integer", "minimum": Self::MIN, "maximum": Self::MAX }))
            }
        }
    )+};
}

integers!(u8, u16, u32, u64, i32, i64);

impl Decode for usize {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        u64::decode(node, cx).and_then(|number| Self::try_from(number).ok())
    }

    fn schema(schemas: &mut Schemas) -> Json {
        u64::schema(schemas)
    }
}

impl Decode for f64 {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match node.value {
            #[expect(clippy::cast_precision_loss, reason = "what is written as a whole number is meant as one")]
            Value::Int(whole) => Some(whole as Self),
            Value::Float(number) if number.is_finite() => Some(number),
            Value::Float(_) => {
                let message = "there is no infinite number here";
                cx.report(Diagnostic::error(Code::OutOfRange, node.place(), message));
                None
            }
            _ if cx.is_open(node) => Some(0.0),
            _ => cx.wrong_type(node, "a number"),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        schemas.scalar(json!({ "type": "number" }))
    }
}

impl Decode for String {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            // A placeholder stood where text is wanted, and a number or true or false came of it: its author has written text.
            Value::Bool(_) | Value::Int(_) | Value::Float(_) if template::is_template(node.span.text()) => {
                Some(node.to_json().to_string())
            }
            _ => cx.wrong_type(node, "text"),
        }
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "string" })
    }
}

impl Decode for Arc<str> {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        String::decode(node, cx).map(Self::from)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        String::schema(schemas)
    }
}

/// Anything that JSON can say.
impl Decode for Json {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let before = cx.errors();
        report_infinite(node, cx);
        (cx.errors() == before).then(|| node.to_json())
    }

    fn schema(_: &mut Schemas) -> Json {
        Json::Bool(true)
    }
}

fn report_infinite(node: &Node, cx: &mut Decoding<'_>) {
    match &node.value {
        Value::Float(number) if !number.is_finite() => {
            cx.report(Diagnostic::error(Code::OutOfRange, node.place(), "JSON has no infinite numbers"));
        }
        Value::List(items) => items.iter().for_each(|item| report_infinite(item, cx)),
        Value::Map(map) => map.iter().for_each(|(_, entry)| report_infinite(&entry.value, cx)),
        _ => {}
    }
}

impl Decode for Timestamp {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let Some(text) = node.as_text() else { return cx.wrong_type(node, "a time, such as 2020-05-01T12:00:00Z") };
        if cx.is_open(node) {
            return Some(Self::UNIX_EPOCH);
        }
        match text.parse() {
            Ok(time) => Some(time),
            Err(error) => {
                let problem = Diagnostic::error(Code::BadTime, node.place(), format!("{} is not a time", quoted(text)));
                let help =
                    "write date, time of day and offset, as in 2020-05-01T12:00:00Z or 2020-05-01T21:00:00+09:00";
                cx.report(problem.label(error.to_string()).help(help));
                None
            }
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        schemas
            .scalar(json!({ "type": "string", "format": "date-time", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]" }))
    }
}

impl Decode for Date {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let Some(text) = node.as_text() else { return cx.wrong_type(node, "a date, such as 2020-05-01") };
        if cx.is_open(node) {
            return Some(Self::ZERO);
        }
        text.parse()
            .inspect_err(|error: &jiff::Error| {
                let problem = Diagnostic::error(Code::BadTime, node.place(), format!("{} is not a date", quoted(text)));
                cx.report(problem.label(error.to_string()).help("write year, month and day, as in 2020-05-01"));
            })
            .ok()
    }

    fn schema(schemas: &mut Schemas) -> Json {
        schemas.scalar(json!({ "type": "string", "format": "date" }))
    }
}

/// A URL that can be called: `http` or `https`, with a host.
impl Decode for Url {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let Some(text) = node.as_text() else { return cx.wrong_type(node, "a URL") };
        if cx.is_open(node) {
            return Self::parse("http://localhost/").ok();
        }
        let (message, label) = match Self::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => return Some(url),
            Ok(url) => (format!("{} is not a URL that can be called", quoted(text)), format!("'{}:'", url.scheme())),
            Err(url::ParseError::RelativeUrlWithoutBase) => {
                (format!("{} is not a URL", quoted(text)), "it does not say how to call it".to_owned())
            }
            Err(error) => (format!("{} is not a URL", quoted(text)), error.to_string()),
        };
        let problem = Diagnostic::error(Code::BadUrl, node.place(), message);
        cx.report(problem.label(label).help("a URL begins with http:// or https:// and a host"));
        None
    }

    fn schema(schemas: &mut Schemas) -> Json {
        schemas.scalar(json!({ "type": "string", "format": "uri", "pattern": "^https?://" }))
    }
}
