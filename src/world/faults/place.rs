//! Where a fault hits: which exchanges it is about. Everything that is said must fit; what is not said may be anything.

use std::sync::Arc;

use http::Method;
use serde_json::{Map as Object, Value as Json, json};
use url::Url;

use crate::diag::{Code, Diagnostic, Span, quoted, suggest};
use crate::journal::exchange::Direction;
use crate::tree::schema::property;
use crate::tree::{Decode, Decoding, Fields, Node, Schemas, Spanned, Value};
use crate::world::upstream;

/// Which exchanges a fault is about.
#[derive(Debug, Clone, Default)]
pub struct Where {
    /// Those of this platform.
    pub platform: Option<&'static str>,
    /// Those of one of these operations, in the platform's own words; none said means any.
    pub operations: Vec<Glob>,
    /// Those with this path.
    pub path: Option<Glob>,
    /// Those with this method.
    pub method: Option<Method>,
    /// Those made with this credential.
    pub credential: Option<String>,
    /// Those that go this way.
    pub direction: Option<Direction>,
    /// Calls to the server at this URL or below it.
    pub stub: Option<Url>,
}

/// What is known of an exchange when it is decided which faults hit it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Which way it goes.
    pub direction: Direction,
    /// The platform.
    pub platform: &'static str,
    /// What is asked, in the platform's own words.
    pub operation: &'a str,
    /// The credential that it is made with, by its name.
    pub credential: Option<&'a str>,
    /// Its method.
    pub method: &'a Method,
    /// Its path.
    pub path: &'a str,
    /// Where it goes, for a call.
    pub url: Option<&'a Url>,
    /// Whether it came over a connection that was accepted, so that faults of connections have had their turn.
    pub accepted: bool,
}

/// A text in which `*` stands for any characters. Case does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(Box<str>);

/// A platform as faults see it: its name and the names of what can be asked of it, if they are known.
#[derive(Debug, Clone)]
pub struct Platform {
    /// Its name.
    pub name: &'static str,
    /// What can be asked of it, and by it of others. Empty if that is not known.
    pub operations: Arc<[String]>,
}

/// The keys of `on` beside the platforms' names, with what they say.
pub const KEYS: [(&str, &str); 5] = [
    ("path", "Exchanges with this path; `*` stands for anything."),
    ("method", "Exchanges with this method."),
    ("credential", "Exchanges made with this credential: a developer, an account, a callback's credential."),
    ("direction", "inbound: requests to a platform; outbound: calls from one."),
    ("stub", "Calls to the server at this URL or below it, played or real."),
];

impl Glob {
    /// From a text with `*` in it.
    pub fn new(text: &str) -> Self {
        Self(text.to_lowercase().into())
    }

    /// Whether `text` fits.
    pub fn fits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let mut parts = self.0.split('*');
        let Some(rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
        let mut parts: Vec<_> = parts.collect();
        let Some(last) = parts.pop() else { return rest.is_empty() };
        let mut rest = rest;
        for part in parts {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }

    fn is_plain(&self) -> bool {
        !self.0.contains('*')
    }
}

impl std::fmt::Display for Glob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Where {
    /// Whether it is about an exchange.
    pub fn fits(&self, asked: &Asked<'_>) -> bool {
        self.platform.is_none_or(|name| name == asked.platform)
            && self.direction.is_none_or(|direction| direction == asked.direction)
            && (self.operations.is_empty() || self.operations.iter().any(|glob| glob.fits(asked.operation)))
            && self.path.as_ref().is_none_or(|glob| glob.fits(asked.path))
            && self.method.as_ref().is_none_or(|method| method == asked.method)
            && self.credential.as_deref().is_none_or(|name| asked.credential == Some(name))
            && self.stub.as_ref().is_none_or(|stub| asked.url.is_some_and(|url| upstream::covers(stub, url)))
    }

    /// Whether it can be decided before anything of a request is known.
    pub fn is_any_inbound(&self) -> bool {
        self.platform.is_none()
            && self.operations.is_empty()
            && self.path.is_none()
            && self.method.is_none()
            && self.credential.is_none()
            && self.stub.is_none()
            && self.direction != Some(Direction::Outbound)
    }

    pub(super) fn read(node: &Node, platforms: &[Platform], cx: &mut Decoding<'_>) -> Option<Self> {
        let before = cx.errors();
        let mut fields = Fields::of(node, cx)?;
        let mut here = Self::default();
        let mut first: Option<&Span> = None;
        for platform in platforms {
            let Some(entry) = fields.entry(platform.name) else { continue };
            if let Some(first) = first {
                let message = "an exchange is of one platform, and these are two";
                let problem = Diagnostic::error(Code::ConflictingKeys, entry.key.clone(), message);
                cx.report(problem.also(first.clone(), "the other").help("make two faults of it"));
            }
            first = Some(&entry.key);
            here.platform = Some(platform.name);
            here.operations = operations(&entry.value, platform, cx).unwrap_or_default();
        }
        here.path = fields.take::<Option<String>>("path", cx).flatten().map(|path| Glob::new(&path));
        here.credential = fields.take("credential", cx).flatten();
        here.direction = fields.node("direction").and_then(|node| direction(node, cx));
        here.stub = fields.take("stub", cx).flatten();
        if let Some(method) = fields.take::<Option<Spanned<String>>>("method", cx).flatten() {
            here.method = Method::from_bytes(method.to_uppercase().as_bytes()).ok();
            if here.method.is_none() && !cx.is_open_text(&method) {
                let message = format!("{} is not a method", quoted(&method));
                cx.report(Diagnostic::error(Code::BadValue, method.span.clone(), message));
            }
        }
        let _ = fields.finish(cx);
        (cx.errors() == before).then_some(here)
    }

    pub(super) fn schema(platforms: &[Platform], schemas: &mut Schemas) -> Json {
        let about = |key: &str| KEYS.iter().find(|(name, _)| *name == key).map_or("", |(_, about)| about);
        let text = json!({ "type": "string" });
        let url = Url::schema(schemas);
        let direction = schemas.scalar(json!({ "enum": ["inbound", "outbound"] }));
        let mut properties = Object::new();
        for platform in platforms {
            let mut one = text.clone();
            if !platform.operations.is_empty() {
                one["examples"] = json!(platform.operations);
            }
            let schema = json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] });
            let doc = "What is asked of it, in its own words; `*` stands for anything.";
            properties.insert(platform.name.to_owned(), property(schema, doc, None));
        }
        for (key, schema) in [
            ("path", text.clone()),
            ("method", text.clone()),
            ("credential", text),
            ("direction", direction),
            ("stub", url),
        ] {
            properties.insert(key.to_owned(), property(schema, about(key), None));
        }
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    }
}

fn operations(node: &Node, platform: &Platform, cx: &mut Decoding<'_>) -> Option<Vec<Glob>> {
    match &node.value {
        Value::List(items) => {
            let globs: Vec<_> = items.iter().map(|item| operation(item, platform, cx)).collect();
            globs.into_iter().collect()
        }
        _ => operation(node, platform, cx).map(|only| vec![only]),
    }
}

fn operation(node: &Node, platform: &Platform, cx: &mut Decoding<'_>) -> Option<Glob> {
    let Some(text) = node.as_text() else {
        return cx.wrong_type(node, "what is asked of it, as text, or '*'");
    };
    let glob = Glob::new(text);
    let is_known = |glob: &Glob| platform.operations.iter().any(|known| glob.fits(known));
    if platform.operations.is_empty() || cx.is_open(node) || is_known(&glob) {
        return Some(glob);
    }
    let message = match glob.is_plain() {
        true => format!("nothing named {} is ever asked of this platform, or by it", quoted(text)),
        false => format!("nothing that is asked of this platform, or by it, looks like {}", quoted(text)),
    };
    let known = platform.operations.iter().map(String::as_str);
    let help = suggest::suggestion(text, known).unwrap_or_else(|| "write '*' for everything".to_owned());
    cx.report(Diagnostic::error(Code::UnknownName, node.place(), message).help(help));
    None
}

fn direction(node: &Node, cx: &mut Decoding<'_>) -> Option<Direction> {
    const WORDS: [&str; 2] = ["inbound", "outbound"];
    let at = crate::tree::choice::index(node, &WORDS, cx)?;
    Some(if at == 0 { Direction::Inbound } else { Direction::Outbound })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        let fits = |glob: &str, text: &str| Glob::new(glob).fits(text);
        assert!(fits("experience.award", "Experience.Award"));
        assert!(!fits("experience.award", "experience.awards"));
        assert!(fits("experience.*", "experience.award"));
        assert!(fits("*", "") && fits("*.award", "experience.award") && fits("a*b*c", "a-b-b-c"));
        assert!(!fits("a*b*c", "a-c-b") && !fits("ab*ba", "aba"));
    }
}
