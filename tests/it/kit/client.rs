//! Somebody who talks to a server: in HTTP, one connection per request, or in bytes as they are.

use std::net::SocketAddr;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::soon;

/// Talks to one server.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    headers: HeaderMap,
}

impl Client {
    /// Talks to the server at `address`.
    pub(crate) fn of(address: SocketAddr) -> Self {
        Self { address, headers: HeaderMap::new() }
    }

    /// The same, with a header in every request; for a name that the request brings itself, that one counts.
    pub(crate) fn with(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.insert(name, value.parse().unwrap());
        client
    }

    /// The same, in the world of that name.
    pub(crate) fn in_world(&self, name: &str) -> Self {
        self.with("backlot-world", name)
    }

    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.send(Self::request(Method::GET, target, Bytes::new())).await
    }

    pub(crate) async fn delete(&self, target: &str) -> Reply {
        self.send(Self::request(Method::DELETE, target, Bytes::new())).await
    }

    /// Posts a body without saying what it is.
    pub(crate) async fn post(&self, target: &str, body: impl Into<Bytes>) -> Reply {
        self.send(Self::request(Method::POST, target, body.into())).await
    }

    pub(crate) async fn post_json(&self, target: &str, body: &Value) -> Reply {
        self.send(Self::json(Method::POST, target, body)).await
    }

    pub(crate) async fn put_json(&self, target: &str, body: &Value) -> Reply {
        self.send(Self::json(Method::PUT, target, body)).await
    }

    fn request(method: Method, target: &str, body: Bytes) -> Request<Bytes> {
        Request::builder().method(method).uri(target).body(body).unwrap()
    }

    fn json(method: Method, target: &str, body: &Value) -> Request<Bytes> {
        let mut request = Self::request(method, target, body.to_string().into());
        request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        request
    }

    /// Sends a request over a connection of its own, and reads the answer to its end.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Reply {
        let (mut head, body) = request.into_parts();
        for (name, value) in &self.headers {
            if !head.headers.contains_key(name) {
                head.headers.insert(name, value.clone());
            }
        }
        if !head.headers.contains_key(header::HOST) {
            head.headers.insert(header::HOST, self.address.to_string().parse().unwrap());
        }
        let request = Request::from_parts(head, Full::new(body));
        soon(async {
            let stream = TcpStream::connect(self.address).await.unwrap();
            let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
            let connection = tokio::spawn(connection);
            let (head, body) = sender.send_request(request).await.unwrap().into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            connection.abort();
            Reply { status: head.status, headers: head.headers, body }
        })
        .await
    }

    /// A connection, to speak in bytes.
    pub(crate) async fn wire(&self) -> Wire {
        Wire { stream: soon(TcpStream::connect(self.address)).await.unwrap(), read: BytesMut::new() }
    }

    /// Sends bytes as they are over a connection of their own, closes the sending side, and reads to the end.
    pub(crate) async fn say(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut wire = self.wire().await;
        wire.send(bytes).await;
        wire.end().await;
        wire.rest().await
    }
}

/// A server's answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The value of a header; empty if it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The `code` of an error that Backlot itself answered with.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        let body = self.json();
        let error = &body["error"];
        for part in ["code", "message", "help"] {
            assert!(error[part].as_str().is_some_and(|text| !text.is_empty()), "no {part} in {body}");
        }
        format!("{} {}", self.status.as_u16(), error["code"].as_str().unwrap())
    }
}

/// One connection, in bytes.
pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    read: BytesMut,
}

impl Wire {
    /// Sends bytes as they are. That the other end may have gone is part of some tests.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = soon(self.stream.write_all(bytes.as_ref())).await;
    }

    /// Closes the sending side.
    pub(crate) async fn end(&mut self) {
        let _ = soon(self.stream.shutdown()).await;
    }

    /// Closes the connection with a RST.
    pub(crate) fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }

    /// Reads until `text` has come, and gives everything up to its end; what comes after it is kept for the next time.
    pub(crate) async fn until(&mut self, text: &str) -> String {
        soon(async {
            loop {
                let found = self.read.windows(text.len()).position(|window| window == text.as_bytes());
                if let Some(at) = found {
                    return String::from_utf8_lossy(&self.read.split_to(at + text.len())).into_owned();
                }
                let read = self.stream.read_buf(&mut self.read).await.unwrap();
                assert!(read > 0, "the connection ended before '{text}' came: {:?}", self.read);
            }
        })
        .await
    }

    /// Reads to the end of the connection, however it ends.
    pub(crate) async fn rest(mut self) -> String {
        soon(async { while matches!(self.stream.read_buf(&mut self.read).await, Ok(1..)) {} }).await;
        String::from_utf8_lossy(&self.read).into_owned()
    }
}
