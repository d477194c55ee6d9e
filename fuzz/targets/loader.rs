//! Scenarios and fixtures from any bytes: read as `backlot run` reads them, held against what the platforms say of their parts, and
//! everything that is wrong shown. Whatever the bytes are, nothing may panic, hang or grow without bound.

#![no_main]

use std::sync::LazyLock;

use backlot::diag::Diagnostics;
use backlot::diag::render::{Look, render};
use backlot::platforms;
use backlot::runner::load;
use backlot::scenario::{Language, Reader};
use backlot::tree::file;
use libfuzzer_sys::fuzz_target;

static LANGUAGE: LazyLock<Language> = LazyLock::new(platforms::language);

fuzz_target!(|bytes: &[u8]| {
    let mut problems = Diagnostics::new();
    let Some(source) = file::text("fuzzed.yaml", bytes.to_vec(), &mut problems) else {
        assert!(problems.has_errors());
        return;
    };
    let mut reader = Reader::new(&LANGUAGE);
    let mut scenarios = reader.text(&source, &mut problems);
    load::finish(&mut reader, &mut scenarios, &mut problems);
    let said = render(&problems, Look::PLAIN);
    assert_eq!(said.is_empty(), problems.is_empty());
});
