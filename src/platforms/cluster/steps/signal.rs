//! `signal`: a trigger sends a signal, or sets a value, that scripts read with `$.getStateCompat`.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::spaces;
use crate::platforms::cluster::space::compat::Target;
use crate::platforms::cluster::space::deed::Deed;
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode, Decoding, Node, Schemas, Value, record};
use crate::world::World;

record! {
    /// A trigger sends a signal, or sets a value: of an item, of a player, or of everybody.
    struct Sent {
        /// Its name.
        key: String,
        /// The item whose it is.
        item: Option<String>,
        /// The player whose it is.
        player: Option<String>,
        /// The space; not needed if there is only one.
        space: Option<String>,
        /// The value: true or false, a number, or two or three of them. Without it, a signal is sent.
        value: Option<Numbers>,
    }
}

/// A value as numbers.
#[derive(Debug, Clone)]
struct Numbers(Vec<f64>);

impl Decode for Numbers {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        match &node.value {
            Value::Bool(flag) => Some(Self(vec![f64::from(u8::from(*flag))])),
            Value::List(list) if matches!(list.len(), 2 | 3) => Vec::decode(node, cx).map(Self),
            Value::List(_) => cx.wrong_type(node, "two or three numbers"),
            _ => f64::decode(node, cx).map(|number| Self(vec![number])),
        }
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let number = f64::schema(schemas);
        json!({ "anyOf": [{ "type": "boolean" }, number, { "type": "array", "items": number, "minItems": 2, "maxItems": 3 }] })
    }
}

impl serde::Serialize for Numbers {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The kind of step.
pub(super) struct Signal;

impl StepKind for Signal {
    fn key(&self) -> &'static str {
        "signal"
    }

    fn about(&self) -> &'static str {
        "A trigger sends a signal, or with `value` sets a value: of an item, of a player, or of everybody if neither is named."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let sent = Sent::decode(node, cx)?;
        if sent.item.is_some() && sent.player.is_some() {
            spaces::one_of(&["item", "player"], 2, node, cx);
            return None;
        }
        Some(Box::new(sent))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Sent::schema(schemas)
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        spaces::examine_item(node.get("item"), world, cx);
    }
}

#[async_trait]
impl Step for Sent {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let (space, target, of) = match (&self.item, &self.player) {
            (Some(item), _) => {
                let (space, item) = spaces::place_of(&stage.world, item)?;
                (space, Target::This, Some(item))
            }
            (None, player) => {
                let space = spaces::space_of(&stage.world, self.space.as_deref())?;
                let target = if player.is_some() { Target::Owner } else { Target::Global };
                (space, target, player.clone())
            }
        };
        let numbers = self.value.as_ref().map(|value| value.0.clone());
        let deed = Deed::Signal { target, of, key: self.key.clone(), numbers };
        spaces::perform(stage, &space, deed).await.map(Played::new)
    }
}
