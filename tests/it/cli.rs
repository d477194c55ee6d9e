//! The program as a person or a CI job starts it.

use crate::kit::Program;

#[tokio::test]
async fn version_and_help_are_wanted_and_a_mistake_is_a_usage_error() {
    let version = Program::new(["--version"]).run().await;
    assert_eq!((version.code(), version.out.as_str()), (Some(0), concat!("backlot ", env!("CARGO_PKG_VERSION"), "\n")));
    let help = Program::new(["--help"]).run().await;
    assert_eq!(help.code(), Some(0));
    let mistake = Program::new(["sevre"]).run().await;
    assert_eq!(mistake.code(), Some(1));
    assert!(mistake.err.contains("a similar subcommand exists: 'serve'"), "{}", mistake.err);
    assert!(mistake.out.is_empty());
}

#[tokio::test]
async fn serve_says_when_it_is_ready_and_ends_when_told() {
    let serving = Program::new(["serve"]).serve().await;
    assert_eq!(serving.ready["pid"], serving.pid());
    assert_eq!(serving.ready["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(serving.client().get("/nothing").await.status, 404);
    let ready_file = serving.ready_file();
    serving.signal("TERM").await;
    let ended = serving.ended().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    assert!(!ready_file.exists(), "the ready file outlived the server");
}

#[tokio::test]
async fn serve_loads_fixtures_and_says_what_to_paste_where() {
    let serving = Program::new(["serve", "fixtures/gphud/seed.yaml", "--seed", "42"]).serve().await;
    let client = serving.client();
    let whole = client.get("/_backlot/snapshot").await.json();
    assert_eq!(whole["seed"], 42);
    assert!(whole["gphud"]["instances"]["DEV Test"].is_object(), "{whole}");
    serving.signal("INT").await;
    let (url, ended) = (serving.ready["url"].as_str().unwrap().to_owned(), serving.ended().await);
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    for part in [&format!("plays at {url} (seed 42)"), &format!("{url}/GPHUD/external"), "Ctrl-C stops it."] {
        assert!(ended.out.contains(part), "no {part} in {}", ended.out);
    }
}

#[tokio::test]
async fn a_snapshot_is_a_fixture_for_the_next_time() {
    let first = Program::new(["serve", "fixtures/gphud/seed.yaml"]).serve().await;
    let whole = first.client().get("/_backlot/snapshot").await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kept.json"), &whole.body).unwrap();
    let second = Program::new(["serve", "kept.json"]).within(folder.path()).serve().await;
    let again = second.client().get("/_backlot/snapshot").await.json();
    for part in ["seed", "drawn", "allow", "cluster", "gphud"] {
        assert_eq!(again[part], whole.json()[part], "{part}");
    }
}

#[tokio::test]
async fn a_file_that_is_wrong_is_shown_with_everything_that_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wrong.yaml"), "clock: { at: noon }\ngphub: {}\n").unwrap();
    let ended = Program::new(["serve", "wrong.yaml", "--port", "0", "--ready-file", "ready.json"])
        .within(folder.path())
        .run()
        .await;
    assert_eq!(ended.code(), Some(2), "{ended:?}");
    assert!(ended.out.is_empty(), "{}", ended.out);
    for part in ["wrong.yaml:1:14", "wrong.yaml:2:1", "did you mean 'gphud'?", "^^^^"] {
        assert!(ended.err.contains(part), "no {part} in {}", ended.err);
    }
    assert!(!folder.path().join("ready.json").exists());
}

#[tokio::test]
async fn a_port_that_is_taken_could_not_be_listened_on() {
    let first = Program::new(["serve"]).serve().await;
    let port = first.ready["url"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    let second = Program::new(["serve", "--port", &port]).run().await;
    assert_eq!(second.code(), Some(3));
    assert!(second.err.contains("choose another with --port"), "{}", second.err);
}

#[tokio::test]
async fn a_stop_is_over_within_a_second_whatever_is_in_flight() {
    let serving = Program::new(["serve"]).serve().await;
    let mut half = serving.client().wire().await;
    half.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").await;
    half.until("100 Continue\r\n\r\n").await;
    let mut waiting = serving.client().wire().await;
    waiting.send("GET /_backlot/journal?wait=60s HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let watch = backlot::world::clock::Stopwatch::start();
    serving.signal("TERM").await;
    assert_eq!(serving.ended().await.code(), Some(0));
    // It takes the grace time of 0.7 s. What is held against it leaves room for a busy machine, and none for the minute that
    // the request would have waited.
    assert!(watch.elapsed() < std::time::Duration::from_secs(15), "{:?}", watch.elapsed());
    drop(waiting);
}
