//! Reading the body of a request: within the limit of who answers it, and within what all bodies together may hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

/// What the bodies that are held at once weigh together.
#[derive(Debug)]
pub(super) struct Scales {
    held: AtomicUsize,
    limit: usize,
}

/// A share of what bodies may weigh, given back when dropped.
#[derive(Debug)]
pub(super) struct Share {
    scales: Arc<Scales>,
    bytes: usize,
}

impl Scales {
    /// Scales that bear `limit` bytes.
    pub(super) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { held: AtomicUsize::new(0), limit })
    }

    /// The most that they bear, in bytes.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }
}

impl Share {
    fn none(scales: &Arc<Scales>) -> Self {
        Self { scales: Arc::clone(scales), bytes: 0 }
    }

    /// Takes `bytes` more; false if that is more than all may hold together.
    fn grow(&mut self, bytes: usize) -> bool {
        self.bytes += bytes;
        self.scales.held.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.scales.limit
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.scales.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Why a body was not read to its end.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is longer than what is read of one body.
    TooLarge {
        /// Its length as far as it is known, in bytes.
        length: u64,
    },
    /// All bodies together would be more than the server holds at once.
    TooMuch,
    /// It broke off.
    Broken(hyper::Error),
}

/// Reads a body of at most `limit` bytes. The share goes with it for as long as it is held.
pub(super) async fn read(mut body: Incoming, limit: usize, scales: &Arc<Scales>) -> Result<(Bytes, Share), Unread> {
    let mut share = Share::none(scales);
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        return Err(Unread::TooLarge { length: announced });
    }
    let mut whole = Bytes::new();
    let mut buffer = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(Unread::Broken)?.into_data() else { continue };
        let length = share.bytes + data.len();
        if length > limit {
            return Err(Unread::TooLarge { length: length as u64 });
        }
        if !share.grow(data.len()) {
            return Err(Unread::TooMuch);
        }
        // Most bodies come in one piece, which needs no copy.
        if whole.is_empty() && buffer.is_empty() {
            whole = data;
            continue;
        }
        if buffer.is_empty() {
            buffer.extend_from_slice(&std::mem::take(&mut whole));
        }
        buffer.extend_from_slice(&data);
    }
    let body = if buffer.is_empty() { whole } else { buffer.freeze() };
    Ok((body, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_given_back() {
        let scales = Scales::new(100);
        let mut first = Share::none(&scales);
        let mut second = Share::none(&scales);
        assert!(first.grow(60));
        assert!(!second.grow(60));
        drop(second);
        let mut third = Share::none(&scales);
        assert!(third.grow(40));
        drop((first, third));
        assert_eq!(scales.held.load(Ordering::Relaxed), 0);
    }
}
