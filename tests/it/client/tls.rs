//! TLS: certificates that cannot be believed, handshakes that go wrong, and HTTP/2 where it is offered.

use std::sync::Arc;
use std::time::Duration;

use backlot::client::{Failure, Limits, Settings, TlsProblem, Trust};
use backlot::world::clock::Clock;
use http::Version;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::AsyncReadExt as _;
use tokio_rustls::TlsAcceptor;

use super::{Caller, PLENTY, named};
use crate::peer::Peer;

/// An authority of the test's own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// A server with a certificate for `name`.
    async fn server(&self, name: &str, protocols: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Peer {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Peer::play(move |line| {
            let acceptor = acceptor.clone();
            async move {
                let Ok(stream) = acceptor.accept(line.stream).await else { return };
                let echo = hyper::service::service_fn(|request: http::Request<hyper::body::Incoming>| async move {
                    Ok::<_, hyper::Error>(http::Response::new(request.into_body()))
                });
                let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                let _ = server.serve_connection(TokioIo::new(stream), echo).await;
            }
        })
        .await
    }

    /// A caller that believes this authority.
    fn caller(&self) -> Caller {
        let trust = Trust::machine().with_pem(self.0.pem().as_bytes()).unwrap();
        Caller::with(Clock::real(None), Settings { trust: Arc::new(trust), ..Settings::default() })
    }
}

fn https(peer: &Peer) -> String {
    format!("https://localhost:{}/", peer.address().port())
}

async fn problem(caller: &Caller, peer: &Peer) -> TlsProblem {
    let exchange = caller.post(&https(peer)).await;
    match exchange.failure {
        Some(Failure::Tls { host, problem }) if host == "localhost" => problem,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_trusted_server_answers_over_http_2_or_http_1() {
    let authority = Authority::new();
    for (protocols, version) in
        [(&["h2", "http/1.1"][..], Version::HTTP_2), (&["http/1.1"], Version::HTTP_11), (&[], Version::HTTP_11)]
    {
        let peer = authority.server("localhost", protocols, |_| {}).await;
        let caller = authority.caller();
        for request in 1..=2 {
            let exchange = caller.post(&https(&peer)).await;
            let answer = exchange.outcome().unwrap();
            assert_eq!((answer.version, &answer.body[..]), (version, &b"{\"request\":\"on\"}"[..]));
            assert_eq!(exchange.connection.unwrap().request, request);
        }
    }
}

#[tokio::test]
async fn an_authority_that_nobody_named_is_not_believed() {
    let authority = Authority::new();
    let peer = authority.server("localhost", &[], |_| {}).await;
    assert_eq!(problem(&Caller::new(), &peer).await, TlsProblem::UnknownIssuer);

    let settings = Settings { trust: Arc::new(Trust::everybody()), ..Settings::default() };
    let exchange = Caller::with(Clock::real(None), settings).post(&https(&peer)).await;
    assert_eq!(exchange.outcome().unwrap().status, 200, "unless nobody is asked");
}

#[tokio::test]
async fn an_expired_certificate_says_when_it_ended() {
    let authority = Authority::new();
    let peer = authority
        .server("localhost", &[], |params| {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 1);
        })
        .await;
    let ended = "2020-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(problem(&authority.caller(), &peer).await, TlsProblem::Expired { at: Some(ended) });
}

#[tokio::test]
async fn a_certificate_for_another_name_says_for_which() {
    let authority = Authority::new();
    let peer = authority.server("creator.example", &[], |_| {}).await;
    let names = vec!["creator.example".to_owned()];
    assert_eq!(problem(&authority.caller(), &peer).await, TlsProblem::WrongName { names });
}

#[tokio::test]
async fn a_server_without_tls_is_recognised() {
    let peer = Peer::play(|mut line| async move {
        line.stream.read_exact(&mut [0; 64]).await.unwrap();
        line.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        line.hang().await;
    })
    .await;
    assert_eq!(problem(&Caller::new(), &peer).await, TlsProblem::NotTls);
}

#[tokio::test]
async fn a_handshake_can_be_closed_reset_and_left_hanging() {
    let caller = Caller::new();
    let closed = Peer::play(|mut line| async move {
        line.stream.read_buf(&mut Vec::with_capacity(64 * 1024)).await.unwrap();
    })
    .await;
    assert_eq!(named(&caller.post(&https(&closed)).await), "closed in tls");

    let reset = Peer::play(|mut line| async move {
        line.stream.read_exact(&mut [0; 64]).await.unwrap();
        line.reset();
    })
    .await;
    assert_eq!(named(&caller.post(&https(&reset)).await), "reset in tls");

    let hanging = Peer::play(crate::peer::Line::hang).await;
    // The machine's authorities are read within this time as well.
    let limits = Limits { within: Duration::from_millis(300), ..PLENTY };
    assert_eq!(named(&caller.post_within(&https(&hanging), limits).await), "timeout in tls");
}
