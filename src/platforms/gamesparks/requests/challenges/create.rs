//! `CreateChallengeRequest`: the player challenges others.

use jiff::Timestamp;
use serde_json::Value;

use super::super::leaderboards::{count, is_set, texts};
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use super::{check_eligibility, instance};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::boards::Board;
use crate::platforms::gamesparks::challenges::Change;
use crate::platforms::gamesparks::config::currency::{NUMBERED, numbered};
use crate::platforms::gamesparks::dates;
use crate::platforms::gamesparks::state::PlayerId;
use crate::platforms::gamesparks::state::challenge::{Access, Challenge, RunState};
use crate::platforms::gamesparks::timers;

/// The kind.
pub(in super::super) struct CreateChallenge;

impl RequestKind for CreateChallenge {
    fn name(&self) -> &'static str {
        "CreateChallengeRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("challengeShortCode", FieldKind::Text),
                optional("accessType", FieldKind::Text),
                optional("autoStartJoinedChallengeOnMaxPlayers", FieldKind::Flag),
                optional("challengeMessage", FieldKind::Text),
                optional("currency1Wager", FieldKind::Number),
                optional("currency2Wager", FieldKind::Number),
                optional("currency3Wager", FieldKind::Number),
                optional("currency4Wager", FieldKind::Number),
                optional("currency5Wager", FieldKind::Number),
                optional("currency6Wager", FieldKind::Number),
                optional("currencyWagers", FieldKind::Json),
                optional("eligibilityCriteria", FieldKind::Json),
                optional("endTime", FieldKind::Date),
                optional("expiryTime", FieldKind::Date),
                optional("maxAttempts", FieldKind::Number),
                optional("maxPlayers", FieldKind::Number),
                optional("minPlayers", FieldKind::Number),
                optional("silent", FieldKind::Flag),
                optional("startTime", FieldKind::Date),
                optional("usersToChallenge", FieldKind::Texts),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let game = cx.game;
        let code = text(request, "challengeShortCode").unwrap_or_default();
        if !game.config.challenge_types.contains_key(code) {
            return Err(Errors::one("challengeShortCode", "INVALID"));
        }
        check_eligibility("eligibilityCriteria", request)?;
        let max_players = number(request, "maxPlayers");
        if is_set(request, "autoStartJoinedChallengeOnMaxPlayers") && max_players == 0 {
            return Err(Errors::one("autoStartJoinedChallengeOnMaxPlayers", "MaxPlayers Required"));
        }
        let access = match text(request, "accessType") {
            None => Access::Private,
            Some(word) => {
                Access::from_word(&word.to_uppercase()).ok_or_else(|| Errors::one("accessType", "INVALID"))?
            }
        };
        let mut store = game.lock();
        let known = |id: &String| id.parse::<PlayerId>().ok().filter(|id| store.players.contains_key(id) && *id != me);
        let asked: Option<Vec<PlayerId>> = texts(request, "usersToChallenge").iter().map(known).collect();
        let asked = asked.ok_or_else(|| Errors::one("usersToChallenge", "INVALID"))?;
        if access == Access::Private && asked.is_empty() {
            return Err(Errors::one("usersToChallenge", "REQUIRED"));
        }
        let segments = request.get("eligibilityCriteria").and_then(|criteria| criteria.get("segments"));
        let challenge = Challenge {
            short_code: code.to_owned(),
            state: RunState::Issued,
            access,
            challenger: me.clone(),
            challenged: asked.clone(),
            accepted: Vec::new(),
            declined: Vec::new(),
            message: text(request, "challengeMessage").map(str::to_owned),
            start: time(request, "startTime")?,
            end: time(request, "endTime")?,
            expiry: time(request, "expiryTime")?,
            min_players: number(request, "minPlayers").max(2),
            max_players,
            starts_when_full: is_set(request, "autoStartJoinedChallengeOnMaxPlayers"),
            max_attempts: number(request, "maxAttempts"),
            eligibility: segments.and_then(Value::as_object).cloned().unwrap_or_default().into_iter().collect(),
            wagers: wagers(request),
            is_silent: is_set(request, "silent"),
            next_player: None,
            turns: Default::default(),
            script_data: Default::default(),
            private_data: Default::default(),
            board: Board::default(),
        };
        let id = PlayerId::draw(cx.world).to_string();
        store.challenges.insert(id.clone(), challenge);
        let mut change =
            Change { world: cx.world, config: &game.config, store: &mut store, id: id.clone(), messages: Vec::new() };
        if !change.come(&me) {
            store.challenges.shift_remove(&id);
            return Err(Errors::one("currencyWagers", "INSUFFICIENT_FUNDS"));
        }
        let said = change.who(&me, text(request, "challengeMessage"));
        change.tell("ChallengeIssuedMessage", asked, said);
        cx.messages.extend(change.messages);
        let due = store.challenges.get(&id).and_then(Challenge::due);
        drop(store);
        timers::arm_challenge(cx.world, cx.game, &id, due);
        Ok(instance(&id))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "challenge.create",
                    "usersToChallenge is needed for PRIVATE, which is the usual access; eligibilityCriteria is UNRECOGNISED or MALFORMED; maxPlayers is needed for autoStartJoinedChallengeOnMaxPlayers",
                    "CreateChallengeRequest page",
                ),
                chosen(
                    "challenge.create-other",
                    "a type, an access or a player that does not exist is INVALID under its field; a wager that the challenger cannot pay is currencyWagers: INSUFFICIENT_FUNDS; endTime may be left out",
                    "unknown",
                ),
            ]
        }
    }
}

fn number(request: &Document, name: &str) -> u32 {
    u32::try_from(count(request, name)).unwrap_or(u32::MAX)
}

fn time(request: &Document, name: &str) -> Result<Option<Timestamp>, Errors> {
    text(request, name).map(|text| dates::parse(text).ok_or_else(|| Errors::one(name, "INVALID"))).transpose()
}

fn wagers(request: &Document) -> indexmap::IndexMap<String, i64> {
    let numbered = (1..=NUMBERED).map(numbered).map(|name| {
        let amount = request.get(&format!("{name}Wager")).and_then(Value::as_f64).unwrap_or_default() as i64;
        (name, amount)
    });
    let own = request.get("currencyWagers").and_then(Value::as_object).into_iter().flatten();
    let own = own.map(|(name, amount)| (name.clone(), amount.as_f64().unwrap_or_default() as i64));
    numbered.chain(own).filter(|(_, amount)| *amount > 0).collect()
}
