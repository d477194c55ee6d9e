//! Who may upload and fetch files: the checks of their URLs, in order, each with its reason.

use std::sync::Arc;

use http::Uri;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use super::links::{Which, signature};
use super::{DOWNLOAD, UPLOAD};
use crate::diag::quoted;
use crate::journal::verdict::Checks;
use crate::platforms::gamesparks::admission::Refused;
use crate::platforms::gamesparks::state::{Game, PlayerId, State};

/// The three parts of a path behind `prefix`.
fn parts(path: &str, prefix: &str) -> Option<[String; 3]> {
    let rest = path.strip_prefix(prefix)?.strip_prefix('/')?;
    let mut parts = rest.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned());
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn game(state: &State, api_key: &str, checks: &mut Checks) -> Result<Arc<Game>, Refused> {
    let game = state.game(api_key);
    if game.is_none() {
        checks.fail("key", format!("there is no game with the key {}", quoted(api_key)));
    }
    game.ok_or(Refused::NotFound)
}

/// The game, the player and the id of an upload, as its path says.
pub(super) fn upload(state: &State, path: &str, checks: &mut Checks) -> Result<(Arc<Game>, PlayerId, String), Refused> {
    let Some([api_key, player, id]) = parts(path, UPLOAD) else {
        checks.fail("url", format!("files are uploaded to {UPLOAD}/KEY/PLAYER/UPLOAD, as GetUploadUrlRequest says"));
        return Err(Refused::NotFound);
    };
    let game = game(state, &api_key, checks)?;
    let owner = game.lock().data.uploads.awaited().get(&id).map(|awaited| awaited.player.clone());
    let Some(owner) = owner.filter(|owner| owner.as_str() == player) else {
        let reason = "no file is awaited at this URL: GetUploadUrlRequest gives one, and it takes one file";
        checks.fail("url", reason);
        return Err(Refused::NotFound);
    };
    checks.pass("url", format!("the upload {id} of {owner}"));
    Ok((game, owner, id))
}

/// The game and the file that a URL is for, if it is still good.
pub(super) fn signed(
    state: &State,
    uri: &Uri,
    now: Timestamp,
    checks: &mut Checks,
) -> Result<(Arc<Game>, Which), Refused> {
    let found = parts(uri.path(), DOWNLOAD);
    let found = found.and_then(|[key, kind, name]| Some((key, Which::of(&kind, name)?)));
    let Some((api_key, which)) = found else {
        checks.fail("url", format!("files are at {DOWNLOAD}/KEY/downloadable/CODE and {DOWNLOAD}/KEY/uploaded/ID"));
        return Err(Refused::NotFound);
    };
    let game = game(state, &api_key, checks)?;
    let query: Vec<_> = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
    let given = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let expires: Option<i64> = given("expires").and_then(|text| text.parse().ok());
    let is_given = |expires: i64| given("signature") == Some(&*signature(&game, &which, expires));
    match expires.filter(|expires| is_given(*expires)) {
        None => {
            checks.fail("signature", "this URL was not given by the game: ask for one, they are good for an hour");
            Err(Refused::Forbidden)
        }
        Some(expires) if expires < now.as_second() => {
            let late = now.as_second() - expires;
            checks.fail("expires", format!("this URL was good until {late} s ago: ask for a new one"));
            Err(Refused::Forbidden)
        }
        Some(_) => Ok((game, which)),
    }
}
