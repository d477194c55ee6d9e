//! Faults of TLS as its clients see them, and of connections that turn out to belong to another world.

use backlot::world::World;
use tokio::net::TcpStream;

use super::{arm, with};
use crate::kit::Backlot;
use crate::server::tls::{post, say, shake, tunnel};

/// What a client that trusts the development CA makes of the certificate it is shown.
async fn verdict(backlot: &Backlot) -> String {
    let socket = TcpStream::connect(backlot.address()).await.unwrap();
    match shake(socket, "sl.coagulate.net", backlot.certificate(), &[]).await {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn bad_certificate() {
    let backlot = with(
        "- { nth: 1, do: bad-certificate }\n- { nth: 2, do: { bad-certificate: not-yet-valid } }\n- { nth: 3, do: { bad-certificate: wrong-name } }\n- { nth: 4, do: { bad-certificate: untrusted } }",
    )
    .await;
    for wanted in ["expired", "not valid yet", "not valid for name", "UnknownIssuer", "accepted"] {
        let said = verdict(&backlot).await;
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let events = backlot.world().journal().after(0, usize::MAX, |entry| entry.event().is_some()).entries;
    let told = serde_json::to_string(&events).unwrap();
    assert!(told.contains("did not accept the bad certificate of a fault (wrong-name)"), "{told}");
    // Clear text is left alone.
    arm(&backlot.world(), "- { do: bad-certificate }");
    assert_eq!(backlot.client().post("/GPHUD/external", "{}").await.status.as_u16(), 200);
}

/// What comes of a request through a tunnel of the world with this name.
async fn through(backlot: &Backlot, name: &str) -> Result<String, String> {
    // The proxy's user is the world.
    let user = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{name}:"));
    let more = format!("Proxy-Authorization: Basic {user}\r\n");
    let (answer, socket) = tunnel(backlot, "sl.coagulate.net:443", &more).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let tls = shake(socket, "sl.coagulate.net", backlot.certificate(), &["http/1.1"]).await;
    let tls = tls.map_err(|error| error.to_string())?;
    Ok(say(tls, &post("/GPHUD/external", "")).await)
}

#[tokio::test]
async fn a_tunnel_has_the_faults_of_the_world_that_it_names() {
    let backlot = Backlot::start().await;
    let world = |name: &str| -> std::sync::Arc<World> { backlot.worlds().get(name).unwrap() };
    for name in ["broken", "whole"] {
        backlot.client().post("/_backlot/worlds", format!(r#"{{"name":"{name}"}}"#)).await;
    }
    arm(
        &world("broken"),
        "- { nth: 1, do: tls-failure }\n- { nth: 2, do: { bad-certificate: expired } }\n- { nth: 3, do: refuse }",
    );
    for wanted in ["HandshakeFailure", "expired"] {
        let said = through(&backlot, "broken").await.unwrap_err();
        assert!(said.contains(wanted), "{wanted}: {said}");
        through(&backlot, "whole").await.unwrap();
    }
    through(&backlot, "broken").await.unwrap_err();
    through(&backlot, "broken").await.unwrap();
    // The default world's faults are those of connections to it, and end where a tunnel to another world begins.
    arm(&backlot.world(), "- { do: tls-failure }");
    through(&backlot, "whole").await.unwrap();
}
