//! Ways to damage a file: bytes, lines, and values in the places of others.

use backlot::diag::{Diagnostics, Source};
use backlot::tree::{Node, Value, read};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// What files are made of.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "- ",
    ",",
    "\n",
    "  ",
    "\t",
    "'",
    "\"",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!!str ",
    "---\n",
    "#",
    "${",
    "}",
    "${env.A}",
    "$${",
    "~",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "9223372036854775808",
    ".nan",
    "5s",
    "6d18h",
    "-5s",
    "1.5 kB",
    "2020-05-01T12:00:00Z",
    "$.a[*]",
    "$..",
    "(",
    "[a-z]{1000}",
    "日本",
    "\u{feff}",
    "\u{0}",
    "use: [x]\n",
    "steps:\n",
    "cases: [{}]\n",
    "matrix: { a: [1, 2] }\n",
    "name: x\n",
    "expect: ",
    "capture: ",
    "repeat: ",
    "parallel: ",
    "times: 99999999",
];

/// A document of a file, and the values in it.
pub(super) struct Sample {
    pub(super) text: String,
    values: Vec<String>,
}

impl Sample {
    /// The documents of a file; one that is none is one as it is.
    pub(super) fn of(bytes: &[u8]) -> Vec<Self> {
        let whole = String::from_utf8_lossy(bytes).into_owned();
        let texts = whole.split("\n---\n").map(str::to_owned);
        texts.map(|text| Self { values: values(&text), text }).collect()
    }
}

/// Every value in a text, as it was typed.
fn values(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let documents = read::documents(&Source::new("s", text), &mut Diagnostics::new());
    let mut left: Vec<&Node> = documents.iter().collect();
    while let Some(node) = left.pop() {
        match &node.value {
            Value::List(items) => left.extend(items),
            Value::Map(map) => left.extend(map.iter().map(|(_, entry)| &entry.value)),
            _ => {}
        }
        if node.span.text().len() < 200 && !node.span.text().contains('\n') {
            found.push(node.span.text().to_owned());
        }
    }
    found
}

/// One of the samples, damaged in a few ways.
pub(super) fn damaged(random: &mut ChaCha8Rng, samples: &[Sample]) -> Vec<u8> {
    let sample = &samples[random.random_range(0..samples.len())];
    let other = &samples[random.random_range(0..samples.len())];
    let mut text = sample.text.clone().into_bytes();
    for _ in 0..random.random_range(1..=4) {
        once(random, &mut text, sample, other);
    }
    text.truncate(8_192);
    text
}

fn once(random: &mut ChaCha8Rng, text: &mut Vec<u8>, sample: &Sample, other: &Sample) {
    let at = random.random_range(0..=text.len());
    match random.random_range(0..9) {
        0 => text.truncate(at),
        1 => {
            let end = (at + random.random_range(0..40)).min(text.len());
            text.drain(at..end);
        }
        2 => {
            let piece = PIECES[random.random_range(0..PIECES.len())];
            text.splice(at..at, piece.bytes());
        }
        3 => {
            let bytes: Vec<u8> = (0..random.random_range(1..4)).map(|_| random.random()).collect();
            text.splice(at..at, bytes);
        }
        4 => {
            let (start, end) = line_around(text, at);
            let line = text[start..end].to_vec();
            text.splice(start..start, line);
        }
        5 => {
            let (start, end) = line_around(text, at);
            text.drain(start..end);
        }
        6 => {
            let (start, _) = line_around(text, at);
            text.splice(start..start, std::iter::repeat_n(b' ', random.random_range(1..5)));
        }
        7 => {
            // The rest of another file.
            let from = other.text.floor_char_boundary(random.random_range(0..=other.text.len()));
            text.truncate(at);
            text.extend_from_slice(&other.text.as_bytes()[from..]);
        }
        // A value in the place of another.
        _ => {
            let (Some(value), Some(new)) = (one(random, &sample.values), one(random, &other.values)) else { return };
            let place = String::from_utf8_lossy(text).match_indices(value.as_str()).map(|(place, _)| place).next();
            if let Some(place) = place.filter(|place| place + value.len() <= text.len()) {
                text.splice(place..place + value.len(), new.bytes());
            }
        }
    }
}

fn one<'v>(random: &mut ChaCha8Rng, values: &'v [String]) -> Option<&'v String> {
    (!values.is_empty()).then(|| &values[random.random_range(0..values.len())])
}

/// The line in which a place is, with its end.
fn line_around(text: &[u8], at: usize) -> (usize, usize) {
    let start = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let end = text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| at + end + 1);
    (start, end)
}
