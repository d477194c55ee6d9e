//! What of a game scripts read and do not change: sets of properties, and files to download.

use std::path::Path;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, quoted, suggest};
use crate::platforms::gamesparks::config::{PropertySet, property_set};
use crate::platforms::gamesparks::files::Downloadable;
use crate::tree::{Decode, Decoding, Node, Schemas, Value, file};

crate::tree::record! {
    /// A file with its text.
    #[derive(PartialEq)]
    struct Text {
        /// What is in it.
        text: String,
        /// When it was last changed. Without it, when the game was set up.
        modified: Option<Timestamp>,
    }
}

/// A file to download: its name, relative to the fixture, or a map with its text.
#[derive(Debug, Clone)]
pub struct DownloadableFixture(Text);

impl Decode for DownloadableFixture {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        if let Value::Text(path) = &node.value {
            let base = node.span.source().folder().unwrap_or(Path::new(""));
            let path = base.join(path);
            let source = file::open(&path, &path.display().to_string(), &node.span, cx.problems())?;
            return Some(Self(Text { text: source.text().to_owned(), modified: None }));
        }
        Text::decode(node, cx).map(Self)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let (name, text) = (String::schema(schemas), Text::schema(schemas));
        json!({ "anyOf": [name, text] })
    }
}

impl serde::Serialize for DownloadableFixture {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The files, of a game that is set up `now`.
pub fn downloadables(
    fixtures: IndexMap<String, DownloadableFixture>,
    now: Timestamp,
) -> IndexMap<String, Downloadable> {
    let file = |Text { text, modified }| Downloadable { text, modified: modified.unwrap_or(now) };
    fixtures.into_iter().map(|(code, DownloadableFixture(text))| (code, file(text))).collect()
}

/// What a snapshot keeps of the files.
pub fn of_downloadables(files: &IndexMap<String, Downloadable>) -> IndexMap<String, DownloadableFixture> {
    let fixture = |file: &Downloadable| Text { text: file.text.clone(), modified: Some(file.modified) };
    files.iter().map(|(code, file)| (code.clone(), DownloadableFixture(fixture(file)))).collect()
}

/// Reports the properties that `sets` name and the game does not have.
pub fn check_property_sets(
    sets: &IndexMap<String, PropertySet>,
    properties: &IndexMap<String, Json>,
    cx: &mut Decoding<'_>,
) {
    let named = sets.values().flat_map(IndexMap::values).flat_map(property_set::Entry::properties);
    for property in named.filter(|property| !properties.contains_key(&property.value)) {
        let message = format!("the game has no property {}", quoted(property));
        let problem = Diagnostic::error(Code::UnknownName, property.span.clone(), message);
        cx.report(problem.maybe_help(suggest::suggestion(property, properties.keys().map(String::as_str))));
    }
}
