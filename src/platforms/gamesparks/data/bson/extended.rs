//! MongoDB's extended JSON: values that JSON lacks, written as objects with one key.

use jiff::Timestamp;
use serde_json::{Map, Number, Value as Json, json};

use super::{Bson, Document, Regex};

/// How whole numbers of 64 bits are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Longs {
    /// As numbers, for people.
    Plain,
    /// So that they are read back as what they are.
    Marked,
}

/// What `json` stands for. An object that looks like extended JSON and is none stays an object.
pub fn from_json(json: &Json) -> Bson {
    match json {
        Json::Null => Bson::Null,
        Json::Bool(flag) => Bson::Bool(*flag),
        Json::Number(number) => from_number(number),
        Json::String(text) => Bson::Text(text.clone()),
        Json::Array(items) => Bson::Array(items.iter().map(from_json).collect()),
        Json::Object(members) => special(members).unwrap_or_else(|| Bson::Document(document(members))),
    }
}

fn document(members: &Map<String, Json>) -> Document {
    members.iter().map(|(name, value)| (name.clone(), from_json(value))).collect()
}

fn from_number(number: &Number) -> Bson {
    number.as_i64().map_or_else(|| Bson::Double(number.as_f64().unwrap_or(f64::NAN)), Bson::from)
}

fn special(members: &Map<String, Json>) -> Option<Bson> {
    let (name, value) = members.iter().next().filter(|(name, _)| name.starts_with('$') && members.len() == 1)?;
    match name.as_str() {
        "$oid" => value.as_str()?.parse().ok().map(Bson::Id),
        "$date" => date(value).map(Bson::Date),
        "$numberLong" => value.as_i64().or_else(|| value.as_str()?.parse().ok()).map(Bson::Long),
        "$numberInt" => value.as_str()?.parse().ok().map(Bson::Int),
        "$numberDouble" => value.as_str()?.parse().ok().map(Bson::Double),
        "$regularExpression" => {
            let part = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
            Some(Bson::Regex(Box::new(Regex { pattern: part("pattern")?, options: part("options")? })))
        }
        "$minKey" => Some(Bson::MinKey),
        "$maxKey" => Some(Bson::MaxKey),
        "$undefined" => Some(Bson::Null),
        _ => None,
    }
}

/// Milliseconds, text as in ISO 8601, or a number of 64 bits in extended JSON.
fn date(value: &Json) -> Option<i64> {
    match value {
        Json::Number(_) => from_json(value).as_i64(),
        Json::String(text) => text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond),
        Json::Object(members) => special(members)?.as_i64(),
        _ => None,
    }
}

/// `value` in (relaxed) extended JSON.
pub fn to_json(value: &Bson, longs: Longs) -> Json {
    match value {
        Bson::Null => Json::Null,
        Bson::Bool(flag) => Json::Bool(*flag),
        Bson::Int(number) => json!(number),
        // One that does not fit into 32 bits is read back as what it is.
        Bson::Long(number) if longs == Longs::Marked && i32::try_from(*number).is_ok() => {
            json!({ "$numberLong": number.to_string() })
        }
        Bson::Long(number) => json!(number),
        Bson::Double(number) => double(*number),
        Bson::Text(text) => json!(text),
        Bson::Id(id) => json!({ "$oid": id.to_string() }),
        Bson::Date(time) => match Timestamp::from_millisecond(*time) {
            Ok(at) => json!({ "$date": at.to_string() }),
            Err(_) => json!({ "$date": { "$numberLong": time.to_string() } }),
        },
        Bson::Regex(regex) => {
            json!({ "$regularExpression": { "pattern": regex.pattern, "options": regex.options } })
        }
        Bson::MinKey => json!({ "$minKey": 1 }),
        Bson::MaxKey => json!({ "$maxKey": 1 }),
        Bson::Array(items) => Json::Array(items.iter().map(|item| to_json(item, longs)).collect()),
        Bson::Document(document) => {
            Json::Object(document.iter().map(|(name, value)| (name.clone(), to_json(value, longs))).collect())
        }
    }
}

fn double(number: f64) -> Json {
    let written = if number.is_nan() {
        "NaN"
    } else if number == f64::INFINITY {
        "Infinity"
    } else if number == f64::NEG_INFINITY {
        "-Infinity"
    } else {
        return json!(number);
    };
    json!({ "$numberDouble": written })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_as_what_it_was() {
        let values = json!({
            "_id": { "$oid": "5b2f9c0e4d3a1f0001a2b3c4" },
            "at": { "$date": "2020-05-01T12:00:00.5Z" },
            "long": { "$numberLong": "7" },
            "large": 12_345_678_901_i64,
            "double": 1.0,
            "int": 3,
            "nan": { "$numberDouble": "NaN" },
            "list": [{ "$regularExpression": { "pattern": "^a", "options": "i" } }, null, true],
            "like": { "$oid": "no" },
        });
        let read = from_json(&values);
        assert_eq!(to_json(&read, Longs::Marked), values);
        assert_eq!(to_json(&read, Longs::Plain)["long"], 7);
        let kinds: Vec<_> = read.as_document().unwrap().values().map(|value| value.type_name().0).collect();
        assert_eq!(kinds, ["objectId", "date", "long", "long", "double", "int", "double", "array", "object"]);
    }

    #[test]
    fn dates_come_in_every_form() {
        for form in [json!(5), json!({ "$numberLong": "5" }), json!("1970-01-01T00:00:00.005Z")] {
            assert!(matches!(from_json(&json!({ "$date": form })), Bson::Date(5)), "{form}");
        }
        assert!(matches!(from_json(&json!({ "$date": "soon" })), Bson::Document(_)));
    }
}
