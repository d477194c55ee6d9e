//! `disarm`: a fault stops hitting, or all of them do.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::arm::could_not;
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decoding, Node, Schemas, Value};

/// The key that it is written under.
pub(in crate::scenario) const KEY: &str = "disarm";

/// What stands for every fault.
pub(in crate::scenario) const ALL: &str = "all";

pub(super) struct Disarm;

impl StepKind for Disarm {
    fn key(&self) -> &'static str {
        KEY
    }

    fn about(&self) -> &'static str {
        "A fault stops hitting: `disarm: NAME`, or `disarm: all`. What it has done already goes on."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let Value::Text(name) = &node.value else { return cx.wrong_type(node, "the name of a fault, or all") };
        Some(Box::new(Disarmed(name.clone())))
    }

    fn schema(&self, _: &mut Schemas) -> Json {
        json!({ "type": "string", "description": "The name of a fault, or all." })
    }
}

struct Disarmed(String);

#[async_trait]
impl Step for Disarmed {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let world = &stage.world;
        if self.0 == ALL {
            world.faults().disarm_all();
        } else {
            world.faults().disarm(&self.0).map_err(|refusal| could_not(world, &refusal))?;
        }
        Ok(Played::new(json!({ "now": world.clock().now().to_string() })))
    }
}
