//! What a step is: one thing that a scenario does. Kinds of steps come from here (those that every world knows) and from the
//! platforms; each kind is read from the value under its own key, and played in the scenario's [`Stage`].

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::Value as Json;
use url::Url;

use super::expect::Mismatch;
use super::part::Used;
use crate::client::Client;
use crate::journal::exchange::ExchangeId;
use crate::tree::{Decoding, Duration, Node, Schemas, Spanned};
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

    /// For kinds whose value holds steps: those, and what is left of the value without them, which is what
    /// [`StepKind::decode`] gets then. A value that is not of the right kind is reported.
    fn holds<'n>(&self, node: &'n Node, cx: &mut Decoding<'_>) -> Option<Holding<'n>> {
        let _ = (node, cx);
        None
    }

    /// For kinds whose steps are in another file: that file, and what it is given.
    fn part(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Used> {
        let _ = (node, cx);
        None
    }

    /// The names that it gives to things, and those that it needs from the steps before it; captures need not be told.
    fn mentions(&self, node: &Node) -> Vec<Mention> {
        let _ = node;
        Vec::new()
    }

    /// What can be said of the step in `node` once the world is set up as it begins: names that are not there, and slips that
    /// are easily made. Placeholders are open. `expects` is what the step expects, as far as it says so: what it expects to be
    /// refused need not be warned of.
    fn examine(&self, node: &Node, expects: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        let _ = (node, expects, world, cx);
    }
}

/// The steps within the value of a step.
#[derive(Debug)]
pub struct Holding<'n> {
    /// The value without them.
    pub head: Node,
    /// The steps: one branch of them, or several.
    pub branches: Vec<Held<'n>>,
}

/// Steps that a step holds, one after the other.
#[derive(Debug)]
pub struct Held<'n> {
    /// What they are called in messages; empty if there is nothing to tell them from.
    pub name: String,
    /// The steps.
    pub steps: Vec<&'n Node>,
    /// Names under which the step gives them values.
    pub gives: Vec<String>,
}

/// A name that a step gives to something, or needs from the steps before it.
#[derive(Debug, Clone)]
pub struct Mention {
    /// What has the name: `snapshot`.
    pub what: &'static str,
    /// The name.
    pub name: Spanned<String>,
    /// Whether the step gives the name; else it needs it.
    pub gives: bool,
}

/// A step that is ready to be played. One of the two methods is its own: steps that hold others have a course.
#[async_trait]
pub trait Step: Send + Sync {
    /// Plays it.
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let _ = stage;
        Err(CouldNot::because("there is nothing to play"))
    }

    /// How the steps that it holds are played; none if it holds none.
    fn course(&self) -> Option<Course> {
        None
    }
}

/// How the steps that a step holds are played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// Once, as if they stood where the step stands.
    Once,
    /// Again and again.
    Again {
        /// How often.
        times: u32,
        /// The name under which they find the number of the turn, counted from 1.
        index: String,
        /// How long after the beginning of one turn the next one begins, in the world's time; at once if it took longer.
        every: Duration,
    },
    /// Every branch at the same time.
    AtOnce,
}

/// What a step is played in.
pub struct Stage {
    /// The scenario's world.
    pub world: Arc<World>,
    /// Where the server under test listens, if there is one.
    pub server: Option<Url>,
    /// For requests to the program under test.
    pub client: Client,
    /// Takes snapshots of the world, and puts them back.
    pub keeper: &'static dyn Keeper,
    /// The snapshots that were taken, by their names.
    pub snapshots: Mutex<BTreeMap<String, Json>>,
}

impl Stage {
    /// Nothing was taken of the world yet.
    pub fn new(world: Arc<World>, server: Option<Url>, client: Client, keeper: &'static dyn Keeper) -> Self {
        Self { world, server, client, keeper, snapshots: Mutex::default() }
    }
}

/// Takes snapshots of worlds, and puts them back: what knows every platform, which steps do not.
pub trait Keeper: Send + Sync {
    /// What the world holds now, as one value.
    fn take(&self, world: &World) -> Json;

    /// Makes the world hold what it held when `snapshot` was taken. Time and the journal go on; the reason if it cannot be done.
    fn put_back(&self, world: &Arc<World>, snapshot: &Json) -> Result<(), CouldNot>;
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

    fn holds<'n>(&self, node: &'n Node, cx: &mut Decoding<'_>) -> Option<Holding<'n>> {
        (**self).holds(node, cx)
    }

    fn part(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Used> {
        (**self).part(node, cx)
    }

    fn mentions(&self, node: &Node) -> Vec<Mention> {
        (**self).mentions(node)
    }

    fn examine(&self, node: &Node, expects: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        (**self).examine(node, expects, world, cx);
    }
}
