//! One look at a server from beginning to end: which probes are run, in which order, and what came of each.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::finding::{Finding, Grade};
use super::patient::{Options, Patient};
use super::{Needs, Probe};
use crate::client::{self, Phase};
use crate::platforms::cluster::call::Reason;
use crate::world::clock::{Clock, Stopwatch};

/// What came of one probe.
#[derive(Debug)]
pub struct Examined {
    /// The probe.
    pub probe: &'static Probe,
    /// What it found.
    pub finding: Finding,
    /// How many requests it sent.
    pub sent: usize,
    /// How much of the machine's time it took.
    pub took: Duration,
}

/// What came of all of them.
#[derive(Debug)]
pub struct Checkup {
    /// How it was looked at.
    pub options: Options,
    /// When it began, in the machine's time.
    pub started: Timestamp,
    /// How long it took, in the machine's time.
    pub took: Duration,
    /// The most requests that were announced.
    pub announced: usize,
    /// How many requests were sent, redirects not counted.
    pub sent: usize,
    /// How many redirects were followed.
    pub followed: usize,
    /// What came of each probe, in order.
    pub examined: Vec<Examined>,
    /// Whether the server could not be reached at all.
    pub is_unreachable: bool,
}

impl Checkup {
    /// How many probes have this grade.
    pub fn count(&self, grade: Grade) -> usize {
        self.examined.iter().filter(|examined| examined.finding.grade == grade).count()
    }
}

/// The most requests that `probes` send: those of each, and the plain call that they share.
pub fn most_requests(probes: &[&'static Probe], options: &Options) -> usize {
    let sent = probes.iter().filter(|probe| !is_left_out(probe, options)).map(|probe| (probe.requests)(options));
    sent.sum::<usize>() + usize::from(!probes.is_empty())
}

fn is_left_out(probe: &Probe, options: &Options) -> bool {
    options.gentle && probe.hostile
}

/// Runs `probes` one after the other, and tells `progress` of each before it begins. They do not run side by side, because
/// they measure time.
pub async fn examine(
    probes: &[&'static Probe],
    options: Options,
    client: client::Settings,
    mut progress: impl FnMut(usize, &'static Probe),
) -> Checkup {
    let started = Clock::real(None).now();
    let watch = Stopwatch::start();
    let announced = most_requests(probes, &options);
    let patient = Arc::new(Patient::new(options, client));
    let mut examined = Vec::with_capacity(probes.len());
    for (at, probe) in probes.iter().enumerate() {
        progress(at, probe);
        examined.push(one(&patient, probe).await);
    }
    let is_unreachable = match &patient.plain().await.result {
        Err(reason) => matches!(reason.phase(), Some(Phase::Dns | Phase::Connect)),
        Ok(_) => false,
    };
    Checkup {
        options: patient.options.clone(),
        started,
        took: watch.elapsed(),
        announced,
        sent: patient.sent(),
        followed: patient.followed(),
        examined,
        is_unreachable,
    }
}

async fn one(patient: &Arc<Patient>, probe: &'static Probe) -> Examined {
    let (before, watch) = (patient.sent(), Stopwatch::start());
    let finding = match may_not_run(patient, probe).await {
        Some(why) => Finding::skipped(why),
        None => {
            patient.grant(probe.name, (probe.requests)(&patient.options));
            (probe.run)(patient).await.hidden(|text| patient.hide(text))
        }
    };
    Examined { probe, finding, sent: patient.sent() - before, took: watch.elapsed() }
}

/// Why it makes no sense to run `probe`.
async fn may_not_run(patient: &Patient, probe: &Probe) -> Option<String> {
    if is_left_out(probe, &patient.options) {
        return Some("left out by --gentle".to_owned());
    }
    if probe.needs == Needs::Nothing {
        return None;
    }
    if let Some(probe) = patient.down_since() {
        return Some(format!("the server is down since {probe}"));
    }
    let plain = patient.plain().await;
    let reason = plain.result.as_ref().err()?;
    match (reason.phase(), probe.needs) {
        (Some(Phase::Dns | Phase::Connect), _) => Some("the server cannot be reached".to_owned()),
        (_, Needs::Accepted) => Some(format!("the plain call is not accepted ({})", reason.name())),
        (_, Needs::Answer) if matches!(reason, Reason::NoAnswer(_)) => {
            Some(format!("the plain call has no answer ({})", reason.name()))
        }
        _ => None,
    }
}
