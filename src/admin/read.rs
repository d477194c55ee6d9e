//! Reading the body of a request: JSON or YAML, with every mistake at once and each with its place.

use std::time::Duration;

use axum::extract::{FromRequest, Request};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::problem::Problem;
use crate::diag::{Diagnostics, Source};
use crate::tree::decode::decode;
use crate::tree::read::{self, Limits};
use crate::tree::{Decode, Node, Templates, file};
use crate::world::clock::transport;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// What problems call the body.
const NAME: &str = "body";

/// A value that was given in the body.
#[derive(Debug)]
pub(super) struct Given<T>(pub(super) T);

impl<S: Send + Sync, T: Decode> FromRequest<S> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let node = document(request, Limits { bytes: 1024 * 1024, ..Limits::default() }).await?;
        let mut problems = Diagnostics::new();
        decode(&node, Templates::Text, &mut problems).map(Self).ok_or_else(|| Problem::of(&problems))
    }
}

/// The one document in the body of `request`.
pub(super) async fn document(request: Request, limits: Limits) -> Result<Node, Problem> {
    let bytes = body(request, limits.bytes).await?;
    if bytes.trim_ascii().is_empty() {
        let help = "Send a JSON object in the body.";
        return Err(Problem::bad("body-missing", "this request needs a body, and had none", help));
    }
    let mut problems = Diagnostics::new();
    let node = file::text(NAME, bytes, &mut problems).and_then(|source: Source| {
        let mut documents = read::documents_within(&source, &limits, &mut problems);
        (documents.len() == 1 && !problems.has_errors()).then(|| documents.remove(0))
    });
    node.ok_or_else(|| Problem::of(&problems))
}

async fn body(request: Request, limit: usize) -> Result<Vec<u8>, Problem> {
    let too_large = || {
        let message = format!("the body is longer than the {limit} bytes that are read of one");
        Problem::new(http::StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", message, "Send less.")
    };
    let announced = hyper::body::Body::size_hint(request.body()).lower();
    if announced > limit as u64 {
        return Err(too_large());
    }
    match transport::timeout(PATIENCE, Limited::new(request.into_body(), limit).collect()).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes().into()),
        Ok(Err(error)) if error.downcast_ref::<LengthLimitError>().is_some() => Err(too_large()),
        Ok(Err(error)) => Err(Problem::bad("broken-off", format!("the body broke off: {error}"), "Send it again.")),
        Err(_) => {
            let message = format!("the body did not arrive within {} s", PATIENCE.as_secs());
            let help = "Send the body at once, or announce the length that is really sent.";
            Err(Problem::new(http::StatusCode::REQUEST_TIMEOUT, "body-timeout", message, help))
        }
    }
}
