//! A game's Redis in a fixture.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic};
use crate::platforms::gamesparks::data::redis::{Entry, Redis, Sorted, Value as Stored};
use crate::tree::{Decode, Decoding, Node, Schemas, Value};

crate::tree::record! {
    /// What is under a key, as one of the kinds.
    #[derive(PartialEq, Default)]
    struct Whole {
        /// Text.
        text: Option<String>,
        /// Bytes that are no text, in hexadecimal digits.
        hex: Option<String>,
        /// Texts in order.
        list: Option<Vec<String>>,
        /// Different texts.
        set: Option<Vec<String>>,
        /// Texts by name.
        hash: Option<IndexMap<String, String>>,
        /// Different texts with scores.
        sorted: Option<IndexMap<String, f64>>,
        /// When it goes away.
        expires: Option<Timestamp>,
    }
}

/// What is under a key: a text alone, or a map that says which kind it is.
#[derive(Debug, Clone)]
pub struct RedisFixture(Entry);

impl Decode for RedisFixture {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let text = |text: String| Some(Self(Entry { value: Stored::Text(text.into_bytes()), expires: None }));
        match &node.value {
            Value::Text(value) => text(value.clone()),
            Value::Int(value) => text(value.to_string()),
            Value::Float(value) => text(value.to_string()),
            Value::Map(_) => {
                let whole = Whole::decode(node, cx)?;
                let expires = whole.expires.map(Timestamp::as_millisecond);
                match kinds(whole).as_mut_slice() {
                    [only] => Some(Self(Entry { value: only.clone(), expires })),
                    _ => {
                        let message = "a key holds one kind of value";
                        let problem = Diagnostic::error(Code::ConflictingKeys, node.place(), message);
                        cx.report(problem.help("write one of text, hex, list, set, hash and sorted"));
                        None
                    }
                }
            }
            _ => cx.wrong_type(node, "text, or a map with text, hex, list, set, hash or sorted"),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let whole = Whole::schema(schemas);
        json!({ "anyOf": [{ "type": ["string", "number"] }, whole] })
    }
}

fn kinds(whole: Whole) -> Vec<Stored> {
    let sorted = |members: IndexMap<String, f64>| {
        let mut sorted = Sorted::default();
        for (member, score) in &members {
            sorted.put(member, *score);
        }
        Stored::Sorted(sorted)
    };
    let bytes = |hex: String| {
        let byte = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(b'?');
        Stored::Text((0..hex.len()).step_by(2).map(byte).collect())
    };
    [
        whole.text.map(|text| Stored::Text(text.into_bytes())),
        whole.hex.map(bytes),
        whole.list.map(|items| Stored::List(items.into())),
        whole.set.map(|members| Stored::Set(members.into_iter().collect())),
        whole.hash.map(Stored::Hash),
        whole.sorted.map(sorted),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl serde::Serialize for RedisFixture {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let expires = self.0.expires.and_then(|expires| Timestamp::from_millisecond(expires).ok());
        let mut whole = Whole { expires, ..Whole::default() };
        match &self.0.value {
            Stored::Text(text) => match String::from_utf8(text.clone()) {
                Ok(text) if expires.is_none() => return text.serialize(serializer),
                Ok(text) => whole.text = Some(text),
                Err(bytes) => {
                    whole.hex = Some(bytes.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect());
                }
            },
            Stored::List(items) => whole.list = Some(items.iter().cloned().collect()),
            Stored::Set(members) => whole.set = Some(members.iter().cloned().collect()),
            Stored::Hash(hash) => whole.hash = Some(hash.clone()),
            Stored::Sorted(sorted) => {
                whole.sorted = Some(sorted.iter().map(|(member, score)| (member.to_owned(), score)).collect());
            }
        }
        whole.serialize(serializer)
    }
}

/// What a fixture says of Redis.
pub fn redis(fixtures: IndexMap<String, RedisFixture>) -> Redis {
    let mut redis = Redis::default();
    fixtures.into_iter().for_each(|(key, RedisFixture(entry))| redis.put(&key, entry));
    redis
}

/// What a snapshot keeps of it.
pub fn of_redis(redis: &Redis) -> IndexMap<String, RedisFixture> {
    redis.entries(i64::MIN).map(|(key, entry)| (key.to_owned(), RedisFixture(entry.clone()))).collect()
}
