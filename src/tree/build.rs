//! Puts a tree together from the events of the YAML parser, and counts while doing so.

use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use super::read::Limits;
use super::{Map, Node, Value, resolve, syntax};
use crate::diag::{Code, Diagnostic, Diagnostics, Source, Span, quoted};

/// A tree in the making.
pub(super) struct Builder<'a> {
    source: &'a Source,
    limits: &'a Limits,
    problems: &'a mut Diagnostics,
    open: Vec<Open>,
    documents: Vec<Node>,
    /// What was named with `&name` in this document, by the parser's number for it, with its number of values and its depth.
    named: HashMap<usize, (Node, usize, usize)>,
    /// Where the tag of the value at hand is, if it has one.
    tag: Option<Span>,
    /// Values so far.
    counted: usize,
}

/// A map or list that has begun and not ended.
struct Open {
    span: Span,
    flow: bool,
    name: usize,
    /// Values before it.
    counted: usize,
    what: Collection,
}

enum Collection {
    List(Vec<Node>),
    Map {
        map: Map,
        key: Option<Key>,
    },
    /// Used as a key: read to its end and thrown away.
    Key,
}

/// A key that waits for its value.
enum Key {
    Text(String, Span),
    /// Said to be none already; its value is thrown away with it.
    Unusable(Span),
}

/// Why reading ended early.
type Stop = Box<Diagnostic>;

impl<'a> Builder<'a> {
    /// For the text of `source`; what is wrong but does not end the reading goes to `problems`.
    pub(super) fn new(source: &'a Source, limits: &'a Limits, problems: &'a mut Diagnostics) -> Self {
        Self {
            source,
            limits,
            problems,
            open: Vec::new(),
            documents: Vec::new(),
            named: HashMap::new(),
            tag: None,
            counted: 0,
        }
    }

    /// The documents that are finished.
    pub(super) fn documents(self) -> Vec<Node> {
        self.documents
    }

    /// Builds to the end of the text, or to the first error of syntax or limit.
    pub(super) fn build(&mut self) -> Result<(), Stop> {
        let mut options = Options::default();
        options.set_emit_comments(false);
        options.flow_nesting_limit = self.limits.depth;
        options.block_nesting_limit = self.limits.depth;
        options.simple_key_max_lookahead = 64 * 1024;
        for event in Parser::new_from_str_with_options(self.source.text(), options) {
            let (event, span) = event.map_err(|error| self.complaint(&error))?;
            self.tag = span.tag_span().and_then(|tag| tag.byte_range()).map(|tag| self.source.span(tag));
            let span = self.source.span(span.byte_range().unwrap_or_default());
            self.take(event, span)?;
        }
        Ok(())
    }

    /// What the parser says, and which bracket is open there: the one that was forgotten is often further up.
    fn complaint(&self, error: &ScanError) -> Stop {
        let problem = syntax::problem(self.source, self.limits, error);
        let bracket = self.open.iter().rev().find(|open| open.flow && problem.code == Code::Syntax);
        Box::new(match bracket.filter(|open| open.span.range().start != problem.span.range().start) {
            Some(open) => problem.also(open.span.clone(), "inside of this bracket"),
            None => problem,
        })
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, name, tag) => {
                self.count(1, &span)?;
                let value = self.scalar(&text, style, tag.as_deref(), &span);
                let span = if span.range().is_empty() { self.place_of_nothing(span) } else { span };
                self.place(Node::new(span, value), 1, name);
            }
            Event::SequenceStart(style, name, tag) => {
                self.check_tag(tag.as_deref(), "seq", &span);
                self.begin(Collection::List(Vec::new()), style, name, span)?;
            }
            Event::MappingStart(style, name, tag) => {
                self.check_tag(tag.as_deref(), "map", &span);
                self.begin(Collection::Map { map: Map::new(), key: None }, style, name, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&span),
            Event::Alias(name) => self.repeat(name, span)?,
            Event::DocumentStart(..) => self.named.clear(),
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, what: Collection, style: StructureStyle, name: usize, span: Span) -> Result<(), Stop> {
        if self.open.len() >= self.limits.depth {
            return Err(self.too_deep(&span));
        }
        let counted = self.counted;
        self.count(1, &span)?;
        let what = match self.open.last() {
            Some(Open { what: Collection::Key, .. }) => Collection::Key,
            Some(Open { what: Collection::Map { key: None, .. }, .. }) => {
                let message = "a list or a map cannot be a key";
                self.problems.push(Diagnostic::error(Code::Syntax, span.first_line(), message));
                Collection::Key
            }
            _ => what,
        };
        self.open.push(Open { span, flow: style == StructureStyle::Flow, name, counted, what });
        Ok(())
    }

    fn end(&mut self, end: &Span) {
        let Some(open) = self.open.pop() else { return };
        let (value, last) = match open.what {
            Collection::List(items) => {
                let last = items.last().map(|item| item.span.clone());
                (Value::List(items), last)
            }
            Collection::Map { map, .. } => {
                let last = map.iter().last().map(|(_, entry)| entry.key.to(&entry.value.span));
                (Value::Map(map), last)
            }
            Collection::Key => {
                if let Some(Open { what: Collection::Map { key, .. }, .. }) = self.open.last_mut() {
                    *key = Some(Key::Unusable(open.span));
                }
                return;
            }
        };
        // The parser ends a block where the next thing begins, which may be lines further down.
        let last = if open.flow { Some(end.clone()) } else { last };
        let span = last.map_or_else(|| open.span.clone(), |last| open.span.to(&last));
        self.place(Node::new(span, value), self.counted - open.counted, open.name);
    }

    /// Puts what was named before here once more.
    fn repeat(&mut self, name: usize, span: Span) -> Result<(), Stop> {
        let Some((_, values, depth)) = self.named.get(&name) else {
            let message = "a value cannot contain itself";
            return Err(Box::new(Diagnostic::error(Code::Syntax, span, message)));
        };
        let (values, depth) = (*values, *depth);
        if self.open.len() + depth > self.limits.depth {
            return Err(self.too_deep(&span));
        }
        self.count(values, &span)?;
        if let Some(node) = self.named.get(&name).map(|(node, ..)| node.clone()) {
            self.place(node, values, 0);
        }
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn place(&mut self, node: Node, values: usize, name: usize) {
        if name != 0 {
            let depth = depth(&node);
            self.named.insert(name, (node.clone(), values, depth));
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open { what: Collection::List(items), .. }) => items.push(node),
            Some(Open { what: Collection::Key, .. }) => {}
            Some(Open { what: Collection::Map { map, key }, .. }) => match key.take() {
                None => *key = Some(key_of(node)),
                Some(Key::Unusable(_)) => {}
                Some(Key::Text(text, span)) => {
                    let message = format!("the key {} is here twice", quoted(&text));
                    if let Err(first) = map.insert(text, span.clone(), node) {
                        let twice = Diagnostic::error(Code::DuplicateKey, span, message);
                        self.problems.push(twice.label("again").also(first, "first here"));
                    }
                }
            },
        }
    }

    fn count(&mut self, values: usize, span: &Span) -> Result<(), Stop> {
        self.counted = self.counted.saturating_add(values);
        if self.counted <= self.limits.values {
            return Ok(());
        }
        let most = self.limits.values;
        let message = format!("this file has more than {most} values, which is the most that is read");
        let problem = Diagnostic::error(Code::Limit, span.first_line(), message);
        Err(Box::new(problem.help("what is repeated with '*name' counts each time")))
    }

    fn too_deep(&self, span: &Span) -> Stop {
        let depth = self.limits.depth;
        let message = format!("this is nested more than {depth} levels deep, which is the most that is read");
        Box::new(Diagnostic::error(Code::Limit, span.first_line(), message))
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: &Span) -> Value {
        let plain = style == ScalarStyle::Plain;
        match tag.map(|tag| tag.core_suffix()) {
            None if plain => resolve::plain(text),
            // A lone "!" says: not what it looks like, just text.
            None | Some(Some("str")) => Value::Text(text.to_owned()),
            Some(Some(kind @ ("null" | "bool" | "int" | "float"))) => {
                let value = resolve::plain(text);
                match (kind, &value) {
                    ("null", Value::Null)
                    | ("bool", Value::Bool(_))
                    | ("int", Value::Int(_))
                    | ("float", Value::Float(_)) => value,
                    #[expect(clippy::cast_precision_loss, reason = "the author asks for it")]
                    ("float", Value::Int(whole)) => Value::Float(*whole as f64),
                    _ => {
                        let message = format!("{} is not what its tag '!!{kind}' says", quoted(text));
                        self.problems.push(Diagnostic::error(Code::WrongType, span.first_line(), message));
                        value
                    }
                }
            }
            Some(_) => {
                self.check_tag(tag, "str", span);
                Value::Text(text.to_owned())
            }
        }
    }

    fn check_tag(&mut self, tag: Option<&Tag>, wanted: &str, span: &Span) {
        let Some(tag) = tag else { return };
        if tag.core_suffix() != Some(wanted) {
            let message = format!("the tag {} means nothing here", quoted(&tag.original()));
            let place = self.tag.clone().unwrap_or_else(|| span.first_line());
            let problem = Diagnostic::error(Code::Syntax, place, message);
            self.problems.push(problem.help("remove it; text that begins with '!' needs quotes"));
        }
    }

    /// Where to point for a value that is not there: at the key, or at the dash, that it is missing after.
    fn place_of_nothing(&self, span: Span) -> Span {
        match self.open.last() {
            Some(Open { what: Collection::Map { key: Some(Key::Text(_, key) | Key::Unusable(key)), .. }, .. }) => {
                key.clone()
            }
            Some(Open { what: Collection::List(_), .. }) => {
                let start = span.range().start;
                self.source.span(start.saturating_sub(1)..start)
            }
            _ => span,
        }
    }
}

/// A key is text whatever it looks like: `200:` and `on:` are keys like any other.
fn key_of(node: Node) -> Key {
    match node.value {
        Value::Text(text) => Key::Text(text, node.span),
        _ => Key::Text(node.span.text().to_owned(), node.span),
    }
}

fn depth(node: &Node) -> usize {
    let within = match &node.value {
        Value::List(items) => items.iter().map(depth).max(),
        Value::Map(map) => map.iter().map(|(_, entry)| depth(&entry.value)).max(),
        _ => return 0,
    };
    within.unwrap_or(0) + 1
}
