//! From a URL to a connection that takes a request: the name's addresses in order, TCP, TLS where the URL says so, and the
//! version of HTTP that the two sides agreed on (HTTP/2 by ALPN; without TLS always HTTP/1.1).

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Response, Version, header};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Url;

use super::blame;
use super::exchange::Request;
use super::failure::{Failure, Phase, TlsProblem};
use super::outgoing::Paced;
use super::progress::Progress;
use super::resolve::{self, Resolve};
use super::socket::{Socket, Watch};
use super::trust::Trust;

/// The most that an answer's head may have, in bytes. hyper's own default, named here so that a failure can name it.
pub(super) const MOST_HEAD: usize = 400 * 1024;

/// A body in one piece, or as a fault has it.
type Body = Either<Full<Bytes>, Paced>;
type Wire = http::Request<Body>;

/// The head of an answer with the body to read, or why there is none.
pub(super) type Sent = Result<Response<Incoming>, TrySendError<Wire>>;

/// A connection that takes requests, one at a time. Dropping it closes it.
pub(super) struct Connection {
    /// Counted from 1 for each client.
    pub(super) id: u64,
    /// How many requests it has taken.
    pub(super) requests: u64,
    /// The other end.
    pub(super) peer: SocketAddr,
    /// What is known of it while hyper owns it.
    pub(super) watch: Watch,
    sender: Sender,
    _driver: Driver,
}

enum Sender {
    Http1(http1::SendRequest<Body>),
    Http2(http2::SendRequest<Body>),
}

/// The task that moves a connection's bytes, which ends with it.
struct Driver(AbortHandle);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Connection {
    /// Waits until it takes a request; `false` if it never will again.
    pub(super) async fn is_ready(&mut self) -> bool {
        match &mut self.sender {
            Sender::Http1(sender) => sender.ready().await.is_ok(),
            Sender::Http2(sender) => sender.ready().await.is_ok(),
        }
    }

    /// Sends `request`, and gives the head of the answer with the body to read. The error holds the request if nothing of it
    /// was sent.
    pub(super) async fn send(&mut self, request: &Request, paced: Option<Paced>) -> Sent {
        self.requests += 1;
        let body = paced.map_or_else(|| Either::Left(Full::new(request.body.clone())), Either::Right);
        match &mut self.sender {
            Sender::Http1(sender) => sender.try_send_request(wire(request, body, Version::HTTP_11)).await,
            Sender::Http2(sender) => sender.try_send_request(wire(request, body, Version::HTTP_2)).await,
        }
    }
}

/// The request as hyper takes it: path and `Host` for HTTP/1.1, the whole URL for HTTP/2.
fn wire(request: &Request, body: Body, version: Version) -> Wire {
    let url = &request.url;
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let mut wire = http::Request::new(body);
    *wire.method_mut() = request.method.clone();
    *wire.headers_mut() = request.headers.clone();
    let uri = if version == Version::HTTP_2 {
        wire.headers_mut().remove(header::HOST);
        http::Uri::builder().scheme(url.scheme()).authority(authority).path_and_query(target).build().ok()
    } else {
        if let Ok(host) = authority.parse()
            && !wire.headers().contains_key(header::HOST)
        {
            wire.headers_mut().insert(header::HOST, host);
        }
        target.parse().ok()
    };
    // `check` has made sure of it before.
    *wire.uri_mut() = uri.unwrap_or_default();
    wire
}

/// Whether `url` can be called at all.
pub(super) fn check(url: &Url) -> Result<(), Failure> {
    let bad = |why: &str| Err(Failure::BadUrl { url: url.to_string(), why: why.to_owned() });
    if !matches!(url.scheme(), "http" | "https") {
        return bad("only http and https are spoken");
    }
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    if http::uri::PathAndQuery::try_from(target).is_err() {
        return bad("its path is too long, or has characters that a request line cannot have");
    }
    Ok(())
}

/// Which versions of HTTP are offered in a TLS handshake.
#[derive(Debug, Clone, Copy)]
pub(super) enum Offer {
    /// HTTP/2 and HTTP/1.1.
    Both,
    /// HTTP/1.1 only.
    Http1,
}

/// Makes connections.
pub(super) struct Connector {
    trust: Arc<Trust>,
    resolver: Arc<dyn Resolve>,
    made: AtomicU64,
}

impl Connector {
    pub(super) fn new(trust: Arc<Trust>, resolver: Arc<dyn Resolve>) -> Self {
        Self { trust, resolver, made: AtomicU64::new(0) }
    }

    /// Connects to where `url` leads.
    pub(super) async fn connect(&self, url: &Url, progress: &Progress<'_>) -> Result<Connection, Failure> {
        let (socket, watch, peer) = self.tcp(url, progress).await?;
        let (sender, driver) = if url.scheme() == "https" {
            let stream = self.handshake(socket, url, &watch, Offer::Both, progress).await?;
            let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            if is_http2 { http2(stream).await? } else { http1(stream).await? }
        } else {
            http1(socket).await?
        };
        let id = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(Connection { id, requests: 0, peer, watch, sender, _driver: driver })
    }

    /// Connects to where `url` leads, and speaks HTTP/2 there. `None` if TLS agrees on another version.
    pub(super) async fn connect_http2(
        &self,
        url: &Url,
        progress: &Progress<'_>,
    ) -> Result<Option<Connection>, Failure> {
        let (socket, watch, peer) = self.tcp(url, progress).await?;
        let (sender, driver) = if url.scheme() == "https" {
            let stream = self.handshake(socket, url, &watch, Offer::Both, progress).await?;
            if stream.get_ref().1.alpn_protocol() != Some(b"h2") {
                return Ok(None);
            }
            http2(stream).await?
        } else {
            http2(socket).await?
        };
        let id = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(Some(Connection { id, requests: 0, peer, watch, sender, _driver: driver }))
    }

    /// A connection without anything on it, to the first address of the host that takes one.
    pub(super) async fn tcp(&self, url: &Url, progress: &Progress<'_>) -> Result<(Socket, Watch, SocketAddr), Failure> {
        let host =
            url.host().ok_or_else(|| Failure::BadUrl { url: url.to_string(), why: "it has no host".to_owned() })?;
        let port = url.port_or_known_default().unwrap_or(80);

        progress.enter(Phase::Dns);
        let addresses = resolve::addresses(&*self.resolver, &host).await?;
        progress.end(Phase::Dns);

        progress.enter(Phase::Connect);
        let stream = tcp(addresses.into_iter().map(|address| SocketAddr::new(address, port))).await?;
        progress.end(Phase::Connect);
        let peer = stream.peer_addr().map_err(|_| Failure::Reset { phase: Phase::Connect })?;
        // A request leaves when it is written, not when the acknowledgement of the one before it comes back.
        let _ = stream.set_nodelay(true);
        let socket = Socket::new(stream, progress.clock().clone());
        let watch = socket.watch();
        Ok((socket, watch, peer))
    }

    /// TLS on top of it.
    pub(super) async fn handshake(
        &self,
        socket: Socket,
        url: &Url,
        watch: &Watch,
        offer: Offer,
        progress: &Progress<'_>,
    ) -> Result<TlsStream<Socket>, Failure> {
        progress.enter(Phase::Tls);
        let host = url.host_str().unwrap_or_default();
        let trust = Arc::clone(&self.trust);
        // The first call reads the machine's authorities from its disk.
        let config = tokio::task::spawn_blocking(move || trust.config()).await.map_err(|error| Failure::Tls {
            host: host.to_owned(),
            problem: TlsProblem::Handshake { detail: error.to_string() },
        })??;
        let config = match offer {
            Offer::Both => config,
            Offer::Http1 => {
                let mut config = rustls::ClientConfig::clone(&config);
                config.alpn_protocols = vec![b"http/1.1".to_vec()];
                Arc::new(config)
            }
        };
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare.to_owned()).map_err(|_| Failure::Tls {
            host: host.to_owned(),
            problem: TlsProblem::Handshake { detail: "the host's name cannot be in a certificate".to_owned() },
        })?;
        let stream = TlsConnector::from(config)
            .connect(name, socket)
            .await
            .map_err(|error| blame::handshake(host, &error, &watch.traffic.seen()))?;
        progress.end(Phase::Tls);
        Ok(stream)
    }
}

/// The first address that takes a connection.
async fn tcp(addresses: impl Iterator<Item = SocketAddr>) -> Result<TcpStream, Failure> {
    let mut refused = Vec::new();
    let mut other = None;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => refused.push(address),
            Err(error) => other = Some(Failure::Connect { address, detail: error.to_string() }),
        }
    }
    // A machine without IPv6 cannot reach ::1, which says less than that 127.0.0.1 refused.
    match other {
        Some(failure) if refused.is_empty() => Err(failure),
        _ => Err(Failure::Refused { addresses: refused }),
    }
}

async fn http1(io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Result<(Sender, Driver), Failure> {
    let (sender, connection) = http1::Builder::new()
        .title_case_headers(true)
        .max_buf_size(MOST_HEAD)
        .handshake(TokioIo::new(io))
        .await
        .map_err(|error| no_handshake(&error))?;
    // What ends a connection reaches the exchange on it, if there is one.
    let driver = tokio::spawn(async move { drop(connection.await) });
    Ok((Sender::Http1(sender), Driver(driver.abort_handle())))
}

async fn http2(io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Result<(Sender, Driver), Failure> {
    let (sender, connection) = http2::Builder::new(TokioExecutor::new())
        .max_header_list_size(u32::try_from(MOST_HEAD).unwrap_or(u32::MAX))
        .handshake(TokioIo::new(io))
        .await
        .map_err(|error| no_handshake(&error))?;
    let driver = tokio::spawn(async move { drop(connection.await) });
    Ok((Sender::Http2(sender), Driver(driver.abort_handle())))
}

fn no_handshake(error: &hyper::Error) -> Failure {
    Failure::Protocol { phase: Phase::Connect, detail: error.to_string() }
}
