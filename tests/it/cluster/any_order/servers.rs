//! The servers that are called: what each does is settled when a request arrives.

use std::time::Duration;

use async_trait::async_trait;
use backlot::world::clock::Clock;
use backlot::world::upstream::{Broken, Upstream};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use parking_lot::Mutex;
use proptest::prelude::*;
use serde_json::json;

use super::steps::SERVERS;

/// What a server answers: the token that was made as the `n`-th of all, of the world's, and a body.
#[derive(Debug, Clone)]
pub(super) enum Behaviour {
    Answer { token: usize, size: usize },
    NoVerify,
    NoResponse,
    Null,
    Status(u16),
    Redirect(usize),
    NotJson,
    NotAnObject,
    Refuse,
    Reset,
    Close,
    Truncate,
    Hang,
}

pub(super) fn behaviour() -> impl Strategy<Value = Behaviour> {
    prop_oneof![
        12 => (0..6_usize, prop_oneof![3 => Just(10_usize), 1 => Just(0), 1 => Just(1_000), 1 => Just(1_001), 1 => Just(100_000), 1 => Just(100_001)])
            .prop_map(|(token, size)| Behaviour::Answer { token, size }),
        1 => Just(Behaviour::NoVerify),
        1 => Just(Behaviour::NoResponse),
        1 => Just(Behaviour::Null),
        1 => prop_oneof![Just(404_u16), Just(500), Just(302)].prop_map(Behaviour::Status),
        2 => (0..SERVERS).prop_map(Behaviour::Redirect),
        1 => Just(Behaviour::NotJson),
        1 => Just(Behaviour::NotAnObject),
        1 => prop_oneof![
            Just(Behaviour::Refuse),
            Just(Behaviour::Reset),
            Just(Behaviour::Close),
            Just(Behaviour::Truncate),
            Just(Behaviour::Hang)
        ],
    ]
}

/// How long a server takes, in milliseconds. No sum of what a call can take is five seconds to the millisecond, so that none is
/// a matter of taste: the last two digits are 07 here, and others where faults take time.
pub(super) fn delay() -> impl Strategy<Value = u64> {
    prop_oneof![1 => Just(0_u64), 3 => (0..20_u64).prop_map(|tenth| tenth * 100 + 7), 1 => (20..70_u64).prop_map(|tenth| tenth * 100 + 7)]
}

/// An answer, as plainly as it can be said.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) to: Option<usize>,
    pub(super) body: String,
}

impl Behaviour {
    /// What it answers with this token, or the name of how it breaks; none if it never does either.
    pub(super) fn answer(&self, token: &str) -> Option<Result<Answer, &'static str>> {
        let body = match self {
            Self::Answer { size, .. } => json!({ "verify": token, "response": "x".repeat(*size) }).to_string(),
            Self::NoVerify => json!({ "response": "somewhat" }).to_string(),
            Self::NoResponse => json!({ "verify": token }).to_string(),
            Self::Null => json!({ "verify": token, "response": null }).to_string(),
            Self::Status(_) | Self::Redirect(_) => json!({ "verify": token, "response": "y" }).to_string(),
            Self::NotJson => "<html>nothing here</html>".to_owned(),
            Self::NotAnObject => r#"["not", "an object"]"#.to_owned(),
            Self::Refuse => return Some(Err("refused")),
            Self::Reset => return Some(Err("reset")),
            Self::Close => return Some(Err("closed")),
            Self::Truncate => return Some(Err("truncated")),
            Self::Hang => return None,
        };
        let (status, to) = match self {
            Self::Status(status) => (*status, None),
            Self::Redirect(server) => (307, Some(*server)),
            _ => (200, None),
        };
        Some(Ok(Answer { status, to, body }))
    }
}

/// What a server does: how, how long it takes for it in milliseconds, and with which token.
pub(super) type Now = (Behaviour, u64, String);

/// A server that is played.
pub(super) struct Played(Mutex<Now>);

impl Played {
    pub(super) fn new() -> Self {
        Self(Mutex::new(first()))
    }

    pub(super) fn set(&self, now: Now) {
        *self.0.lock() = now;
    }
}

/// What each server does at first.
pub(super) fn first() -> Now {
    (Behaviour::Refuse, 0, String::new())
}

#[async_trait]
impl Upstream for Played {
    async fn answer(&self, clock: &Clock, _: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
        let (behaviour, delay, token) = self.0.lock().clone();
        clock.sleep(Duration::from_millis(delay)).await;
        let answer = match behaviour.answer(&token) {
            None => std::future::pending().await,
            Some(Err("refused")) => return Err(Broken::Refused),
            Some(Err("reset")) => return Err(Broken::Reset),
            Some(Err("closed")) => return Err(Broken::Closed),
            Some(Err(_)) => return Err(Broken::Truncated { promised: 9, got: 3 }),
            Some(Ok(answer)) => answer,
        };
        let mut response = Response::new(Bytes::from(answer.body));
        *response.status_mut() = StatusCode::from_u16(answer.status).unwrap();
        if let Some(server) = answer.to {
            response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(&url(server)).unwrap());
        }
        Ok(response)
    }
}

pub(super) fn url(server: usize) -> String {
    format!("https://server-{server}.example/")
}
