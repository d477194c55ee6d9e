//! A team: who is in it, who owns it, and what its members have said.

use jiff::Timestamp;

use super::PlayerId;

crate::tree::record! {
    /// A team.
    #[derive(PartialEq)]
    pub struct Team {
        /// The short code of its type.
        pub kind: String as "type",
        /// What it is called.
        pub name: String,
        /// Who owns it.
        pub owner: PlayerId,
        /// Who is in it, the owner among them.
        pub members: Vec<PlayerId> = Vec::new(),
        /// What its members have said, oldest first.
        pub chat: Vec<ChatMessage> = Vec::new(),
    }
}

crate::tree::record! {
    /// Something that a member of a team said.
    #[derive(PartialEq)]
    pub struct ChatMessage {
        /// What names it.
        pub id: String,
        /// Who said it.
        pub from: PlayerId,
        /// What that one was called.
        pub who: String,
        /// What was said.
        pub message: String,
        /// When.
        pub when: Timestamp,
    }
}
