//! A connection that is spoken on in bytes: for slow, cut, malformed and hostile requests, which no HTTP library would send.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::BytesMut;
use rustls::ProtocolVersion;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use url::Url;

use super::connect::{Connector, Offer};
use super::failure::Failure;
use super::progress::Progress;
use super::socket::Watch;
use crate::world::World;

trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for S {}

/// A connection that is spoken on in bytes. Dropping it closes it.
pub struct Bare {
    stream: Box<dyn Stream>,
    watch: Watch,
    peer: SocketAddr,
    tls: Option<Tls>,
}

/// What was agreed on in a TLS handshake.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The version, as people write it: `TLS 1.3`.
    pub version: &'static str,
    /// The server's own certificate, in DER.
    pub certificate: Vec<u8>,
}

pub(super) async fn open(connector: &Connector, world: &World, url: &Url, within: Duration) -> Result<Bare, Failure> {
    let progress = Progress::begin(world.clock());
    let work = async {
        let (socket, watch, peer) = connector.tcp(url, &progress).await?;
        if url.scheme() != "https" {
            return Ok(Bare { stream: Box::new(socket), watch, peer, tls: None });
        }
        let stream = connector.handshake(socket, url, &watch, Offer::Http1, &progress).await?;
        let session = stream.get_ref().1;
        let version = match session.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "TLS",
        };
        let certificate = session.peer_certificates().and_then(<[_]>::first).map(|der| der.to_vec());
        let tls = Tls { version, certificate: certificate.unwrap_or_default() };
        Ok(Bare { stream: Box::new(stream), watch, peer, tls: Some(tls) })
    };
    match world.clock().timeout(within, work).await {
        Ok(done) => done,
        Err(_) => Err(Failure::Timeout { phase: progress.phase(), after: within }),
    }
}

impl Bare {
    /// The other end.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// What was agreed on, for an `https` URL.
    pub fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }

    /// Says `bytes`.
    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// Says that nothing more comes: a FIN, after which the other end can still answer.
    pub async fn end(&mut self) -> io::Result<()> {
        self.stream.shutdown().await
    }

    /// Hears what the other end says, and puts it behind what `heard` holds; 0 bytes at the end of the connection.
    pub async fn hear(&mut self, heard: &mut BytesMut) -> io::Result<usize> {
        self.stream.read_buf(heard).await
    }

    /// Closes it with a RST.
    pub fn reset(self) {
        self.watch.end_with_reset();
    }
}

impl std::fmt::Debug for Bare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bare").field("peer", &self.peer).field("tls", &self.tls).finish_non_exhaustive()
    }
}
