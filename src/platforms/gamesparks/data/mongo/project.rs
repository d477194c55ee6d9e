//! Projections: which parts of a document a query gives.

use super::Problem;
use super::filter::{self, Filter, Test};
use crate::platforms::gamesparks::data::bson::{Bson, Document};

/// Which parts of a document are given.
#[derive(Debug, Clone, Default)]
pub struct Projection {
    root: Tree,
    /// Whether what is named is given, and nothing else.
    includes: bool,
    id: Option<bool>,
    empty: bool,
}

/// What is said of the members of a document.
#[derive(Debug, Clone, Default)]
struct Tree(indexmap::IndexMap<Box<str>, Part>);

#[derive(Debug, Clone)]
enum Part {
    /// It is named.
    Whole,
    /// Something within it is named.
    Within(Tree),
    /// `$slice`.
    Slice(i64, Option<i64>),
    /// `$elemMatch`.
    Element(Box<Test>),
    /// `name.$`: the element that made the document match.
    Matching,
}

impl Projection {
    /// The projection that `fields` says.
    pub fn parse(fields: &Document) -> Result<Self, Problem> {
        let mut made = Self { empty: fields.is_empty(), ..Self::default() };
        let mut includes = None;
        let mut say = |wanted: bool, name: &str| match includes {
            Some(before) if before != wanted => {
                Err(Problem::bad(format!("Projection cannot have a mix of inclusion and exclusion: {name}")))
            }
            _ => {
                includes = Some(wanted);
                Ok(())
            }
        };
        for (name, value) in fields {
            let part = match value {
                Bson::Document(operators) => match operators.first() {
                    Some((operator, value)) if operator == "$slice" => slice(value)?,
                    Some((operator, Bson::Document(_))) if operator == "$elemMatch" => {
                        say(true, name)?;
                        let mut tests = filter::tests(operators)?;
                        Part::Element(Box::new(tests.remove(0)))
                    }
                    Some((operator, _)) if operator == "$meta" => continue,
                    Some((operator, _)) => {
                        return Err(Problem::bad(format!("Unsupported projection option: {name}: {operator}")));
                    }
                    None => return Err(Problem::bad(format!("Unsupported projection option: {name}: {{}}"))),
                },
                value => {
                    let wanted = value.is_truthy();
                    if name == "_id" {
                        made.id = Some(wanted);
                        continue;
                    }
                    say(wanted, name)?;
                    if let Some(array) = name.strip_suffix(".$") {
                        made.root.put(array, Part::Matching);
                        continue;
                    }
                    Part::Whole
                }
            };
            made.root.put(name, part);
        }
        made.includes = includes.unwrap_or(made.id == Some(true) && made.root.0.is_empty());
        Ok(made)
    }

    /// What of `document` is given; `filter` is the query that it matches.
    pub fn apply(&self, document: &Document, filter: &Filter) -> Document {
        if self.empty {
            return document.clone();
        }
        let mut given = Document::new();
        if let Some(id) = document.get("_id").filter(|_| self.id != Some(false)) {
            given.insert("_id".to_owned(), id.clone());
        }
        let cx = Context { document, filter, includes: self.includes };
        for (name, value) in document.iter().filter(|(name, _)| *name != "_id") {
            if let Some(value) = cx.member(&self.root, name, value, name) {
                given.insert(name.clone(), value);
            }
        }
        given
    }
}

struct Context<'a> {
    document: &'a Document,
    filter: &'a Filter,
    includes: bool,
}

impl Context<'_> {
    fn member(&self, tree: &Tree, name: &str, value: &Bson, path: &str) -> Option<Bson> {
        match tree.0.get(name) {
            None => (!self.includes).then(|| value.clone()),
            Some(Part::Whole) => self.includes.then(|| value.clone()),
            Some(Part::Within(tree)) => self.within(tree, value, path),
            Some(Part::Slice(from, count)) => Some(sliced(value, *from, *count)),
            Some(Part::Element(test)) => first(value, test).map(|item| Bson::Array(vec![item.clone()])),
            Some(Part::Matching) => {
                let items = value.as_array()?;
                let at = self.filter.position(self.document, path)?;
                Some(Bson::Array(items.get(at).into_iter().cloned().collect()))
            }
        }
    }

    fn within(&self, tree: &Tree, value: &Bson, path: &str) -> Option<Bson> {
        match value {
            Bson::Document(document) => {
                let members = document.iter().filter_map(|(name, value)| {
                    let path = format!("{path}.{name}");
                    self.member(tree, name, value, &path).map(|value| (name.clone(), value))
                });
                Some(Bson::Document(members.collect()))
            }
            Bson::Array(items) => {
                Some(Bson::Array(items.iter().filter_map(|item| self.within(tree, item, path)).collect()))
            }
            other => (!self.includes).then(|| other.clone()),
        }
    }
}

impl Tree {
    fn put(&mut self, path: &str, part: Part) {
        match path.split_once('.') {
            None => {
                self.0.insert(path.into(), part);
            }
            Some((first, rest)) => {
                let inner = self.0.entry(first.into()).or_insert_with(|| Part::Within(Self::default()));
                // Of a part that is named as a whole, what is within it is named already.
                if let Part::Within(tree) = inner {
                    tree.put(rest, part);
                }
            }
        }
    }
}

fn slice(value: &Bson) -> Result<Part, Problem> {
    let wrong = || Problem::bad("$slice only supports numbers and [skip, limit] arrays");
    match value {
        Bson::Array(pair) => match (pair.first().and_then(Bson::as_i64), pair.get(1).and_then(Bson::as_i64)) {
            (Some(_), Some(..=0)) => Err(Problem::bad("$slice limit must be positive")),
            (Some(skip), Some(limit)) => Ok(Part::Slice(skip, Some(limit))),
            _ => Err(wrong()),
        },
        other => Ok(Part::Slice(other.as_i64().ok_or_else(wrong)?, None)),
    }
}

fn sliced(value: &Bson, from: i64, count: Option<i64>) -> Bson {
    let Some(items) = value.as_array() else { return value.clone() };
    Bson::Array(slice_of(items, from, count).to_vec())
}

/// The first elements, or the last ones if the number is negative; or as many as `count` says from there.
pub(super) fn slice_of(items: &[Bson], from: i64, count: Option<i64>) -> &[Bson] {
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let (start, end) = match count {
        None if from >= 0 => (0, from.min(length)),
        None => (length.saturating_add(from).max(0), length),
        Some(count) => {
            let start = if from >= 0 { from.min(length) } else { length.saturating_add(from).max(0) };
            (start, start.saturating_add(count).min(length))
        }
    };
    let at = |number: i64| usize::try_from(number).unwrap_or_default();
    items.get(at(start)..at(end)).unwrap_or_default()
}

/// The first element that passes an `$elemMatch`.
fn first<'a>(value: &'a Bson, test: &Test) -> Option<&'a Bson> {
    value.as_array()?.iter().find(|item| test.holds_for(Some(&Bson::Array(vec![(*item).clone()]))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::gamesparks::data::bson::{Longs, from_json, to_json};
    use serde_json::{Value as Json, json};

    fn projected(fields: Json, document: Json, query: Json) -> Json {
        let document_of = |json: Json| from_json(&json).as_document().unwrap().clone();
        let projection = Projection::parse(&document_of(fields)).unwrap();
        let filter = filter::parse(&document_of(query)).unwrap();
        to_json(&Bson::Document(projection.apply(&document_of(document), &filter)), Longs::Plain)
    }

    #[test]
    fn parts_are_given_or_left_out() {
        let document = json!({ "_id": 1, "a": { "b": 1, "c": 2 }, "d": [{ "e": 1, "f": 2 }, 3], "g": 4 });
        let given = |fields| projected(fields, document.clone(), json!({}));
        assert_eq!(given(json!({})), document);
        assert_eq!(given(json!({ "g": 1 })), json!({ "_id": 1, "g": 4 }));
        assert_eq!(given(json!({ "g": true, "_id": 0 })), json!({ "g": 4 }));
        assert_eq!(given(json!({ "a.b": 1, "d.e": 1 })), json!({ "_id": 1, "a": { "b": 1 }, "d": [{ "e": 1 }] }));
        assert_eq!(given(json!({ "a.b": 0, "d": 0 })), json!({ "_id": 1, "a": { "c": 2 }, "g": 4 }));
        assert_eq!(given(json!({ "d.e": 0, "a": 0, "_id": 0 })), json!({ "d": [{ "f": 2 }, 3], "g": 4 }));
        assert_eq!(given(json!({ "_id": 1 })), json!({ "_id": 1 }));
        assert_eq!(given(json!({ "_id": 0 }))["g"], 4);
    }

    #[test]
    fn arrays_are_cut() {
        let document = json!({ "_id": 1, "a": [1, 2, 3, 4], "b": 1, "s": [{ "x": 1 }, { "x": 5 }, { "x": 7 }] });
        let given = |fields, query| projected(fields, document.clone(), query);
        assert_eq!(given(json!({ "a": { "$slice": 2 } }), json!({}))["a"], json!([1, 2]));
        assert_eq!(given(json!({ "a": { "$slice": -1 } }), json!({}))["a"], json!([4]));
        assert_eq!(given(json!({ "a": { "$slice": [1, 2] } }), json!({}))["b"], 1);
        assert_eq!(
            given(json!({ "s": { "$elemMatch": { "x": { "$gt": 3 } } } }), json!({})),
            json!({ "_id": 1, "s": [{ "x": 5 }] })
        );
        assert_eq!(given(json!({ "s.$": 1 }), json!({ "s.x": { "$gt": 5 } })), json!({ "_id": 1, "s": [{ "x": 7 }] }));
        assert_eq!(given(json!({ "a.$": 1 }), json!({ "a": { "$gt": 2 } })), json!({ "_id": 1, "a": [3] }));
    }

    #[test]
    fn both_at_once_is_refused() {
        let fields = from_json(&json!({ "a": 1, "b": 0 }));
        assert!(Projection::parse(fields.as_document().unwrap()).is_err());
    }
}
