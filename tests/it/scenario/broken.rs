//! What is said of files that are no scenarios: in golden words, all of it in one pass, each at its place.

use super::{Folder, said, said_of};

#[test]
fn the_keys_of_a_scenario() {
    insta::assert_snapshot!(said(
        "nmae: x\nuse: a.yaml\nclock: { at: noon, mode: virtaul, speed: 2 }\nseed: -1\nallow: [1]\nstepps: []\nfaults: {}\n"
    ));
}

#[test]
fn the_shape_of_steps() {
    insta::assert_snapshot!(said(
        "name: 手順\nsteps:\n- advnce: 5s\n- advance: 5\n- {}\n- advance: 5s\n  http: /\n- expect: { a: 1 }\n- step\n- advance: 5s\n  exepct: { now: x }\n"
    ));
}

#[test]
fn http_steps() {
    insta::assert_snapshot!(said(
        "name: x\nsteps:\n- http: { url: partner, method: 'G T', json: 1, text: a, headers: { 'a b': c } }\n- http: { usl: / }\n- http: no-path\n"
    ));
}

#[test]
fn journal_steps() {
    insta::assert_snapshot!(said(
        "name: x\nsteps:\n- expect-journal: { gphud: a, cluster: b }\n- expect-journal: { gphudd: a }\n- expect-journal: { where: { reqest.reason: x }, count: { above: many } }\n- expect-journal: { where: [], coutn: 1 }\n"
    ));
}

#[test]
fn expectations() {
    insta::assert_snapshot!(said(
        "name: x\nsteps:\n- advance: 5s\n  expect:\n    now: { matches: '(' }\n    a: { above: soon, below: [1] }\n    b: { one-of: 1 }\n    c: { one-of: [] }\n    d: { any: yes, absent: 1 }\n    e: [{ contains: { matches: '[' } }]\n"
    ));
}

#[test]
fn captures_and_placeholders() {
    insta::assert_snapshot!(said(
        "name: x\nserver: { url: 'http://localhost:${port}/' }\nsteps:\n- http: ${token}\n  capture: { token: $.a, 2x: $.b, bad: 'a[' }\n- http: /${tokn}/${env.ANY}/${}\n  expect: { status: '${later}' }\n- advance: 1s\n  capture: { later: $.now }\n"
    ));
}

#[test]
fn servers() {
    insta::assert_snapshot!(said(
        "name: a\nserver: {}\nsteps: []\n---\nname: b\nserver: { url: x, stub: {} }\nsteps: []\n---\nname: c\nserver: { run: [], ready: '(', within: 5 }\nsteps: []\n---\nname: d\nserver: { stub: [] }\nstubs: { partner.example: { reply: 1 } }\nsteps: []\n---\nname: e\nserver: { stub: { reply: 1, text: a, status: 99, headers: { 'a b': c }, break: off } }\nsteps: []\n"
    ));
}

#[test]
fn fixtures_are_shown_in_their_own_files() {
    insta::assert_snapshot!(said_of(&[
        ("scenarios/a/s.yaml", "name: x\nuse: [../../fixtures/one.yaml, ../none.yaml]\nsteps: []\n"),
        ("fixtures/one.yaml", "use: [two.yaml]\nclock: { at: 2020-05-01T12:00:00Z }\nsteps: []\n"),
        ("fixtures/two.yaml", "use: [one.yaml]\nclok: {}\n"),
    ]));
}

#[test]
fn texts_that_are_no_yaml() {
    let mut said_of_all = String::new();
    for text in ["", "---\n", "name: x\nsteps: [\n", "- a\n", "text\n", "name: x\nsteps: 1\n"] {
        said_of_all += &said(text);
    }
    insta::assert_snapshot!(said_of_all);
}

#[test]
fn a_fixture_that_many_use_is_complained_about_once() {
    let folder = Folder::with(&[
        ("a.yaml", "name: a\nuse: [_f.yaml]\nsteps: []\n---\nname: b\nuse: [_f.yaml]\nsteps: []\n"),
        ("b.yaml", "name: c\nuse: [_f.yaml]\nsteps: []\n"),
        ("_f.yaml", "clok: {}\n"),
    ]);
    let (_, problems) = folder.load(".");
    assert_eq!(problems.errors(), 1);
}
