//! The tables in `docs/scenarios.md` say what the one lists say. `BACKLOT_UPDATE=1 cargo test --test it -- reference` writes
//! them anew.

use backlot::platforms;
use backlot::scenario::expect::matchers::MATCHERS;
use backlot::scenario::planned::BESIDE;
use backlot::scenario::stub::Break;

use crate::kit::golden::section_holds;

const PAGE: &str = "docs/scenarios.md";

#[test]
fn the_table_of_steps() {
    let language = platforms::language();
    let rows: Vec<_> = language.kinds().map(|kind| (kind.key(), kind.about())).collect();
    section_holds(PAGE, "steps", &table("step", "what it does", &rows));
}

#[test]
fn the_table_of_matchers() {
    let rows: Vec<_> = MATCHERS.iter().map(|matcher| (matcher.word(), matcher.about())).collect();
    section_holds(PAGE, "matchers", &table("matcher", "what fits", &rows));
}

#[test]
fn the_table_of_what_every_step_may_say() {
    section_holds(PAGE, "beside", &table("key", "what it says", &BESIDE));
}

#[test]
fn the_ways_in_which_a_stub_breaks() {
    let page = include_str!("../../docs/scenarios.md");
    for way in Break::ALL {
        assert!(page.contains(&format!("`{way}`")), "docs/scenarios.md does not name the break '{way}'");
    }
}

fn table(first: &str, second: &str, rows: &[(&str, &str)]) -> String {
    let rows: String =
        rows.iter().map(|(word, about)| format!("| `{word}` | {} |\n", about.replace('|', "\\|"))).collect();
    format!("| {first} | {second} |\n| --- | --- |\n{rows}")
}
