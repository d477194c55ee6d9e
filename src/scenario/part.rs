//! Parts: files that scenarios, fixtures and other parts use, with values for their parameters. A part may set up the world,
//! bring servers, and contribute steps.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::Setting;
use super::capture;
use super::fill::fill;
use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::tree::{Decode, Decoding, Entry, Map, Node, Schemas, Spanned, Value, merge, record};

record! {
    /// A part with values for its parameters.
    struct WithValues {
        /// The file, seen from the folder of this one.
        part: Spanned<String>,
        /// Values for the parameters that it names.
        with: IndexMap<Spanned<String>, Node> = IndexMap::new(),
    }
}

/// A file that is used, and what it is given.
#[derive(Debug, Clone)]
pub struct Used {
    /// The file, as it is written.
    pub path: Spanned<String>,
    /// Values for its parameters.
    pub with: IndexMap<Spanned<String>, Node>,
}

impl Decode for Used {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(path) => Some(Self { path: Spanned::new(path.clone(), node.place()), with: IndexMap::new() }),
            Value::Map(_) => WithValues::decode(node, cx).map(|WithValues { part, with }| Self { path: part, with }),
            _ => cx.wrong_type(node, "a file, or a map with part and with"),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let whole = WithValues::schema(schemas);
        json!({ "anyOf": [{ "type": "string", "description": "A file, seen from the folder of this one." }, whole] })
    }
}

/// What a part says, its parameters filled.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// What the world is like.
    pub setting: Setting,
    /// The server under test.
    pub server: Option<Node>,
    /// Other servers that are played.
    pub stubs: Option<Node>,
    /// Steps, not decoded yet: what they may name depends on where they stand.
    pub steps: Vec<Node>,
}

impl Part {
    /// This with `upper` laid over it: what `upper` says wins, and its steps come after.
    #[must_use]
    pub(super) fn under(self, upper: Self) -> Self {
        let stubs = match (self.stubs, upper.stubs) {
            (Some(below), Some(upper)) => Some(merge(below, upper)),
            (below, upper) => upper.or(below),
        };
        Self {
            setting: self.setting.under(upper.setting),
            server: upper.server.or(self.server),
            stubs,
            steps: self.steps.into_iter().chain(upper.steps).collect(),
        }
    }
}

/// The document of a part with its parameters filled, without what declares them. Nothing, and problems, if what it is given is
/// not what it needs.
pub(super) fn filled(document: &Node, used: &Used, asked: &Span, cx: &mut Decoding<'_>) -> Option<Node> {
    let parameters = document.get("parameters");
    let Some(map) = document.as_map().filter(|_| parameters.is_some() || !used.with.is_empty()) else {
        return Some(document.clone());
    };
    let declared = match parameters {
        Some(parameters) => declared(parameters, cx)?,
        None => IndexMap::new(),
    };
    let before = cx.errors();
    for name in used.with.keys().filter(|name| !declared.contains_key(&name.value)) {
        let message = format!("{} has no parameter {}", quoted(&used.path), quoted(name));
        let problem = Diagnostic::error(Code::UnknownKey, name.span.clone(), message);
        let known = declared.keys().map(String::as_str);
        cx.report(problem.maybe_help(suggestion(name, known)));
    }
    let mut values = IndexMap::with_capacity(declared.len());
    for (name, (place, usual)) in &declared {
        match used.with.get(name.as_str()).or(usual.as_ref()) {
            Some(value) => drop(values.insert(name.clone(), value.clone())),
            None => {
                let message = format!("{} needs a value for {}", quoted(&used.path), quoted(name));
                let problem = Diagnostic::error(Code::MissingKey, asked.clone(), message);
                let help = format!("write {{ part: {}, with: {{ {name}: VALUE }} }}", used.path.value);
                cx.report(problem.also(place.clone(), "it is declared here").help(help));
            }
        }
    }
    if cx.errors() > before {
        return None;
    }
    let mut body = Map::new();
    for (name, Entry { key, value }) in map.iter().filter(|(name, _)| *name != "parameters") {
        // Cannot be there: keys are unique.
        let _ = body.insert(name.to_owned(), key.clone(), value.clone());
    }
    let mut seen = BTreeSet::new();
    let node = fill(&Node::new(document.span.clone(), Value::Map(body)), &values, &mut seen);
    for (name, (place, _)) in declared.iter().filter(|(name, _)| !seen.contains(*name)) {
        let problem =
            Diagnostic::warning(Code::Unused, place.clone(), format!("nothing uses the parameter {}", quoted(name)));
        cx.report(problem.help(format!("write ${{{name}}} in the part, or take the parameter away")));
    }
    Some(node)
}

/// The parameters of a part: where each is declared, and its usual value, if it has one.
fn declared(node: &Node, cx: &mut Decoding<'_>) -> Option<IndexMap<String, (Span, Option<Node>)>> {
    let before = cx.errors();
    let mut declared = IndexMap::new();
    let mut declare = |name: &str, place: &Span, usual: Option<Node>, cx: &mut Decoding<'_>| {
        if !capture::is_name(name) {
            let message = format!("{} cannot be the name of a parameter", quoted(name));
            let problem = Diagnostic::error(Code::BadValue, place.clone(), message);
            cx.report(problem.help("begin with a letter, then use letters, digits, '-' and '_'"));
        }
        declared.insert(name.to_owned(), (place.clone(), usual));
    };
    match &node.value {
        Value::List(names) => {
            for name in names {
                match name.as_text() {
                    Some(text) => declare(text, &name.place(), None, cx),
                    None => drop(cx.wrong_type::<()>(name, "the name of a parameter")),
                }
            }
        }
        Value::Map(map) => {
            for (name, entry) in map.iter() {
                declare(name, &entry.key, (!entry.value.is_null()).then(|| entry.value.clone()), cx);
            }
        }
        _ => return cx.wrong_type(node, "a list of names, or a map of names and usual values"),
    }
    (cx.errors() == before).then_some(declared)
}

/// The schema of what declares parameters.
pub(super) fn parameters_schema() -> Json {
    let name = super::schema::NAME;
    json!({
        "description": "What a part is given by who uses it: names, or names with the values that stand for them if nothing is given.",
        "anyOf": [
            { "type": "array", "items": { "type": "string", "pattern": name } },
            { "type": "object", "propertyNames": { "pattern": name } },
        ],
    })
}
