//! Promises that were rejected, and that nobody has heard of: the engine says so when one is rejected, and again if somebody
//! begins to listen after all.

use std::cell::RefCell;
use std::rc::Rc;

use rquickjs::{Ctx, Persistent, Runtime, Value};

/// How many are kept until somebody asks; the rest is forgotten.
const MOST: usize = 100;

/// A rejected promise, with what it was rejected with.
type Rejected = (Persistent<Value<'static>>, Persistent<Value<'static>>);

/// The promises that were rejected in one engine since somebody last asked. What is kept here keeps its engine from ending in
/// good order, so that it has to be taken or forgotten after each run.
#[derive(Default)]
pub(super) struct Rejections(RefCell<Vec<Rejected>>);

impl Rejections {
    /// Those of `runtime` from now on.
    pub(super) fn of(runtime: &Runtime) -> Rc<Self> {
        let own = Rc::new(Self::default());
        let told = Rc::downgrade(&own);
        runtime.set_host_promise_rejection_tracker(Some(Box::new(move |ctx, promise, reason, is_heard| {
            let Some(own) = told.upgrade() else { return };
            if is_heard {
                own.heard(&ctx, &promise);
            } else if own.0.borrow().len() < MOST {
                own.0.borrow_mut().push((Persistent::save(&ctx, promise), Persistent::save(&ctx, reason)));
            }
        })));
        own
    }

    fn heard<'js>(&self, ctx: &Ctx<'js>, promise: &Value<'js>) {
        let is_other = |known: &Rejected| known.0.clone().restore(ctx).is_ok_and(|known| known != *promise);
        self.0.borrow_mut().retain(is_other);
    }

    /// What the promises were rejected with, in order; they are not kept any longer.
    pub(super) fn take<'js>(&self, ctx: &Ctx<'js>) -> Vec<Value<'js>> {
        let taken = self.0.take().into_iter();
        taken.filter_map(|(_, reason)| reason.restore(ctx).ok()).collect()
    }

    /// Forgets them.
    pub(super) fn forget(&self) {
        self.0.take();
    }
}
