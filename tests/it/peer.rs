//! A peer at the level of bytes: accepts connections on a port of its own and plays a small script on each.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A peer that plays the same script on every connection.
pub(crate) struct Peer {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Peer {
    /// Plays `script` on every connection.
    pub(crate) async fn play<F>(script: impl Fn(Line) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&requests);
        let accepting = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(script(Line { stream, requests: Arc::clone(&seen) }));
            }
        });
        Self { address, requests, accepting }
    }

    /// Answers every request of every connection with the same bytes.
    pub(crate) async fn answer(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::play(move |mut line| {
            let bytes = bytes.clone();
            async move {
                while line.request().await.is_some() {
                    line.send(&bytes).await;
                }
            }
        })
        .await
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// How many requests it has read.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// One connection to a peer.
pub(crate) struct Line {
    pub(crate) stream: TcpStream,
    requests: Arc<AtomicUsize>,
}

impl Line {
    /// Reads one whole HTTP/1.1 request, and gives it as text; none at the end of the connection.
    pub(crate) async fn request(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        let head = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if self.stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let length = String::from_utf8_lossy(&bytes[..head])
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok())
            .unwrap_or(0);
        while bytes.len() < head + length {
            if self.stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        }
        self.requests.fetch_add(1, Ordering::SeqCst);
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Sends bytes as they are.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        // A caller that hung up is part of some tests.
        let _ = self.stream.write_all(bytes).await;
    }

    /// Closes with a RST.
    pub(crate) fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }

    /// Keeps the connection open and does nothing, until the caller hangs up.
    pub(crate) async fn hang(mut self) {
        let mut sink = vec![0; 4096];
        while matches!(self.stream.read(&mut sink).await, Ok(1..)) {}
    }

    /// Keeps the connection open without reading from it, for as long as the test lasts.
    pub(crate) async fn ignore(self) {
        let _stream = self.stream;
        std::future::pending::<()>().await;
    }
}
