//! The faults that have hit one exchange, and what they do to it together.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;

use super::Fault;
use super::calling::{Calling, Line, Standing};
use super::kind::{Does, Effect};
use super::plan::Plan;
use crate::world::rng::Rng;

/// The faults that have hit one exchange. Empty for nearly all of them, and then it costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    hits: Vec<Hit>,
    /// Where others may wait for this exchange, whether it was hit or not.
    lines: Vec<Arc<Standing>>,
}

/// One fault that has hit an exchange.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The fault.
    pub fault: Arc<Fault>,
    /// Which of the exchanges that the fault is about this is, counted from 1.
    pub number: u64,
    /// Randomness for this hit alone, so that nothing else that is drawn meanwhile changes it.
    pub rng: Arc<Rng>,
    /// The exchanges that the fault has seen, for those that wait for others.
    pub line: Arc<Line>,
}

impl Touched {
    /// By no fault.
    pub const NONE: Self = Self { hits: Vec::new(), lines: Vec::new() };

    pub(super) fn by(hits: Vec<Hit>, lines: Vec<Arc<Standing>>) -> Self {
        Self { hits, lines }
    }

    /// By what a server that is played does, instead of a fault of its world: `number` counts what it was asked from 1.
    pub fn played(does: &Does, number: u64) -> Self {
        let fault = Arc::new(Fault { does: does.clone(), ..Fault::default() });
        let rng = Arc::new(Rng::new(number));
        Self::by(vec![Hit { fault, number, rng, line: Arc::default() }], Vec::new())
    }

    /// Whether no fault has hit, and nobody waits for the exchange.
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty() && self.lines.is_empty()
    }

    /// Whether a fault has hit.
    pub fn is_hit(&self) -> bool {
        !self.hits.is_empty()
    }

    /// Whether the platform does what it is asked to do; if not, the request is lost on its way.
    pub fn is_applied(&self) -> bool {
        self.hits.iter().all(|hit| hit.fault.is_applied())
    }

    /// The effect of type `E`, if one of the faults has it: how a platform finds its own kinds.
    pub fn find<E: Effect>(&self) -> Option<&E> {
        self.effects().find_map(|(effect, _)| {
            let effect: &dyn Any = &**effect;
            effect.downcast_ref()
        })
    }

    /// What is said of them in the journal.
    pub fn labels(&self) -> Vec<Cow<'static, str>> {
        self.effects().map(|(effect, _)| Cow::Owned(effect.label())).collect()
    }

    /// Changes the answer as they do, in order.
    pub fn rewrite(&self, response: &mut Response<Bytes>) {
        for (effect, hit) in self.effects() {
            effect.rewrite(response, hit);
        }
    }

    /// What becomes of the answer on its way.
    pub fn answering(&self) -> Plan {
        let mut plan = Plan::default();
        for (effect, hit) in self.effects() {
            effect.answering(&mut plan, hit);
        }
        plan
    }

    /// What becomes of the call on its way out.
    pub fn calling(&self) -> Calling {
        let mut plan = Calling::default();
        for (effect, hit) in self.effects() {
            effect.calling(&mut plan, hit);
        }
        plan
    }

    /// Says that the exchange is over, for those that wait for it.
    pub fn ended(&self) {
        self.lines.iter().for_each(|standing| standing.ended());
    }

    fn effects(&self) -> impl Iterator<Item = (&Arc<dyn Effect>, &Hit)> {
        self.hits.iter().flat_map(|hit| hit.fault.does.effects().map(move |effect| (effect, hit)))
    }
}
