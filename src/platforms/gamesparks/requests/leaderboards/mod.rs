//! Requests about leaderboards: what they have in common, and one file for each kind.

pub mod around_me;
pub mod data;
pub mod entries;
pub mod filling;
pub mod list;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Document, Errors, Field, FieldKind, Handling, optional, required, text};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::boards::shown::entry;
use crate::platforms::gamesparks::boards::{Address, Audience, NoBoard, of_challenge};
use crate::platforms::gamesparks::social;
use crate::platforms::gamesparks::state::Store;

/// How we know, for all of them.
pub const FIDELITY: &[Row] = &[
    documented(
        "leaderboard.request-errors",
        "a request names a leaderboard or a challenge: both is leaderboardShortCode|challengeInstanceId: ONLY_ONE, none REQUIRED, a wrong one INVALID under its own name, and a challenge of a type without a leaderboard challengeInstanceId: NO_LEADERBOARD",
        "LeaderboardDataRequest and AroundMeLeaderboardRequest pages",
    ),
    documented(
        "leaderboard.challenge",
        "a challenge of a type with a leaderboard has one of its own, with what its players have done in it; the response has challengeInstanceId instead of leaderboardShortCode",
        "LeaderboardData and Challenges pages",
    ),
    documented(
        "leaderboard.entry",
        "an entry has userId, userName, the fields by short code, city, country, when to the minute, and rank",
        "LeaderboardData page",
    ),
    inferred(
        "leaderboard.social",
        "social leaves the friends of the player and the player, inverseSocial everybody else; friendIds stand for the friends",
        "LeaderboardDataRequest page",
    ),
    documented(
        "leaderboard.not-social",
        "a social leaderboard for a player without friends is currentUser: NOTSOCIAL, unless dontErrorOnNotSocial is set",
        "LeaderboardDataRequest page",
    ),
    chosen(
        "leaderboard.first-last",
        "first and last are there where includeFirst and includeLast ask for some",
        "samples without them do not show them",
    ),
    chosen(
        "leaderboard.team-entry",
        "on a leaderboard of teams an entry has teamId and teamName instead of userId and userName",
        "no sample shows one",
    ),
];

/// The fields that the requests for a piece of a leaderboard share.
pub(super) const FIELDS: &[Field] = &[
    required("entryCount", FieldKind::Number),
    optional("challengeInstanceId", FieldKind::Text),
    optional("customIdFilter", FieldKind::Json),
    optional("dontErrorOnNotSocial", FieldKind::Flag),
    optional("friendIds", FieldKind::Texts),
    optional("includeFirst", FieldKind::Number),
    optional("includeLast", FieldKind::Number),
    optional("inverseSocial", FieldKind::Flag),
    optional("leaderboardShortCode", FieldKind::Text),
    optional("offset", FieldKind::Number),
    optional("social", FieldKind::Flag),
    optional("teamIds", FieldKind::Texts),
    optional("teamTypes", FieldKind::Texts),
];

/// Which of `request`'s texts there are under `name`.
pub(super) fn texts(request: &Document, name: &str) -> Vec<String> {
    let list = request.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether a flag is set.
pub(super) fn is_set(request: &Document, name: &str) -> bool {
    request.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// A count, as far as it makes sense.
pub(super) fn count(request: &Document, name: &str) -> usize {
    request.get(name).and_then(Value::as_f64).map_or(0, |count| count.max(0.0) as usize)
}

/// The leaderboard that `request` is about.
pub(super) fn address(cx: &Handling<'_>, store: &Store, request: &Document) -> Result<Address, Errors> {
    const EITHER: &str = "leaderboardShortCode|challengeInstanceId";
    match (text(request, "leaderboardShortCode"), text(request, "challengeInstanceId")) {
        (Some(_), Some(_)) => Err(Errors::one(EITHER, "ONLY_ONE")),
        (None, None) => Err(Errors::one(EITHER, "REQUIRED")),
        (Some(code), None) => {
            let address =
                Address::parse(code).filter(|address| cx.game.config.leaderboards.contains_key(&address.code));
            address.ok_or_else(|| Errors::one("leaderboardShortCode", "INVALID"))
        }
        (None, Some(id)) => of_challenge(store, &cx.game.config, id).map_err(|none| {
            let code = match none {
                NoBoard::NoChallenge => "INVALID",
                NoBoard::NoLeaderboard => "NO_LEADERBOARD",
            };
            Errors::one("challengeInstanceId", code)
        }),
    }
}

/// Whose entries `request` is about; `always_social` for the request that is social by itself.
pub(super) fn audience(
    cx: &Handling<'_>,
    store: &Store,
    request: &Document,
    always_social: bool,
) -> Result<Audience, Errors> {
    let teams = texts(request, "teamIds");
    let types = texts(request, "teamTypes");
    let is_inverse = is_set(request, "inverseSocial");
    let is_social = always_social || is_set(request, "social") || is_inverse;
    let owners: HashSet<String> = if !teams.is_empty() || !types.is_empty() {
        let me = cx.player.as_ref();
        let wanted = store.teams.iter().filter(|(id, team)| {
            teams.contains(*id) || types.contains(&team.kind) && me.is_some_and(|me| team.members.contains(me))
        });
        // On a leaderboard of teams their own ids are looked for.
        wanted.flat_map(|(id, team)| team.members.iter().map(ToString::to_string).chain([id.clone()])).collect()
    } else if is_social {
        let me = cx.player()?;
        let given = texts(request, "friendIds");
        let friends = if given.is_empty() {
            social::friends(store, &cx.game.config, me).iter().map(ToString::to_string).collect()
        } else {
            given
        };
        if friends.is_empty() && !is_set(request, "dontErrorOnNotSocial") {
            return Err(Errors::one("currentUser", "NOTSOCIAL"));
        }
        friends.into_iter().chain([me.to_string()]).collect()
    } else {
        return Ok(Audience::Everybody);
    };
    Ok(if is_inverse { Audience::AllBut(owners) } else { Audience::Only(owners) })
}

/// The members of a response that gives a piece of a leaderboard.
pub(super) fn piece(
    cx: &Handling<'_>,
    request: &Document,
    always_social: bool,
    pick: impl Fn(usize, &dyn Fn(&str) -> Option<usize>) -> std::ops::Range<usize>,
) -> Result<Document, Errors> {
    use crate::platforms::gamesparks::boards::view;
    let store = cx.game.lock();
    let address = address(cx, &store, request)?;
    let audience = audience(cx, &store, request, always_social)?;
    let Some((leaderboard, standing)) = view(&store, &cx.game.config, &address, &audience, cx.world.clock().now())
    else {
        return Err(Errors::one("leaderboardShortCode", "INVALID"));
    };
    let no_filter = Map::new();
    let filter = request.get("customIdFilter").and_then(Value::as_object).unwrap_or(&no_filter);
    let best = |owner: &str| standing.best(owner, filter).map(|place| place.rank - 1);
    let range = pick(standing.len(), &best);
    let is_teams = leaderboard.team_type.is_some();
    let shown = |from: usize, to: usize| -> Vec<Value> {
        let places = standing.places().skip(from).take(to.saturating_sub(from));
        places.map(|place| entry(&store, is_teams, place.rank, place.line)).collect()
    };
    let mut response = Document::new();
    match &address.challenge {
        Some(id) => response.insert("challengeInstanceId".into(), json!(id)),
        None => response.insert("leaderboardShortCode".into(), json!(address.to_string())),
    };
    response.insert("data".into(), json!(shown(range.start, range.end)));
    let (first, last) = (count(request, "includeFirst"), count(request, "includeLast"));
    if first > 0 {
        response.insert("first".into(), json!(shown(0, first)));
    }
    if last > 0 {
        response.insert("last".into(), json!(shown(standing.len().saturating_sub(last), standing.len())));
    }
    Ok(response)
}
