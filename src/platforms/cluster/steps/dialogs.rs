//! `text-input` and `purchase`: players answer the dialogs before them, and buy things.

use async_trait::async_trait;
use serde_json::Value as Json;

use super::spaces;
use crate::platforms::cluster::space::deed::{Answered, Deed};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, record};

record! {
    /// A player answers a dialog for a text.
    struct Typed {
        /// The player; not needed if there is only one.
        player: Option<String>,
        /// The space; not needed if there is only one.
        space: Option<String>,
        /// What is typed.
        text: String = String::new(),
        /// How: success, refused or busy.
        status: Answered = Answered::Success,
    }
}

record! {
    /// A player answers a dialog for a purchase; or, with a product, has bought it or given it back elsewhere.
    struct Bought {
        /// The player; not needed if there is only one.
        player: Option<String>,
        /// The space; not needed if there is only one.
        space: Option<String>,
        /// What was bought elsewhere.
        product: Option<String>,
        /// Whether it was given back.
        back: bool = false,
        /// How the dialog is answered: success, refused, busy or failed.
        status: Answered = Answered::Success,
    }
}

/// The kind of step in which a player types.
pub(super) struct TextInput;

impl StepKind for TextInput {
    fn key(&self) -> &'static str {
        "text-input"
    }

    fn about(&self) -> &'static str {
        "A player answers the dialog that an item has opened with requestTextInput. What came of it: player, item and meta."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let typed = Typed::decode(node, cx)?;
        let deed = Deed::Answer { player: typed.player, text: Some(typed.text), status: typed.status };
        Some(Box::new(Done { space: typed.space, deed }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Typed::schema(schemas)
    }
}

/// The kind of step in which a player buys.
pub(super) struct Purchase;

impl StepKind for Purchase {
    fn key(&self) -> &'static str {
        "purchase"
    }

    fn about(&self) -> &'static str {
        "A player answers the dialog that an item has opened with requestPurchase; with `product`, has bought it elsewhere."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let bought = Bought::decode(node, cx)?;
        let deed = match bought.product {
            Some(product) => Deed::Trade { player: bought.player, product, back: bought.back },
            None => Deed::Answer { player: bought.player, text: None, status: bought.status },
        };
        Some(Box::new(Done { space: bought.space, deed }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Bought::schema(schemas)
    }
}

struct Done {
    space: Option<String>,
    deed: Deed,
}

#[async_trait]
impl Step for Done {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let space = spaces::space_of(&stage.world, self.space.as_deref())?;
        spaces::perform(stage, &space, self.deed.clone()).await.map(Played::new)
    }
}
