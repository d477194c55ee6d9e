//! What is made of what a script sets.

use serde_json::json;

use super::{URL, game, newest};
use crate::kit::Reply;

async fn answered(script: &str, query: &str) -> Reply {
    let backlot = game(script, "").await;
    backlot.client().get(&format!("{URL}{query}")).await
}

#[tokio::test]
async fn script_data_is_one_json_document() {
    let reply = answered(
        "Spark.setScriptData('key1', 'value1');\nSpark.setScriptData('key2', 'value2');\n\
         Spark.setScriptData('RESPONSE_HEADERS', {});",
        "",
    )
    .await;
    assert_eq!((reply.status.as_u16(), reply.text()), (200, r#"{"key1":"value1","key2":"value2"}"#));
    assert_eq!(reply.header("content-type"), "application/json");
}

#[tokio::test]
async fn raw_is_the_whole_answer_and_has_no_type_of_its_own() {
    let reply = answered("Spark.setScriptData('a', 1);\nSpark.setScriptData('RESPONSE_RAW', 'OK');", "").await;
    assert_eq!((reply.text(), reply.header("content-type"), reply.header("content-length")), ("OK", "", "2"));
    let reply = answered(
        "Spark.setScriptData('RESPONSE_RAW', [{ playerId: 'a', rank: 1 }, { playerId: '日', rank: 2 }]);",
        "?contentType=text/plain&characterEncoding=Shift_JIS",
    )
    .await;
    assert_eq!(reply.header("content-type"), "text/plain;charset=Shift_JIS");
    assert_eq!(
        reply.body.as_ref(),
        b"[{ \"playerId\" : \"a\" , \"rank\" : 1}, { \"playerId\" : \"\x93\xfa\" , \"rank\" : 2}]"
    );
}

#[tokio::test]
async fn headers_of_the_script_win_over_the_parameters() {
    let script = "Spark.setScriptData('RESPONSE_RAW', '<a/>');\n\
        Spark.setScriptData('RESPONSE_HEADERS', {'myHeader': 'myValue', 'Content-Type': 'text/xml', 'Set-Cookie': ['a=1', 'b=2']});";
    let reply = answered(script, "?contentType=text/html&characterEncoding=UTF-8").await;
    assert_eq!((reply.header("content-type"), reply.header("myHeader")), ("text/xml", "myValue"));
    assert_eq!(reply.headers.get_all("set-cookie").iter().count(), 2);
}

#[tokio::test]
async fn a_script_cannot_break_the_framing_of_its_answer() {
    let script = "Spark.setScriptData('RESPONSE_RAW', 'whole');\n\
        Spark.setScriptData('RESPONSE_HEADERS', {'Content-Length': '2', 'Transfer-Encoding': 'chunked', 'a': 'b\\r\\nc: d'});";
    let backlot = game(script, "").await;
    let reply = backlot.client().get(URL).await;
    assert_eq!((reply.text(), reply.header("content-length"), reply.header("c")), ("whole", "5", ""));
    let checks = newest(&backlot)["verdict"]["checks"].to_string();
    assert_eq!(checks.matches("is left out").count(), 3, "{checks}");
}

#[tokio::test]
async fn errors_that_a_script_sets_stand_beside_its_data() {
    let script = "Spark.setScriptData('a', 1);\nSpark.setScriptError('message', 'no such player');";
    let reply = answered(script, "").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json(), json!({ "a": 1, "errors": { "message": "no such player" } }));
}

#[tokio::test]
async fn nothing_set_is_an_empty_answer() {
    for script in ["", "// untouched", "var nothing;"] {
        let reply = answered(script, "").await;
        assert_eq!((reply.status.as_u16(), reply.text(), reply.header("content-type")), (200, "", ""), "{script}");
    }
}
