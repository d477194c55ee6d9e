//! The words of a script: names, numbers, texts and signs, one after the other. What only a parser can tell apart (a division
//! or a pattern, a comparison or XML) is a sign here, and read again by whoever knows.

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, keywords included.
    Name,
    /// A number.
    Number,
    /// A text in quotes.
    Text,
    /// A sign.
    Sign,
    /// The end of the script.
    End,
}

/// A word, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether a line ends between the word before and this one.
    pub(super) after_line_break: bool,
}

/// Something that is no word: the script is left as it is from here on, and the engine says what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoScript;

/// The signs, the longest first.
const SIGNS: [&str; 36] = [
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&",
    "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**", "<<", ">>", "..", "::", "@",
];

/// The word that begins at `at`, or after the white space and the comments there.
pub(super) fn token(text: &str, at: usize) -> Result<Token, NoScript> {
    let (start, after_line_break) = space(text, at)?;
    let rest = &text[start..];
    let make = |kind, end| Ok(Token { kind, start, end, after_line_break });
    let Some(first) = rest.chars().next() else { return make(Kind::End, start) };
    if is_name_start(first) || first == '#' {
        return make(Kind::Name, name_end(text, start));
    }
    if first.is_ascii_digit() || first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
        return make(Kind::Number, start + number_length(rest));
    }
    if first == '"' || first == '\'' {
        return make(Kind::Text, text_end(text, start)?);
    }
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    let length = match sign {
        // `a?.5:b` is a choice between numbers.
        Some(&"?.") if rest[2..].starts_with(|next: char| next.is_ascii_digit()) => 1,
        Some(sign) => sign.len(),
        None if first.is_ascii_punctuation() => 1,
        None => return Err(NoScript),
    };
    make(Kind::Sign, start + length)
}

/// Where the white space and the comments at `at` end, and whether a line ends in them.
fn space(text: &str, at: usize) -> Result<(usize, bool), NoScript> {
    let mut at = at;
    // Before the first word the rules of a new line hold.
    let mut line_break = at == 0;
    loop {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { return Ok((at, line_break)) };
        if is_line_break(first) {
            line_break = true;
            at += first.len_utf8();
        } else if first.is_whitespace() || first == '\u{feff}' {
            at += first.len_utf8();
        } else if rest.starts_with("//") || rest.starts_with("<!--") || line_break && rest.starts_with("-->") {
            at += rest.find(is_line_break).unwrap_or(rest.len());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            let length = comment.find("*/").ok_or(NoScript)? + 4;
            line_break |= rest[..length].contains(is_line_break);
            at += length;
        } else {
            return Ok((at, line_break));
        }
    }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '$' | '_' | '\\') || !c.is_ascii() && !c.is_whitespace()
}

/// Where the name that begins at `start` ends.
pub(super) fn name_end(text: &str, start: usize) -> usize {
    let is_part = |c: char| is_name_start(c) || c.is_ascii_digit() || matches!(c, '\u{200c}' | '\u{200d}');
    let mut end = start + text[start..].chars().next().map_or(0, char::len_utf8);
    while let Some(next) = text[end..].chars().next().filter(|next| is_part(*next)) {
        end += next.len_utf8();
        if next == '\\' && text[end..].starts_with("u{") {
            end += text[end..].find('}').map_or(0, |brace| brace + 1);
        }
    }
    end
}

fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_radix = bytes[0] == b'0' && matches!(bytes.get(1), Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B'));
    let mut has_point = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let goes_on = match byte {
            b'0'..=b'9' | b'_' | b'n' => true,
            b'.' if !is_radix && !has_point => {
                has_point = true;
                true
            }
            b'e' | b'E' if !is_radix => {
                let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
                at += sign;
                true
            }
            byte => is_radix && byte.is_ascii_alphanumeric(),
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}

fn text_end(text: &str, start: usize) -> Result<usize, NoScript> {
    let quote = text.as_bytes()[start];
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => {
                // A line that is continued may end in two characters.
                at += if bytes.get(at + 1) == Some(&b'\r') && bytes.get(at + 2) == Some(&b'\n') { 3 } else { 2 };
            }
            b'\n' | b'\r' => return Err(NoScript),
            byte if byte == quote => return Ok(at + 1),
            _ => at += 1,
        }
    }
    Err(NoScript)
}

/// Where the pattern that begins with the `/` at `start` ends, flags included.
pub(super) fn pattern_end(text: &str, start: usize) -> Result<usize, NoScript> {
    let mut in_class = false;
    let mut escaped = false;
    for (at, c) in text[start + 1..].char_indices() {
        match c {
            c if is_line_break(c) => return Err(NoScript),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => {
                let end = start + 1 + at + 1;
                let flags = text[end..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len() - end);
                return Ok(end + flags);
            }
            _ => {}
        }
    }
    Err(NoScript)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let (mut at, mut words) = (0, Vec::new());
        while let Ok(token) = token(text, at) {
            if token.kind == Kind::End {
                return words;
            }
            words.push(&text[token.start..token.end]);
            at = token.end;
        }
        words.push("NO SCRIPT");
        words
    }

    #[test]
    fn a_script_is_a_row_of_words() {
        for (text, expected) in [
            ("var 日本 = $a_1; // x\n/* y */ z", vec!["var", "日本", "=", "$a_1", ";", "z"]),
            ("1.5e-3+0x1F.a 1..b .5", vec!["1.5e-3", "+", "0x1F", ".", "a", "1.", ".", "b", ".5"]),
            ("'a\\'b' + \"c\\\nd\"", vec!["'a\\'b'", "+", "\"c\\\nd\""]),
            ("a>>>=b===c=>d?.e?.5:f", vec!["a", ">>>=", "b", "===", "c", "=>", "d", "?.", "e", "?", ".5", ":", "f"]),
            ("x..y.@z::w <!-- comment", vec!["x", "..", "y", ".", "@", "z", "::", "w"]),
            ("--> comment\na", vec!["a"]),
            ("'open", vec!["NO SCRIPT"]),
            ("/* open", vec!["NO SCRIPT"]),
            ("a \u{1} b", vec!["a", "NO SCRIPT"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_pattern_ends_at_its_slash() {
        for (text, end) in [("/a/ b", 3), ("/[/]\\//gi.x", 9), ("/日/", 5)] {
            assert_eq!(pattern_end(text, 0), Ok(end), "{text}");
        }
        assert_eq!(pattern_end("/a\n/", 0), Err(NoScript));
        assert_eq!(pattern_end("/a", 0), Err(NoScript));
    }

    #[test]
    fn lines_that_end_before_a_word_are_seen() {
        let second = |text: &str| token(text, token(text, 0).unwrap().end).unwrap().after_line_break;
        assert!(second("a\nb") && second("a /* \n */ b") && second("a // x\nb") && !second("a /* */ b"));
    }
}
