//! Scripts of Rhino's, read by the parser and run by the engine.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{ready, words};
use crate::script::value::{Plain, to_json};
use crate::script::{Ambient, Failure, Lane, Library, Limits, NoHost, Pool, Source};
use crate::world::clock::Clock;

struct Fixed;

impl Ambient for Fixed {
    fn now(&self) -> f64 {
        0.0
    }

    fn random(&self) -> f64 {
        0.5
    }
}

/// What `scripts`, played one after the other in one engine, leave in `result`.
pub(super) fn played(scripts: &[&str]) -> Result<Json, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let session = Pool::shared().session(Library::Old, Arc::new(Fixed), Lane::new());
    let name = |at: usize| format!("modules/{at}.js");
    let made: Vec<_> = scripts.iter().enumerate().map(|(at, text)| ready(&Source::new(&name(at), text))).collect();
    let clock = Clock::real(None);
    let work = async {
        session
            .finish(&clock, Limits::default(), &NoHost, move |scope, _| {
                scope.reword(words::reword);
                for super::Ready { source, needs, .. } in &made {
                    needs.show(scope.ctx()).map_err(|error| scope.failure_of(error))?;
                    scope.play(source)?;
                }
                let ctx = scope.ctx();
                let json = ctx.globals().get("result").and_then(|result| to_json(ctx, &result, &Plain));
                json.map_err(|error| scope.failure_of(error))
            })
            .await
    };
    runtime.block_on(work).result.map(|json| json.unwrap_or(Json::Null))
}

#[track_caller]
pub(super) fn result(text: &str) -> Json {
    played(&[text]).unwrap_or_else(|failure| panic!("{failure}\n{text}"))
}

/// The message of what `text` throws, as a script that catches it reads it.
#[track_caller]
pub(super) fn thrown(text: &str) -> String {
    let caught = result(&format!("var result = null; try {{ {text} }} catch (e) {{ result = e.message; }}"));
    caught.as_str().unwrap_or_else(|| panic!("{text} threw nothing")).to_owned()
}

/// `text` as the engine is given it.
fn rewritten(text: &str) -> String {
    let edits = super::parser::read(text).edits;
    let mut made = String::new();
    let mut done = 0;
    for edit in edits.in_order() {
        made.push_str(&text[done..edit.at]);
        made.push_str(&edit.by);
        done = edit.at + edit.length;
    }
    made.push_str(&text[done..]);
    made
}

#[test]
fn what_every_engine_knows_stays_as_it_is() {
    for text in [
        "var a = 1, b = /x\\/[/]/g.test(c) / 2 / 3; if (a) b++; else if (c) --d\nelse { e }",
        "for (var i = 0, n = x.length; i < n; i++) { for (var k in o) if (!(k in p)) continue; }",
        "l: while (true) { do { break l } while (false) switch (a) { case 1: case 'b': x(); break; default: y() } }",
        "function f(a, b) { return function () { return { a: 1, 'b': [, 2, , 3], get c() { return 1 }, d: function d() {} } } }",
        "try { a() } catch (e) { throw e } finally { }\nwith (a) b()\n;;\ndebugger\n",
        "a = b ? c : d ? e : f; x = y, z; new Foo; new Foo.Bar(1)(2)[3].x = typeof void delete a.b;",
        "var s = 'a\\\nb' + \"c\" // end\n/* x */ --> not\n",
        "for (const x of y) { let z = x; { let w } }\nclass A extends B { static x = 1; get y() { return 1 } #z; z() {} *g() { yield 1 } static { } }",
        "const_ = async (a, { b, c = 1 }, ...d) => { await e }; f = x => y => ({ z: `t${`u${1}`}v` }); a ??= b?.c?.[d]?.(e) ?? 2 ** 3",
        "if (a < b && c > d || e << 2 >>> 1) x = a<b, c>d",
        "x = function () {}\n/re/.test(y)",
        "a\n++b\nc = d\n[1].forEach(f)",
        "return_ = { if: 1, class: 2, function: 3, get: 4, set: 5, async: 6 }.if; a.each(b); each(c)",
        "let = 1; var async = 2, of = 3, get = 4;",
        "Math.max(1); Array.prototype.slice.call(x); String.fromCharCode(1); Object.keys(y).foo = 1; x.prototype.y = 2",
    ] {
        assert_eq!(rewritten(text), text);
    }
}

#[test]
fn what_only_rhino_knew_is_said_in_other_words() {
    for (text, expected) in [
        ("const A = 1; { const B = 2 }", "var A = 1; { var B = 2 }"),
        ("let a = 1; { let b }", "var a = 1; { let b }"),
        ("for each (var x in o.p) f(x)", "for  (var x of __backlot_each( o.p)) f(x)"),
        ("f = function (x) x * 2;", "f = function (x) { return x * 2; };"),
        ("a.map(function (x) x.y, 1)", "a.map(function (x) { return x.y; }, 1)"),
        (
            "try { a() } catch (e if e.x) { b() } catch (f) { c() } finally { d() }",
            "try { a() } catch (e ) { if ( e.x) { b() }  else try { throw e; } catch (f) { c() } } finally { d() }",
        ),
        ("try { a() } catch (e if e.x) { b() }", "try { a() } catch (e ) { if ( e.x) { b() } else throw e; }"),
        ("Math.sign = f", "__backlot_put(Math, 'sign',  f)"),
        (
            "String.prototype . x = y = Math['z'] = 1;",
            "__backlot_put(String.prototype, 'x',  y = __backlot_put(Math, ('z'),  1));",
        ),
        (
            "a.@b + a.@[c] + a..d + a.* + a..@e",
            "a['@b'] + a['@' + (c)] + a.descendants('d') + a['*'] + a.descendants('@e')",
        ),
        ("a.b.(@c == 1).d", "__backlot_filter(a.b, function ($x) { with ($x) { return ($x['@c'] == 1); } }).d"),
        ("x = <a b='1'>t</a>;", "x = __backlot_xml(\"<a b='1'>t</a>\");"),
        (
            "x = <a b={c}>{d}<e/></a>",
            "x = __backlot_xml(\"<a b=\" + __backlot_xml_value(c) + \">\" + __backlot_xml_text(d) + \"<e/></a>\")",
        ),
        ("x.ns::y.@ns::z", "x.y['@z']"),
        ("require('A'); requireOnce('B')", "require('A'); requireOnce('B')"),
        (
            "function f() { require('A'); x.require('B') }",
            "function f() { require('A', function ($n, $v) { return eval($n); }); x.require('B') }",
        ),
    ] {
        assert_eq!(rewritten(text), expected, "{text}");
    }
}

#[test]
fn what_cannot_be_understood_stays_from_there_on() {
    assert_eq!(rewritten("const a = 1;\nconst b = ;\nconst c = 2"), "var a = 1;\nconst b = ;\nconst c = 2");
    assert_eq!(rewritten("f(function (x) x"), "f(function (x) x", "what is begun is ended, or not begun");
    let deep = format!("const a = 1; {}", "(".repeat(10_000));
    assert!(rewritten(&deep).starts_with("var a = 1; ("));
}

#[test]
fn for_each_gives_values() {
    let text = "var result = []; for each (var x in { a: 1, b: 'c' }) result.push(x);
        for each (x in [3, 4]) { if (x == 4) continue; result.push(x); } var o = {}; for each (o.p in [5]) result.push(o.p);";
    assert_eq!(result(text), json!([1, "c", 3, 5]));
}

#[test]
fn a_script_with_constants_can_be_played_twice() {
    let module =
        "const LIMIT = 3; let seen = typeof seen === 'undefined' ? 1 : seen + 1; function f() { return LIMIT; }";
    assert_eq!(played(&[module, module, "var result = [LIMIT, seen, f()]"]).unwrap(), json!([3, 2, 3]));
    assert_eq!(
        result("if (true) { const A = 1; } var result = A;"),
        1,
        "a constant belongs to its function, and not to its block"
    );
}

#[test]
fn an_assignment_to_a_constant_does_nothing() {
    let text = "const A = 1, B = 'x'; var seen = [A = 5, A, A += 2, A, A++, A, ++A, A]; for (const i in { k: 1 }) seen.push(i);
        var result = seen.concat(B += 'y', B);";
    assert_eq!(result(text), json!([5, 1, 3, 1, 1, 1, 1, 1, "k", "xy", "x"]));
    let inner = "const A = 1; function own(A) { A = 2; return A; } function its() { var A; A = 3; return A; } function outer() { A = 4; return A; }
        function constant() { const C = 1; (function () { C = 2; D = 3; })(); return C; } var D = 0;
        try { throw 1 } catch (E) { E = 2; var caught = E; }
        var result = [own(), its(), outer(), constant(), D, caught];";
    assert_eq!(result(inner), json!([2, 3, 1, 1, 3, 2]));
    assert_eq!(
        result(
            "const A = [1]; var o = { set: function (x) x.y += A[0] += 1 }; var p = { y: 1 }; o.set(p); var result = [p.y, A]"
        ),
        json!([3, [2]])
    );
    assert_eq!(
        rewritten("const A = 1; A = b = 2; var c = A -= 3, d; A\n++d"),
        "var A = 1; __backlot_ignored = b = 2; var c = A - ( 3), d; A\n++d"
    );
    // What newer engines know has scopes of its own, and is left to them.
    assert_eq!(rewritten("const A = 1; f((A) => { A = 2 })"), "var A = 1; f((A) => { A = 2 })");
}

#[test]
fn errors_are_caught_by_conditions() {
    let text = "var result = [];
        function go(what) {
            try { throw what; }
            catch (e if e === 'a') { result.push('first'); }
            catch (e if e instanceof TypeError) { result.push('second'); }
            finally { result.push('f'); }
        }
        go('a'); go(new TypeError()); try { go('b') } catch (e) { result.push(e) }
        try { throw 1 } catch (e if e == 2) { } catch (e) { result.push('else' + e) }";
    assert_eq!(result(text), json!(["first", "f", "second", "f", "f", "b", "else1"]));
}

#[test]
fn built_in_objects_are_sealed() {
    assert_eq!(thrown("Math.clamp = function () {}"), "Cannot add a property to a sealed object.");
    assert_eq!(thrown("String.prototype.trim = 1"), "Cannot modify a property of a sealed object: trim.");
    assert_eq!(
        result("try { Math.x = 1 } catch (e) { var result = String(e) }"),
        "InternalError: Cannot add a property to a sealed object."
    );
    let own = "function f(Math) { Math.x = 1; return Math.x } var result = [f({}), 'x' in Math]; if (!String.prototype.trim) String.prototype.trim = 1;";
    assert_eq!(result(own), json!([1, false]));
}

#[test]
fn functions_without_braces_give_their_expression() {
    assert_eq!(
        result("var result = [1, 2].map(function (x) x * 2); function f(x) x + 1\nresult.push(f(1))"),
        json!([2, 4, 2])
    );
}

#[test]
fn rhinos_own_members_are_there_for_those_who_ask() {
    assert_eq!(
        result(
            "var o = { a: 1, 'b-c': ['x', null, undefined] }; o.o = o; var result = [o.toSource(), [1].toSource(), uneval('q')]"
        ),
        json!(["({a:1, \"b-c\":[\"x\", null, (void 0)], o:{}})", "[1]", "\"q\""])
    );
    assert_eq!(
        result("var result = ['a'.equals('a'), 'a'.equalsIgnoreCase('A'), 'a'.equals('b')]"),
        json!([true, true, false])
    );
    assert_eq!(
        result("var result = [Array.map([1, 2], function (x) x + 1), String.trim(' a ')]"),
        json!([[2, 3], "a"])
    );
    assert_eq!(
        result("var n = 0; for (var k in { a: 1 }) n++; 'x'.equals('y'); var result = n"),
        1,
        "none of them is seen by for in"
    );
}

#[test]
fn errors_are_said_as_rhino_said_them() {
    assert_eq!(thrown("playerId + 1"), "\"playerId\" is not defined.");
    assert_eq!(thrown("var o = {}; o.a.b"), "Cannot read property \"b\" from undefined");
    assert_eq!(thrown("var o = null; o.go()"), "Cannot call method \"go\" of null");
    assert_eq!(thrown("var o = {}; o.a.b = 1"), "Cannot set property \"b\" of undefined");
    assert_eq!(thrown("var o = {}; o.go(1)"), "Cannot find function go in object.");
    assert_eq!(thrown("var f; f()"), "f is not a function.");
    assert_eq!(
        thrown("throw new ReferenceError('x is not defined')"),
        "x is not defined",
        "a script's own words are its own"
    );
    assert_eq!(thrown("throw new TypeError('not a function')"), "not a function");
}

#[test]
fn places_are_those_of_the_file() {
    let text = "const a = <a>\n  {1}\n</a>;\nfor each (var x in [1]) {\n  f(function (y) y, nope);\n}";
    let Err(failure) = played(&[text]) else { panic!() };
    assert_eq!(failure.to_string(), "ReferenceError: \"f\" is not defined. (modules/0.js:5:3)");
    let Err(failure) = played(&["for each (var x in y) {\n  var z = ;\n}"]) else { panic!() };
    assert!(failure.to_string().contains("(modules/0.js:"), "{failure}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_panics(text in r#"(for each|\(|\)|\{|\}|<a|/>|</a>|<|>|@|\.\.|\.|::|catch|try|if|function|const|let|=>|`|\$\{|'|"|/|\*|=|,|;| |a|日|1|\n|\\){0,40}"#) {
        rewritten(&text);
    }
}
