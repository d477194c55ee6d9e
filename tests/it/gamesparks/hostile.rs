//! Scripts that mean no good, over real sockets: each is answered soon after its time is up, and every other callback is
//! answered meanwhile.

use std::time::Duration;

use backlot::world::clock::Stopwatch;
use http::StatusCode;

use super::serving;
use crate::kit::{Backlot, Client};

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
