//! Earning an achievement: what there is for it, the message that tells of it, and the challenges that it ends. Knows nothing of
//! scripts or requests.

use serde_json::{Map, json};

use super::challenges::Change;
use super::config::Config;
use super::config::currency::is_numbered;
use super::economy::{self, Why};
use super::messages::Message;
use super::state::challenge::RunState;
use super::state::{PlayerId, Store};
use crate::world::World;

/// `player` earns the achievement of that short code: the messages that this causes; nothing if the game does not have it, or if
/// it cannot be earned again.
pub(super) fn earn(
    world: &World,
    config: &Config,
    store: &mut Store,
    player: &PlayerId,
    why: Why,
    code: &str,
) -> Option<Vec<Message>> {
    let done = economy::change(world, config, store, player, why, |purse| purse.achieve(code));
    done.filter(|(is_earned, _)| *is_earned)?;
    let mut messages = vec![earned(config, player, code)];
    let is_ended = |challenge: &&String| {
        let Some(challenge) = store.challenges.get(*challenge) else { return false };
        let kind = config.challenge_types.get(&challenge.short_code);
        let wins = kind.and_then(|kind| kind.achievement.as_ref()).is_some_and(|wins| wins.value == code);
        wins && challenge.state == RunState::Running && challenge.accepted.contains(player)
    };
    let ended: Vec<String> = store.challenges.keys().filter(is_ended).cloned().collect();
    for id in ended {
        let mut change = Change { world, config, store, id, messages: Vec::new() };
        change.win(player);
        messages.extend(change.messages);
    }
    Some(messages)
}

fn earned(config: &Config, player: &PlayerId, code: &str) -> Message {
    let mut body = Map::new();
    if let Some(achievement) = config.achievements.get(code) {
        body.insert("achievementName".into(), json!(achievement.name));
        body.insert("achievementShortCode".into(), json!(code));
        for (currency, amount) in achievement.awards.iter().filter(|(currency, _)| is_numbered(currency)) {
            body.insert(format!("{currency}Earned"), json!(amount));
        }
        if let Some(good) = &achievement.virtual_good {
            body.insert("virtualGoodEarned".into(), json!(good.value));
        }
    }
    let class = "AchievementEarnedMessage".to_owned();
    Message { class, body, players: vec![player.clone()], ..Message::default() }
}
