//! Bodies that are not what was agreed: any answer will do, as long as it is one, and the server goes on.

use std::sync::Arc;

use crate::platforms::cluster::doctor::finding::{Finding, Grade};
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};

/// A probe that posts one body after the other.
macro_rules! bodies {
    ($name:literal, $bodies:expr, $about:literal) => {
        Probe {
            name: $name,
            chapter: Chapter::Robustness,
            about: $about,
            platform: "never sends this; whoever knows the URL can",
            mend: "catch what goes wrong when the body is read, and answer with 400 and a short text",
            needs: Needs::Answer,
            hostile: true,
            requests: |_| {
                const BODIES: &[&[u8]] = $bodies;
                BODIES.len() + 1
            },
            run: |patient| {
                const BODIES: &[&[u8]] = $bodies;
                Box::pin(post(patient, BODIES.iter().map(|body| body.to_vec()).collect()))
            },
        }
    };
}

pub(super) const PROBES: &[Probe] = &[
    bodies!("not-json", &[b"request=on", b"{\"request\": ", b"{'request': 'on'}"], "What is not JSON does no harm"),
    bodies!("empty-body", &[b"", b" \n"], "A body without anything in it does no harm"),
    bodies!(
        "not-an-object",
        &[b"null", b"7", b"\"on\"", b"[]", b"[{\"request\":\"on\"}]"],
        "JSON that is no object does no harm"
    ),
    bodies!("no-request", &[b"{}", b"{\"Request\":\"on\"}"], "An object without request does no harm"),
    bodies!(
        "request-not-text",
        &[
            b"{\"request\":null}",
            b"{\"request\":7}",
            b"{\"request\":{\"a\":1}}",
            b"{\"request\":[]}",
            b"{\"request\":true}"
        ],
        "A request that is no text does no harm"
    ),
    bodies!(
        "request-twice",
        &[b"{\"request\":\"a\",\"request\":\"b\"}", b"{\"__proto__\":{\"request\":\"a\"}}"],
        "A key that is there twice, or is special to some languages, does no harm"
    ),
    bodies!(
        "not-utf8",
        &[b"{\"request\":\"\xff\xfe\"}", b"\xef\xbb\xbf{\"request\":\"on\"}", b"\xff\xfe{\0}\0"],
        "Bytes that are not UTF-8, and marks of byte order, do no harm"
    ),
    Probe {
        name: "deep-json",
        chapter: Chapter::Robustness,
        about: "JSON that is nested ten thousand times does no harm",
        platform: "never sends this; whoever knows the URL can",
        mend: "catch what the JSON library says to it: in Python it is a RecursionError, which is no ValueError",
        needs: Needs::Answer,
        hostile: true,
        requests: |_| 3,
        run: |patient| Box::pin(deep(patient)),
    },
];

async fn deep(patient: &Arc<Patient>) -> Finding {
    const DEPTH: usize = 10_000;
    let lists = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
    let objects = "{\"request\":".repeat(DEPTH);
    post(patient, vec![lists.into_bytes(), objects.into_bytes()]).await
}

async fn post(patient: &Arc<Patient>, bodies: Vec<Vec<u8>>) -> Finding {
    let mut findings = Vec::with_capacity(bodies.len());
    for body in bodies {
        let shown = String::from_utf8_lossy(&body).chars().take(60).collect::<String>();
        let exchange = patient.post(body).await;
        let finding = judge::answered(&exchange);
        let is_bad = finding.grade > Grade::Passed;
        findings.push(if is_bad { finding.showing("sent", &shown) } else { finding });
    }
    let all: Vec<_> = findings.iter().map(|finding| finding.said.clone()).collect();
    let worst = Finding::worst(findings).unwrap_or_else(|| Finding::passed(""));
    let finding = if worst.grade == Grade::Passed { Finding::passed(judge::counted(&all)) } else { worst };
    judge::and_still_well(patient, finding).await
}
