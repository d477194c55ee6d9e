//! A receipt that a store vouches for.

use crate::tree::Spanned;

crate::tree::record! {
    /// What was bought with a receipt.
    #[derive(PartialEq)]
    pub struct Receipt {
        /// The virtual good.
        pub virtual_good: Spanned<String>,
        /// How many of it.
        pub quantity: i64 = 1,
        /// What the store calls the purchase. Without it, the receipt itself.
        pub transaction_id: Option<String>,
    }
}
