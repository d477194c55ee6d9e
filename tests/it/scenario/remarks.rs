//! What shows only when a scenario has been played, and is probably not as its author thinks: faults that have hit nothing.

use backlot::diag::render::Look;
use backlot::report::human;
use backlot::report::story::Story;

use super::passes;

const TEXT: &str = "name: 障害\nserver: { stub: { reply: { a: 1 } } }\nfaults:\n- { on: { path: /nowhere }, do: reset }\n- { nth: 3, times: 2, do: reset }\n- { after: 2, do: reset }\n- { name: outage, armed: false, do: reset }\n- { name: night, between: [1h, 2h], do: reset }\n- { on: { gphud: external.status }, do: reset }\n- { name: hits, nth: 2, do: { delay: 1s } }\n- { name: twice, on: { path: /a }, first: 1, do: { delay: 1s } }\nsteps:\n- http: /a\n- arm: twice\n- http: /b\n";

#[test]
fn faults_that_have_hit_nothing_are_told_with_the_reason() {
    let outcome = passes(TEXT);
    let said = human::outcome(&outcome, Look::PLAIN);
    insta::assert_snapshot!(said);
    let story = Story::of(&outcome);
    assert_eq!(story.warnings.len(), outcome.remarks.len());
    assert!(!said.contains("'hits'") && !said.contains("'twice'"), "{said}");
}

#[test]
fn a_world_that_comes_back_has_not_forgotten_what_was_hit() {
    let text = "name: x\nserver: { stub: { reply: { a: 1 } } }\nfaults: [{ first: 1, do: { delay: 1s } }]\nsteps:\n- snapshot: before\n- http: /a\n- restore: before\n";
    assert!(passes(text).remarks.is_empty());
}
