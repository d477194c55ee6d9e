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
