//! What the tests are written in. Three nouns: a [`Backlot`] is a server on a free port in this process, a [`Program`] is
//! the real binary run with arguments, a [`Client`] talks to either, in HTTP or in bytes as they are. All of them end when
//! they are dropped, and none waits for ever.

#![allow(dead_code, unused_imports, reason = "a vocabulary is there before every word of it is used")]

mod backlot;
mod client;
pub(crate) mod golden;
mod program;

use std::future::Future;
use std::time::Duration;

pub(crate) use backlot::{Backlot, bare};
pub(crate) use client::{Client, Reply, Wire};
pub(crate) use program::{Ended, Program};

use ::backlot::world::clock::transport;

/// Long enough for everything that a test waits for, on a machine that is busy with all of them.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs `work`, which takes no time worth mentioning unless something is broken.
#[track_caller]
pub(crate) fn soon<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let place = std::panic::Location::caller();
    async move { transport::timeout(PATIENCE, work).await.unwrap_or_else(|_| panic!("waited in vain at {place}")) }
}
