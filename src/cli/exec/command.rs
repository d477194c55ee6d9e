//! The program: started through a keeper of its own, told of signals, and ended with everything that it started.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;

use rustix::process::{Pid, Signal};
use tokio::io::AsyncReadExt as _;
use tokio::net::{UnixListener, UnixStream};
use tokio::process::{Child, Command};

use crate::cli::keep::STARTED;
use crate::runner::orphans;

/// The program at work.
pub(super) struct Running {
    keeper: Child,
    /// Its end tells the keeper that nobody waits any more.
    _line: UnixStream,
    shared: bool,
    /// How often it was told to end.
    told: usize,
}

/// A third signal ends what the first two did not.
const PATIENT: usize = 2;

impl Running {
    /// Starts `command` with `environment` on top of what this process was started with. `folder` is for its keeper. An error
    /// says what could not be done.
    pub(super) async fn start(
        command: &[OsString],
        environment: &[(String, String)],
        folder: &Path,
        is_interactive: bool,
    ) -> Result<Self, String> {
        // What a keeper leaves behind that is killed itself.
        orphans::adopt();
        let started = Self::begin(command, environment, folder, is_interactive).await;
        if started.is_err() {
            // A keeper that was killed before it said so may have started the program.
            orphans::end(&[]).await;
        }
        started
    }

    async fn begin(
        command: &[OsString],
        environment: &[(String, String)],
        folder: &Path,
        is_interactive: bool,
    ) -> Result<Self, String> {
        let socket = folder.join("keeper");
        let failed = |error: std::io::Error| format!("start a program: {error}");
        let listener = UnixListener::bind(&socket).map_err(failed)?;
        let mut keeper = Command::new(own_program().map_err(failed)?);
        keeper.arg("keep").arg("--socket").arg(&socket);
        if is_interactive {
            keeper.arg("--shared");
        } else {
            keeper.process_group(0);
        }
        keeper.arg("--").args(command).envs(environment.iter().map(|(name, value)| (name, value)));
        keeper.stdin(Stdio::inherit()).stdout(Stdio::inherit()).stderr(Stdio::inherit());
        let mut keeper = keeper.spawn().map_err(failed)?;
        let mut line = tokio::select! {
            accepted = listener.accept() => accepted.map_err(failed)?.0,
            ended = keeper.wait() => {
                let ended = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
                return Err(format!("start a program: its keeper ended ({ended})"));
            }
        };
        let mut said = String::new();
        let mut part = [0; 512];
        while said != STARTED {
            match line.read(&mut part).await {
                Ok(0) | Err(_) => {
                    let program = command.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    return Err(format!("start '{program}': {said}"));
                }
                Ok(length) => said += &String::from_utf8_lossy(&part[..length]),
            }
        }
        Ok(Self { keeper, _line: line, shared: is_interactive, told: 0 })
    }

    /// Waits for its end: its exit code, or 128 and the number of the signal that ended it.
    pub(super) async fn ended(&mut self) -> Result<u8, String> {
        let status = self.keeper.wait().await.map_err(|error| format!("wait for the program: {error}"))?;
        // A keeper that was killed could not look after what it kept.
        orphans::end(&[]).await;
        match status.code() {
            Some(code) => Ok(u8::try_from(code).unwrap_or(u8::MAX)),
            None => Err(format!("wait for the program: its keeper ended ({status})")),
        }
    }

    /// Hands a signal on.
    pub(super) fn signal(&mut self, signal: Signal) {
        let Some(keeper) = self.keeper.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) else {
            return;
        };
        // The terminal tells everybody by itself, the keeper too.
        let is_told = self.shared && matches!(signal, Signal::INT | Signal::QUIT);
        if matches!(signal, Signal::INT | Signal::TERM | Signal::HUP | Signal::QUIT) {
            self.told += 1;
        }
        let _ = match (self.told > PATIENT, is_told) {
            (true, _) => rustix::process::kill_process(keeper, Signal::KILL),
            (false, true) => Ok(()),
            (false, false) => rustix::process::kill_process(keeper, signal),
        };
    }
}

/// This program, also if its file was replaced meanwhile.
fn own_program() -> std::io::Result<std::path::PathBuf> {
    if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() }
}
