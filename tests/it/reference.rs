//! The tables in `docs/scenarios.md` say what the one lists say.

use backlot::platforms;
use backlot::scenario::expect::matchers::MATCHERS;
use backlot::scenario::stub::Break;

#[test]
fn the_table_of_steps() {
    let language = platforms::language();
    let rows: Vec<_> = language.kinds().map(|kind| (kind.key(), kind.about())).collect();
    holds("steps", &table("step", "what it does", &rows));
}

#[test]
fn the_table_of_matchers() {
    let rows: Vec<_> = MATCHERS.iter().map(|matcher| (matcher.word(), matcher.about())).collect();
    holds("matchers", &table("matcher", "what fits", &rows));
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

#[track_caller]
fn holds(section: &str, table: &str) {
    let page = include_str!("../../docs/scenarios.md");
    let (begin, end) = (format!("<!-- {section} -->\n"), format!("<!-- /{section} -->"));
    let written = page.split(&begin).nth(1).and_then(|rest| rest.split(&end).next()).unwrap_or_default();
    assert!(written == table, "docs/scenarios.md should say between {} and {end}:\n\n{table}", begin.trim());
}
