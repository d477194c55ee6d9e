//! Plays steps: each with its placeholders replaced, within its time, held against what is expected of it; and those that hold
//! steps along their course.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use serde_json::{Value as Json, json};

use super::ending::{could_not, errored, failed, within};
use super::outcome::Ending;
use super::process::Process;
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::platforms::dispatch::caught;
use crate::scenario::Planned;
use crate::scenario::expect::{self, Difference, Mismatch, difference};
use crate::scenario::step::{CouldNot, Course, Played, Stage, Step};
use crate::scenario::values::Values;
use crate::tree::{Duration, Node};
use crate::world::clock::{Clock, Elapsed, between, later};

/// Is told of each step that went well, those that other steps hold included.
pub trait Watcher: Send + Sync {
    /// This came of the step.
    fn came(&self, planned: &Planned, played: &Played);
}

/// Plays steps on a stage.
#[derive(Clone, Copy)]
pub struct Player<'a> {
    /// Where they are played.
    pub stage: &'a Stage,
    /// The program under test, if it was started for the scenario: what it printed is told of a step that did not go well.
    pub process: Option<&'a Process>,
    /// How many steps have begun; those that other steps hold are not counted.
    pub played: &'a AtomicUsize,
    /// Whoever wants to know what comes of each step.
    pub watcher: Option<&'a dyn Watcher>,
    /// Whether a difference from what is expected ends the scenario.
    pub strictness: Strictness,
}

/// Whether a difference from what is expected ends the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// It does.
    Expects,
    /// It does not: the expectations are written for another variant of the scenario.
    Watches,
}

/// The ending, if it is reached before the last step.
type Outcome = Result<(), Box<Ending>>;

impl<'a> Player<'a> {
    /// Plays `steps` in order, up to the first that does not go well. `values` is what placeholders stand for; what the steps
    /// capture is added.
    pub async fn all(self, steps: &'a [Planned], values: &mut Values) -> Outcome {
        for planned in steps {
            self.played.fetch_add(1, Ordering::Relaxed);
            self.step(planned, values).await?;
        }
        Ok(())
    }

    async fn step(self, planned: &'a Planned, values: &mut Values) -> Outcome {
        let mut problems = Diagnostics::new();
        let step = planned.ready(values, &mut problems);
        let expected = planned.expectation(values, &mut problems);
        let limit = planned.limit(values, &mut problems);
        let (Some(step), Some(expected), Some(limit)) = (step, expected, limit) else {
            let problem =
                first_error(&problems).unwrap_or_else(|| could_not(planned, CouldNot::because("it is not whole")));
            return Err(Box::new(errored(&self.stage.world, problem, self.process)));
        };
        let played = match self.in_time(planned, &*step, limit, values).await? {
            Ok(played) => played,
            Err(reason) => return Err(self.errored(planned, reason)),
        };
        let mut unmet = played.unmet.clone();
        unmet.extend(expected.iter().flat_map(|expected| expect::compare(expected, &played.value)));
        if self.strictness == Strictness::Watches {
            // Whatever can be captured is, for the steps that need it.
            capture(planned, &played.value, values);
            unmet.clear();
        } else if unmet.is_empty() {
            unmet = capture(planned, &played.value, values);
        }
        if !unmet.is_empty() {
            return Err(self.failed(planned, &played, unmet));
        }
        if let Some(watcher) = self.watcher {
            watcher.came(planned, &played);
        }
        Ok(())
    }

    /// Plays one step, for as long as it may take.
    async fn in_time(
        self,
        planned: &'a Planned,
        step: &dyn Step,
        limit: Option<Duration>,
        values: &mut Values,
    ) -> Result<Result<Played, CouldNot>, Box<Ending>> {
        let work = async {
            match step.course() {
                Some(course) => self.follow(planned, &course, values).await.map(Ok),
                None => Ok(perform(step, self.stage).await),
            }
        };
        let Some(limit) = limit else { return work.await };
        match self.clock().patience(*limit, work).await {
            Ok(came) => came,
            Err(Elapsed) => {
                let difference = Difference {
                    path: "within".to_owned(),
                    wanted: format!("the end of the step within {limit}"),
                    got: format!("no end after {limit}"),
                };
                let place = planned.within.as_ref().map_or_else(|| planned.place.clone(), Node::place);
                let unmet = vec![Mismatch { difference, place }];
                Err(self.failed(planned, &Played::default(), unmet))
            }
        }
    }

    /// Plays the steps that a step holds.
    fn follow<'f>(
        self,
        planned: &'a Planned,
        course: &'f Course,
        values: &'f mut Values,
    ) -> Pin<Box<dyn Future<Output = Result<Played, Box<Ending>>> + Send + 'f>>
    where
        'a: 'f,
    {
        Box::pin(async move {
            let begin = self.clock().now();
            let mut came = match course {
                Course::Once => {
                    self.once(planned, values).await?;
                    json!({})
                }
                Course::Again { times, index, every } => {
                    self.again(planned, *times, index, *every, values).await?;
                    json!({ "times": times })
                }
                Course::AtOnce => {
                    self.at_once(planned, values).await?;
                    json!({})
                }
            };
            came["took"] = json!(Duration(self.clock().since(begin)));
            Ok(Played::new(came))
        })
    }

    async fn once(self, planned: &'a Planned, values: &mut Values) -> Outcome {
        for step in planned.held.iter().flat_map(|branch| &branch.steps) {
            let came = self.step(step, values).await;
            came.map_err(|ending| Box::new(within(*ending, &planned.place, "used here")))?;
        }
        Ok(())
    }

    async fn again(
        self,
        planned: &'a Planned,
        times: u32,
        index: &str,
        every: Duration,
        values: &mut Values,
    ) -> Outcome {
        for turn in 1..=times {
            let next = later(self.clock().now(), *every);
            values.capture(index.to_owned(), turn.into());
            for step in planned.held.iter().flat_map(|branch| &branch.steps) {
                let came = self.step(step, values).await;
                came.map_err(|ending| Box::new(within(*ending, &planned.place, format!("in turn {turn} of {times}"))))?;
            }
            if turn < times {
                // Steps that never wait must not keep everything else from going on.
                tokio::task::yield_now().await;
                self.pause_until(next).await;
            }
        }
        values.forget(index);
        Ok(())
    }

    async fn pause_until(self, next: jiff::Timestamp) {
        let rest = between(self.clock().now(), next);
        if !rest.is_zero() {
            self.clock().pause(rest).await;
        }
    }

    /// All branches go on in this one task, always looked at in the order in which they are written, so that the same file gives
    /// the same transcript.
    async fn at_once(self, planned: &'a Planned, values: &mut Values) -> Outcome {
        let before = &*values;
        let mut branches: Vec<_> = planned
            .held
            .iter()
            .map(|branch| {
                let mut own = before.clone();
                let going_on = async move {
                    for step in &branch.steps {
                        self.step(step, &mut own).await?;
                    }
                    Ok::<_, Box<Ending>>(own)
                };
                let going_on: Pin<Box<dyn Future<Output = _> + Send + '_>> = Box::pin(going_on);
                (Some(going_on), None)
            })
            .collect();
        let all = std::future::poll_fn(|cx| {
            let mut is_ready = true;
            for (at, (going_on, ended)) in branches.iter_mut().enumerate() {
                let Some(branch) = going_on else { continue };
                match branch.as_mut().poll(cx) {
                    Poll::Pending => is_ready = false,
                    Poll::Ready(Ok(own)) => {
                        *ended = Some(own);
                        *going_on = None;
                    }
                    Poll::Ready(Err(ending)) => return Poll::Ready(Err((at, ending))),
                }
            }
            if is_ready { Poll::Ready(Ok(())) } else { Poll::Pending }
        });
        if let Err((at, ending)) = all.await {
            let name = &planned.held[at].name;
            return Err(Box::new(within(*ending, &planned.place, format!("in branch '{name}'"))));
        }
        let captured: Vec<_> = branches.into_iter().filter_map(|(_, own)| own).collect();
        let before = values.clone();
        captured.into_iter().for_each(|own| values.absorb(&before, own));
        Ok(())
    }

    fn clock(self) -> &'a Clock {
        self.stage.world.clock()
    }

    fn errored(self, planned: &Planned, reason: CouldNot) -> Box<Ending> {
        Box::new(errored(&self.stage.world, could_not(planned, reason), self.process))
    }

    fn failed(self, planned: &Planned, played: &Played, unmet: Vec<Mismatch>) -> Box<Ending> {
        Box::new(failed(&self.stage.world, planned, played, unmet, self.process))
    }
}

/// Keeps what the steps after this one need; what is not there is a difference.
fn capture(planned: &Planned, value: &Json, values: &mut Values) -> Vec<Mismatch> {
    let mut missing = Vec::new();
    for (name, place, path) in &planned.capture {
        match path.first(value) {
            Some(found) => values.capture(name.clone(), found.clone()),
            None => missing.push(Mismatch {
                difference: Difference {
                    path: path.to_string(),
                    wanted: format!("a value to capture as {name}"),
                    got: format!("nothing there in {}", difference::shown(Some(value))),
                },
                place: place.clone(),
            }),
        }
    }
    missing
}

/// A panic in a step is a mistake in Backlot; the other scenarios go on.
async fn perform(step: &dyn Step, stage: &Stage) -> Result<Played, CouldNot> {
    caught(step.play(stage)).await.unwrap_or_else(|panic| {
        let help = "This is a mistake in Backlot and not in your scenario; please report it with the scenario.";
        Err(CouldNot::because(format!("the step panicked: {panic}")).help(help))
    })
}

/// The first problem that makes it impossible to go on.
pub(super) fn first_error(problems: &Diagnostics) -> Option<Diagnostic> {
    problems.ordered().into_iter().find(|one| one.severity == Severity::Error).cloned()
}
