//! Files of the repository that the code makes: compared, or written anew when `BACKLOT_UPDATE=1` asks for it.

use std::path::Path;

/// The file at `path` (seen from the repository) must hold `text`; `BACKLOT_UPDATE=1 cargo test --test it -- TEST` writes it.
#[track_caller]
pub(crate) fn holds(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    if written == text {
        return;
    }
    if asked_to_update() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        return;
    }
    let differences = similar::TextDiff::from_lines(written.as_str(), text);
    panic!(
        "{path} is not what the code makes of it; run the test with BACKLOT_UPDATE=1 to write it anew:\n{}",
        differences.unified_diff().header("in the file", "made now")
    );
}

/// Between `<!-- section -->` and `<!-- /section -->` the page at `path` must hold `text`.
#[track_caller]
pub(crate) fn section_holds(path: &str, section: &str, text: &str) {
    // Several sections of a page are written one after the other.
    static TURN: parking_lot::Mutex<()> = parking_lot::Mutex::new(());
    let _turn = TURN.lock();
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let (begin, end) = (format!("<!-- {section} -->\n"), format!("<!-- /{section} -->"));
    let parts = page.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.unwrap_or_else(|| panic!("{path} has no section between {begin}and {end}"));
    holds(path, &format!("{before}{begin}{text}{end}{after}"));
}

#[expect(clippy::disallowed_methods, reason = "how one asks a test for something")]
fn asked_to_update() -> bool {
    std::env::var_os("BACKLOT_UPDATE").is_some()
}
