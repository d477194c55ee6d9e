//! Scripts that do not come to their end.

use super::{URL, game, newest};

#[tokio::test]
async fn an_error_names_file_line_and_column() {
    let backlot = game("var a = 1;\nvar b = a.c.d;", "").await;
    let reply = backlot.client().get(URL).await;
    assert_eq!(reply.status, 500);
    let error = reply.json()["errors"]["scriptError"].as_str().unwrap().to_owned();
    assert!(error.starts_with("TypeError: ") && error.ends_with(" (callbacks/server.js#2)"), "{error}");
    let verdict = newest(&backlot)["verdict"].clone();
    assert_eq!(verdict["outcome"], "failed");
    let summary = verdict["summary"].as_str().unwrap();
    assert!(summary.contains("(callbacks/server.js:2:") && summary.ends_with("var b = a.c.d;"), "{summary}");
}

#[tokio::test]
async fn a_script_that_cannot_be_read_is_a_failure_of_its_callback_alone() {
    let backlot = game("var a = ;", "").await;
    for _ in 0..2 {
        let reply = backlot.client().get(URL).await;
        assert_eq!(reply.status, 500);
        assert!(reply.text().contains("SyntaxError"), "{reply:?}");
    }
}

#[tokio::test]
async fn what_a_failed_script_had_set_is_gone() {
    let backlot = game("Spark.setScriptData('RESPONSE_RAW', 'set');\nthrow 'over';", "").await;
    let reply = backlot.client().get(&format!("{URL}?contentType=text/html")).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (500, "application/json"));
    assert_eq!(reply.text(), r#"{"errors":{"scriptError":"over (callbacks/server.js#2)"}}"#);
}

#[tokio::test]
async fn a_script_that_runs_for_too_long_has_a_name_of_its_own() {
    let backlot = game("while (true) {}", "script-time-limit: 50ms").await;
    let reply = backlot.client().get(URL).await;
    assert_eq!(reply.status, 500);
    assert!(reply.json()["errors"]["longRunningScriptError"].is_string(), "{reply:?}");
}
