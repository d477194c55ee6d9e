//! Scripts that make requests.

use std::sync::Arc;

use serde_json::json;

use super::{ALICE, Stage, script, thrown, value};
use crate::platforms::gamesparks::cloud_code::Folder;

#[test]
fn scripts_make_requests_of_their_own() {
    let text = format!("
        var made = new SparkRequests.RegistrationRequest();
        made.userName = 'Bob'; made.password = 'p'; made.displayName = 'Bob';
        Spark.setScriptData('made', [JSON.stringify(made), made.Send().newPlayer, made.Send().error]);
        var details = Spark.sendRequest({{ '@class': '.AccountDetailsRequest' }});
        Spark.setScriptData('details', [details.userId, details.scriptData.level]);
        Spark.setScriptData('as', [Spark.sendRequestAs(new SparkRequests.AccountDetailsRequest(), '{ALICE}').displayName,
            new SparkRequests.AccountDetailsRequest().SendAs('nobody').error]);
        Spark.setScriptData('log', Spark.logEvent('E', {{ A: 1 }})['@class']);
        var event = new SparkRequests.LogEventRequest(); event.eventKey = 'E'; event.setScriptData('x', 1);
        Spark.setScriptData('sent', event.Send().scriptData === undefined);
        Spark.setScriptData('executed', event.Execute().scriptData);");
    let mut stage = Stage::new(&text, &[]);
    let game = Arc::get_mut(&mut stage.game).unwrap();
    game.cloud_code.insert(script(Folder::Event, "E", "Spark.setScriptData('got', Spark.data.scriptData.x);"));
    let data = stage.data(Some(ALICE));
    assert_eq!(
        data["made"],
        json!([
            r#"{"@class":".RegistrationRequest","userName":"Bob","password":"p","displayName":"Bob"}"#,
            true,
            { "USERNAME": "TAKEN" }
        ])
    );
    assert_eq!(data["details"], json!([ALICE, 3]));
    assert_eq!(data["as"], json!([null, { "playerId": "INVALID" }]));
    assert_eq!((&data["log"], &data["sent"]), (&json!(".LogEventResponse"), &json!(true)));
    assert_eq!(data["executed"], json!({ "got": 1 }));
    assert_eq!(
        thrown("new SparkRequests.LogEvnetRequest()"),
        "SparkRequests has no 'LogEvnetRequest'; did you mean 'LogEventRequest'?"
    );
    assert_eq!(thrown("Spark.sendRequest({})"), "a request needs an @class");
    assert_eq!(thrown("Spark.sendRequest(null)"), "java.lang.NullPointerException: null");
    assert_eq!(
        value("Spark.sendRequest({ '@class': '.AccountDetailsRequest' }).error"),
        json!({ "authentication": "NOTAUTHORIZED" })
    );
}

#[test]
fn scripts_that_make_each_other_run_for_ever_come_to_an_end() {
    let text = "var event = new SparkRequests.LogEventRequest(); event.eventKey = 'E';
        Spark.setScriptData('v', event.Execute());";
    let mut stage = Stage::new(text, &[]);
    let game = Arc::get_mut(&mut stage.game).unwrap();
    game.cloud_code.insert(script(Folder::Event, "E", text));
    let data = stage.data(Some(ALICE)).to_string();
    assert!(data.contains("scripts make each other run more than 8 deep"), "{data}");
}
