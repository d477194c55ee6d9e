//! Virtual time: timers fire in order and exactly, what is long costs no waiting, and a network is said to have been one.

use std::sync::Arc;
use std::time::Duration;

use backlot::diag::render::Look;
use backlot::report::human;
use backlot::runner::{self, Options, thread};
use backlot::world::clock::{Clock, Mode};
use parking_lot::Mutex;
use proptest::prelude::*;

use super::Folder;

const DAY: u64 = 24 * 60 * 60 * 1000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn timers_fire_in_order_and_none_early_or_late(waits in prop::collection::vec(prop::collection::vec(0..30 * DAY, 1..6), 1..24)) {
        let begin = "2020-05-01T12:00:00Z".parse().unwrap();
        let clock = Clock::virtual_at(begin);
        let fired = Arc::new(Mutex::new(Vec::new()));
        thread::play(&clock, async {
            let mut tasks = tokio::task::JoinSet::new();
            for waits in waits.clone() {
                let (clock, fired) = (clock.clone(), Arc::clone(&fired));
                tasks.spawn(async move {
                    let mut due = Duration::ZERO;
                    for wait in waits {
                        let wait = Duration::from_millis(wait);
                        due += wait;
                        clock.sleep(wait).await;
                        fired.lock().push((due, clock.since(begin)));
                    }
                });
            }
            tasks.join_all().await;
        })
        .unwrap();
        let fired = fired.lock();
        prop_assert_eq!(fired.len(), waits.iter().map(Vec::len).sum::<usize>());
        prop_assert!(fired.iter().all(|(due, at)| due == at), "early or late: {:?}", fired);
        prop_assert!(fired.is_sorted_by_key(|(_, at)| *at), "out of order: {:?}", fired);
        prop_assert_eq!(clock.timers(), 0);
    }
}

#[test]
fn a_network_is_said_to_have_been_one() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut socket, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = socket.read(&mut request).unwrap();
        socket.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
    });
    let text = format!(
        "name: x\nclock: {{ mode: virtual }}\nsteps:\n- http: \"http://127.0.0.1:{port}/\"\n  expect: {{ status: 204 }}\n- advance: 1h\n"
    );
    let folder = Folder::with(&[("s.yaml", &text)]);
    let (loaded, problems) = folder.load("s.yaml");
    assert!(!problems.has_errors(), "{problems:?}");
    let outcome = runner::play(&loaded[0], &Options::default());
    server.join().unwrap();
    let said = human::outcome(&outcome, Look::PLAIN);
    assert_eq!(outcome.clock, Mode::Virtual);
    assert!(said.contains("passed  x  1h of platform time, transport in real time, "), "{said}");
    let story = backlot::report::story::Story::of(&outcome);
    assert_eq!((story.clock, story.transport), ("virtual", "real"));
}
