//! The body of a request as a fault has it: in pieces with waits between them, or ending before the length that it announced.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::socket::Watch;
use crate::world::clock::Clock;
use crate::world::faults::calling::Calling;
use crate::world::faults::plan::End;

/// A body in pieces.
pub(super) struct Paced {
    clock: Clock,
    pieces: VecDeque<Bytes>,
    /// What it waits for before its next piece.
    wait: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    interval: std::time::Duration,
    /// What it announces.
    length: u64,
    /// How it ends, if it is not whole.
    then: Option<End>,
    /// Whether what was sent has had the chance to leave.
    has_left: bool,
    watch: Watch,
}

impl Paced {
    /// The body that `calling` makes of `whole`, for the connection of `watch`; nothing if it is as it should be.
    pub(super) fn of(whole: &Bytes, calling: &Calling, clock: &Clock, watch: Watch) -> Option<Self> {
        if calling.pace.is_none() && calling.cut.is_none() {
            return None;
        }
        let end = calling.cut.map_or(whole.len(), |cut| usize::try_from(cut.after.0).unwrap_or(usize::MAX));
        let sent = whole.slice(..end.min(whole.len()));
        let count = calling.pace.map_or(1, |pace| pace.pieces).clamp(1, sent.len().max(1));
        let pieces = (0..count).map(|at| sent.slice(sent.len() * at / count..sent.len() * (at + 1) / count));
        let mut paced = Self {
            clock: clock.clone(),
            pieces: pieces.filter(|piece| !piece.is_empty()).collect(),
            wait: None,
            interval: calling.pace.map(|pace| pace.interval).unwrap_or_default(),
            length: whole.len() as u64,
            then: calling.cut.filter(|_| end < whole.len()).map(|cut| cut.then),
            has_left: false,
            watch,
        };
        paced.rest();
        Some(paced)
    }

    fn rest(&mut self) {
        if !self.interval.is_zero() && !self.pieces.is_empty() {
            let (clock, interval) = (self.clock.clone(), self.interval);
            self.wait = Some(Box::pin(async move { clock.sleep(interval).await }));
        }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(wait) = &mut self.wait {
            ready!(wait.as_mut().poll(cx));
            self.wait = None;
        }
        if let Some(piece) = self.pieces.pop_front() {
            self.rest();
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match self.then {
            None => Poll::Ready(None),
            Some(End::Hang) => Poll::Pending,
            Some(_) if !self.has_left => {
                self.has_left = true;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Some(end) => {
                if end == End::Reset {
                    self.watch.reset_when_dropped();
                }
                Poll::Ready(Some(Err(io::Error::other("a fault ended the request here"))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && self.then.is_none() && self.wait.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
