//! How what came back is judged, the same way for every probe.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::finding::Finding;
use super::patient::Patient;
use super::wire::Heard;
use crate::client::{self, Failure, Phase};
use crate::platforms::cluster::call::{Outcome, Reason};

/// What stands around a text that a probe sends, to find it again in the answer.
const MARKS: (&str, &str) = ("bl(", ")lb");

/// `text` between marks.
pub(super) fn marked(text: &str) -> String {
    format!("{}{text}{}", MARKS.0, MARKS.1)
}

/// What became of a text on its way there and back.
#[derive(Debug, PartialEq, Eq)]
enum Echo {
    /// It came back as it was.
    Whole,
    /// It did not come back, or only its beginning.
    None,
    /// Something came back that was it once.
    Harmed(String),
}

/// What came of a call with `text` ([`marked`]) in its request.
pub(super) fn taken(patient: &Patient, outcome: &Outcome, text: &str) -> Finding {
    match &outcome.result {
        Ok(response) => came_back(response, text),
        Err(Reason::Status { status }) if status.is_client_error() => refused(*status),
        Err(reason) => failed(patient, outcome, reason),
    }
}

/// What came back of `text` ([`marked`], or empty for a text that is not looked for) in the answer to it.
pub(super) fn came_back(response: &str, text: &str) -> Finding {
    if text.is_empty() {
        return Finding::passed("accepted");
    }
    match echo(response, text) {
        Echo::Whole => Finding::passed("arrived, and came back unharmed"),
        Echo::None => Finding::passed("accepted (the answer does not repeat the text)"),
        Echo::Harmed(found) => {
            Finding::failed("the text came back changed").showing("sent", text).showing("came back", &found)
        }
    }
}

/// Sentences that are the same are said once: `answered with 400 (3 times)`.
pub(super) fn counted(said: &[String]) -> String {
    let mut counts: indexmap::IndexMap<&str, usize> = indexmap::IndexMap::new();
    said.iter().for_each(|one| *counts.entry(one).or_default() += 1);
    let texts = counts.iter().map(|(text, count)| match count {
        1 => (*text).to_owned(),
        many => format!("{text} ({many} times)"),
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// What is said of a server that refuses a text it does not know.
fn refused(status: http::StatusCode) -> Finding {
    let said = format!("answered with {}: the item that sends such a text gets a failure", status.as_u16());
    Finding::noted(said)
        .help("give --request a text that the server understands, with $TEXT where a probe's text may stand")
}

/// A call that was not accepted.
pub(super) fn failed(patient: &Patient, outcome: &Outcome, reason: &Reason) -> Finding {
    let finding = Finding::failed(format!("{}: {reason}", reason.name())).help(reason.help());
    match outcome.hops.last().and_then(|hop| hop.answer.as_ref()) {
        Some(answer) => finding.showing("answer", &patient.hide(&String::from_utf8_lossy(&answer.body))),
        None => finding,
    }
}

fn echo(response: &str, text: &str) -> Echo {
    let strings = strings(response);
    if strings.iter().any(|string| string.contains(text)) {
        return Echo::Whole;
    }
    let core = text.strip_prefix(MARKS.0).and_then(|text| text.strip_suffix(MARKS.1)).unwrap_or(text);
    for string in &strings {
        let Some(at) = string.to_ascii_lowercase().find(MARKS.0) else { continue };
        let back = &string[at + MARKS.0.len()..];
        let same = back.chars().zip(core.chars()).take_while(|(a, b)| a == b).count();
        if same == core.chars().count() {
            return Echo::Whole;
        }
        // A server may shorten what it repeats, and say so.
        let is_cut =
            back.chars().nth(same).is_none_or(|next| matches!(next, '…' | '.' | '"' | '\'' | '」' | ' ' | ')'));
        if !is_cut {
            return Echo::Harmed(string.chars().take(200).collect());
        }
    }
    Echo::None
}

/// The text, and every text in it if it is JSON.
fn strings(response: &str) -> Vec<String> {
    fn collect(value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => into.push(text.clone()),
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            serde_json::Value::Object(fields) => fields.values().for_each(|field| collect(field, into)),
            _ => {}
        }
    }
    match serde_json::from_str(response) {
        Ok(value @ (serde_json::Value::Object(_) | serde_json::Value::Array(_))) => {
            let mut found = Vec::new();
            collect(&value, &mut found);
            found
        }
        // JSON that was encoded twice is somebody else's finding.
        Ok(serde_json::Value::String(inner)) if inner.len() < response.len() => strings(&inner),
        _ => vec![response.to_owned()],
    }
}

/// What came of a request that is HTTP, but not what was agreed: any answer will do that is no accident.
pub(super) fn answered(exchange: &client::Exchange) -> Finding {
    match (&exchange.failure, &exchange.answer) {
        (Some(Failure::Timeout { .. }), _) => Finding::failed("never answered"),
        (Some(failure), _) => Finding::warned(format!("no answer: {failure}")),
        (None, Some(answer)) => status(answer.status.as_u16(), &String::from_utf8_lossy(&answer.body)),
        (None, None) => Finding::warned("no answer"),
    }
}

/// What came back on the wire, for a request that is HTTP.
pub(super) fn heard(heard: &Heard) -> Finding {
    match heard {
        Heard::Answer { status: code, body, .. } => status(*code, body),
        Heard::Closed => Finding::passed("hung up"),
        Heard::Nothing => Finding::failed("never answered, and did not hang up"),
        Heard::Nonsense(text) => Finding::warned("what came back is no HTTP").showing("answer", text),
    }
}

fn status(code: u16, body: &str) -> Finding {
    if let Some(leak) = leak(body) {
        return Finding::failed(format!("answered with {code}, and showed its inside: {leak}")).showing("answer", body);
    }
    match code {
        500.. => Finding::warned(format!("answered with {code}: an error that nobody caught?")).showing("answer", body),
        code => Finding::passed(format!("answered with {code}")),
    }
}

/// What a stranger should not see in an answer.
pub(super) fn leak(body: &str) -> Option<&'static str> {
    static LEAKS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
        let patterns = [
            (r"Traceback \(most recent call last\)", "a Python traceback"),
            (r#"File (?:"|&quot;|\\").{1,200}?(?:"|&quot;|\\"), line \d+"#, "a Python traceback"),
            (r"(?:\n|\\n|<br ?/?>|&nbsp;)\s*at .{1,300}?:\d+:\d+", "a JavaScript stack trace"),
            (r"\bat [\w.$]+\([\w$]+\.(?:java|kt|scala):\d+\)", "a Java stack trace"),
            (r"\bat [\w.]+\(.{0,200}?\) in .{1,200}?:line \d+", "a .NET stack trace"),
            (r"(?m)^#\d+ .{1,200}?\.php\(\d+\)", "a PHP stack trace"),
            (r"goroutine \d+ \[running\]", "a Go stack trace"),
            (r"thread '.{1,80}?' panicked at", "a Rust panic"),
        ];
        let compiled = patterns.iter().filter_map(|(pattern, name)| Some((Regex::new(pattern).ok()?, *name)));
        compiled.collect()
    });
    LEAKS.iter().find(|(pattern, _)| pattern.is_match(body)).map(|(_, name)| *name)
}

/// `finding`, unless the plain call does not end as it did before: whatever was sent has harmed the server. Sends one request.
pub(super) async fn and_still_well(patient: &Arc<Patient>, finding: Finding) -> Finding {
    let before = name(patient.plain().await);
    // What was said on a connection may have harmed that one alone.
    patient.hang_up();
    let again = patient.call(patient.options.plain()).await;
    match (&again.result, name(&again)) {
        (_, now) if now == before => {
            patient.is_well();
            finding
        }
        (Err(reason), _) => {
            if let (Some(Phase::Connect), Some(finding)) = (reason.phase(), down(patient)) {
                return finding;
            }
            patient.is_hurt();
            Finding::failed(format!("after it, the plain call fails: {reason}"))
        }
        (Ok(_), _) => finding,
    }
}

/// Nobody listens any more: what is said of that, if another probe is to blame.
pub(super) fn down(patient: &Patient) -> Option<Finding> {
    patient.is_down().map(|culprit| Finding::skipped(format!("the server is down since {culprit}")))
}

fn name(outcome: &Outcome) -> &'static str {
    outcome.result.as_ref().map_or_else(Reason::name, |_| "accepted")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_again_whatever_stands_around_it() {
        let text = marked("é あ 🦊");
        let harmed = |response: &str| matches!(echo(response, &text), Echo::Harmed(_));
        assert_eq!(echo(&format!("unknown request: {text}"), &text), Echo::Whole);
        assert_eq!(echo(&serde_json::json!({ "said": [text] }).to_string(), &text), Echo::Whole);
        assert_eq!(echo("BL(é あ 🦊)LB", &text), Echo::Whole, "a server may shout");
        assert_eq!(echo("ok", &text), Echo::None);
        assert_eq!(echo("you said bl(é あ…", &text), Echo::None, "a server may shorten");
        assert!(harmed("unknown request: bl(Ã© ã\u{81}\u{82} ð\u{9f}\u{a6}\u{8a})lb"));
        assert!(harmed("unknown request: bl(? ? ?)lb"));
        assert!(harmed("unknown request: bl(é あ \u{fffd}\u{fffd})lb"));
        let quotes = marked("\"a\" & <b>");
        assert!(matches!(echo("bl(&quot;a&quot; &amp; &lt;b&gt;)lb", &quotes), Echo::Harmed(_)));
    }

    #[test]
    fn traces_are_known_by_their_form() {
        for (body, name) in [
            ("Traceback (most recent call last):\n  File \"x.py\"", "a Python traceback"),
            ("<p>File &quot;/srv/app.py&quot;, line 7</p>", "a Python traceback"),
            (
                "SyntaxError: Unexpected token\n    at JSON.parse (<anonymous>)\n    at f (/srv/a.js:3:9)",
                "a JavaScript stack trace",
            ),
            (r#"{"stack":"Error: no\n    at Object.<anonymous> (file:///srv/a.mjs:3:9)"}"#, "a JavaScript stack trace"),
            ("java.lang.Error\n\tat app.Main.run(Main.java:7)", "a Java stack trace"),
        ] {
            assert_eq!(leak(body), Some(name), "{body}");
        }
        for body in
            ["{\"error\":\"Unexpected token at position 3\"}", "<h1>Bad Request</h1>", "Meet me at the lamp: 10:30:00"]
        {
            assert_eq!(leak(body), None, "{body}");
        }
    }
}
