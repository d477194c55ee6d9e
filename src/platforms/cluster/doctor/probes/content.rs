//! Whether what is sent arrives, whatever is in it. Where the server repeats the text, it is looked at whether it came back
//! unharmed.

use std::sync::Arc;

use crate::platforms::cluster::doctor::finding::{Finding, Grade};
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};

/// A probe that sends one text in a call.
macro_rules! text {
    ($name:literal, $text:expr, $about:literal, $mend:literal) => {
        Probe {
            name: $name,
            chapter: Chapter::Content,
            about: $about,
            platform: "sends the text as a JSON string in UTF-8, and hands response to the script as it came",
            mend: $mend,
            needs: Needs::Accepted,
            hostile: false,
            requests: |_| 1,
            run: |patient| Box::pin(send(patient, $text)),
        }
    };
}

pub(super) const PROBES: &[Probe] = &[
    text!(
        "unknown-text",
        "a text that nobody has seen before",
        "A text that the server does not know gets an answer",
        "answer unknown requests with 200 too, and say in response that they are unknown"
    ),
    text!(
        "utf8",
        "ありがとう、世界。Ärger çà ñ €",
        "Japanese and accented letters arrive and come back",
        "read and write the body as UTF-8, whatever the machine's locale is; count Content-Length in bytes, not letters"
    ),
    text!(
        "emoji",
        "🦊👩‍👩‍👧‍👦🇯🇵",
        "Emoji, which need four bytes and more, arrive and come back",
        "use UTF-8 of four bytes everywhere, in databases too (utf8mb4)"
    ),
    text!(
        "escapes",
        "\"quoted\" \\ back / slash \t tab \n line \r\n end",
        "Quotation marks, backslashes and line breaks arrive and come back",
        "write JSON with a JSON library, never by putting texts together"
    ),
    text!(
        "control-characters",
        "\u{1}\u{1f}\u{7f}\u{2028}\u{2029}\u{feff}",
        "Control characters and rare line ends arrive and come back",
        "write JSON with a JSON library, never by putting texts together"
    ),
    text!(
        "json-in-json",
        r#"{"a":"{\"b\":[1,\"two\",null]}","c":"\\\""}"#,
        "JSON inside JSON arrives as the text that it is",
        "parse the body once, and request again only if it is meant to be JSON"
    ),
    text!(
        "markup",
        "<b>&amp; 'x' %20 +1 ${a} {{b}}</b>",
        "Characters that mean something to HTML, URLs and templates stay as they are",
        "do not escape response for HTML, and do not decode request as a URL"
    ),
    Probe {
        name: "escaped-emoji",
        chapter: Chapter::Content,
        about: "Letters that are written as \\u escapes are the same letters",
        platform: "may write any letter as an escape, as JSON allows",
        mend: "read JSON with a JSON library",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| 1,
        run: |patient| Box::pin(escaped(patient)),
    },
    Probe {
        name: "empty-request",
        chapter: Chapter::Content,
        about: "An empty text is a request like any other",
        platform: "sends an empty request as an empty string",
        mend: "tell an empty text from a missing one",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| 1,
        run: |patient| Box::pin(empty(patient)),
    },
    Probe {
        name: "text-like-other-types",
        chapter: Chapter::Content,
        about: "Texts that look like a number, true or null stay texts",
        platform: "sends whatever the script gives as a string",
        mend: "do not parse request a second time unless it is meant to be JSON, and expect any JSON then",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| ODD.len(),
        run: |patient| Box::pin(odd(patient)),
    },
    Probe {
        name: "hostile-text",
        chapter: Chapter::Content,
        about: "Texts that would harm a careless database, shell or object are answered as any other",
        platform: "sends whatever a player could bring a script to send",
        mend: "give texts to databases as parameters, to no shell at all, and use Map instead of objects as dictionaries",
        needs: Needs::Accepted,
        hostile: true,
        requests: |_| HOSTILE.len() + 1,
        run: |patient| Box::pin(hostile(patient)),
    },
];

/// Texts that look like another type.
const ODD: &[&str] = &["0", "-1e999", "true", "null", "[]"];

/// Texts that do harm where they are believed.
const HOSTILE: &[&str] = &[
    "__proto__",
    "constructor",
    "' OR '1'='1' --",
    "$(id);`id`",
    "../../../../etc/passwd",
    "${jndi:ldap://127.0.0.1:1/a}",
];

async fn send(patient: &Arc<Patient>, text: &str) -> Finding {
    if !patient.options.takes_texts() {
        return Finding::skipped("the request that was given has no place for a text: write $TEXT where one may stand");
    }
    let text = judge::marked(text);
    let outcome = patient.call(patient.options.request(&text)).await;
    judge::taken(patient, &outcome, &text)
}

async fn escaped(patient: &Arc<Patient>) -> Finding {
    let text = judge::marked("🦊é");
    let body = serde_json::json!({ "request": patient.options.request(&text) }).to_string();
    let body = body.replace('🦊', r"\ud83e\udd8a").replace('é', r"\u00e9");
    let exchange = patient.post(body).await;
    let Some(answer) = exchange.answer.as_ref().filter(|answer| answer.status.is_success()) else {
        return judge::answered(&exchange);
    };
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match answer["response"].as_str() {
        Some(response) => judge::came_back(response, &text),
        None => judge::answered(&exchange),
    }
}

async fn empty(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.call(String::new()).await;
    judge::taken(patient, &outcome, "")
}

async fn odd(patient: &Arc<Patient>) -> Finding {
    let mut findings = Vec::new();
    for text in ODD {
        let outcome = patient.call((*text).to_owned()).await;
        let finding = judge::taken(patient, &outcome, "");
        findings.push(Finding { said: format!("{text:?} {}", finding.said), ..finding });
    }
    summed(findings)
}

async fn hostile(patient: &Arc<Patient>) -> Finding {
    let mut findings = Vec::new();
    for text in HOSTILE {
        let outcome = patient.call(patient.options.request(text)).await;
        let body =
            outcome.hops.last().and_then(|hop| hop.answer.as_ref()).map(|answer| String::from_utf8_lossy(&answer.body));
        if body.as_deref().is_some_and(|body| body.contains("root:x:0:0")) {
            return Finding::failed(format!("{text:?} makes the server give away a file of its machine"));
        }
        let finding = judge::taken(patient, &outcome, "");
        findings.push(Finding { said: format!("{text:?} {}", finding.said), ..finding });
    }
    judge::and_still_well(patient, summed(findings)).await
}

/// The worst of them, or one sentence if all are as they should be.
fn summed(findings: Vec<Finding>) -> Finding {
    let many = findings.len();
    match Finding::worst(findings) {
        Some(worst) if worst.grade > Grade::Passed => worst,
        _ => Finding::passed(format!("{many} of {many} accepted")),
    }
}
