//! What is not even HTTP, or never ends: the server must go on, and others must not have to wait for it.

use std::sync::Arc;

use crate::client::Phase;
use crate::platforms::cluster::doctor::finding::{Finding, Grade};
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::wire::{Heard, Wire};
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};

/// A probe that says bytes.
macro_rules! says {
    ($name:literal, $needs:ident, $requests:literal, $run:ident, $about:literal, $mend:literal) => {
        Probe {
            name: $name,
            chapter: Chapter::Robustness,
            about: $about,
            platform: "never sends this; broken networks and strangers do",
            mend: $mend,
            needs: Needs::$needs,
            hostile: true,
            requests: |_| $requests,
            run: |patient| Box::pin($run(patient)),
        }
    };
}

pub(super) const PROBES: &[Probe] = &[
    says!(
        "cut-body",
        Answer,
        2,
        cut,
        "A body that ends too early does no harm",
        "give up on a request whose connection ends, and go on with the others"
    ),
    says!(
        "reset",
        Answer,
        2,
        reset,
        "A connection that is reset in the middle does no harm",
        "catch what goes wrong with a connection, and go on with the others"
    ),
    says!(
        "slow-caller",
        Answer,
        3,
        slow,
        "A caller that never finishes does not hold up the others",
        "use a server that takes several requests at once, and give up on a request that takes too long"
    ),
    says!(
        "wrong-length",
        Answer,
        3,
        length,
        "A Content-Length that is no number does no harm",
        "answer with 400, and read nothing"
    ),
    says!(
        "two-lengths",
        Answer,
        2,
        two,
        "A request that gives its length in two ways is not taken for two requests",
        "answer with 400 and close, as RFC 9112 asks: it is how requests are smuggled past a proxy"
    ),
    says!("not-http", Answer, 3, garbage, "What is no HTTP does no harm", "answer with 400, or hang up"),
    says!(
        "after-a-bad-request",
        Accepted,
        2,
        after,
        "After a request that was refused, the next on the same connection is read from its beginning",
        "read the body before you refuse, or close the connection after it"
    ),
    Probe {
        name: "no-inside-shown",
        chapter: Chapter::Robustness,
        about: "No answer to anything above shows the server's inside, or the token where it does not belong",
        platform: "hands on nothing but response; but whoever knows the URL can read every answer",
        mend: "switch the debug mode off, and answer errors with a short text",
        needs: Needs::Answer,
        hostile: false,
        requests: |_| 0,
        run: |patient| Box::pin(inside(patient)),
    },
    Probe {
        name: "still-well",
        chapter: Chapter::Robustness,
        about: "After all this, the plain call is answered as in the beginning",
        platform: "calls again whenever a script does",
        mend: "look into the server's log for what has happened",
        needs: Needs::Answer,
        hostile: false,
        requests: |_| 1,
        run: |patient| Box::pin(judge::and_still_well(patient, Finding::passed(""))),
    },
];

async fn open(patient: &Patient) -> Result<Wire<'_>, Finding> {
    patient.open().await.map_err(|failure| {
        let down = if failure.phase() == Some(Phase::Connect) { judge::down(patient) } else { None };
        down.unwrap_or_else(|| Finding::failed(format!("no connection could be made: {failure}")))
    })
}

async fn cut(patient: &Arc<Patient>) -> Finding {
    let mut wire = match open(patient).await {
        Ok(wire) => wire,
        Err(finding) => return finding,
    };
    wire.say(wire.head(&["Content-Length: 1000"]) + "{\"request\":").await;
    wire.end().await;
    let finding = match wire.hear().await {
        Heard::Nothing => Finding::warned("keeps waiting for a body that cannot come any more"),
        heard => judge::heard(&heard),
    };
    drop(wire);
    judge::and_still_well(patient, finding).await
}

async fn reset(patient: &Arc<Patient>) -> Finding {
    let mut wire = match open(patient).await {
        Ok(wire) => wire,
        Err(finding) => return finding,
    };
    wire.say(wire.head(&["Content-Length: 1000"]) + "{\"request\":").await;
    wire.reset();
    judge::and_still_well(patient, Finding::passed("goes on")).await
}

async fn slow(patient: &Arc<Patient>) -> Finding {
    let (mut one, mut other) = match (open(patient).await, open(patient).await) {
        (Ok(one), Ok(other)) => (one, other),
        (Err(finding), _) | (_, Err(finding)) => return finding,
    };
    one.say(one.head(&["Content-Length: 1000"]) + "{\"request\":").await;
    other.say("POST / HT").await;
    // Both are still there while the others call.
    let finding = judge::and_still_well(patient, Finding::passed("others are answered meanwhile")).await;
    drop((one, other));
    match finding.grade {
        Grade::Failed => Finding { said: "while one caller dawdles, nobody else is answered".to_owned(), ..finding },
        _ => finding,
    }
}

async fn length(patient: &Arc<Patient>) -> Finding {
    let mut findings = Vec::new();
    for value in ["abc", "-1"] {
        let mut wire = match open(patient).await {
            Ok(wire) => wire,
            Err(finding) => return finding,
        };
        wire.say(wire.head(&[&format!("Content-Length: {value}")]) + "{}").await;
        let heard = wire.hear().await;
        findings.push(match heard {
            Heard::Nothing => Finding::warned(format!("waits for ever on Content-Length: {value}")),
            heard => judge::heard(&heard),
        });
    }
    let worst = Finding::worst(findings).unwrap_or_else(|| Finding::passed(""));
    judge::and_still_well(patient, worst).await
}

async fn two(patient: &Arc<Patient>) -> Finding {
    let mut wire = match open(patient).await {
        Ok(wire) => wire,
        Err(finding) => return finding,
    };
    // Whoever believes the length takes the second line for another request, whoever believes the chunks does not.
    let body = "0\r\n\r\n";
    wire.say(wire.head(&["Transfer-Encoding: chunked", "Content-Length: 5"]) + body).await;
    let heard = wire.hear().await;
    let finding = match &heard {
        Heard::Answer { status: 400..=499, closes: true, .. } | Heard::Closed => judge::heard(&heard),
        Heard::Answer { status: code @ 400..=499, .. } => {
            Finding::noted(format!("answered with {code}, and kept the connection"))
        }
        Heard::Answer { status: code, closes, .. } if *code < 400 => {
            let kept = if *closes { "" } else { ", and kept the connection" };
            Finding::noted(format!("answered with {code}{kept}: behind a proxy this can be used to smuggle requests"))
        }
        other => judge::heard(other),
    };
    drop(wire);
    judge::and_still_well(patient, finding).await
}

async fn garbage(patient: &Arc<Patient>) -> Finding {
    let mut findings = Vec::new();
    for bytes in [&b"\x00\x01\x02 nonsense \xff\xfe\r\n\r\n"[..], b"SSH-2.0-backlot\r\n\r\n"] {
        let mut wire = match open(patient).await {
            Ok(wire) => wire,
            Err(finding) => return finding,
        };
        wire.say(bytes).await;
        wire.end().await;
        findings.push(match wire.hear().await {
            Heard::Nothing => Finding::warned("keeps a connection open on which nothing can come any more"),
            // To what is no HTTP, no HTTP may be answered.
            Heard::Nonsense(_) => Finding::passed("answered with something"),
            heard => judge::heard(&heard),
        });
    }
    let worst = Finding::worst(findings).unwrap_or_else(|| Finding::passed(""));
    judge::and_still_well(patient, worst).await
}

async fn after(patient: &Arc<Patient>) -> Finding {
    let mut wire = match open(patient).await {
        Ok(wire) => wire,
        Err(finding) => return finding,
    };
    let bad = "this is not JSON, and has some length";
    wire.say(wire.head(&[&format!("Content-Length: {}", bad.len())]) + bad).await;
    match wire.hear().await {
        Heard::Answer { closes: false, .. } => {}
        Heard::Answer { .. } | Heard::Closed => return Finding::passed("the connection is closed after a bad request"),
        other => return judge::heard(&other),
    }
    let good = serde_json::json!({ "request": patient.options.plain() }).to_string();
    patient.one_more();
    wire.say(wire.head(&[&format!("Content-Length: {}", good.len())]) + &good).await;
    match wire.hear().await {
        Heard::Answer { status: 200..=399, .. } => Finding::passed("answered as any other"),
        Heard::Closed => Finding::passed("the connection is closed after a bad request"),
        Heard::Answer { status, body, .. } => {
            Finding::failed(format!("answered with {status}: what was left of the bad request was read first"))
                .showing("answer", &body)
        }
        Heard::Nothing => Finding::failed("never answered"),
        Heard::Nonsense(text) => Finding::failed("the answer is no HTTP").showing("answer", &text),
    }
}

async fn inside(patient: &Arc<Patient>) -> Finding {
    let answers = patient.strange.lock().clone();
    for answer in &answers {
        if let Some(leak) = judge::leak(answer) {
            return Finding::failed(format!("an answer showed {leak}")).showing("answer", answer);
        }
        // In an answer that was cut, the token is where it belongs.
        let is_json = answer.trim_start().starts_with('{');
        let tokens = &patient.options.server.tokens;
        if !is_json && tokens.iter().any(|token| !token.trim().is_empty() && answer.contains(token.trim())) {
            return Finding::failed("an error page showed a valid token").showing("answer", answer);
        }
    }
    Finding::passed(format!("{} unusual answers looked through", answers.len()))
}
