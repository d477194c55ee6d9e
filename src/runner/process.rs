//! A real program under test: started on a port of its own, waited for until it accepts connections, and ended together
//! with everything that it started.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use regex::Regex;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::world::clock::{Stopwatch, transport};

/// How to start a program.
#[derive(Debug, Clone)]
pub struct Start {
    /// The program and its arguments; never empty.
    pub command: Vec<String>,
    /// Where it runs.
    pub directory: PathBuf,
    /// What it finds in its environment on top of what this program was started with.
    pub environment: BTreeMap<String, String>,
    /// How it says which port it listens on: a line that it prints, with the port as the first group. It is then started with
    /// `PORT=0`. Without this it is started with a free port in `PORT`, and waited for until it accepts there.
    pub ready: Option<Regex>,
    /// How long that may take, in machine time.
    pub patience: Duration,
}

/// A program that runs. Dropping it ends it, and everything that it started.
#[derive(Debug)]
pub struct Process {
    child: Child,
    port: u16,
    said: Said,
}

/// Why a program could not be started.
#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    /// There is no such program, or it may not be run.
    #[error("could not start '{program}': {error}")]
    Spawn {
        /// The program.
        program: String,
        /// What the system said.
        error: io::Error,
    },
    /// It ended before it listened.
    #[error("'{program}' ended ({status}) before it listened{}", shown(.said))]
    Ended {
        /// The program.
        program: String,
        /// How it ended.
        status: String,
        /// The last that it printed.
        said: String,
    },
    /// It took too long.
    #[error("'{program}' did not listen within {} s{}", .patience.as_secs_f64(), shown(.said))]
    TooSlow {
        /// The program.
        program: String,
        /// How long it was waited for.
        patience: Duration,
        /// The last that it printed.
        said: String,
    },
}

fn shown(said: &str) -> String {
    if said.is_empty() { "; it printed nothing".to_owned() } else { format!("; it printed:\n{said}") }
}

/// The last lines that a program printed, on either stream.
#[derive(Debug, Clone, Default)]
struct Said(Arc<Mutex<Vec<String>>>);

impl Said {
    const MOST_LINES: usize = 40;
    const LONGEST_LINE: usize = 400;

    fn push(&self, line: &str) {
        let mut lines = self.0.lock();
        if lines.len() == Self::MOST_LINES {
            lines.remove(0);
        }
        lines.push(line.chars().take(Self::LONGEST_LINE).collect());
    }

    fn text(&self) -> String {
        self.0.lock().join("\n")
    }
}

impl Process {
    /// Starts a program and waits until it listens.
    pub async fn start(start: &Start) -> Result<Self, NotStarted> {
        let program = start.command.first().cloned().unwrap_or_default();
        let spawn = |error| NotStarted::Spawn { program: program.clone(), error };
        let port = if start.ready.is_some() { 0 } else { free_port().await.map_err(spawn)? };
        let mut command = Command::new(&program);
        command
            .args(start.command.iter().skip(1))
            .current_dir(&start.directory)
            .envs(&start.environment)
            .env("PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(spawn)?;
        let said = Said::default();
        let (found, mut announced) = tokio::sync::watch::channel(None);
        if let Some(out) = child.stdout.take() {
            tokio::spawn(listen(out, said.clone(), start.ready.clone(), found));
        }
        if let Some(err) = child.stderr.take() {
            tokio::spawn(listen(err, said.clone(), None, tokio::sync::watch::channel(None).0));
        }
        let mut process = Self { child, port, said };
        let listening = async {
            match &start.ready {
                Some(_) => announced.wait_for(Option::is_some).await.ok().and_then(|port| *port),
                None => accepts(port).await,
            }
        };
        let watch = Stopwatch::start();
        let ready = tokio::select! {
            port = listening => port,
            () = transport::sleep(start.patience) => None,
            status = process.child.wait() => {
                let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
                return Err(NotStarted::Ended { program, status, said: process.settled_said().await });
            }
        };
        match ready {
            Some(port) => {
                process.port = port;
                Ok(process)
            }
            None if watch.elapsed() < start.patience => {
                // Its output ended before it said where it listens: it has closed it, or is about to end.
                let status = "without saying where it listens".to_owned();
                Err(NotStarted::Ended { program, status, said: process.settled_said().await })
            }
            None => Err(NotStarted::TooSlow { program, patience: start.patience, said: process.said.text() }),
        }
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The last lines that it printed.
    pub fn said(&self) -> String {
        self.said.text()
    }

    /// What it printed just before it ended may still be on its way.
    async fn settled_said(&self) -> String {
        const PAUSE: Duration = Duration::from_millis(50);
        transport::sleep(PAUSE).await;
        self.said.text()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The child alone is killed by its own drop; what it started shares its group.
        #[cfg(unix)]
        if let Some(group) =
            self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

async fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?.port())
}

async fn accepts(port: u16) -> Option<u16> {
    const PAUSE: Duration = Duration::from_millis(10);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    while TcpStream::connect(address).await.is_err() {
        transport::sleep(PAUSE).await;
    }
    Some(port)
}

/// Reads what a program prints, for as long as it prints, so that it never waits for a reader.
async fn listen(
    stream: impl AsyncRead + Unpin,
    said: Said,
    ready: Option<Regex>,
    found: tokio::sync::watch::Sender<Option<u16>>,
) {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while let Ok(1..) = stream.read_until(b'\n', &mut line).await {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        said.push(&text);
        if let Some(port) = ready.as_ref().and_then(|ready| announced_port(ready, &text)) {
            found.send_if_modified(|known| known.is_none() && known.replace(port).is_none());
        }
        line.clear();
    }
}

fn announced_port(ready: &Regex, line: &str) -> Option<u16> {
    ready.captures(line)?.get(1)?.as_str().parse().ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn start(script: &str, ready: Option<&str>) -> Start {
        Start {
            command: ["sh", "-c", script].map(str::to_owned).to_vec(),
            directory: PathBuf::from("."),
            environment: BTreeMap::new(),
            ready: ready.and_then(|ready| Regex::new(ready).ok()),
            patience: Duration::from_secs(20),
        }
    }

    #[tokio::test]
    async fn a_program_says_where_it_listens() {
        let process =
            Process::start(&start("echo hello; echo listening on 4321; sleep 60", Some(r"on (\d+)"))).await.unwrap();
        assert_eq!((process.port(), process.said()), (4321, "hello\nlistening on 4321".to_owned()));
    }

    #[tokio::test]
    async fn a_program_that_ends_is_quoted() {
        let error = Process::start(&start("echo no such module >&2; exit 3", Some(r"on (\d+)"))).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("before it listened") && text.contains("no such module"), "{text}");
    }

    #[tokio::test]
    async fn a_program_that_does_not_exist_is_named() {
        let missing = Start { command: vec!["no-such-program".to_owned()], ..start("", None) };
        let error = Process::start(&missing).await.unwrap_err();
        assert!(matches!(error, NotStarted::Spawn { .. }) && error.to_string().contains("no-such-program"));
    }

    #[tokio::test]
    async fn a_slow_program_is_not_waited_for_for_ever() {
        let slow = Start { patience: Duration::from_millis(50), ..start("sleep 60", Some(r"on (\d+)")) };
        assert!(matches!(Process::start(&slow).await.unwrap_err(), NotStarted::TooSlow { .. }));
    }

    #[tokio::test]
    async fn what_a_program_started_ends_with_it() {
        let process = Process::start(&start("sleep 600 & echo child $! on 1; wait", Some(r"on (\d)"))).await.unwrap();
        let said = process.said();
        let child: i32 = said.split(' ').nth(1).unwrap().parse().unwrap();
        drop(process);
        let child = rustix::process::Pid::from_raw(child).unwrap();
        let gone = async {
            while rustix::process::test_kill_process(child).is_ok() && !is_zombie(child) {
                tokio::task::yield_now().await;
            }
        };
        transport::timeout(Duration::from_secs(20), gone).await.unwrap();
    }

    /// Where nobody reaps orphans, what was killed stays listed.
    fn is_zombie(process: rustix::process::Pid) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).unwrap_or_default();
        status.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z'))
    }
}
