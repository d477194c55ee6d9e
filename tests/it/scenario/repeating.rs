//! The same file and seed give the same, however often and however many at once.

use backlot::diag::render::Look;
use backlot::report::human;
use backlot::runner::{self, Options, jobs};

use super::Folder;

/// Fails at its end, so that everything that happened is shown: four requests that are in flight one after the other, a
/// timeout, an eternity, and a token.
const TEXT: &str = "name: x\nserver: { stub: [{ reply: { a: 1 }, delay: 300ms }, { break: hang }, { text: x, delay: 1h }] }\nsteps:\n- http: /a\n- http: { url: /b, within: 7s }\n- advance: 1w\n- http: { url: /c, within: 2h }\n- expect-journal: { backlot: http, count: 4 }\n";

#[test]
fn a_scenario_gives_the_same_every_time() {
    let folder = Folder::with(&[("s.yaml", TEXT)]);
    let (scenarios, problems) = folder.load("s.yaml");
    assert!(problems.is_empty());
    let options = Options { seed: Some(7), ..Options::default() };
    let again: Vec<_> = std::iter::repeat_n(&scenarios[0], 200).collect();
    let mut shown = Vec::new();
    jobs::work_through(
        &again,
        4,
        |scenario| human::outcome(&runner::play(scenario, &options), Look::PLAIN),
        |_| true,
        |_, text| shown.push(text),
    );
    assert_eq!(shown.len(), again.len());
    assert!(shown[0].contains("got    3"), "{}", shown[0]);
    assert!(shown.iter().all(|text| *text == shown[0]), "one is not like the others");
}
