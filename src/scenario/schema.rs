//! The JSON Schema of scenarios, fixtures and parts, put together from what decodes them. Each of them is one document; which of
//! the three it is shows in what it says.

use serde_json::{Map as Object, Value as Json, json};

use super::capture::Path;
use super::expect::{self, matchers::MATCHERS};
use super::part::{Used, parameters_schema};
use super::planned::BESIDE;
use super::server::{Server, Stubs};
use super::setting::Time;
use super::skip::Skip;
use super::tags::Tags;
use super::{Language, cases};
use crate::tree::schema::property;
use crate::tree::{Decode, Decoding, Duration, Node, Schemas};

/// The name of a value, as JSON Schema writes it: that of a capture, a parameter, or a value of a row.
pub(super) const NAME: &str = r"^[A-Za-z][A-Za-z0-9_\-]{0,63}$";

/// A list of steps within another value; what is in it is read step by step.
#[derive(Debug, Clone)]
pub struct Steps(pub Node);

impl Decode for Steps {
    fn decode(node: &Node, _: &mut Decoding<'_>) -> Option<Self> {
        Some(Self(node.clone()))
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "$ref": "#/$defs/steps" })
    }
}

impl Steps {
    /// The schema of one of them.
    pub fn one() -> Json {
        json!({ "$ref": "#/$defs/step" })
    }
}

impl serde::Serialize for Steps {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The keys that only scenarios have.
const OF_SCENARIOS: [&str; 5] = ["name", "tags", "skip", cases::KEYS[0], cases::KEYS[1]];

/// The schema of a file in `language`. `parts` gives the schema of each platform's part, with its name and its title.
pub fn document(
    language: &Language,
    parts: impl FnOnce(&mut Schemas) -> Vec<(&'static str, &'static str, Json)>,
) -> Json {
    let mut schemas = Schemas::with_templates();
    schemas.define("steps", |_| json!({ "type": "array", "items": Steps::one() }));
    schemas.define(expect::DEFINITION, |_| expectation());
    schemas.define("step", |schemas| step(language, schemas));
    let mut properties = Object::new();
    let mut put = |key: &str, doc: &str, schema: Json| properties.insert(key.to_owned(), property(schema, doc, None));
    put("name", "What the scenario shows, in a sentence.", json!({ "type": "string" }));
    put("tags", "Words by which the scenario can be chosen: backlot run --tag WORD.", Tags::schema(&mut schemas));
    put(
        "skip",
        "Why the scenario is not played; with without, only where one of those variables of the environment is not set.",
        Skip::schema(&mut schemas),
    );
    put(
        "cases",
        "A table: the scenario is played for each row, whose values its placeholders stand for.",
        cases_schema(),
    );
    put("matrix", "A table: the scenario is played for every combination of these values.", matrix_schema());
    for variant in language.variants() {
        let doc = "The scenario is played in each; its expectations are those of the first, and where the answers differ is told.";
        put(variant.key, doc, variant.schema());
    }
    put("parameters", "", parameters_schema());
    put(
        "use",
        "Fixtures and parts, seen from the folder of this file; a later one lies over those before it.",
        Vec::<Used>::schema(&mut schemas),
    );
    put("clock", "The world's time.", Time::schema(&mut schemas));
    put(
        "seed",
        "Where randomness starts. Without it a fresh one is drawn, and shown when something fails.",
        u64::schema(&mut schemas),
    );
    put("drawn", "How much of the randomness was drawn already: what a snapshot says.", u64::schema(&mut schemas));
    put("backlot", "The version that wrote a snapshot.", String::schema(&mut schemas));
    put(
        "allow",
        "Hosts that may really be connected to, in addition to this machine.",
        Vec::<String>::schema(&mut schemas),
    );
    put("faults", "What goes wrong, where and when.", language.faults_schema(&mut schemas));
    for (name, title, schema) in schemas.partial(parts) {
        put(
            name,
            &format!(
                "What {title} is like in this world: maps are merged with those of the fixtures, everything else replaces what they say."
            ),
            schema,
        );
    }
    put(
        "server",
        "The server under test: one that runs already (url), one that is started (run), or one that is played (stub).",
        Server::schema(&mut schemas),
    );
    put("stubs", "Other servers that are played, by the URL that they answer at.", stubs(&mut schemas));
    put("steps", "What happens, in order.", Steps::schema(&mut schemas));
    let is_scenario: Vec<_> = OF_SCENARIOS.iter().map(|key| json!({ "required": [key] })).collect();
    let root = json!({
        "description": "A scenario: a world, what happens in it, and what is expected. Without a name: a fixture, which says what a world is like, or a part, which may have parameters and steps too.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "if": { "anyOf": is_scenario },
        "then": { "required": ["name", "steps"], "properties": { "parameters": false } },
        "not": { "required": cases::KEYS },
    });
    schemas.document("A scenario, a fixture or a part of Backlot", root)
}

fn cases_schema() -> Json {
    let row = json!({ "type": "object", "propertyNames": { "pattern": NAME } });
    json!({ "anyOf": [
        { "type": "array", "minItems": 1, "maxItems": cases::MOST_ROWS, "items": row },
        { "type": "object", "minProperties": 1, "maxProperties": cases::MOST_ROWS, "additionalProperties": row },
    ] })
}

fn matrix_schema() -> Json {
    let values = json!({ "type": "array", "minItems": 1, "maxItems": cases::MOST_ROWS });
    json!({ "type": "object", "minProperties": 1, "propertyNames": { "pattern": NAME }, "additionalProperties": values })
}

fn stubs(schemas: &mut Schemas) -> Json {
    let mut stubs = Stubs::schema(schemas);
    // The keys are URLs.
    stubs["anyOf"][0]["propertyNames"] = json!({ "pattern": r"^https?://|\$\{" });
    stubs
}

/// One step: exactly one kind, and what may stand beside it.
fn step(language: &Language, schemas: &mut Schemas) -> Json {
    let mut properties = Object::new();
    let mut kinds = Vec::new();
    for kind in language.kinds() {
        properties.insert(kind.key().to_owned(), property(kind.schema(schemas), kind.about(), None));
        kinds.push(json!({ "required": [kind.key()] }));
    }
    for (key, about) in BESIDE {
        let schema = match key {
            "expect" => expect::schema_reference(),
            "capture" => {
                let path = Path::schema(schemas);
                json!({ "type": "object", "propertyNames": { "pattern": NAME }, "additionalProperties": path })
            }
            "within" => Duration::schema(schemas),
            _ => String::schema(schemas),
        };
        properties.insert(key.to_owned(), property(schema, about, None));
    }
    json!({
        "description": "One thing that the scenario does.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "oneOf": kinds,
    })
}

/// What is expected: any value, with matchers in the place of values. An object in which every key is a matcher is one.
fn expectation() -> Json {
    let words: Vec<_> = MATCHERS.iter().map(|matcher| matcher.word()).collect();
    let mut properties = Object::new();
    for matcher in MATCHERS {
        properties.insert(matcher.word().to_owned(), property(matcher.schema(), matcher.about(), None));
    }
    let itself = expect::schema_reference();
    json!({
        "description": "What is expected: a part of what comes. What it does not mention may be anything; lists have the same length. An object of matchers stands for every value that all of them fit.",
        "if": { "type": "object", "minProperties": 1, "propertyNames": { "enum": words } },
        "then": {
            "properties": properties,
            "if": { "properties": { "absent": { "const": true } }, "required": ["absent"] },
            "then": { "maxProperties": 1 },
        },
        "else": {
            "if": { "type": "array" },
            "then": { "items": itself },
            "else": { "if": { "type": "object" }, "then": { "additionalProperties": itself } },
        },
    })
}
