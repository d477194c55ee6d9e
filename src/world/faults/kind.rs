//! What a kind of fault is: a name, what is written under it, and what it does to an exchange that it hits. The kinds that
//! every world knows are listed in [`KINDS`](super::kinds::KINDS); platforms add their own.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use serde_json::{Value as Json, json};

use super::calling::Calling;
use super::plan::Plan;
use super::touched::Hit;
use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::{Decode, Decoding, Map, Node, Schemas, Value};

/// What a fault does to an exchange. Each kind does something in one of the ways below, or is asked for by the platform that
/// it belongs to.
pub trait Effect: Any + fmt::Debug + Send + Sync {
    /// What the journal says of an exchange that it has hit: `delay 400ms`.
    fn label(&self) -> String;

    /// Whether the platform still does what it was asked to do, unless the fault says otherwise.
    fn applied(&self) -> bool {
        true
    }

    /// Changes the answer.
    fn rewrite(&self, response: &mut Response<Bytes>, hit: &Hit) {
        let _ = (response, hit);
    }

    /// Changes what becomes of the answer on its way.
    fn answering(&self, plan: &mut Plan, hit: &Hit) {
        let _ = (plan, hit);
    }

    /// Changes what becomes of a call on its way out.
    fn calling(&self, plan: &mut Calling, hit: &Hit) {
        let _ = (plan, hit);
    }
}

/// Where a kind of fault belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// On a connection, before anything was asked on it.
    Connection,
    /// On the answer's way.
    Answering,
    /// In the answer.
    Answer,
    /// On a call's way out.
    Calling,
    /// Inside the platform of this name.
    Platform(&'static str),
}

/// A kind of fault.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name that it is written under.
    pub name: &'static str,
    /// Where it belongs.
    pub group: Group,
    /// What it does, in a sentence or two.
    pub about: &'static str,
    decode: fn(&Node, &mut Decoding<'_>) -> Option<Arc<dyn Effect>>,
    schema: fn(&mut Schemas) -> Json,
}

impl Kind {
    /// The kind whose effect is `E`. What is written under its name is read as an `E`; just the name, as an empty map.
    pub const fn of<E: Effect + Decode>(name: &'static str, group: Group, about: &'static str) -> Self {
        Self {
            name,
            group,
            about,
            decode: |node, cx| E::decode(node, cx).map(|effect| Arc::new(effect) as Arc<dyn Effect>),
            schema: |schemas| E::schema(schemas),
        }
    }

    /// Whether just its name is enough.
    pub fn stands_alone(&self) -> bool {
        let mut problems = crate::diag::Diagnostics::new();
        let nothing = Node::new(crate::diag::Span::nowhere(), Value::Map(Map::new()));
        (self.decode)(&nothing, &mut Decoding::new(&mut problems, crate::tree::Templates::Text)).is_some()
    }

    /// The JSON Schema of what is written under its name.
    pub fn schema(&self, schemas: &mut Schemas) -> Json {
        (self.schema)(schemas)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kind").field("name", &self.name).field("group", &self.group).finish_non_exhaustive()
    }
}

/// What a fault does: one thing or several, together.
#[derive(Debug, Clone, Default)]
pub struct Does(Vec<(Group, Arc<dyn Effect>)>);

impl Does {
    /// Everything it does, in the order in which it was written.
    pub fn effects(&self) -> impl Iterator<Item = &Arc<dyn Effect>> {
        self.0.iter().map(|(_, effect)| effect)
    }

    /// Where each thing that it does belongs.
    pub fn groups(&self) -> impl Iterator<Item = Group> {
        self.0.iter().map(|(group, _)| *group)
    }

    /// What is written in `node` in the words of `kinds`: a name, a name with what belongs to it, or a list of these.
    pub fn read(node: &Node, kinds: &[Kind], cx: &mut Decoding<'_>) -> Option<Self> {
        match &node.value {
            Value::List(items) if items.is_empty() => {
                cx.report(Diagnostic::error(Code::BadValue, node.place(), "a fault that does nothing is none"));
                None
            }
            Value::List(items) => {
                let all: Vec<_> = items.iter().map(|item| one(item, kinds, cx)).collect();
                all.into_iter().collect::<Option<Vec<_>>>().map(Self)
            }
            _ => one(node, kinds, cx).map(|only| Self(vec![only])),
        }
    }

    /// The JSON Schema of what [`Does::read`] takes.
    pub fn schema_of(kinds: &[Kind], schemas: &mut Schemas) -> Json {
        let words: Vec<_> = kinds.iter().filter(|kind| kind.stands_alone()).collect();
        let words: Vec<_> = words.iter().map(|kind| json!({ "const": kind.name, "description": kind.about })).collect();
        let maps: Vec<_> = kinds
            .iter()
            .map(|kind| {
                let mut schema = kind.schema(schemas);
                if let Json::Object(fields) = &mut schema {
                    fields.insert("description".to_owned(), kind.about.into());
                }
                json!({
                    "type": "object",
                    "properties": { kind.name: schema },
                    "required": [kind.name],
                    "additionalProperties": false,
                })
            })
            .collect();
        let has_platforms = kinds.iter().any(|kind| matches!(kind.group, Group::Platform(_)));
        let name = if has_platforms { "faults.effect" } else { "faults.effect-of-every-world" };
        let mut all = vec![json!({ "oneOf": words })];
        all.extend(maps);
        let one = schemas.define(name, |_| json!({ "anyOf": all }));
        json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
    }
}

fn one(node: &Node, kinds: &[Kind], cx: &mut Decoding<'_>) -> Option<(Group, Arc<dyn Effect>)> {
    let (name, span, value) = match &node.value {
        Value::Text(name) => (name.as_str(), &node.span, Node::new(node.span.clone(), Value::Map(Map::new()))),
        Value::Map(map) if map.len() == 1 => {
            let (name, entry) = map.iter().next()?;
            (name, &entry.key, entry.value.clone())
        }
        Value::Map(map) => {
            let names: Vec<_> = map.names().collect();
            let message = match names.len() {
                0 => "this does not say what the fault does".to_owned(),
                _ => format!("this says several things at once: {}", names.join(", ")),
            };
            let help = "several things together are a list: do: [{ delay: 2s }, { truncate: { after: 20 bytes } }]";
            cx.report(Diagnostic::error(Code::BadValue, node.place(), message).help(help));
            return None;
        }
        _ => return cx.wrong_type(node, "a kind of fault, or a list of them"),
    };
    let Some(kind) = kinds.iter().find(|kind| kind.name == name) else {
        let names = kinds.iter().map(|kind| kind.name);
        let message = format!("there is no kind of fault named {}", quoted(name));
        let help = suggestion(name, names.clone())
            .unwrap_or_else(|| format!("possible are: {}", names.collect::<Vec<_>>().join(", ")));
        cx.report(Diagnostic::error(Code::UnknownName, span.first_line(), message).help(help));
        return None;
    };
    // `hang:` without anything after the colon is as good as `hang`.
    let value = if value.is_null() { Node::new(span.clone(), Value::Map(Map::new())) } else { value };
    (kind.decode)(&value, cx).map(|effect| (kind.group, effect))
}
