//! Clocks that are played by a thread of their own, and clocks that are told to move.

use super::thread::Alone;
use super::*;

fn start() -> Timestamp {
    "2020-05-01T12:00:00Z".parse().unwrap()
}

/// Plays `work` as the runner does: on a thread of its own, with the clock moving whenever that thread is idle.
fn play<T>(clock: &Clock, work: impl Future<Output = T>) -> T {
    Alone::with(clock).unwrap().play(work)
}

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn virtual_time_jumps_from_timer_to_timer_in_order() {
    let clock = Clock::virtual_at(start());
    let order = Arc::new(Mutex::new(Vec::new()));
    play(&clock, async {
        let mut tasks = tokio::task::JoinSet::new();
        for seconds in [30, 5, 583_200, 5] {
            let (clock, order) = (clock.clone(), Arc::clone(&order));
            tasks.spawn(async move {
                clock.sleep(Duration::from_secs(seconds)).await;
                order.lock().push((seconds, clock.since(start()).as_secs()));
            });
        }
        tasks.join_all().await;
    });
    assert_eq!(*order.lock(), [(5, 5), (5, 5), (30, 30), (583_200, 583_200)]);
    assert_eq!(clock.timers(), 0);
}

#[test]
fn what_is_ready_exactly_at_the_limit_is_in_time() {
    let clock = Clock::virtual_at(start());
    let (exact, late) = play(&clock, async {
        let limit = Duration::from_secs(5);
        let exact = clock.timeout(limit, clock.sleep(limit)).await;
        let late = clock.timeout(limit, clock.sleep(limit + Duration::from_nanos(1))).await;
        (exact, late)
    });
    assert_eq!((exact, late), (Ok(()), Err(Elapsed)));
    assert_eq!(clock.since(start()), Duration::from_secs(10));
}

#[test]
fn what_takes_several_steps_or_another_task_is_in_time_too() {
    let clock = Clock::virtual_at(start());
    let (steps, task) = play(&clock, async {
        let limit = Duration::from_secs(2);
        let second = Duration::from_secs(1);
        let steps = clock.timeout(limit, async {
            clock.sleep(second).await;
            clock.timeout(second, std::future::pending::<()>()).await
        });
        let steps = steps.await;
        let (send, wait) = tokio::sync::oneshot::channel();
        tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep(second).await;
                clock.sleep(second).await;
                let _ = send.send(());
            }
        });
        (steps, clock.timeout(limit, wait).await)
    });
    assert_eq!((steps, task), (Ok(Err(Elapsed)), Ok(Ok(()))));
}

#[test]
fn a_virtual_clock_waits_for_a_busy_thread() {
    let clock = Clock::virtual_at(start());
    let (seen, at_answer) = play(&clock, async {
        let guard = clock.busy();
        let (answer, wait) = tokio::sync::oneshot::channel();
        let script = std::thread::spawn(move || {
            // Long enough for the player's thread to go idle many times over.
            (0..200).for_each(|_| std::thread::yield_now());
            answer.send(()).unwrap();
        });
        let timer = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(Duration::from_secs(1)).await }
        });
        wait.await.unwrap();
        let at_answer = clock.since(start());
        drop(guard);
        timer.await.unwrap();
        script.join().unwrap();
        (clock.since(start()), at_answer)
    });
    assert_eq!((at_answer, seen), (Duration::ZERO, Duration::from_secs(1)));
}

#[tokio::test]
async fn a_frozen_clock_moves_when_told_and_fires_what_lies_between() {
    let clock = Clock::frozen(start());
    let task = tokio::spawn({
        let clock = clock.clone();
        async move {
            clock.sleep(Duration::from_secs(10)).await;
            let first = clock.since(start());
            clock.sleep(Duration::from_secs(10)).await;
            (first, clock.since(start()))
        }
    });
    while clock.timers() == 0 {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(60)).await;
    assert_eq!(task.await.unwrap(), (Duration::from_secs(10), Duration::from_secs(20)));
    assert_eq!(clock.since(start()), Duration::from_secs(60));
}

#[tokio::test]
async fn a_real_clock_can_be_moved_ahead_under_a_sleeper() {
    let clock = Clock::real(Some(start()));
    let task = tokio::spawn({
        let clock = clock.clone();
        async move { clock.sleep(Duration::from_secs(3600)).await }
    });
    while clock.timers() == 0 {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(7200)).await;
    task.await.unwrap();
    assert!(clock.since(start()) >= Duration::from_secs(7200));
}

#[tokio::test]
async fn a_clock_does_not_go_back() {
    let clock = Clock::frozen(start());
    let asked = start() - SignedDuration::from_secs(1);
    assert_eq!(clock.set(asked).await, Err(Backwards { now: start(), asked }));
}

#[test]
fn the_end_of_time_is_a_wall_and_not_a_panic() {
    assert_eq!(later(start(), Duration::MAX), Timestamp::MAX);
    assert_eq!(between(Timestamp::MAX, Timestamp::MIN), Duration::ZERO);
}

/// A job that comes again after each second: it works for a while on a thread, tells another task of it, and that one
/// writes down that it is done.
async fn job(clock: Clock, done: Arc<AtomicUsize>) {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while told.recv().await.is_some() {
            tokio::task::yield_now().await;
            done.fetch_add(1, Ordering::Relaxed);
        }
    });
    loop {
        let busy = clock.work_at(later(clock.now(), SECOND)).await;
        let (answer, wait) = tokio::sync::oneshot::channel();
        let script = std::thread::spawn(move || {
            (0..50).for_each(|_| std::thread::yield_now());
            answer.send(()).unwrap();
        });
        wait.await.unwrap();
        script.join().unwrap();
        drop(busy);
        // At the same instant still, and after a limit that is over at it.
        let _ = clock.timeout(Duration::ZERO, std::future::pending::<()>()).await;
        tell.send(()).unwrap();
    }
}

#[test]
fn after_time_has_passed_all_that_was_due_has_happened() {
    for make in [Clock::virtual_at, Clock::frozen] {
        let clock = make(start());
        let done = Arc::new(AtomicUsize::new(0));
        play(&clock, async {
            tokio::spawn(job(clock.clone(), Arc::clone(&done)));
            // So that it waits before time passes, and not only then.
            tokio::task::yield_now().await;
            let mut wanted = 0;
            for _ in 0..20 {
                clock.advance(SECOND).await;
                wanted += 1;
                assert_eq!(done.load(Ordering::Relaxed), wanted);
                clock.advance(SECOND * 3).await;
                wanted += 3;
                assert_eq!(done.load(Ordering::Relaxed), wanted);
            }
            if clock.mode() == Mode::Virtual {
                clock.pause(SECOND).await;
                assert_eq!(done.load(Ordering::Relaxed), wanted + 1);
            }
        });
    }
}

#[test]
fn time_that_was_let_pass_at_once_is_over_for_one_after_the_other() {
    let clock = Clock::virtual_at(start());
    let order = Mutex::new(Vec::new());
    play(&clock, async {
        let branch = async |name| {
            clock.advance(SECOND).await;
            order.lock().push(name);
            // Of the same instant, and set only now.
            clock.pause(Duration::ZERO).await;
            order.lock().push(name);
        };
        let other = async {
            clock.sleep(SECOND).await;
            order.lock().push("event");
            let _ = clock.timeout(Duration::ZERO, std::future::pending::<()>()).await;
            order.lock().push("limit");
        };
        tokio::join!(branch("a"), branch("b"), other);
    });
    assert_eq!(*order.lock(), ["event", "limit", "a", "b", "a", "b"]);
}

#[test]
fn a_limit_is_not_over_for_who_is_woken_at_its_instant_by_something_else() {
    let clock = Clock::virtual_at(start());
    let came = play(&clock, async {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let ticking = clock.clone();
        tokio::spawn(async move {
            for tick in 0..3 {
                ticking.sleep_until(later(start(), SECOND)).await;
                let _ = tell.send(tick);
                // The next one at the same instant, when nothing else is left to do.
                let _ = ticking.timeout(Duration::ZERO, std::future::pending::<()>()).await;
            }
        });
        clock.timeout(SECOND, async { while told.recv().await != Some(2) {} }).await
    });
    assert_eq!((came, clock.since(start())), (Ok(()), SECOND));
}

#[test]
fn whoever_waits_for_time_to_pass_is_not_out_of_patience_when_it_has() {
    let clock = Clock::virtual_at(start());
    let (exact, late) = play(&clock, async {
        let exact = clock.patience(SECOND, clock.advance(SECOND)).await;
        (exact, clock.patience(SECOND, clock.advance(SECOND * 2)).await)
    });
    assert_eq!((exact, late), (Ok(()), Err(Elapsed)));
}

#[test]
fn the_clock_stands_while_the_work_at_hand_is_about_to_run() {
    let clock = Clock::virtual_at(start());
    let passed = play(&clock, async {
        let (answer, wait) = tokio::sync::oneshot::channel();
        let sleeping = clock.clone();
        tokio::spawn(async move { sleeping.sleep(SECOND).await });
        tokio::task::yield_now().await;
        tokio::spawn(async move { answer.send(()).unwrap() });
        wait.await.unwrap();
        clock.since(start())
    });
    assert_eq!(passed, Duration::ZERO);
}
