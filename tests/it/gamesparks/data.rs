//! What a script sees of a request.

use http::{Method, Request};
use serde_json::json;

use super::{URL, data, echo, newest, post};

#[tokio::test]
async fn parameters_are_strings_and_repeated_ones_are_arrays() {
    let backlot = echo().await;
    let reply = backlot.client().get(&format!("{URL}?attr1=abc&attr2=bcd&attr2=cde&n=7&hub.challenge=a%20b+c")).await;
    assert_eq!(data(&reply), json!({ "attr1": "abc", "attr2": ["bcd", "cde"], "n": "7", "hub.challenge": "a b c" }));
}

#[tokio::test]
async fn forms_of_both_kinds_are_parameters_beside_the_query() {
    let backlot = echo().await;
    let target = format!("{URL}?q=1");
    let form = post(&target, Some("application/x-www-form-urlencoded"), "a=b&q=%E6%97%A5&a=c");
    assert_eq!(data(&backlot.client().send(form).await), json!({ "q": ["1", "日"], "a": ["b", "c"] }));
    let body = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n名\r\n\
        --X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\n\r\nbytes\r\n--X--\r\n";
    let form = post(&target, Some("multipart/form-data; boundary=X"), body);
    assert_eq!(data(&backlot.client().send(form).await), json!({ "q": "1", "a": "名" }));
    let checks = newest(&backlot)["verdict"]["checks"].to_string();
    assert!(checks.contains("files are left out: 'file'"), "{checks}");
}

#[tokio::test]
async fn a_body_that_is_no_form_is_text() {
    let backlot = echo().await;
    for content_type in [None, Some("application/json"), Some("text/xml"), Some("nonsense")] {
        let reply = backlot.client().send(post(&format!("{URL}?q=1"), content_type, "a=1&名=2")).await;
        assert_eq!(data(&reply), json!({ "q": "1", "REQUEST_BODY": "a=1&名=2" }), "{content_type:?}");
    }
    let sjis = post(URL, Some("text/plain; charset=Shift_JIS"), &b"\x93\xfa\x96\x7b"[..]);
    assert_eq!(data(&backlot.client().send(sjis).await), json!({ "REQUEST_BODY": "日本" }));
    assert_eq!(data(&backlot.client().post(URL, "").await), json!({}));
}

#[tokio::test]
async fn a_get_has_no_body() {
    let backlot = echo().await;
    let request = Request::builder().method(Method::GET).uri(URL).body(bytes::Bytes::from("a=1")).unwrap();
    assert_eq!(data(&backlot.client().send(request).await), json!({}));
}

#[tokio::test]
async fn what_a_body_may_weigh_is_a_setting() {
    let backlot = echo().await;
    let most = 256 * 1024;
    let reply = backlot.client().post(URL, "x".repeat(most)).await;
    assert_eq!(data(&reply)["REQUEST_BODY"].as_str().unwrap().len(), most);
    let reply = backlot.client().post(URL, "x".repeat(most + 1)).await;
    assert_eq!((reply.status.as_u16(), reply.text()), (413, ""));
    let check = newest(&backlot)["verdict"]["checks"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(check["headroom"], json!({ "used": most + 1, "limit": most, "unit": "bytes" }));
}

#[tokio::test]
async fn whatever_is_sent_is_answered() {
    let backlot = echo().await;
    for (target, content_type, body) in [
        (format!("{URL}?%zz=%&&&=&%FF%FE=%00"), None, &b""[..]),
        (format!("{URL}?REQUEST_BODY=x"), Some("application/x-www-form-urlencoded"), b"%%%&===&\xff\xfe"),
        (format!("{URL}?__proto__=x&constructor=y"), Some("multipart/form-data"), b"--X\r\n"),
        (URL.to_owned(), Some("multipart/form-data; boundary=X"), b"--X\r\nContent-Disposition: form-data\r\n\r\n\x00"),
        (URL.to_owned(), Some("text/plain; charset=\"\""), b"\xff\xfe\x00"),
        (URL.to_owned(), Some(";;;=;"), b"\x00"),
    ] {
        let reply = backlot.client().send(post(&target, content_type, body)).await;
        assert_eq!(reply.status, 200, "{target} {content_type:?}");
    }
}
