//! `arm`: a fault begins to hit: one that waits under its name, or one that is said here.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use crate::diag::suggest::suggestion;
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decoding, Node, Schemas, Value};
use crate::world::World;
use crate::world::faults::{Fault, Refusal, Words};

/// The key that it is written under.
pub(in crate::scenario) const KEY: &str = "arm";

pub(super) struct Arm {
    pub(super) words: Arc<Words>,
}

impl StepKind for Arm {
    fn key(&self) -> &'static str {
        KEY
    }

    fn about(&self) -> &'static str {
        "A fault begins to hit, and counts from here: `arm: NAME` for one under `faults`, or a whole fault as there."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let armed = match &node.value {
            Value::Text(name) => Armed::Known(name.clone()),
            Value::Map(_) => Armed::New(Box::new(self.words.read(node, cx)?)),
            _ => return cx.wrong_type(node, "the name of a fault, or a fault"),
        };
        Some(Box::new(armed))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let fault = self.words.schema(schemas);
        json!({ "anyOf": [{ "type": "string", "description": "The name of a fault under faults." }, fault] })
    }
}

enum Armed {
    Known(String),
    New(Box<Fault>),
}

#[async_trait]
impl Step for Armed {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let (world, now) = (&stage.world, stage.world.clock().now());
        let armed = match self {
            Self::Known(name) => world.faults().arm(name, now),
            Self::New(fault) => world.faults().add(Fault { armed: true, ..(**fault).clone() }, now),
        };
        armed.map_err(|refusal| could_not(world, &refusal))?;
        Ok(Played::new(json!({ "now": now.to_string() })))
    }
}

/// Why a fault could not be armed or disarmed, with the names that there are.
pub(super) fn could_not(world: &World, refusal: &Refusal) -> CouldNot {
    let reason = CouldNot::because(refusal.to_string());
    let names = world.faults().names();
    match refusal {
        Refusal::Unknown(_) if names.is_empty() => {
            reason.help("give a fault a name: faults: [{ name: outage, do: reset, armed: false }]")
        }
        Refusal::Unknown(name) => match suggestion(name, names.iter().map(String::as_str)) {
            Some(help) => reason.help(help),
            None => reason,
        },
        Refusal::TooMany => reason,
    }
}
