//! What a step is: one thing that a scenario does. Kinds of steps come from here (those that every world knows) and from the
//! platforms; each kind is read from the value under its own key, and played in the scenario's [`Stage`].

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value as Json;
use url::Url;

use super::expect::Mismatch;
use crate::client::Client;
use crate::journal::exchange::ExchangeId;
use crate::tree::{Decoding, Node, Schemas};
use crate::world::World;

/// A kind of step.
pub trait StepKind: Send + Sync {
    /// The key that a step of this kind is written under: `advance`, `gphud`, `callback`…
    fn key(&self) -> &'static str;

    /// What it does, in a sentence.
    fn about(&self) -> &'static str;

    /// The step in `node`, the value under the key. Called once when the scenario is read, with placeholders still open, so
    /// that mistakes are found before anything is played; and again with every placeholder replaced when the step is due.
    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>>;

    /// The JSON Schema of the value under the key.
    fn schema(&self, schemas: &mut Schemas) -> Json;
}

/// A step that is ready to be played.
#[async_trait]
pub trait Step: Send + Sync {
    /// Plays it.
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot>;
}

/// What a step is played in.
pub struct Stage {
    /// The scenario's world.
    pub world: Arc<World>,
    /// Where the server under test listens, if there is one.
    pub server: Option<Url>,
    /// For requests to the program under test.
    pub client: Client,
}

/// What came of a step that was played, well or not: that is for its expectations to say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Played {
    /// What expectations are held against, and captures are taken from.
    pub value: Json,
    /// The exchange in the journal that tells how it came to that, if there was one.
    pub exchange: Option<ExchangeId>,
    /// What the step itself expected and did not get, for steps that expect something by their nature.
    pub unmet: Vec<Mismatch>,
}

impl Played {
    /// This came of it.
    pub fn new(value: Json) -> Self {
        Self { value, exchange: None, unmet: Vec::new() }
    }
}

/// A step could not be played: the scenario has not failed but could not run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CouldNot {
    /// What could not be done, and why.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl CouldNot {
    /// It could not be done, for this reason.
    pub fn because(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// With how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A kind that lives as long as the program is a kind like any other.
impl<K: StepKind + ?Sized> StepKind for &K {
    fn key(&self) -> &'static str {
        (**self).key()
    }

    fn about(&self) -> &'static str {
        (**self).about()
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        (**self).decode(node, cx)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        (**self).schema(schemas)
    }
}
