//! Whether the server can be connected to, and how HTTP is spoken with it.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, header};
use url::Host;

use crate::client::{Failure, TlsProblem};
use crate::journal::verdict::Headroom;
use crate::platforms::cluster::doctor::finding::Finding;
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::wire::Heard;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, certificate, judge};
use crate::world::clock::Clock;

pub(super) const PROBES: &[Probe] = &[
    Probe {
        name: "connect",
        chapter: Chapter::Connection,
        about: "The name is found, and somebody listens there",
        platform: "looks the name up and connects within the five seconds of the call",
        mend: "start the server, and check the host, the port and the firewall",
        needs: Needs::Nothing,
        hostile: false,
        requests: |_| 1,
        run: |patient| Box::pin(connect(patient)),
    },
    Probe {
        name: "public-url",
        chapter: Chapter::Connection,
        about: "The URL can be reached from where cluster is",
        platform: "calls from its own machines on the internet, over http or https; https is recommended for publication",
        mend: "register a public https URL before you publish; a tunnel will do for trying out",
        needs: Needs::Nothing,
        hostile: false,
        requests: |_| 0,
        run: |patient| Box::pin(public(patient)),
    },
    Probe {
        name: "certificate",
        chapter: Chapter::Connection,
        about: "The certificate is valid, trusted, for this name, and not about to end",
        platform: "is not known to accept anything else than a valid certificate",
        mend: "renew the certificate in good time, and send the whole chain with it",
        needs: Needs::Nothing,
        hostile: false,
        requests: |_| 1,
        run: |patient| Box::pin(tls(patient)),
    },
    Probe {
        name: "keep-alive",
        chapter: Chapter::Connection,
        about: "A second call on the same connection works as the first",
        platform: "may use a connection for several calls, as HTTP/1.1 allows",
        mend: "read every request to its end, and answer with the right Content-Length or with Connection: close",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| 2,
        run: |patient| Box::pin(keep_alive(patient)),
    },
    Probe {
        name: "connection-close",
        chapter: Chapter::Connection,
        about: "A caller that wants the connection closed gets the whole answer first",
        platform: "may ask for that with any call",
        mend: "finish the answer before the socket is closed",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| 1,
        run: |patient| Box::pin(close(patient)),
    },
];

async fn connect(patient: &Arc<Patient>) -> Finding {
    match patient.open().await {
        Ok(wire) => Finding::passed(format!("connected to {}", wire.bare().peer())),
        // Somebody listens; the certificate has a probe of its own.
        Err(Failure::Tls { .. }) => Finding::passed("connected"),
        Err(failure) => Finding::failed(format!("{}: {failure}", failure.name())).help(failure.help()),
    }
}

async fn public(patient: &Patient) -> Finding {
    let url = &patient.options.server.address.url;
    let is_local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_private() || address.is_link_local(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unique_local(),
        Some(Host::Domain(name)) => {
            !name.contains('.')
                || name.ends_with(".localhost")
                || name.ends_with(".local")
                || name.ends_with(".internal")
        }
        None => true,
    };
    match (is_local, url.scheme()) {
        (true, _) => Finding::noted("this address is known on your own network only; good for trying out"),
        (false, "https") => Finding::passed("a public name, over https"),
        (false, _) => Finding::noted("a public name, but over plain http: what players send can be read on the way"),
    }
}

async fn tls(patient: &Arc<Patient>) -> Finding {
    if patient.options.server.address.url.scheme() != "https" {
        return Finding::skipped("the URL is plain http");
    }
    let wire = match patient.open().await {
        Ok(wire) => wire,
        Err(Failure::Tls { problem: problem @ TlsProblem::UnknownIssuer, .. }) => {
            return Finding::failed(problem.to_string())
                .help("send the whole chain; for an authority of your own, say --ca FILE");
        }
        Err(Failure::Tls { problem, .. }) => return Finding::failed(problem.to_string()),
        Err(failure) => return Finding::skipped(format!("no connection ({})", failure.name())),
    };
    let Some(tls) = wire.bare().tls() else { return Finding::skipped("no TLS") };
    let Some(until) = certificate::valid_until(&tls.certificate) else {
        return Finding::passed(format!("trusted, over {}", tls.version));
    };
    let days = until.duration_since(Clock::real(None).now()).as_hours() / 24;
    let said = format!("trusted, over {}, valid for {days} more days", tls.version);
    if days < 7 {
        Finding::warned(said)
    } else if days < 21 {
        Finding::noted(said)
    } else {
        Finding::passed(said)
    }
}

async fn keep_alive(patient: &Arc<Patient>) -> Finding {
    let body = serde_json::json!({ "request": patient.options.plain() }).to_string();
    let Ok(mut wire) = patient.open().await else { return Finding::failed("no second connection could be made") };
    let request = wire.head(&[&format!("Content-Length: {}", body.len())]) + &body;
    wire.say(&request).await;
    let first = match wire.hear().await {
        Heard::Answer { status, closes: false, .. } => status,
        Heard::Answer { closes: true, .. } => {
            return Finding::noted("the server closes the connection after each answer: every call needs a new one");
        }
        other => return judge::heard(&other),
    };
    patient.one_more();
    wire.say(&request).await;
    match wire.hear().await {
        Heard::Answer { status, .. } if status == first => Finding::passed("two calls on one connection"),
        Heard::Answer { status, body, .. } => {
            Finding::failed(format!("the first call was answered with {first}, the second with {status}"))
                .showing("answer", &body)
        }
        Heard::Closed => Finding::warned("the connection was kept, and closed at the second call, which is lost"),
        Heard::Nothing => Finding::failed("the second call on the same connection is never answered"),
        Heard::Nonsense(text) => Finding::failed("the second answer is no HTTP").showing("answer", &text),
    }
}

async fn close(patient: &Arc<Patient>) -> Finding {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let body = serde_json::json!({ "request": patient.options.plain() }).to_string();
    let exchange = patient.request(Method::POST, headers, body).await;
    match &exchange.failure {
        Some(failure) => Finding::failed(format!("{}: {failure}", failure.name())).help(failure.help()),
        None => {
            let took = exchange.timings.total().as_millis();
            Finding::passed("the whole answer came").within(Headroom::new(took, patient.timeout().as_millis(), "ms"))
        }
    }
}
