//! Whether the server is fast enough, again and again and for many at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::journal::verdict::Headroom;
use crate::platforms::cluster::call::{Outcome, Reason};
use crate::platforms::cluster::doctor::finding::Finding;
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};

pub(super) const PROBES: &[Probe] = &[
    Probe {
        name: "call-after-call",
        chapter: Chapter::Time,
        about: "Many calls, one after the other, are all answered in time",
        platform: "gives a call five seconds, from the look-up of the name to the last byte, and never tries again",
        mend: "answer at once and do long work elsewhere: let the script ask again for what takes longer",
        needs: Needs::Accepted,
        hostile: false,
        requests: |options| options.calls,
        run: |patient| Box::pin(many(patient)),
    },
    Probe {
        name: "cold-connection",
        chapter: Chapter::Time,
        about: "The first call on a new connection is answered in time",
        platform: "may connect anew for any call: look-up, connection and TLS count too",
        mend: "keep the server awake; hosts that put it to sleep need seconds to wake it",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| 1,
        run: |patient| Box::pin(cold(patient)),
    },
    Probe {
        name: "repeated-call",
        chapter: Chapter::Time,
        about: "The same call again is answered again",
        platform: "sends every call that a script makes, however often it is the same",
        mend: "do not refuse what you have seen before, or leave that to the script's own meta",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| 3,
        run: |patient| Box::pin(repeated(patient)),
    },
    Probe {
        name: "at-once",
        chapter: Chapter::Time,
        about: "Many calls at once are all answered in time",
        platform: "calls for every player at the same time, on as many connections as it likes",
        mend: "use a server that takes several requests at once, with threads, processes or async",
        needs: Needs::Accepted,
        hostile: false,
        requests: |options| options.at_once,
        run: |patient| Box::pin(at_once(patient)),
    },
    Probe {
        name: "own-answer",
        chapter: Chapter::Time,
        about: "Of calls at once, each gets its own answer",
        platform: "hands each answer to the item that asked, and cannot know that it belongs to another",
        mend: "keep nothing of a request in variables that all requests share",
        needs: Needs::Accepted,
        hostile: false,
        requests: |options| options.at_once,
        run: |patient| Box::pin(own(patient)),
    },
];

/// The value below which `share` of the sorted `times` lie.
fn percentile(times: &[Duration], share: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a small index"
    )]
    let at = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1)) - 1;
    times.get(at).copied().unwrap_or_default()
}

/// What `outcomes` say about time.
fn timed(patient: &Patient, outcomes: &[Outcome]) -> Finding {
    let limit = patient.timeout();
    let mut times: Vec<_> = outcomes.iter().map(|outcome| outcome.after).collect();
    times.sort();
    let [p50, p99] = [0.5, 0.99].map(|share| percentile(&times, share));
    let is_late =
        |outcome: &&Outcome| matches!(&outcome.result, Err(Reason::NoAnswer(crate::client::Failure::Timeout { .. })));
    let late = outcomes.iter().filter(is_late).count();
    let headroom = Headroom::new(p99.as_millis(), limit.as_millis(), "ms");
    let percent = late * 100 / outcomes.len().max(1);
    let said =
        format!("p50 {} ms, p99 {} ms, {percent} % over {} s", p50.as_millis(), p99.as_millis(), limit.as_secs_f64());
    if late > 0 {
        return Finding::failed(said).within(headroom);
    }
    if let Some((outcome, reason)) = outcomes.iter().find_map(|outcome| Some((outcome, outcome.result.as_ref().err()?)))
    {
        let failed = outcomes.iter().filter(|outcome| outcome.result.is_err()).count();
        let finding = judge::failed(patient, outcome, reason);
        return Finding { said: format!("{failed} of {} failed: {}", outcomes.len(), finding.said), ..finding };
    }
    // Whoever needs more than half of the time on a quiet day is late on a busy one.
    if p99 * 2 > limit { Finding::warned(said).within(headroom) } else { Finding::passed(said).within(headroom) }
}

async fn many(patient: &Arc<Patient>) -> Finding {
    let mut outcomes = Vec::with_capacity(patient.options.calls);
    for _ in 0..patient.options.calls {
        outcomes.push(patient.call(patient.options.plain()).await);
    }
    timed(patient, &outcomes)
}

async fn cold(patient: &Arc<Patient>) -> Finding {
    patient.hang_up();
    let outcome = patient.call(patient.options.plain()).await;
    if let Err(reason) = &outcome.result {
        return judge::failed(patient, &outcome, reason);
    }
    let (took, limit) = (outcome.after, patient.timeout());
    let phases = outcome.hops.first().map(|hop| {
        let phases = hop.timings.phases().map(|(phase, took)| format!("{phase} {} ms", took.as_millis()));
        phases.collect::<Vec<_>>().join(", ")
    });
    let finding = if took * 2 > limit { Finding::warned(phases.unwrap_or_default()) } else { Finding::passed("") };
    finding.within(Headroom::new(took.as_millis(), limit.as_millis(), "ms"))
}

async fn repeated(patient: &Arc<Patient>) -> Finding {
    let mut outcomes = Vec::new();
    for _ in 0..3 {
        outcomes.push(patient.call(patient.options.plain()).await);
    }
    match outcomes.iter().find_map(|outcome| Some((outcome, outcome.result.as_ref().err()?))) {
        Some((outcome, reason)) => judge::failed(patient, outcome, reason),
        None => Finding::passed("3 of 3 accepted"),
    }
}

/// Calls at once, one for each text, with their outcomes in the order of the texts.
async fn together(patient: &Arc<Patient>, texts: impl IntoIterator<Item = String>) -> Vec<Outcome> {
    let mut calls = JoinSet::new();
    for (at, text) in texts.into_iter().enumerate() {
        let patient = Arc::clone(patient);
        calls.spawn(async move { (at, patient.call(text).await) });
    }
    let mut outcomes = calls.join_all().await;
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

async fn at_once(patient: &Arc<Patient>) -> Finding {
    let count = patient.options.at_once;
    let outcomes = together(patient, std::iter::repeat_n(patient.options.plain(), count)).await;
    let finding = timed(patient, &outcomes);
    Finding { said: format!("{count} at once: {}", finding.said), ..finding }
}

async fn own(patient: &Arc<Patient>) -> Finding {
    if !patient.options.takes_texts() {
        return Finding::skipped("the request that was given has no place for a text: write $TEXT where one may stand");
    }
    let texts: Vec<_> = (0..patient.options.at_once).map(|at| judge::marked(&format!("caller {at}"))).collect();
    let outcomes = together(patient, texts.iter().map(|text| patient.options.request(text))).await;
    let mut repeated = 0;
    for (text, outcome) in texts.iter().zip(&outcomes) {
        let response = match &outcome.result {
            Ok(response) => response,
            Err(Reason::Status { status }) if status.is_client_error() => continue,
            Err(reason) => return judge::failed(patient, outcome, reason),
        };
        if response.contains(text.as_str()) {
            repeated += 1;
        } else if let Some(other) = texts.iter().find(|other| response.contains(other.as_str())) {
            return Finding::failed(format!("the caller of {text:?} got the answer to {other:?}"));
        }
    }
    match repeated {
        0 => Finding::passed("accepted (the answers do not repeat the texts)"),
        some => Finding::passed(format!("{some} of {} got their own", texts.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let times: Vec<_> = (1..=20).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 0.5), Duration::from_millis(10));
        assert_eq!(percentile(&times, 0.99), Duration::from_millis(20));
        assert_eq!(percentile(&times[..1], 0.5), Duration::from_millis(1));
        assert_eq!(percentile(&[], 0.5), Duration::ZERO);
    }
}
