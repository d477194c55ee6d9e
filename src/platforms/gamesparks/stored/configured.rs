//! What of a game scripts read and do not change: sets of properties, and files to download.

use std::path::Path;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, quoted, suggest};
use crate::tree::{Decode, Decoding, Node, Schemas, Spanned, Value, file};

crate::tree::record! {
    /// A file with its text.
    #[derive(PartialEq)]
    struct Text {
        /// What is in it.
        text: String,
    }
}

/// A file to download: its name, relative to the fixture, or a map with its text.
#[derive(Debug, Clone)]
pub struct DownloadableFixture(String);

impl Decode for DownloadableFixture {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        if let Value::Text(path) = &node.value {
            let base = node.span.source().folder().unwrap_or(Path::new(""));
            let path = base.join(path);
            let source = file::open(&path, &path.display().to_string(), &node.span, cx.problems())?;
            return Some(Self(source.text().to_owned()));
        }
        Text::decode(node, cx).map(|Text { text }| Self(text))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let (name, text) = (String::schema(schemas), Text::schema(schemas));
        json!({ "anyOf": [name, text] })
    }
}

impl serde::Serialize for DownloadableFixture {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Text { text: self.0.clone() }.serialize(serializer)
    }
}

/// The texts of the files.
pub fn downloadables(fixtures: IndexMap<String, DownloadableFixture>) -> IndexMap<String, String> {
    fixtures.into_iter().map(|(code, DownloadableFixture(text))| (code, text)).collect()
}

/// What a snapshot keeps of the files.
pub fn of_downloadables(files: &IndexMap<String, String>) -> IndexMap<String, DownloadableFixture> {
    files.iter().map(|(code, text)| (code.clone(), DownloadableFixture(text.clone()))).collect()
}

/// The sets, each of whose properties must be there.
pub fn property_sets(
    sets: IndexMap<String, IndexMap<String, Spanned<String>>>,
    properties: &IndexMap<String, Json>,
    cx: &mut Decoding<'_>,
) -> IndexMap<String, IndexMap<String, String>> {
    for property in sets.values().flat_map(IndexMap::values) {
        if !properties.contains_key(&property.value) {
            let message = format!("the game has no property {}", quoted(property));
            let problem = Diagnostic::error(Code::UnknownName, property.span.clone(), message);
            cx.report(problem.maybe_help(suggest::suggestion(property, properties.keys().map(String::as_str))));
        }
    }
    let set =
        |set: IndexMap<String, Spanned<String>>| set.into_iter().map(|(key, property)| (key, property.value)).collect();
    sets.into_iter().map(|(code, entries)| (code, set(entries))).collect()
}
