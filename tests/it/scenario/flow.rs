//! Steps that wait, repeat and go on beside each other, and worlds that come back: in virtual time, exactly; in real time, at
//! all.

use std::time::Duration;

use backlot::diag::render::Look;
use backlot::report::human;
use backlot::runner::Options;
use backlot::runner::outcome::{Ending, Outcome};

use super::{passes, played, played_of};

#[track_caller]
fn fails(text: &str) -> Outcome {
    let outcome = played(text).remove(0);
    assert!(matches!(outcome.ending, Ending::Failed(_)), "{}", human::outcome(&outcome, Look::PLAIN));
    outcome
}

#[test]
fn what_is_waited_for_ends_the_waiting() {
    passes(
        r#"
name: A slow answer is waited for beside the request that causes it
server: { stub: { reply: {}, delay: 4s } }
steps:
- parallel:
    client: [{ http: /a }, { http: /b }]
    watcher:
    - wait: { for: { backlot: http }, within: 10s }
      expect: { count: 1, took: 4s, entries: [{ target: { contains: /a } }] }
      capture: { newest: $.newest }
    - wait: { for: { backlot: http, where: { target: { contains: /b } } }, since: "${newest}" }
      expect: { count: 1, took: 4s }
    - wait: { for: { backlot: http }, count: 2 }
      expect: { took: 0s }
  expect: { took: 8s }
"#,
    );
}

#[test]
fn what_does_not_come_is_not_waited_for_for_ever() {
    let outcome = fails("name: x\nsteps:\n- wait: { for: { backlot: http }, count: 3, within: 1h }\n");
    assert_eq!(outcome.platform_time, Duration::from_secs(3600));
    insta::assert_snapshot!(human::outcome(&outcome, Look::PLAIN));
    // Where time stands still, the machine's counts.
    fails("name: x\nclock: { mode: frozen }\nsteps:\n- wait: { for: { backlot: http }, within: 20ms }\n");
    fails("name: x\nclock: { mode: real }\nsteps:\n- wait: { for: { backlot: http }, within: 20ms }\n");
}

#[test]
fn a_pause_lets_time_pass_by_itself() {
    let outcome = passes("name: x\nsteps:\n- wait: 90s\n  expect: { took: 90s }\n");
    assert_eq!(outcome.platform_time, Duration::from_secs(90));
    let outcome = passes("name: x\nclock: { mode: real }\nsteps:\n- wait: 30ms\n");
    assert!(outcome.machine_time >= Duration::from_millis(30));
}

const THREE: &str = "server: { stub: { reply: {}, delay: 1s } }\n";

#[test]
fn the_journal_is_asked_for_order_absence_and_time() {
    passes(&format!(
        r#"
name: Order and absence
{THREE}
steps:
- http: /a
- http: /b
- http: /a
- expect-journal:
    order:
    - {{ backlot: http, where: {{ target: {{ contains: /a }} }} }}
    - {{ backlot: http, where: {{ target: {{ contains: /b }} }} }}
    - {{ backlot: http, where: {{ target: {{ contains: /a }} }} }}
  expect: {{ count: 3, newest: 3 }}
- expect-journal: {{ backlot: http, where: {{ target: {{ contains: /c }} }}, absent: true }}
- parallel:
  - http: /c
  - - expect-journal: {{ backlot: http, where: {{ target: {{ contains: /c }} }}, absent: true, within: 999ms }}
    - expect-journal: {{ backlot: http, where: {{ target: {{ contains: /c }} }}, within: 1ms }}
    - expect-journal: {{ backlot: http, count: {{ below: 5 }}, within: 1h }}
"#
    ));
}

#[test]
fn an_order_that_did_not_come_says_where_it_broke() {
    let outcome = fails(&format!(
        "name: x\n{THREE}steps:\n- http: /a\n- http: /b\n- expect-journal:\n    order:\n    - {{ backlot: http, where: {{ target: {{ contains: /b }} }} }}\n    - {{ backlot: http, where: {{ target: {{ contains: /a }} }} }}\n    within: 5s\n"
    ));
    insta::assert_snapshot!(human::outcome(&outcome, Look::PLAIN));
}

#[test]
fn what_must_not_happen_fails_as_soon_as_it_does() {
    let outcome = fails(&format!(
        "name: x\n{THREE}steps:\n- parallel:\n    one: [{{ http: /a }}]\n    two: [{{ expect-journal: {{ backlot: http, absent: true, within: 1h }} }}]\n"
    ));
    assert_eq!(outcome.platform_time, Duration::from_secs(1));
    insta::assert_snapshot!(human::outcome(&outcome, Look::PLAIN));
}

#[test]
fn steps_are_repeated_with_the_number_of_the_turn() {
    passes(
        r#"
name: Turns
server: { stub: { reply: { ok: true }, delay: 300ms } }
steps:
- repeat:
    times: 3
    as: n
    every: 1s
    steps:
    - http: { url: "/turn/${n}", json: { n: "${n}" } }
      capture: { last: $.status }
    - repeat: { times: 2, steps: [{ http: "/inner/${n}/${index}" }] }
  expect: { times: 3, took: 2900ms }
- http: "/after/${last}"
- expect-journal: { backlot: http, where: { target: { matches: "/turn/[123]$" }, request.n: { above: 0 } }, count: 3 }
- expect-journal: { backlot: http, where: { target: { contains: /inner/ } }, count: 6 }
- expect-journal: { backlot: http, where: { target: { contains: /after/200 } }, count: 1 }
"#,
    );
}

#[test]
fn a_turn_that_fails_is_named() {
    let outcome = fails(
        "name: x\nserver: { stub: [{ reply: {} }, { status: 500 }] }\nsteps:\n- advance: 1s\n- repeat:\n    times: 3\n    steps:\n    - http: /\n      name: 三度目\n      expect: { status: 200 }\n",
    );
    assert_eq!((outcome.played, outcome.steps), (2, 2));
    insta::assert_snapshot!(human::outcome(&outcome, Look::PLAIN));
}

#[test]
fn branches_go_on_at_the_same_time() {
    let outcome = passes(
        r#"
name: Branches
server: { stub: { reply: { a: 1 }, delay: 10s } }
steps:
- http: /
  capture: { a: $.json.a }
- parallel:
    one:
    - http: "/one/${a}"
      capture: { b: $.json.a }
    - http: "/one/${b}"
    two: [{ wait: 15s }, { http: "/two/${a}", capture: { c: $.status } }]
    three: [{ parallel: [{ advance: 3s }, [{ wait: 4s }]] }]
  expect: { took: 25s }
- http: "/${b}/${c}"
"#,
    );
    assert_eq!(outcome.platform_time, Duration::from_secs(45));
}

#[test]
fn the_same_branches_give_the_same_transcript() {
    let text = r#"
name: x
server: { stub: [{ reply: {}, delay: 2s }, { reply: {}, delay: 1s }, { break: reset }, { reply: {}, delay: 1s }] }
steps:
- parallel:
    a: [{ repeat: { times: 5, steps: [{ http: "/a/${index}" }] } }]
    b: [{ repeat: { times: 5, every: 700ms, steps: [{ http: "/b/${index}" }] } }]
    c: [{ wait: { for: { backlot: http }, count: 4 } }, { http: /c }]
"#;
    let transcript = || serde_json::to_string(&passes(text).transcript).unwrap();
    let first = transcript();
    (0..20).for_each(|_| assert_eq!(transcript(), first));
}

#[test]
fn a_branch_that_fails_stops_the_others() {
    let outcome = fails(
        "name: x\nserver: { stub: { reply: {}, delay: 5s } }\nsteps:\n- parallel:\n    long: [{ wait: 1w }]\n    short:\n    - http: /\n      expect: { status: 500 }\n",
    );
    assert_eq!(outcome.platform_time, Duration::from_secs(5));
    insta::assert_snapshot!(human::outcome(&outcome, Look::PLAIN));
}

#[test]
fn a_step_that_takes_too_long_has_failed() {
    let outcome = fails("name: x\nserver: { stub: { break: hang } }\nsteps:\n- http: /\n  within: 3s\n");
    assert_eq!(outcome.platform_time, Duration::from_secs(3));
    insta::assert_snapshot!(human::outcome(&outcome, Look::PLAIN));
    passes("name: x\nsteps:\n- repeat: { times: 2, steps: [{ wait: 1s }] }\n  within: 2s\n");
}

#[test]
fn turns_that_never_wait_come_to_an_end() {
    let text = "name: x\nsteps:\n- repeat: { times: 1000000, steps: [{ repeat: { times: 1000000, steps: [{ advance: 0s }] } }] }\n";
    let options = Options { seed: Some(1), patience: Duration::from_millis(50), ..Options::default() };
    let outcome = played_of(&[("s.yaml", text)], &options).remove(0);
    let Ending::Errored(trouble) = &outcome.ending else { panic!("{:?}", outcome.ending) };
    assert!(trouble.problem.message.contains("had not come to its end"), "{}", trouble.problem.message);
}

#[test]
fn a_world_comes_back() {
    let world = include_str!("../../../fixtures/gphud/dev-test.yaml");
    let text = r#"
name: x
use: [world.yaml]
clock: { at: 2020-05-01T12:00:00Z }
gphud:
  instances: { DEV Test: { kv: { Experience.xpXPLimit: 1 } } }
steps:
- snapshot: before
  expect: { seed: 1, clock: { mode: virtual } }
- gphud: { command: experience.award, target: test989, type: xp, ammount: 1, reason: first }
  expect: { responsetype: OKResponse }
- gphud: { command: experience.award, target: test989, type: xp, ammount: 1, reason: second }
  expect: { responsetype: ErrorResponse }
- restore: before
- gphud: { command: experience.award, target: test989, type: xp, ammount: 1, reason: third }
  expect: { responsetype: OKResponse }
- expect-journal: { gphud: experience.award, count: 3 }
"#;
    let options = Options { seed: Some(1), ..Options::default() };
    let outcome = played_of(&[("s.yaml", text), ("world.yaml", world)], &options).remove(0);
    assert!(matches!(outcome.ending, Ending::Passed), "{}", human::outcome(&outcome, Look::PLAIN));
}
