//! Values on their way out of a script and into one.

use proptest::prelude::*;
use serde_json::json;

use super::super::value::from_json;
use super::*;

#[test]
fn json_goes_out_as_it_is() {
    assert_eq!(
        result("var result = { a: [1, 2.5, 'x', null, true], b: {}, 'hub.challenge': -0, 1: 2, __proto__: null }"),
        json!({ "1": 2, "a": [1, 2.5, "x", null, true], "b": {}, "hub.challenge": 0 })
    );
}

#[test]
fn what_json_has_no_place_for_is_left_out() {
    assert_eq!(
        result(
            "var result = { u: undefined, f: function () {}, a: [undefined, function () {}], n: NaN, i: 1 / 0, s: Symbol.iterator }"
        ),
        json!({ "a": [null, null], "n": null, "i": null })
    );
}

#[test]
fn dates_are_milliseconds_and_boxes_are_opened() {
    assert_eq!(
        result("var result = [new Date(7), new Number(1), new String('s'), new Boolean(false), /x/, new Date(NaN)]"),
        json!([7, 1, "s", false, {}, null])
    );
}

#[test]
fn halves_of_characters_are_replaced() {
    assert_eq!(result("var result = 'a\\ud83d\\\\ud83d\\ud83d\\ude00'"), Json::from("a\u{fffd}\\ud83d\u{1f600}"));
    assert_eq!(result("var result = {}; result['\\ude00'] = 1"), json!({ "\u{fffd}": 1 }));
}

#[test]
fn what_is_too_much_says_so() {
    let message = |text: &str| match failure(text) {
        Failure::Thrown(thrown) => thrown.message,
        other => panic!("{other:?}"),
    };
    assert_eq!(message("var result = {}; result.a = [result]"), "the value contains itself");
    assert_eq!(
        message("var result = []; for (var i = 0; i < 300; i++) result = [result]"),
        "a value that goes out of a script is nested at most 256 deep"
    );
    assert_eq!(
        message("var result = []; result.length = 2e6"),
        "a value that goes out of a script has at most 1000000 parts"
    );
    assert_eq!(message("var result = { get x() { throw new Error('mine') } }"), "mine");
    let twice = "var shared = { a: 1 }; var result = [shared, shared]";
    assert_eq!(result(twice), json!([{ "a": 1 }, { "a": 1 }]), "the same twice is not itself");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn json_that_goes_in_comes_out_the_same(value in any_json()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let sent = value.clone();
        let back = runtime.block_on(async move {
            let clock = Clock::real(None);
            session(&pool(), Library::Old)
                .run(&clock, Limits::default(), &NoHost, move |scope, _| {
                    let inside = from_json(scope.ctx(), &sent).unwrap();
                    Ok(to_json(scope.ctx(), &inside, &Plain).unwrap())
                })
                .await
        });
        prop_assert_eq!(back.result.unwrap(), Some(value));
    }
}

/// Any JSON, with names in the order in which a script goes through them: what looks like an index comes first there, so
/// there is none.
fn any_json() -> impl Strategy<Value = Json> {
    let name = "[a-z_.日]{0,3}|__proto__|toString";
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        any::<f64>().prop_filter("fractions", |number| number.fract() != 0.0).prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((name, inner), 0..6).prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}
