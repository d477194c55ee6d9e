//! Challenges while they are played: how one changes, and the messages that this causes. Knows nothing of scripts or requests.

pub mod shown;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::boards::shown::entry;
use super::boards::{Address, Audience, Standing};
use super::config::Config;
use super::economy::{self, Why};
use super::messages::Message;
use super::state::challenge::{Challenge, RunState};
use super::state::{PlayerId, Store};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::world::World;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "challenge.states",
        "ISSUED until enough have come; then RUNNING, or WAITING until the start time; COMPLETE when it was won, drawn, has come to its end or all turns are used; DECLINED, EXPIRED or WITHDRAWN if it comes to nothing",
        "Challenges page",
    ),
    documented(
        "challenge.messages",
        "ChallengeIssued, Accepted, Declined, Joined, Withdrawn, Chat, TurnTaken, Changed, Started, Waiting, Expired, Lapsed, Won, Lost and Drawn messages, with the challenge in each",
        "Messages pages",
    ),
    inferred(
        "challenge.changed",
        "ChallengeChangedMessage goes to everybody who plays when somebody's entry on the challenge's leaderboard changes; it and the messages of the end have that player's entry as leaderboardData",
        "Messages pages, which name the members and not the moment",
    ),
    documented("challenge.times", "start, expiry and end come on the world's clock", "Challenges page"),
    documented(
        "challenge.turns",
        "in a turn based challenge players take turns in the order in which they came, the challenger first",
        "Challenges page",
    ),
    inferred(
        "challenge.winner",
        "one that comes to its end without a winner is won by whoever leads its leaderboard, and drawn if nobody does",
        "Challenges page",
    ),
    documented(
        "challenge.wagers",
        "what each player puts in is taken when the player comes, and goes to the winner; it goes back if there is none",
        "Challenges page",
    ),
    chosen("challenge.wager-poor", "whoever cannot pay the wager cannot come", "unknown"),
    chosen("challenge.lapsed", "one whose start comes with too few players is LAPSED", "the name of the state"),
    documented(
        "challenge.achievement",
        "a challenge may end with the first achievement: whoever earns the one that its type names has won",
        "Challenges page; that the type names it is chosen",
    ),
    chosen(
        "challenge.global",
        "the leaderboard of a challenge of a global type counts events outside of it too, while it runs",
        "what the portal's word means is in no source",
    ),
];

/// Something that happens to a challenge.
pub struct Change<'a> {
    /// The world.
    pub world: &'a World,
    /// What the game is configured with.
    pub config: &'a Config,
    /// What is stored.
    pub store: &'a mut Store,
    /// The challenge.
    pub id: String,
    /// The messages so far.
    pub messages: Vec<Message>,
}

impl Change<'_> {
    fn challenge(&self) -> Option<&Challenge> {
        self.store.challenges.get(&self.id)
    }

    fn now(&self) -> Timestamp {
        self.world.clock().now()
    }

    /// Causes a message with the challenge in it.
    pub fn tell(&mut self, class: &str, players: Vec<PlayerId>, more: Map<String, Value>) {
        let Some(challenge) = self.challenge() else { return };
        if challenge.is_silent || players.is_empty() {
            return;
        }
        let mut body = Map::new();
        body.insert("challenge".into(), Value::Object(shown::challenge(self.store, self.config, &self.id)));
        body.extend(more);
        self.messages.push(Message { class: class.to_owned(), body, players, ..Message::default() });
    }

    /// The same, with the entry on its leaderboard that each of the players has.
    fn tell_with_entries(&mut self, class: &str, players: Vec<PlayerId>, more: Map<String, Value>) {
        let own = players.iter().filter_map(|player| Some((player.clone(), self.entry(player)?))).collect();
        let before = self.messages.len();
        self.tell(class, players, more);
        if let Some(message) = self.messages.get_mut(before) {
            message.own = own;
        }
    }

    /// `who`, and what was said.
    pub fn who(&self, player: &PlayerId, message: Option<&str>) -> Map<String, Value> {
        let name = self.store.players.get(player).and_then(|player| player.display_name.clone());
        let mut more = Map::new();
        more.insert("message".into(), json!(message));
        more.insert("who".into(), json!(name));
        more.retain(|_, value| !value.is_null());
        more
    }

    /// Takes the wagers of `player`, if there is enough of each.
    fn pay(&mut self, player: &PlayerId) -> bool {
        let Some(wagers) = self.challenge().map(|challenge| challenge.wagers.clone()) else { return false };
        if wagers.is_empty() {
            return true;
        }
        let why = Why::because(format!("CHALLENGE_WAGER {}", self.id));
        let paid = economy::change(self.world, self.config, self.store, player, why, |purse| {
            let has_all = wagers.iter().all(|(currency, amount)| purse.balance(currency) >= *amount);
            has_all && wagers.iter().all(|(currency, amount)| purse.debit(currency, *amount))
        });
        paid.is_some_and(|(paid, _)| paid)
    }

    fn give(&mut self, player: &PlayerId, times: i64, reason: &str) {
        let Some(wagers) = self.challenge().map(|challenge| challenge.wagers.clone()) else { return };
        let why = Why::because(format!("{reason} {}", self.id));
        economy::change(self.world, self.config, self.store, player, why, |purse| {
            wagers.iter().for_each(|(currency, amount)| purse.credit(currency, amount.saturating_mul(times)));
        });
    }

    /// Adds `player` to those who have come; says whether that was possible.
    pub fn come(&mut self, player: &PlayerId) -> bool {
        let Some(challenge) = self.challenge() else { return false };
        let is_full = challenge.max_players > 0 && challenge.accepted.len() >= challenge.max_players as usize;
        let is_open = matches!(challenge.state, RunState::Issued | RunState::Waiting | RunState::Running);
        if challenge.accepted.contains(player) || is_full || !is_open || !self.pay(player) {
            return false;
        }
        if let Some(challenge) = self.store.challenges.get_mut(&self.id) {
            challenge.challenged.retain(|asked| asked != player);
            challenge.accepted.push(player.clone());
        }
        true
    }

    /// Begins it if enough have come.
    pub fn begin_if_ready(&mut self) {
        let Some(challenge) = self.challenge() else { return };
        if challenge.accepted.len() < challenge.min_players.max(2) as usize {
            return;
        }
        let is_full = challenge.max_players > 0 && challenge.accepted.len() >= challenge.max_players as usize;
        let waits = challenge.start.is_some_and(|start| start > self.now()) && !(is_full && challenge.starts_when_full);
        match challenge.state {
            RunState::Issued if waits => {
                self.set(RunState::Waiting);
                let accepted = self.accepted();
                self.tell("ChallengeWaitingMessage", accepted, Map::new());
            }
            RunState::Issued => self.start(),
            RunState::Waiting if !waits => self.start(),
            _ => {}
        }
    }

    /// Begins it, whoever has come.
    pub fn start(&mut self) {
        let is_turn_based = self
            .challenge()
            .and_then(|one| self.config.challenge_types.get(&one.short_code))
            .is_some_and(|kind| kind.is_turn_based);
        if let Some(challenge) = self.store.challenges.get_mut(&self.id) {
            challenge.state = RunState::Running;
            challenge.next_player = is_turn_based.then(|| challenge.accepted.first().cloned()).flatten();
        }
        let accepted = self.accepted();
        self.tell("ChallengeStartedMessage", accepted, Map::new());
    }

    /// Gives it another state.
    pub fn set(&mut self, state: RunState) {
        if let Some(challenge) = self.store.challenges.get_mut(&self.id) {
            challenge.state = state;
        }
    }

    /// Those who have come.
    pub fn accepted(&self) -> Vec<PlayerId> {
        self.challenge().map(|challenge| challenge.accepted.clone()).unwrap_or_default()
    }

    /// It comes to nothing: what was put in goes back.
    pub fn come_to_nothing(&mut self, state: RunState) {
        self.set(state);
        for player in self.accepted() {
            self.give(&player, 1, "CHALLENGE_RETURNED");
        }
    }

    /// Counts a turn of `player`, and passes it on; says whether it was the player's turn.
    pub fn turn(&mut self, player: &PlayerId, tells: bool) -> bool {
        let Some(challenge) = self.store.challenges.get_mut(&self.id) else { return false };
        if challenge.state != RunState::Running || !challenge.accepted.contains(player) {
            return false;
        }
        if challenge.next_player.as_ref().is_some_and(|next| next != player) {
            return false;
        }
        *challenge.turns.entry(player.clone()).or_default() += 1;
        let most = challenge.max_attempts;
        let has_turns = |one: &PlayerId| most == 0 || challenge.turns.get(one).copied().unwrap_or_default() < most;
        if challenge.next_player.is_some() {
            let at = challenge.accepted.iter().position(|one| one == player).unwrap_or_default();
            let count = challenge.accepted.len();
            let order = (1..=count).map(|step| &challenge.accepted[(at + step) % count]);
            challenge.next_player = order.clone().find(|one| has_turns(one)).cloned();
        }
        let is_over = most > 0 && !challenge.accepted.iter().any(has_turns);
        if tells {
            let (accepted, who) = (self.accepted(), self.who(player, None));
            self.tell("ChallengeTurnTakenMessage", accepted, who);
        }
        if is_over {
            self.end();
        }
        true
    }

    /// It is over: whoever leads has won, and nobody if nobody does.
    pub fn end(&mut self) {
        match self.leader() {
            Some(winner) => self.win(&winner),
            None => self.draw(),
        }
    }

    /// Who stands where on its leaderboard, if it has one.
    fn standing(&self) -> Option<Standing<'_>> {
        let challenge = self.challenge()?;
        let code = self.config.challenge_types.get(&challenge.short_code)?.leaderboard.as_ref()?;
        let leaderboard = self.config.leaderboards.get(&code.value)?;
        let address = Address::of_challenge(&self.id, &code.value);
        Some(Standing::of(&challenge.board, leaderboard, &address, &Audience::Everybody, &|_| false))
    }

    /// Whoever leads its leaderboard.
    fn leader(&self) -> Option<PlayerId> {
        self.standing()?.places().next().and_then(|place| place.line.owner.parse().ok())
    }

    /// `player` has changed its leaderboard: everybody who plays is told.
    pub fn changed(&mut self, player: &PlayerId) {
        let (accepted, mut more) = (self.accepted(), self.who(player, None));
        more.extend(self.entry(player).unwrap_or_default());
        self.tell("ChallengeChangedMessage", accepted, more);
    }

    /// The entry of `player` on its leaderboard, as messages have it.
    fn entry(&self, player: &PlayerId) -> Option<Map<String, Value>> {
        let standing = self.standing()?;
        let place = standing.best(player.as_str(), &Map::new())?;
        let shown = entry(self.store, false, place.rank, place.line);
        Some(Map::from_iter([("leaderboardData".to_owned(), shown)]))
    }

    /// `winner` has won; nothing happens if that is nobody who plays.
    pub fn win(&mut self, winner: &PlayerId) {
        let accepted = self.accepted();
        let is_open = self
            .challenge()
            .is_some_and(|one| matches!(one.state, RunState::Running | RunState::Waiting | RunState::Issued));
        if !accepted.contains(winner) || !is_open {
            return;
        }
        self.set(RunState::Complete);
        self.give(winner, i64::try_from(accepted.len()).unwrap_or(i64::MAX), "CHALLENGE_WON");
        let name = self.store.players.get(winner).and_then(|player| player.display_name.clone());
        let mut more = Map::new();
        more.insert("winnerName".into(), json!(name));
        let mut won = more.clone();
        for (currency, amount) in self.challenge().map(|one| one.wagers.clone()).unwrap_or_default() {
            let all = i64::try_from(accepted.len()).unwrap_or(i64::MAX).saturating_mul(amount);
            won.insert(format!("{currency}Won"), json!(all));
        }
        self.tell_with_entries("ChallengeWonMessage", vec![winner.clone()], won);
        let others = accepted.into_iter().filter(|player| player != winner).collect();
        self.tell_with_entries("ChallengeLostMessage", others, more);
    }

    /// Nobody has won.
    pub fn draw(&mut self) {
        let is_open = self
            .challenge()
            .is_some_and(|one| matches!(one.state, RunState::Running | RunState::Waiting | RunState::Issued));
        if !is_open {
            return;
        }
        self.come_to_nothing(RunState::Complete);
        let accepted = self.accepted();
        self.tell_with_entries("ChallengeDrawnMessage", accepted, Map::new());
    }

    /// What has become due by itself happens.
    pub fn settle(&mut self) {
        let Some(challenge) = self.challenge() else { return };
        if challenge.due().is_none_or(|due| due > self.now()) {
            return;
        }
        let (accepted, enough) = (self.accepted(), challenge.accepted.len() >= challenge.min_players.max(2) as usize);
        match challenge.state {
            RunState::Issued => {
                self.come_to_nothing(RunState::Expired);
                self.tell("ChallengeExpiredMessage", accepted, Map::new());
            }
            RunState::Waiting if enough => self.start(),
            RunState::Waiting => {
                self.come_to_nothing(RunState::Lapsed);
                self.tell("ChallengeLapsedMessage", accepted, Map::new());
            }
            _ => self.end(),
        }
    }
}
