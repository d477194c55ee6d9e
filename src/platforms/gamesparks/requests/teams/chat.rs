//! `SendTeamChatMessageRequest` and `ListTeamChatRequest`: what the members of a team say to each other.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, text};
use super::which;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::dates::minutes;
use crate::platforms::gamesparks::messages::Message;
use crate::platforms::gamesparks::state::{ChatMessage, PlayerId};

/// The most that is kept of what a team's members have said; the oldest goes first.
const MOST_CHAT: usize = 1000;

/// Says something.
pub(in super::super) struct SendTeamChatMessage;

impl RequestKind for SendTeamChatMessage {
    fn name(&self) -> &'static str {
        "SendTeamChatMessageRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("message", FieldKind::Text),
                optional("ownerId", FieldKind::Text),
                optional("teamId", FieldKind::Text),
                optional("teamType", FieldKind::Text),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let game = cx.game;
        let mut store = game.lock();
        let id = which(cx, &mut store, request)?;
        let who = store.players.get(&me).and_then(|player| player.display_name.clone()).unwrap_or_default();
        let Some(team) = store.teams.get_mut(&id) else { return Err(Errors::one("team", "INVALID")) };
        if !team.members.contains(&me) {
            return Err(Errors::one("team", "NOT_A_MEMBER"));
        }
        let message = text(request, "message").unwrap_or_default().to_owned();
        let chat = ChatMessage {
            id: PlayerId::draw(cx.world).to_string(),
            from: me.clone(),
            who: who.clone(),
            message: message.clone(),
            when: cx.world.clock().now(),
        };
        let mut body = Document::new();
        body.insert("chatMessageId".into(), json!(chat.id));
        body.insert("fromId".into(), json!(me));
        body.insert("message".into(), json!(message));
        body.insert("ownerId".into(), json!(team.owner));
        body.insert("teamId".into(), json!(id));
        body.insert("teamType".into(), json!(team.kind));
        body.insert("who".into(), json!(who));
        team.chat.push(chat);
        if team.chat.len() > MOST_CHAT {
            team.chat.remove(0);
        }
        let players = team.members.clone();
        drop(store);
        cx.send(Message { class: "TeamChatMessage".to_owned(), body, players, ..Message::default() });
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "team.chat",
                    "each member gets a TeamChatMessage; somebody else is told team: NOT_A_MEMBER",
                    "SendTeamChatMessageRequest page, and Messages page",
                ),
                chosen("team.chat-self", "whoever says it gets the message too", "unknown"),
                chosen("team.chat-kept", "the newest 1,000 messages of a team are kept", "memory must have a bound"),
            ]
        }
    }
}

/// What was said.
pub(in super::super) struct ListTeamChat;

impl RequestKind for ListTeamChat {
    fn name(&self) -> &'static str {
        "ListTeamChatRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("entryCount", FieldKind::Number),
                optional("offset", FieldKind::Number),
                optional("ownerId", FieldKind::Text),
                optional("teamId", FieldKind::Text),
                optional("teamType", FieldKind::Text),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let mut store = cx.game.lock();
        let id = which(cx, &mut store, request)?;
        let number = |name: &str, usual: usize| {
            request.get(name).and_then(Value::as_u64).map_or(usual, |number| number as usize)
        };
        let chat = store.teams.get(&id).map(|team| team.chat.iter().rev()).into_iter().flatten();
        let page = chat.skip(number("offset", 0)).take(number("entryCount", super::super::shown::ENTRIES));
        let messages: Vec<Value> = page.map(message).collect();
        Ok(Document::from_iter([("messages".to_owned(), Value::Array(messages))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented("team.list-chat", "lists what was said; offset counts messages", "ListTeamChatRequest page"),
                chosen("team.list-chat-order", "the newest comes first", "unknown"),
            ]
        }
    }
}

fn message(one: &ChatMessage) -> Value {
    json!({ "fromId": one.from, "id": one.id, "message": one.message, "when": minutes(one.when), "who": one.who })
}
