//! Text in encodings other than UTF-8, read and written as a Java server does it: what cannot be read becomes U+FFFD, what
//! cannot be written becomes a question mark.

use std::borrow::Cow;

use encoding_rs::{EncoderResult, Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

/// An encoding of text, by the names that the Web and Java know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8: what counts where nothing is said.
    Utf8,
    /// One byte for each of the first 128 (US-ASCII) or 256 (ISO-8859-1) characters.
    Bytes {
        /// How many characters it has.
        characters: u16,
    },
    /// UTF-16 that says its byte order at its beginning: big-endian if it does not.
    Utf16,
    /// Any other encoding.
    Other(&'static Encoding),
}

impl Charset {
    /// The encoding that is called `label`, in whatever case.
    pub fn named(label: &str) -> Option<Self> {
        let label = label.trim();
        // The Web means windows-1252 by these; Java means what they say.
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(label));
        if is(&["iso-8859-1", "iso8859-1", "iso_8859-1", "iso8859_1", "latin1", "latin-1", "l1"]) {
            return Some(Self::Bytes { characters: 256 });
        }
        if is(&["us-ascii", "ascii"]) {
            return Some(Self::Bytes { characters: 128 });
        }
        if is(&["utf-16", "utf16"]) {
            return Some(Self::Utf16);
        }
        match Encoding::for_label_no_replacement(label.as_bytes()) {
            Some(encoding) if encoding == UTF_8 => Some(Self::Utf8),
            Some(encoding) if encoding != REPLACEMENT => Some(Self::Other(encoding)),
            _ => None,
        }
    }

    /// The text in `bytes`. A byte order mark stays in it, except in UTF-16, where it is no part of the text.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Bytes { characters } => bytes
                .iter()
                .map(|&byte| if u16::from(byte) < characters { char::from(byte) } else { '\u{fffd}' })
                .collect(),
            Self::Utf16 => match bytes {
                [0xff, 0xfe, text @ ..] => UTF_16LE.decode_without_bom_handling(text).0,
                [0xfe, 0xff, text @ ..] | text => UTF_16BE.decode_without_bom_handling(text).0,
            },
            Self::Other(encoding) => encoding.decode_without_bom_handling(bytes).0,
        }
    }

    /// `text` in bytes.
    pub fn encode<'t>(self, text: impl Into<Cow<'t, str>>) -> Vec<u8> {
        let text = text.into();
        match self {
            Self::Utf8 => text.into_owned().into_bytes(),
            Self::Bytes { characters } => {
                let byte = |c| u8::try_from(c).ok().filter(|byte| u16::from(*byte) < characters).unwrap_or(b'?');
                text.chars().map(|c| byte(u32::from(c))).collect()
            }
            Self::Utf16 => [0xfe, 0xff].into_iter().chain(utf16(&text, u16::to_be_bytes)).collect(),
            Self::Other(encoding) if encoding == UTF_16BE => utf16(&text, u16::to_be_bytes).collect(),
            Self::Other(encoding) if encoding == UTF_16LE => utf16(&text, u16::to_le_bytes).collect(),
            Self::Other(encoding) => other(encoding, &text),
        }
    }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> impl Iterator<Item = u8> {
    text.encode_utf16().flat_map(bytes)
}

fn other(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    /// Enough for a character and whatever switches between character sets around it.
    const MARGIN: usize = 16;
    let mut encoder = encoding.new_encoder();
    let mut bytes = Vec::with_capacity(text.len() + MARGIN);
    let mut rest = text;
    loop {
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return bytes,
            EncoderResult::OutputFull => bytes.reserve(rest.len() + MARGIN),
            EncoderResult::Unmappable(_) => bytes.push(b'?'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn charset(label: &str) -> Charset {
        Charset::named(label).unwrap_or_else(|| panic!("{label}"))
    }

    #[test]
    fn names_mean_what_they_mean_to_java() {
        assert_eq!(charset("UTF-8"), Charset::Utf8);
        assert_eq!(charset("iso-8859-1").decode(b"\x80\xe9"), "\u{80}é");
        assert_eq!(charset("windows-1252").decode(b"\x80\xe9"), "€é");
        assert_eq!(charset("US-ASCII").decode(b"a\xe9"), "a\u{fffd}");
        assert_eq!(charset("Shift_JIS").decode(b"\x93\xfa\x96\x7b"), "日本");
        assert_eq!(charset("windows-31j").decode(b"\x93\xfa\x96\x7b"), "日本");
        for unknown in ["", "utf-9", "hz-gb-2312", "日本"] {
            assert_eq!(Charset::named(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn utf_16_says_its_byte_order_or_is_big_endian() {
        let utf16 = charset("UTF-16");
        assert_eq!(utf16.decode(b"\xfe\xff\x65\xe5"), "日");
        assert_eq!(utf16.decode(b"\xff\xfe\xe5\x65"), "日");
        assert_eq!(utf16.decode(b"\x65\xe5"), "日");
        assert_eq!(utf16.encode("日"), b"\xfe\xff\x65\xe5");
        assert_eq!(charset("UTF-16LE").encode("日"), b"\xe5\x65");
        assert_eq!(charset("UTF-16BE").encode("日"), b"\x65\xe5");
    }

    #[test]
    fn what_cannot_be_written_is_a_question_mark() {
        assert_eq!(charset("iso-8859-1").encode("é日"), b"\xe9?");
        assert_eq!(charset("ascii").encode("é"), b"?");
        assert_eq!(charset("Shift_JIS").encode("日𝄞本"), b"\x93\xfa?\x96\x7b");
    }

    proptest! {
        #[test]
        fn whole_encodings_lose_nothing(text in any::<String>(), label in prop::sample::select(&["utf-8", "utf-16le", "utf-16be"])) {
            let charset = charset(label);
            let bytes = charset.encode(&text);
            prop_assert_eq!(charset.decode(&bytes), text);
        }

        #[test]
        fn nothing_panics(bytes in any::<Vec<u8>>(), text in any::<String>(),
            label in prop::sample::select(&["utf-16", "latin1", "ascii", "shift_jis", "euc-jp", "iso-2022-jp", "gbk", "big5", "euc-kr"])) {
            let _ = charset(label).decode(&bytes);
            let _ = charset(label).encode(&text);
        }
    }
}
