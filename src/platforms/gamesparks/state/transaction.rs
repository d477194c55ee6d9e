//! What changed in what a player owns, and why: one record for each change.

use jiff::Timestamp;

use super::PlayerId;

/// The most records that a game keeps; the oldest go first.
pub const MOST_TRANSACTIONS: usize = 100_000;

crate::tree::record! {
    /// What changed in what a player owns.
    #[derive(PartialEq)]
    pub struct Transaction {
        /// What names it.
        pub id: String,
        /// Whose it is.
        pub player: PlayerId,
        /// Why: a text that scripts give, or what the platform did.
        pub reason: String,
        /// The script where it happened.
        pub script: Option<String>,
        /// The kind of that script: event, callbacks, modules…
        pub script_type: Option<String>,
        /// The request where it happened.
        pub request_id: Option<String>,
        /// The store and the receipt that it was bought with.
        pub receipt: Option<String>,
        /// When it happened.
        pub when: Timestamp,
        /// When it was taken back.
        pub revoked: Option<Timestamp>,
        /// What changed.
        pub items: Vec<TransactionItem> = Vec::new(),
    }
}

crate::tree::record! {
    /// What changed of one thing.
    #[derive(PartialEq)]
    pub struct TransactionItem {
        /// The currency, or the short code of the virtual good.
        pub kind: String as "type",
        /// By how much.
        pub amount: i64,
        /// What there was afterwards.
        pub new_value: i64,
    }
}
