//! Reading JSON as org.json's `JSONTokener` does: quotes may be single or missing, text may follow the object, but a key must
//! not come twice. Errors say where they are in org.json's words, which clients of GPHUD get to see.

use std::borrow::Cow;

use indexmap::map::Entry;

use super::number::Number;
use super::{Json, Object};

/// The most levels of nesting that are read.
pub const MOST_LEVELS: usize = 512;

/// What org.json says about a text that it cannot read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(Cow<'static, str>);

/// Reads `text` as one JSON object; what follows it is ignored.
pub fn object(text: &str) -> Result<Object<'_>, Unreadable> {
    let mut tokens = Tokens { text, at: 0, back: 0, ended: false, half: false, levels: 0 };
    match tokens.next_clean() {
        '{' => tokens.object(),
        _ => Err(tokens.error("A JSONObject text must begin with '{'")),
    }
}

/// The text and the place in it. The end of the text reads as NUL, and a NUL in the text reads as its end.
struct Tokens<'a> {
    text: &'a str,
    /// Where the next character begins, in bytes.
    at: usize,
    /// The length of the last character, in bytes; 0 at the end.
    back: usize,
    /// Whether the end was seen since the last step back.
    ended: bool,
    /// Whether the last character takes two of Java's.
    half: bool,
    levels: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> char {
        let c = match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => char::from(*byte),
            _ => self.text[self.at..].chars().next().unwrap_or('\0'),
        };
        self.half = c.len_utf16() == 2;
        self.back = c.len_utf8();
        if c == '\0' {
            self.ended = true;
            self.back = 0;
            self.at = self.text.len().min(self.at + 1);
        } else {
            self.at += self.back;
        }
        c
    }

    /// Makes the last character the next one again.
    fn step_back(&mut self) {
        self.at -= self.back;
        self.back = 0;
        self.half = false;
        self.ended = false;
    }

    fn next_clean(&mut self) -> char {
        loop {
            let c = self.next();
            if c == '\0' || c > ' ' {
                return c;
            }
        }
    }

    /// An error at the place that org.json would name, which counts UTF-16 units from the start of the line.
    fn error(&self, message: impl std::fmt::Display) -> Unreadable {
        let (mut index, mut character, mut line) = (0usize, 1usize, 1usize);
        let mut previous = '\0';
        for c in self.text[..self.at].chars().filter(|c| *c != '\0') {
            let units = c.len_utf16();
            index += units;
            match c {
                '\r' => (character, line) = (0, line + 1),
                '\n' => (character, line) = (0, line + usize::from(previous != '\r')),
                _ => character += units,
            }
            previous = c;
        }
        // Where Java stopped, it had read one unit of the last character only.
        let half = usize::from(self.half);
        Unreadable(format!("{message} at {} [character {} line {line}]", index - half, character - half).into())
    }

    /// The rest of an object whose brace was read.
    fn object(&mut self) -> Result<Object<'a>, Unreadable> {
        self.enter()?;
        let mut object = Object::new();
        loop {
            let first = match self.next_clean() {
                '\0' => return Err(self.error("A JSONObject text must end with '}'")),
                '}' => break,
                first => first,
            };
            let key = match self.simple_value(first)? {
                Json::Text(text) => text,
                other => Cow::Owned(other.to_text().into_owned()),
            };
            if self.next_clean() != ':' {
                return Err(self.error("Expected a ':' after a key"));
            }
            match object.fields.entry(key) {
                Entry::Occupied(taken) => return Err(self.error(format_args!("Duplicate key \"{}\"", taken.key()))),
                Entry::Vacant(free) => free.insert(self.value()?),
            };
            match self.next_clean() {
                ',' | ';' => {
                    if self.next_clean() == '}' {
                        break;
                    }
                    if self.ended {
                        return Err(self.error("A JSONObject text must end with '}'"));
                    }
                    self.step_back();
                }
                '}' => break,
                _ => return Err(self.error("Expected a ',' or '}'")),
            }
        }
        self.levels -= 1;
        Ok(object)
    }

    /// The rest of an array whose bracket was read. Between two commas there is a null.
    fn array(&mut self) -> Result<Vec<Json<'a>>, Unreadable> {
        self.enter()?;
        let mut items = Vec::new();
        match self.next_clean() {
            '\0' => return Err(self.error("Expected a ',' or ']'")),
            ']' => {}
            _ => {
                self.step_back();
                self.items(&mut items)?;
            }
        }
        self.levels -= 1;
        Ok(items)
    }

    fn items(&mut self, items: &mut Vec<Json<'a>>) -> Result<(), Unreadable> {
        loop {
            let missing = self.next_clean() == ',';
            self.step_back();
            items.push(if missing { Json::Null } else { self.value()? });
            match self.next_clean() {
                ',' => match self.next_clean() {
                    '\0' => return Err(self.error("Expected a ',' or ']'")),
                    ']' => return Ok(()),
                    _ => self.step_back(),
                },
                ']' => return Ok(()),
                _ => return Err(self.error("Expected a ',' or ']'")),
            }
        }
    }

    fn enter(&mut self) -> Result<(), Unreadable> {
        self.levels += 1;
        if self.levels > MOST_LEVELS {
            return Err(Unreadable("JSON Array or Object depth too large to process.".into()));
        }
        Ok(())
    }

    fn value(&mut self) -> Result<Json<'a>, Unreadable> {
        match self.next_clean() {
            '{' => self.object().map(Json::Object),
            '[' => self.array().map(Json::Array),
            first => self.simple_value(first),
        }
    }

    /// A string, or what an unquoted text stands for.
    fn simple_value(&mut self, first: char) -> Result<Json<'a>, Unreadable> {
        if matches!(first, '"' | '\'') {
            return self.string(first).map(Json::Text);
        }
        let start = self.at - self.back;
        let mut c = first;
        while c >= ' ' && !",:]}/\\\"[{;=#".contains(c) {
            c = self.next();
        }
        if !self.ended {
            self.step_back();
        }
        let end = if self.text[start..self.at].ends_with('\0') { self.at - 1 } else { self.at };
        // Java's trim: everything up to the space goes.
        let text = self.text[start..end].trim_matches(|c| c <= ' ');
        Ok(match text {
            "" => return Err(self.error("Missing value")),
            _ if text.eq_ignore_ascii_case("true") => Json::Bool(true),
            _ if text.eq_ignore_ascii_case("false") => Json::Bool(false),
            _ if text.eq_ignore_ascii_case("null") => Json::Null,
            _ => Number::parse(text).map_or(Json::Text(Cow::Borrowed(text)), Json::Number),
        })
    }

    /// The rest of a string whose quote was read.
    fn string(&mut self, quote: char) -> Result<Cow<'a, str>, Unreadable> {
        let rest = &self.text.as_bytes()[self.at..];
        // Most strings end before anything that needs a closer look.
        let plain = rest.iter().position(|byte| matches!(byte, b'\\' | b'\0' | b'\n' | b'\r' | b'"' | b'\''));
        let plain = plain.unwrap_or(rest.len());
        let head = &self.text[self.at..self.at + plain];
        self.at += plain;
        if rest.get(plain).is_some_and(|byte| char::from(*byte) == quote) {
            self.next();
            return Ok(Cow::Borrowed(head));
        }
        let mut text = Units { text: head.to_owned(), high: None };
        loop {
            match self.next() {
                c @ ('\0' | '\n' | '\r') => {
                    let code = u32::from(c);
                    return Err(self.error(format_args!(
                        "Unterminated string. Character with int code {code} is not allowed within a quoted string."
                    )));
                }
                '\\' => text.push(self.escape()?),
                c if c == quote => return Ok(Cow::Owned(text.finish())),
                c => text.push_char(c),
            }
        }
    }

    /// The UTF-16 unit that the rest of an escape stands for.
    fn escape(&mut self) -> Result<u16, Unreadable> {
        let c = match self.next() {
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'f' => '\u{c}',
            'r' => '\r',
            c @ ('"' | '\'' | '\\' | '/') => c,
            'u' => return self.unicode_escape(),
            c => {
                let shown = if self.half { '?' } else { c };
                return Err(self.error(format_args!("Illegal escape. Escape sequence  \\{shown} is not valid.")));
            }
        };
        Ok(c as u16)
    }

    fn unicode_escape(&mut self) -> Result<u16, Unreadable> {
        let start = self.at;
        for _ in 0..4 {
            self.next();
            if self.ended {
                return Err(self.error("Substring bounds error"));
            }
        }
        let digits = &self.text[start..self.at];
        // Like Java's parser this takes a sign, too.
        match i32::from_str_radix(digits, 16) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "Java casts to char")]
            Ok(unit) => Ok(unit as u16),
            Err(_) => Err(self.error(format_args!(
                "Illegal escape. \\u must be followed by a 4 digit hexadecimal number. \\{digits} is not valid."
            ))),
        }
    }
}

/// A text built from UTF-16 units. A surrogate without its other half becomes `?`, as it does when Java sends it.
struct Units {
    text: String,
    high: Option<u16>,
}

impl Units {
    fn push(&mut self, unit: u16) {
        match (self.high.take(), unit) {
            (Some(high), 0xdc00..=0xdfff) => self.text.extend(char::decode_utf16([high, unit]).flatten()),
            (high, 0xd800..=0xdbff) => {
                self.text.extend(high.map(|_| '?'));
                self.high = Some(unit);
            }
            (high, _) => {
                self.text.extend(high.map(|_| '?'));
                self.text.push(char::from_u32(unit.into()).unwrap_or('?'));
            }
        }
    }

    fn push_char(&mut self, c: char) {
        if self.high.take().is_some() {
            self.text.push('?');
        }
        self.text.push(c);
    }

    fn finish(mut self) -> String {
        self.text.extend(self.high.map(|_| '?'));
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::super::write::compact;
    use super::*;

    /// The object as org.json would write it, or what it says against it.
    fn read(text: &str) -> String {
        object(text).map_or_else(|error| error.to_string(), |object| compact(&Json::Object(object)))
    }

    #[test]
    fn errors_are_worded_and_placed_as_recorded() {
        assert_eq!(read("{\"a\":"), "Missing value at 5 [character 6 line 1]");
        assert_eq!(
            read("{\"developerkey\":\"katesdeveloperkey1\",\"developerkey\":\"x\",\"runasinstanceid\":15}"),
            "Duplicate key \"developerkey\" at 52 [character 53 line 1]"
        );
    }

    #[test]
    fn errors_name_what_was_expected_and_where() {
        for (text, expected) in [
            ("", "A JSONObject text must begin with '{' at 0 [character 1 line 1]"),
            ("[1,2]", "A JSONObject text must begin with '{' at 1 [character 2 line 1]"),
            ("hello", "A JSONObject text must begin with '{' at 1 [character 2 line 1]"),
            ("\u{1f600}", "A JSONObject text must begin with '{' at 1 [character 2 line 1]"),
            ("{", "A JSONObject text must end with '}' at 1 [character 2 line 1]"),
            ("{\"a\":1,", "A JSONObject text must end with '}' at 7 [character 8 line 1]"),
            ("{\"a\" 1}", "Expected a ':' after a key at 6 [character 7 line 1]"),
            ("{\"a\":1 \"b\":2}", "Expected a ',' or '}' at 8 [character 9 line 1]"),
            ("{\r\n \"a\"\n:1\n\r\n!}", "Expected a ',' or '}' at 14 [character 1 line 5]"),
            ("{\"a\":[1,2", "Expected a ',' or ']' at 9 [character 10 line 1]"),
            ("{{}", "Missing value at 1 [character 2 line 1]"),
            (
                "{\"a\":\"x",
                concat!(
                    "Unterminated string. Character with int code 0 is not allowed within a quoted string.",
                    " at 7 [character 8 line 1]"
                ),
            ),
            (
                "{\"a\":\"x\ny\"}",
                concat!(
                    "Unterminated string. Character with int code 10 is not allowed within a quoted string.",
                    " at 8 [character 0 line 2]"
                ),
            ),
            ("{\"a\":\"\\q\"}", "Illegal escape. Escape sequence  \\q is not valid. at 8 [character 9 line 1]"),
            (
                "{\"a\":\"\\u12\"}",
                concat!(
                    "Illegal escape. \\u must be followed by a 4 digit hexadecimal number. \\12\"} is not valid.",
                    " at 12 [character 13 line 1]"
                ),
            ),
            ("{\"a\":\"\\u1", "Substring bounds error at 9 [character 10 line 1]"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn leniency_is_that_of_the_recordings() {
        for (text, expected) in [
            ("{\"a\":1} trailing", "{\"a\":1}"),
            ("{a:b c , d:15}", "{\"a\":\"b c\",\"d\":15}"),
            ("{'a':'it\"s'}", "{\"a\":\"it\\\"s\"}"),
            ("{a:TRUE,b:False,c:NULL,d:nulL}", "{\"a\":true,\"b\":false,\"c\":null,\"d\":null}"),
            ("{a:1;b:2,}", "{\"a\":1,\"b\":2}"),
            ("{15:1,1.50:2,null:3}", "{\"15\":1,\"null\":3,\"1.50\":2}"),
            ("{a:[1,,2,]}", "{\"a\":[1,null,2]}"),
            ("{a:[,]}", "{\"a\":[null]}"),
            ("{a:{b:[]}}", "{\"a\":{\"b\":[]}}"),
            ("{a:'\\ud83d\\ude00\\ud83d x\\udc00'}", "{\"a\":\"😀? x?\"}"),
            ("{a:'\\/\\'\\t'}", "{\"a\":\"/'\\t\"}"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_nul_reads_as_the_end() {
        assert_eq!(read("{a:1\0}"), "{\"a\":1}");
        assert_eq!(read("\0{}"), "A JSONObject text must begin with '{' at 0 [character 1 line 1]");
        assert_eq!(read("{a:1\0,b:2}"), "A JSONObject text must end with '}' at 6 [character 7 line 1]");
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |levels: usize| format!("{{a:{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(object(&nested(MOST_LEVELS)).is_ok());
        assert_eq!(read(&nested(MOST_LEVELS + 1)), "JSON Array or Object depth too large to process.");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = object(&text);
        }

        #[test]
        fn anything_json_like_is_read_or_refused(text in "[{}\\[\\]:,'\"a1.e\\\\u\n\r\0😀-]{0,60}") {
            let _ = object(&format!("{{{text}"));
        }

        #[test]
        fn what_a_writer_of_json_sends_arrives(key in "[a-z]{1,8}", value in "\\PC{0,40}") {
            let body = serde_json::json!({ key.clone(): value.clone() }).to_string();
            let read = object(&body).unwrap();
            proptest::prop_assert_eq!(read.get(&key), Some(&Json::Text(value.into())));
        }
    }
}
