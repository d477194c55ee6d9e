//! `expect-xp`: where a character must stand: its level, and its points of each kind with their limits.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::people::character;
use crate::platforms::gphud::experience::{automatic, standing};
use crate::platforms::gphud::state::State;
use crate::scenario::expect;
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Fields, Map, Node, Schemas, Value};
use crate::world::World;

/// `expect-xp: { character: test989, level: 3, xp: { used: 3, limit: 3 } }`.
pub(super) struct ExpectXp;

struct Expected {
    character: String,
    instance: Option<String>,
    wanted: Node,
}

impl StepKind for ExpectXp {
    fn key(&self) -> &'static str {
        "expect-xp"
    }

    fn about(&self) -> &'static str {
        "A GPHUD character must stand there: level, total, ability-points, and each kind with total, used, limit, room and next."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let mut fields = Fields::of(node, cx)?;
        let character = fields.take("character", cx);
        let instance = fields.take("instance", cx);
        let mut wanted = Map::new();
        for (key, entry) in fields.rest(cx) {
            expect::check(&entry.value, cx);
            // Keys are unique in what is a map already.
            let _ = wanted.insert(key.to_owned(), entry.key.clone(), entry.value.clone());
        }
        let wanted = Node::new(node.span.clone(), Value::Map(wanted));
        Some(Box::new(Expected { character: character?, instance: instance?, wanted }))
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        super::names::examine_character(node.get("character"), world, cx);
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let text = String::schema(schemas);
        json!({
            "type": "object",
            "properties": { "character": text, "instance": text },
            "required": ["character"],
            "additionalProperties": true,
        })
    }
}

#[async_trait]
impl Step for Expected {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        automatic::pass(&stage.world);
        let now = stage.world.clock().unix();
        let database = stage.world.state::<State>().lock();
        let (_, id) = character(&database, self.instance.as_deref(), &self.character)?;
        let standing = standing::of(&database, id, now).unwrap_or_default();
        let unmet = expect::compare(&self.wanted, &standing);
        Ok(Played { unmet, ..Played::new(standing) })
    }
}
