//! `expect-state` and `expect-text`: what a script has left on its item must be so, or become so within some time.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::spaces::{self, USUAL, Wanted};
use crate::platforms::cluster::space::Space;
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Duration, Node, Schemas, record};
use crate::world::World;

record! {
    /// What an item must be like.
    struct StateEntry {
        /// The item.
        item: String,
        /// What is in its $.state.
        state: Option<Node>,
        /// What is in the $.groupState of its group.
        group_state: Option<Node>,
        /// Where it is, as x, y and z.
        position: Option<Node>,
        /// The player who owns it.
        owner: Option<Node>,
        /// Which sub nodes are switched on, by name.
        enabled: Option<Node>,
        /// What was set on its parts, by part and property.
        kept: Option<Node>,
        /// How long it may take, in the world's time.
        within: Duration = USUAL,
    }
}

record! {
    /// What a sub node must show.
    struct TextEntry {
        /// The item.
        item: String,
        /// The sub node; not needed if only one shows a text.
        node: Option<String>,
        /// Its text.
        text: Node,
        /// How long it may take, in the world's time.
        within: Duration = USUAL,
    }
}

/// The kind of step that looks at an item's state.
pub(super) struct ExpectState;

impl StepKind for ExpectState {
    fn key(&self) -> &'static str {
        "expect-state"
    }

    fn about(&self) -> &'static str {
        "What a script has left must be so, or become so within 5 s (`within`): its `state`, `group-state`, `position`, `owner`, the sub nodes that are `enabled`, and what was `kept` of settings. What came of it is all of this."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let entry = StateEntry::decode(node, cx)?;
        let before = cx.errors();
        let wanted = [
            ("state", entry.state),
            ("group-state", entry.group_state),
            ("position", entry.position),
            ("owner", entry.owner),
            ("enabled", entry.enabled),
            ("kept", entry.kept),
        ];
        let keys = wanted.each_ref().map(|(key, _)| *key);
        let wanted: Vec<_> = wanted.into_iter().filter_map(|(key, node)| Wanted::take(key, node, cx)).collect();
        if wanted.is_empty() {
            spaces::one_of(&keys, 0, node, cx);
        }
        (cx.errors() == before)
            .then(|| Box::new(Expected { item: entry.item, wanted, within: entry.within }) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        StateEntry::schema(schemas)
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        spaces::examine_item(node.get("item"), world, cx);
    }
}

struct Expected {
    item: String,
    wanted: Vec<Wanted>,
    within: Duration,
}

#[async_trait]
impl Step for Expected {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let look = || {
            let value = spaces::look_at(&stage.world, &self.item, Space::shown)?;
            let unmet = self.wanted.iter().flat_map(|wanted| wanted.differs(&value)).collect();
            Ok((value, unmet))
        };
        spaces::eventually(stage, self.within, look).await
    }
}

/// The kind of step that looks at a sub node's text.
pub(super) struct ExpectText;

impl StepKind for ExpectText {
    fn key(&self) -> &'static str {
        "expect-text"
    }

    fn about(&self) -> &'static str {
        "A sub node of an item must show a text, or come to show it within 5 s (`within`). What came of it: item, node and text."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let entry = TextEntry::decode(node, cx)?;
        let before = cx.errors();
        let wanted = Wanted::take("text", Some(entry.text), cx)?;
        let shown = Shown { item: entry.item, node: entry.node, wanted, within: entry.within };
        (cx.errors() == before).then(|| Box::new(shown) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        TextEntry::schema(schemas)
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        spaces::examine_item(node.get("item"), world, cx);
    }
}

struct Shown {
    item: String,
    node: Option<String>,
    wanted: Wanted,
    within: Duration,
}

#[async_trait]
impl Step for Shown {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let look = || {
            let value = spaces::look_at(&stage.world, &self.item, |_, item| {
                let texts: Vec<_> = item.nodes.iter().filter(|(_, node)| node.text.is_some()).collect();
                let found = match (&self.node, &texts[..]) {
                    (Some(name), _) => texts.iter().find(|(node, _)| *node == name),
                    (None, [only]) => Some(only),
                    (None, _) => None,
                };
                let known = texts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
                found.map(|(name, node)| json!({ "item": &*item.name, "node": name, "text": node.text })).ok_or(known)
            })?;
            let value = value.map_err(|known| {
                CouldNot::because(format!("{} has no such sub node that shows a text", self.item))
                    .help(format!("those that show one: {known}"))
            })?;
            let unmet = self.wanted.differs(&value);
            Ok((value, unmet))
        };
        spaces::eventually(stage, self.within, look).await
    }
}
