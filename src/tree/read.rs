//! From text to [`Node`]s: YAML 1.2 and JSON, which is read as the subset of YAML that it is. A text may hold several
//! documents. Whatever is in it, reading ends within the [`Limits`].

use super::build::Builder;
use super::{Node, json};
use crate::diag::{Code, Diagnostic, Diagnostics, Source};

/// How much is read of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes at most.
    pub bytes: usize,
    /// Levels of maps and lists within each other at most.
    pub depth: usize,
    /// Values at most; what is repeated with `*name` counts each time.
    pub values: usize,
}

impl Default for Limits {
    /// 8 MiB, 64 levels, 500,000 values.
    fn default() -> Self {
        Self { bytes: 8 * 1024 * 1024, depth: 64, values: 500_000 }
    }
}

/// The documents in `source`, within the default limits. After an error of syntax, those before it.
pub fn documents(source: &Source, problems: &mut Diagnostics) -> Vec<Node> {
    documents_within(source, &Limits::default(), problems)
}

/// The documents in `source`, within `limits`.
pub fn documents_within(source: &Source, limits: &Limits, problems: &mut Diagnostics) -> Vec<Node> {
    let text = source.text();
    if text.len() > limits.bytes {
        let message = format!(
            "the file has {} bytes, and at most {} are read (the size limit of one file)",
            text.len(),
            limits.bytes
        );
        problems.push(Diagnostic::error(Code::Limit, source.span(0..0), message));
        return Vec::new();
    }
    let mut found = Diagnostics::new();
    let mut builder = Builder::new(source, limits, &mut found);
    let stopped = builder.build().err();
    let documents = builder.documents();
    if let Some(problem) = stopped {
        // A few characters are possible in JSON and not in YAML.
        if problem.code == Code::Syntax
            && let Some(node) = json::whole(source)
        {
            return vec![node];
        }
        found.push(*problem);
    }
    problems.append(found);
    documents
}

/// The one document in `source`; nothing, and a problem, if there are more or none.
pub fn document(source: &Source, problems: &mut Diagnostics) -> Option<Node> {
    let before = problems.errors();
    let mut documents = documents(source, problems).into_iter();
    let Some(first) = documents.next() else {
        if problems.errors() == before {
            problems.push(Diagnostic::error(Code::Syntax, source.span(0..0), "there is nothing in this file"));
        }
        return None;
    };
    if let Some(second) = documents.next() {
        let message = "there is a second document in this file, where only one can be";
        problems.push(
            Diagnostic::error(Code::Syntax, second.place(), message).help("remove the line '---' and what follows"),
        );
        return None;
    }
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render::{Look, render};
    use crate::tree::{Value, decode, file, template};
    use proptest::prelude::*;

    /// Everything that is done with a file, whatever is in it.
    fn read_all(bytes: Vec<u8>) {
        let mut problems = Diagnostics::new();
        if let Some(source) = file::text("a.yaml", bytes, &mut problems) {
            for node in documents(&source, &mut problems) {
                template::references(&node, &mut problems);
                let mut cx = decode::Decoding::new(&mut problems, decode::Templates::Open);
                let _: Option<serde_json::Value> = decode::Decode::decode(&node, &mut cx);
                check_spans(&node, &source);
            }
        }
        render(&problems, Look::PLAIN);
    }

    fn check_spans(node: &Node, source: &Source) {
        assert!(node.span.range().end <= source.text().len());
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| check_spans(item, source)),
            Value::Map(map) => map.iter().for_each(|(_, entry)| check_spans(&entry.value, source)),
            _ => {}
        }
    }

    const SAMPLE: &str = "# 初め\nname: \"港町\\u3042\"\nuse: [a.yaml, 'b.yaml']\nwho: &w {id: 7, <<: x}\nsteps:\n- http: {url: \"${env.URL}\"}\n  expect:\n    body: |\n      one\n       two\n- *w\n-\n- ? key\n  : >-\n    folded\n    text\n---\n{\"a\": [1, 2.5e3, null, true], \"b\": {}}\n...\n";

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            read_all(bytes);
        }

        #[test]
        fn no_text_of_the_alphabet_of_yaml_panics(text in "[a1 \\n\\t:,\\-?&*!|>'\"%@`\\[\\]{}#~<=.\\\\\r$日\u{feff}\u{85}]{0,60}") {
            read_all(text.into_bytes());
        }

        #[test]
        fn no_damage_to_a_file_panics(at in 0..SAMPLE.len(), byte in any::<u8>()) {
            let mut bytes = SAMPLE.as_bytes().to_vec();
            bytes[at] = byte;
            read_all(bytes);
        }
    }

    #[test]
    fn no_truncation_of_a_file_panics() {
        for end in 0..=SAMPLE.len() {
            read_all(SAMPLE.as_bytes()[..end].to_vec());
        }
    }

    #[test]
    fn every_key_and_value_knows_its_exact_place() {
        let source = Source::new("a.yaml", SAMPLE);
        let mut problems = Diagnostics::new();
        let documents = documents(&source, &mut problems);
        assert!(problems.is_empty(), "{}", render(&problems, Look::PLAIN));
        let mut places = Vec::new();
        for document in &documents {
            list(document, &mut places);
        }
        insta::assert_snapshot!(places.join("\n"));
    }

    fn list(node: &Node, places: &mut Vec<String>) {
        let range = node.span.range();
        places.push(format!("{:>3}..{:<3} {:<14} {:?}", range.start, range.end, node.kind(), node.span.text()));
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| list(item, places)),
            Value::Map(map) => {
                for (name, entry) in map.iter() {
                    let range = entry.key.range();
                    places.push(format!("{:>3}..{:<3} key            {name:?}", range.start, range.end));
                    list(&entry.value, places);
                }
            }
            _ => {}
        }
    }
}
