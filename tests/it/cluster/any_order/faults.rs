//! The faults that can be armed: every kind that can touch a call, as a file writes it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::servers::url;
use super::steps::{ACCOUNTS, SERVERS};

/// A fault that can be armed.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) on: On,
    pub(super) when: When,
    pub(super) does: Vec<Effect>,
}

/// Which calls it is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum On {
    All,
    Account(usize),
    Server(usize),
}

/// Which of them it hits, counted from 1.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    Always,
    First(u64),
    Nth(u64),
    Every(u64),
    After(u64),
    Times(u64),
}

/// Where an answer ends, the earliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Point {
    Start,
    InHead,
    Head,
    FiveBytes,
    Half,
    End,
}

/// How it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Close,
    Reset,
    Hang,
}

/// What a fault does. Times are in milliseconds, and their last two digits are such that they add up to no round number.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    RateLimit,
    FlowControl,
    TokenRevoked,
    EndpointDeleted,
    Delay(u64),
    End(Point, Then),
    Truncate(Point, Then),
    MalformedChunk,
    Garbage,
    Dribble { pieces: u64, interval: u64 },
    CloseAfterAnswer,
    TlsFailure,
    BadCertificate(&'static str),
    Refuse,
    Status { code: u16, keep_body: bool },
    Body(&'static str),
    MalformedJson,
    WrongContentType,
    Empty,
    Oversize,
    HangUp { after: u64 },
    SlowBody { pieces: u64, interval: u64 },
    CutBody(Then),
    Duplicate { times: u64, apart: u64 },
    Late(u64),
    OutOfOrder { behind: u64, at_most: u64 },
    NoKeepAlive,
    ConnectTimeout,
}

/// The size of an answer that is too long to be read, in bytes.
pub(super) const OVERSIZE: usize = 1_100_000;

impl Effect {
    /// The kind, and what is written under it.
    fn written(&self) -> (&'static str, Value) {
        let millis = |millis: u64| json!(format!("{millis}ms"));
        match *self {
            Self::RateLimit => ("rate-limit", json!({})),
            Self::FlowControl => ("flow-control", json!({})),
            Self::TokenRevoked => ("token-revoked", json!({})),
            Self::EndpointDeleted => ("endpoint-deleted", json!({})),
            Self::Delay(delay) => ("delay", millis(delay)),
            Self::End(point, then) => (then.word(), json!({ "after": point.word() })),
            Self::Truncate(point, then) => ("truncate", json!({ "after": point.word(), "then": then.word() })),
            Self::MalformedChunk => ("malformed-chunk", json!({})),
            Self::Garbage => ("garbage", json!({})),
            Self::Dribble { pieces, interval } => {
                ("dribble", json!({ "pieces": pieces, "interval": millis(interval) }))
            }
            Self::CloseAfterAnswer => ("close-after-answer", json!({})),
            Self::TlsFailure => ("tls-failure", json!({})),
            Self::BadCertificate(how) => ("bad-certificate", json!({ "how": how })),
            Self::Refuse => ("refuse", json!({})),
            Self::Status { code, keep_body } => ("status", json!({ "code": code, "keep-body": keep_body })),
            Self::Body(text) => ("body", json!({ "text": text })),
            Self::MalformedJson => ("malformed-json", json!({})),
            Self::WrongContentType => ("wrong-content-type", json!({})),
            Self::Empty => ("empty", json!({})),
            Self::Oversize => ("oversize", json!({ "size": OVERSIZE })),
            Self::HangUp { after } => ("hang-up", json!({ "after": millis(after) })),
            Self::SlowBody { pieces, interval } => {
                ("slow-body", json!({ "pieces": pieces, "interval": millis(interval) }))
            }
            Self::CutBody(then) => ("cut-body", json!({ "after": 5, "then": then.word() })),
            Self::Duplicate { times, apart } => ("duplicate", json!({ "times": times, "apart": millis(apart) })),
            Self::Late(by) => ("late", millis(by)),
            Self::OutOfOrder { behind, at_most } => {
                ("out-of-order", json!({ "behind": behind, "at-most": millis(at_most) }))
            }
            Self::NoKeepAlive => ("no-keep-alive", json!({})),
            Self::ConnectTimeout => ("connect-timeout", json!({})),
        }
    }

    /// The kind.
    pub(super) fn kind(&self) -> &'static str {
        self.written().0
    }

    /// Whether it happens on the way out, so that calls of the same fault can wait for each other.
    pub(super) fn is_of_the_caller(&self) -> bool {
        matches!(
            self,
            Self::HangUp { .. }
                | Self::SlowBody { .. }
                | Self::CutBody(_)
                | Self::Duplicate { .. }
                | Self::Late(_)
                | Self::OutOfOrder { .. }
                | Self::NoKeepAlive
                | Self::ConnectTimeout
        )
    }
}

impl Point {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::InHead => "in-head",
            Self::Head => "head",
            Self::FiveBytes => "5 bytes",
            Self::Half => "half",
            Self::End => "end",
        }
    }
}

impl Then {
    fn word(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Reset => "reset",
            Self::Hang => "hang",
        }
    }
}

impl When {
    /// Whether it hits the call of this number, if it has hit so many before.
    pub(super) fn picks(self, number: u64, hits: u64) -> bool {
        match self {
            Self::Always => true,
            Self::First(first) => number <= first,
            Self::Nth(nth) => number == nth,
            Self::Every(every) => number.is_multiple_of(every),
            Self::After(after) => number > after,
            Self::Times(times) => hits < times,
        }
    }
}

impl Fault {
    /// As a file writes it.
    pub(super) fn written(&self, slot: usize) -> Value {
        let on = match self.on {
            On::All => json!({ "cluster": "callExternal" }),
            On::Account(account) => json!({ "cluster": "callExternal", "credential": ACCOUNTS[account] }),
            On::Server(server) => json!({ "stub": url(server) }),
        };
        let does: Vec<_> = self
            .does
            .iter()
            .map(|effect| {
                let (kind, value) = effect.written();
                json!({ kind: value })
            })
            .collect();
        let mut written = json!({ "name": name(slot), "on": on, "do": does });
        let (key, number) = match self.when {
            When::Always => return written,
            When::First(number) => ("first", number),
            When::Nth(number) => ("nth", number),
            When::Every(number) => ("every", number),
            When::After(number) => ("after", number),
            When::Times(number) => ("times", number),
        };
        written[key] = number.into();
        written
    }
}

/// The name of the fault in a slot.
pub(super) fn name(slot: usize) -> String {
    format!("slot-{slot}")
}

/// A fault for a slot. What ends answers or calls goes into the first alone, so that there is never a choice between two ends;
/// the second has what changes an answer, or takes time.
pub(super) fn fault(slot: usize) -> BoxedStrategy<Fault> {
    let on = prop_oneof![
        4 => Just(On::All),
        1 => (0..ACCOUNTS.len()).prop_map(On::Account),
        1 => (0..SERVERS).prop_map(On::Server)
    ];
    let number = || 1..4_u64;
    let when = prop_oneof![
        3 => Just(When::Always),
        1 => number().prop_map(When::First),
        1 => number().prop_map(When::Nth),
        1 => number().prop_map(When::Every),
        1 => number().prop_map(When::After),
        1 => number().prop_map(When::Times),
    ];
    let does = if slot == 0 {
        prop_oneof![2 => ending().prop_map(|one| vec![one]), 1 => changing().prop_map(|one| vec![one])].boxed()
    } else {
        proptest::collection::vec(changing(), 1..3).boxed()
    };
    (on, when, does).prop_map(|(on, when, does)| Fault { on, when, does }).boxed()
}

fn ending() -> impl Strategy<Value = Effect> {
    let point = || {
        let points = [Point::Start, Point::InHead, Point::Head, Point::FiveBytes, Point::Half, Point::End].map(Just);
        proptest::strategy::Union::new(points)
    };
    let then = || prop_oneof![Just(Then::Close), Just(Then::Reset), Just(Then::Hang)];
    prop_oneof![
        4 => (point(), then()).prop_map(|(point, then)| Effect::End(point, then)),
        2 => (point(), then()).prop_map(|(point, then)| Effect::Truncate(point, then)),
        1 => Just(Effect::MalformedChunk),
        1 => Just(Effect::Garbage),
        1 => Just(Effect::TlsFailure),
        1 => prop_oneof![Just("expired"), Just("not-yet-valid"), Just("wrong-name"), Just("untrusted")]
            .prop_map(Effect::BadCertificate),
        1 => Just(Effect::Refuse),
        2 => prop_oneof![Just(0_u64), (0..30_u64).prop_map(|tenth| tenth * 100 + 16)]
            .prop_map(|after| Effect::HangUp { after }),
        1 => then().prop_map(Effect::CutBody),
        1 => Just(Effect::ConnectTimeout),
        3 => (1..4_u64, 0..80_u64).prop_map(|(behind, tenth)| Effect::OutOfOrder { behind, at_most: tenth * 100 + 32 }),
    ]
}

fn changing() -> impl Strategy<Value = Effect> {
    prop_oneof![
        1 => Just(Effect::RateLimit),
        1 => Just(Effect::FlowControl),
        1 => Just(Effect::TokenRevoked),
        1 => Just(Effect::EndpointDeleted),
        2 => (0..60_u64).prop_map(|tenth| Effect::Delay(tenth * 100 + 1)),
        1 => (0..20_u64).prop_map(|tenth| Effect::Dribble { pieces: 3, interval: tenth * 100 + 2 }),
        1 => Just(Effect::CloseAfterAnswer),
        2 => (prop_oneof![Just(200_u16), Just(201), Just(403), Just(503)], any::<bool>())
            .prop_map(|(code, keep_body)| Effect::Status { code, keep_body }),
        1 => prop_oneof![Just("nothing but words"), Just(r#"{"verify": "mine", "response": "no"}"#)].prop_map(Effect::Body),
        1 => Just(Effect::MalformedJson),
        1 => Just(Effect::WrongContentType),
        1 => Just(Effect::Empty),
        1 => Just(Effect::Oversize),
        1 => (0..25_u64).prop_map(|tenth| Effect::SlowBody { pieces: 2, interval: tenth * 100 + 4 }),
        3 => (1..4_u64, 0..30_u64).prop_map(|(times, tenth)| Effect::Duplicate { times, apart: tenth * 100 }),
        2 => (0..80_u64).prop_map(|tenth| Effect::Late(tenth * 100 + 3)),
        1 => Just(Effect::NoKeepAlive),
    ]
}
