//! A kind of team.

use super::segmented::Segments;

crate::tree::record! {
    /// A kind of team. Limits of 0 are none.
    #[derive(PartialEq)]
    pub struct TeamType {
        /// What the portal calls it.
        pub name: Option<String>,
        /// Whether its members count as friends.
        pub is_social: bool as "social" = false,
        /// Whether members of teams that share a member count as friends.
        pub is_extended_social: bool as "extended-social" = false,
        /// How many members a team may have.
        pub max_members: u32 = 0,
        /// In how many teams of this kind a player may be.
        pub max_memberships: u32 = 0,
        /// How many teams of this kind a player may own.
        pub max_owned: u32 = 0,
        /// Whether every player owns one, which is made when it is first asked for.
        pub is_mandatory: bool as "mandatory" = false,
        /// What of it is otherwise for players in certain segments: by segment, and by the value that the player has there.
        pub segments: Segments = Segments::new(),
    }
}
