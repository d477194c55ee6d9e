//! How a connection is parted from: with last words where an answer is owed, and without cutting off what was just said.

use std::time::Duration;

use http::StatusCode;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::limits::Limits;
use crate::platforms::dispatch;
use crate::world::clock::transport;

/// Whatever bytes go over in both directions.
pub(super) trait Socket: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket for S {}

/// How long somebody who is parted from may still take to notice.
const PATIENCE: Duration = Duration::from_secs(2);

/// Says that the server holds as many connections as it may.
pub(super) async fn turn_away(socket: impl Socket, limits: Limits) {
    let message = format!("this server already holds {} connections, which is the most it may", limits.connections);
    let help = "Close connections that are not needed, or start the server with a higher --max-connections.";
    say(socket, StatusCode::SERVICE_UNAVAILABLE, "too-many-connections", &message, help).await;
}

/// Says that the head of a request was waited for in vain.
pub(super) async fn head_too_slow(socket: impl Socket, limits: Limits) {
    let message = format!("the head of the request did not arrive within {} s", limits.head.as_secs_f64());
    let help = "A head ends with an empty line; send it at once.";
    say(socket, StatusCode::REQUEST_TIMEOUT, "head-timeout", &message, help).await;
}

async fn say(socket: impl Socket, status: StatusCode, code: &str, message: &str, help: &str) {
    let mut socket = socket;
    let problem = dispatch::problem(status, code, message, help).into_body();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        problem.len()
    );
    let whole = [head.as_bytes(), &problem].concat();
    let said = transport::timeout(PATIENCE, async { socket.write_all(&whole).await }).await;
    if matches!(said, Ok(Ok(()))) {
        linger(socket).await;
    }
}

/// Closes the sending side, and reads what still comes until the other end closes too. Without this, bytes that nobody read
/// would make the system reset the connection, and the answer could be lost on its way.
pub(super) async fn linger(socket: impl Socket) {
    let mut socket = socket;
    let drained = async {
        socket.shutdown().await?;
        let mut sink = vec![0; 16 * 1024];
        while socket.read(&mut sink).await? > 0 {}
        Ok::<(), std::io::Error>(())
    };
    let _ = transport::timeout(PATIENCE, drained).await;
}
