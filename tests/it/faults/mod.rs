//! Faults at the socket: the bytes that are seen, how the connection ends, and what clients make of it. Each kind of fault has
//! a test here that is named after it, and a scenario.

mod answering;
mod calling;
mod clients;
mod connection;
mod coverage;
mod http2;
mod inside;
mod journal;

use std::path::Path;
use std::time::Duration;

use backlot::diag::{Diagnostics, Source};
use backlot::platforms;
use backlot::tree::{Decoding, Templates, read};
use backlot::world::World;
use backlot::world::clock::transport;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::kit::{Backlot, soon};

/// A request that GPHUD answers without anything being set up.
const ASK: &str = "POST /GPHUD/external HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// In good order.
    Fin,
    /// With a RST.
    Rst,
    /// It has not ended, and nothing more came.
    Open,
}

/// Arms the faults of `text` in `world`.
#[track_caller]
pub(crate) fn arm(world: &World, text: &str) {
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("faults.yaml", text), &mut problems).unwrap();
    let language = platforms::language();
    let faults = language.faults().read_all(&node, &mut Decoding::new(&mut problems, Templates::Text));
    let faults = faults.unwrap_or_else(|| panic!("{problems:?}"));
    faults.into_iter().for_each(|fault| world.faults().add(fault, world.clock().now()).unwrap());
}

/// A server whose default world has these faults, on real time.
async fn with(faults: &str) -> Backlot {
    let backlot = Backlot::start().await;
    arm(&backlot.world(), faults);
    backlot
}

/// A connection to a server, in bytes.
struct Raw(TcpStream);

impl Raw {
    async fn to(backlot: &Backlot) -> Self {
        Self(soon(TcpStream::connect(backlot.address())).await.unwrap())
    }

    async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = soon(self.0.write_all(bytes.as_ref())).await;
    }

    /// Everything that comes until the connection ends, and how it ends.
    async fn all(&mut self) -> (Vec<u8>, Ended) {
        let mut bytes = Vec::new();
        let ended = soon(self.read(&mut bytes)).await;
        (bytes, ended)
    }

    /// Everything that comes before nothing comes for a while.
    async fn so_far(&mut self, length: usize) -> (Vec<u8>, Ended) {
        const WHILE: Duration = Duration::from_millis(100);
        let mut bytes = Vec::new();
        // What must come is waited for; that nothing more comes can only be waited for a while.
        while bytes.len() < length {
            if soon(self.0.read_buf(&mut bytes)).await.unwrap_or_default() == 0 {
                break;
            }
        }
        let ended = transport::timeout(WHILE, self.read(&mut bytes)).await.unwrap_or(Ended::Open);
        (bytes, ended)
    }

    async fn read(&mut self, bytes: &mut Vec<u8>) -> Ended {
        loop {
            match self.0.read_buf(bytes).await {
                Ok(0) => return Ended::Fin,
                Ok(_) => {}
                Err(_) => return Ended::Rst,
            }
        }
    }
}

/// What comes back for [`ASK`], and how the connection ends; a whole answer is followed by a request for it to be closed.
async fn asked(backlot: &Backlot) -> (String, Ended) {
    let mut raw = Raw::to(backlot).await;
    raw.send(ASK).await;
    let (bytes, ended) = raw.all().await;
    (String::from_utf8_lossy(&bytes).into_owned(), ended)
}

/// The head and the body of an answer.
fn parts(answer: &str) -> (&str, &str) {
    answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no whole head: {answer:?}"))
}

/// The length that an answer promises.
fn promised(head: &str) -> usize {
    let line =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    line.unwrap_or_else(|| panic!("no length in {head:?}")).parse().unwrap()
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
