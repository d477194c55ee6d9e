//! Who may call in: the checks that a request passes before a script runs, in order, each with its reason.

use std::sync::Arc;

use http::{HeaderMap, Method, header};

use super::address::{Address, Path};
use crate::diag::{quoted, suggest};
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::admission::{Refused, Request, check_length};
use crate::platforms::gamesparks::state::{Credential, Game, PlayerId, Stage, State, TrailingSlash, credential};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented("callback.methods", "callbacks are made with GET and POST", "Implementing External HTTP Callbacks page"),
    chosen("callback.other-methods", "any other method is answered with 405", "no document speaks of one"),
    chosen(
        "callback.malformed",
        "a URL with too few or too many segments is answered with 404",
        "what a router without such a route answers",
    ),
    documented(
        "callback.slash",
        "without a player, a slash is needed after the secret; real callers left it out and were served, so it is optional here unless the game's settings say otherwise",
        "Implementing External HTTP Callbacks page, against public projects",
    ),
    chosen("callback.slash-missing", "where the slash is required, a URL without it is answered with 404", "as above"),
    inferred(
        "callback.forbidden",
        "a wrong key, credential or secret is answered with 403 and no body",
        "a client of the Request REST API takes 403 for exactly these; nothing is known of the body",
    ),
    chosen(
        "callback.no-callbacks",
        "a credential that does not serve callbacks is answered with 403",
        "as with a wrong credential",
    ),
    documented(
        "callback.player",
        "with a player in the URL, Spark.getPlayer() is that player",
        "Implementing External HTTP Callbacks page",
    ),
    inferred("callback.no-player", "without one it is null", "a game's callback that tests for it"),
    chosen(
        "callback.unknown-player",
        "a player that the game does not have is null too, and the verdict says so",
        "as with Spark.loadPlayer of an unknown id",
    ),
    chosen("callback.too-large", "a body over the request limit is answered with 413 and no body", "the usual status"),
];

/// A request that may go on.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) game: Arc<Game>,
    /// The credential that it was made with.
    pub(super) credential: String,
    /// The player that it was made for, if the game has one of that id.
    pub(super) player: Option<PlayerId>,
}

/// Lets a request in, or says why not.
pub(super) fn admit(state: &State, request: Request<'_>, checks: &mut Checks) -> Result<Admitted, Refused> {
    method(request.method, checks)?;
    let path = Path::split(request.path);
    let Some(api_key) = path.api_key() else { return Err(malformed(&path, checks)) };
    let game = game(state, api_key, checks)?;
    host(&game, request.headers, checks);
    let Some(address) = path.address(|name| game.credentials.contains_key(name)) else {
        return Err(malformed(&path, checks));
    };
    checks.pass("url", address.form);
    slash(&game, &path, &address, checks)?;
    let credential = credential(&game, &address, checks)?;
    let player = player(&game, &address, checks);
    check_length(&game, request.length, checks)?;
    Ok(Admitted { credential, player, game })
}

fn method(method: &Method, checks: &mut Checks) -> Result<(), Refused> {
    if method == Method::GET || method == Method::POST {
        return Ok(());
    }
    checks.fail("method", format!("callbacks are made with GET and POST, and not with {method}"));
    Err(Refused::Method("GET, POST"))
}

fn malformed(path: &Path, checks: &mut Checks) -> Refused {
    let reason = format!(
        "a callback URL is /callback/KEY/CREDENTIAL/SECRET/ or /callback/KEY/CREDENTIAL/SECRET/PLAYER, \
         and /callback/KEY/SECRET/ in the old form; this one has segments after callback: {}",
        path.len()
    );
    checks.fail("url", reason);
    Refused::NotFound
}

fn game(state: &State, api_key: &str, checks: &mut Checks) -> Result<Arc<Game>, Refused> {
    if let Some(game) = state.game(api_key) {
        checks.pass("key", game.api_key.clone());
        return Ok(game);
    }
    let games = state.games();
    let known = games.iter().map(|game| game.api_key.as_str());
    let help = match suggest::suggestion(api_key, known) {
        Some(help) => format!("; {help}"),
        None if games.is_empty() => "; this world has no games, a fixture sets them up".to_owned(),
        None => String::new(),
    };
    checks.fail("key", format!("there is no game with the key {}{help}", quoted(api_key)));
    Err(Refused::Forbidden)
}

/// The path alone decides; but a host that names another game or stage than the path is worth a word.
fn host(game: &Game, headers: &HeaderMap, checks: &mut Checks) {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return };
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let Some(names) = host.strip_suffix(".gamesparks.net") else { return };
    let (key, stage) = names.split_once('.').map_or((None, names), |(key, stage)| (Some(key), stage));
    if let Some(key) = key.filter(|key| !game.api_key.eq_ignore_ascii_case(key)) {
        checks.warn("host", format!("the host is that of the game {}; only the path counts", quoted(key)));
    }
    // The live stage was called service until about 2017.
    let named = if stage == "service" { Some(Stage::Live) } else { Stage::from_word(stage) };
    if named != Some(game.stage) {
        checks
            .warn("host", format!("the host is that of the stage {}, and this game is {}", quoted(stage), game.stage));
    }
}

fn slash(game: &Game, path: &Path, address: &Address<'_>, checks: &mut Checks) -> Result<(), Refused> {
    if path.ends_with_slash || address.player.is_some() {
        return Ok(());
    }
    match game.settings.trailing_slash {
        TrailingSlash::Optional => {
            checks.warn("slash", "the documents want a slash after the secret; without one it works here");
            Ok(())
        }
        TrailingSlash::Required => {
            let reason = "without a player, a slash is needed after the secret (the game's setting trailing-slash: \
                          required); add it to the URL, or set it to optional";
            checks.fail("slash", reason);
            Err(Refused::NotFound)
        }
    }
}

fn credential(game: &Game, address: &Address<'_>, checks: &mut Checks) -> Result<String, Refused> {
    let name = address.credential.unwrap_or(credential::DEFAULT);
    let Some(credential) = game.credentials.get(name) else {
        let known = game.credentials.keys().map(String::as_str);
        let help = suggest::suggestion(name, known).unwrap_or_default();
        checks.fail("credential", format!("the game has no credential {}; {help}", quoted(name)));
        return Err(Refused::Forbidden);
    };
    if !credential.flags.callback {
        let serving: Vec<_> = serving(game).map(|(name, _)| name).collect();
        let reason = format!(
            "the credential {} does not serve callbacks (its flag callback is off); these do: {}",
            quoted(name),
            serving.join(", ")
        );
        checks.fail("credential", reason);
        return Err(Refused::Forbidden);
    }
    checks.pass("credential", name.to_owned());
    if credential.secret != address.secret {
        checks.fail("secret", wrong_secret(game, name, address));
        return Err(Refused::Forbidden);
    }
    checks.pass("secret", "");
    Ok(name.to_owned())
}

/// The credentials that serve callbacks.
fn serving(game: &Game) -> impl Iterator<Item = (&str, &Credential)> {
    game.credentials.iter().filter(|(_, credential)| credential.flags.callback).map(|(name, one)| (name.as_str(), one))
}

fn wrong_secret(game: &Game, name: &str, address: &Address<'_>) -> String {
    let mut reason = format!("this is not the secret of the credential {}", quoted(name));
    if address.credential.is_none() {
        reason += &format!(", which is meant because the URL was read as {}", address.form);
    }
    if let Some((other, _)) = serving(game).find(|(_, credential)| credential.secret == address.secret) {
        reason += &format!("; it is that of {}", quoted(other));
        if address.credential.is_none() {
            reason += ", whose name belongs between key and secret";
        }
    } else if let (None, Some(second)) = (address.credential, address.player) {
        let near = suggest::nearest(address.secret, game.credentials.keys().map(String::as_str));
        let is_secret = game.credentials.values().any(|credential| credential.secret == second);
        if near.is_some() || is_secret {
            reason +=
                &format!("; if {} was meant as a credential, the game has none of that name", quoted(address.secret));
        }
        if let Some(near) = near {
            reason += &format!("; did you mean {}?", quoted(near));
        }
    }
    reason
}

fn player(game: &Game, address: &Address<'_>, checks: &mut Checks) -> Option<PlayerId> {
    let asked = address.player?;
    let id: Option<PlayerId> = asked.parse().ok().filter(|id| game.lock().players.contains_key(id));
    match &id {
        Some(id) => checks.pass("player", id.to_string()),
        None => {
            let reason = format!("the game has no player {}, so Spark.getPlayer() is null", quoted(asked));
            checks.warn("player", reason);
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::client;
    use crate::journal::verdict::{CheckResult, Outcome};
    use crate::platforms::gamesparks::state::limit::Limit;
    use crate::platforms::gamesparks::state::{Flags, Player, RestPolicy, Settings, Store};
    use crate::world::rng::Rng;

    const ALICE: &str = "5b2f9c0e4d3a1f0001a2b3c4";

    fn state(slash: TrailingSlash) -> State {
        let mut game = Game::new("k123", &Rng::new(7));
        game.credentials["server"].secret = "S".into();
        game.credentials["device"].secret = "D".into();
        let partner = Credential {
            secret: "P".into(),
            flags: Flags { callback: true, ..Flags::default() },
            rest: RestPolicy::Allowed,
        };
        game.credentials.insert("partner".into(), partner);
        game.settings = Settings { trailing_slash: slash, request_limit_bytes: Limit(Some(10)), ..Settings::default() };
        let mut store = Store::default();
        store.players.insert(ALICE.parse().unwrap(), Player::default());
        let state = State::new(client::Settings::default());
        state.replace([game.with_store(store)]);
        state
    }

    struct Judged {
        result: Result<(String, Option<String>), Refused>,
        reason: String,
        warned: usize,
    }

    fn judge_as(state: &State, method: &Method, path: &str, host: &str, length: usize) -> Judged {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        let mut checks = Checks::new();
        let admitted = admit(state, Request { method, path, headers: &headers, length }, &mut checks);
        let verdict = checks.verdict(Outcome::Refused);
        assert_eq!(verdict.outcome == Outcome::Accepted, admitted.is_ok(), "{verdict:?}");
        Judged {
            result: admitted.map(|admitted| (admitted.credential, admitted.player.map(|id| id.to_string()))),
            reason: verdict.summary.to_string(),
            warned: verdict.checks.iter().filter(|check| check.result == CheckResult::Warned).count(),
        }
    }

    fn judge(path: &str) -> Judged {
        judge_as(&state(TrailingSlash::Optional), &Method::GET, path, "localhost:4400", 0)
    }

    #[test]
    fn every_form_of_the_url_is_let_in() {
        let ok = |credential: &str, player: Option<&str>| Ok((credential.to_owned(), player.map(str::to_owned)));
        for (path, expected, warned) in [
            ("/callback/k123/S/", ok("server", None), 0),
            ("/callback/k123/S", ok("server", None), 1),
            ("/callback/k123/S/5b2f9c0e4d3a1f0001a2b3c4", ok("server", Some(ALICE)), 0),
            ("/callback/k123/S/5b2f9c0e4d3a1f0001a2b3c4/", ok("server", Some(ALICE)), 0),
            ("/callback/k123/partner/P/", ok("partner", None), 0),
            ("/callback/k123/partner/P", ok("partner", None), 1),
            ("/callback/k123/server/S/5B2F9C0E4D3A1F0001A2B3C4", ok("server", Some(ALICE)), 0),
            ("/callback/k123/server/S/5b2f9c0e4d3a1f0001a2b3c5", ok("server", None), 1),
            ("/callback/k123/server/S/alice", ok("server", None), 1),
        ] {
            let judged = judge(path);
            assert_eq!((judged.result, judged.warned), (expected, warned), "{path}");
        }
    }

    #[test]
    fn who_is_kept_out_is_told_why() {
        for (path, refused, reason) in [
            ("/callback/k123", Refused::NotFound, "segments after callback: 1"),
            ("/callback/k123/a/b/c/d/", Refused::NotFound, "segments after callback: 5"),
            ("/callback/", Refused::NotFound, "segments after callback: 0"),
            ("/callback/k124/server/S/", Refused::Forbidden, "no game with the key 'k124'; did you mean 'k123'?"),
            ("/callback/k123/sever/S/x", Refused::Forbidden, "no credential 'sever'; did you mean 'server'?"),
            ("/callback/k123/device/D/", Refused::Forbidden, "these do: server, partner"),
            ("/callback/k123/server/s/", Refused::Forbidden, "not the secret of the credential 'server'"),
            ("/callback/k123/server/P/", Refused::Forbidden, "it is that of 'partner'"),
            ("/callback/k123/P/", Refused::Forbidden, "'partner', whose name belongs between key and secret"),
            ("/callback/k123/partnr/P/", Refused::Forbidden, "none of that name; did you mean 'partner'?"),
            ("/callback/k123/nobody/P/", Refused::Forbidden, "if 'nobody' was meant as a credential"),
        ] {
            let judged = judge(path);
            assert_eq!(judged.result, Err(refused), "{path}");
            assert!(judged.reason.contains(reason), "{path}: {}", judged.reason);
        }
    }

    #[test]
    fn a_missing_slash_can_be_refused() {
        let strict = state(TrailingSlash::Required);
        let judge = |path| judge_as(&strict, &Method::POST, path, "localhost", 0).result.map_err(Refused::status);
        assert_eq!(judge("/callback/k123/server/S"), Err(StatusCode::NOT_FOUND));
        assert_eq!(judge("/callback/k123/S"), Err(StatusCode::NOT_FOUND));
        assert!(judge("/callback/k123/server/S/").is_ok());
        assert!(judge("/callback/k123/server/S/5b2f9c0e4d3a1f0001a2b3c4").is_ok());
    }

    #[test]
    fn only_get_and_post_and_only_so_much() {
        let state = state(TrailingSlash::Optional);
        let judge = |method, length| {
            let judged = judge_as(&state, &method, "/callback/k123/S/", "localhost", length);
            judged.result.map_err(Refused::status).err()
        };
        assert_eq!(judge(Method::POST, 10), None);
        assert_eq!(judge(Method::POST, 11), Some(StatusCode::PAYLOAD_TOO_LARGE));
        for method in [Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE] {
            assert_eq!(judge(method, 0), Some(StatusCode::METHOD_NOT_ALLOWED));
        }
    }

    #[test]
    fn a_host_that_says_something_else_is_worth_a_word() {
        let state = state(TrailingSlash::Optional);
        for (host, warned) in [
            ("preview.gamesparks.net", 0),
            ("K123.preview.gamesparks.net:443", 0),
            ("K124.Preview.gamesparks.net", 1),
            ("service.gamesparks.net", 1),
            ("other.live.gamesparks.net", 2),
            ("a.b.c.gamesparks.net", 2),
            ("gamesparks.net", 0),
            ("example.org", 0),
        ] {
            let judged = judge_as(&state, &Method::GET, "/callback/k123/S/", host, 0);
            assert_eq!((judged.result.is_ok(), judged.warned), (true, warned), "{host}");
        }
    }
}
