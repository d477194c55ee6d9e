//! What happens to matches: players begin and stop to look for one, pending matches become one or give up, matches are made, and
//! players come and go.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Making, fit, shown};
use crate::platforms::gamesparks::config::MatchConfig;
use crate::platforms::gamesparks::messages::Message;
use crate::platforms::gamesparks::state::matches::{MOST_MATCHES, MOST_PENDING, Participant};
use crate::platforms::gamesparks::state::{Match, PendingMatch, PlayerId, Seeker};
use crate::platforms::gamesparks::timers::Alarm;
use crate::world::clock::later;

/// A search that begins.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// The short code of how the match is made.
    pub code: String,
    /// The group to look in.
    pub group: Option<String>,
    /// What is kept with the match.
    pub data: IndexMap<String, Value>,
    /// What others must be like.
    pub query: Option<Value>,
    /// Who looks.
    pub players: Vec<Seeker>,
}

impl Making<'_> {
    fn now(&self) -> Timestamp {
        self.world.clock().now()
    }

    fn config(&self, code: &str) -> Option<&MatchConfig> {
        self.game.config.matches.get(code)
    }

    /// Players begin to look for a match; what they had begun before in the same group is over. Gives the id of the pending match,
    /// which may have become a match already; nothing if nobody looks, or if there are too many.
    pub fn search(&mut self, search: Search) -> Option<String> {
        let Search { code, group, data, query, players } = search;
        self.config(&code)?;
        for one in &players {
            self.cancel(&one.player, &code, group.as_deref());
        }
        if players.is_empty() || self.store.pending_matches.len() >= MOST_PENDING {
            return None;
        }
        let id = PlayerId::draw(self.world).to_string();
        let since = self.now();
        let pending = PendingMatch { short_code: code.clone(), group, since, passed: 0, players, data, query };
        self.store.pending_matches.insert(id.clone(), pending);
        self.wait(&id);
        self.bring_together(&id);
        Some(id)
    }

    /// `player` does not look for a match in that group any more; says whether there was a search. The others go on.
    pub fn cancel(&mut self, player: &PlayerId, code: &str, group: Option<&str>) -> bool {
        let Some(id) = self.pending_of(player, code, group) else { return false };
        let Some(pending) = self.store.pending_matches.get_mut(&id) else { return false };
        pending.players.retain(|one| one.player != *player);
        if pending.players.is_empty() {
            self.forget(&id);
        }
        self.after.found.push((player.clone(), code.to_owned(), None));
        true
    }

    /// The pending match of `player` in that group.
    pub fn pending_of(&self, player: &PlayerId, code: &str, group: Option<&str>) -> Option<String> {
        let is_it = |(_, one): &(&String, &PendingMatch)| {
            one.short_code == code && one.group.as_deref() == group && one.has(player)
        };
        self.store.pending_matches.iter().find(is_it).map(|(id, _)| id.clone())
    }

    /// Other pending matches that fit, the oldest first.
    pub fn fitting(&self, id: &str, most: usize) -> Vec<String> {
        let Some(pending) = self.store.pending_matches.get(id) else { return Vec::new() };
        let Some(config) = self.config(&pending.short_code) else { return Vec::new() };
        let others = self.store.pending_matches.keys().filter(|other| fit::together(self.store, config, (id, other)));
        others.take(most).cloned().collect()
    }

    /// `id` becomes one with `other`, if there is room; gives the id under which they go on, which may be a match already.
    pub fn join(&mut self, id: &str, other: &str) -> Option<String> {
        let (own, theirs) = (self.store.pending_matches.get(id)?, self.store.pending_matches.get(other)?);
        let most = self.config(&own.short_code)?.most();
        let is_possible = id != other
            && own.short_code == theirs.short_code
            && own.group == theirs.group
            && own.players.len() + theirs.players.len() <= most;
        is_possible.then(|| self.merge(id, other))
    }

    /// What `id` and `other` would be as one, and under which id.
    pub fn both(&self, id: &str, other: &str) -> Option<(String, PendingMatch)> {
        let (older, newer) = self.in_order(id, other);
        let mut one = self.store.pending_matches.get(older)?.clone();
        fit::absorb(&mut one, self.store.pending_matches.get(newer)?.clone());
        Some((older.to_owned(), one))
    }

    /// What has become due by itself with the pending match `id` happens.
    pub fn settle(&mut self, id: &str) {
        while let Some(pending) = self.store.pending_matches.get(id) {
            let Some(config) = self.config(&pending.short_code) else { return };
            let Some(due) = fit::due(config, pending) else { return };
            if due > self.now() {
                return self.wait(id);
            }
            let is_enough = pending.players.len() >= config.least();
            if is_enough && fit::accepts_minimum(config, pending) {
                self.make(id);
                return;
            }
            let is_last = pending.passed as usize + 1 >= config.thresholds.len();
            if is_last {
                return self.give_up(id);
            }
            if let Some(pending) = self.store.pending_matches.get_mut(id) {
                pending.passed += 1;
            }
            self.bring_together(id);
        }
    }

    /// Lets the alarm of a pending match ring when its threshold is over.
    fn wait(&mut self, id: &str) {
        let pending = self.store.pending_matches.get(id);
        let due = pending.and_then(|pending| fit::due(self.config(&pending.short_code)?, pending));
        self.after.due.extend(due.map(|due| (Alarm::Pending(id.to_owned()), due)));
    }

    fn forget(&mut self, id: &str) -> Option<PendingMatch> {
        let alarm = Alarm::Pending(id.to_owned());
        self.after.due.retain(|(waiting, _)| *waiting != alarm);
        self.after.over.push(alarm);
        self.store.pending_matches.shift_remove(id)
    }

    /// Brings `id` together with what fits: a match that has room, or other pending ones, the oldest first.
    fn bring_together(&mut self, id: &str) {
        let Some(pending) = self.store.pending_matches.get(id) else { return };
        let Some(config) = self.config(&pending.short_code) else { return };
        if config.is_manual {
            return;
        }
        if config.drop_in_drop_out {
            let now = self.now();
            let open = self.store.matches.keys().find(|made| fit::into_match(self.store, config, pending, made, now));
            if let Some(open) = open.cloned() {
                return self.drop_in(id, &open);
            }
        }
        let mut id = id.to_owned();
        while let Some(other) = self.fitting(&id, 1).pop() {
            id = self.merge(&id, &other);
        }
    }

    /// The one that is older, and the other.
    fn in_order<'i>(&self, one: &'i str, other: &'i str) -> (&'i str, &'i str) {
        let at = |id: &str| self.store.pending_matches.get_index_of(id);
        if at(one) < at(other) { (one, other) } else { (other, one) }
    }

    /// Two pending matches become one, and a match if there are enough players: the id under which they go on.
    fn merge(&mut self, one: &str, other: &str) -> String {
        let (older, newer) = self.in_order(one, other);
        let Some(gone) = self.forget(newer) else { return older.to_owned() };
        let Some(pending) = self.store.pending_matches.get_mut(older) else { return older.to_owned() };
        fit::absorb(pending, gone);
        let (count, code) = (pending.players.len(), pending.short_code.clone());
        let wanted = self.config(&code).map_or(usize::MAX, |config| {
            // One that others can drop into begins with the fewest.
            if config.drop_in_drop_out { config.least() } else { config.most() }
        });
        if count >= wanted { self.make(older).unwrap_or_else(|| older.to_owned()) } else { older.to_owned() }
    }

    /// Makes a match of a pending one: its id.
    fn make(&mut self, id: &str) -> Option<String> {
        let pending = self.forget(id)?;
        let config = self.config(&pending.short_code);
        let realtime = config.map(|config| (config.is_realtime, config.realtime_script.clone()));
        let (is_realtime, realtime_script) = realtime.unwrap_or_default();
        let made = Match {
            short_code: Some(pending.short_code),
            group: pending.group,
            participants: Vec::new(),
            data: pending.data,
            is_realtime,
            realtime_script,
            made: self.now(),
            peers: 0,
        };
        let id = PlayerId::draw(self.world).to_string();
        self.put(&id, made);
        self.add(&id, pending.players);
        Some(id)
    }

    /// A script makes a match of these players: whether that was possible.
    pub fn create(&mut self, id: &str, players: Vec<PlayerId>) -> bool {
        let all_are_there = players.iter().all(|player| self.store.players.contains_key(player));
        if players.is_empty() || !all_are_there || self.store.matches.contains_key(id) {
            return false;
        }
        let made = Match {
            short_code: None,
            group: None,
            participants: Vec::new(),
            data: IndexMap::new(),
            is_realtime: false,
            realtime_script: None,
            made: self.now(),
            peers: 0,
        };
        self.put(id, made);
        self.add(id, players.into_iter().map(|player| Seeker { player, skill: 0.0, data: None }).collect());
        true
    }

    fn put(&mut self, id: &str, made: Match) {
        self.store.matches.insert(id.to_owned(), made);
        if self.store.matches.len() > MOST_MATCHES {
            self.store.matches.shift_remove_index(0);
        }
    }

    /// Players who dropped in.
    fn drop_in(&mut self, pending: &str, id: &str) {
        let Some(pending) = self.forget(pending) else { return };
        self.add(id, pending.players);
    }

    /// Players come into a match: they are told that it was found, the others that it has changed.
    pub fn add(&mut self, id: &str, players: Vec<Seeker>) {
        let Some(made) = self.store.matches.get_mut(id) else { return };
        let before: Vec<PlayerId> = made.participants.iter().map(|one| one.player.clone()).collect();
        let mut added = Vec::new();
        for Seeker { player, skill, data } in players {
            if made.participant(&player).is_some() {
                continue;
            }
            made.peers += 1;
            let access_token = made.is_realtime.then(|| self.world.rng().uuid());
            added.push(player.clone());
            made.participants.push(Participant { player, peer_id: made.peers, access_token, skill, data, away: None });
        }
        let code = made.short_code.clone().unwrap_or_default();
        self.after.found.extend(added.iter().map(|player| (player.clone(), code.clone(), Some(id.to_owned()))));
        self.found(id, added.clone());
        self.updated(id, before, &added, &[]);
    }

    /// Players leave a match: everybody is told.
    pub fn remove(&mut self, id: &str, players: &[PlayerId]) {
        let Some(made) = self.store.matches.get_mut(id) else { return };
        let before: Vec<PlayerId> = made.participants.iter().map(|one| one.player.clone()).collect();
        made.participants.retain(|one| !players.contains(&one.player));
        let gone: Vec<_> = before.iter().filter(|player| players.contains(player)).cloned().collect();
        self.updated(id, before, &[], &gone);
    }

    /// The connection of `player` has ended: after a while that one leaves the matches that players can drop out of.
    pub fn away(&mut self, player: &PlayerId) {
        let now = self.now();
        for (id, made) in &mut self.store.matches {
            let Some(one) = made.participants.iter_mut().find(|one| one.player == *player) else { continue };
            one.away = Some(now);
            let due = fit::away_until(&self.game.config, made);
            self.after.due.extend(due.map(|due| (Alarm::Away(id.clone()), due)));
        }
    }

    /// The connection of `player` is there again.
    pub fn back(&mut self, player: &PlayerId) {
        let participants = self.store.matches.values_mut().flat_map(|made| &mut made.participants);
        participants.filter(|one| one.player == *player).for_each(|one| one.away = None);
    }

    /// Those who were away for too long leave the match.
    pub fn settle_away(&mut self, id: &str) {
        let Some(made) = self.store.matches.get(id) else { return };
        let Some(patience) = fit::patience_with_absence(&self.game.config, made) else { return };
        let now = self.now();
        let is_gone = |since: Timestamp| later(since, patience) <= now;
        let gone = made.participants.iter().filter(|one| one.away.is_some_and(is_gone));
        let gone: Vec<_> = gone.map(|one| one.player.clone()).collect();
        if !gone.is_empty() {
            self.remove(id, &gone);
        }
        let due = self.store.matches.get(id).and_then(|made| fit::away_until(&self.game.config, made));
        self.after.due.extend(due.map(|due| (Alarm::Away(id.to_owned()), due)));
    }

    /// A match is played in real time from now on, with this script.
    pub fn enable_realtime(&mut self, id: &str, script: Option<String>) {
        let Some(made) = self.store.matches.get_mut(id) else { return };
        made.is_realtime = true;
        made.realtime_script = script;
        for one in &mut made.participants {
            one.access_token.get_or_insert_with(|| self.world.rng().uuid());
        }
    }

    fn found(&mut self, id: &str, players: Vec<PlayerId>) {
        let Some(made) = self.store.matches.get(id) else { return };
        let body = shown::match_body(self.store, id, made);
        let own = players.iter().map(|player| (player.clone(), shown::session(self.game, made, player))).collect();
        let class = "MatchFoundMessage".to_owned();
        self.after.messages.push(Message { class, body, players, own, ..Message::default() });
    }

    fn updated(&mut self, id: &str, players: Vec<PlayerId>, added: &[PlayerId], removed: &[PlayerId]) {
        let Some(made) = self.store.matches.get(id) else { return };
        if players.is_empty() || added.is_empty() && removed.is_empty() {
            return;
        }
        let mut body = shown::match_body(self.store, id, made);
        body.insert("addedPlayers".into(), json!(added));
        body.insert("removedPlayers".into(), json!(removed));
        let class = "MatchUpdatedMessage".to_owned();
        self.after.messages.push(Message { class, body, players, ..Message::default() });
    }

    /// Nobody was found.
    fn give_up(&mut self, id: &str) {
        let Some(pending) = self.forget(id) else { return };
        let mut body = Map::new();
        body.insert("matchData".into(), json!(pending.data));
        body.insert("matchGroup".into(), json!(pending.group));
        body.insert("matchShortCode".into(), json!(pending.short_code));
        body.insert("participants".into(), shown::seekers(self.store, &pending.players));
        body.retain(|_, value| !value.is_null());
        let brought = |one: &Seeker| {
            let data = one.data.clone()?;
            Some((one.player.clone(), Map::from_iter([("participantData".to_owned(), data)])))
        };
        let own = pending.players.iter().filter_map(brought).collect();
        let players: Vec<_> = pending.players.into_iter().map(|one| one.player).collect();
        let code = pending.short_code;
        self.after.found.extend(players.iter().map(|player| (player.clone(), code.clone(), None)));
        let class = "MatchNotFoundMessage".to_owned();
        self.after.messages.push(Message { class, body, players, own, ..Message::default() });
    }
}
