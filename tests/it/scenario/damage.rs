//! Files that were cut off or damaged: whatever is in them, something is said, and nothing panics.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use backlot::diag::render::{Look, render};
use backlot::diag::{Diagnostics, Source};
use backlot::platforms;
use backlot::runner::load;
use backlot::scenario::Reader;
use backlot::tree::{Node, Value, file, read};
use proptest::prelude::*;

use super::corpus::files;

/// Says a little of everything.
const SAMPLE: &str = "# 手順\nname: 港町の一日\nclock: { at: 2020-05-01T12:00:00Z, mode: virtual }\nseed: 7\nallow: [partner.example]\nserver: { stub: [{ reply: { a: [1] }, delay: 5s }, { break: hang }] }\nstubs: { \"http://a.test/\": { text: \"${env.X}\", headers: { a: b } } }\ngphud: { instances: {} }\nsteps:\n- http: { url: /x, json: { a: \"${env.Y}\" } }\n  expect: { status: { one-of: [200, { above: 1 }] }, text: { matches: '^a' } }\n  capture: { t: \"$.json.t\" }\n- advance: 6d18h\n- expect-journal: { backlot: http, where: { request.a: \"${t}\" }, count: 1 }\n---\nname: zwei\nsteps: []\n";

/// Reads it as `run` does, and shows what is wrong.
fn read_bytes(bytes: &[u8]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.yaml");
    std::fs::write(&path, bytes).unwrap();
    read_file(&path)
}

fn read_file(path: &Path) -> usize {
    let language = platforms::language();
    let mut problems = Diagnostics::new();
    let mut reader = Reader::new(&language);
    let mut scenarios = reader.scenarios(path, "s.yaml", &mut problems);
    load::finish(&mut reader, &mut scenarios, &mut problems);
    let said = render(&problems, Look::PLAIN);
    assert_eq!(said.is_empty(), problems.is_empty());
    problems.errors()
}

#[test]
fn no_truncation_panics() {
    assert_eq!(read_bytes(SAMPLE.as_bytes()), 0);
    for end in 0..SAMPLE.len() {
        read_bytes(&SAMPLE.as_bytes()[..end]);
    }
}

proptest! {
    #[test]
    fn no_damage_panics(at in 0..SAMPLE.len(), bytes in prop::collection::vec(any::<u8>(), 0..4)) {
        let mut text = SAMPLE.as_bytes().to_vec();
        text.splice(at..at + 1, bytes);
        read_bytes(&text);
    }

    #[test]
    fn no_values_in_the_places_of_others_panic(
        key in prop::sample::select(vec!["name", "clock", "seed", "allow", "server", "stubs", "gphud", "cluster", "use", "steps"]),
        value in prop::sample::select(vec!["1", "x", "[]", "{}", "[1, {a: b}]", "{a: {b: [c]}}", "${x}", "~", "[{}]", "{stub: ${env.A}}", "[{http: {url: [}}]"]),
    ) {
        read_bytes(format!("name: x\n{key}: {value}\n").as_bytes());
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
    let Some(text) = file::text("s.yaml", bytes, &mut problems) else { return };
    let source = Source::in_folder("s.yaml", text.text(), path.parent().map(Path::to_owned));
    let _ = reader.text(&source, &mut problems);
    drop(reader.unfinished());
    assert_eq!(render(&problems, Look::PLAIN).is_empty(), problems.is_empty());
}

/// What can be left out in front of a place without changing how it is read: the documents before its own, of each list that it is
/// in everything before the last item that is over, and of each map what is between its first key and the last that is over. What
/// is left is as deep, and as far as it goes the same.
fn before(documents: &[Node], place: usize) -> Vec<Range<usize>> {
    let mut left_out = Vec::new();
    let starts = |nodes: &[Node]| nodes.partition_point(|node| node.span.range().start <= place);
    let Some(last) = starts(documents).checked_sub(1) else { return left_out };
    if last > 0 {
        left_out.push(0..documents[last].span.range().start);
    }
    let mut node = &documents[last];
    loop {
        node = match &node.value {
            Value::List(items) => {
                let Some(last) = starts(items).checked_sub(1) else { break };
                let kept = last.saturating_sub(1);
                left_out.push(items[0].span.range().start..items[kept].span.range().start);
                &items[last]
            }
            Value::Map(map) => {
                let entries: Vec<_> = map.iter().map(|(_, entry)| entry).collect();
                let last = entries.partition_point(|entry| entry.key.range().start <= place);
                let Some(last) = last.checked_sub(1) else { break };
                if let Some(kept) = last.checked_sub(1).filter(|kept| *kept > 1) {
                    left_out.push(entries[1].key.range().start..entries[kept].key.range().start);
                }
                &entries[last].value
            }
            _ => break,
        };
    }
    left_out.retain(|range| !range.is_empty());
    left_out
}

/// `text` up to `end`, without what is left out.
fn cut_off(text: &[u8], end: usize, left_out: &[Range<usize>]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(end);
    let mut from = 0;
    for range in left_out {
        kept.extend_from_slice(&text[from.min(range.start)..range.start]);
        from = from.max(range.end);
    }
    kept.extend_from_slice(&text[from.min(end)..end]);
    kept
}

/// Every file, at every byte that it can be cut off at. What lies far in front is left out, because what is read there was read
/// in this way before; to read all of it each time would take minutes. `cargo bench --bench loader -- --cut` does.
#[test]
fn no_file_that_was_cut_off_panics() {
    let language = platforms::language();
    let files = all();
    let (next, read) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZeroUsize::get) {
            scope.spawn(|| {
                let mut reader = Reader::new(&language);
                while let Some((path, bytes)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let whole = Source::new("s.yaml", String::from_utf8_lossy(bytes));
                    let documents = read::documents(&whole, &mut Diagnostics::new());
                    for end in 0..bytes.len() {
                        let text = cut_off(bytes, end, &before(&documents, end));
                        read.fetch_add(text.len(), Ordering::Relaxed);
                        read_in_place(path, text, &mut reader);
                    }
                }
            });
        }
    });
    let all: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(all > 250_000 && read.into_inner() > all * 50, "not much was read of {all} bytes");
}

#[test]
fn what_is_left_out_in_front_changes_nothing_behind() {
    let text = "a: [1, 2, {b: 3}]\n---\nname: x\nsteps:\n- advance: 1s\n- http: /\n- repeat:\n    times: 2\n    steps: [{ http: /a }, { http: /b }, { http: /c }]\n- wait: 5s\n";
    let documents = read::documents(&Source::new("s.yaml", text), &mut Diagnostics::new());
    let left = |end: &str| {
        let end = text.find(end).unwrap() + end.len();
        String::from_utf8(cut_off(text.as_bytes(), end, &before(&documents, end))).unwrap()
    };
    assert_eq!(left("{b"), "a: [2, {b");
    assert_eq!(left("name"), "name");
    assert_eq!(left("times: 2"), "name: x\nsteps:\n- http: /\n- repeat:\n    times: 2");
    assert_eq!(left("http: /"), "name: x\nsteps:\n- advance: 1s\n- http: /");
    assert_eq!(left("/c"), "name: x\nsteps:\n- http: /\n- repeat:\n    times: 2\n    steps: [{ http: /b }, { http: /c");
    assert!(
        left("5s").starts_with("name: x\nsteps:\n- repeat:\n    times: 2\n    steps: [{ http: /a },"),
        "{}",
        left("5s")
    );
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
