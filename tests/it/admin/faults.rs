//! Faults over the admin API.

use serde_json::json;

use crate::kit::Backlot;

#[tokio::test]
async fn a_fault_is_armed_seen_and_disarmed() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    assert_eq!(client.get("/_backlot/faults").await.json(), json!({ "faults": [] }));
    let fault = json!({ "name": "outage", "on": { "gphud": "*" }, "do": { "status": 503 } });
    let armed = client.post_json("/_backlot/faults", &fault).await;
    assert_eq!((armed.status.as_u16(), &armed.json()["faults"][0]["hits"]), (200, &json!(0)));
    assert_eq!(client.post("/GPHUD/external", "{}").await.status, 503);
    let disarmed = client.post("/_backlot/faults/outage/disarm", "").await.json();
    assert_eq!(disarmed["faults"][0]["armed"], false);
    assert_eq!(client.post("/GPHUD/external", "{}").await.status, 200);
    let anew = client.post("/_backlot/faults/outage/arm", "").await.json();
    assert_eq!((&anew["faults"][0]["seen"], &anew["faults"][0]["hits"]), (&json!(0), &json!(0)));
    client.delete("/_backlot/faults").await;
    assert_eq!(client.post("/GPHUD/external", "{}").await.status, 200);
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let backlot = Backlot::start().await;
    let client = backlot.client();
    let broken = json!({ "on": { "gphud": "experience.awrd" }, "do": "rest" });
    let reply = client.post_json("/_backlot/faults", &broken).await;
    assert_eq!(reply.status, 400);
    assert!(reply.text().contains("experience.award") && reply.text().contains("reset"), "{}", reply.text());
    assert_eq!(client.post("/_backlot/faults/outrage/arm", "").await.code(), "404 unknown-fault");
}
