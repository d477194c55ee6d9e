//! Whether pending matches fit together: thresholds, groups, numbers of players and custom queries.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::shown;
use crate::platforms::gamesparks::config::match_config::Range;
use crate::platforms::gamesparks::config::{Config, MatchConfig, Threshold};
use crate::platforms::gamesparks::data::bson::{Bson, from_json};
use crate::platforms::gamesparks::data::mongo::{Filter, filter};
use crate::platforms::gamesparks::state::{Match, PendingMatch, Store};
use crate::world::clock::later;

/// For how long players look where a configuration has no thresholds.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The threshold that `pending` is in; nothing if its configuration has none, or if all are over.
fn threshold<'c>(config: &'c MatchConfig, pending: &PendingMatch) -> Option<&'c Threshold> {
    config.thresholds.get(pending.passed as usize)
}

/// When the threshold that `pending` is in is over; nothing if all are.
pub fn due(config: &MatchConfig, pending: &PendingMatch) -> Option<Timestamp> {
    let passed = pending.passed as usize;
    if config.thresholds.is_empty() {
        return (passed == 0).then(|| later(pending.since, PATIENCE));
    }
    let so_far = config.thresholds.get(..=passed)?.iter().map(|threshold| threshold.period.0).sum();
    Some(later(pending.since, so_far))
}

/// For how long players of `made` may be away, where they can drop out of it.
pub fn patience_with_absence(config: &Config, made: &Match) -> Option<Duration> {
    let config = config.matches.get(made.short_code.as_deref()?)?;
    let is_possible = config.drop_in_drop_out && config.disconnect_threshold > 0;
    is_possible.then(|| Duration::from_secs(config.disconnect_threshold.into()))
}

/// When the first of the players who are away leaves `made`.
pub fn away_until(config: &Config, made: &Match) -> Option<Timestamp> {
    let patience = patience_with_absence(config, made)?;
    let since = made.participants.iter().filter_map(|one| one.away).min()?;
    Some(later(since, patience))
}

/// Whether the least number of players is enough when the threshold that `pending` is in is over.
pub fn accepts_minimum(config: &MatchConfig, pending: &PendingMatch) -> bool {
    threshold(config, pending).is_some_and(|threshold| threshold.accept_min_players)
}

/// Whether `skill` is within what `pending` looks for.
fn is_within(config: &MatchConfig, pending: &PendingMatch, skill: f64) -> bool {
    let Some(threshold) = threshold(config, pending) else { return true };
    let own = pending.skill();
    let (least, greatest) = match threshold.range {
        Range::Absolute => (threshold.min, threshold.max),
        Range::Relative => (own - threshold.min, own + threshold.max),
        Range::Percent => {
            let hundredth = own.abs() / 100.0;
            (own - hundredth * threshold.min, own + hundredth * threshold.max)
        }
    };
    (least..=greatest).contains(&skill)
}

/// Whether two pending matches fit together.
pub fn together(store: &Store, config: &MatchConfig, ids: (&str, &str)) -> bool {
    let (Some(a), Some(b)) = (store.pending_matches.get(ids.0), store.pending_matches.get(ids.1)) else { return false };
    ids.0 != ids.1
        && a.short_code == b.short_code
        && a.group == b.group
        && a.players.len() + b.players.len() <= config.most()
        && !a.players.iter().any(|one| b.has(&one.player))
        && is_within(config, a, b.skill())
        && is_within(config, b, a.skill())
        && asks_for(a, || shown::pending_document(store, ids.1, b))
        && asks_for(b, || shown::pending_document(store, ids.0, a))
}

/// Whether `pending` fits into a match that was made already, and has room.
pub fn into_match(store: &Store, config: &MatchConfig, pending: &PendingMatch, id: &str, now: Timestamp) -> bool {
    let Some(made) = store.matches.get(id) else { return false };
    let is_open = config.drop_in_drop_out_expire == 0
        || later(made.made, Duration::from_secs(config.drop_in_drop_out_expire.into())) > now;
    is_open
        && made.short_code.as_ref() == Some(&pending.short_code)
        && made.group == pending.group
        && has_room(config, made, pending)
        && !pending.players.iter().any(|one| made.participant(&one.player).is_some())
        && is_within(config, pending, made.skill())
        && asks_for(pending, || shown::match_document(store, id, made))
}

fn has_room(config: &MatchConfig, made: &Match, pending: &PendingMatch) -> bool {
    !made.participants.is_empty() && made.participants.len() + pending.players.len() <= config.most()
}

/// Whether the custom query of `pending`, if it has one, finds what `document` gives.
fn asks_for(pending: &PendingMatch, document: impl FnOnce() -> Value) -> bool {
    let Some(query) = pending.query.as_ref().and_then(parse) else { return true };
    match from_json(&document()) {
        Bson::Document(document) => query.matches(&document),
        _ => false,
    }
}

/// A custom query, if it is one.
pub fn parse(query: &Value) -> Option<Filter> {
    let Bson::Document(query) = from_json(query) else { return None };
    filter::parse(&query).ok().filter(|filter| !filter.asks())
}

/// `newer` becomes part of `pending`: what is there already stays, and both queries count.
pub fn absorb(pending: &mut PendingMatch, newer: PendingMatch) {
    pending.players.extend(newer.players);
    for (name, value) in newer.data {
        pending.data.entry(name).or_insert(value);
    }
    pending.query = match (pending.query.take(), newer.query) {
        (Some(own), Some(theirs)) => Some(json!({ "$and": [own, theirs] })),
        (own, theirs) => own.or(theirs),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::gamesparks::state::Seeker;
    use crate::tree::Duration as Written;

    fn pending(skill: f64, passed: u32) -> PendingMatch {
        let player = "5b2f9c0e4d3a1f0001a2b3c4".parse().unwrap();
        PendingMatch {
            short_code: "M".into(),
            group: None,
            since: Timestamp::UNIX_EPOCH,
            passed,
            players: vec![Seeker { player, skill, data: None }],
            data: Default::default(),
            query: None,
        }
    }

    fn config(thresholds: &[(u64, Range, f64, f64)]) -> MatchConfig {
        let threshold = |&(seconds, range, min, max): &(u64, Range, f64, f64)| Threshold {
            period: Written(Duration::from_secs(seconds)),
            range,
            min,
            max,
            accept_min_players: false,
        };
        let thresholds = thresholds.iter().map(threshold).collect();
        MatchConfig {
            name: None,
            description: None,
            min_players: 2,
            max_players: None,
            is_realtime: false,
            realtime_script: None,
            drop_in_drop_out: false,
            drop_in_drop_out_expire: 0,
            is_manual: false,
            disconnect_threshold: 0,
            thresholds,
        }
    }

    #[test]
    fn a_threshold_says_how_far_skills_may_lie_apart() {
        for (range, min, max, inside, outside) in [
            (Range::Absolute, 5.0, 10.0, [5.0, 10.0], [4.9, 10.1]),
            (Range::Relative, 2.0, 3.0, [98.0, 103.0], [97.9, 103.1]),
            (Range::Percent, 10.0, 20.0, [90.0, 120.0], [89.9, 120.1]),
        ] {
            let config = config(&[(1, range, min, max)]);
            let fits = |skill| is_within(&config, &pending(100.0, 0), skill);
            assert!(inside.iter().all(|skill| fits(*skill)) && !outside.iter().any(|skill| fits(*skill)), "{range}");
        }
        let negative = config(&[(1, Range::Percent, 10.0, 10.0)]);
        assert!(is_within(&negative, &pending(-100.0, 0), -105.0));
        assert!(is_within(&config(&[]), &pending(1.0, 0), 1e9));
    }

    #[test]
    fn thresholds_follow_each_other() {
        let both = config(&[(10, Range::Relative, 1.0, 1.0), (20, Range::Relative, 5.0, 5.0)]);
        let seconds = |passed| due(&both, &pending(0.0, passed)).map(Timestamp::as_second);
        assert_eq!([seconds(0), seconds(1), seconds(2)], [Some(10), Some(30), None]);
        let none = config(&[]);
        assert_eq!(due(&none, &pending(0.0, 0)).map(Timestamp::as_second), Some(60));
        assert_eq!(due(&none, &pending(0.0, 1)), None);
    }

    #[test]
    fn a_query_is_one_of_mongodb() {
        assert!(parse(&json!({ "players.skill": { "$gt": 1 } })).is_some());
        for wrong in [json!({ "skill": { "$none": 1 } }), json!([]), json!({ "$where": "true" })] {
            assert!(parse(&wrong).is_none(), "{wrong}");
        }
    }
}
