//! A game's players, as far as scripts see them.

use std::str::FromStr;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::tree::{Decode, DecodeKey, Decoding, Node, Schemas};
use crate::world::World;

/// The id of a player: 24 hexadecimal digits in lower case, as MongoDB makes them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PlayerId(Box<str>);

/// The text is not 24 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a player's id has {} hexadecimal digits", PlayerId::DIGITS)]
pub struct NotAnId;

impl PlayerId {
    /// How many hexadecimal digits it has.
    pub const DIGITS: usize = 24;

    /// A new id in the manner of MongoDB: seconds, then what nobody else has drawn.
    pub fn draw(world: &World) -> Self {
        let seconds = u32::try_from(world.clock().now().as_second()).unwrap_or_default();
        Self(format!("{seconds:08x}{}", world.rng().hex(16)).into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PlayerId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = text.len() == Self::DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if digits { Ok(Self(text.to_ascii_lowercase().into())) } else { Err(NotAnId) }
    }
}

impl std::fmt::Display for PlayerId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl DecodeKey for PlayerId {
    fn decode_key(text: &str, span: &Span, cx: &mut Decoding<'_>) -> Option<Self> {
        let id = text.parse();
        if let Err(NotAnId) = id {
            let problem =
                Diagnostic::error(Code::BadValue, span.clone(), format!("{} is no player's id", quoted(text)));
            cx.report(problem.help("write 24 hexadecimal digits, as in 5b2f9c0e4d3a1f0001a2b3c4"));
        }
        id.ok()
    }
}

impl Decode for PlayerId {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        if cx.is_open(node) {
            return Some(Self("0".repeat(Self::DIGITS).into()));
        }
        let text = String::decode(node, cx)?;
        Self::decode_key(&text, &node.span, cx)
    }

    fn schema(schemas: &mut Schemas) -> Value {
        String::schema(schemas)
    }
}

crate::tree::record! {
    /// A player, as far as scripts see one.
    #[derive(PartialEq, Default)]
    pub struct Player {
        /// The name that the player logs in with.
        pub user_name: Option<String>,
        /// The name that others see.
        pub display_name: Option<String>,
        /// Ids in other systems, by the two letters of the system: FB, GC, TW…
        pub external_ids: IndexMap<String, String> = IndexMap::new(),
        /// What scripts keep with the player and clients may see.
        pub script_data: IndexMap<String, Value> = IndexMap::new(),
        /// What scripts keep with the player and clients never see.
        pub private_data: IndexMap<String, Value> = IndexMap::new(),
        /// Whether the player has an open connection.
        pub online: bool = false,
        /// The password, as it is typed.
        pub password: Option<String>,
        /// Whether the account is locked against logging in.
        pub locked: bool = false,
        /// Ids of devices that log in as this player.
        pub devices: Vec<String> = Vec::new(),
        /// The values of the segments that the player is in, by segment.
        pub segments: IndexMap<String, Value> = IndexMap::new(),
        /// When the account was made.
        pub created: Option<Timestamp>,
        /// When the player was last there.
        pub last_seen: Option<Timestamp>,
        /// Where the player was last.
        pub location: Option<Location>,
        /// What the player has of each currency: currency1 to currency6, or the short code of one of the game's own.
        pub balances: IndexMap<String, i64> = IndexMap::new(),
        /// How many of each virtual good the player owns.
        pub goods: IndexMap<String, i64> = IndexMap::new(),
        /// The achievements that the player has earned.
        pub achievements: Vec<String> = Vec::new(),
        /// The ids of the player's friends in the game.
        pub friends: Vec<String> = Vec::new(),
        /// Whether the player is left out of leaderboards.
        pub is_hidden: bool as "hidden-on-leaderboards" = false,
        /// The devices that get pushed messages, by the id of their registration.
        pub push_registrations: IndexMap<String, PushRegistration> = IndexMap::new(),
        /// The groups of experiments that the player is in, by the number of the experiment.
        pub experiments: IndexMap<String, String> = IndexMap::new(),
    }
}

crate::tree::record! {
    /// Where somebody is.
    #[derive(PartialEq, Default)]
    pub struct Location {
        /// Two letters: GB.
        pub country: Option<String>,
        /// The city.
        pub city: Option<String>,
        /// In degrees north.
        pub latitude: Option<f64>,
        /// In degrees east.
        pub longitude: Option<f64>,
    }
}

crate::tree::record! {
    /// A device that gets pushed messages.
    #[derive(PartialEq)]
    pub struct PushRegistration {
        /// Its system: ios, android, fcm, wp8, w8, kindle or viber.
        pub device_os: String,
        /// What names it there.
        pub push_id: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_24_hexadecimal_digits() {
        let id: PlayerId = "5B2F9C0E4D3A1F0001A2B3C4".parse().unwrap();
        assert_eq!(id.as_str(), "5b2f9c0e4d3a1f0001a2b3c4");
        for wrong in ["", "alice", "5b2f9c0e4d3a1f0001a2b3c", "5b2f9c0e4d3a1f0001a2b3c45", "5b2f9c0e4d3a1f0001a2b3cg"] {
            assert_eq!(wrong.parse::<PlayerId>(), Err(NotAnId), "{wrong}");
        }
    }
}
