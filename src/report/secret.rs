//! What must not leave the machine in a report: keys, tokens and passwords. Which values are secret is taken from the
//! exchanges themselves, where they stand under names that say so; then every place where such a value turns up again (a
//! reason, a difference, a line of the scenario, the output of a program) has it hidden. The same secret is hidden under the
//! same name everywhere, so that a report still shows whether two were the same.

use std::borrow::Cow;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind, PatternID};
use http::{HeaderMap, HeaderValue, header};
use indexmap::IndexSet;
use serde_json::Value as Json;

use crate::diag::Diagnostic;
use crate::journal::exchange::{Body, Event, Exchange};
use crate::journal::{Entry, Page, What};
use crate::platforms;
use crate::runner::outcome::{About, Difference, DifferentAnswer, Differs, Ending, Failure, Outcome, Trouble};

/// Values that are shorter, in bytes, are not hidden: they would make ordinary words unreadable, and protect nothing.
pub const SHORTEST: usize = 8;

/// The headers of every platform that carry credentials.
const HEADERS: [header::HeaderName; 4] =
    [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE, header::SET_COOKIE];

/// The secrets of one scenario.
#[derive(Debug, Default)]
pub struct Secrets {
    /// None if there is nothing to hide.
    finder: Option<AhoCorasick>,
    /// For each of the finder's patterns, which secret it is a form of, counted from 1.
    numbers: Vec<usize>,
}

impl Secrets {
    /// What the exchanges of `outcome` carry, numbered in the order in which it turns up.
    pub fn of(outcome: &Outcome) -> Self {
        let mut values = IndexSet::new();
        for exchange in entries(outcome).filter_map(|entry| entry.exchange()) {
            let answered = exchange.response.as_ref().map(|response| &response.headers);
            values.extend(std::iter::once(&exchange.request.headers).chain(answered).flat_map(in_headers));
            let platform = platforms::named(exchange.platform);
            values.extend(platform.map(|platform| platform.secrets(exchange)).unwrap_or_default());
        }
        Self::new(values.into_iter().filter(|value| value.len() >= SHORTEST))
    }

    fn new(values: impl Iterator<Item = String>) -> Self {
        let mut patterns = Vec::new();
        let mut numbers = Vec::new();
        for (at, value) in values.enumerate() {
            for form in forms(&value) {
                patterns.push(form);
                numbers.push(at + 1);
            }
        }
        if patterns.is_empty() {
            return Self::default();
        }
        // Only more patterns than memory holds could not be built; a journal is smaller than that.
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns).ok();
        Self { finder, numbers }
    }

    /// The text with every secret hidden.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(finder) = self.finder.as_ref().filter(|finder| finder.is_match(text)) else {
            return Cow::Borrowed(text);
        };
        let mut shown = String::with_capacity(text.len());
        finder.replace_all_with(text, &mut shown, |found, _, shown| {
            *shown += &self.label(found.pattern());
            true
        });
        Cow::Owned(shown)
    }

    /// The outcome with every secret hidden in its texts and in its exchanges. Only the lines of the file that its problem
    /// points at stay as they are.
    pub fn hide_outcome(&self, outcome: &Outcome) -> Outcome {
        let ending = match &outcome.ending {
            Ending::Passed => Ending::Passed,
            Ending::Failed(failure) => Ending::Failed(Box::new(Failure {
                problem: self.hide_problem(&failure.problem),
                differences: failure.differences.iter().map(|one| self.hide_difference(one)).collect(),
                exchange: failure.exchange.as_ref().map(|entry| self.hide_entry(entry)),
                before: failure.before.iter().map(|entry| self.hide_entry(entry)).collect(),
                said: self.text(&failure.said),
            })),
            Ending::Errored(trouble) => Ending::Errored(Box::new(Trouble {
                problem: self.hide_problem(&trouble.problem),
                before: trouble.before.iter().map(|entry| self.hide_entry(entry)).collect(),
                said: self.text(&trouble.said),
            })),
            Ending::Skipped(reason) => Ending::Skipped(self.text(reason)),
        };
        Outcome {
            name: self.text(&outcome.name),
            place: outcome.place.clone(),
            about: self.hide_about(&outcome.about),
            ending,
            variants: outcome.variants.iter().map(|one| self.hide_variant(one)).collect(),
            transcript: Page {
                entries: outcome.transcript.entries.iter().map(|entry| self.hide_entry(entry)).collect(),
                ..outcome.transcript.clone()
            },
            remarks: outcome.remarks.iter().map(|remark| self.hide_problem(remark)).collect(),
            ..*outcome
        }
    }

    fn hide_about(&self, about: &About) -> About {
        let hidden = |value: &Json| match serde_json::from_str(&self.hide(&value.to_string())) {
            Ok(hidden) => hidden,
            // A secret that was no text in the row, and is one now.
            Err(_) => Json::from(self.text(&value.to_string())),
        };
        let row = about.row.as_ref();
        About {
            tags: about.tags.clone(),
            row: row.map(|row| row.iter().map(|(name, value)| (name.clone(), hidden(value))).collect()),
            warnings: about.warnings.iter().map(|warning| self.hide_problem(warning)).collect(),
        }
    }

    fn hide_variant(&self, differs: &Differs) -> Differs {
        let exchanges = differs.exchanges.iter().map(|exchange| DifferentAnswer {
            differences: exchange.differences.iter().map(|one| self.hide_difference(one)).collect(),
            ..exchange.clone()
        });
        let layout = differs.layout.as_ref().map(|one| self.hide_difference(one));
        Differs { exchanges: exchanges.collect(), layout, ..differs.clone() }
    }

    fn hide_problem(&self, problem: &Diagnostic) -> Diagnostic {
        Diagnostic {
            message: self.text(&problem.message),
            label: self.text(&problem.label),
            others: problem.others.iter().map(|(span, label)| (span.clone(), self.text(label))).collect(),
            help: problem.help.as_deref().map(|help| self.text(help)),
            ..problem.clone()
        }
    }

    fn hide_difference(&self, difference: &Difference) -> Difference {
        let Difference { path, wanted, got } = difference;
        Difference { path: self.text(path), wanted: self.text(wanted), got: self.text(got) }
    }

    fn hide_entry(&self, entry: &Arc<Entry>) -> Arc<Entry> {
        if self.finder.is_none() {
            return Arc::clone(entry);
        }
        let what = match &entry.what {
            What::Exchange(exchange) => What::Exchange(Box::new(self.hide_exchange(exchange))),
            What::Event(event) => What::Event(Event { detail: self.hide_json(&event.detail), ..event.clone() }),
        };
        Arc::new(Entry { seq: entry.seq, what })
    }

    fn hide_exchange(&self, exchange: &Exchange) -> Exchange {
        let mut hidden = exchange.clone();
        hidden.operation = self.text(&exchange.operation).into();
        hidden.request.target = self.text(&exchange.request.target);
        self.hide_message(&mut hidden.request.headers, &mut hidden.request.body);
        if let Some(response) = &mut hidden.response {
            self.hide_message(&mut response.headers, &mut response.body);
        }
        if let Some(failure) = &mut hidden.failure {
            failure.detail = self.text(&failure.detail);
        }
        hidden.verdict.summary = self.text(&exchange.verdict.summary).into();
        for check in &mut hidden.verdict.checks {
            check.reason = self.text(&check.reason).into();
        }
        hidden.faults = exchange.faults.iter().map(|fault| self.text(fault).into()).collect();
        hidden
    }

    fn hide_message(&self, headers: &mut HeaderMap, body: &mut Body) {
        for value in headers.values_mut() {
            if let Cow::Owned(hidden) = self.hide_bytes(value.as_bytes())
                && let Ok(hidden) = HeaderValue::from_bytes(&hidden)
            {
                *value = hidden;
            }
        }
        if let Cow::Owned(hidden) = self.hide_bytes(body.kept()) {
            *body = body.showing(hidden.into());
        }
    }

    fn text(&self, text: &str) -> String {
        self.hide(text).into_owned()
    }

    fn hide_bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let Some(finder) = self.finder.as_ref().filter(|finder| finder.is_match(bytes)) else {
            return Cow::Borrowed(bytes);
        };
        let mut shown = Vec::with_capacity(bytes.len());
        finder.replace_all_with_bytes(bytes, &mut shown, |found, _, shown| {
            shown.extend_from_slice(self.label(found.pattern()).as_bytes());
            true
        });
        Cow::Owned(shown)
    }

    fn label(&self, pattern: PatternID) -> String {
        format!("[secret {}]", self.numbers[pattern])
    }

    fn hide_json(&self, value: &Json) -> Json {
        match value {
            Json::String(text) => Json::String(self.hide(text).into_owned()),
            Json::Array(items) => items.iter().map(|item| self.hide_json(item)).collect(),
            Json::Object(fields) => {
                let hidden = fields.iter().map(|(key, value)| (self.hide(key).into_owned(), self.hide_json(value)));
                Json::Object(hidden.collect())
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => value.clone(),
        }
    }
}

/// Every entry that a report could show something of; the same one may come more than once.
fn entries(outcome: &Outcome) -> impl Iterator<Item = &Arc<Entry>> {
    let (asked, before) = match &outcome.ending {
        Ending::Passed | Ending::Skipped(_) => (None, [].as_slice()),
        Ending::Failed(failure) => (failure.exchange.as_ref(), failure.before.as_slice()),
        Ending::Errored(trouble) => (None, trouble.before.as_slice()),
    };
    outcome.transcript.entries.iter().chain(before).chain(asked)
}

/// The forms in which a value turns up: as it is, inside a JSON text, and inside a URL or a form.
fn forms(value: &str) -> IndexSet<String> {
    let quoted = Json::from(value).to_string();
    let in_json = quoted[1..quoted.len() - 1].to_owned();
    let in_url = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let in_path = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
    [value.to_owned(), in_json, in_url, in_path].into_iter().collect()
}

fn in_headers(headers: &HeaderMap) -> Vec<String> {
    let mut found = Vec::new();
    for name in HEADERS {
        let values = headers.get_all(&name).iter().filter_map(|value| value.to_str().ok());
        for value in values {
            if name == header::COOKIE || name == header::SET_COOKIE {
                // What follows the first pair in Set-Cookie are attributes, and no secrets.
                let pairs = if name == header::COOKIE { usize::MAX } else { 1 };
                let pairs = value.split(';').take(pairs).filter_map(|pair| pair.split_once('='));
                found.extend(pairs.map(|(_, value)| value.trim().to_owned()));
            } else {
                let credentials = value.split_once(' ').map_or(value, |(_, credentials)| credentials);
                found.push(credentials.trim().to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(values: &[&str]) -> Secrets {
        Secrets::new(values.iter().map(|&value| value.to_owned()))
    }

    #[test]
    fn a_secret_is_hidden_in_all_of_its_forms_and_keeps_its_number() {
        let secrets = secrets(&["first/\"secret", "another secret"]);
        let text =
            r#"first/"secret, {"key": "first/\"secret"}, ?k=first%2F%22secret, ?k=another+secret, another%20secret"#;
        assert_eq!(
            secrets.hide(text),
            r#"[secret 1], {"key": "[secret 1]"}, ?k=[secret 1], ?k=[secret 2], [secret 2]"#
        );
    }

    #[test]
    fn of_two_that_begin_alike_the_longer_is_found() {
        let secrets = secrets(&["12345678", "1234567890"]);
        assert_eq!(secrets.hide("1234567890 12345678"), "[secret 2] [secret 1]");
    }

    #[test]
    fn what_holds_none_stays_as_it_is() {
        assert!(matches!(secrets(&["12345678"]).hide("123"), Cow::Borrowed("123")));
        assert!(matches!(Secrets::default().hide("123"), Cow::Borrowed("123")));
        assert!(matches!(Secrets::default().hide_bytes(b"123"), Cow::Borrowed(b"123")));
    }

    #[test]
    fn keys_values_and_bytes_are_looked_through_too() {
        let secrets = secrets(&["12345678"]);
        let hidden = secrets.hide_json(&serde_json::json!({ "12345678": ["a 12345678", 12_345_678] }));
        assert_eq!(hidden, serde_json::json!({ "[secret 1]": ["a [secret 1]", 12_345_678] }));
        assert_eq!(&*secrets.hide_bytes(b"\xff12345678\xff"), b"\xff[secret 1]\xff");
    }

    #[test]
    fn headers_give_what_identifies_the_sender_and_no_more() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Bearer credentials".parse().unwrap());
        headers.insert(header::COOKIE, "a=first; b=second".parse().unwrap());
        headers.insert(header::SET_COOKIE, "c=third; Path=/somewhere".parse().unwrap());
        headers.insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        assert_eq!(in_headers(&headers), ["credentials", "first", "second", "third"]);
    }
}
