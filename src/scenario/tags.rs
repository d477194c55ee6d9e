//! `tags`: words by which scenarios are chosen on the command line.

use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::{Decode, Decoding, Node, Schemas, Spanned};

/// The words, each once.
#[derive(Debug, Clone, Default)]
pub struct Tags(pub Vec<String>);

/// Whether `word` can be a tag: letters, digits, `-`, `_`, `.` and `:`, beginning with a letter or a digit.
pub fn is_tag(word: &str) -> bool {
    word.chars().count() <= 64
        && word.starts_with(char::is_alphanumeric)
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

impl Decode for Tags {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let words = Vec::<Spanned<String>>::decode(node, cx)?;
        let before = cx.errors();
        for (at, word) in words.iter().enumerate() {
            if !is_tag(word) {
                let message = format!("{} cannot be a tag", quoted(word));
                let problem = Diagnostic::error(Code::BadValue, word.span.clone(), message);
                cx.report(problem.help("use letters, digits, '-', '_', '.' and ':'"));
            }
            if let Some(first) = words[..at].iter().find(|first| first.value == word.value) {
                let message = format!("the tag {} is there twice", quoted(word));
                let problem = Diagnostic::error(Code::DuplicateName, word.span.clone(), message);
                cx.report(problem.also(first.span.clone(), "the first"));
            }
        }
        (cx.errors() == before).then(|| Self(words.into_iter().map(|word| word.value).collect()))
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "array", "items": { "type": "string", "pattern": r"^[\p{L}\p{N}][\p{L}\p{N}\-_.:]*$" }, "uniqueItems": true })
    }
}
