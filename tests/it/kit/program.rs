//! The real binary, run with arguments.

use std::ffi::OsString;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

use super::{Client, soon};

/// A run of the binary that has not begun yet. Nobody looks at its output, and the environment says nothing to it.
pub(crate) struct Program {
    command: Command,
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    /// The exit code; none if a signal ended it.
    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }
}

impl Program {
    /// The binary with `arguments`, started in the folder of the repository.
    pub(crate) fn new<A: Into<OsString>>(arguments: impl IntoIterator<Item = A>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backlot"));
        command.args(arguments.into_iter().map(Into::into)).kill_on_drop(true).stdin(Stdio::null());
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        for name in ["BACKLOT_LOG", "FORCE_COLOR", "NO_COLOR", "COLUMNS"] {
            command.env_remove(name);
        }
        Self { command }
    }

    /// Started in another folder.
    pub(crate) fn within(mut self, folder: impl Into<PathBuf>) -> Self {
        self.command.current_dir(folder.into());
        self
    }

    /// With a variable in its environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Without a variable that this process was started with.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Starts it, its output going to `out`.
    pub(crate) fn spawn(mut self, out: Stdio) -> Child {
        self.command.stdout(out).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs it to its end.
    pub(crate) async fn run(mut self) -> Ended {
        let output = soon(self.command.output()).await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { status: output.status, out: text(output.stdout), err: text(output.stderr) }
    }

    /// Starts it, so that what it says can be read as it says it.
    pub(crate) fn begin(mut self) -> Running {
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = BufReader::new(child.stderr.take().unwrap());
        Running { child, out, err }
    }

    /// Starts it as a server: `serve` must be its first argument. Returns once it is ready.
    pub(crate) async fn serve(mut self) -> Serving {
        let folder = tempfile::tempdir().unwrap();
        let ready = folder.path().join("ready.json");
        self.command.args(["--port", "0", "--ready-file"]).arg(&ready);
        let mut running = self.begin();
        // The banner comes after the ready file; the end of the output without one means that it did not start.
        let mut banner = String::new();
        soon(running.out.read_line(&mut banner)).await.unwrap();
        let Ok(text) = std::fs::read_to_string(&ready) else {
            panic!("it did not start: {}", running.ended().await.err);
        };
        Serving { running, banner, ready: serde_json::from_str(&text).unwrap(), folder }
    }
}

/// A run that goes on, ended when this is dropped.
pub(crate) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
}

impl Running {
    /// The process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Sends it a signal, such as `TERM`.
    pub(crate) async fn signal(&self, name: &str) {
        // `kill` is part of every shell, and not of every system.
        let status = Command::new("sh").arg("-c").arg(format!("kill -{name} {}", self.pid())).status().await.unwrap();
        assert!(status.success());
    }

    /// Waits for a line with this text on its standard output.
    pub(crate) async fn says(&mut self, text: &str) -> String {
        line_with(&mut self.out, text).await
    }

    /// Waits for a line with this text on its standard error.
    pub(crate) async fn complains(&mut self, text: &str) -> String {
        line_with(&mut self.err, text).await
    }

    /// Lets it say what it wants, so that it is never held up. It is killed when what is given back is dropped.
    fn unheard(self) -> Child {
        let Self { child, mut out, mut err } = self;
        tokio::spawn(async move { tokio::io::copy(&mut out, &mut tokio::io::sink()).await });
        tokio::spawn(async move { tokio::io::copy(&mut err, &mut tokio::io::sink()).await });
        child
    }

    /// Waits for its end; what was read before is not told again.
    pub(crate) async fn ended(mut self) -> Ended {
        let (mut out, mut err) = (String::new(), String::new());
        soon(self.out.read_to_string(&mut out)).await.unwrap();
        soon(self.err.read_to_string(&mut err)).await.unwrap();
        Ended { status: soon(self.child.wait()).await.unwrap(), out, err }
    }
}

/// A server in a process of its own, killed when this is dropped.
pub(crate) struct Serving {
    running: Running,
    banner: String,
    /// What its ready file says.
    pub(crate) ready: Value,
    folder: TempDir,
}

impl Deref for Serving {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

impl DerefMut for Serving {
    fn deref_mut(&mut self) -> &mut Running {
        &mut self.running
    }
}

impl Serving {
    /// Somebody who talks to it.
    pub(crate) fn client(&self) -> Client {
        let url = self.ready["url"].as_str().unwrap();
        Client::of(url.strip_prefix("http://").unwrap().parse().unwrap())
    }

    /// Where its ready file is.
    pub(crate) fn ready_file(&self) -> PathBuf {
        self.folder.path().join("ready.json")
    }

    /// Lets it say what it wants, so that it is never held up. It is killed when what is given back is dropped.
    pub(crate) fn unheard(self) -> impl Send {
        (self.running.unheard(), self.folder)
    }

    /// Waits for its end.
    pub(crate) async fn ended(self) -> Ended {
        let ended = self.running.ended().await;
        Ended { out: self.banner + &ended.out, ..ended }
    }
}

async fn line_with(reader: &mut (impl AsyncBufRead + Unpin), text: &str) -> String {
    soon(async {
        let mut said = String::new();
        loop {
            let mut line = String::new();
            assert!(reader.read_line(&mut line).await.unwrap() > 0, "no '{text}' in:\n{said}");
            if line.contains(text) {
                return line;
            }
            said += &line;
        }
    })
    .await
}
