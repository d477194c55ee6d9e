//! However it ends, nothing stays behind.

use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

use super::Run;
use crate::kit::soon;

/// A run that goes on, with what its program prints line by line.
struct Going {
    backlot: Child,
    lines: Lines<BufReader<ChildStdout>>,
    _run: Run,
}

impl Going {
    fn begin(script: &str) -> Self {
        let run = Run::shell(&[], script);
        let mut backlot = run.program().spawn(Stdio::piped());
        let lines = BufReader::new(backlot.stdout.take().unwrap()).lines();
        Self { backlot, lines, _run: run }
    }

    async fn line(&mut self) -> String {
        soon(self.lines.next_line()).await.unwrap().unwrap_or_default()
    }

    /// A line with the ids of processes.
    async fn processes(&mut self) -> Vec<Pid> {
        let line = self.line().await;
        line.split_whitespace().map(|pid| Pid::from_raw(pid.parse().unwrap()).unwrap()).collect()
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.backlot.id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    async fn code(&mut self) -> Option<i32> {
        soon(self.backlot.wait()).await.unwrap().code()
    }
}

/// Waits until none of them is left. Where nobody takes note of the end of orphans, what has ended stays listed.
async fn all_gone(processes: &[Pid]) {
    let is_left = |pid: &Pid| {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
        let is_zombie = stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z'));
        test_kill_process(*pid).is_ok() && !is_zombie
    };
    soon(async {
        while processes.iter().any(is_left) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn signals_reach_the_program() {
    for (signal, name) in [(Signal::TERM, "TERM"), (Signal::INT, "INT"), (Signal::HUP, "HUP")] {
        let script = format!("trap 'echo told; exit 5' {name}; echo ready; while :; do sleep 0.01; done");
        let mut going = Going::begin(&script);
        assert_eq!(going.line().await, "ready");
        going.signal(signal);
        assert_eq!(going.line().await, "told", "{name}");
        assert_eq!(going.code().await, Some(5), "{name}");
    }
}

#[tokio::test]
async fn a_program_that_a_signal_ends_is_said_to_have_ended_so() {
    let mut going = Going::begin("kill -TERM $$");
    assert_eq!(going.code().await, Some(128 + 15));
}

#[tokio::test]
async fn a_program_that_does_not_listen_is_killed_in_the_end() {
    let mut going = Going::begin("trap 'echo told' TERM; echo $$; while :; do sleep 0.01; done");
    let processes = going.processes().await;
    for _ in 0..2 {
        going.signal(Signal::TERM);
        assert_eq!(going.line().await, "told");
    }
    going.signal(Signal::TERM);
    assert_eq!(going.code().await, Some(3));
    all_gone(&processes).await;
}

#[tokio::test]
async fn what_the_program_leaves_behind_is_ended() {
    // One in its group, and one that has left its group and its session.
    let mut going = Going::begin("sleep 600 & a=$!; setsid sh -c 'trap \"\" TERM; sleep 600' & echo $a $!; exit 0");
    let processes = going.processes().await;
    assert_eq!(going.code().await, Some(0));
    all_gone(&processes).await;
}

#[tokio::test]
async fn nothing_is_left_of_a_backlot_that_is_killed() {
    let mut going =
        Going::begin("trap '' TERM HUP INT; sleep 600 & setsid sleep 600 & echo $$ $PPID $! ; wait; wait; wait");
    let processes = going.processes().await;
    going.signal(Signal::KILL);
    going.code().await;
    all_gone(&processes).await;
}

#[tokio::test]
async fn nothing_is_left_of_a_keeper_that_is_killed() {
    let mut going = Going::begin("trap '' TERM HUP INT; setsid sleep 600 & echo $PPID $$ $!; wait");
    let processes = going.processes().await;
    kill_process(processes[0], Signal::KILL).unwrap();
    assert_eq!(going.code().await, Some(3));
    all_gone(&processes).await;
}
