//! `item-event`: something happens to an item that is more than being used: it is grabbed, ridden, hit, written to.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::spaces;
use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::deed::{Act, Deed};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode, Decoding, Node, Schemas, record};
use crate::world::World;

record! {
    /// Something that happens to an item: exactly one of grab, use, ride, steer, steer-additional-axis, message, collide, and
    /// callback.
    struct Event {
        /// The item. Not needed for a callback that every item hears which listens.
        item: Option<String>,
        /// The player who does it; not needed if there is only one.
        player: Option<String>,
        /// The space; not needed if there is only one, or if an item is named.
        space: Option<String>,
        /// The player grabs it (true), or lets it go (false).
        grab: Option<bool>,
        /// Whether it is grabbed with the left hand.
        left_hand: bool = false,
        /// The player begins to use it in the hand (true), or stops (false).
        r#use: Option<bool> as "use",
        /// The player gets on (true), or off (false).
        ride: Option<bool>,
        /// The player steers: [right, forward].
        steer: Option<Vec<f64>>,
        /// The player steers up (1) or down (-1).
        steer_additional_axis: Option<f64>,
        /// The player's script sends a message.
        message: Option<Message>,
        /// It collides with an item or a player.
        collide: Option<Collision>,
        /// A callback that has no key of its own: onGiftSent, onCommentReceived…
        callback: Option<Callback>,
        /// What the callback is called with. { player: alice } and { item: lamp } are handles, { x: 0, y: 1, z: 0 } is a vector.
        args: Vec<Json> = Vec::new(),
    }
}

record! {
    /// A message of a player's script.
    struct Message {
        /// Its type.
        kind: String as "type",
        /// What is sent.
        arg: Json = Json::Null,
    }
}

record! {
    /// A collision.
    struct Collision {
        /// What it collides with.
        with: Json = Json::Null,
        /// The impulse.
        impulse: Vec<f64> = vec![0.0; 3],
        /// How fast the other came, seen from the item.
        velocity: Vec<f64> = vec![0.0; 3],
    }
}

/// What an event can be.
const KEYS: [&str; 8] = ["grab", "use", "ride", "steer", "steer-additional-axis", "message", "collide", "callback"];

/// The kind of step.
pub(super) struct ItemEvent;

impl StepKind for ItemEvent {
    fn key(&self) -> &'static str {
        "item-event"
    }

    fn about(&self) -> &'static str {
        "Something happens to an item: a player grabs it, uses it in the hand, rides or steers it, sends it a message; it collides; or any callback, with its arguments."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let event = Event::decode(node, cx)?;
        let found = KEYS.iter().filter(|key| node.get(key).is_some()).count();
        if !spaces::one_of(&KEYS, found, node, cx) {
            return None;
        }
        if event.item.is_none() && event.callback.is_none() {
            spaces::one_of(&["item"], 0, node, cx);
            return None;
        }
        Some(Box::new(event))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Event::schema(schemas)
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        spaces::examine_item(node.get("item"), world, cx);
    }
}

impl Event {
    fn deed(&self, item: Option<String>) -> Result<Deed, CouldNot> {
        let player = self.player.clone();
        let Some(name) = item else {
            let callback = self.callback.ok_or_else(|| CouldNot::because("it is not said which item is meant"))?;
            return Ok(Deed::Happen { item: None, callback, args: self.args.clone() });
        };
        if let Some(message) = &self.message {
            return Ok(Deed::Send { item: name, player, kind: message.kind.clone(), arg: message.arg.clone() });
        }
        if let Some(hit) = &self.collide {
            let details = json!({
                "handle": hit.with, "impulse": vector(&hit.impulse)?, "velocity": vector(&hit.velocity)?, "points": [],
            });
            return Ok(Deed::Happen { item: Some(name), callback: Callback::Collide, args: vec![details] });
        }
        if let Some(callback) = self.callback {
            return Ok(Deed::Happen { item: Some(name), callback, args: self.args.clone() });
        }
        let act = match (self.grab, self.r#use, self.ride, &self.steer, self.steer_additional_axis) {
            (Some(down), ..) => Act::Grab { down, left: self.left_hand },
            (_, Some(down), ..) => Act::Use(down),
            (_, _, Some(on), ..) => Act::Ride(on),
            (_, _, _, Some(input), _) => {
                let input = input.as_slice().try_into();
                Act::Steer(input.map_err(|_| CouldNot::because("steering has two numbers: [right, forward]"))?)
            }
            (.., Some(input)) => Act::SteerAdditionalAxis(input),
            _ => return Err(CouldNot::because("it is not said what happens")),
        };
        Ok(Deed::Act { item: name, player, act })
    }
}

fn vector(numbers: &[f64]) -> Result<Json, CouldNot> {
    match numbers {
        [x, y, z] => Ok(json!({ "x": x, "y": y, "z": z })),
        _ => Err(CouldNot::because("a vector has three numbers")),
    }
}

#[async_trait]
impl Step for Event {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let (space, item) = match &self.item {
            Some(item) => spaces::place_of(&stage.world, item).map(|(space, item)| (space, Some(item)))?,
            None => (spaces::space_of(&stage.world, self.space.as_deref())?, None),
        };
        spaces::perform(stage, &space, self.deed(item)?).await.map(Played::new)
    }
}
