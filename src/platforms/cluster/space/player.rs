//! A player in a space. Somebody who leaves and comes back is a new player with a new id; the user behind is the same.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::tree::choice;
use crate::world::rng::Rng;

choice! {
    /// What somebody is in an event.
    pub enum EventRole {
        /// Runs it.
        Staff = "staff",
        /// Is invited to it.
        Guest = "guest",
        /// Watches it.
        Audience = "audience",
    }
}

impl EventRole {
    /// The number that scripts see.
    pub fn number(self) -> u8 {
        match self {
            Self::Staff => 1,
            Self::Guest => 2,
            Self::Audience => 3,
        }
    }
}

/// The user behind a player: what stays the same when they come back.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// The user's id.
    pub user_id: String,
    /// The name that others see.
    pub display_name: String,
    /// What identifies the user to one creator; made from both if it is not set.
    pub idfc: Option<String>,
    /// What they are in an event.
    pub event_role: Option<EventRole>,
    /// The product that their avatar is.
    pub avatar_product: Option<String>,
    /// The products that they wear.
    pub accessory_products: Vec<String>,
    /// What they own, by product: how often it was bought, and how often given back.
    pub products: IndexMap<String, (u32, u32)>,
}

/// A player in a space.
#[derive(Debug, Clone)]
pub struct Player {
    /// The id of this entry: a UUID.
    pub id: Arc<str>,
    /// The user behind.
    pub user: User,
    /// Where their feet are.
    pub position: [f64; 3],
    /// How they are turned.
    pub rotation: [f64; 4],
    /// What scripts have set on them, by name.
    pub kept: IndexMap<String, Json>,
    /// The dialog that is open before them.
    pub dialog: Option<Dialog>,
    /// The item whose player script they have.
    pub script_of: Option<String>,
}

/// A dialog that waits for a player's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialog {
    /// The item that asks.
    pub item: String,
    /// What comes back with the answer.
    pub meta: String,
    /// What is asked for.
    pub asks: Asks,
}

/// What a dialog asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// A text.
    Text {
        /// What the dialog says.
        title: String,
    },
    /// Whether to buy a product.
    Purchase {
        /// The product.
        product: String,
    },
}

impl User {
    /// A user of that name of whom nothing else is known.
    pub fn named(name: &str, rng: &Rng) -> Self {
        Self {
            user_id: rng.fork(&format!("user {name}")).hex(24),
            display_name: name.to_owned(),
            idfc: None,
            event_role: None,
            avatar_product: None,
            accessory_products: Vec::new(),
            products: IndexMap::new(),
        }
    }

    /// What identifies the user to `creator`: 32 hexadecimal digits that are always the same for the two.
    pub fn idfc(&self, creator: &str, rng: &Rng) -> String {
        self.idfc.clone().unwrap_or_else(|| rng.fork(&format!("idfc {creator} {}", self.user_id)).hex(32))
    }
}

impl Player {
    /// `user`, who enters as the `entry`th of that name.
    pub fn entering(user: User, name: &str, entry: u64, rng: &Rng) -> Self {
        Self {
            id: rng.fork(&format!("player {name} {entry}")).uuid().into(),
            user,
            position: [0.0; 3],
            rotation: [0.0, 0.0, 0.0, 1.0],
            kept: IndexMap::new(),
            dialog: None,
            script_of: None,
        }
    }
}
