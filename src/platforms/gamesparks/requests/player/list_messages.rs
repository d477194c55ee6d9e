//! `ListMessageRequest`, `ListMessageSummaryRequest` and `ListMessageDetailRequest`: the messages of the player, newest first.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, shown, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::dates::minutes;
use crate::platforms::gamesparks::state::{Letter, LetterStatus};

/// How much is shown of each message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Shown {
    /// What was sent.
    Whole,
    /// What every message has.
    Summary,
    /// What was sent, and what became of it.
    Detail,
}

/// The kinds.
pub(in super::super) struct ListMessages {
    /// Its class.
    pub(in super::super) name: &'static str,
    /// How much is shown.
    pub(in super::super) shown: Shown,
}

impl RequestKind for ListMessages {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("entryCount", FieldKind::Number),
                optional("include", FieldKind::Text),
                optional("offset", FieldKind::Number),
                optional("status", FieldKind::Text),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let now = cx.world.clock().now();
        let include: Vec<_> = text(request, "include").unwrap_or_default().split(',').map(str::trim).collect();
        let status = text(request, "status");
        let is_wanted = |letter: &&Letter| {
            let class =
                letter.message.get("@class").and_then(Value::as_str).unwrap_or_default().trim_start_matches('.');
            let named = include.iter().all(|name| name.is_empty())
                || include.iter().any(|name| name.trim_start_matches('.') == class);
            letter.player == me && named && letter.is_there(now) && status.is_none_or(|status| letter.status == status)
        };
        let store = cx.game.lock();
        let found = store.mailbox.iter().rev().filter(is_wanted);
        let list: Vec<Value> = shown::page(found, request).into_iter().map(|letter| self.shown(letter)).collect();
        Ok(Document::from_iter([("messageList".to_owned(), Value::Array(list))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        match self.shown {
            Shown::Whole => {
                const {
                    &[
                        documented(
                            "message.list",
                            "ListMessageRequest gives the player's messages as they were sent, without those that were put away; include names the classes that are wanted",
                            "ListMessageRequest page",
                        ),
                        chosen("message.list-order", "the newest message comes first", "unknown"),
                    ]
                }
            }
            Shown::Summary => {
                const {
                    &[chosen(
                        "message.list-summary",
                        "ListMessageSummaryRequest gives of each message @class, messageId, summary, title and subTitle",
                        "the page does not say what a summary is",
                    )]
                }
            }
            Shown::Detail => {
                const {
                    &[documented(
                        "message.list-detail",
                        "ListMessageDetailRequest gives of each message id, message, seen, status and when; status chooses among them",
                        "ListMessageDetailRequest page",
                    )]
                }
            }
        }
    }
}

impl ListMessages {
    fn shown(&self, letter: &Letter) -> Value {
        match self.shown {
            Shown::Whole => json!(letter.message),
            Shown::Summary => {
                let kept = ["@class", "messageId", "subTitle", "summary", "title"];
                let kept = letter.message.iter().filter(|(name, _)| kept.contains(&name.as_str()));
                Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
            }
            Shown::Detail => json!({
                "id": letter.id,
                "message": letter.message,
                "seen": letter.status != LetterStatus::New.word(),
                "status": letter.status,
                "when": minutes(letter.when),
            }),
        }
    }
}
