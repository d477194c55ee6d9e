//! Faults inside the platforms, over a socket: each answers as the platform itself would.

use super::arm;
use crate::kit::Backlot;

#[tokio::test]
async fn gphud() {
    let backlot = Backlot::set(&["gphud/dev-test.yaml"]).await;
    for (fault, status, wanted) in [
        ("terminate: stop", 200, "\"terminate\": \"stop\""),
        ("system-exception: {}", 200, "\"responsetype\": \"SystemException\""),
        ("user-exception: UserInputEmptyException", 200, "\"errorclass\": \"UserInputEmptyException\""),
        ("error-text: no", 200, "\"error\": \">>> ERROR : no\""),
        ("not-authorised: {}", 200, "not authorised at this instance"),
        ("maintenance: {}", 503, "<h1>503 Service Temporarily Unavailable</h1>"),
    ] {
        arm(&backlot.world(), &format!("- {{ name: one, do: {{ {fault} }} }}"));
        let reply = backlot.client().post("/GPHUD/external", "{\"command\":\"experience.award\"}").await;
        assert_eq!(reply.status, status, "{fault}");
        assert!(reply.text().contains(wanted), "{fault}: {}", reply.text());
        assert!(!reply.header("server").is_empty(), "{fault}");
    }
}

#[tokio::test]
async fn gamesparks() {
    let backlot = Backlot::set(&["gamesparks/one-game.yaml"]).await;
    let secret = {
        let state = backlot.world();
        let snapshot = backlot::platforms::snapshot(&state);
        snapshot["gamesparks"]["games"]["g351284AbCdE"]["credentials"]["server"]["secret"].as_str().unwrap().to_owned()
    };
    let path = format!("/callback/g351284AbCdE/server/{secret}/");
    for (fault, status, wanted) in [
        ("script-error: oh no", 500, "scriptError"),
        ("usage-limit: RUNTIME_CCU_LIVE", 429, "RUNTIME_CCU_LIVE"),
        ("size-limit: request", 413, ""),
        ("size-limit: response", 500, "RESPONSE_LIMIT"),
        ("bad-credential: {}", 403, ""),
    ] {
        arm(&backlot.world(), &format!("- {{ name: one, on: {{ gamesparks: callback }}, do: {{ {fault} }} }}"));
        let reply = backlot.client().post(&path, "{}").await;
        assert_eq!(reply.status, status, "{fault}");
        assert!(reply.text().contains(wanted), "{fault}: {}", reply.text());
    }
    // It takes the whole time that a script may take; the world's clock stands, and is moved.
    arm(&backlot.world(), "- { name: one, do: script-timeout }");
    let world = backlot.world();
    let client = backlot.client();
    let (reply, ()) = tokio::join!(client.post(&path, "{}"), async {
        while world.clock().timers() == 0 {
            tokio::task::yield_now().await;
        }
        world.clock().advance(std::time::Duration::from_secs(60)).await;
    });
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains("longRunningScriptError"), "{}", reply.text());
}
