//! Which versions of HTTP are spoken.

use std::sync::Arc;

use http::Version;

use crate::client::Failure;
use crate::platforms::cluster::doctor::finding::Finding;
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe};

pub(super) const PROBES: &[Probe] = &[
    Probe {
        name: "http-version",
        chapter: Chapter::Connection,
        about: "HTTP/1.1 or HTTP/2 is spoken",
        platform: "speaks HTTP/1.1 and, where TLS negotiates it, HTTP/2; no HTTP/3",
        mend: "put the server behind one that speaks HTTP/1.1",
        needs: Needs::Answer,
        hostile: false,
        requests: |_| 0,
        run: |patient| Box::pin(version(patient)),
    },
    Probe {
        name: "http2",
        chapter: Chapter::Connection,
        about: "A call over HTTP/2 is answered like any other, or turned down at once",
        platform: "speaks HTTP/2 where TLS negotiates it; without TLS it is not known to try",
        mend: "turn HTTP/2 off at the server if it cannot answer over it, or put it behind one that can",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| 1,
        run: |patient| Box::pin(http2(patient)),
    },
];

async fn version(patient: &Arc<Patient>) -> Finding {
    let plain = patient.plain().await;
    match plain.hops.first().and_then(|hop| hop.answer.as_ref()).map(|answer| answer.version) {
        Some(Version::HTTP_2) => Finding::passed("HTTP/2, agreed on in the TLS handshake"),
        Some(Version::HTTP_11) => Finding::passed("HTTP/1.1"),
        Some(old) => Finding::noted(format!("{old:?}: every call needs a new connection, and time for it")),
        None => Finding::skipped("there is no answer"),
    }
}

async fn http2(patient: &Arc<Patient>) -> Finding {
    let is_tls = patient.options.server.address.url.scheme() == "https";
    let Some(exchange) = patient.post_http2().await else {
        return Finding::passed("TLS agrees on HTTP/1.1 only, which is enough");
    };
    let answer = match exchange.outcome() {
        Ok(answer) => answer,
        Err(failure) if is_tls => {
            return Finding::failed(format!("TLS agrees on HTTP/2, and then there is no answer: {failure}"))
                .help(failure.help());
        }
        Err(Failure::Timeout { .. }) => {
            return Finding::noted(
                "without TLS, HTTP/2 is neither answered nor turned down; cluster is not known to try",
            );
        }
        Err(_) => return Finding::passed("turned down, as by every server that speaks HTTP/1.1 only; that is enough"),
    };
    let plain = patient.plain().await;
    let expected = plain.hops.first().and_then(|hop| hop.answer.as_ref()).map(|answer| answer.status);
    if Some(answer.status) != expected {
        let said = format!("over HTTP/2 the same call is answered with {}", answer.status.as_u16());
        let finding = if is_tls { Finding::failed(said) } else { Finding::noted(said) };
        return finding.showing("answer", &patient.hide(&String::from_utf8_lossy(&answer.body)));
    }
    if is_tls {
        Finding::passed("answered over HTTP/2, agreed on in the TLS handshake")
    } else {
        Finding::noted("answered over HTTP/2 without TLS, which cluster is not known to use")
    }
}
