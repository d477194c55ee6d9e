//! The messages that players were sent, kept until they are put away.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::platforms::gamesparks::state::letter::MOST_LETTERS;
use crate::platforms::gamesparks::state::{Letter, LetterStatus, PlayerId, Store};

/// Puts what `player` was sent into the mailbox.
pub fn keep(
    store: &mut Store,
    player: &PlayerId,
    message: &Map<String, Value>,
    now: Timestamp,
    expires_after: Option<SignedDuration>,
) {
    let id = message.get("messageId").and_then(Value::as_str).unwrap_or_default().to_owned();
    store.mailbox.push(Letter {
        id,
        player: player.clone(),
        message: message.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        when: now,
        expires: expires_after.and_then(|after| now.checked_add(after).ok()),
        status: LetterStatus::New.word().to_owned(),
    });
    if store.mailbox.len() > MOST_LETTERS {
        store.mailbox.remove(0);
    }
}

/// Puts a message away: that of `player`, or anybody's; says whether there was one.
pub fn dismiss(store: &mut Store, id: &str, player: Option<&PlayerId>) -> bool {
    let is_it = |letter: &&mut Letter| {
        letter.id == id
            && player.is_none_or(|player| letter.player == *player)
            && letter.status != LetterStatus::Dismissed.word()
    };
    let mut found = false;
    for letter in store.mailbox.iter_mut().filter(is_it) {
        letter.status = LetterStatus::Dismissed.word().to_owned();
        found = true;
    }
    found
}
