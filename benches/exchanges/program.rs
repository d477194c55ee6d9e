//! The processes that are measured.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use backlot::world::clock::Stopwatch;

/// A server in a process of its own, killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
    took: Duration,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// This program, as another kind of server.
    pub(crate) fn this(arguments: &[&str]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(arguments);
        Self::start(command)
    }

    /// Backlot with these fixtures.
    pub(crate) fn backlot(fixtures: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backlot"));
        command.args(["serve", "--port", "0", "--seed", "7"]).args(fixtures);
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        Self::start(command)
    }

    /// Waits for the first line of its output, in which it says where it listens.
    fn start(mut command: Command) -> Self {
        let watch = Stopwatch::start();
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let took = watch.elapsed();
        let word = line.split_whitespace().find_map(|word| word.trim_start_matches("http://").parse().ok());
        let address = word.unwrap_or_else(|| panic!("it did not start: {line}"));
        Self { child, address, took }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From its start to the line that says that it is ready.
    pub(crate) fn took(&self) -> Duration {
        self.took
    }

    /// Its resident memory in MB (a million bytes), as Linux counts it; not a number elsewhere.
    pub(crate) fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) * 1.024 / 1000.0
    }
}
