//! An item in a space: what kind it is and whose, where it is, what it is made of, and what its script has left there.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::callback::Callback;
use super::limits::Slots;
use super::script::Script;
use super::sendable::Sendable;
use crate::platforms::cluster::rate::Rate;
use crate::tree::choice;

/// What an item is, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Part of the world.
    World,
    /// Placed in it.
    Craft {
        /// The account that made it.
        creator: String,
        /// Its calls.
        calls: Rate,
    },
}

choice! {
    /// A component of an item that changes what its script may do.
    #[derive(PartialOrd, Ord)]
    pub enum Component {
        /// It can be moved: `$.setPosition` and `$.setRotation` work.
        Movable = "movable",
        /// It obeys forces: gravity and velocity can be set.
        Physical = "physical",
        /// It can be grabbed.
        Grabbable = "grabbable",
        /// It can be ridden.
        Ridable = "ridable",
        /// It notices what overlaps it.
        OverlapDetector = "overlap-detector",
        /// It has a script for players.
        PlayerScript = "player-script",
        /// Nothing about it can be touched: no interact, nothing finds it nearby.
        NoCollider = "no-collider",
        /// It is the host of an item group.
        GroupHost = "group-host",
    }
}

/// A part of an item with a name of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct SubNode {
    /// The sub node that it is part of; none if it is part of the item itself.
    pub parent: Option<String>,
    /// Where it is, seen from the item.
    pub position: [f64; 3],
    /// How it is turned, seen from the item.
    pub rotation: [f64; 4],
    /// Whether it is switched on itself.
    pub enabled: bool,
    /// Its text; none if it shows none.
    pub text: Option<String>,
}

/// A humanoid animation that the item has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Animation {
    /// In seconds.
    pub length: f64,
    /// Whether it begins anew at its end.
    pub is_loop: bool,
}

/// An item in a space.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name, unique in the space.
    pub name: Arc<str>,
    /// What it is, and whose.
    pub kind: Kind,
    /// Its id, unique in the space.
    pub id: u64,
    /// What it is called in logs.
    pub title: Arc<str>,
    /// The template that it was made from; for a craft item, what its script sees as its template.
    pub template: Option<String>,
    /// Whether it was made while the space ran, so that it may destroy itself.
    pub is_created: bool,
    /// Its script.
    pub script: Option<Script>,
    /// Its components.
    pub components: Vec<Component>,
    /// Where it is.
    pub position: [f64; 3],
    /// How it is turned.
    pub rotation: [f64; 4],
    /// How large it is, as a sphere, in metres.
    pub radius: f64,
    /// Items and players, by name, that overlap it wherever they are.
    pub overlaps: Vec<String>,
    /// Its parts, by name.
    pub nodes: IndexMap<String, SubNode>,
    /// World items that it knows, by the ids it knows them under.
    pub references: IndexMap<String, String>,
    /// World item templates that it knows, by the ids it knows them under.
    pub templates: IndexMap<String, String>,
    /// Its humanoid animations, by id.
    pub animations: IndexMap<String, Animation>,
    /// The item that hosts its group; its own name if it does so itself.
    pub group: Option<String>,
    /// What its script keeps.
    pub state: IndexMap<Arc<str>, Sendable>,
    /// The player whose device runs its script.
    pub owner: Option<String>,
    /// The player who holds it.
    pub grabbed_by: Option<String>,
    /// The player who rides it.
    pub ridden_by: Option<String>,
    /// The ids of the players who see it; everybody if none.
    pub visible_to: Option<Vec<String>>,
    /// What its script has set on parts that only keep it, by part and property.
    pub kept: IndexMap<String, Json>,
    /// Products whose purchases its script wants to hear of.
    pub subscribed: Vec<String>,
    /// How far it has come.
    pub life: Life,
    /// What its script has used.
    pub used: Used,
}

/// How far an item has come.
#[derive(Debug, Clone, Default)]
pub struct Life {
    /// Whether its script has an environment, with what it has registered.
    pub is_loaded: bool,
    /// Whether `onStart` was called.
    pub started: bool,
    /// Whether it is to be gone at the end of the frame.
    pub is_ending: bool,
    /// The callbacks that its script has registered, one bit for each.
    pub hears: u32,
    /// Whether its script hears messages of items.
    pub hears_items: bool,
    /// Whether its script hears messages of players.
    pub hears_players: bool,
    /// Calls of `onUpdate` since its script was loaded.
    pub updates: u64,
}

/// What an item's script has used of what is limited.
#[derive(Debug, Clone, Default)]
pub struct Used {
    /// `createItem`.
    pub creates: Slots,
    /// `requestOwner`.
    pub owners: Slots,
    /// What it does to other items.
    pub on_items: Slots,
    /// What it does to players.
    pub on_players: Slots,
    /// What a craft item sends.
    pub sends: Slots,
    /// `getOwnProducts` of a craft item.
    pub products: Rate,
}

impl Life {
    /// Whether its script has registered `callback`.
    pub fn hears(&self, callback: Callback) -> bool {
        self.hears & callback.bit() != 0
    }
}

impl Item {
    /// An item of that kind which nothing else is known of.
    pub fn new(kind: Kind, name: &str) -> Self {
        Self {
            name: name.into(),
            kind,
            id: 0,
            title: name.into(),
            template: None,
            is_created: false,
            script: None,
            components: Vec::new(),
            position: [0.0; 3],
            rotation: [0.0, 0.0, 0.0, 1.0],
            radius: 0.5,
            overlaps: Vec::new(),
            nodes: IndexMap::new(),
            references: IndexMap::new(),
            templates: IndexMap::new(),
            animations: IndexMap::new(),
            group: None,
            state: IndexMap::new(),
            owner: None,
            grabbed_by: None,
            ridden_by: None,
            visible_to: None,
            kept: IndexMap::new(),
            subscribed: Vec::new(),
            life: Life::default(),
            used: Used::default(),
        }
    }

    /// What it is, as a person says it.
    pub fn kind(&self) -> &'static str {
        match self.kind {
            Kind::World => "world item",
            Kind::Craft { .. } => "craft item",
        }
    }

    /// Whether it is a craft item.
    pub fn is_craft(&self) -> bool {
        matches!(self.kind, Kind::Craft { .. })
    }

    /// The account whose server it calls, if it is in a space of `space_creator`.
    pub fn creator<'a>(&'a self, space_creator: &'a str) -> &'a str {
        match &self.kind {
            Kind::World => space_creator,
            Kind::Craft { creator, .. } => creator,
        }
    }

    /// Whether it waits for a frame: to be loaded, started, updated or ended.
    pub fn wants_frames(&self) -> bool {
        let life = &self.life;
        let updates = life.hears(Callback::Update) || life.hears(Callback::PhysicsUpdate);
        life.is_ending || self.script.is_some() && (!life.is_loaded || !life.started || updates)
    }

    /// Whether it has that component.
    pub fn has(&self, component: Component) -> bool {
        self.components.contains(&component)
    }

    /// Whether the node and all that it is part of are switched on; nothing if there is no such node.
    pub fn is_shown(&self, node: &str) -> Option<bool> {
        let mut at = self.nodes.get(node)?;
        let mut shown = at.enabled;
        // A circle of parents is refused when the fixture is read; a bound costs nothing.
        for _ in 0..self.nodes.len() {
            let Some(parent) = at.parent.as_ref().and_then(|parent| self.nodes.get(parent)) else { break };
            at = parent;
            shown &= at.enabled;
        }
        Some(shown)
    }
}
