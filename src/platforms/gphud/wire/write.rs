//! Writing JSON as org.json does: its escapes, its indentation, and Java's order of keys.

use super::{Json, Object, order};

/// The value without any white space, as Java's `toString` shows it.
pub fn compact(value: &Json<'_>) -> String {
    let mut out = String::new();
    write(&mut out, value, 0, 0);
    out
}

/// The object, each level indented by `step` spaces.
pub fn indented(object: &Object<'_>, step: usize) -> String {
    let mut out = String::with_capacity(object.len() * 48 + 16);
    write_object(&mut out, object, step, 0);
    out
}

fn write(out: &mut String, value: &Json<'_>, step: usize, indent: usize) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => number.write(out),
        Json::Text(text) => quote(out, text),
        Json::Array(items) => write_array(out, items, step, indent),
        Json::Object(object) => write_object(out, object, step, indent),
    }
}

fn write_object(out: &mut String, object: &Object<'_>, step: usize, indent: usize) {
    let fields: Vec<_> = object.iter().collect();
    out.push('{');
    // A single field stays on the line of its brace.
    if let [(key, value)] = fields[..] {
        write_field(out, key, value, step, indent);
    } else if !fields.is_empty() {
        for (count, place) in order::shown(fields.iter().map(|(key, _)| *key)).into_iter().enumerate() {
            let (key, value) = fields[place];
            next_line(out, count > 0, step, indent + step);
            write_field(out, key, value, step, indent + step);
        }
        next_line(out, false, step, indent);
    }
    out.push('}');
}

fn write_field(out: &mut String, key: &str, value: &Json<'_>, step: usize, indent: usize) {
    quote(out, key);
    out.push_str(if step > 0 { ": " } else { ":" });
    write(out, value, step, indent);
}

fn write_array(out: &mut String, items: &[Json<'_>], step: usize, indent: usize) {
    out.push('[');
    if let [item] = items {
        write(out, item, step, indent);
    } else if !items.is_empty() {
        for (count, item) in items.iter().enumerate() {
            next_line(out, count > 0, step, indent + step);
            write(out, item, step, indent + step);
        }
        next_line(out, false, step, indent);
    }
    out.push(']');
}

fn next_line(out: &mut String, comma: bool, step: usize, indent: usize) {
    if comma {
        out.push(',');
    }
    if step > 0 {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    let mut previous = '\0';
    // What needs no escape is copied in runs.
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '\\' => Some("\\\\"),
            '"' => Some("\\\""),
            '/' if previous == '<' => Some("\\/"),
            '\u{8}' => Some("\\b"),
            '\t' => Some("\\t"),
            '\n' => Some("\\n"),
            '\u{c}' => Some("\\f"),
            '\r' => Some("\\r"),
            _ => None,
        };
        previous = c;
        if escape.is_none() && !matches!(c, '\0'..' ' | '\u{80}'..'\u{a0}' | '\u{2000}'..'\u{2100}') {
            continue;
        }
        out.push_str(&text[copied..at]);
        copied = at + c.len_utf8();
        match escape {
            Some(escape) => out.push_str(escape),
            None => {
                out.push_str("\\u");
                let digit = |shift: u32| char::from_digit(u32::from(c) >> shift & 0xf, 16).unwrap_or('0');
                out.extend([12, 8, 4, 0].map(digit));
            }
        }
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        compact(&Json::from(text))
    }

    #[test]
    fn escapes_are_those_of_org_json() {
        for (text, expected) in [
            ("", "\"\""),
            ("plain 日本語 ☃ é", "\"plain 日本語 ☃ é\""),
            ("a\"b\\c", "\"a\\\"b\\\\c\""),
            ("</b> a/b", "\"<\\/b> a/b\""),
            ("\u{8}\t\n\u{c}\r\u{1}\u{7f}", "\"\\b\\t\\n\\f\\r\\u0001\u{7f}\""),
            ("\u{80}\u{9f}\u{a0}\u{2019}\u{20ff}\u{2100}", "\"\\u0080\\u009f\u{a0}\\u2019\\u20ff\u{2100}\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    fn sample(fields: &[(&'static str, &'static str)]) -> Object<'static> {
        let mut object = Object::new();
        for (key, value) in fields {
            object.put(*key, *value);
        }
        object
    }

    #[test]
    fn fields_are_indented_unless_there_is_only_one() {
        let mut outer = sample(&[("message", "OK"), ("responsetype", "OKResponse")]);
        assert_eq!(indented(&outer, 4), "{\n    \"message\": \"OK\",\n    \"responsetype\": \"OKResponse\"\n}");
        assert_eq!(indented(&sample(&[("a", "b")]), 2), "{\"a\": \"b\"}");
        assert_eq!(indented(&Object::new(), 2), "{}");
        outer.put("error", Json::Object(sample(&[("a", "b"), ("c", "d")])));
        outer.put("message", Json::Array(vec![Json::Array(Vec::new()), true.into(), 7.into()]));
        let lines = [
            "{",
            "  \"message\": [",
            "    [],",
            "    true,",
            "    7",
            "  ],",
            "  \"responsetype\": \"OKResponse\",",
            "  \"error\": {",
            "    \"a\": \"b\",",
            "    \"c\": \"d\"",
            "  }",
            "}",
        ];
        assert_eq!(indented(&outer, 2), lines.join("\n"));
    }
}
