//! The limits of requests and answers: how many there may be, and how long an answer may be.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use super::output::ERRORS;
use super::requests::names::ERROR_RESPONSE;
use super::state::{Exceeded, Game};
use crate::journal::verdict::{Checks, Headroom};
use crate::world::World;

/// What an answer that is too long is replaced by says.
pub(super) const RESPONSE_LIMIT: &str = "RESPONSE_LIMIT";

/// Counts a callback or a request.
pub(super) fn count(world: &World, game: &Game, checks: &mut Checks) -> Result<(), Exceeded> {
    match game.count_request(world.clock().now()) {
        Ok(None) => Ok(()),
        Ok(Some((used, limit))) => {
            checks.pass_within("usage", Headroom::new(used, limit, "requests in this second"), "");
            Ok(())
        }
        Err(exceeded) => {
            let headroom = Headroom::new(exceeded.limit.saturating_add(1), exceeded.limit, "requests in this second");
            checks.fail_beyond("usage", headroom, exceeded.to_string());
            Err(exceeded)
        }
    }
}

/// The answer to a callback that is one too many.
pub(super) fn too_many_callbacks(exceeded: Exceeded) -> Response<Bytes> {
    answer(StatusCode::TOO_MANY_REQUESTS, &json!({ ERRORS: { exceeded.name: Exceeded::TEXT } }))
}

/// The answer to a request that is one too many.
pub(super) fn too_many_requests(exceeded: Exceeded) -> Response<Bytes> {
    let error = json!({ "@class": format!(".{ERROR_RESPONSE}"), "error": { exceeded.name: Exceeded::TEXT } });
    answer(StatusCode::TOO_MANY_REQUESTS, &error)
}

/// `response`, unless it is longer than the game's answers may be.
pub(super) fn bounded(game: &Game, response: Response<Bytes>, checks: &mut Checks) -> Response<Bytes> {
    let headroom = game.settings.response_limit_bytes.headroom(response.body().len(), "bytes");
    let Some(headroom) = headroom.filter(|headroom| headroom.used > headroom.limit) else { return response };
    let reason = "the answer is longer than the game's setting response-limit-bytes allows";
    checks.fail_beyond("response size", headroom, reason);
    too_long(reason)
}

/// The answer instead of one that is too long.
pub(super) fn too_long(reason: &str) -> Response<Bytes> {
    answer(StatusCode::INTERNAL_SERVER_ERROR, &json!({ ERRORS: { RESPONSE_LIMIT: reason } }))
}

fn answer(status: StatusCode, body: &serde_json::Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
