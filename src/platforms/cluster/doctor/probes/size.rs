//! Whether the server holds at the limits of size. What is over the limit cluster would not send; a stranger can.

use std::sync::Arc;

use crate::journal::verdict::Headroom;
use crate::platforms::cluster::call::{Outcome, Reason};
use crate::platforms::cluster::doctor::finding::Finding;
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};

/// A probe that sends one request of a size.
macro_rules! sized {
    ($name:literal, $fill:literal, $less:literal, $about:literal, $mend:literal) => {
        Probe {
            name: $name,
            chapter: Chapter::Size,
            about: $about,
            platform: "sends requests of up to the limit, counted in bytes of UTF-8 and not in what JSON makes of them",
            mend: $mend,
            needs: Needs::Accepted,
            hostile: false,
            requests: |_| 1,
            run: |patient| Box::pin(at_limit(patient, $fill, $less)),
        }
    };
}

pub(super) const PROBES: &[Probe] = &[
    sized!(
        "request-one-under",
        'x',
        1,
        "A request of one byte less than the limit is taken",
        "raise the limit of the body's size, and do not repeat long requests in response"
    ),
    sized!(
        "request-at-limit",
        'x',
        0,
        "A request of exactly the limit is taken",
        "raise the limit of the body's size, and do not repeat long requests in response"
    ),
    sized!(
        "request-at-limit-japanese",
        'あ',
        0,
        "A request of exactly the limit is taken, made of letters of three bytes",
        "count bytes and not letters, and do not cut letters in two"
    ),
    sized!(
        "request-at-limit-escaped",
        '\u{1}',
        0,
        "A request of exactly the limit is taken, although JSON makes six bytes of each",
        "allow bodies of six times the limit: express, for one, takes 100 kB unless told otherwise"
    ),
    Probe {
        name: "request-over-limit",
        chapter: Chapter::Size,
        about: "A request of one byte more than the limit does no harm",
        platform: "refuses such a call with an exception in the script, and sends nothing",
        mend: "answer whatever comes; 413 is a good answer to what is too large",
        needs: Needs::Accepted,
        hostile: true,
        requests: |_| 2,
        run: |patient| Box::pin(over(patient)),
    },
    Probe {
        name: "huge-body",
        chapter: Chapter::Size,
        about: "A body of 2 MiB does no harm",
        platform: "never sends one; whoever knows the URL can",
        mend: "stop reading at a limit of your own, and answer with 413",
        needs: Needs::Answer,
        hostile: true,
        requests: |_| 2,
        run: |patient| Box::pin(huge(patient)),
    },
];

async fn at_limit(patient: &Arc<Patient>, fill: char, less: usize) -> Finding {
    let limit = patient.options.limits().request;
    let size = limit - less;
    if !patient.options.takes_texts() {
        return Finding::skipped("the request that was given has no place for a text: write $TEXT where one may stand");
    }
    let outcome = patient.call(patient.options.request_of(size, fill)).await;
    judged(patient, &outcome).within(Headroom::new(size, limit, "bytes"))
}

fn judged(patient: &Patient, outcome: &Outcome) -> Finding {
    match &outcome.result {
        Ok(_) => Finding::passed(""),
        Err(Reason::Status { status }) if matches!(status.as_u16(), 413 | 431) => {
            Finding::failed(format!("answered with {status}: this call would fail"))
        }
        Err(reason @ Reason::ResponseTooLarge { .. }) => judge::failed(patient, outcome, reason)
            .help("shorten what is repeated of a request: error texts that grow with it go over the limit themselves"),
        Err(_) => judge::taken(patient, outcome, ""),
    }
}

async fn over(patient: &Arc<Patient>) -> Finding {
    let limit = patient.options.limits().request;
    let body = serde_json::json!({ "request": "x".repeat(limit + 1) }).to_string();
    let exchange = patient.post(body).await;
    judge::and_still_well(patient, judge::answered(&exchange)).await
}

async fn huge(patient: &Arc<Patient>) -> Finding {
    let body = serde_json::json!({ "request": "x".repeat(2 * 1024 * 1024) }).to_string();
    let exchange = patient.post(body).await;
    let finding = match &exchange.failure {
        // Whoever stops reading has every right to.
        Some(failure @ (crate::client::Failure::Reset { .. } | crate::client::Failure::Closed { .. })) => {
            Finding::passed(format!("stopped reading ({})", failure.name()))
        }
        _ => judge::answered(&exchange),
    };
    judge::and_still_well(patient, finding).await
}
