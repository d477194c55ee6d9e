//! `delay`: the answer takes longer.

use std::f64::consts::TAU;
use std::time::Duration as StdDuration;

use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic};
use crate::tree::fields::{only_key, only_key_schema};
use crate::tree::{Decode, Decoding, Duration, Node, Schemas, Value, record};
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::Plan;
use crate::world::faults::touched::Hit;
use crate::world::rng::Rng;

pub(super) const KIND: Kind = Kind::of::<Delay>(
    "delay",
    Group::Answering,
    "The first byte of the answer comes so much later: `2s`, `{ uniform: [1s, 3s] }`, or `{ log-normal: { median: 90ms, sigma: 0.4 } }`. Several add up.",
);

/// How long an answer takes longer.
#[derive(Debug, Clone, PartialEq)]
enum Delay {
    /// Always the same.
    Fixed(Duration),
    /// Anything from the first to the second.
    Uniform(Duration, Duration),
    /// Usually about the median, now and then much longer: what delays on networks look like.
    LogNormal(LogNormal),
}

record! {
    /// A delay that is usually about the median, and now and then much longer.
    #[derive(PartialEq)]
    struct LogNormal {
        /// Half of the delays are shorter.
        median: Duration,
        /// How far they lie apart: 0 for all the same, 0.4 for a usual network, 1 for a bad one.
        sigma: f64 = 0.4,
        /// No delay is longer than this.
        most: Duration = Duration(StdDuration::from_secs(3600)),
    }
}

impl Delay {
    fn draw(&self, rng: &Rng) -> StdDuration {
        match self {
            Self::Fixed(duration) => **duration,
            Self::Uniform(from, to) => rounded(from.as_secs_f64() + (**to - **from).as_secs_f64() * rng.fraction()),
            Self::LogNormal(LogNormal { median, sigma, most }) => {
                // Box and Muller: two even numbers make one that is normally distributed.
                let (one, other) = (1.0 - rng.fraction(), rng.fraction());
                let normal = (-2.0 * one.ln()).sqrt() * (TAU * other).cos();
                let seconds = (median.as_secs_f64() * (sigma * normal).exp()).min(most.as_secs_f64());
                rounded(seconds)
            }
        }
    }
}

/// Whole microseconds, so that the last digits of a machine's logarithm do not matter.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "far below where it would matter")]
fn rounded(seconds: f64) -> StdDuration {
    StdDuration::from_micros((seconds * 1e6).round() as u64)
}

impl Decode for Delay {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let Value::Map(map) = &node.value else { return Duration::decode(node, cx).map(Self::Fixed) };
        if map.is_empty() {
            let problem = Diagnostic::error(Code::MissingKey, node.place(), "it is not said how long the delay is");
            cx.report(problem.help("write delay: 2s"));
            return None;
        }
        let (key, entry) = only_key(node, &["uniform", "log-normal"], cx)?;
        if key == "log-normal" {
            let delay = LogNormal::decode(&entry.value, cx)?;
            if delay.sigma < 0.0 {
                cx.report(Diagnostic::error(Code::OutOfRange, entry.value.place(), "sigma is not negative"));
                return None;
            }
            return Some(Self::LogNormal(delay));
        }
        let Some([from, to]) = entry.value.as_list() else {
            return cx.wrong_type(&entry.value, "a list of two durations");
        };
        let (shortest, longest) = (Duration::decode(from, cx), Duration::decode(to, cx));
        let (shortest, longest) = (shortest?, longest?);
        if longest < shortest {
            let message = "the second duration must not be shorter than the first";
            cx.report(Diagnostic::error(Code::BadValue, to.place(), message));
            return None;
        }
        Some(Self::Uniform(shortest, longest))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let (duration, log_normal) = (Duration::schema(schemas), LogNormal::schema(schemas));
        let uniform = json!({ "type": "array", "items": duration, "minItems": 2, "maxItems": 2 });
        json!({ "anyOf": [duration, only_key_schema([("uniform", uniform), ("log-normal", log_normal)])] })
    }
}

impl Effect for Delay {
    fn label(&self) -> String {
        match self {
            Self::Fixed(duration) => format!("delay {duration}"),
            Self::Uniform(from, to) => format!("delay {from} to {to}"),
            Self::LogNormal(delay) => format!("delay about {}", delay.median),
        }
    }

    fn answering(&self, plan: &mut Plan, hit: &Hit) {
        plan.delay = plan.delay.saturating_add(self.draw(&hit.rng));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration(StdDuration::from_millis(ms))
    }

    #[test]
    fn even_delays_lie_between_their_ends() {
        let (rng, delay) = (Rng::new(7), Delay::Uniform(ms(100), ms(300)));
        let drawn: Vec<_> = (0..1_000).map(|_| delay.draw(&rng).as_millis()).collect();
        assert!(drawn.iter().all(|drawn| (100..=300).contains(drawn)));
        assert!(drawn.iter().any(|drawn| *drawn < 120) && drawn.iter().any(|drawn| *drawn > 280));
    }

    #[test]
    fn half_of_log_normal_delays_are_shorter_than_the_median() {
        let delay = Delay::LogNormal(LogNormal { median: ms(100), sigma: 0.5, most: ms(400) });
        let rng = Rng::new(7);
        let drawn: Vec<_> = (0..2_000).map(|_| delay.draw(&rng)).collect();
        let shorter = drawn.iter().filter(|drawn| **drawn < *ms(100)).count();
        assert!((900..1_100).contains(&shorter), "{shorter}");
        assert!(drawn.iter().all(|drawn| *drawn <= *ms(400)) && drawn.iter().any(|drawn| *drawn > *ms(250)));
        let again = Rng::new(7);
        assert!(drawn.iter().all(|drawn| *drawn == delay.draw(&again)));
    }
}
