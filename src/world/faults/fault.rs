//! A fault as a file says it: where it hits, when, and what it does.

use std::any::Any;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::kind::{Does, Effect, Group, Kind};
use super::kinds::{KINDS, Refuse};
use super::place::{Platform, Where};
use super::when::When;
use crate::diag::{Code, Diagnostic, Span};
use crate::journal::exchange::Direction;
use crate::tree::schema::property;
use crate::tree::{Decode, Decoding, Fields, Node, Schemas, Spanned};

/// A fault: something made to go wrong, on chosen exchanges.
#[derive(Debug, Clone, Default)]
pub struct Fault {
    /// Its name, if it has one: what it is armed and disarmed by.
    pub name: Option<String>,
    /// Which exchanges it is about.
    pub on: Where,
    /// Which of them it hits.
    pub when: When,
    /// What it does to them.
    pub does: Does,
    /// Whether the platform does what it is asked to do although the exchange is broken; none for what the kind does by
    /// itself.
    pub applied: Option<bool>,
    /// Whether it is armed from the beginning.
    pub armed: bool,
    /// How many exchanges it was about, and how many it has hit, when its world was saved.
    pub counted: (u64, u64),
    /// As it was written.
    pub written: Json,
    /// Where it was written; none for one that was made by the program.
    pub place: Option<Span>,
}

/// The words in which faults are written: the platforms that there are, and every kind.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The platforms.
    pub platforms: Vec<Platform>,
    /// The kinds that every world knows, and those of the platforms.
    pub kinds: Vec<Kind>,
}

impl Words {
    /// With these platforms, and their kinds in addition to those that every world knows.
    pub fn new(platforms: Vec<Platform>, kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self { platforms, kinds: KINDS.iter().copied().chain(kinds).collect() }
    }

    /// The fault in `node`.
    pub fn read(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Fault> {
        let mut fields = Fields::of(node, cx)?;
        let name: Option<Option<Spanned<String>>> = fields.take("name", cx);
        let on = fields.node("on");
        let when = When::take(&mut fields, cx);
        let does = fields.entry("do");
        let applied = fields.take("applied", cx);
        let armed = fields.take_or("armed", cx, || true);
        let seen = fields.take_or("seen", cx, || 0);
        let hits = fields.take_or("hits", cx, || 0);
        if does.is_none() {
            let problem = Diagnostic::error(Code::MissingKey, node.place(), "the key 'do' is missing");
            cx.report(problem.label("it belongs here").help("say what goes wrong, as in do: reset"));
        }
        let on = on.map_or_else(|| Some(Where::default()), |on| Where::read(on, &self.platforms, cx));
        let written = does;
        let does = does.and_then(|entry| Does::read(&entry.value, &self.kinds, cx));
        fields.finish(cx)?;
        let (mut on, does) = (on?, does?);
        if let Some(entry) = written {
            agree(&mut on, &does, &entry.value, cx)?;
        }
        let name = name?.map(|name| name.value);
        if name.is_none() && !armed? {
            let message = "a fault that is armed later needs a name to be armed by";
            cx.report(Diagnostic::error(Code::MissingKey, node.place(), message));
            return None;
        }
        let mut written = node.to_json();
        if let Json::Object(fields) = &mut written {
            ["armed", "seen", "hits"].iter().for_each(|key| drop(fields.shift_remove(*key)));
        }
        let (when, applied, armed) = (when?, applied?, armed?);
        let (counted, place) = ((seen?, hits?), Some(node.place()));
        let fault = Fault { name, on, when, does, applied, armed, counted, written, place };
        if fault.closes_port() && !fault.when.is_only_time() {
            let message = "a port is closed for a time, and not for some of the connections";
            let help =
                "say 'between', or arm and disarm it by its name; without 'port: closed' connections are counted";
            cx.report(Diagnostic::error(Code::ConflictingKeys, node.place(), message).help(help));
            return None;
        }
        Some(fault)
    }

    /// The faults in `node`, a list.
    pub fn read_all(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Vec<Fault>> {
        let Some(items) = node.as_list() else { return cx.wrong_type(node, "a list of faults") };
        let faults: Vec<_> = items.iter().map(|item| self.read(item, cx)).collect();
        for (at, (fault, item)) in faults.iter().zip(items).enumerate() {
            let Some(name) = fault.as_ref().and_then(|fault| fault.name.as_deref()) else { continue };
            let is_taken =
                |other: &Option<Fault>| other.as_ref().is_some_and(|fault| fault.name.as_deref() == Some(name));
            if let Some(first) = faults[..at].iter().position(is_taken) {
                let message = format!("there are two faults named {}", crate::diag::quoted(name));
                let problem = Diagnostic::error(Code::DuplicateName, item.place(), message);
                cx.report(problem.also(items[first].place(), "the first"));
                return None;
            }
        }
        faults.into_iter().collect()
    }

    /// The JSON Schema of one fault.
    pub fn schema(&self, schemas: &mut Schemas) -> Json {
        let (on, does) = (Where::schema(&self.platforms, schemas), Does::schema_of(&self.kinds, schemas));
        let flag = bool::schema(schemas);
        let count = u64::schema(schemas);
        let mut properties = When::properties(schemas);
        for (key, schema, doc) in KEYS.iter().map(|(key, doc)| {
            let schema = match *key {
                "on" => on.clone(),
                "do" => does.clone(),
                "applied" | "armed" => flag.clone(),
                _ => json!({ "type": "string" }),
            };
            (*key, schema, *doc)
        }) {
            properties.insert(key.to_owned(), property(schema, doc, None));
        }
        for key in ["seen", "hits"] {
            properties.insert(key.to_owned(), property(count.clone(), "What a snapshot says of it.", None));
        }
        schemas.define("faults.fault", |_| {
            json!({
                "description": "Something made to go wrong, on chosen exchanges.",
                "type": "object",
                "properties": properties,
                "required": ["do"],
                "additionalProperties": false,
            })
        })
    }
}

/// The keys of a fault beside those that say when, with what they say.
pub const KEYS: [(&str, &str); 5] = [
    ("on", "Which exchanges it is about. Without it: all of them."),
    ("do", "What goes wrong: a kind, or a list of kinds that go wrong together."),
    ("name", "What it is armed and disarmed by."),
    ("armed", "false: it waits until a step arms it."),
    (
        "applied",
        "Whether the platform does what it was asked to do although the exchange is broken (the answer is lost), or never sees it (the request is lost). Without it, the kind decides.",
    ),
];

/// What is done must be possible where it is to happen; what is not said about the place is taken from the kind.
fn agree(on: &mut Where, does: &Does, node: &Node, cx: &mut Decoding<'_>) -> Option<()> {
    let report = |cx: &mut Decoding<'_>, message: String, help: &str| {
        cx.report(Diagnostic::error(Code::BadValue, node.place(), message).help(help));
        None
    };
    for group in does.groups() {
        match group {
            Group::Platform(name) => match on.platform {
                Some(other) if other != name => {
                    let message = format!("this is a fault of {name}, and never happens in {other}");
                    return report(cx, message, "leave the platform out of 'on', or use another kind");
                }
                _ => on.platform = Some(name),
            },
            Group::Calling => match on.direction {
                Some(Direction::Inbound) => {
                    let message = "this goes wrong with calls from a platform, and never with requests to one";
                    return report(cx, message.to_owned(), "write 'direction: outbound', or leave it out");
                }
                _ => on.direction = Some(Direction::Outbound),
            },
            Group::Connection | Group::Answering | Group::Answer => {}
        }
    }
    Some(())
}

impl Fault {
    /// Whether the platform does what it is asked to do although this has hit.
    pub fn is_applied(&self) -> bool {
        self.applied.unwrap_or_else(|| self.does.effects().all(|effect| effect.applied()))
    }

    /// Whether nothing listens while it is armed and it is its time.
    pub fn closes_port(&self) -> bool {
        let closes = |effect: &Arc<dyn Effect>| {
            let effect: &dyn Any = &**effect;
            effect.downcast_ref::<Refuse>().is_some_and(Refuse::closes_port)
        };
        self.is_of_connections() && self.does.effects().any(closes)
    }

    /// Whether it hits connections, before anything was asked on them.
    pub fn is_of_connections(&self) -> bool {
        self.on.is_any_inbound() && self.does.groups().any(|group| group == Group::Connection)
    }
}
