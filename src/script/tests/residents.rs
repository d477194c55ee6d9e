//! Engines that live on together, on real threads.

use super::*;
use crate::script::{Quarters, Residents};

const LIMITS: Limits = Limits { time: Duration::from_millis(50), memory: 16 * 1024 * 1024, calls: 0 };

fn home(name: &str) -> Arc<str> {
    name.into()
}

fn move_in(quarters: &mut Quarters<'_>, name: &str) {
    quarters.move_in(&home(name), LIMITS, &(Arc::new(Fixed) as Arc<dyn Ambient>)).unwrap();
}

/// What `text` leaves in the global `result` of the engine `name`.
fn play(quarters: &mut Quarters<'_>, name: &str, text: &str) -> Option<Result<Json, Failure>> {
    let source = Source::new("item.js", text);
    quarters.visit(name, |scope| {
        scope.play(&source)?;
        let ctx = scope.ctx();
        let json = ctx.globals().get("result").and_then(|result| to_json(ctx, &result, &Plain));
        json.map(Option::unwrap_or_default).map_err(|error| scope.failure_of(error))
    })
}

#[tokio::test]
async fn each_keeps_its_own_between_runs() {
    let pool = pool();
    let mut residents = Residents::new(&pool, Library::Whole);
    let clock = Clock::real(None);
    residents.run(&clock, |quarters| ["a", "b"].map(|name| move_in(quarters, name))).await.unwrap();
    for round in 1..=3 {
        let came = residents.run(&clock, |quarters| {
            play(quarters, "b", "result = 'b'").unwrap().unwrap();
            play(quarters, "a", "var result = (typeof result === 'undefined' ? 0 : result) + 1").unwrap().unwrap()
        });
        assert_eq!(came.await.unwrap(), Json::from(round));
    }
    let none = residents.run(&clock, |quarters| (quarters.is_in("c"), play(quarters, "c", "1").is_none())).await;
    assert_eq!(none.unwrap(), (false, true));
    assert_eq!(pool.threads(), 1);
}

#[tokio::test]
async fn one_that_takes_too_long_or_too_much_is_nothing_to_the_others() {
    let pool = pool();
    let mut residents = Residents::new(&pool, Library::Whole);
    let clock = Clock::real(None);
    let came = residents.run(&clock, |quarters| {
        ["good", "slow", "greedy"].iter().for_each(|name| move_in(quarters, name));
        play(quarters, "good", "var result = 7").unwrap().unwrap();
        let slow = play(quarters, "slow", "var result = 1; while (true) {}").unwrap();
        let greedy = play(quarters, "greedy", "var a = []; for (;;) a.push('x'.repeat(100000) + a.length)").unwrap();
        let after = [play(quarters, "good", "result").unwrap(), play(quarters, "slow", "result").unwrap()];
        (slow, greedy, after, quarters.is_in("greedy"))
    });
    let (slow, greedy, after, is_in) = came.await.unwrap();
    assert_eq!(slow, Err(Failure::TimedOut { limit: LIMITS.time }));
    assert!(matches!(greedy, Err(Failure::OutOfMemory { .. } | Failure::TimedOut { .. })), "{greedy:?}");
    assert_eq!(after, [Ok(Json::from(7)), Ok(Json::from(1))]);
    assert_eq!(is_in, !matches!(greedy, Err(Failure::OutOfMemory { .. })));
}

#[tokio::test]
async fn a_thread_that_does_not_come_back_is_left_behind() {
    let pool = pool();
    let mut residents = Residents::new(&pool, Library::Whole);
    let clock = Clock::real(None);
    residents.run(&clock, |quarters| ["good", "stuck"].map(|name| move_in(quarters, name))).await.unwrap();
    // Gives up in the middle of what cannot be interrupted.
    let stuck = residents.run(&clock, |quarters| drop(play(quarters, "stuck", "new Array(300000000) + ''")));
    let gave_up = crate::world::clock::transport::timeout(Duration::from_millis(200), stuck).await;
    if gave_up.is_err() {
        assert_eq!(pool.abandoned(), 1);
        assert!(!residents.run(&clock, |quarters| quarters.is_in("good")).await.unwrap(), "on another thread");
    }
}

#[tokio::test]
async fn the_thread_is_free_for_others_afterwards() {
    let pool = pool();
    let clock = Clock::real(None);
    for _ in 0..3 {
        let mut residents = Residents::new(&pool, Library::Whole);
        assert!(!residents.run(&clock, |quarters| quarters.is_in("a")).await.unwrap());
        residents.run(&clock, |quarters| move_in(quarters, "a")).await.unwrap();
    }
    assert_eq!(pool.threads(), 1);
}

#[tokio::test]
async fn places_are_told_by_the_file() {
    let mut residents = Residents::new(&pool(), Library::Whole);
    let source = Source::joined(
        "board",
        [("names.js", "const LIMIT = 3;\n"), ("board.js", "\nfunction f() {\n  null.x;\n}\nf();")],
    );
    let clock = Clock::real(None);
    let failure = residents.run(&clock, move |quarters| {
        move_in(quarters, "board");
        quarters.visit("board", |scope| scope.play(&source)).unwrap().unwrap_err()
    });
    let Failure::Thrown(thrown) = failure.await.unwrap() else { panic!() };
    assert_eq!(thrown.at.unwrap().to_string(), "board.js:3:3");
    assert_eq!(thrown.stack, "    at f (board.js:3:3)\n    at top level (board.js:5:1)\n");
}
