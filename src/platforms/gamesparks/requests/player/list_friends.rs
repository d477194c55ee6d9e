//! `ListGameFriendsRequest` and `ListInviteFriendsRequest`: the friends of the player who are in the game, and those who are not.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, Handling, RequestKind, shown};
use crate::platforms::fidelity::{Row, documented, inferred};
use crate::platforms::gamesparks::social;

/// Those who are in the game.
pub(in super::super) struct ListGameFriends;

impl RequestKind for ListGameFriends {
    fn name(&self) -> &'static str {
        "ListGameFriendsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let store = cx.game.lock();
        let friends = social::friends(&store, &cx.game.config, &me);
        let list: Vec<Value> = friends.iter().map(|friend| shown::player(&store, friend)).collect();
        Ok(Document::from_iter([("friends".to_owned(), Value::Array(list))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const { &[documented("request.friends", "gives the friends of the player", "ListGameFriendsRequest page")] }
    }
}

/// Those who could be asked to join.
pub(in super::super) struct ListInviteFriends;

impl RequestKind for ListInviteFriends {
    fn name(&self) -> &'static str {
        "ListInviteFriendsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let external = cx.with_player(|player| player.external_ids.clone())?;
        let store = cx.game.lock();
        let mut list = Vec::new();
        for (system, id) in &external {
            let Some(accounts) = cx.game.config.external_accounts.get(system) else { continue };
            let Some(own) = accounts.values().find(|account| account.id == *id) else { continue };
            for friend in &own.friends {
                if store.players.values().any(|player| player.external_ids.get(system) == Some(friend)) {
                    continue;
                }
                let name = accounts
                    .values()
                    .find(|account| account.id == *friend)
                    .and_then(|account| account.display_name.clone());
                list.push(json!({ "displayName": name, "id": format!("{system}:{friend}") }));
            }
        }
        Ok(Document::from_iter([("friends".to_owned(), Value::Array(list))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.invite-friends",
                    "gives the player's friends in other systems who are not in the game, with ids such as FB:123",
                    "ListInviteFriendsRequest page",
                ),
                inferred(
                    "request.invite-known",
                    "they are those that the fixture's external accounts name",
                    "the other systems are not played",
                ),
            ]
        }
    }
}
