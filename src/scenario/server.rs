//! The servers that take part in a scenario: the one under test, and others that are played so that nothing else is needed.

use std::path::PathBuf;
use std::time::Duration as StdDuration;

use indexmap::IndexMap;
use serde_json::Value as Json;
use url::Url;

use super::stub::Replies;
use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::fields::only_key_schema;
use crate::tree::{Decode, Decoding, Duration, Node, Pattern, Schemas, record};

/// Where a server under test is said to be that is played inside this process.
pub const STUB_URL: &str = "http://server.test/";

/// The server under test.
#[derive(Debug, Clone)]
pub enum Server {
    /// One that runs already, somewhere.
    Url(Url),
    /// One that is played inside this process.
    Stub(Replies),
    /// One that is started for the scenario and ended with it.
    Run(Program),
}

record! {
    /// A program that is started for the scenario.
    pub struct Program {
        /// The program and its arguments. It runs in the folder of the file that names it.
        pub run: Vec<String>,
        /// What it finds in its environment, in addition to what Backlot itself was started with. `PORT` is the port to listen on.
        pub env: IndexMap<String, String> = IndexMap::new(),
        /// A line that it prints when it listens, as a regular expression whose first group is the port. It is then started with
        /// PORT=0. Without this, it gets a free port and is ready when it accepts a connection there.
        pub ready: Option<Pattern>,
        /// How long it may take until it listens, in real time.
        pub within: Duration = Duration(StdDuration::from_secs(10)),
    }
}

record! {
    /// A server that runs already.
    struct Running {
        /// Where it is.
        url: Url,
    }
}

record! {
    /// A server that is played.
    struct Played {
        /// What it answers.
        stub: Replies,
    }
}

/// The other servers that are played: a URL (its path is a prefix) and what is answered there.
pub type Stubs = IndexMap<String, Replies>;

const SHAPES: [&str; 3] = ["url", "stub", "run"];

impl Decode for Server {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let Some(map) = node.as_map() else { return cx.wrong_type(node, "a map with url, stub or run") };
        let shapes: Vec<_> = SHAPES.iter().filter_map(|shape| map.entry(shape).map(|entry| (*shape, entry))).collect();
        match shapes.as_slice() {
            [("url", _)] => Running::decode(node, cx).map(|running| Self::Url(running.url)),
            [("stub", _)] => Played::decode(node, cx).map(|played| Self::Stub(played.stub)),
            [(_, entry)] => {
                let program = Program::decode(node, cx)?;
                if program.run.is_empty() {
                    let message = "a program needs a name";
                    cx.report(Diagnostic::error(Code::BadValue, entry.value.place(), message));
                    return None;
                }
                Some(Self::Run(program))
            }
            [] => {
                let message = format!("a server needs one of the keys {}", SHAPES.join(", "));
                cx.report(Diagnostic::error(Code::MissingKey, node.place(), message));
                None
            }
            [(first, one), (second, other), ..] => {
                let message = format!("{} and {} exclude each other", quoted(first), quoted(second));
                let problem = Diagnostic::error(Code::ConflictingKeys, other.key.clone(), message);
                cx.report(problem.also(one.key.clone(), "there is one server under test"));
                None
            }
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let simple = only_key_schema([("url", Url::schema(schemas)), ("stub", Replies::schema(schemas))]);
        let program = serde_json::json!({
            "allOf": [Program::schema(schemas)],
            "properties": { "run": { "anyOf": [{ "type": "array", "minItems": 1 }, { "type": "string" }] } },
        });
        serde_json::json!({ "oneOf": [simple, program] })
    }
}

impl Server {
    /// Whether it is a server of its own, reached over the network.
    pub fn is_real(&self) -> bool {
        !matches!(self, Self::Stub(_))
    }
}

/// Where a program that a file names runs: the folder of that file.
pub fn folder_of(node: &Node) -> PathBuf {
    let folder = node.span.source().folder().unwrap_or_else(|| std::path::Path::new("."));
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}
