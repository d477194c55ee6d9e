//! What a program has started and left behind: found and ended, also where it has put itself out of reach of its parent's
//! process group.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions};

use crate::world::clock::{Stopwatch, transport};

/// How long what is left behind may take to end by itself after it was asked to.
const GRACE: Duration = Duration::from_millis(500);

/// How long it is waited for what was killed, so that nothing is left when this program ends.
const PATIENCE: Duration = Duration::from_secs(5);

/// From now on, whatever the children of this process leave behind becomes its own child. Where the system has no such thing,
/// only process groups are known.
pub fn adopt() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_child_subreaper(Some(rustix::process::getpid())) {
        tracing::debug!(%error, "cannot adopt what children leave behind");
    }
}

/// Ends every process that descends from this one but those in `spared`: asked first, then killed.
pub async fn end(spared: &[Pid]) {
    const PAUSE: Duration = Duration::from_millis(5);
    let watch = Stopwatch::start();
    let mut asked = HashSet::new();
    loop {
        reap();
        let left: Vec<_> = descendants().into_iter().filter(|pid| !spared.contains(pid)).collect();
        if left.is_empty() || watch.elapsed() > GRACE + PATIENCE {
            return;
        }
        for pid in left {
            if watch.elapsed() >= GRACE {
                let _ = rustix::process::kill_process(pid, Signal::KILL);
            } else if asked.insert(pid.as_raw_nonzero()) {
                let _ = rustix::process::kill_process(pid, Signal::TERM);
                // One that is stopped does not notice.
                let _ = rustix::process::kill_process(pid, Signal::CONT);
            }
        }
        transport::sleep(PAUSE).await;
    }
}

/// Takes note of adopted children that have ended.
fn reap() {
    while let Ok(Some(_)) = rustix::process::wait(WaitOptions::NOHANG) {}
}

/// The processes that descend from this one and have not ended, as far as the system says.
fn descendants() -> Vec<Pid> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let mut children: HashMap<i32, Vec<i32>> = HashMap::new();
    for entry in entries.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else { continue };
        let Some(parent) = std::fs::read_to_string(entry.path().join("stat")).ok().and_then(|stat| parent(&stat))
        else {
            continue;
        };
        children.entry(parent).or_default().push(pid);
    }
    let mut found = Vec::new();
    let mut next = vec![rustix::process::getpid().as_raw_nonzero().get()];
    while let Some(pid) = next.pop() {
        for child in children.remove(&pid).unwrap_or_default() {
            found.extend(Pid::from_raw(child));
            next.push(child);
        }
    }
    found
}

/// The parent of the process that `/proc/PID/stat` describes; none if it has ended and only waits to be taken note of.
fn parent(stat: &str) -> Option<i32> {
    // The name in parentheses may hold anything, parentheses too.
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut words = rest.split(' ');
    match words.next()? {
        "Z" | "X" => None,
        _ => words.next()?.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_is_found_behind_any_name() {
        assert_eq!(parent("42 (a) b) S 7 42 42 0"), Some(7));
        assert_eq!(parent("42 (a) Z 7 42 42 0"), None);
        assert_eq!(parent("nonsense"), None);
    }
}
