//! The answer to a callback whose script did not come to its end: one place, because nobody knows what the platform answered.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gamesparks::failure;
use crate::platforms::gamesparks::output::ERRORS;
use crate::script::{Failure, Position};

/// How we know.
pub const FIDELITY: &[Row] = &[
    chosen(
        "failed.status",
        "a script that fails is answered with 500, and nothing of what it had set",
        "neither status nor body is known; a caller must be able to tell it from success",
    ),
    chosen(
        "failed.body",
        "the body is {\"errors\": {KEY: TEXT}}, as with errors that a script sets itself",
        "clients of callbacks look there",
    ),
    documented("failed.time", "a script that runs for too long ends in longRunningScriptError", "Spark API page"),
    chosen("failed.key", "every other failure is under scriptError", "no name is known"),
    observed(
        "failed.text",
        "the text of an error is followed by its place: ReferenceError: \"x\" is not defined. (callbacks/server.js#12)",
        "screenshots of the script debugger",
    ),
    chosen(
        "failed.line",
        "lines are counted from 1, or with the setting error-lines: from-0 as one screenshot has them; the verdict has the exact place",
        "the screenshot shows a line less than the editor",
    ),
];

/// The answer to a script that failed, with the check that says so.
pub(in crate::platforms::gamesparks) fn answer(
    script: &str,
    failure: &Failure,
    first_line: u32,
    checks: &mut Checks,
) -> Response<Bytes> {
    let mut reason = format!("{script} failed: {failure}");
    if let Some(Position { text, .. }) = failure.at()
        && !text.trim().is_empty()
    {
        reason += &format!(": {}", text.trim());
    }
    checks.fail("script", reason);
    let body = json!({ ERRORS: { failure::key(failure): failure::text(failure, first_line) } });
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::journal::verdict::Outcome;
    use crate::script::Thrown;

    fn answered(failure: &Failure) -> (String, String) {
        let mut checks = Checks::new();
        let response = answer("callbacks/server.js", failure, 1, &mut checks);
        assert_eq!(response.status(), 500);
        let verdict = checks.verdict(Outcome::Failed);
        assert_eq!(verdict.outcome, Outcome::Failed);
        (String::from_utf8_lossy(response.body()).into_owned(), verdict.summary.into_owned())
    }

    #[test]
    fn an_error_names_its_place() {
        let at = Position { file: "modules/A.js".into(), line: 12, column: 5, text: "  playerId + 1;".into() };
        let (name, message) = (Some("ReferenceError".to_owned()), "playerId is not defined".to_owned());
        let (body, summary) =
            answered(&Failure::Thrown(Box::new(Thrown { name, message, at: Some(at), stack: String::new() })));
        assert_eq!(body, r#"{"errors":{"scriptError":"ReferenceError: playerId is not defined (modules/A.js#12)"}}"#);
        assert_eq!(
            summary,
            "callbacks/server.js failed: ReferenceError: playerId is not defined (modules/A.js:12:5): playerId + 1;"
        );
    }

    #[test]
    fn a_script_that_runs_for_too_long_has_a_name_of_its_own() {
        let (body, _) = answered(&Failure::TimedOut { limit: Duration::from_secs(5) });
        assert_eq!(
            body,
            r#"{"errors":{"longRunningScriptError":"the script ran for longer than the 5 s that it may"}}"#
        );
        let (body, _) = answered(&Failure::OutOfMemory { limit: 1024 * 1024 });
        assert!(body.starts_with(r#"{"errors":{"scriptError":"the script needed more than the 1 MiB"#), "{body}");
    }
}
