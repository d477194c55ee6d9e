//! `snapshot`: what the world holds now is kept under a name, to look at it or to come back to it.

use async_trait::async_trait;
use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic};
use crate::scenario::step::{CouldNot, Mention, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, Spanned};

/// What has the name.
pub(super) const WHAT: &str = "snapshot";

pub(super) struct Snapshot;

impl StepKind for Snapshot {
    fn key(&self) -> &'static str {
        "snapshot"
    }

    fn about(&self) -> &'static str {
        "What the world holds is kept under a name: `snapshot: before`. What came of it: all that the world holds, as a fixture would say it, so that it can be expected of it."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        name(node, cx).map(|name| Box::new(Take(name)) as Box<dyn Step>)
    }

    fn schema(&self, _: &mut Schemas) -> Json {
        serde_json::json!({ "type": "string", "minLength": 1 })
    }

    fn mentions(&self, node: &Node) -> Vec<Mention> {
        mention(node, true)
    }
}

/// The name that is written as the value of the step.
pub(super) fn name(node: &Node, cx: &mut Decoding<'_>) -> Option<String> {
    let name = String::decode(node, cx)?;
    if name.is_empty() {
        cx.report(Diagnostic::error(Code::BadValue, node.place(), "a snapshot needs a name"));
        return None;
    }
    Some(name)
}

pub(super) fn mention(node: &Node, gives: bool) -> Vec<Mention> {
    let name = node.as_text().filter(|name| !name.is_empty());
    name.map(|name| Mention { what: WHAT, name: Spanned::new(name.to_owned(), node.place()), gives })
        .into_iter()
        .collect()
}

struct Take(String);

#[async_trait]
impl Step for Take {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let taken = stage.keeper.take(&stage.world);
        stage.snapshots.lock().insert(self.0.clone(), taken.clone());
        Ok(Played::new(taken))
    }
}
