//! `tick`: some frames pass.

use std::time::Duration as StdDuration;

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::spaces;
use crate::platforms::cluster::state::State;
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas};

/// The kind of step.
pub(super) struct Tick;

impl StepKind for Tick {
    fn key(&self) -> &'static str {
        "tick"
    }

    fn about(&self) -> &'static str {
        "So many frames of the space pass: `tick: 3`. What came of it is the time then, as `now`."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        u32::decode(node, cx).map(|frames| Box::new(Frames(frames)) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        u32::schema(schemas)
    }
}

struct Frames(u32);

#[async_trait]
impl Step for Frames {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let space = spaces::space_of(&stage.world, None);
        let rate = {
            let data = stage.world.state::<State>().lock();
            let spaces = match space {
                Ok(name) => data.spaces.get(&name).into_iter().collect::<Vec<_>>(),
                Err(_) => data.spaces.values().collect(),
            };
            spaces.iter().map(|space| space.rules.frames_per_second).min().unwrap_or(60)
        };
        let clock = stage.world.clock();
        // A nanosecond more, for frames are at times that were cut to whole ones.
        let passes = StdDuration::from_secs(1) * self.0 / rate + StdDuration::from_nanos(1);
        clock.advance(passes).await;
        Ok(Played::new(json!({ "now": clock.now().to_string() })))
    }
}
