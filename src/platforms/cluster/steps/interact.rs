//! `interact`: players use items, one or several at the same moment.

use async_trait::async_trait;
use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::spaces;
use crate::platforms::cluster::space::deed::{Act, Deed};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, record};
use crate::world::World;

record! {
    /// A player uses an item.
    struct Press {
        /// The item.
        item: String,
        /// The player; not needed if there is only one.
        player: Option<String>,
    }
}

/// The kind of step.
pub(super) struct Interact;

impl StepKind for Interact {
    fn key(&self) -> &'static str {
        "interact"
    }

    fn about(&self) -> &'static str {
        "A player uses an item: `interact: { item: button, player: alice }`; a list of such for several at the same moment. What came of it: item, player, and whether its script was called; of a list, a list."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        Some(Box::new(match node.as_list() {
            Some(_) => Presses { all: Vec::decode(node, cx)?, is_list: true },
            None => Presses { all: vec![Press::decode(node, cx)?], is_list: false },
        }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let press = Press::schema(schemas);
        json!({ "anyOf": [press, { "type": "array", "items": press }] })
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        for press in node.as_list().unwrap_or(std::slice::from_ref(node)) {
            spaces::examine_item(press.get("item"), world, cx);
        }
    }
}

struct Presses {
    all: Vec<Press>,
    is_list: bool,
}

#[async_trait]
impl Step for Presses {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let mut by_space: IndexMap<String, Vec<(usize, Deed)>> = IndexMap::new();
        for (at, press) in self.all.iter().enumerate() {
            let (space, item) = spaces::place_of(&stage.world, &press.item)?;
            let deed = Deed::Act { item, player: press.player.clone(), act: Act::Interact };
            by_space.entry(space).or_default().push((at, deed));
        }
        let mut came = vec![Json::Null; self.all.len()];
        for (space, deeds) in by_space {
            let (places, deeds): (Vec<_>, Vec<_>) = deeds.into_iter().unzip();
            for (at, one) in places.into_iter().zip(spaces::perform_all(stage, &space, deeds).await?) {
                came[at] = one?;
            }
        }
        let value = if self.is_list { Json::Array(came) } else { came.pop().unwrap_or_default() };
        Ok(Played::new(value))
    }
}
