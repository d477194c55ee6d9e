//! A virtual good: what players can own, or a pack of currency that turns into money at once.

use indexmap::IndexMap;
use serde_json::Value;

use super::segmented::Segments;
use crate::tree::Spanned;

crate::tree::choice! {
    /// What becomes of a good that a player gets.
    pub enum GoodType {
        /// The player owns it.
        Vgood = "VGOOD",
        /// The player gets the currency that is in it.
        Currency = "CURRENCY",
    }
}

crate::tree::record! {
    /// A virtual good.
    #[derive(PartialEq)]
    pub struct Good {
        /// What the portal calls it.
        pub name: Option<String>,
        /// What it is for.
        pub description: Option<String>,
        /// What becomes of it when a player gets it.
        pub kind: GoodType as "type" = GoodType::Vgood,
        /// Words to find it by.
        pub tags: Vec<String> = Vec::new(),
        /// What one costs, by currency: currency1 to currency6, or the short code of one of the game's own. Of a pack of currency, what is in it.
        pub costs: IndexMap<String, i64> = IndexMap::new(),
        /// How many of it a player may own; 0 for any number. Enforced where it is bought.
        pub max_quantity: i64 = 0,
        /// Whether it cannot be bought.
        pub is_disabled: bool as "disabled" = false,
        /// The goods that a player gets with it, and how many of each.
        pub bundle: IndexMap<Spanned<String>, i64> = IndexMap::new(),
        /// Its property set.
        pub property_set: Option<Value>,
        /// What it is called in stores: google-play, ios, wp8, w8, amazon, steam, psn.
        pub product_ids: IndexMap<String, String> = IndexMap::new(),
        /// What of it is otherwise for players in certain segments: by segment, and by the value that the player has there.
        pub segments: Segments = Segments::new(),
    }
}
