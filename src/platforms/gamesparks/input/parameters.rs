//! The parameters of a request, from its query and its form together, and how a script sees them.

use std::borrow::Cow;

use indexmap::IndexMap;
use percent_encoding::percent_decode;
use serde_json::{Map, Value};

use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::platforms::gamesparks::charset::Charset;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented("input.once", "a parameter that is there once is a string", "Implementing External HTTP Callbacks page"),
    documented(
        "input.repeated",
        "a parameter that is there more than once is an array of strings, in order",
        "Implementing External HTTP Callbacks page",
    ),
    documented(
        "input.dots",
        "a name with dots is one key, dots and all",
        "tutorial Facebook Webhooks and GameSparks Integration",
    ),
    observed(
        "input.document",
        "what Spark.getData() gives is a plain document: no number is made of text",
        "tutorial Pulling Leaderboard Data Using Python and Rest, which parses numbers itself",
    ),
    inferred(
        "input.query-and-form",
        "a parameter that is in the query and in the form is an array, the query's values first",
        "the rule of Java servlets, by which the container read both",
    ),
    chosen(
        "input.decoding",
        "names and values are decoded by the rules of forms: + is a space, %XX a byte, all of it UTF-8 unless the form's content type says otherwise",
        "what browsers and HTTP libraries send",
    ),
];

/// The parameters of a request, in the order in which their names came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    values: IndexMap<String, Vec<String>>,
}

impl Parameters {
    /// Adds a value under `name`.
    pub fn add(&mut self, name: String, value: String) {
        self.values.entry(name).or_default().push(value);
    }

    /// Adds what is in `encoded`, a query or a form (`a=1&b=2`) in bytes of `charset`; gives how many parameters there were.
    pub fn add_encoded(&mut self, encoded: &[u8], charset: Charset) -> usize {
        let mut count = 0;
        for pair in encoded.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
            let equals = pair.iter().position(|&byte| byte == b'=');
            let (name, value) = equals.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
            self.add(decode(name, charset), decode(value, charset));
            count += 1;
        }
        count
    }

    /// The first value under `name`.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.first().map(String::as_str)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// As a script sees them.
    pub fn into_data(self) -> Map<String, Value> {
        let seen = |mut values: Vec<String>| match values.pop() {
            Some(only) if values.is_empty() => Value::String(only),
            Some(last) => values.into_iter().chain([last]).map(Value::String).collect(),
            None => Value::Null,
        };
        self.values.into_iter().map(|(name, values)| (name, seen(values))).collect()
    }
}

fn decode(encoded: &[u8], charset: Charset) -> String {
    let spaced: Vec<u8> = encoded.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    let bytes: Cow<'_, [u8]> = percent_decode(&spaced).into();
    charset.decode(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn data(encoded: &str) -> Value {
        let mut parameters = Parameters::default();
        parameters.add_encoded(encoded.as_bytes(), Charset::Utf8);
        Value::Object(parameters.into_data())
    }

    #[test]
    fn once_is_a_string_and_more_often_an_array() {
        assert_eq!(
            data("attr1=abc&attr2=bcd&attr2=cde&n=1&n=2&n=3"),
            json!({ "attr1": "abc", "attr2": ["bcd", "cde"], "n": ["1", "2", "3"] })
        );
    }

    #[test]
    fn names_and_values_are_decoded_as_forms_are() {
        assert_eq!(
            data("hub.challenge=a+b%20c&%E5%90%8D=%E5%80%A4&&empty=&flag&=v&bad=%zz%&eq=a=b"),
            json!({ "hub.challenge": "a b c", "名": "値", "empty": "", "flag": "", "": "v", "bad": "%zz%", "eq": "a=b" })
        );
        assert_eq!(data("x=%ff"), json!({ "x": "\u{fffd}" }));
        assert_eq!(data(""), json!({}));
    }

    #[test]
    fn a_form_may_be_in_another_charset() {
        let mut parameters = Parameters::default();
        parameters.add_encoded(b"n=%93%fa", Charset::named("Shift_JIS").unwrap());
        assert_eq!(parameters.first("n"), Some("日"));
    }

    proptest! {
        #[test]
        fn what_a_form_says_arrives(pairs in prop::collection::vec((any::<String>(), any::<String>()), 0..8)) {
            let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let mut parameters = Parameters::default();
            prop_assert_eq!(parameters.add_encoded(encoded.as_bytes(), Charset::Utf8), pairs.len());
            let mut expected = Parameters::default();
            pairs.into_iter().for_each(|(name, value)| expected.add(name, value));
            prop_assert_eq!(parameters, expected);
        }

        #[test]
        fn nothing_panics(encoded in "[%&=+a-f0-9日]{0,40}") {
            data(&encoded);
        }
    }
}
