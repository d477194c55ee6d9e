//! `advance`: time passes. Whatever waits on the way wakes at its own time and in order.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Duration, Node, Schemas};

pub(super) struct Advance;

impl StepKind for Advance {
    fn key(&self) -> &'static str {
        "advance"
    }

    fn about(&self) -> &'static str {
        "Time passes: `advance: 6d18h`. What came of it is the time then, as `now`."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        Duration::decode(node, cx).map(|by| Box::new(By(by)) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Duration::schema(schemas)
    }
}

struct By(Duration);

#[async_trait]
impl Step for By {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let clock = stage.world.clock();
        clock.advance(*self.0).await;
        Ok(Played::new(json!({ "now": clock.now().to_string() })))
    }
}
