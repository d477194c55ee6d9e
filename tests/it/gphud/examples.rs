//! Every example of the External Access API page, sent as the page prints it, with only the host replaced, and answered as the
//! page prints it: the same keys in the same order with the same texts.
//!
//! The page is HTML, which shows any white space as one space. So the answers are compared without regard to how much white
//! space there is between two keys, and two spaces in a text count as one. (The text about the XP limit has two.)

use std::time::Duration;

use backlot::platforms;
use backlot::world::Settings;

use super::{file, post, serve, set_up_text};
use crate::kit::Backlot;

/// The text with every run of white space as one space.
fn as_shown(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sends a body as `curl -d` does.
async fn curl(client: &crate::kit::Client, body: &str) -> String {
    as_shown(&post(&client.with("content-type", "application/x-www-form-urlencoded"), body.to_owned()).await)
}

#[tokio::test]
async fn a_key_that_nobody_has() {
    let backlot = serve("seed.yaml").await;
    let answer = curl(
        &backlot.client(),
        r#"{ "developerkey":"test2" , "applicationname":"Demo Application" , "command":"external.status" , "runascharactername":"test989" , "runasinstanceid":15 }"#,
    )
    .await;
    assert_eq!(answer, r#"{ "terminate": "Developer key is not known", "responsetype": "TerminateResponse" }"#);
}

#[tokio::test]
async fn no_key() {
    let backlot = serve("seed.yaml").await;
    let answer = curl(
        &backlot.client(),
        r#"{ "developerkeyy":"test" , "applicationname":"Demo Application" , "command":"external.status" , "runascharactername":"test989" , "runasinstanceid":15 }"#,
    )
    .await;
    assert_eq!(
        answer,
        r#"{ "errorclass": "UserInputEmptyException", "error": "No developer credentials were supplied in the request", "responsetype": "UserException" }"#
    );
}

#[tokio::test]
async fn an_avatar_that_may_not_connect_objects() {
    let backlot = serve("seed.yaml").await;
    let answer = curl(
        &backlot.client(),
        r#"{ "developerkey":"test" , "applicationname":"Demo Application" , "runasinstanceid":15 , "command":"experience.award" , "target":"iain" , "type":"xp" , "ammount":"1" , "reason":"Demonstration only" , "checkavatarpermission":"kate burner"}"#,
    )
    .await;
    assert_eq!(
        answer,
        r#"{ "errorclass": "ExternalInterfaceObjectAccessDeniedException", "error": "User Kate Burner does not have permission External.ConnectObjects at instance DEV Test[#15]", "responsetype": "UserException" }"#
    );
}

#[tokio::test]
async fn an_award_and_an_award_at_the_limit() {
    let backlot = serve("seed.yaml").await;
    let award = r#"{ "developerkey":"test" , "applicationname":"Demo Application" , "runascharactername":"test989" , "runasinstanceid":15 , "command":"experience.award" , "target":"test989" , "type":"xp" , "ammount":"1" , "reason":"Demonstration only"}"#;
    for _ in 0..3 {
        let answer = curl(&backlot.client(), award).await;
        assert_eq!(answer, r#"{ "message": "OK : Awarded 1 xp to test989", "responsetype": "OKResponse" }"#);
    }
    // 6 days and 18 hours after the first point there is room again: 13 h 24 min are left of that.
    backlot.world().clock().advance(Duration::from_secs(583_200 - 48_240)).await;
    assert_eq!(
        curl(&backlot.client(), award).await,
        r#"{ "error": ">>> ERROR : award errored: \n--- This character has already reached their xp XP limit. They will next be eligable for a point in in 13h24m", "responsetype": "ErrorResponse" }"#
    );
}

#[tokio::test]
async fn a_note() {
    let backlot = serve("seed.yaml").await;
    let answer = curl(
        &backlot.client(),
        r#"{ "developerkey":"test" , "applicationname":"Demo Application" , "command":"notes.avatar" , "runascharactername":"test989" , "runasinstanceid":15 , "target":"Iain Maltz" , "note":"This is a note from the external interface"}"#,
    )
    .await;
    assert_eq!(answer, r#"{ "message": "OK : Admin only avatar note added.", "responsetype": "OKResponse" }"#);
}

#[tokio::test]
async fn the_status() {
    let backlot = serve("seed.yaml").await;
    let answer = curl(
        &backlot.client(),
        r#"{ "developerkey":"test" , "applicationname":"Demo Application" , "command":"external.status" , "runascharactername":"test989" , "runasinstanceid":15 }"#,
    )
    .await;
    assert_eq!(
        answer,
        r#"{ "nodename": "Saturn", "environment": "DEVELOPMENT", "character": "test989[#163]", "instance": "DEV Test[#15]", "sourcename": "Demo Application", "avatar": "SYSTEM[#11]", "sourcedeveloper": "Kate Burner[#12769]", "responsetype": "JSONResponse", "sourceowner": "Kate Burner[#12769]" }"#
    );
}

#[tokio::test]
async fn an_avatar_that_plays_a_character() {
    let backlot = serve("seed.yaml").await;
    let answer = curl(
        &backlot.client(),
        r#"{ "developerkey":"test" , "applicationname":"Demo Application" , "command":"external.lookupAvatar" , "user":"Iain Maltz" , "runasinstanceid":15 }"#,
    )
    .await;
    assert_eq!(
        answer,
        r#"{ "avatarid": 1, "playingcharactername": "test", "avatarname": "Iain Maltz", "playingcharacterid": 103, "responsetype": "JSONResponse", "playingcharacterregion": "Cerasi", "playingcharacterzone": "goodies base" }"#
    );
}

#[tokio::test]
async fn an_avatar_that_is_not_logged_in() {
    let backlot = Backlot::with(|name| {
        let world = platforms::new_world(Settings { seed: 7, ..Settings::named(name) });
        set_up_text(&world, &file("seed.yaml").replace("played-by: Iain Maltz, ", ""));
        world
    })
    .await;
    let answer = curl(
        &backlot.client(),
        r#"{ "developerkey":"test" , "applicationname":"Demo Application" , "command":"external.lookupAvatar" , "user":"Iain Maltz" , "runasinstanceid":15 }"#,
    )
    .await;
    assert_eq!(
        answer,
        r#"{ "error": ">>> ERROR : lookupAvatar errored: \n--- Avatar Iain Maltz is not wearing the HUD or is not logged in as a character presently.", "responsetype": "ErrorResponse" }"#
    );
}

#[tokio::test]
async fn the_layout_is_that_of_2020() {
    let backlot = serve("seed.yaml").await;
    let reply = backlot.client().post(super::PATH, r#"{"developerkey":"test2"}"#).await;
    let text =
        "{\n    \"terminate\": \"Developer key is not known\",\n    \"responsetype\": \"TerminateResponse\"\n}\n";
    assert_eq!(reply.body, text);
    assert_eq!(reply.headers["content-type"], "application/json; charset=UTF-8");
}
