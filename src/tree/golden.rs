//! The text of every problem, as the author of a file sees it.

use std::fmt::Write as _;

use indexmap::IndexMap;
use jiff::Timestamp;
use url::Url;

use super::decode::decode;
use super::{Duration, Templates, fields, read, template};
use crate::diag::render::{Look, render};
use crate::diag::{Diagnostics, Source};

super::record! {
    /// A place.
    struct Place {
        /// Its name.
        name: String,
        /// Whether anybody may enter.
        open: bool = true,
        /// How many are in it.
        people: u8 = 0,
        /// How warm it is.
        warmth: f64 = 20.0,
        /// How long it stays.
        lasts: Option<Duration>,
        /// Since when it is there.
        since: Option<Timestamp>,
        /// Its page.
        page: Option<Url>,
        /// What kind it is.
        kind: Kind = Kind::Shop,
        /// What is around it.
        near: Vec<String> = Vec::new(),
        /// Who owns how much of it.
        owners: IndexMap<String, u32> = IndexMap::new(),
        /// By number.
        floors: IndexMap<u16, String> = IndexMap::new(),
        /// Anything.
        notes: Option<serde_json::Value>,
    }
}

super::choice! {
    /// A kind of place.
    enum Kind {
        /// Sells.
        Shop = "shop",
        /// Does not.
        Garden = "garden",
    }
}

fn problems(text: &str) -> String {
    let mut problems = Diagnostics::new();
    for node in read::documents(&Source::new("place.yaml", text), &mut problems) {
        template::references(&node, &mut problems);
        let _: Option<Place> = decode(&node, Templates::Text, &mut problems);
    }
    render(&problems, Look::PLAIN)
}

/// One golden file per subject: each text, and what is said about it.
fn golden(name: &str, texts: &[&str]) {
    let mut shown = String::new();
    for text in texts {
        let said = problems(text);
        assert!(!said.is_empty(), "nothing is said about {text:?}");
        let _ = writeln!(shown, "{}\n{said}", "=".repeat(60));
    }
    insta::assert_snapshot!(name, shown);
}

#[test]
fn quotes_and_escapes() {
    golden(
        "quotes",
        &[
            "name: \"unclosed\nopen: true\n",
            "name: 'unclosed\nopen: true\n",
            "name: \"unclosed to the end",
            "name: \"C:\\dir\"\n",
            "name: \"a\" b\n",
            "name: @home\n",
            "name: `x`\n",
            "name: %x\n",
            "name: *home\n",
            "name: &\n",
            "name: !home x\n",
            "name: !!int x\n",
        ],
    );
}

#[test]
fn indentation() {
    golden(
        "indentation",
        &[
            "name: x\n\topen: true\n",
            "name: x\nowners:\n\tA: 1\n",
            "name: x\n  open: true\n",
            "name: x\nowners:\n    A: 1\n  B: 2\n",
            " name: x\nopen: true\n",
            "- name\nopen: true\n",
            "name: x\n- open\n",
            "name: x: y\n",
            "name: x\nopen true\n",
            "name: x # a place\n  that is nice\n",
        ],
    );
}

#[test]
fn brackets() {
    golden(
        "brackets",
        &[
            "name: x\nnear: [a, b\nopen: true\n",
            "name: x\nnear: [a, b",
            "name: x\nnear: [a b]]\n",
            "name: x\nnear: [a, , b]\n",
            "name: x\nowners: {A: 1\n",
            "name: x\nowners: {A: 1]\n",
            "{\"name\": \"x\" \"open\": true}",
            "{\"name\": \"x\", \"open\": true",
            "name: x\n? [a, b]\n: 1\n",
        ],
    );
}

#[test]
fn keys() {
    golden(
        "keys",
        &[
            "nmae: x\n",
            "name: x\nOpen: true\nfoors: {}\nzebra: 1\n",
            "open: true\n",
            "{}",
            "name: x\nopen: true\nname: y\n",
            "名前: x\n\"name\": y\n<<: {a: 1}\n",
            "name: x\nnear:\n- a\n- b: 1\nowners:\n  A: 1\n  A: 2\n",
        ],
    );
}

#[test]
fn types() {
    golden(
        "types",
        &[
            "name: 7\nopen: yes\npeople: \"3\"\nwarmth: warm\nnear: a\nowners: []\n",
            "name:\nopen: 1\npeople: many\nnear: {a: 1}\nowners: {A: x, B: 1.5, C: -1}\n",
            "name: [a,\n  b]\nopen: {\n  a: 1}\nnear:\n- a\n-\n- 7\n",
            "name: x\npeople: 256\nwarmth: .inf\nfloors: {a: ground}\nnotes: [1, .nan]\n",
            "name: true\nopen: \"true\"\n",
            "name\n",
            "- name: x\n",
        ],
    );
}

#[test]
fn values() {
    golden(
        "values",
        &[
            "name: x\nlasts: 5\nsince: 2020-05-01\npage: partner.example\nkind: shopp\n",
            "name: x\nlasts: 5 minutes\nsince: tomorrow\npage: ftp://partner.example/\nkind: zebra\n",
            "name: x\nlasts: [5s]\nsince: 7\npage: 7\nkind: 7\n",
            "name: ${\nnear: [\"${a b}\", 'x ${} y']\n",
        ],
    );
}

#[test]
fn japanese() {
    golden(
        "japanese",
        &[
            "名前: 港町\n",
            "{ name: 港町の魚屋, people: 三人, open: はい, owners: { 田中: 半分, ｱｲ: 1.5 } }\n",
            "name: 港町\nkind: 庭園 # コメント\n",
            "name: \"港町\\。\"\n",
            "name: \"港町\" 魚\n",
        ],
    );
}

#[test]
fn limits() {
    let deep = format!("name: {}{}\n", "[".repeat(65), "]".repeat(65));
    let blocks: String = (0..70).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    let laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &('b'..='h')
            .zip('a'..='g')
            .map(|(next, last)| format!("{next}: &{next} [{}]\n", vec![format!("*{last}"); 10].join(", ")))
            .collect::<String>();
    let machine = format!("{{\"name\": \"x\", \"notes\": \"{}\", \"opne\": true}}", "日".repeat(2_000));
    golden("limits", &[&deep, &blocks, &laughs, "a: &a [*a]\n", &machine, "---\n"]);
}

#[test]
fn too_large_a_file() {
    let text = "x".repeat(read::Limits::default().bytes + 1);
    insta::assert_snapshot!(problems(&text));
}

#[test]
fn only_so_many_are_shown() {
    let text: String = (0..10_000).map(|number| format!("k{number}: 1\n")).collect();
    let said = problems(&text);
    assert_eq!(said.matches("error[").count(), crate::diag::render::MOST_SHOWN);
    assert!(
        said.ends_with("\n9951 more of 10001 problems are not shown: at most 50 are\n"),
        "{}",
        &said[said.len() - 100..]
    );
}

#[test]
fn with_colours() {
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("place.yaml", "name: x\nkind: shopp\n"), &mut problems).unwrap();
    let _: Option<Place> = decode(&node, Templates::Text, &mut problems);
    insta::assert_snapshot!(render(&problems, Look { colour: true, columns: 80 }).replace('\u{1b}', "ESC"));
}

#[test]
fn exactly_one_of_several_keys() {
    let mut shown = String::new();
    for text in ["{}", "url: x\nstub: y\n", "sub: x\n", "url\n"] {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("server.yaml", text), &mut problems).unwrap();
        let mut cx = super::Decoding::new(&mut problems, Templates::Text);
        assert!(fields::only_key(&node, &["url", "stub"], &mut cx).is_none());
        shown += &render(&problems, Look::PLAIN);
    }
    insta::assert_snapshot!(shown);
}
