//! Scripts that ask the async world, and scripts that end themselves.

use async_trait::async_trait;
use rquickjs::{Ctx, Function};

use super::super::Host;
use super::*;
use crate::world::clock::thread::Alone;

/// Answers each question with its double, after a second of platform time.
struct Doubler {
    clock: Clock,
}

#[async_trait]
impl Host for Doubler {
    type Question = i32;
    type Answer = i32;

    async fn answer(&self, question: i32) -> i32 {
        self.clock.sleep(Duration::from_secs(1)).await;
        question * 2
    }
}

fn start() -> jiff::Timestamp {
    "2020-05-01T12:00:00Z".parse().unwrap()
}

/// Plays `text`, which may call `ask(number)` and `exit()`, with a virtual clock that jumps when nothing is in flight.
fn play(limits: Limits, text: &str) -> (Ran<Json>, Duration) {
    let clock = Clock::virtual_at(start());
    let alone = Alone::with(&clock).unwrap();
    let (source, host) = (Source::new("test.js", text), Doubler { clock: clock.clone() });
    let ran = alone.play(session(&pool(), Library::Old).finish(&clock, limits, &host, move |scope, asker| {
        let ctx = scope.ctx();
        let ask = Function::new(ctx.clone(), move |ctx: Ctx<'_>, number: i32| asker.ask(&ctx, number)).unwrap();
        let halter = scope.halter();
        let exit =
            Function::new(ctx.clone(), move |ctx: Ctx<'_>| -> rquickjs::Result<()> { Err(halter.exit(&ctx)) }).unwrap();
        ctx.globals().set("ask", ask).unwrap();
        ctx.globals().set("exit", exit).unwrap();
        scope.play(&source)?;
        let result = ctx.globals().get("result").and_then(|result| to_json(ctx, &result, &Plain));
        Ok(result.unwrap().unwrap_or(Json::Null))
    }));
    (ran, clock.since(start()))
}

#[test]
fn the_clock_moves_while_a_script_waits_and_stands_while_it_runs() {
    let (ran, passed) = play(Limits::default(), "var result = ask(ask(ask(1))); for (var i = 0; i < 1e5; i++) ;");
    assert_eq!((ran.result.unwrap(), passed), (Json::from(8), Duration::from_secs(3)));
}

#[test]
fn what_a_script_waits_for_does_not_count() {
    let limits = Limits { time: Duration::from_millis(500), ..Limits::default() };
    let (ran, passed) = play(limits, "var result = 0; for (var i = 0; i < 100; i++) result += ask(1)");
    assert_eq!((ran.result.unwrap(), passed), (Json::from(200), Duration::from_secs(100)));
    assert!(ran.spent < limits.time, "{:?}", ran.spent);
}

#[test]
fn a_script_may_not_ask_for_ever() {
    let limits = Limits { calls: 5, ..Limits::default() };
    let (ran, passed) = play(limits, "for (;;) { try { ask(1) } catch (e) {} finally { continue } }");
    assert_eq!((ran.result, passed), (Err(Failure::TooManyCalls { limit: 5 }), Duration::from_secs(5)));
}

#[test]
fn an_exit_cannot_be_caught() {
    let text = "var result = []; try { result.push('before'); exit(); result.push('after') }
        catch (e) { result.push('caught') } finally { result.push('finally') } result.push('end')";
    let (ran, _) = play(Limits::default(), text);
    assert_eq!(ran.result.unwrap(), serde_json::json!(["before"]));
}

#[test]
fn an_exit_deep_inside_is_an_exit() {
    let (ran, _) = play(
        Limits::default(),
        "var result = 1; [1].map(function () { JSON.stringify({ toJSON: exit }) }); result = 2",
    );
    assert_eq!(ran.result.unwrap(), Json::from(1));
}
