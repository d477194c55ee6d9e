//! Servers with one defect each: it is found, and nothing is made up beside it.

use super::{Creator, check};

/// A machine that is busy with other tests is no reason to call a server slow.
const PATIENT: &[&str] = &["--timeout", "30s"];

/// Looks at each server in turn, and compares what is found with what is wrong with it.
async fn found(servers: &[(&str, &[&str], &[&str])]) {
    for (file, options, defects) in servers {
        let server = Creator::start(&format!("tests/it/doctor/broken/{file}")).await;
        let found = check(&server.url, options).await;
        let names: Vec<_> = found.defects().into_iter().collect();
        let mut wanted: Vec<_> = defects.iter().map(|name| (*name).to_owned()).collect();
        wanted.sort();
        assert_eq!(names, wanted, "{file}: {:#}", found.card);
        let is_failed = !found.graded("failed").is_empty();
        assert_eq!(found.code, Some(if is_failed { 4 } else { 0 }), "{file}");
    }
}

#[tokio::test]
async fn answers_that_are_not_what_was_agreed() {
    found(&[
        ("token_with_line_break.py", PATIENT, &["verify"]),
        ("response_is_an_object.py", PATIENT, &["response"]),
        ("verify_inside_response.py", PATIENT, &["verify", "response-without-token"]),
        ("encoded_twice.py", PATIENT, &["response-encoded-once"]),
        ("always_compressed.js", PATIENT, &["json", "not-compressed"]),
        ("token_from_the_caller.js", PATIENT, &["verify-not-from-caller"]),
    ])
    .await;
}

#[tokio::test]
async fn texts_that_do_not_arrive() {
    let at_limit = ["request-one-under", "request-at-limit", "request-at-limit-japanese", "request-at-limit-escaped"];
    let letters = ["utf8", "emoji", "control-characters"];
    found(&[
        ("wrong_charset.py", PATIENT, &letters),
        ("length_in_letters.py", PATIENT, &[&letters[..], &at_limit].concat()),
        ("small_bodies.js", PATIENT, &at_limit),
        ("answer_grows.py", PATIENT, &at_limit),
    ])
    .await;
}

#[tokio::test]
async fn time_that_is_not_enough() {
    found(&[
        ("never_answers.py", &["--timeout", "300ms"], &["plain-call"]),
        ("mixed_up_answers.js", PATIENT, &["own-answer"]),
        ("one_at_a_time.py", &["--timeout", "5s", "--only", "slow-caller"], &["slow-caller"]),
    ])
    .await;
}

#[tokio::test]
async fn strangers_that_do_harm() {
    found(&[
        ("crashes_on_bad_json.js", PATIENT, &["not-json"]),
        ("dies_with_its_caller.js", PATIENT, &["cut-body"]),
        ("body_left_unread.py", PATIENT, &["after-a-bad-request"]),
        ("waits_for_minus_one.py", &["--timeout", "4s", "--only", "wrong-length"], &["wrong-length"]),
        (
            "shows_its_stack.js",
            PATIENT,
            &[
                "not-json",
                "empty-body",
                "not-an-object",
                "no-request",
                "request-not-text",
                "request-twice",
                "not-utf8",
                "deep-json",
                "wrong-method",
                "long-headers",
                "no-inside-shown",
            ],
        ),
    ])
    .await;
}

#[tokio::test]
async fn every_server_in_the_folder_is_looked_at() {
    let source = include_str!("broken.rs");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/doctor/broken");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let files: Vec<_> = files.iter().filter_map(|name| name.to_str()).filter(|name| name.contains('.')).collect();
    assert!(files.len() >= 10);
    for file in files {
        assert!(source.contains(&format!("\"{file}\"")), "{file} is not looked at");
    }
}
