//! `response`: the platform answers with a type of response that applications are not meant to see, and seldom do.

use serde_json::{Map, Value as Json, json};

use super::{Answers, refused, replied};
use crate::diag::Code;
use crate::platforms::gphud::NAME;
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::pipeline::Answer;
use crate::platforms::gphud::reply::{Refusal, Reply};
use crate::platforms::gphud::wire::number::Number;
use crate::platforms::gphud::wire::{Json as Written, Object};
use crate::tree::{Decode, Decoding, Node, Schemas, Spanned, Value, record};
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<Response>(
    "response",
    Group::Platform(NAME),
    "GPHUD answers with a type of response that is called unlikely: `response: NoResponse`, or `{ type: JSONPushResponse, json: { … } }`.",
);

/// The types.
const TYPES: [&str; 4] = ["NoResponse", "JSONPushResponse", "MenuResponse", "NullResponse"];

record! {
    /// A type of response that is called unlikely.
    #[derive(PartialEq)]
    struct Entry {
        /// The type: NoResponse, which is empty; JSONPushResponse, which is meant for a HUD; MenuResponse and NullResponse,
        /// which the platform cannot write down and turns into a SystemException.
        kind: Spanned<String> as "type",
        /// What a JSONPushResponse carries.
        json: Json = json!({}),
    }
}

/// A type of response that is called unlikely.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Response {
    kind: &'static str,
    json: Map<String, Json>,
}

impl Decode for Response {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let entry = match node.value {
            Value::Map(_) => Entry::decode(node, cx)?,
            _ => Entry { kind: Spanned::decode(node, cx)?, json: json!({}) },
        };
        let (span, typed) = (&entry.kind.span, entry.kind.value.as_str());
        let Some(kind) = TYPES.into_iter().find(|kind| *kind == typed) else {
            cx.unknown_name(Code::UnknownName, span, "an unlikely type of response", typed, TYPES);
            return None;
        };
        match entry.json {
            Json::Object(json) => Some(Self { kind, json }),
            _ => cx.wrong_type(node, "a JSONPushResponse with an object under json"),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let whole = Entry::schema(schemas);
        json!({ "anyOf": [{ "enum": TYPES }, whole] })
    }
}

impl Effect for Response {
    fn label(&self) -> String {
        format!("response {}", self.kind)
    }
}

impl Answers for Response {
    fn answer(&self, dialect: &'static Dialect) -> Answer {
        match self.kind {
            "NoResponse" => replied(Reply::Nothing, dialect),
            "JSONPushResponse" => replied(Reply::Push(carried(&self.json)), dialect),
            kind => refused(Refusal::system(format!("a {kind} cannot be written down")), dialect),
        }
    }
}

/// The fields as the platform would hold them.
fn carried(json: &Map<String, Json>) -> Object<'static> {
    let mut object = Object::new();
    for (key, value) in json {
        object.put(key.clone(), held(value));
    }
    object
}

fn held(value: &Json) -> Written<'static> {
    match value {
        Json::Null => Written::Null,
        Json::Bool(value) => Written::Bool(*value),
        // What serde_json writes is a number to org.json, too.
        Json::Number(number) => Number::parse(&number.to_string()).map_or(Written::Null, Written::Number),
        Json::String(text) => text.clone().into(),
        Json::Array(items) => Written::Array(items.iter().map(held).collect()),
        Json::Object(fields) => Written::Object(carried(fields)),
    }
}
