//! Scripts that call other servers.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value as Json, json};

use super::{Stage, thrown};
use crate::journal::exchange::ExchangeId;
use crate::journal::verdict::CheckResult;
use crate::world::clock::Clock;
use crate::world::upstream::{Broken, Upstream};

/// Answers with what it was asked, after as many seconds as the path says.
pub(super) struct Echo;

#[async_trait]
impl Upstream for Echo {
    async fn answer(&self, clock: &Clock, request: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
        let path = request.uri().path().to_owned();
        if let Some(seconds) = path.strip_prefix("/after/").and_then(|seconds| seconds.parse().ok()) {
            clock.sleep(Duration::from_secs_f64(seconds)).await;
        }
        match path.as_str() {
            "/reset" => return Err(Broken::Reset),
            "/xml" => {
                return Ok(Response::new("<r state='ok'><item>one</item><item>two</item></r>".into()));
            }
            "/text" => {
                return Ok(Response::builder()
                    .status(401)
                    .header("Set-Cookie", "a=1")
                    .header("Set-Cookie", "b=2")
                    .body("日".into())
                    .unwrap());
            }
            "/moved" => {
                return Ok(Response::builder().status(302).header("Location", "/text").body(Bytes::new()).unwrap());
            }
            _ => {}
        }
        let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap());
        let seen = json!({
            "method": request.method().as_str(), "type": header("content-type"), "auth": header("authorization"), "x": header("x-one"),
            "body": String::from_utf8_lossy(request.body()),
        });
        Ok(Response::new(seen.to_string().into()))
    }
}

#[track_caller]
fn answered(call: &str) -> Json {
    let text = format!(
        "var http = Spark.getHttp('https://partner.example/x'); Spark.setScriptData('v', http.{call}.getResponseJson());"
    );
    Stage::new(&text, &[]).plays(Echo).data(None)["v"].take()
}

#[test]
fn calls_go_out_as_the_script_says() {
    let sent = |method: &str, kind: Option<&str>, body: &str| json!({ "method": method, "type": kind, "auth": null, "x": null, "body": body });
    let (form, text) = (Some("application/x-www-form-urlencoded"), Some("text/plain; charset=utf-8"));
    assert_eq!(answered("get()"), sent("GET", None, ""));
    assert_eq!(answered("delete()"), sent("DELETE", None, ""));
    assert_eq!(answered("postJson({ a: [1, '日'] })"), sent("POST", Some("application/json"), "{\"a\":[1,\"日\"]}"));
    assert_eq!(answered("putJson([])"), sent("PUT", Some("application/json"), "[]"));
    assert_eq!(answered("postForm({ a: 'b c', n: 1, l: ['x', 'y'] })"), sent("POST", form, "a=b+c&n=1&l=x&l=y"));
    assert_eq!(answered("postForm(null)"), sent("POST", form, ""));
    assert_eq!(answered("putForm({ a: null })"), sent("PUT", form, "a=null"));
    assert_eq!(answered("postString('raw')"), sent("POST", text, "raw"));
    assert_eq!(answered("putString('raw')"), sent("PUT", text, "raw"));
    let own = answered("setBasicAuth('me', 'pass').setHeaders({ 'content-TYPE': 'x/y', 'X-One': 1 }).postString('a')");
    assert_eq!(own, json!({ "method": "POST", "type": "x/y", "auth": "Basic bWU6cGFzcw==", "x": "1", "body": "a" }));
}

#[test]
fn an_answer_is_read_in_every_way() {
    let text = "var r = Spark.getHttp('https://partner.example/moved').get();
        Spark.setScriptData('v', [r.responseCode, r.getResponseString(), r.getResponseJson(), r.getHeaders()['set-cookie'], r.cookies]);";
    let stage = Stage::new(text, &[]).plays(Echo);
    assert_eq!(stage.data(None)["v"], json!([401, "日", null, "a=1, b=2", ["a=1", "b=2"]]));
    let exchanges = stage.exchanges();
    assert_eq!(exchanges.len(), 2, "a redirect, and where it led");
    assert!(
        exchanges.iter().all(|exchange| exchange.cause == Some(ExchangeId(1)) && exchange.operation == "SparkHttp.get")
    );
    assert_eq!(
        thrown("Spark.getHttp('https://partner.example').setHeaders({ 'a b': 1 })"),
        "java.lang.IllegalArgumentException: illegal header a b: 1"
    );
}

#[test]
fn xml_goes_out_and_comes_back() {
    let text =
        "var sent = Spark.getHttp('https://partner.example').postXml(<order id={7}><tea>{'Sencha & Co'}</tea></order>);
        var back = Spark.getHttp('https://partner.example/xml').get().getResponseXml();
        Spark.setScriptData('v', [sent.getResponseJson().body, back.item[1].text() + '', back.@state == 'ok',
            Spark.getHttp('https://partner.example/text').get().getResponseXml()]);";
    let stage = Stage::new(text, &[]).plays(Echo);
    let body = "<order id=\"7\">\n  <tea>Sencha &amp; Co</tea>\n</order>";
    assert_eq!(stage.data(None)["v"], json!([body, "two", true, null]));
    assert_eq!(stage.exchanges()[0].request.headers["content-type"], "application/xml; charset=utf-8");
}

/// How a call to `url` went: whether the script got null, the name of the failure, and how many seconds passed.
fn failed(arguments: &str) -> (bool, Option<String>, u64) {
    let text = format!("Spark.setScriptData('v', Spark.getHttp({arguments}).get() === null)");
    let stage = Stage::new(&text, &[]).plays(Echo);
    let begun = stage.world.clock().now();
    let null = stage.data(None)["v"] == true;
    let failure = stage.exchanges().last().and_then(|exchange| exchange.failure.clone());
    (null, failure.map(|failure| failure.name.into_owned()), stage.world.clock().since(begun).as_secs())
}

#[test]
fn a_call_that_fails_gives_null_and_the_journal_says_why() {
    let failed_as = |name: &str, seconds| (true, Some(name.to_owned()), seconds);
    assert_eq!(failed("'https://partner.example/after/29'"), (false, None, 29));
    assert_eq!(failed("'https://partner.example/after/31'"), failed_as("timeout", 30));
    assert_eq!(failed("'https://partner.example/after/31', null"), failed_as("timeout", 30));
    assert_eq!(failed("'https://partner.example/after/31', 40000"), (false, None, 31));
    assert_eq!(failed("'https://partner.example/after/31', '2000'"), failed_as("timeout", 2));
    assert_eq!(failed("'https://partner.example/reset'"), failed_as("reset", 0));
    assert_eq!(failed("'https://stranger.example/'"), failed_as("not-allowed", 0));
    assert_eq!(failed("'nonsense'"), (true, None, 0));
}

#[test]
fn a_long_timeout_is_worth_a_word() {
    let stage = Stage::new(
        "Spark.getHttp('https://partner.example/').get(); Spark.getHttp('https://partner.example/', 5000).get()",
        &[],
    )
    .plays(Echo);
    stage.data(None);
    let warned: Vec<_> = stage
        .exchanges()
        .iter()
        .map(|exchange| exchange.verdict.checks.iter().any(|check| check.result == CheckResult::Warned))
        .collect();
    assert_eq!(warned, [true, false]);
}
