//! What all ways into a game have in common: what a request is judged by, and how one is refused.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use super::state::Game;
use crate::journal::verdict::Checks;

/// A request that may not go on; the failed check says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Nothing is done with this method; with those that are named.
    Method(&'static str),
    /// There is nothing at this URL.
    NotFound,
    /// Whoever asks may not.
    Forbidden,
    /// There is too much of it.
    TooLarge,
    /// The body cannot be read.
    BadRequest,
}

impl Refused {
    /// What it is answered with.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadRequest => StatusCode::BAD_REQUEST,
        }
    }

    /// The whole answer.
    pub(super) fn response(self) -> Response<Bytes> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = self.status();
        if let Self::Method(allowed) = self {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
        }
        response
    }
}

/// What a request is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'r> {
    pub(super) method: &'r Method,
    pub(super) path: &'r str,
    pub(super) headers: &'r HeaderMap,
    /// How long its body is, in bytes.
    pub(super) length: usize,
}

/// Whether a body of that length is within the game's limit.
pub(super) fn check_length(game: &Game, length: usize, checks: &mut Checks) -> Result<(), Refused> {
    let Some(headroom) = game.settings.request_limit_bytes.headroom(length, "bytes") else { return Ok(()) };
    if headroom.used <= headroom.limit {
        if length > 0 {
            checks.pass_within("request size", headroom, "");
        }
        return Ok(());
    }
    checks.fail_beyond(
        "request size",
        headroom,
        "the body is longer than the game's setting request-limit-bytes allows",
    );
    Err(Refused::TooLarge)
}
