//! An exchange that faults have hit: when it goes out, how often, and what becomes of it.

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use http::{HeaderValue, header};

use super::exchange::{Exchange, Limits, Request};
use super::send::{self, How};
use super::{Client, failure::Failure};
use crate::world::World;
use crate::world::faults::Touched;

/// One exchange that `touched` has hit. The copies that a fault sends of it are over when it is.
pub(super) async fn exchange(
    client: &Client,
    world: &World,
    mut request: Request,
    limits: Limits,
    touched: &Touched,
) -> Exchange {
    let (calling, plan) = (touched.calling(), touched.answering());
    let clock = world.clock();
    if !calling.late.is_zero() {
        clock.sleep(calling.late).await;
    }
    if let Some(behind) = &calling.behind {
        behind.wait(clock).await;
    }
    if calling.fresh {
        request.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let copy = |after, request: Request| async move {
        clock.sleep(after).await;
        send::exchange(client, world, request, limits, How::default()).await
    };
    let mut all: Vec<Pin<Box<dyn Future<Output = Exchange> + Send + '_>>> = Vec::new();
    let how = How { calling: Some(&calling), plan: Some(&plan), touched: Some(touched) };
    all.push(Box::pin(send::exchange(client, world, request.clone(), limits, how)));
    for after in &calling.copies {
        all.push(Box::pin(copy(*after, request.clone())));
    }
    let mut done = together(all).await.into_iter();
    touched.ended();
    let Some(mut first) = done.next() else { unreachable!("there is always the first") };
    first.faults = touched.labels();
    first.copies = done.collect();
    for (at, copy) in first.copies.iter_mut().enumerate() {
        copy.faults = vec![Cow::Owned(format!("duplicate, copy {}", at + 1))];
    }
    first
}

/// Runs all of them at the same time, to the end of the last.
async fn together<F: Future + Unpin>(mut all: Vec<F>) -> Vec<F::Output> {
    let mut done: Vec<Option<F::Output>> = all.iter().map(|_| None).collect();
    poll_fn(|cx| {
        for (work, done) in all.iter_mut().zip(&mut done) {
            if done.is_none()
                && let Poll::Ready(output) = Pin::new(work).poll(cx)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// What is known before anything is sent: whether there will be a connection at all.
pub(super) async fn before(how: How<'_>) -> Result<(), Failure> {
    if how.calling.is_some_and(|calling| calling.unreachable) {
        return std::future::pending().await;
    }
    match how.plan {
        Some(plan) if plan.refused => Err(Failure::Refused { addresses: Vec::new() }),
        Some(plan) if plan.handshake.is_some() => Err(crate::world::upstream::Broken::Handshake.into()),
        _ => Ok(()),
    }
}
