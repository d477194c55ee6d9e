//! An exchange that faults have hit: when it goes out, how often, and what becomes of it.

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderValue, header};

use super::exchange::{Exchange, Limits, Request};
use super::send::{self, How};
use super::{Client, failure::Failure};
use crate::world::World;
use crate::world::faults::Touched;

/// The copies of a request that a fault sends, some of which may still be on their way when the first has its answer.
#[derive(Default)]
pub struct Copies<'a> {
    going: Vec<Going<'a>>,
}

/// One copy: on its way, or at its end.
enum Going<'a> {
    Still(Pin<Box<dyn Future<Output = Exchange> + Send + 'a>>),
    Ended(Box<Exchange>),
}

impl Copies<'_> {
    /// Does `work`, with the copies going on meanwhile.
    pub(super) async fn beside<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|cx| {
            let done = work.as_mut().poll(cx);
            self.go_on(cx);
            done
        })
        .await
    }

    /// All of them, once the last has ended.
    pub async fn ended(mut self) -> Vec<Exchange> {
        poll_fn(|cx| if self.go_on(cx) { Poll::Ready(()) } else { Poll::Pending }).await;
        let ended = self.going.into_iter().filter_map(|going| match going {
            Going::Ended(copy) => Some(*copy),
            Going::Still(_) => None,
        });
        let mut ended: Vec<_> = ended.collect();
        for (at, copy) in ended.iter_mut().enumerate() {
            copy.faults = vec![Cow::Owned(format!("duplicate, copy {}", at + 1))];
        }
        ended
    }

    /// Lets each of them go on; says whether all have ended.
    fn go_on(&mut self, cx: &mut Context<'_>) -> bool {
        let mut have_ended = true;
        for going in &mut self.going {
            let Going::Still(copy) = going else { continue };
            match copy.as_mut().poll(cx) {
                Poll::Ready(copy) => *going = Going::Ended(Box::new(copy)),
                Poll::Pending => have_ended = false,
            }
        }
        have_ended
    }
}

/// One exchange that `touched` has hit, with the copies that a fault has sent of it. Nobody waits for those: the exchange is
/// over when the first is.
pub(super) async fn exchange<'a>(
    client: &'a Client,
    world: &'a World,
    mut request: Request,
    limits: Limits,
    touched: &Touched,
) -> (Exchange, Copies<'a>) {
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
    let still = |after: &Duration| Going::Still(Box::pin(copy(*after, request.clone())));
    let mut copies = Copies { going: calling.copies.iter().map(still).collect() };
    let how = How { calling: Some(&calling), plan: Some(&plan), touched: Some(touched) };
    let mut first = Box::pin(copies.beside(send::exchange(client, world, request, limits, how))).await;
    touched.ended();
    first.faults = touched.labels();
    (first, copies)
}

/// What is known before anything is sent: whether there will be a connection at all.
pub(super) async fn before(how: How<'_>) -> Result<(), Failure> {
    if how.calling.is_some_and(|calling| calling.unreachable) {
        return std::future::pending().await;
    }
    match how.plan {
        Some(plan) if plan.refused => Err(Failure::Refused { addresses: Vec::new() }),
        Some(plan) => plan.tls.broken().map_or(Ok(()), |broken| Err(broken.into())),
        None => Ok(()),
    }
}
