//! The one shape of an error: `{"error": {"code", "message", "help"}}` with a fitting status.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::{Value as Json, json};

use crate::diag::Diagnostics;
use crate::diag::json::Problem as Found;

/// The most problems of one body that an answer lists.
const MOST_LISTED: usize = 100;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    help: String,
    /// Each problem in the body with its place, where the body is the reason.
    found: Vec<Json>,
}

impl Problem {
    pub(super) fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { status, code, message: message.into(), help: help.into(), found: Vec::new() }
    }

    /// The request makes no sense.
    pub(super) fn bad(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message, help)
    }

    /// What it is about does not exist.
    pub(super) fn not_found(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message, help)
    }

    /// It makes sense, but not as things are.
    pub(super) fn conflict(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message, help)
    }

    /// The body was read, and this is what is wrong with it: all of it, each with its place.
    pub(super) fn of(problems: &Diagnostics) -> Self {
        let ordered = problems.ordered();
        let message = match ordered.as_slice() {
            [] => "the body is not what is wanted here".to_owned(),
            [only] => format!("{}: {}", only.span, only.message),
            [first, rest @ ..] => format!("{}: {} (and {} more)", first.span, first.message, rest.len()),
        };
        let help = ordered.iter().find_map(|problem| problem.help.clone());
        let help = help.unwrap_or_else(|| "See 'problems' for what is wrong, and where.".to_owned());
        let found = ordered.into_iter().take(MOST_LISTED).map(|problem| json!(Found::from(problem))).collect();
        Self { status: StatusCode::BAD_REQUEST, code: "invalid-body", message, help, found }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut error = json!({ "code": self.code, "message": self.message, "help": self.help });
        if !self.found.is_empty() {
            error["problems"] = Json::Array(self.found);
        }
        let mut response = Response::new(Body::from(format!("{}\n", json!({ "error": error }))));
        *response.status_mut() = self.status;
        response.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
        response
    }
}
