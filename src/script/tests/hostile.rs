//! Scripts that mean no good: each is answered in time, others go on meanwhile, and what they took is given back.

use super::*;
use crate::world::clock::Stopwatch;

const LIMIT: Duration = Duration::from_millis(300);
/// How much later than the limit an answer may come. More than the 100 ms that a quiet machine needs: tests run beside others.
const LATE: Duration = Duration::from_secs(5);

fn hostile() -> Limits {
    Limits { time: LIMIT, memory: 16 * 1024 * 1024, calls: 3 }
}

/// Plays `text` beside a well-behaved script that is played again and again, and gives what came of it.
async fn beside_others(library: Library, limits: Limits, text: &str) -> Result<Option<Json>, Failure> {
    let pool = pool();
    let mut bad = session(&pool, library);
    let mut good = session(&pool, library);
    let watch = Stopwatch::start();
    let attack = async { play_in(&mut bad, limits, text).await };
    tokio::pin!(attack);
    let mut played = 0;
    let ran = loop {
        tokio::select! {
            biased;
            ran = &mut attack => break ran,
            well = play_in(&mut good, Limits::default(), "var result = (result || 0) + 1") => {
                played += 1;
                assert_eq!(well.result.unwrap(), Some(Json::from(played)));
            }
        }
    };
    let took = watch.elapsed();
    assert!(took < limits.time + LATE, "{text}: answered after {took:?}");
    let well = play_in(&mut good, Limits::default(), "result = 'still here'").await;
    assert_eq!(well.result.unwrap(), Some(Json::from("still here")), "{text}");
    ran.result
}

#[tokio::test]
async fn endless_loops_are_stopped() {
    for text in [
        "while (true) {}",
        "for (;;) { try { for (;;) ; } catch (e) {} finally { continue; } }",
        "/(x+x+)+y/.test(new Array(60).join('x'))",
        "throw { get message() { while (true) {} } }",
        "throw { toString: function () { while (true) {} } }",
        "var a = []; for (;;) { a.push(1); a = a.slice(-10); }",
        "result = { get endless() { while (true) {} } }",
        "(async function () { for (;;) await 0; })()",
    ] {
        let failure = beside_others(Library::Old, hostile(), text).await.expect_err(text);
        // What was thrown could not be read in time: it is still what was thrown. On a machine with much to do, a thread may
        // see too late that its time is up.
        let stopped = matches!(failure, Failure::TimedOut { .. } | Failure::Abandoned { .. } | Failure::Thrown(_));
        assert!(stopped, "{text}: {failure:?}");
    }
}

#[tokio::test]
async fn what_needs_too_much_memory_fails_and_gives_it_back() {
    let limits = Limits { time: Duration::from_secs(20), ..hostile() };
    for text in [
        "var s = 'x'.repeat(1e9)",
        "var a = []; for (;;) a.push([1, 2, 3, 4, 5, 6, 7, 8])",
        "var o = {}; for (var i = 0; ; i++) o['key' + i] = { i: i }",
        "var s = 'x'; while (s.length < 1 << 22) s += s; result = JSON.stringify([s, s, s, s, s, s])",
        "var a = []; for (;;) { try { for (;;) a.push([a]) } catch (e) { if (e === null) throw e; throw e } }",
    ] {
        let failure = beside_others(Library::Old, limits, text).await.expect_err(text);
        assert!(
            matches!(failure, Failure::OutOfMemory { limit: told } if told == limits.memory),
            "{text}: {failure:?}"
        );
    }
}

#[tokio::test]
async fn endless_recursion_never_reaches_the_end_of_the_real_stack() {
    for text in [
        "function f(n) {\n  return 1 + f(n + 1);\n}\nf(0)",
        "var o = { toString: function () { return '' + this; } };\n'' + o",
        "var a = []; a.forEach.call({ length: 1, 0: 0 }, function f() { [0].forEach(f); })",
        "function C() { return new C(); }\nnew C()",
        "[1, 2].sort(function f() { return [2, 1].sort(f); })",
        "'x'.replace(/x/, function f() { return 'x'.replace(/x/, f); })",
        "(function f() { eval('f()'); })()",
        "JSON.parse('[1]', function f() { return JSON.parse('[1]', f); })",
        "JSON.stringify({ toJSON: function f() { return JSON.stringify({ toJSON: f }); } })",
        "var o = {}; Object.defineProperty(o, 'x', { get: function () { return this.x; } }); o.x",
        "var f = function () { return f.apply(null, arguments); }; f(1, 2, 3)",
    ] {
        let failure = beside_others(Library::Old, hostile(), text).await.expect_err(text);
        assert!(matches!(&failure, Failure::StackOverflow { at: Some(_) }), "{text}: {failure:?}");
    }
}

#[tokio::test]
async fn deep_nesting_is_an_error_like_any_other() {
    for text in [
        "eval(new Array(100001).join('('))",
        "JSON.parse(new Array(100001).join('['))",
        "var a = []; for (var i = 0; i < 100000; i++) a = [a]; JSON.stringify(a)",
        "new RegExp(new Array(100001).join('('))",
        "var a = []; for (var i = 0; i < 100000; i++) a = [a]; result = a",
    ] {
        let failure = beside_others(Library::Old, hostile(), text).await.expect_err(text);
        assert!(!matches!(failure, Failure::Broken { .. }), "{text}: {failure:?}");
    }
}

#[tokio::test]
async fn a_string_of_a_gigabyte_is_an_error_like_any_other() {
    let text = "var s = 'x'; for (;;) s += s";
    let Failure::Thrown(thrown) = beside_others(Library::Old, hostile(), text).await.expect_err(text) else { panic!() };
    assert_eq!(thrown.message, "string too long");
}

#[tokio::test]
async fn a_storm_of_overflows_is_answered_in_time() {
    let text = "function f() { try { f() } finally { f() } } try { f() } catch (e) {} while (true) {}";
    let failure = beside_others(Library::Old, hostile(), text).await.expect_err(text);
    // Each overflow is slow, and the engine looks at the time between them now and then only.
    assert!(matches!(failure, Failure::TimedOut { .. } | Failure::Abandoned { .. }), "{failure:?}");
}

#[tokio::test]
async fn what_cannot_be_interrupted_is_left_behind_and_ends_by_itself() {
    let pool = pool();
    let mut bad = session(&pool, Library::Old);
    let watch = Stopwatch::start();
    let limits = Limits { memory: 1024 * 1024 * 1024, ..hostile() };
    // Ten million would be done in time on a quick machine.
    let ran = play_in(&mut bad, limits, "try { new Array(1e8) + '' } catch (e) {} result = 'survived'").await;
    assert!(watch.elapsed() < LIMIT + LATE, "answered after {:?}", watch.elapsed());
    assert_eq!(ran.result, Err(Failure::Abandoned { limit: LIMIT }));
    assert_eq!(pool.abandoned(), 1);

    // The session starts anew on another thread.
    let ran = play_in(&mut bad, Limits::default(), "var result = typeof survived").await;
    assert_eq!(ran.result.unwrap(), Some(Json::from("undefined")));
    while pool.abandoned() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(pool.threads(), 1);
}

#[tokio::test]
async fn too_many_left_behind_are_a_reason_to_start_no_more() {
    let limits = PoolLimits { abandoned: 1, ..PoolLimits::default() };
    let pool = Pool::new(limits);
    let limits = Limits { memory: 1024 * 1024 * 1024, ..hostile() };
    let ran = play_in(&mut session(&pool, Library::Old), limits, "new Array(1e8) + ''").await;
    assert_eq!(ran.result, Err(Failure::Abandoned { limit: LIMIT }));
    let ran = play_in(&mut session(&pool, Library::Old), Limits::default(), "1").await;
    assert_eq!(ran.result, Err(Failure::TooManyAbandoned { limit: 1 }));
}

#[tokio::test]
async fn too_many_threads_are_a_reason_to_start_no_more() {
    let pool = Pool::new(PoolLimits { threads: 1, ..PoolLimits::default() });
    let mut first = session(&pool, Library::Old);
    assert!(play_in(&mut first, Limits::default(), "1").await.result.is_ok());
    let refused = play_in(&mut session(&pool, Library::Old), Limits::default(), "1").await;
    assert_eq!(refused.result, Err(Failure::TooManyThreads { limit: 1 }));
    drop(first);
    assert!(play_in(&mut session(&pool, Library::Old), Limits::default(), "1").await.result.is_ok());
}

#[tokio::test]
async fn a_script_that_nobody_waits_for_is_stopped() {
    let pool = pool();
    let mut bad = session(&pool, Library::Old);
    {
        let attack = play_in(&mut bad, Limits::default(), "while (true) {}");
        tokio::pin!(attack);
        assert!(futures_poll_once(attack.as_mut()).await.is_none());
    }
    drop(bad);
    while pool.threads() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(pool.abandoned(), 0);
}

/// Polls once, and gives what was ready.
async fn futures_poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|cx| {
        std::task::Poll::Ready(match future.as_mut().poll(cx) {
            std::task::Poll::Ready(done) => Some(done),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn whatever_the_whole_library_offers_cannot_break_out() {
    for text in [
        "result = new Proxy([], { get: function (t, k) { return k === 'length' ? 1e18 : 1; } })",
        "result = new Proxy({}, { ownKeys: function () { throw 'no'; } })",
        "result = new Proxy({}, { getPrototypeOf: function () { while (true) {} } }); result instanceof Date",
        "throw new Proxy({}, { get: function () { throw 1; } })",
        "throw new Proxy(new Error('x'), { get: function () { while (true) {} } })",
        "var p = {}; for (var i = 0; i < 1e6; i++) p = new Proxy(p, {}); p.x",
        "new Uint8Array(2e9)",
        "var m = new Map(); for (var i = 0; ; i++) m.set(i, m)",
        "Error.prepareStackTrace = function () { while (true) {} }; null.x",
        "Error.stackTraceLimit = { valueOf: function () { while (true) {} } }; null.x",
        "result = [1]; result.length = 4e9",
    ] {
        let result = beside_others(Library::Whole, hostile(), text).await;
        assert!(!matches!(result, Err(Failure::Broken { .. })), "{text}: {result:?}");
    }
}

#[test]
fn the_old_library_lacks_what_it_lacks_without_breaking() {
    for text in [
        "async function* f() { yield 1; } var i = f(); i.next().then(function (v) { result = v.value; })",
        "import('x').then(function () {}, function (e) { result = 1; }); result = 1",
        "result = Array.from([1])[0]; Array.fromAsync && Array.fromAsync([1])",
        "var g = (function* () { yield 1; })(); result = g.next().value",
        "class A { #x = 1; get x() { return this.#x; } } result = new A().x",
        "result = 1; try { new WeakRef({}) } catch (e) {} try { structuredClone({}) } catch (e) {}",
        "result = 1; Object.groupBy && Object.groupBy([1], function () { return 'a'; })",
        "result = 1; try { Iterator.from([1]).map(function (x) { return x }).toArray() } catch (e) {}",
        "result = 1; try { [1].values().next(); 'a'.matchAll(/a/g).next() } catch (e) {}",
        "result = 1; typeof performance + typeof setTimeout + typeof console + typeof fetch === 'undefinedundefinedundefinedundefined' || missing()",
    ] {
        assert_eq!(result(text), Json::from(1), "{text}");
    }
}
