//! TLS on the same port, and the server as an HTTP proxy for the platforms' own hosts.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{answers, event};
use crate::kit::{Backlot, soon};

/// Where a GPHUD client sends its requests in the real world.
const GPHUD: &str = "https://sl.coagulate.net/GPHUD/external";

/// A request that the fixture answers well.
const STATUS: &str = r#"{"developerkey":"test","command":"external.status","runasinstanceid":15}"#;

async fn backlot() -> Backlot {
    Backlot::set(&["gphud/seed.yaml"]).await
}

/// Shakes hands as a client that trusts `certificate` and nobody else, and believes to talk to `name`.
pub(crate) async fn shake<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    name: &str,
    certificate: &str,
    protocols: &[&str],
) -> std::io::Result<TlsStream<S>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    soon(TlsConnector::from(Arc::new(config)).connect(name, stream)).await
}

async fn shaken(backlot: &Backlot, name: &str, protocols: &[&str]) -> TlsStream<TcpStream> {
    let socket = TcpStream::connect(backlot.address()).await.unwrap();
    shake(socket, name, backlot.certificate(), protocols).await.unwrap()
}

/// Sends one request of HTTP/1.1 and reads until the server closes.
pub(crate) async fn say(mut stream: impl AsyncRead + AsyncWrite + Unpin, text: &str) -> String {
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    soon(stream.read_to_end(&mut said)).await.unwrap();
    String::from_utf8(said).unwrap()
}

/// A POST to GPHUD as a client sends it that talks to the real one, with more headers where they are given.
pub(crate) fn post(target: &str, more: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nHost: sl.coagulate.net\r\n{more}Connection: close\r\nContent-Length: {}\r\n\r\n{STATUS}",
        STATUS.len()
    )
}

/// Asks for a tunnel; what is answered comes back with the socket.
pub(crate) async fn tunnel(backlot: &Backlot, host: &str, more: &str) -> (String, TcpStream) {
    let mut socket = TcpStream::connect(backlot.address()).await.unwrap();
    let asked = format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n");
    socket.write_all(asked.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    while !said.ends_with(b"\r\n\r\n") {
        said.push(soon(socket.read_u8()).await.unwrap());
    }
    (String::from_utf8(said).unwrap(), socket)
}

fn last_exchange(backlot: &Backlot, world: &str) -> Value {
    let world = backlot.worlds().get(world).unwrap();
    let page = world.journal().after(0, usize::MAX, |entry| entry.exchange().is_some());
    serde_json::to_value(page.entries.last().unwrap().exchange().unwrap()).unwrap()
}

/// What the journal says of a handshake that failed.
async fn told(backlot: &Backlot) -> String {
    event(backlot, "tls-failed").await.detail["what"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_same_port_speaks_tls() {
    let backlot = backlot().await;
    for name in ["localhost", "127.0.0.1", "sl.coagulate.net", "g1.live.gamesparks.net"] {
        let said = say(shaken(&backlot, name, &[]).await, &post("/GPHUD/external", "")).await;
        assert!(said.starts_with("HTTP/1.1 200 OK\r\n") && said.contains("JSONResponse"), "{name}: {said}");
    }
    // And clear text as before.
    assert_eq!(backlot.client().post("/GPHUD/external", STATUS).await.json()["responsetype"], "JSONResponse");
}

#[tokio::test]
async fn http2_is_agreed_on_in_the_handshake() {
    let backlot = backlot().await;
    let tls = shaken(&backlot, "localhost", &["h2", "http/1.1"]).await;
    assert_eq!(tls.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(tls)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::post("https://localhost/GPHUD/external").body(Full::new(Bytes::from(STATUS))).unwrap();
    let response = soon(sender.send_request(request)).await.unwrap();
    assert_eq!(response.version(), Version::HTTP_2);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&body).contains("JSONResponse"));
}

#[tokio::test]
async fn nobody_is_shown_a_certificate_for_somebody_else() {
    let backlot = backlot().await;
    let socket = TcpStream::connect(backlot.address()).await.unwrap();
    let refused = shake(socket, "bank.example", backlot.certificate(), &[]).await.unwrap_err();
    assert!(refused.to_string().contains("AccessDenied"), "{refused}");
    let told = told(&backlot).await;
    assert!(told.contains("'bank.example', which is no host of a platform"), "{told}");
}

#[tokio::test]
async fn a_client_that_does_not_trust_the_authority_is_told_how_it_can() {
    let (backlot, other) = (backlot().await, Backlot::start().await);
    let socket = TcpStream::connect(backlot.address()).await.unwrap();
    shake(socket, "localhost", other.certificate(), &[]).await.unwrap_err();
    let told = told(&backlot).await;
    assert!(told.contains("does not trust the development CA; 'backlot ca' says how"), "{told}");
}

#[tokio::test]
async fn a_tunnel_to_a_platform_leads_here() {
    let backlot = backlot().await;
    let (answer, socket) = tunnel(&backlot, "sl.coagulate.net:443", "").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let tls = shake(socket, "sl.coagulate.net", backlot.certificate(), &["http/1.1"]).await.unwrap();
    let said = say(tls, &post("/GPHUD/external", "")).await;
    assert!(said.contains("JSONResponse"), "{said}");
    assert_eq!(last_exchange(&backlot, "default")["operation"], "external.status");
}

#[tokio::test]
async fn a_tunnel_in_clear_text_and_one_through_tls_lead_here_too() {
    let backlot = backlot().await;
    let (_, socket) = tunnel(&backlot, "sl.coagulate.net:80", "").await;
    assert!(say(socket, &post("/GPHUD/external", "")).await.contains("JSONResponse"));

    let mut outer = shaken(&backlot, "localhost", &[]).await;
    outer.write_all(b"CONNECT sl.coagulate.net:443 HTTP/1.1\r\nHost: sl.coagulate.net\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    while !said.ends_with(b"\r\n\r\n") {
        said.push(soon(outer.read_u8()).await.unwrap());
    }
    let inner = shake(outer, "sl.coagulate.net", backlot.certificate(), &[]).await.unwrap();
    assert!(say(inner, &post("/GPHUD/external", "")).await.contains("JSONResponse"));
}

#[tokio::test]
async fn the_user_name_for_the_proxy_chooses_the_world() {
    let backlot = backlot().await;
    backlot.worlds().create("checkout", None).unwrap();
    // `checkout:x`, as a client sends it that was told http://checkout:x@127.0.0.1:4400
    let credentials = "Proxy-Authorization: Basic Y2hlY2tvdXQ6eA==\r\n";
    let (_, socket) = tunnel(&backlot, "sl.coagulate.net:443", credentials).await;
    let tls = shake(socket, "sl.coagulate.net", backlot.certificate(), &[]).await.unwrap();
    assert!(say(tls, &post("/GPHUD/external", "")).await.contains("JSONResponse"));
    let exchange = last_exchange(&backlot, "checkout");
    assert_eq!(exchange["operation"], "external.status");

    let said = say(
        TcpStream::connect(backlot.address()).await.unwrap(),
        &post(&GPHUD.replace("https", "http"), &format!("{credentials}Proxy-Connection: keep-alive\r\n")),
    )
    .await;
    assert!(said.contains("JSONResponse"), "{said}");
    let exchange = last_exchange(&backlot, "checkout");
    assert_eq!(exchange["request"]["target"], "/GPHUD/external");
    assert!(exchange["request"]["headers"].get("proxy-authorization").is_none(), "{exchange}");
    assert!(exchange["request"]["headers"].get("proxy-connection").is_none(), "{exchange}");
    assert!(backlot.world().journal().after(0, 1, |_| true).entries.is_empty());

    let (answer, _) = tunnel(&backlot, "sl.coagulate.net:443", "Proxy-Authorization: Basic bm9ib2R5Og==\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}

#[tokio::test]
async fn what_is_for_nobody_here_is_refused_with_a_reason() {
    let backlot = backlot().await;
    let (answer, _) = tunnel(&backlot, "bank.example:443", "").await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    let exchange = last_exchange(&backlot, "default");
    assert_eq!((&exchange["platform"], &exchange["operation"]), (&"backlot".into(), &"unplayed-host".into()));
    assert_eq!(exchange["request"]["target"], "bank.example:443");
    let reason = "a tunnel to 'bank.example' was asked for, which no platform owns, and Backlot forwards nothing";
    assert_eq!(exchange["verdict"]["summary"], reason);

    // A path that a platform would claim does not make the host its own, and neither does another port of this machine.
    for target in ["http://bank.example/GPHUD/external", "http://127.0.0.1:1/GPHUD/external"] {
        let said = say(TcpStream::connect(backlot.address()).await.unwrap(), &post(target, "")).await;
        assert!(said.starts_with("HTTP/1.1 403 ") && said.contains("NO_PROXY="), "{target}: {said}");
        assert_eq!(last_exchange(&backlot, "default")["platform"], "backlot");
    }
}

#[tokio::test]
async fn a_request_in_absolute_form_to_this_server_itself_is_answered() {
    let backlot = backlot().await;
    let target = format!("{}/GPHUD/external", backlot.url());
    let said = say(TcpStream::connect(backlot.address()).await.unwrap(), &post(&target, "")).await;
    assert!(said.contains("JSONResponse"), "{said}");
}

#[tokio::test]
async fn half_a_handshake_is_not_waited_for_for_ever() {
    let limits = backlot::server::limits::Limits {
        head: std::time::Duration::from_millis(100),
        ..backlot::server::limits::Limits::default()
    };
    let backlot = Backlot::within(limits).await;
    let mut socket = TcpStream::connect(backlot.address()).await.unwrap();
    socket.write_all(&[0x16, 3, 1, 0, 200, 1]).await.unwrap();
    let mut said = Vec::new();
    soon(socket.read_to_end(&mut said)).await.unwrap();
    let told = told(&backlot).await;
    assert!(told.contains("did not come to its end in time"), "{told}");
}

#[tokio::test]
async fn a_handshake_that_breaks_off_or_makes_no_sense_is_recorded() {
    for garbage in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\x16 and what else comes to mind"] {
        let backlot = backlot().await;
        backlot.client().say(garbage).await;
        assert!(told(&backlot).await.contains("could not be begun: "));
        answers(&backlot).await;
    }
}
