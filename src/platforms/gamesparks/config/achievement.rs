//! An achievement: what players can earn, and what they get for it.

use indexmap::IndexMap;
use serde_json::Value;

use super::segmented::Segments;
use crate::tree::Spanned;

crate::tree::record! {
    /// Something that players can earn.
    #[derive(PartialEq)]
    pub struct Achievement {
        /// What the portal calls it.
        pub name: Option<String>,
        /// What it is for.
        pub description: Option<String>,
        /// What a player gets who earns it, by currency: currency1 to currency6, or the short code of one of the game's own.
        pub awards: IndexMap<String, i64> = IndexMap::new(),
        /// The virtual good that a player gets who earns it.
        pub virtual_good: Option<Spanned<String>>,
        /// Whether a player who has it can earn it again.
        pub is_repeatable: bool as "repeatable" = false,
        /// Its property set.
        pub property_set: Option<Value>,
        /// What of it is otherwise for players in certain segments: by segment, and by the value that the player has there.
        pub segments: Segments = Segments::new(),
    }
}
