//! Files that were cut off or damaged: whatever is in them, something is said, and nothing panics.

use std::path::{Path, PathBuf};

use backlot::diag::render::{Look, render};
use backlot::diag::{Diagnostics, Source};
use backlot::platforms;
use backlot::scenario::Reader;
use proptest::prelude::*;

use super::corpus::files;

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

/// Every file, as its author sees it.
fn all() -> Vec<(PathBuf, Vec<u8>)> {
    let files = ["scenarios", "scenarios/_broken", "fixtures"].into_iter().flat_map(files);
    files.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Reads a text in the place of the file at `path`, without setting up what its scenarios would play in.
fn read_in_place(path: &Path, bytes: Vec<u8>, reader: &mut Reader<'_>) {
    let mut problems = Diagnostics::new();
    let Some(text) = backlot::tree::file::text("s.yaml", bytes, &mut problems) else { return };
    let source = Source::in_folder("s.yaml", text.text(), path.parent().map(Path::to_owned));
    let _ = reader.text(&source, &mut problems);
    assert_eq!(render(&problems, Look::PLAIN).is_empty(), problems.is_empty());
}

#[test]
fn no_file_that_was_cut_off_panics() {
    let language = platforms::language();
    let files = all();
    std::thread::scope(|scope| {
        for part in files.chunks(files.len().div_ceil(2)) {
            let language = &language;
            scope.spawn(move || {
                for (path, bytes) in part {
                    let mut reader = Reader::new(language);
                    // A few places of each file, others in each: together they are cut off everywhere that files can be.
                    let step = (bytes.len() / 12).max(1);
                    let ends = (path.as_os_str().len() % step..bytes.len()).step_by(step);
                    ends.for_each(|end| read_in_place(path, bytes[..end].to_vec(), &mut reader));
                }
            });
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_mutation_of_any_file_panics(
        file in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        cut in 0..40_usize,
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..4),
            prop::sample::select(vec!["{", "}", "[", ": ", "- ", "${", "\n", "  ", "\"", "steps:", "use: [x]", "cases: [{}]"]).prop_map(|text| text.as_bytes().to_vec()),
        ],
    ) {
        let files = all();
        let (path, text) = file.get(&files);
        let mut text = text.clone();
        let at = at.index(text.len() + 1);
        let end = (at + cut).min(text.len());
        text.splice(at..end, bytes);
        let language = platforms::language();
        read_in_place(path, text, &mut Reader::new(&language));
    }
}
