//! `SendFriendMessageRequest`: a text from the player to friends.

use serde_json::json;

use super::super::leaderboards::texts;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, required, text};
use crate::platforms::fidelity::{Row, documented};
use crate::platforms::gamesparks::messages::Message;
use crate::platforms::gamesparks::social;
use crate::platforms::gamesparks::state::PlayerId;

/// The kind.
pub(in super::super) struct SendFriendMessage;

impl RequestKind for SendFriendMessage {
    fn name(&self) -> &'static str {
        "SendFriendMessageRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("friendIds", FieldKind::Texts), required("message", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let store = cx.game.lock();
        let friends = social::friends(&store, &cx.game.config, &me);
        let mut players: Vec<PlayerId> = Vec::new();
        for id in texts(request, "friendIds") {
            let known = id.parse().ok().filter(|id| store.players.contains_key(id));
            let id = known.ok_or_else(|| Errors::one("friendId", "INVALID"))?;
            if !friends.contains(&id) {
                return Err(Errors::one("friendId", "NOT_FRIEND"));
            }
            players.push(id);
        }
        let who = store.players.get(&me).and_then(|player| player.display_name.clone());
        drop(store);
        let mut body = Document::new();
        body.insert("fromId".into(), json!(me));
        body.insert("message".into(), json!(text(request, "message")));
        body.insert("who".into(), json!(who));
        cx.send(Message { class: "FriendMessage".to_owned(), body, players, ..Message::default() });
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "message.friend",
                "each friend gets a FriendMessage with fromId, who and message; friendId is INVALID for nobody's id and NOT_FRIEND for somebody else's",
                "SendFriendMessageRequest page",
            )]
        }
    }
}
