//! `backlot exec`: what the program finds, how it ends, and what is said of what it did.

mod ends;
mod expectations;
mod hosts;
mod terminal;

use tempfile::TempDir;

use crate::kit::{Ended, Program};

/// A run of `backlot exec` with a folder of its own for the development CA.
struct Run {
    arguments: Vec<String>,
    home: TempDir,
}

impl Run {
    /// With these options, and a script for the shell as the program.
    fn shell(options: &[&str], script: &str) -> Self {
        Self::command(options, &["sh", "-c", script])
    }

    fn command(options: &[&str], command: &[&str]) -> Self {
        let arguments = ["exec"].iter().chain(options).chain(&["--"]).chain(command);
        Self {
            arguments: arguments.map(|argument| (*argument).to_owned()).collect(),
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// A file in its folder.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The same with a scenario, whose text is given.
    fn with(mut self, scenario: &str) -> Self {
        let file = self.file("scenario.yaml", scenario);
        self.arguments.splice(1..1, ["-s".to_owned(), file]);
        self
    }

    fn program(&self) -> Program {
        Program::new(&self.arguments).env("BACKLOT_CA_DIR", self.home.path().join("ca").to_str().unwrap())
    }

    async fn ended(&self) -> Ended {
        self.program().run().await
    }
}

/// A fixture that is used by its path in the repository.
fn fixture(name: &str) -> String {
    format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test]
async fn the_program_finds_where_everything_is() {
    let script = "test -n \"$BACKLOT_SEED\" && test -r \"$SSL_CERT_FILE\" && test -r \"$BACKLOT_CA\" && \
                  echo $BACKLOT_GPHUD_URL $BACKLOT_GPHUD_DEVELOPERKEY_KATE_BURNER $https_proxy $NO_PROXY";
    let run = Run::shell(&["-s", "fixtures/gphud/seed.yaml", "--seed", "7"], script);
    let ended = run.program().env("no_proxy", "db.internal").run().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    let url = ended.err.split("plays at ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    assert!(ended.err.contains("(seed 7)"), "{}", ended.err);
    assert_eq!(ended.out, format!("{url}/GPHUD/external test {url} db.internal,localhost,127.0.0.1,::1\n"));
}

#[tokio::test]
async fn the_proxy_can_be_left_out() {
    let run = Run::shell(&["--no-proxy", "-q"], "echo \"[$https_proxy$SSL_CERT_FILE]\" ${BACKLOT_URL%:*}");
    let ended = run.program().without("https_proxy").without("SSL_CERT_FILE").run().await;
    assert_eq!((ended.code(), ended.out.as_str()), (Some(0), "[] http://127.0.0.1\n"), "{ended:?}");
    assert_eq!(ended.err, "");
}

#[tokio::test]
async fn help_lists_the_variables() {
    let help = Program::new(["exec", "--help"]).run().await;
    for name in ["BACKLOT_URL", "BACKLOT_GPHUD_DEVELOPERKEY", "BACKLOT_CLUSTER_VERIFY_TOKEN", "NODE_EXTRA_CA_CERTS"] {
        assert!(help.out.contains(name), "no {name} in {}", help.out);
    }
}

#[tokio::test]
async fn a_file_that_is_wrong_is_shown_and_nothing_is_run() {
    let run = Run::shell(&[], "echo it runs").with("gphub: {}\n");
    let ended = run.ended().await;
    assert_eq!((ended.code(), ended.out.as_str()), (Some(2), ""), "{ended:?}");
    assert!(ended.err.contains("did you mean 'gphud'?"), "{}", ended.err);
}

#[tokio::test]
async fn a_program_that_is_not_there_could_not_be_run() {
    let ended = Run::command(&[], &["no-such-program"]).ended().await;
    assert_eq!(ended.code(), Some(3), "{ended:?}");
    assert!(ended.err.contains("could not start 'no-such-program': No such file"), "{}", ended.err);
}
