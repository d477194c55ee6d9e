//! Mails that scripts send with SendGrid: to its API where a world plays it or allows it, else kept in the journal alone.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::{Map, Value as Json, json};
use url::Url;

use super::NAME;
use super::ask::{Outside, Question};
use super::http::Outgoing;
use crate::journal::exchange::Event;
use crate::world::upstream::is_named;

/// Where mails are sent to.
pub(super) const API: &str = "https://api.sendgrid.com/v3/mail/send";

/// What the journal calls the call.
pub(super) const OPERATION: &str = "SendGrid.send";

/// What is answered for a mail that goes nowhere.
const KEPT: &str = r#"{"message":"success"}"#;

/// Somebody who gets a mail, or sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mailbox {
    /// The address.
    pub(super) email: String,
    /// The name, if it has one.
    pub(super) name: Option<String>,
}

/// A mail.
#[derive(Debug, Clone, Default)]
pub(super) struct Mail {
    pub(super) to: Vec<Mailbox>,
    pub(super) from: Option<Mailbox>,
    pub(super) reply_to: Option<String>,
    pub(super) bcc: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
    pub(super) headers: Map<String, Json>,
    /// Names and contents of the files.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

/// A mail on its way, and the key that it is sent with.
pub(super) struct Sending {
    pub(super) key: String,
    pub(super) mail: Mail,
}

impl Mailbox {
    fn json(&self) -> Json {
        let mut json = json!({ "email": self.email });
        if let Some(name) = &self.name {
            json["name"] = json!(name);
        }
        json
    }
}

impl Mail {
    /// As the API takes it.
    fn json(&self) -> Json {
        let mut envelope = json!({ "to": self.to.iter().map(Mailbox::json).collect::<Vec<_>>() });
        if let Some(bcc) = &self.bcc {
            envelope["bcc"] = json!([{ "email": bcc }]);
        }
        let mut mail = json!({ "personalizations": [envelope], "subject": self.subject });
        if let Some(from) = &self.from {
            mail["from"] = from.json();
        }
        if let Some(reply_to) = &self.reply_to {
            mail["reply_to"] = json!({ "email": reply_to });
        }
        // Text is ignored where there is HTML.
        let content = match (&self.html, &self.text) {
            (Some(html), _) => Some(("text/html", html)),
            (None, Some(text)) => Some(("text/plain", text)),
            (None, None) => None,
        };
        let content: Vec<_> = content.iter().map(|(kind, value)| json!({ "type": kind, "value": value })).collect();
        mail["content"] = json!(content);
        if !self.headers.is_empty() {
            mail["headers"] = json!(self.headers);
        }
        if !self.files.is_empty() {
            let file =
                |(name, content): &(String, Vec<u8>)| json!({ "filename": name, "content": BASE64.encode(content) });
            mail["attachments"] = self.files.iter().map(file).collect();
        }
        mail
    }

    /// As the journal has it.
    fn event(&self, outcome: &str) -> Json {
        let mut event = json!({
            "to": self.to.iter().map(Mailbox::json).collect::<Vec<_>>(),
            "from": self.from.as_ref().map(Mailbox::json),
            "reply-to": self.reply_to,
            "bcc": self.bcc,
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "headers": self.headers,
            "files": self.files.iter().map(|(name, content)| json!({ "name": name, "size": content.len() })).collect::<Vec<_>>(),
            "outcome": outcome,
        });
        if let Some(members) = event.as_object_mut() {
            let is_there = |value: &Json| !value.is_null() && *value != json!({}) && *value != json!([]);
            members.retain(|_, value| is_there(value));
        }
        event
    }

    /// What keeps it from being sent, as the service would say it.
    fn missing(&self) -> Vec<Json> {
        let missing = [
            ("personalizations.0.to", "a mail needs somebody who gets it", self.to.is_empty()),
            ("from", "a mail needs somebody who sends it", self.from.is_none()),
            ("subject", "a mail needs a subject", self.subject.is_none()),
            ("content", "a mail needs text or HTML", self.text.is_none() && self.html.is_none()),
        ];
        let named = missing.into_iter().filter(|(_, _, is_missing)| *is_missing);
        named.map(|(field, message, _)| json!({ "field": field, "message": message })).collect()
    }
}

#[async_trait]
impl Question for Sending {
    type Answer = Option<String>;

    async fn answer(self, outside: &Outside<'_>) -> Option<String> {
        let Self { key, mail } = self;
        let goes_out = API.parse::<Url>().is_ok_and(|url| {
            let upstreams = outside.world.upstreams();
            let is_named = is_named(&url, &outside.game.settings.allowed_hosts);
            is_named || upstreams.find(&url).is_some() || upstreams.allows(&url)
        });
        let (told, outcome) = if goes_out {
            let told = send(outside, &key, &mail).await;
            let outcome = if told.is_some() { "sent" } else { "failed" };
            (told, outcome)
        } else {
            let missing = mail.missing();
            if missing.is_empty() {
                (Some(KEPT.to_owned()), "kept")
            } else {
                (Some(json!({ "errors": missing }).to_string()), "incomplete")
            }
        };
        outside.world.journal().note(Event {
            at: outside.world.clock().now(),
            platform: NAME,
            kind: "mail",
            cause: outside.cause,
            detail: mail.event(outcome),
        });
        told
    }
}

async fn send(outside: &Outside<'_>, key: &str, mail: &Mail) -> Option<String> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // A key that HTTP does not allow is none that the service knows.
    headers.extend(HeaderValue::from_str(&format!("Bearer {key}")).ok().map(|value| (header::AUTHORIZATION, value)));
    let outgoing = Outgoing {
        operation: OPERATION.into(),
        method: Method::POST,
        url: API.to_owned(),
        headers,
        body: mail.json().to_string().into(),
        timeout: None,
    };
    let answer = outgoing.answer(outside).await?;
    Some(String::from_utf8_lossy(&answer.body).into_owned())
}
