//! What is shown of scenarios that did not pass.

use backlot::diag::render::Look;
use backlot::report::human;
use backlot::runner::Options;
use backlot::runner::outcome::{Ending, Outcome};
use std::time::Duration;

use super::{played, played_of};

/// As people see it, without the times of this machine.
fn shown(outcome: &Outcome) -> String {
    human::outcome(outcome, Look::PLAIN)
}

const SERVER: &str = "server: { stub: [{ reply: { token: abc, 名前: 港町 } }, { status: 500, text: oops }] }\n";

#[test]
fn an_expectation_that_is_not_met() {
    let text = format!(
        "name: 値が違う\n{SERVER}steps:\n- http: /first\n- http: {{ url: /second, json: {{ a: 1 }} }}\n  expect:\n    status: 200\n    text: {{ contains: 港町, matches: ^o }}\n    json: {{ token: abc }}\n- advance: 1s\n"
    );
    let outcome = played(&text).remove(0);
    assert_eq!((outcome.ending.word(), outcome.played, outcome.steps), ("failed", 2, 3));
    insta::assert_snapshot!(shown(&outcome));
}

#[test]
fn a_capture_that_finds_nothing() {
    let text = format!("name: x\n{SERVER}steps:\n- http: /\n  capture: {{ token: $.json.tokn }}\n");
    insta::assert_snapshot!(shown(&played(&text)[0]));
}

#[test]
fn what_did_not_happen() {
    let text = format!("name: x\n{SERVER}steps:\n- http: /\n- expect-journal: {{ backlot: http, count: 2 }}\n");
    insta::assert_snapshot!(shown(&played(&text)[0]));
    let text = "name: x\nsteps:\n- expect-journal: { where: { status: 200 } }\n";
    insta::assert_snapshot!(shown(&played(text)[0]));
}

#[test]
fn a_step_that_cannot_be_played() {
    insta::assert_snapshot!(shown(&played("name: x\nsteps:\n- http: /path\n")[0]));
}

#[test]
fn a_value_that_turns_out_to_be_of_the_wrong_kind() {
    let text = format!("name: x\n{SERVER}steps:\n- http: /\n  capture: {{ t: $.json.token }}\n- advance: ${{t}}\n");
    let outcome = played(&text).remove(0);
    assert_eq!(outcome.ending.word(), "errored");
    insta::assert_snapshot!(shown(&outcome));
}

#[test]
fn a_host_that_the_world_does_not_name() {
    let outcome = played("name: x\nsteps:\n- http: https://partner.example/\n  expect: { status: 200 }\n").remove(0);
    insta::assert_snapshot!(shown(&outcome));
}

#[test]
fn a_scenario_that_would_never_end() {
    let text = "name: x\nclock: { mode: frozen }\nserver: { stub: { break: hang } }\nsteps:\n- http: /\n";
    let options = Options { seed: Some(1), patience: Duration::from_millis(50), ..Options::default() };
    let outcome = played_of(&[("s.yaml", text)], &options).remove(0);
    let Ending::Errored(trouble) = &outcome.ending else { panic!("{:?}", outcome.ending) };
    assert!(trouble.problem.message.contains("had not come to its end"), "{}", trouble.problem.message);
}
