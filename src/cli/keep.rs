//! `backlot keep`, which `backlot exec` starts and no person does: it runs the program, hands signals on to it, and ends
//! everything that it started when the program has ended, or when the one who asked for it has gone, however that came about.

use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};

use rustix::process::{Pid, Signal};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};

use super::context::Context;
use crate::runner::orphans;

/// What it says when the program runs.
pub(super) const STARTED: &str = "started\n";

/// Run a program for `backlot exec`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the one who asked for it listens
    #[arg(long)]
    socket: PathBuf,
    /// The program shares the process group, because somebody sits at the terminal
    #[arg(long)]
    shared: bool,
    /// The program and its arguments
    #[arg(last = true, required = true)]
    command: Vec<std::ffi::OsString>,
}

pub(super) fn run(context: &Context, args: &Args) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            context.terminal.err(&format!("backlot: could not start: {error}\n"));
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(keep(context, args));
    runtime.shutdown_background();
    code
}

async fn keep(context: &Context, args: &Args) -> ExitCode {
    orphans::adopt();
    let told = async {
        let signals = Signals::listen()?;
        Ok::<_, std::io::Error>((signals, UnixStream::connect(&args.socket).await?))
    };
    let (mut signals, mut asker) = match told.await {
        Ok(ready) => ready,
        Err(error) => {
            context.terminal.err(&format!("backlot: could not keep a program: {error}\n"));
            return ExitCode::FAILURE;
        }
    };
    let mut child = match start(args) {
        Ok(child) => child,
        Err(error) => {
            let _ = asker.write_all(error.to_string().as_bytes()).await;
            return ExitCode::FAILURE;
        }
    };
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let _ = asker.write_all(STARTED.as_bytes()).await;
    let mut nothing = [0];
    let status = loop {
        tokio::select! {
            status = child.wait() => break status.ok(),
            // Nothing is ever said; the end means that whoever asked has gone.
            _ = asker.read(&mut nothing) => break None,
            signal = signals.next() => hand_on(signal, pid, args.shared),
        }
    };
    if let (Some(pid), false) = (pid, args.shared) {
        let _ = rustix::process::kill_process_group(pid, if status.is_some() { Signal::TERM } else { Signal::KILL });
    }
    orphans::end(&[]).await;
    if let (Some(pid), false) = (pid, args.shared) {
        let _ = rustix::process::kill_process_group(pid, Signal::KILL);
    }
    status.map_or(ExitCode::FAILURE, |status| code(status).into())
}

fn start(args: &Args) -> std::io::Result<Child> {
    let (program, arguments) = args.command.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    if !args.shared {
        command.process_group(0);
    }
    command.spawn()
}

/// Hands a signal on: to the program with everything in its group, or to the program alone where the terminal has told the
/// others already.
fn hand_on(signal: Signal, pid: Option<Pid>, shared: bool) {
    let Some(pid) = pid else { return };
    let _ = match (shared, signal) {
        (false, signal) => rustix::process::kill_process_group(pid, signal),
        // A terminal sends these to the whole group by itself.
        (true, Signal::INT | Signal::QUIT) => Ok(()),
        (true, signal) => rustix::process::kill_process(pid, signal),
    };
}

/// The exit code of a program, or as a shell says it, 128 and the number of the signal that ended it.
fn code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)
}

/// The signals that are handed on.
pub(super) struct Signals {
    kinds: [(tokio::signal::unix::Signal, Signal); 6],
}

impl Signals {
    /// From now on they do not end this process.
    pub(super) fn listen() -> std::io::Result<Self> {
        let one = |kind, sent| Ok::<_, std::io::Error>((signal(kind)?, sent));
        Ok(Self {
            kinds: [
                one(SignalKind::interrupt(), Signal::INT)?,
                one(SignalKind::terminate(), Signal::TERM)?,
                one(SignalKind::hangup(), Signal::HUP)?,
                one(SignalKind::quit(), Signal::QUIT)?,
                one(SignalKind::user_defined1(), Signal::USR1)?,
                one(SignalKind::user_defined2(), Signal::USR2)?,
            ],
        })
    }

    /// The next one.
    pub(super) async fn next(&mut self) -> Signal {
        std::future::poll_fn(|cx| {
            let arrived = self.kinds.iter_mut().find_map(|(kind, sent)| kind.poll_recv(cx).is_ready().then_some(*sent));
            arrived.map_or(std::task::Poll::Pending, std::task::Poll::Ready)
        })
        .await
    }
}
