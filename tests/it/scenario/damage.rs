//! Files that were cut off or damaged: whatever is in them, something is said, and nothing panics.

use std::path::Path;

use backlot::diag::Diagnostics;
use backlot::diag::render::{Look, render};
use backlot::platforms;
use backlot::scenario::Reader;
use proptest::prelude::*;

/// Says a little of everything.
const SAMPLE: &str = "# 手順\nname: 港町の一日\nclock: { at: 2020-05-01T12:00:00Z, mode: virtual }\nseed: 7\nallow: [partner.example]\nserver: { stub: [{ reply: { a: [1] }, delay: 5s }, { break: hang }] }\nstubs: { \"http://a.test/\": { text: \"${env.X}\", headers: { a: b } } }\ngphud: { instances: {} }\nsteps:\n- http: { url: /x, json: { a: \"${env.Y}\" } }\n  expect: { status: { one-of: [200, { above: 1 }] }, text: { matches: '^a' } }\n  capture: { t: \"$.json.t\" }\n- advance: 6d18h\n- expect-journal: { backlot: http, where: { request.a: \"${t}\" }, count: 1 }\n---\nname: zwei\nsteps: []\n";

/// Reads it as `run` does, and shows what is wrong.
fn read(bytes: &[u8]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.yaml");
    std::fs::write(&path, bytes).unwrap();
    read_file(&path)
}

fn read_file(path: &Path) -> usize {
    let language = platforms::language();
    let mut problems = Diagnostics::new();
    let mut scenarios = Reader::new(&language).scenarios(path, "s.yaml", &mut problems);
    scenarios.iter_mut().for_each(|scenario| backlot::runner::load::examine(scenario, &mut problems));
    let said = render(&problems, Look::PLAIN);
    assert_eq!(said.is_empty(), problems.is_empty());
    problems.errors()
}

#[test]
fn no_truncation_panics() {
    assert_eq!(read(SAMPLE.as_bytes()), 0);
    for end in 0..SAMPLE.len() {
        read(&SAMPLE.as_bytes()[..end]);
    }
}

proptest! {
    #[test]
    fn no_damage_panics(at in 0..SAMPLE.len(), bytes in prop::collection::vec(any::<u8>(), 0..4)) {
        let mut text = SAMPLE.as_bytes().to_vec();
        text.splice(at..at + 1, bytes);
        read(&text);
    }

    #[test]
    fn no_values_in_the_places_of_others_panic(
        key in prop::sample::select(vec!["name", "clock", "seed", "allow", "server", "stubs", "gphud", "cluster", "use", "steps"]),
        value in prop::sample::select(vec!["1", "x", "[]", "{}", "[1, {a: b}]", "{a: {b: [c]}}", "${x}", "~", "[{}]", "{stub: ${env.A}}", "[{http: {url: [}}]"]),
    ) {
        read(format!("name: x\n{key}: {value}\n").as_bytes());
    }
}
