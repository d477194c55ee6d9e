//! The bridge between a script and the async world. A script that calls out blocks its own thread and nobody else's: the
//! task that waits for the script answers the question on its own runtime, on the world's clock, and sends the answer back.

use std::cell::Cell;
use std::sync::Arc;

use async_trait::async_trait;
use rquickjs::{Ctx, Error};
use tokio::sync::{mpsc, oneshot};

use super::meter::{Meter, Stop};

/// What a script may ask the async world for. Asked in the task that waits for the script; no thread is blocked meanwhile
/// but the script's own.
#[async_trait]
pub trait Host: Sync {
    /// What a script asks.
    type Question: Send + 'static;
    /// What it is told.
    type Answer: Send + 'static;

    /// Answers one question. The time it takes does not count as the script's.
    async fn answer(&self, question: Self::Question) -> Self::Answer;
}

/// A host that cannot be asked anything.
#[derive(Debug, Clone, Copy)]
pub struct NoHost;

#[async_trait]
impl Host for NoHost {
    type Question = std::convert::Infallible;
    type Answer = ();

    async fn answer(&self, question: Self::Question) {
        match question {}
    }
}

/// The script's end of the bridge: questions of type `Q` are answered with an `A`.
#[derive(Debug)]
pub struct Asker<Q, A> {
    questions: mpsc::UnboundedSender<Asked<Q, A>>,
    meter: Arc<Meter>,
    left: Cell<usize>,
}

/// A question on its way, with the way back.
pub(super) type Asked<Q, A> = (Q, oneshot::Sender<A>);

/// A bridge for one run.
pub(super) fn bridge<Q, A>(meter: Arc<Meter>) -> (Asker<Q, A>, mpsc::UnboundedReceiver<Asked<Q, A>>) {
    let left = Cell::new(meter.limits().calls);
    // Not bounded: a script waits for each answer, so there is never more than one question.
    let (questions, asked) = mpsc::unbounded_channel();
    (Asker { questions, meter, left }, asked)
}

impl<Q, A> Asker<Q, A> {
    /// Asks, and blocks until there is an answer. Where there will never be one, the script is stopped.
    pub fn ask(&self, ctx: &Ctx<'_>, question: Q) -> Result<A, Error> {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Err(halt(ctx, &self.meter, Stop::TooManyCalls));
        };
        self.left.set(left);
        let (way_back, answer) = oneshot::channel();
        let asked = self.questions.send((question, way_back)).is_ok();
        match self.meter.paused(|| answer.blocking_recv()) {
            Ok(answer) if asked => Ok(answer),
            _ => Err(halt(ctx, &self.meter, Stop::Cancelled)),
        }
    }
}

/// Stops the script, so that neither its `catch` nor its `finally` gets to run. To be called in a function that the script
/// has called; its result is what that function must return.
pub(super) fn halt(ctx: &Ctx<'_>, meter: &Meter, why: Stop) -> Error {
    meter.stop(why);
    // Only the engine can throw what cannot be caught, and it does so when it asks whether to go on. It asks now and then:
    // this makes it ask soon.
    match ctx.eval::<(), _>("for (;;) ;") {
        Ok(()) => Error::Exception,
        Err(error) => error,
    }
}
