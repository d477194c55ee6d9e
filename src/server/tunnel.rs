//! A tunnel: a connection that somebody asked a proxy to lead to a platform's host. It leads nowhere else than here.

use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;

use super::stream::Stream;
use super::wire::Wire;

/// What a tunnel was asked for with.
#[derive(Debug, Clone)]
pub(super) struct Tunnel {
    /// The world that the requests inside are for unless they say otherwise.
    pub(super) world: Option<String>,
}

/// A tunnel that is about to open: its request is being answered.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) tunnel: Tunnel,
    pub(super) upgrade: OnUpgrade,
}

impl Opening {
    /// What is spoken inside, from its first byte on; nothing if the other end has gone.
    pub(super) async fn inside(self) -> Option<(Stream, Tunnel)> {
        let upgraded: Upgraded = self.upgrade.await.ok()?;
        let parts = upgraded.downcast::<TokioIo<Wire>>().ok()?;
        let stream = parts.io.into_inner().into_stream()?;
        Some((stream.with_unread(parts.read_buf), self.tunnel))
    }
}
