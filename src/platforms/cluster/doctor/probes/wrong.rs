//! Requests that are HTTP, but not a POST of JSON.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, header};

use crate::platforms::cluster::doctor::finding::{Finding, Grade};
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};

pub(super) const PROBES: &[Probe] = &[
    Probe {
        name: "wrong-method",
        chapter: Chapter::Robustness,
        about: "GET, HEAD, OPTIONS, PUT and DELETE are answered, and do no harm",
        platform: "only ever POSTs; browsers and search engines GET",
        mend: "answer with 405 and Allow: POST",
        needs: Needs::Answer,
        hostile: true,
        requests: |_| METHODS.len() + 1,
        run: |patient| Box::pin(methods(patient)),
    },
    Probe {
        name: "wrong-content-type",
        chapter: Chapter::Robustness,
        about: "JSON that is said to be a form, text or nonsense does no harm",
        platform: "never sends this; whoever knows the URL can",
        mend: "read it as JSON anyway, or answer with 415",
        needs: Needs::Answer,
        hostile: true,
        requests: |_| TYPES.len() + 1,
        run: |patient| Box::pin(types(patient)),
    },
    Probe {
        name: "compressed-body",
        chapter: Chapter::Robustness,
        about: "A body that is said to be compressed, and is not, does no harm",
        platform: "never sends this; whoever knows the URL can",
        mend: "answer with 400 or 415",
        needs: Needs::Answer,
        hostile: true,
        requests: |_| 2,
        run: |patient| Box::pin(compressed(patient)),
    },
    Probe {
        name: "long-headers",
        chapter: Chapter::Robustness,
        about: "Two hundred headers, and one of 64 kB, do no harm",
        platform: "never sends this; whoever knows the URL can",
        mend: "answer with 431, as most servers do by themselves",
        needs: Needs::Answer,
        hostile: true,
        requests: |_| 3,
        run: |patient| Box::pin(long(patient)),
    },
];

const METHODS: &[Method] = &[Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE];

const TYPES: &[&str] = &["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "a/b; c=\"d"];

async fn methods(patient: &Arc<Patient>) -> Finding {
    let mut findings = Vec::new();
    for method in METHODS {
        let body = if *method == Method::PUT { r#"{"request":"on"}"# } else { "" };
        let exchange = patient.request(method.clone(), HeaderMap::new(), body).await;
        let finding = judge::answered(&exchange);
        let status = exchange.answer.as_ref().map(|answer| answer.status.as_u16());
        findings.push(match status {
            // 501 says in HTTP that a method is not known; Python's own server does so.
            Some(501) if finding.grade == Grade::Warned => Finding::passed(format!("{method} 501")),
            Some(code) if finding.grade == Grade::Passed => Finding::passed(format!("{method} {code}")),
            _ => Finding { said: format!("{method}: {}", finding.said), ..finding },
        });
    }
    together(patient, findings).await
}

async fn types(patient: &Arc<Patient>) -> Finding {
    let body = serde_json::json!({ "request": patient.options.plain() }).to_string();
    let mut findings = Vec::new();
    for content_type in TYPES {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        let exchange = patient.request(Method::POST, headers, body.clone()).await;
        let finding = judge::answered(&exchange);
        let is_bad = finding.grade > Grade::Passed;
        findings.push(if is_bad { finding.showing("sent", content_type) } else { finding });
    }
    let all: Vec<_> = findings.iter().map(|finding| finding.said.clone()).collect();
    let worst = Finding::worst(findings).unwrap_or_else(|| Finding::passed(""));
    let finding = if worst.grade == Grade::Passed { Finding::passed(judge::counted(&all)) } else { worst };
    judge::and_still_well(patient, finding).await
}

async fn compressed(patient: &Arc<Patient>) -> Finding {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    let exchange = patient.request(Method::POST, headers, r#"{"request":"on"}"#).await;
    judge::and_still_well(patient, judge::answered(&exchange)).await
}

async fn long(patient: &Arc<Patient>) -> Finding {
    let length = "Content-Length: 2";
    let many: Vec<_> = (0..200).map(|at| format!("X-Backlot-{at}: {at}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).chain([length]).collect();
    let large = format!("X-Backlot: {}", "x".repeat(64 * 1024));
    let mut findings = Vec::new();
    for headers in [&many[..], &[&large, length]] {
        let Ok(mut wire) = patient.open().await else { return Finding::failed("no connection could be made") };
        wire.say(wire.head(headers) + "{}").await;
        findings.push(judge::heard(&wire.hear().await));
    }
    together(patient, findings).await
}

/// The worst of them, or all of them in one line.
async fn together(patient: &Arc<Patient>, findings: Vec<Finding>) -> Finding {
    let all = findings.iter().map(|finding| finding.said.clone()).collect::<Vec<_>>().join(", ");
    let worst = Finding::worst(findings).unwrap_or_else(|| Finding::passed(""));
    let finding = if worst.grade == Grade::Passed { Finding::passed(all) } else { worst };
    judge::and_still_well(patient, finding).await
}
