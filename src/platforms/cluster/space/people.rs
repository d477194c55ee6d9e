//! Players who come and go, and whose the items are.

use super::Space;
use super::item::Item;
use super::player::{Player, User};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::world::rng::Rng;

impl Space {
    /// The user of that name enters; somebody who was never heard of is made up. Says whether they were outside. The first
    /// one to enter owns every item.
    pub fn enter(&mut self, name: &str, position: Option<[f64; 3]>, rng: &Rng) -> bool {
        let entered = self.admit(name, position, rng);
        self.hand_over();
        entered
    }

    /// As [`Space::enter`], without looking at whose the items are: their owners may be among those who enter next.
    pub fn admit(&mut self, name: &str, position: Option<[f64; 3]>, rng: &Rng) -> bool {
        if self.players.contains_key(name) {
            return false;
        }
        let user = self.users.entry(name.to_owned()).or_insert_with(|| User::named(name, rng)).clone();
        self.entries += 1;
        let mut player = Player::entering(user, name, self.entries, rng);
        player.position = position.unwrap_or(self.rules.spawn);
        self.players.insert(name.to_owned(), player);
        true
    }

    /// The player of that name leaves; says whether they were there. What they own goes to somebody who stays.
    pub fn leave(&mut self, name: &str) -> bool {
        let Some(player) = self.players.shift_remove(name) else { return false };
        // Purchases of this entry belong to the user.
        self.users.insert(name.to_owned(), player.user);
        self.hand_over();
        true
    }

    /// Gives every item whose owner is not there to the one who has been there longest.
    pub fn hand_over(&mut self) {
        let heir = self.players.keys().next().cloned();
        for item in self.items.values_mut() {
            if item.owner.as_ref().is_none_or(|owner| !self.players.contains_key(owner)) {
                item.owner.clone_from(&heir);
            }
        }
    }

    /// `player` becomes the owner of the item and of all of its group, unless somebody else holds or rides one of them. Says
    /// whether that was possible.
    pub fn own(&mut self, name: &str, player: &str) -> bool {
        let Some(item) = self.items.get(name) else { return false };
        let group = item.group.clone();
        let is_one = |one: &Item| &*one.name == name || group.is_some() && one.group == group;
        let is_taken = |held: &Option<String>| held.as_ref().is_some_and(|by| by != player);
        let ones = self.items.values().filter(|one| is_one(one));
        if ones.into_iter().any(|one| is_taken(&one.grabbed_by) || is_taken(&one.ridden_by)) {
            return false;
        }
        for one in self.items.values_mut().filter(|one| is_one(one)) {
            one.owner = Some(player.to_owned());
        }
        true
    }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.people.entries",
        "A player's id is that of one entry: somebody who leaves and comes back is a new player of the same user.",
        "official type definitions",
    ),
    inferred(
        "cluster.people.idfc",
        "idfc is 32 hexadecimal digits that are always the same for a user and the creator of the item.",
        "official type definitions; how it is made is not documented",
    ),
    documented(
        "cluster.people.owner",
        "An item has one owner. Whoever interacts with it, grabs or rides it becomes its owner, and that of its group; when the owner leaves, somebody else does.",
        "page on owners",
    ),
    chosen(
        "cluster.people.heir",
        "The items of a player who leaves go to the player who has been there longest; requestOwner applies at once.",
        "not documented",
    ),
    chosen(
        "cluster.people.default",
        "A space whose fixture names no players begins with one, named player.",
        "scripts run only while somebody is there",
    ),
    documented(
        "cluster.people.gone",
        "Of a player who has left, userId, userDisplayName and idfc are null, exists() is false, and what is done to them is ignored.",
        "official type definitions",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::item::Kind;
    use super::*;

    #[test]
    fn items_have_an_owner_while_somebody_is_there() {
        let rng = Rng::new(7);
        let mut space = Space::default();
        space.items.insert("lamp".to_owned(), Item::new(Kind::World, "lamp"));
        assert!(
            space.enter("a", None, &rng)
                && space.enter("b", Some([1.0, 0.0, 0.0]), &rng)
                && !space.enter("a", None, &rng)
        );
        let owner = |space: &Space| space.items["lamp"].owner.clone();
        assert_eq!(owner(&space).as_deref(), Some("a"));
        assert!(space.own("lamp", "b"));
        space.items["lamp"].grabbed_by = Some("b".to_owned());
        assert!(!space.own("lamp", "a"));
        let before = space.players["b"].clone();
        assert!(space.leave("b") && !space.leave("b"));
        assert_eq!(owner(&space).as_deref(), Some("a"));
        space.enter("b", None, &rng);
        assert_ne!(before.id, space.players["b"].id);
        assert_eq!(before.user.idfc("yuki", &rng), space.players["b"].user.idfc("yuki", &rng));
        assert_ne!(before.user.idfc("yuki", &rng), before.user.idfc("momo", &rng));
        assert_eq!(before.id.len(), 36);
    }
}
