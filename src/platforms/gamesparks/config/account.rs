//! What another system (Facebook, Steam, Google Play…) knows of one of its users.

crate::tree::record! {
    /// A user of another system, found by the token that a client got there.
    #[derive(PartialEq)]
    pub struct Account {
        /// The user's id in that system.
        pub id: String,
        /// The name that the system shows for the user.
        pub display_name: Option<String>,
        /// Ids of the user's friends in that system.
        pub friends: Vec<String> = Vec::new(),
        /// The user is too young to be asked: connecting is refused with COPPA restricted.
        pub is_restricted: bool as "restricted" = false,
    }
}
