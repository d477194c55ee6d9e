//! What Java prints for a value: `RESPONSE_RAW` is written as its `toString()`, so a list prints as Java's lists do, and an
//! object as the documents of MongoDB's Java driver do.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

use crate::platforms::fidelity::{Row, chosen, inferred, observed};

/// How we know.
pub const FIDELITY: &[Row] = &[
    observed(
        "raw.list",
        "a list in RESPONSE_RAW prints as Java's List: [a, b], strings without quotes, an empty one as []",
        "screenshots and client in the tutorial Pulling Leaderboard Data Using Python and Rest",
    ),
    observed(
        "raw.object",
        "an object in RESPONSE_RAW prints as MongoDB's BasicDBObject: { \"a\" : \"b\" , \"n\" : 1}",
        "screenshot in the tutorial Pulling Leaderboard Data Using Python and Rest; scripts that parse it as JSON",
    ),
    inferred(
        "raw.nested",
        "inside an object, lists print as [ 1 , 2], null with spaces around it, text with JSON's escapes, and control characters that have no short escape are left out",
        "MongoDB's Java driver 2.x, whose exceptions show that the platform used it",
    ),
    chosen(
        "raw.number",
        "whole numbers in RESPONSE_RAW print without a fraction, others as Java's Double",
        "the screenshots show whole numbers that came from Java; what a number made in a script printed is unknown",
    ),
];

/// `value.toString()`.
pub fn to_string(value: &Value) -> String {
    let mut text = String::new();
    plain(value, &mut text);
    text
}

/// As an element of a Java collection prints itself, or a value alone.
fn plain(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => self::number(number, out),
        Value::String(text) => out.push_str(text),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                plain(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => document(fields, out),
    }
}

/// As MongoDB's driver prints a document.
fn document(fields: &Map<String, Value>, out: &mut String) {
    out.push_str("{ ");
    for (at, (name, value)) in fields.iter().enumerate() {
        if at > 0 {
            out.push_str(" , ");
        }
        quoted(name, out);
        out.push_str(" : ");
        within_document(value, out);
    }
    out.push('}');
}

fn within_document(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str(" null "),
        Value::String(text) => quoted(text, out),
        Value::Array(items) => {
            out.push_str("[ ");
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(" , ");
                }
                within_document(item, out);
            }
            out.push(']');
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => plain(value, out),
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
    out.push('"');
}

fn number(number: &Number, out: &mut String) {
    match number.as_f64() {
        Some(double) if !number.is_i64() && !number.is_u64() => self::double(double, out),
        _ => {
            let _ = write!(out, "{number}");
        }
    }
}

/// `Double.toString`, but for whole numbers that fit into Java's long.
fn double(double: f64, out: &mut String) {
    /// 2 to the power of 63.
    const BEYOND_LONG: f64 = 9_223_372_036_854_775_808.0;
    let size = double.abs();
    if double.fract() == 0.0 && size < BEYOND_LONG {
        let _ = write!(out, "{double:.0}");
        return;
    }
    if (1e-3..1e7).contains(&size) {
        let _ = write!(out, "{double}");
        return;
    }
    let scientific = format!("{double:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let _ = write!(out, "{digits}{point}E{exponent}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn printed(value: &Value) -> String {
        to_string(value)
    }

    #[test]
    fn lists_and_documents_print_as_the_platform_printed_them() {
        let rows = json!([{ "playerId": "5b2f9c0e4d3a1f0001a2b3c4", "rank": 1 }, { "playerId": "x", "rank": 2 }]);
        assert_eq!(
            printed(&rows),
            r#"[{ "playerId" : "5b2f9c0e4d3a1f0001a2b3c4" , "rank" : 1}, { "playerId" : "x" , "rank" : 2}]"#
        );
        assert_eq!(printed(&json!([])), "[]");
        assert_eq!(printed(&json!(["a", null, true, ["b"], []])), "[a, null, true, [b], []]");
        assert_eq!(printed(&json!({})), "{ }");
        assert_eq!(
            printed(&json!({ "a": [1, "x", [], { "b": null }], "c": false })),
            r#"{ "a" : [ 1 , "x" , [ ] , { "b" :  null }] , "c" : false}"#
        );
    }

    #[test]
    fn text_is_itself_alone_and_quoted_in_a_document() {
        assert_eq!(printed(&json!("a \"b\"\n")), "a \"b\"\n");
        assert_eq!(printed(&json!({ "a\"": "\\ \t\u{8}\u{1}日" })), "{ \"a\\\"\" : \"\\\\ \\t\\b日\"}");
    }

    #[test]
    fn numbers_print_as_java_prints_them() {
        for (number, text) in [
            (json!(1), "1"),
            (json!(1.0), "1"),
            (json!(-0.5), "-0.5"),
            (json!(10_000_000.5), "1.00000005E7"),
            (json!(1e21), "1.0E21"),
            (json!(0.001), "0.001"),
            (json!(0.0001), "1.0E-4"),
            (json!(1.5e-7), "1.5E-7"),
            (json!(9_007_199_254_740_991_i64), "9007199254740991"),
            (json!(1e18), "1000000000000000000"),
        ] {
            assert_eq!(printed(&number), text);
        }
    }

    proptest! {
        /// Scripts relied on it: what a document prints can be parsed as JSON.
        #[test]
        fn a_document_can_be_parsed(name in "[ -~]{0,8}", text in "[ -~\n\t日]{0,8}", number in any::<i32>()) {
            let value = json!({ "text": text, "list": [number, null, {}], name: true });
            let parsed: Value = serde_json::from_str(&printed(&value)).unwrap();
            prop_assert_eq!(parsed, value);
        }

        #[test]
        fn every_number_can_be_read_back(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
            prop_assert_eq!(printed(&json!(number)).parse::<f64>().unwrap(), number);
        }
    }
}
