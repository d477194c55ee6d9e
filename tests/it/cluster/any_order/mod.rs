//! Calls, registrations, changes of tokens, faults, servers that break and time, in any order: each call that is accepted ends
//! in exactly one callback, within five seconds of the platform's clock after it went out, with the outcome that a naive model
//! predicts.

mod faults;
mod model;
mod servers;
mod stage;
mod steps;

use std::collections::BTreeSet;

use backlot::platforms;
use backlot::world::clock::Clock;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use stage::{By, Stage};
use steps::{Step, step};

/// Plays `work` in virtual time, as the runner does.
fn in_virtual_time<F: Future>(work: impl FnOnce(Clock) -> F) -> F::Output {
    let clock = Clock::virtual_at("2025-05-01T12:00:00Z".parse().unwrap());
    clock.jump_when_idle(true);
    let idle = clock.clone();
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().on_thread_park(move || idle.when_idle()).build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, work(clock))
}

fn play(steps: &[Step], by: By) {
    in_virtual_time(|clock| async move {
        let mut stage = Stage::new(&clock, by).await;
        for step in steps {
            stage.play(step).await;
        }
        stage.compare().await;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_accepted_call_ends_once_in_time_and_as_predicted(steps in proptest::collection::vec(step(), 1..80)) {
        play(&steps, By::Host);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn every_call_of_a_script_has_one_callback_in_time_and_as_predicted(steps in proptest::collection::vec(step(), 1..80)) {
        play(&steps, By::Script);
    }
}

/// Some sequences of steps, always the same.
fn samples() -> Vec<Vec<Step>> {
    let mut runner = TestRunner::deterministic();
    let mut sample = || proptest::collection::vec(step(), 80).new_tree(&mut runner).unwrap().current();
    (0..200).map(|_| sample()).collect()
}

#[test]
fn the_model_sees_every_way_to_end() {
    // If nothing but a few outcomes came up, the property would say little.
    let mut seen = BTreeSet::new();
    for steps in samples() {
        seen.extend(in_virtual_time(|clock| async move {
            let mut stage = Stage::new(&clock, By::Host).await;
            for step in &steps {
                stage.play(step).await;
            }
            let model = &stage.model;
            (0..model.accepted.len()).map(|number| model.end(number).name).collect::<Vec<_>>()
        }));
    }
    for name in [
        "accepted",
        "verify-wrong",
        "verify-missing",
        "response-missing",
        "response-not-string",
        "response-too-large",
        "timeout",
        "no-endpoint",
        "status",
        "not-json",
        "not-an-object",
        "refused",
        "tls",
        "reset",
        "closed",
        "truncated",
        "protocol",
        "too-large",
        "hung-up",
        "too-many-redirects",
    ] {
        assert!(seen.contains(name), "{name} never came up: {seen:?}");
    }
}

#[test]
fn every_kind_of_fault_that_can_touch_a_call_is_armed() {
    let armed: BTreeSet<_> = samples()
        .into_iter()
        .flatten()
        .filter_map(|step| if let Step::Arm { fault, .. } = step { Some(fault) } else { None })
        .flat_map(|fault| fault.does.iter().map(faults::Effect::kind).collect::<Vec<_>>())
        .collect();
    let is_of_calls = |group| match group {
        backlot::world::faults::Group::Platform(name) => name == "cluster",
        _ => true,
    };
    let language = platforms::language();
    let kinds = language.faults().kinds.iter().filter(|kind| is_of_calls(kind.group));
    let missing: Vec<_> = kinds.map(|kind| kind.name).filter(|name| !armed.contains(name)).collect();
    assert!(missing.is_empty(), "never armed: {missing:?}");
}
