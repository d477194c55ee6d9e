//! `expect-collection`: what must be in a collection by now, however it came there.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::game_of;
use super::names::{self, Thing};
use crate::diag::{Code, Diagnostic, Span};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Longs, from_json, to_json};
use crate::platforms::gamesparks::data::mongo::{Filter, Sort, filter};
use crate::platforms::gamesparks::data::system;
use crate::platforms::gamesparks::state::{Game, State};
use crate::platforms::gamesparks::stored::check_collection;
use crate::scenario::expect::{self, Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Fields, Node, Schemas, Spanned, Value};
use crate::world::World;

/// The most documents that what came of the step shows.
const MOST_SHOWN: usize = 100;

/// The kind of step.
pub(super) struct ExpectCollectionKind;

impl StepKind for ExpectCollectionKind {
    fn key(&self) -> &'static str {
        "expect-collection"
    }

    fn about(&self) -> &'static str {
        "A collection of a game holds documents: those that `query` finds are as many as `count` says, and each of `documents` is among them."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let mut fields = Fields::of(node, cx)?;
        let game = fields.take("game", cx);
        let collection: Option<Spanned<String>> = fields.take("collection", cx);
        let query = fields.node("query").cloned();
        let sort = fields.node("sort").cloned();
        let count = fields.node("count").cloned();
        let documents: Option<Vec<Node>> = fields.take_or("documents", cx, Vec::new);
        fields.finish(cx)?;
        let (collection, documents) = (collection?, documents?);
        if !cx.is_open(&Node::new(collection.span.clone(), Value::Text(collection.value.clone()))) {
            check_collection(&collection, cx);
        }
        count.iter().chain(&documents).for_each(|wanted| expect::check(wanted, cx));
        let filter = parsed(query.as_ref(), cx, |query| filter::parse(query).map_err(|problem| problem.to_string()))?;
        if filter.as_ref().is_some_and(Filter::asks) {
            let place = query.map_or_else(|| node.place(), |query| query.place());
            cx.report(Diagnostic::error(Code::BadValue, place, "'$where' asks JavaScript, and no script runs here"));
            return None;
        }
        let sort = parsed(sort.as_ref(), cx, |order| Sort::parse(order).map_err(|problem| problem.to_string()))?;
        let (filter, sort) = (filter.unwrap_or_else(Filter::all), sort.unwrap_or_default());
        Some(Box::new(Holds {
            place: node.place(),
            game: game?,
            collection: collection.value,
            filter,
            sort,
            count,
            documents,
        }))
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        // That there is nothing in it can be expected of what is not there.
        let is_none = node.get("count").is_some_and(|count| count.to_json() == 0);
        let Some(game) = names::game(node, world, cx).filter(|_| !is_none) else { return };
        names::examine(node.get("collection"), Thing::Collection, &game, cx);
    }

    fn schema(&self, _: &mut Schemas) -> Json {
        json!({
            "type": "object",
            "properties": {
                "game": { "type": "string", "description": "The game's key. Not needed if the world has only one game." },
                "collection": { "type": "string", "description": "The name under which it is stored: script.NAME, meta.NAME, or that of a system collection." },
                "query": { "type": "object", "description": "Which documents are looked at, as MongoDB's queries say. All of them unless set." },
                "sort": { "type": "object", "description": "In which order they are shown and captured: paths, and 1 or -1 for each." },
                "count": { "description": "How many there are: a number, or a matcher. Without it and without documents: at least one." },
                "documents": { "type": "array", "items": true, "description": "Documents of which each is a part of one that was found." },
            },
            "required": ["collection"],
            "additionalProperties": false,
        })
    }
}

/// What a part of the step says, if it is there: a problem is reported at its place.
fn parsed<T>(
    node: Option<&Node>,
    cx: &mut Decoding<'_>,
    parse: impl FnOnce(&Document) -> Result<T, String>,
) -> Option<Option<T>> {
    let Some(node) = node else { return Some(None) };
    if is_open(node, cx) {
        return Some(None);
    }
    let Bson::Document(document) = from_json(&Json::decode(node, cx)?) else { return cx.wrong_type(node, "a map") };
    match parse(&document) {
        Ok(parsed) => Some(Some(parsed)),
        Err(reason) => {
            cx.report(Diagnostic::error(Code::BadValue, node.place(), reason));
            None
        }
    }
}

/// Whether anything in `node` is not known yet.
fn is_open(node: &Node, cx: &Decoding<'_>) -> bool {
    match &node.value {
        Value::List(items) => items.iter().any(|item| is_open(item, cx)),
        Value::Map(map) => map.iter().any(|(_, entry)| is_open(&entry.value, cx)),
        _ => cx.is_open(node),
    }
}

struct Holds {
    place: Span,
    game: Option<String>,
    collection: String,
    filter: Filter,
    sort: Sort,
    count: Option<Node>,
    documents: Vec<Node>,
}

impl Holds {
    fn found(&self, game: &Game) -> Vec<Json> {
        let view = system::view(game, &self.collection, &self.filter);
        let mut found = view.unwrap_or_else(|| {
            let store = game.lock();
            let collection = store.data.collections.get(&self.collection);
            collection.map_or_else(Vec::new, |collection| collection.candidates(&self.filter, usize::MAX))
        });
        found.retain(|document| self.filter.matches(document));
        self.sort.sort(&mut found, |document| document);
        let shown = |document: &Arc<Document>| to_json(&Bson::Document((**document).clone()), Longs::Plain);
        found.iter().map(shown).collect()
    }

    fn unmet(&self, found: &[Json]) -> Vec<Mismatch> {
        let mut unmet = match &self.count {
            Some(wanted) => expect::compare(wanted, &found.len().into()),
            None if found.is_empty() && self.documents.is_empty() => {
                let difference = Difference {
                    path: "$".to_owned(),
                    wanted: "at least one such document".to_owned(),
                    got: "none".to_owned(),
                };
                vec![Mismatch { difference, place: self.place.clone() }]
            }
            None => Vec::new(),
        };
        for mismatch in &mut unmet {
            mismatch.difference.path = mismatch.difference.path.replacen('$', "count", 1);
        }
        let mut left: Vec<_> = found.iter().collect();
        for (at, wanted) in self.documents.iter().enumerate() {
            let differences = |document: &&Json| expect::compare(wanted, document);
            if let Some(place) = left.iter().position(|document| differences(document).is_empty()) {
                left.remove(place);
                continue;
            }
            // Shown beside the one that is nearest to it.
            let nearest = left.iter().map(differences).min_by_key(Vec::len).unwrap_or_else(|| {
                let difference = Difference {
                    path: "$".to_owned(),
                    wanted: wanted.to_json().to_string(),
                    got: "no further document".to_owned(),
                };
                vec![Mismatch { difference, place: wanted.place() }]
            });
            unmet.extend(nearest.into_iter().map(|mut mismatch| {
                mismatch.difference.path = mismatch.difference.path.replacen('$', &format!("documents[{at}]"), 1);
                mismatch
            }));
        }
        unmet
    }
}

#[async_trait]
impl Step for Holds {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let game = game_of(self.game.as_deref(), stage.world.state::<State>())?;
        game.gate.pass().await;
        let mut found = self.found(&game);
        let unmet = self.unmet(&found);
        let count = found.len();
        found.truncate(MOST_SHOWN);
        Ok(Played { unmet, ..Played::new(json!({ "count": count, "documents": found })) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::{Templates, read};

    fn problems(text: &str) -> Vec<String> {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("step.yaml", text), &mut problems).unwrap();
        let _ = ExpectCollectionKind.decode(&node, &mut Decoding::new(&mut problems, Templates::Text));
        problems.ordered().iter().map(|one| format!("{} {}", one.span, one.message)).collect()
    }

    #[test]
    fn what_makes_no_sense_is_said_with_its_place() {
        let fine = "{ collection: script.a, query: { n: { $gt: 1 } }, sort: { n: -1 }, count: { above: 1 }, documents: [{ n: 2 }] }";
        assert_eq!(problems(fine), Vec::<String>::new());
        let wrong = [
            "{ collection: things }",
            "{ collection: plyer }",
            "{ collection: script.a, query: { n: { $nope: 1 } } }",
            "{ collection: script.a, query: { $where: 'this.n' } }",
            "{ collection: script.a, sort: { n: up } }",
            "{ collection: script.a, query: 5 }",
            "{ query: {} }",
        ];
        insta::assert_snapshot!(wrong.map(|text| problems(text).join("\n")).join("\n"));
    }

    #[test]
    fn each_document_is_found_by_itself() {
        let text = "{ collection: script.a, count: 2, documents: [{ n: 1 }, { n: 1 }, { m: 5 }] }";
        let node = read::document(&Source::new("step.yaml", text), &mut Diagnostics::new()).unwrap();
        let mut fields = node.get("documents").and_then(Node::as_list).unwrap().to_vec();
        let holds = |documents: Vec<Node>| Holds {
            place: node.place(),
            game: None,
            collection: "script.a".to_owned(),
            filter: Filter::all(),
            sort: Sort::default(),
            count: node.get("count").cloned(),
            documents,
        };
        let found = [json!({ "n": 1, "x": 2 }), json!({ "n": 1 })];
        let paths = |unmet: Vec<Mismatch>| unmet.into_iter().map(|one| one.difference.path).collect::<Vec<_>>();
        assert_eq!(paths(holds(fields.clone()).unmet(&found)), ["documents[2]"]);
        fields.truncate(2);
        assert_eq!(paths(holds(fields.clone()).unmet(&found)), Vec::<String>::new());
        assert_eq!(paths(holds(fields).unmet(&found[..1])), ["count", "documents[1]"]);
    }
}
