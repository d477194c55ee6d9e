//! Whose request it is: the game, the credential and its secret, what may be done with it, and the player.

use std::sync::Arc;

use http::{HeaderMap, Method, header};
use percent_encoding::percent_decode_str;

use super::PREFIX;
use crate::diag::{quoted, suggest};
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::platforms::gamesparks::admission::{Refused, Request, check_length};
use crate::platforms::gamesparks::requests::{Document, Errors, text};
use crate::platforms::gamesparks::state::credential::ACT_AS_PLAYERS;
use crate::platforms::gamesparks::state::{Game, PlayerId, RestPolicy, State};

/// How we know.
pub const FIDELITY: &[Row] = &[
    observed(
        "rs.url",
        "POST /rs/CREDENTIAL/SECRET/REQUEST, with or without a slash at the end",
        "a dozen callers in public projects",
    ),
    observed("rs.host", "the host names the game: KEY.preview.gamesparks.net", "callers in public projects"),
    chosen(
        "rs.game",
        "where the host names none, the game is the only one of the world, or the one whose credential has that secret",
        "on a machine of one's own the host is localhost",
    ),
    inferred("rs.forbidden", "a wrong key, credential or secret is answered with 403", "a client of it says so"),
    chosen("rs.malformed", "another path is answered with 404, another method with 405", "what a router answers"),
    documented(
        "rs.too-large",
        "a request has at most 256 KB; more is answered with 413",
        "System Limits page; the status is chosen",
    ),
    documented(
        "rs.policy",
        "a credential whose policy is forbidden makes no requests, one that requires a token none without it",
        "Credentials page",
    ),
    documented(
        "rs.player",
        "the token in authToken says who asks, or with server and server-send the id in playerId",
        "Credentials page, and Requests REST API",
    ),
    chosen(
        "rs.token-wrong",
        "a token that nobody has is {authToken: INVALID}, a playerId that nobody has {playerId: INVALID}",
        "unknown",
    ),
    chosen(
        "rs.player-ignored",
        "a playerId with another credential is ignored",
        "only those two are documented to act as players",
    ),
];

/// A request that may go on.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) game: Arc<Game>,
    pub(super) credential: String,
    /// The class of the request, as the path says.
    pub(super) name: String,
}

/// Credential, secret and class of request in `path`.
pub(in crate::platforms::gamesparks) fn split(path: &str) -> Option<[String; 3]> {
    let rest = path.strip_prefix(PREFIX)?.strip_prefix('/')?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let decode = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
    let mut segments = rest.split('/').map(decode);
    let three = [segments.next()?, segments.next()?, segments.next()?];
    (segments.next().is_none() && three.iter().all(|segment| !segment.is_empty())).then_some(three)
}

/// Lets a request in, or says why not.
pub(super) fn admit(state: &State, request: Request<'_>, checks: &mut Checks) -> Result<Admitted, Refused> {
    if request.method != Method::POST {
        checks.fail("method", format!("requests are made with POST, and not with {}", request.method));
        return Err(Refused::Method("POST, OPTIONS"));
    }
    let Some([credential, secret, name]) = split(request.path) else {
        let reason =
            format!("a request's path is {PREFIX}/CREDENTIAL/SECRET/REQUEST, as in {PREFIX}/server/…/LogEventRequest");
        checks.fail("url", reason);
        return Err(Refused::NotFound);
    };
    checks.pass("url", "CREDENTIAL/SECRET/REQUEST");
    let game = game(state, request.headers, &credential, &secret, checks)?;
    check_credential(&game, &credential, &secret, checks)?;
    check_length(&game, request.length, checks)?;
    Ok(Admitted { game, credential, name })
}

fn game(
    state: &State,
    headers: &HeaderMap,
    credential: &str,
    secret: &str,
    checks: &mut Checks,
) -> Result<Arc<Game>, Refused> {
    let games = state.games();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let first = host.split([':', '.']).next().unwrap_or_default();
    if let Some(game) = games.iter().find(|game| game.api_key.eq_ignore_ascii_case(first)) {
        checks.pass("key", format!("{}, by the host", game.api_key));
        return Ok(Arc::clone(game));
    }
    if host.split(':').next().is_some_and(|name| name.ends_with(".gamesparks.net")) && host.matches('.').count() > 2 {
        let help = suggest::suggestion(first, games.iter().map(|game| game.api_key.as_str()));
        let help = help.map(|help| format!("; {help}")).unwrap_or_default();
        checks.fail("key", format!("there is no game with the key {} of the host{help}", quoted(first)));
        return Err(Refused::Forbidden);
    }
    let has = |game: &&Arc<Game>| game.credentials.get(credential).is_some_and(|own| own.secret == secret);
    match &games[..] {
        [] => {
            checks.fail("key", "this world has no games, a fixture sets them up");
            Err(Refused::Forbidden)
        }
        [only] => {
            checks.pass("key", format!("{}, the only game", only.api_key));
            Ok(Arc::clone(only))
        }
        several => match several.iter().find(has) {
            Some(game) => {
                checks.pass("key", format!("{}, by the secret", game.api_key));
                Ok(Arc::clone(game))
            }
            None => {
                let known: Vec<_> = several.iter().map(|game| game.api_key.as_str()).collect();
                let reason = format!(
                    "the world has several games, and neither the host nor the secret says which one is meant: {}",
                    known.join(", ")
                );
                checks.fail("key", reason);
                Err(Refused::Forbidden)
            }
        },
    }
}

fn check_credential(game: &Game, name: &str, secret: &str, checks: &mut Checks) -> Result<(), Refused> {
    let Some(credential) = game.credentials.get(name) else {
        let known = game.credentials.keys().map(String::as_str);
        let help = suggest::suggestion(name, known).map(|help| format!("; {help}")).unwrap_or_default();
        checks.fail("credential", format!("the game has no credential {}{help}", quoted(name)));
        return Err(Refused::Forbidden);
    };
    if credential.rest == RestPolicy::Forbidden {
        let reason =
            format!("the credential {} makes no requests over {PREFIX} (its policy is rest: forbidden)", quoted(name));
        checks.fail("credential", reason);
        return Err(Refused::Forbidden);
    }
    checks.pass("credential", name.to_owned());
    if credential.secret != secret {
        let other = game.credentials.iter().find(|(_, other)| other.secret == secret);
        let help = other.map(|(other, _)| format!("; it is that of {}", quoted(other))).unwrap_or_default();
        checks.fail("secret", format!("this is not the secret of the credential {}{help}", quoted(name)));
        return Err(Refused::Forbidden);
    }
    checks.pass("secret", "");
    Ok(())
}

/// The player who asks, as the request says.
pub(super) fn player(admitted: &Admitted, request: &Document, checks: &mut Checks) -> Result<Option<PlayerId>, Errors> {
    let Admitted { game, credential, .. } = admitted;
    let store = game.lock();
    if let Some(token) = text(request, "authToken") {
        let Some(id) = store.tokens.get(token) else {
            checks.fail("player", "nobody is logged in with this authToken");
            return Err(Errors::one("authToken", "INVALID"));
        };
        checks.pass("player", format!("{id}, by the authToken"));
        return Ok(Some(id.clone()));
    }
    if game.credentials.get(credential).is_some_and(|own| own.rest == RestPolicy::RequireAuthToken) {
        let reason = format!(
            "the credential {} needs an authToken (its policy is rest: require-auth-token)",
            quoted(credential)
        );
        checks.fail("player", reason);
        return Err(Errors::one("authToken", "REQUIRED"));
    }
    let Some(asked) = text(request, "playerId") else { return Ok(None) };
    if !ACT_AS_PLAYERS.contains(&&**credential) {
        let reason = format!(
            "only {} act as the player in playerId, and not {}; ignored",
            ACT_AS_PLAYERS.join(" and "),
            quoted(credential)
        );
        checks.warn("player", reason);
        return Ok(None);
    }
    let id = asked.parse().ok().filter(|id| store.players.contains_key(id));
    match id {
        Some(id) => {
            checks.pass("player", format!("{id}, by the playerId"));
            Ok(Some(id))
        }
        None => {
            checks.fail("player", format!("the game has no player {}", quoted(asked)));
            Err(Errors::one("playerId", "INVALID"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_three_parts_and_perhaps_a_slash() {
        let three = |a: &str, b: &str, c: &str| Some([a.to_owned(), b.to_owned(), c.to_owned()]);
        assert_eq!(split("/rs/server/S/LogEventRequest"), three("server", "S", "LogEventRequest"));
        assert_eq!(split("/rs/server/S/LogEventRequest/"), three("server", "S", "LogEventRequest"));
        assert_eq!(split("/rs/%73erver/a%2Fb/X"), three("server", "a/b", "X"));
        for wrong in ["/rs", "/rs/", "/rs/a/b", "/rs/a/b/", "/rs/a//c", "/rs/a/b/c/d", "/rsx/a/b/c"] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
    }
}
