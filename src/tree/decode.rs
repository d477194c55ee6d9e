//! From [`Node`]s to typed values. A decoder reports what is wrong to its [`Decoding`] and goes on with what is next to it,
//! so that every error of a file comes in one pass.

use serde_json::Value as Json;

use super::{Node, Schemas, Value, template};
use crate::diag::{Code, Diagnostic, Diagnostics, Span, quoted};

/// A type that can be made from a [`Node`], and can say what such a node looks like.
pub trait Decode: Sized {
    /// The value in `node`. Nothing if it cannot be made; then the reason was reported, or is a placeholder in the node.
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self>;

    /// The JSON Schema (2020-12) of what [`Decode::decode`] takes.
    fn schema(schemas: &mut Schemas) -> Json;

    /// What stands for a key that is not there; nothing if the key is needed.
    fn missing() -> Option<Self> {
        None
    }

    /// Whether this is what stands for a key that is not there, so that the key need not be written.
    fn is_missing(&self) -> bool {
        false
    }
}

/// The value in `node`, and what is wrong with it into `problems`.
pub fn decode<T: Decode>(node: &Node, templates: Templates, problems: &mut Diagnostics) -> Option<T> {
    T::decode(node, &mut Decoding::new(problems, templates))
}

/// What a text with a placeholder in it (`${token}`) means to a decoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Templates {
    /// Just text: the file has no placeholders, or they were replaced already.
    Text,
    /// A value that is not known yet. Anything may come of it, so it decodes to something harmless of the wanted type, and
    /// everything else can be validated before it is known.
    Open,
}

/// What decoders share: where problems go, and what placeholders mean.
#[derive(Debug)]
pub struct Decoding<'p> {
    problems: &'p mut Diagnostics,
    templates: Templates,
}

impl<'p> Decoding<'p> {
    /// Reports to `problems`.
    pub fn new(problems: &'p mut Diagnostics, templates: Templates) -> Self {
        Self { problems, templates }
    }

    /// Reports a problem.
    pub fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// How many errors were reported so far, so that a decoder can see whether there were any in between.
    pub fn errors(&self) -> usize {
        self.problems.errors()
    }

    /// Whether `node` is a text with a placeholder whose value is not known yet.
    pub fn is_open(&self, node: &Node) -> bool {
        node.as_text().is_some_and(|text| self.is_open_text(text))
    }

    /// The same of a text that was decoded already, and means more than text.
    pub fn is_open_text(&self, text: &str) -> bool {
        self.templates == Templates::Open && template::is_template(text)
    }

    /// What placeholders mean.
    pub fn templates(&self) -> Templates {
        self.templates
    }

    /// Where problems go, for what reports to them directly.
    pub fn problems(&mut self) -> &mut Diagnostics {
        self.problems
    }

    /// Reports that `node` is not what is `wanted` (`a list`, `text`), with help where the slip is a known one.
    pub fn wrong_type<T>(&mut self, node: &Node, wanted: &str) -> Option<T> {
        let found = node.kind();
        // The value of a key without one is not there, so its place is the key's.
        let label = if node.is_null() { format!("this needs {wanted}") } else { format!("this is {found}") };
        let problem = Diagnostic::error(Code::WrongType, node.place(), format!("expected {wanted}, found {found}"));
        self.report(problem.label(label).maybe_help(slip(node, wanted)));
        None
    }

    /// Reports that `typed` is none of the names that are `known`, at `span`; `what` says what kind of name it is: `a mode`.
    pub fn unknown_name<'a>(
        &mut self,
        code: Code,
        span: &Span,
        what: &str,
        typed: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) {
        let problem = Diagnostic::error(code, span.first_line(), format!("{} is not {what}", quoted(typed)));
        self.report(problem.maybe_help(crate::diag::suggest::suggestion(typed, known)));
    }
}

/// The help for a slip that is easily made.
fn slip(node: &Node, wanted: &str) -> Option<String> {
    match (&node.value, wanted) {
        (Value::Text(text), "true or false") => match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "y" => Some("write true".to_owned()),
            "no" | "off" | "n" => Some("write false".to_owned()),
            "true" | "false" => Some("remove the quotes".to_owned()),
            _ => None,
        },
        (Value::Text(text), "a number" | "a whole number") if text.parse::<f64>().is_ok() => {
            Some("remove the quotes".to_owned())
        }
        (Value::Int(_) | Value::Float(_) | Value::Bool(_), "text") => {
            Some(format!("put it in quotes: \"{}\"", node.span.text()))
        }
        (Value::Map(_), "a list") => Some("begin each item of a list with '- '".to_owned()),
        _ => None,
    }
}

impl Decode for Node {
    fn decode(node: &Node, _: &mut Decoding<'_>) -> Option<Self> {
        Some(node.clone())
    }

    fn schema(_: &mut Schemas) -> Json {
        Json::Bool(true)
    }
}

impl serde::Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}
