//! Scripts that mean no good, over real sockets: each is answered soon after its time is up, and every other callback is
//! answered meanwhile.

use std::time::Duration;

use backlot::world::clock::Stopwatch;
use http::StatusCode;

use super::serving;
use crate::kit::{Backlot, Client, Program};

/// What each script of these games may run for.
const LIMIT: Duration = Duration::from_millis(500);

/// How much later an answer may come: the 100 ms that are promised, and whatever a busy machine needs to run the tests beside it.
/// Scripts that were not stopped would take longer still.
const LATE: Duration = Duration::from_secs(10);

const FIXTURE: &str = "
gamesparks:
  games:
    g351284AbCdE:
      settings: { script-time-limit: 500ms, script-memory-mib: 64 }
      credentials:
        server: { secret: S }
        loop: { secret: S, callback: true }
        recursion: { secret: S, callback: true }
        string: { secret: S, callback: true }
        join: { secret: S, callback: true }
        pattern: { secret: S, callback: true }
        hoard: { secret: S, callback: true }
      scripts:
        callbacks/server.js: Spark.setScriptData('still', 'here');
        callbacks/loop.js: while (true) {}
        callbacks/recursion.js: function again() { return 1 + again(); } again();
        callbacks/string.js: var s = 'x'; while (true) s += s; s.length;
        callbacks/join.js: new Array(1e9) + '';
        callbacks/pattern.js: /(x+x+)+y/.test(new Array(64).join('x'));
        callbacks/hoard.js: var hoard = []; while (true) hoard.push([1, 2, 3]);
";

const HOSTILE: [&str; 6] = ["loop", "recursion", "string", "join", "pattern", "hoard"];

async fn attack(client: &Client, credential: &str) {
    let watch = Stopwatch::start();
    let reply = client.get(&format!("/callback/g351284AbCdE/{credential}/S/")).await;
    let took = watch.elapsed();
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{credential}: {reply:?}");
    assert!(took < LIMIT + LATE, "{credential} was answered after {took:?}");
}

async fn still_here(backlot: &Backlot) -> Duration {
    let watch = Stopwatch::start();
    let reply = backlot.client().get("/callback/g351284AbCdE/server/S/").await;
    assert_eq!(reply.text(), r#"{"still":"here"}"#);
    watch.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_scripts_are_answered_in_time_and_others_go_on() {
    let backlot = serving(FIXTURE).await;
    for credential in HOSTILE {
        let client = backlot.client();
        let attack = tokio::spawn(async move { attack(&client, credential).await });
        // At least once, however soon the attack is over.
        loop {
            let took = still_here(&backlot).await;
            assert!(took < LIMIT + LATE, "another callback took {took:?} beside {credential}");
            if attack.is_finished() {
                break;
            }
        }
        attack.await.unwrap();
    }
}

/// What a process holds in memory, in MB.
#[cfg(target_os = "linux")]
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1000
}

/// A thousand of them, one after the other in several lines: what they leave behind would add up. The server is a process of its
/// own, so that nothing else is in its memory.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_hostile_scripts_leave_memory_flat() {
    const TOLERATED: u64 = 32;
    let folder = tempfile::tempdir().unwrap();
    let fixture = FIXTURE
        .replace("script-time-limit: 500ms, script-memory-mib: 64", "script-time-limit: 10ms, script-memory-mib: 16");
    assert_ne!(fixture, FIXTURE);
    std::fs::write(folder.path().join("game.yaml"), fixture).unwrap();
    let serving = Program::new(["serve", "game.yaml"]).within(folder.path()).serve().await;
    let (address, pid) = (serving.client(), serving.pid());
    // It says of each of them that it has failed.
    let _serving = serving.unheard();
    let attacks = async |each: usize| {
        let mut lines = tokio::task::JoinSet::new();
        for line in 0..5 {
            let client = address.clone();
            lines.spawn(async move {
                for at in 0..each {
                    let credential = ["loop", "recursion", "string", "hoard"][(line + at) % 4];
                    let reply = client.get(&format!("/callback/g351284AbCdE/{credential}/S/")).await;
                    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{credential}: {reply:?}");
                }
            });
        }
        let client = address.clone();
        while !lines.is_empty() {
            // Between two of them, and beside the others.
            assert_eq!(client.get("/callback/g351284AbCdE/server/S/").await.text(), r#"{"still":"here"}"#);
            if let Some(ended) = lines.try_join_next() {
                ended.unwrap();
            }
        }
    };
    attacks(60).await;
    let before = resident(pid);
    attacks(140).await;
    let after = resident(pid);
    assert!(after <= before + TOLERATED, "{before} MB after 300 hostile scripts, {after} MB after 1,000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_hostile_scripts_holds_up_nobody_else() {
    let backlot = serving(FIXTURE).await;
    let mut crowd = tokio::task::JoinSet::new();
    for credential in ["loop", "pattern", "hoard", "recursion"].repeat(4) {
        let client = backlot.client();
        crowd.spawn(async move { client.get(&format!("/callback/g351284AbCdE/{credential}/S/")).await.status });
    }
    for _ in 0..10 {
        still_here(&backlot).await;
    }
    while let Some(status) = crowd.join_next().await {
        assert_eq!(status.unwrap(), StatusCode::INTERNAL_SERVER_ERROR);
    }
    still_here(&backlot).await;
}
