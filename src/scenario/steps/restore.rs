//! `restore`: the world holds again what it held at a snapshot.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::snapshot::{mention, name};
use crate::diag::quoted;
use crate::scenario::step::{CouldNot, Mention, Played, Stage, Step, StepKind};
use crate::tree::{Decoding, Node, Schemas};

pub(super) struct Restore;

impl StepKind for Restore {
    fn key(&self) -> &'static str {
        "restore"
    }

    fn about(&self) -> &'static str {
        "The world holds again what it held at the snapshot of this name: `restore: before`. Time and the journal go on."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        name(node, cx).map(|name| Box::new(PutBack(name)) as Box<dyn Step>)
    }

    fn schema(&self, _: &mut Schemas) -> Json {
        json!({ "type": "string", "minLength": 1 })
    }

    fn mentions(&self, node: &Node) -> Vec<Mention> {
        mention(node, false)
    }
}

struct PutBack(String);

#[async_trait]
impl Step for PutBack {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let snapshot = stage.snapshots.lock().get(&self.0).cloned();
        let snapshot =
            snapshot.ok_or_else(|| CouldNot::because(format!("there is no snapshot {}", quoted(&self.0))))?;
        stage.keeper.put_back(&stage.world, &snapshot)?;
        Ok(Played::new(json!({ "now": stage.world.clock().now().to_string() })))
    }
}
