//! `enter` and `leave`: players come and go.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::spaces;
use crate::platforms::cluster::fixture::Point;
use crate::platforms::cluster::space::deed::Deed;
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, record};

record! {
    /// Somebody enters a space, or leaves it.
    struct Who {
        /// The player's name.
        player: String,
        /// The space; not needed if there is only one.
        space: Option<String>,
        /// Where they enter; else where everybody begins.
        position: Option<Point>,
    }
}

fn decode(node: &Node, cx: &mut Decoding<'_>, enters: bool) -> Option<Box<dyn Step>> {
    let who = match node.as_text() {
        Some(name) => Who { player: name.to_owned(), space: None, position: None },
        None => Who::decode(node, cx)?,
    };
    Some(Box::new(Move { who, enters }))
}

fn schema(schemas: &mut Schemas) -> Json {
    let who = Who::schema(schemas);
    json!({ "anyOf": [{ "type": "string", "description": "The player's name." }, who] })
}

/// The kind of step in which somebody comes.
pub(super) struct Enter;

impl StepKind for Enter {
    fn key(&self) -> &'static str {
        "enter"
    }

    fn about(&self) -> &'static str {
        "Somebody enters a space: `enter: alice`. What came of it: player, and the id of this entry."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        decode(node, cx, true)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        schema(schemas)
    }
}

/// The kind of step in which somebody goes.
pub(super) struct Leave;

impl StepKind for Leave {
    fn key(&self) -> &'static str {
        "leave"
    }

    fn about(&self) -> &'static str {
        "Somebody leaves a space, and lets go of what they hold and ride: `leave: alice`."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        decode(node, cx, false)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        schema(schemas)
    }
}

struct Move {
    who: Who,
    enters: bool,
}

#[async_trait]
impl Step for Move {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let space = spaces::space_of(&stage.world, self.who.space.as_deref())?;
        let player = self.who.player.clone();
        let deed = if self.enters {
            Deed::Enter { player, position: self.who.position.map(|point| point.0) }
        } else {
            Deed::Leave { player }
        };
        spaces::perform(stage, &space, deed).await.map(Played::new)
    }
}
