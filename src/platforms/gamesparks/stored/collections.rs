//! Collections in a fixture: documents in JSON or extended JSON, in the fixture or in a file of their own.

use std::path::Path;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, Span, quoted, suggest};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Longs, from_json, to_json};
use crate::platforms::gamesparks::data::mongo::{Collection, Collections};
use crate::platforms::gamesparks::state::Game;
use crate::tree::{Decode, Decoding, Node, Schemas, Spanned, Value, file};

/// The system collections that the platform had.
const SYSTEM: [&str; 10] = [
    "challengeInstance",
    "externalAuthentication",
    "matchInstance",
    "pendingMatches",
    "player",
    "playerMessage",
    "playerTransactionAudit",
    "teamChatHistory",
    "teams",
    "uploadedFiles",
];

crate::tree::record! {
    /// An index of a collection.
    #[derive(PartialEq)]
    struct IndexFixture {
        /// What is indexed: paths, and 1 or -1 for each.
        keys: IndexMap<String, Json>,
        /// Its options: name, unique, sparse.
        options: IndexMap<String, Json> = IndexMap::new(),
    }
}

crate::tree::record! {
    /// A collection with indexes.
    #[derive(PartialEq)]
    struct Whole {
        /// The documents.
        documents: Vec<Json> = Vec::new(),
        /// The indexes beside that on _id.
        indexes: Vec<IndexFixture> = Vec::new(),
    }
}

/// A collection as a fixture says it: a list of documents, the name of a file with them, or a map with documents and indexes.
#[derive(Debug, Clone)]
pub struct CollectionFixture {
    documents: Vec<Json>,
    indexes: Vec<IndexFixture>,
    places: Vec<Span>,
}

impl Decode for CollectionFixture {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let place = node.place();
        match &node.value {
            Value::List(items) => {
                let documents = Vec::decode(node, cx)?;
                Some(Self { documents, indexes: Vec::new(), places: items.iter().map(Node::place).collect() })
            }
            Value::Map(_) => {
                let Whole { documents, indexes } = Whole::decode(node, cx)?;
                Some(Self { places: vec![place; documents.len()], documents, indexes })
            }
            Value::Text(path) => {
                let documents = from_file(path, &node.span, cx)?;
                Some(Self { places: vec![place; documents.len()], documents, indexes: Vec::new() })
            }
            _ => cx.wrong_type(
                node,
                "a list of documents, the name of a file with them, or a map with documents and indexes",
            ),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let (list, whole, file) = (Vec::<Json>::schema(schemas), Whole::schema(schemas), String::schema(schemas));
        json!({ "anyOf": [list, whole, file] })
    }
}

impl serde::Serialize for CollectionFixture {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.indexes.is_empty() {
            return self.documents.serialize(serializer);
        }
        Whole { documents: self.documents.clone(), indexes: self.indexes.clone() }.serialize(serializer)
    }
}

/// The documents of a file that `mongoexport` wrote, or that looks like one: one after the other, or in one array.
fn from_file(path: &str, span: &Span, cx: &mut Decoding<'_>) -> Option<Vec<Json>> {
    let base = span.source().folder().unwrap_or(Path::new(""));
    let path = base.join(path);
    let source = file::open(&path, &path.display().to_string(), span, cx.problems())?;
    let mut documents = Vec::new();
    for value in serde_json::Deserializer::from_str(source.text()).into_iter::<Json>() {
        match value {
            Ok(Json::Array(items)) => documents.extend(items),
            Ok(document) => documents.push(document),
            Err(error) => {
                let message = format!("{} is not JSON: {error}", path.display());
                let problem = Diagnostic::error(Code::Syntax, span.clone(), message);
                cx.report(problem.help("it holds one array of documents, or documents one after the other"));
                return None;
            }
        }
    }
    Some(documents)
}

/// The collections that a fixture describes; what is wrong with them is reported.
pub fn collections(
    fixtures: IndexMap<Spanned<String>, CollectionFixture>,
    game: &Game,
    now: Timestamp,
    cx: &mut Decoding<'_>,
) -> Collections {
    let mut made = Collections::default();
    for (name, fixture) in fixtures {
        if name.value == "player" {
            let message = "the collection 'player' is made from the players";
            let problem = Diagnostic::error(Code::ConflictingKeys, name.span.clone(), message);
            cx.report(problem.help("write them under 'players'"));
            continue;
        }
        check_collection(&name, cx);
        let Ok(collection) = made.make(&name) else { continue };
        for index in &fixture.indexes {
            let document = |members: &IndexMap<String, Json>| -> Document {
                members.iter().map(|(name, value)| (name.clone(), from_json(value))).collect()
            };
            if let Err(problem) = collection.ensure_index(&document(&index.keys), &document(&index.options)) {
                cx.report(Diagnostic::error(Code::BadValue, name.span.clone(), problem.to_string()));
            }
        }
        for (document, place) in fixture.documents.iter().zip(&fixture.places) {
            let Bson::Document(mut document) = from_json(document) else {
                let message =
                    format!("a collection holds documents, and this is {}", from_json(document).type_name().0);
                cx.report(Diagnostic::error(Code::WrongType, place.clone(), message));
                continue;
            };
            if !document.contains_key("_id") {
                document.shift_insert(0, "_id".to_owned(), Bson::Id(game.next_id(now)));
            }
            if let Err(problem) = collection.insert(document) {
                cx.report(Diagnostic::error(Code::DuplicateName, place.clone(), problem.to_string()));
            }
        }
    }
    made
}

/// Reports a name under which nothing can be stored.
pub fn check_collection(name: &Spanned<String>, cx: &mut Decoding<'_>) {
    let bare = name.strip_prefix("meta.").or_else(|| name.strip_prefix("script."));
    if bare.is_some_and(|bare| !bare.is_empty()) || SYSTEM.contains(&name.as_str()) {
        return;
    }
    let message = format!("{} is not the name of a collection", quoted(name));
    let problem = Diagnostic::error(Code::UnknownName, name.span.clone(), message);
    let help = suggest::suggestion(name, SYSTEM).unwrap_or_else(|| {
        format!("a runtime collection is stored as script.{name}, a meta collection as meta.{name}", name = name.value)
    });
    cx.report(problem.help(help));
}

/// What a snapshot keeps of `collections`.
pub fn of_collections(collections: &Collections) -> IndexMap<Spanned<String>, CollectionFixture> {
    let collections = collections.iter().map(|(name, collection)| (Spanned::made(name.to_owned()), of(collection)));
    collections.collect()
}

fn of(collection: &Collection) -> CollectionFixture {
    let json = |document: &Document| -> IndexMap<String, Json> {
        document.iter().map(|(name, value)| (name.clone(), to_json(value, Longs::Marked))).collect()
    };
    let documents = collection.documents();
    let documents = documents.map(|document| Json::Object(json(document).into_iter().collect())).collect::<Vec<_>>();
    let indexes = collection.indexes().iter().skip(1);
    CollectionFixture {
        places: vec![Span::nowhere(); documents.len()],
        documents,
        indexes: indexes
            .map(|index| IndexFixture { keys: json(index.keys()), options: json(index.options()) })
            .collect(),
    }
}
