//! Files over real sockets: URLs to upload to and to download from, and what they are good for.

use http::Method;
use serde_json::{Value, json};

use super::{newest, post, serving};
use crate::kit::Backlot;

const ALICE: &str = "5b2f9c0e4d3a1f0001a2b3c4";

const FIXTURE: &str = r#"
gamesparks:
  games:
    g351284AbCdE:
      credentials: { server: { secret: S } }
      players: { 5b2f9c0e4d3a1f0001a2b3c4: { user-name: alice } }
      downloadables: { LEVELS: { text: '{"levels": 3}', modified: 2020-05-01T12:00:00Z } }
      scripts:
        message-user/UploadCompleteMessage.js: Spark.setScriptData('kept', Spark.getFiles().uploadedJson(Spark.data.uploadId));
        callbacks/server.js: |
          var file = Spark.getConfig().getDownloadable('LEVELS');
          Spark.setScriptData('url', file.getUrl());
          Spark.setScriptData('size', file.size);
          Spark.setScriptData('codes', Spark.getConfig().getDownloadables().map(function (one) { return one.getShortCode(); }));
          Spark.setScriptData('none', Spark.getConfig().getDownloadable('NONE'));
          Spark.setScriptData('modified', file.getLastModified().getTime());
"#;

async fn ask(backlot: &Backlot, request: &str, mut body: Value) -> Value {
    body["playerId"] = json!(ALICE);
    backlot.client().post(&format!("/rs/server/S/{request}"), body.to_string()).await.json()
}

/// Path and query of a URL that leads to the server.
fn target(backlot: &Backlot, url: &Value) -> String {
    let url = url.as_str().unwrap();
    let rest = url.strip_prefix(&format!("http://{}", backlot.address()));
    rest.unwrap_or_else(|| panic!("{url} does not lead to {}", backlot.address())).to_owned()
}

#[tokio::test]
async fn a_downloadable_is_where_the_request_says() {
    let backlot = serving(FIXTURE).await;
    let answer = ask(&backlot, "GetDownloadableRequest", json!({ "shortCode": "LEVELS" })).await;
    assert_eq!(
        (&answer["@class"], &answer["lastModified"], &answer["shortCode"], &answer["size"]),
        (&json!(".GetDownloadableResponse"), &json!("2020-05-01T12:00Z"), &json!("LEVELS"), &json!(13))
    );
    let url = target(&backlot, &answer["url"]);
    let file = backlot.client().get(&url).await;
    assert_eq!((file.status.as_u16(), file.json()), (200, json!({ "levels": 3 })));
    assert_eq!(file.header("content-type"), "application/octet-stream");
    let wrong = ask(&backlot, "GetDownloadableRequest", json!({ "shortCode": "NONE" })).await;
    assert_eq!(wrong["error"], json!({ "shortCode": "INVALID" }));
    for (forged, status) in [
        (url.replace("LEVELS", "OTHER"), 403),
        (url.replace("expires=", "expires=9"), 403),
        (url.split('?').next().unwrap().to_owned(), 403),
        (url.replace("downloadable", "anything"), 404),
        (url.replace("g351284AbCdE", "nobody"), 404),
        ("/files/a".to_owned(), 404),
    ] {
        assert_eq!(backlot.client().get(&forged).await.status, status, "{forged}");
    }
    assert_eq!(backlot.client().post(&url, "x").await.status, 405);
}

#[tokio::test]
async fn a_url_is_good_for_an_hour() {
    let backlot = serving(FIXTURE).await;
    let answer = ask(&backlot, "GetDownloadableRequest", json!({ "shortCode": "LEVELS" })).await;
    let url = target(&backlot, &answer["url"]);
    backlot.world().clock().set_mode(backlot::world::clock::Mode::Virtual);
    backlot.world().clock().advance(std::time::Duration::from_secs(3590)).await;
    assert_eq!(backlot.client().get(&url).await.status, 200);
    backlot.world().clock().advance(std::time::Duration::from_secs(62)).await;
    assert_eq!(backlot.client().get(&url).await.status, 403);
    let why = newest(&backlot)["verdict"]["summary"].to_string();
    assert!(why.contains("ask for a new one"), "{why}");
}

#[tokio::test]
async fn scripts_give_urls_that_lead_back() {
    let backlot = serving(FIXTURE).await;
    let answer = backlot.client().get("/callback/g351284AbCdE/server/S/").await.json();
    assert_eq!((&answer["size"], &answer["codes"], &answer["none"]), (&json!(13), &json!(["LEVELS"]), &json!(null)));
    assert_eq!(answer["modified"], json!(1_588_334_400_000_i64));
    let file = backlot.client().get(&target(&backlot, &answer["url"])).await;
    assert_eq!(file.text(), r#"{"levels": 3}"#);
}

#[tokio::test]
async fn a_player_uploads_a_file_and_is_told() {
    let backlot = serving(FIXTURE).await;
    let answer = ask(&backlot, "GetUploadUrlRequest", json!({ "uploadData": { "kind": "save" } })).await;
    let url = target(&backlot, &answer["url"]);
    let id = url.rsplit('/').next().unwrap().to_owned();
    assert_eq!(url, format!("/upload/g351284AbCdE/{ALICE}/{id}"));
    let form =
        "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n{\"a\":1}\r\n--X--\r\n";
    let content_type = Some("multipart/form-data; boundary=X");
    let empty = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--X--\r\n";
    assert_eq!(backlot.client().send(post(&url, content_type, empty)).await.status, 400);
    assert_eq!(backlot.client().send(post(&url, content_type, "no form")).await.status, 400);
    let reply = backlot.client().send(post(&url, content_type, form)).await;
    assert_eq!((reply.status.as_u16(), reply.text()), (200, ""));
    let list = ask(&backlot, "ListMessageRequest", json!({})).await;
    let message = &list["messageList"][0];
    assert_eq!((&message["@class"], &message["uploadId"]), (&json!(".UploadCompleteMessage"), &json!(id)));
    assert_eq!(message["scriptData"], json!({ "kept": { "a": 1 } }));
    assert_eq!(
        message["uploadData"],
        json!({
            "kind": "save", "fileName": format!("{id}-a.json"), "fileSize": 7, "origFileName": "a.json",
            "playerId": ALICE, "uploadId": id,
        })
    );
    // It takes one file.
    assert_eq!(backlot.client().send(post(&url, content_type, form)).await.status, 404);
    let uploaded = ask(&backlot, "GetUploadedRequest", json!({ "uploadId": id })).await;
    assert_eq!(uploaded["size"], json!(7));
    assert_eq!(backlot.client().get(&target(&backlot, &uploaded["url"])).await.text(), "{\"a\":1}");
    let unknown = ask(&backlot, "GetUploadedRequest", json!({})).await;
    assert_eq!(unknown["error"], json!({ "uploadId": "INVALID" }));
}

#[tokio::test]
async fn what_is_no_text_is_kept_as_it_is() {
    let backlot = serving(FIXTURE).await;
    let answer = ask(&backlot, "GetUploadUrlRequest", json!({})).await;
    let url = target(&backlot, &answer["url"]);
    let id = url.rsplit('/').next().unwrap().to_owned();
    let bytes = vec![0xff, 0x00, 0xfe];
    let mut request = post(&url, Some("image/png"), bytes.clone());
    *request.method_mut() = Method::PUT;
    assert_eq!(backlot.client().send(request).await.status, 200);
    let uploaded = ask(&backlot, "GetUploadedRequest", json!({ "uploadId": id })).await;
    let file = backlot.client().get(&target(&backlot, &uploaded["url"])).await;
    assert_eq!(file.body.as_ref(), &bytes[..]);
    let large = ask(&backlot, "GetUploadUrlRequest", json!({})).await;
    let url = target(&backlot, &large["url"]);
    let reply = backlot.client().send(post(&url, None, vec![b'x'; 3_500_001])).await;
    assert_eq!(reply.status, 413);
}
