//! The server that is looked at: everything that is sent to it goes through here and is counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use parking_lot::Mutex;
use tokio::sync::OnceCell;

use super::wire::Wire;
use crate::client::{self, Failure, Limits};
use crate::platforms::cluster::alone::{self, CREATOR, Server};
use crate::platforms::cluster::call::{self, Call, Caller, Outcome, Reason};
use crate::platforms::cluster::profile;
use crate::platforms::cluster::state::State;
use crate::world::World;

/// What stands for a probe's own text in a sample request.
pub const TEXT: &str = "$TEXT";

/// What is sent where no probe has a text of its own.
const PING: &str = "ping";

/// How the doctor looks.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server.
    pub server: Server,
    /// A request that the server understands; [`TEXT`] in it stands for what a probe wants to send.
    pub sample: Option<String>,
    /// How many calls are made one after the other, to measure time.
    pub calls: usize,
    /// How many calls are made at once.
    pub at_once: usize,
    /// Whether probes that send hostile requests are left out.
    pub gentle: bool,
}

impl Options {
    /// The sizes that may be sent and answered.
    pub fn limits(&self) -> profile::Limits {
        self.server.profile.limits()
    }

    /// The request with `text` in it, or `text` itself where there is no sample. In a sample that is JSON, it is written as JSON
    /// wants it.
    pub fn request(&self, text: &str) -> String {
        let Some(sample) = &self.sample else { return text.to_owned() };
        let is_json = serde_json::from_str::<serde_json::Value>(sample).is_ok();
        if !is_json {
            return sample.replace(TEXT, text);
        }
        let quoted = serde_json::Value::from(text).to_string();
        sample.replace(TEXT, quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default())
    }

    /// The request of the plain call.
    pub fn plain(&self) -> String {
        self.request(PING)
    }

    /// Whether a probe's own text reaches the server.
    pub fn takes_texts(&self) -> bool {
        self.sample.as_ref().is_none_or(|sample| sample.contains(TEXT))
    }

    /// A request of exactly `size` bytes, made of `fill` again and again, and of `x` where that is too long.
    pub fn request_of(&self, size: usize, fill: char) -> String {
        let around = self.request("").len();
        let room = size.saturating_sub(around);
        let mut text: String = std::iter::repeat_n(fill, room / fill.len_utf8()).collect();
        text.extend(std::iter::repeat_n('x', room % fill.len_utf8()));
        self.request(&text)
    }
}

/// The server that is looked at.
pub struct Patient {
    /// How.
    pub options: Options,
    world: Arc<World>,
    plain: OnceCell<Outcome>,
    sent: AtomicUsize,
    followed: AtomicUsize,
    /// The probe that is at work may still send this many.
    left: AtomicUsize,
    health: Mutex<Health>,
    /// What the server gave as verify and is none of the tokens: perhaps the right one, and a typing error in the others.
    unknown: Mutex<Vec<String>>,
    /// Bodies of answers that were not what was agreed, for a last look.
    pub(super) strange: Mutex<Vec<String>>,
}

/// How the server has taken what was sent.
#[derive(Debug, Default)]
struct Health {
    /// The probe that is at work.
    probe: &'static str,
    /// The probe after which the plain call failed.
    hurt_by: Option<&'static str>,
    /// The probe since which nobody listens any more.
    down_since: Option<&'static str>,
}

impl Patient {
    /// The most strange answers that are kept.
    const MOST_STRANGE: usize = 64;

    /// Nothing is sent yet.
    pub fn new(options: Options, client: client::Settings) -> Self {
        let world = alone::world(&options.server, client);
        Self {
            options,
            world,
            plain: OnceCell::new(),
            sent: AtomicUsize::new(0),
            followed: AtomicUsize::new(0),
            left: AtomicUsize::new(0),
            health: Mutex::default(),
            unknown: Mutex::default(),
            strange: Mutex::default(),
        }
    }

    /// How many requests were sent, redirects not counted.
    pub fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// How many redirects were followed.
    pub fn followed(&self) -> usize {
        self.followed.load(Ordering::Relaxed)
    }

    /// The probe of that name begins, and may send `requests`.
    pub(super) fn grant(&self, probe: &'static str, requests: usize) {
        self.health.lock().probe = probe;
        self.left.store(requests, Ordering::Relaxed);
    }

    /// The plain call has failed after what the probe at work has sent, which may have brought the server down.
    pub(super) fn is_hurt(&self) {
        let mut health = self.health.lock();
        let probe = health.probe;
        health.hurt_by.get_or_insert(probe);
    }

    /// Nobody listens any more. Gives the probe that is to blame, if it is not the one at work.
    pub(super) fn is_down(&self) -> Option<&'static str> {
        let mut health = self.health.lock();
        let culprit = health.hurt_by.unwrap_or(health.probe);
        health.down_since.get_or_insert(culprit);
        (culprit != health.probe).then_some(culprit)
    }

    /// The server is well again, or still.
    pub(super) fn is_well(&self) {
        self.health.lock().hurt_by = None;
    }

    /// The probe that has brought the server down, if one has.
    pub(super) fn down_since(&self) -> Option<&'static str> {
        self.health.lock().down_since
    }

    /// Counts one request. More than a probe has announced is a mistake in that probe.
    fn count(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        debug_assert!(left.is_ok(), "a probe sends more than it announced");
    }

    /// The plain call, made once and shared by all probes that look at it.
    pub async fn plain(&self) -> &Outcome {
        self.plain
            .get_or_init(|| async {
                self.left.fetch_add(1, Ordering::Relaxed);
                self.call(self.options.plain()).await
            })
            .await
    }

    /// One call, as cluster makes it.
    pub async fn call(&self, request: String) -> Outcome {
        self.count();
        let call = Call { caller: Caller::Account(CREATOR.to_owned()), endpoint: None, request, meta: String::new() };
        let outcome = call::call(&self.world, &call).await;
        self.remember(&outcome);
        self.followed.fetch_add(outcome.hops.len().saturating_sub(1), Ordering::Relaxed);
        if outcome.result.is_err() {
            let answer = outcome.hops.last().and_then(|hop| hop.answer.as_ref());
            answer.iter().for_each(|answer| self.keep(&answer.body));
        }
        outcome
    }

    /// One HTTP request that cluster would not send, without following a redirect. `headers` come in the place of the usual ones.
    pub async fn request(&self, method: Method, headers: HeaderMap, body: impl Into<Bytes>) -> client::Exchange {
        self.count();
        let url = self.options.server.address.url.clone();
        let request = client::Request { method, url, headers, body: body.into(), is_named: true };
        let limits = Limits { within: self.options.server.timeout, body: call::MOST_ANSWER };
        let exchange = self.world.state::<State>().client().exchange(&self.world, request, limits).await;
        exchange.answer.iter().for_each(|answer| self.keep(&answer.body));
        exchange
    }

    /// One POST of `body` as it is, said to be JSON.
    pub async fn post(&self, body: impl Into<Bytes>) -> client::Exchange {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.request(Method::POST, headers, body).await
    }

    /// The plain call over HTTP/2, on a connection of its own; nothing if TLS agrees on another version.
    pub(super) async fn post_http2(&self) -> Option<client::Exchange> {
        self.count();
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = serde_json::json!({ "request": self.options.plain() }).to_string();
        let url = self.options.server.address.url.clone();
        let request = client::Request { method: Method::POST, url, headers, body: body.into(), is_named: true };
        let limits = Limits { within: self.options.server.timeout, body: call::MOST_ANSWER };
        self.world.state::<State>().client().exchange_http2(&self.world, request, limits).await
    }

    /// A connection on which bytes are said as they are; counts as one request.
    pub(super) async fn open(&self) -> Result<Wire<'_>, Failure> {
        self.count();
        let Server { address, timeout, .. } = &self.options.server;
        let bare = self.world.state::<State>().client().open(&self.world, &address.url, *timeout).await?;
        Ok(Wire::on(bare, self))
    }

    /// Another request on a connection that was counted already.
    pub(super) fn one_more(&self) {
        self.count();
    }

    /// Waits until every connection that was kept for later is closed.
    pub(super) fn hang_up(&self) {
        self.world.state::<State>().client().close_idle();
    }

    /// Remembers a strange answer.
    pub(super) fn keep(&self, body: &[u8]) {
        let mut strange = self.strange.lock();
        if strange.len() < Self::MOST_STRANGE {
            strange.push(String::from_utf8_lossy(&body[..body.len().min(16 * 1024)]).into_owned());
        }
    }

    /// How long a call may take.
    pub(super) fn timeout(&self) -> Duration {
        self.options.server.timeout
    }

    /// Remembers what was given as a token and is not known to be one.
    fn remember(&self, outcome: &Outcome) {
        /// A server that gives another one each time is not listened to for ever, and a few letters hide nothing.
        const MOST: usize = 8;
        const SHORTEST: usize = 3;
        if !matches!(outcome.result, Err(Reason::VerifyWrong { .. })) {
            return;
        }
        let answer = outcome.hops.last().and_then(|hop| hop.answer.as_ref());
        let answer = answer.and_then(|answer| serde_json::from_slice::<serde_json::Value>(&answer.body).ok());
        let Some(verify) = answer.as_ref().and_then(|answer| answer["verify"].as_str()) else { return };
        let mut unknown = self.unknown.lock();
        if verify.len() >= SHORTEST && unknown.len() < MOST && !unknown.iter().any(|known| known == verify) {
            unknown.push(verify.to_owned());
        }
    }

    /// `text` without verify tokens.
    pub(super) fn hide(&self, text: &str) -> String {
        let tokens = self.options.server.tokens.iter().enumerate().filter(|(_, token)| !token.is_empty());
        let text = tokens
            .fold(text.to_owned(), |text, (at, token)| text.replace(token.as_str(), &format!("[token {}]", at + 1)));
        self.unknown.lock().iter().fold(text, |text, verify| text.replace(verify.as_str(), "[unknown token]"))
    }
}

impl std::fmt::Debug for Patient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Patient").field("url", &self.options.server.address.text).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::cluster::account::callable;
    use crate::platforms::cluster::profile::Profile;

    fn options(sample: Option<&str>) -> Options {
        let server = Server {
            address: callable("http://127.0.0.1:1/").unwrap(),
            tokens: vec!["secret".to_owned()],
            profile: Profile::Legacy,
            follow_redirects: true,
            timeout: call::TIMEOUT,
        };
        Options { server, sample: sample.map(str::to_owned), calls: 1, at_once: 1, gentle: false }
    }

    #[test]
    fn a_sample_takes_the_text_of_a_probe_as_it_is_written() {
        assert_eq!(options(None).request("a\"b"), "a\"b");
        assert_eq!(options(Some("say $TEXT")).request("a\"b"), "say a\"b");
        assert_eq!(options(Some(r#"{"say":"$TEXT"}"#)).request("a\"b"), r#"{"say":"a\"b"}"#);
        assert_eq!(options(Some("on")).request("anything"), "on");
        assert!(!options(Some("on")).takes_texts());
    }

    #[test]
    fn a_request_has_exactly_the_size_that_is_wanted() {
        for sample in [None, Some(r#"{"say":"$TEXT"}"#)] {
            for (size, fill) in [(1_000, 'x'), (1_000, 'あ'), (999, '🦊'), (100_000, 'あ')] {
                assert_eq!(options(sample).request_of(size, fill).len(), size);
            }
        }
    }

    #[test]
    fn tokens_are_hidden() {
        let patient = Patient::new(options(None), client::Settings::default());
        assert_eq!(patient.hide(r#"{"verify":"secret"}"#), r#"{"verify":"[token 1]"}"#);
    }
}
