//! Failures name the file, the line and the column, and show the line.

use super::*;

/// `name: message @ line:column`.
fn told(text: &str) -> String {
    let failure = failure(text);
    let place = failure.at().map_or("nowhere".to_owned(), |at| {
        assert_eq!(at.file, "callbacks/test.js");
        let lines = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        assert_eq!(Some(at.text.as_str()), lines.split(['\n', '\r']).nth(at.line as usize - 1), "{text}");
        format!("{}:{}", at.line, at.column)
    });
    let what = match failure {
        Failure::Thrown(thrown) => match thrown.name {
            Some(name) => format!("{name}: {}", thrown.message),
            None => thrown.message,
        },
        Failure::Syntax { message, .. } => format!("syntax: {message}"),
        other => other.name().to_owned(),
    };
    format!("{what} @ {place}")
}

#[test]
fn errors_have_the_place_where_they_were_made() {
    let at = |text: &str| told(text).rsplit_once("@ ").unwrap().1.to_owned();
    assert_eq!(told("nope();"), "ReferenceError: nope is not defined @ 1:1");
    assert_eq!(told(" nope();"), "ReferenceError: nope is not defined @ 1:2");
    assert_eq!(told("\u{feff}nope();"), "ReferenceError: nope is not defined @ 1:1");
    assert_eq!(told("var 日本 = 'あいう'; nope();"), "ReferenceError: nope is not defined @ 1:17");
    assert_eq!(told("var a = 1;\n\n  /* 日本 */ a.b.c();"), "TypeError: cannot read property 'c' of undefined @ 3:12");
    assert_eq!(at("// one\r\n// two\r\n  null.x"), "3:3");
    assert_eq!(at("// one\r// two\r/* \r */ null.x"), "4:5");
    assert_eq!(at("throw new Error('x')"), "1:11");
    // The engine's place of an expression with names in it is that of the last name it looked up.
    assert_eq!(at("var text = `\n\n`;\nthrow new TypeError('no ' + text)"), "4:29");
    assert_eq!(at("function f() {\n\treturn JSON.parse('{');\n}\nf()"), "2:14");
    assert_eq!(at("[1].forEach(function (x) { x.y.z; })"), "1:28");
    assert_eq!(at("try { null.x } catch (e) { throw e }"), "1:7");
}

#[test]
fn whatever_else_is_thrown_has_the_place_where_it_was_thrown() {
    assert_eq!(told("throw 'text'"), "text @ 1:7");
    assert_eq!(told("\n  throw 'text'"), "text @ 2:9");
    assert_eq!(told("function f() {\n  throw { code: 7 };\n}\nf();"), "{\"code\":7} @ 2:9");
    assert_eq!(told("try { throw 1 } catch (e) {}\nthrow 2"), "2 @ 2:7");
    assert_eq!(told("throw null"), "null @ 1:7");
    assert_eq!(told("throw undefined"), "undefined @ 1:7");
    assert_eq!(told("throw { name: 'Mine', message: 'custom' }"), "Mine: custom @ 1:7");
    assert_eq!(told("var o = {}; o.o = o; throw o"), "[object Object] @ 1:28");
    assert_eq!(told("throw function f() {}"), "function f() {} @ 1:7");
}

#[test]
fn what_is_not_javascript_has_the_place_of_the_first_wrong_word() {
    assert_eq!(told("var x = ;"), "syntax: unexpected token in expression: ';' @ 1:9");
    assert_eq!(told("var 日 = 1;\nvar 日本 = ;"), "syntax: unexpected token in expression: ';' @ 2:10");
    assert_eq!(told("f("), "syntax: unexpected token in expression: '' @ 1:3");
    assert_eq!(told("var s = 'abc\n'"), "syntax: unexpected end of string @ 1:9");
    assert_eq!(told("var a;\0"), "syntax: a script cannot contain the character NUL @ 1:7");
    assert_eq!(told("var a = eval('1 +')"), "SyntaxError: unexpected token in expression: '' @ 1:9");
}

#[test]
fn recursion_has_a_place_in_the_circle() {
    assert_eq!(told("function f() {\n  return 1 + f();\n}\nf();"), "stack-overflow @ 2:14");
}

#[test]
fn stacks_show_the_lines_that_the_author_sees() {
    let Failure::Thrown(thrown) = failure("function f() {\n  null.x;\n}\nf();") else { panic!() };
    assert_eq!(thrown.stack, "    at f (callbacks/test.js:2:3)\n    at top level (callbacks/test.js:4:1)\n");
    assert_eq!(
        result("var e = new Error('x'); var result = e.stack"),
        Json::from("    at top level (callbacks/test.js:1:13)\n")
    );
    assert_eq!(result("var result = typeof Error.prepareStackTrace"), Json::from("undefined"));
}

#[tokio::test]
async fn each_run_of_a_session_has_places_of_its_own() {
    let mut session = session(&pool(), Library::Old);
    for (text, line) in [("throw 1", 1), ("\nthrow 2", 2), ("\n\nthrow 3", 3)] {
        let failure = play_in(&mut session, Limits::default(), text).await.result.unwrap_err();
        assert_eq!(failure.at().unwrap().line, line);
    }
}
