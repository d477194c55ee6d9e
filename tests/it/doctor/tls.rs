//! The certificate of a server, and HTTP/2.

use std::sync::Arc;

use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;

use super::{TOKEN, check};
use crate::peer::Peer;

/// Answers well on a connection, over whichever version of HTTP is spoken there.
async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
    let answer = hyper::service::service_fn(|request: http::Request<hyper::body::Incoming>| async move {
        drop(request);
        let body = serde_json::json!({ "verify": TOKEN, "response": "ok" }).to_string();
        Ok::<_, hyper::Error>(http::Response::new(body))
    });
    let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
    let _ = server.serve_connection(TokioIo::new(stream), answer).await;
}

/// A server with a certificate that ends in this year, and its authority in PEM.
async fn server(until: i32) -> (Peer, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let peer = Peer::play(move |line| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(stream) = acceptor.accept(line.stream).await else { return };
            serve(stream).await;
        }
    })
    .await;
    (peer, authority.pem())
}

#[tokio::test]
async fn a_certificate_is_looked_at_and_http_2_is_spoken() {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem").display().to_string();
    let options = ["--only", "connection", "--timeout", "30s", "--ca", &ca];
    let url = |peer: &Peer| format!("https://localhost:{}/", peer.address().port());
    let said = |found: &super::Found, name: &str| {
        let probes = found.card["probes"].as_array().unwrap();
        probes.iter().find(|probe| probe["name"] == name).unwrap()["said"].as_str().unwrap().to_owned()
    };

    let (peer, authority) = server(2060).await;
    std::fs::write(&ca, authority).unwrap();
    let found = check(&url(&peer), &options).await;
    assert!(found.defects().is_empty(), "{:#}", found.card);
    assert!(said(&found, "certificate").starts_with("trusted, over TLS 1.3, valid for "), "{:#}", found.card);
    assert!(said(&found, "http-version").starts_with("HTTP/2"), "{:#}", found.card);
    assert!(said(&found, "http2").starts_with("answered over HTTP/2, agreed on"), "{:#}", found.card);

    let stranger = check(&url(&peer), &options[..4]).await;
    assert!(stranger.defects().contains("certificate"), "{:#}", stranger.card);

    let (expired, authority) = server(2020).await;
    std::fs::write(&ca, authority).unwrap();
    let found = check(&url(&expired), &options).await;
    assert!(said(&found, "certificate").starts_with("its certificate has expired"), "{:#}", found.card);
}

#[tokio::test]
async fn http_2_without_tls_is_noted() {
    let peer = Peer::play(|line| serve(line.stream)).await;
    let found = check(&peer.url(), &["--only", "http2", "--timeout", "30s"]).await;
    assert_eq!(found.graded("noted").into_iter().collect::<Vec<_>>(), ["http2"], "{:#}", found.card);
    assert_eq!(found.card["probes"][0]["said"], "answered over HTTP/2 without TLS, which cluster is not known to use");
}
