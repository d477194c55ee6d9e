//! Why a call has failed: one name, one sentence and one help for each way, all of them Backlot's own words. The platform
//! gives a script some text too, but nobody has written down which.

use std::time::Duration;

use jiff::Timestamp;

use crate::client::{Failure, Phase};
use crate::journal::verdict::thousands;
use crate::platforms::cluster::account::NoEndpoint;
use crate::platforms::cluster::profile::Profile;
use crate::platforms::cluster::space::NoItem;
use crate::platforms::fidelity::{Row, absent, chosen, documented};

/// Why a call has failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The item that should call is not there.
    #[error(transparent)]
    NoItem(#[from] NoItem),
    /// The account that should be called for is not there.
    #[error("there is no account {name:?}")]
    NoAccount {
        /// Its name.
        name: String,
    },
    /// `request` is too long; nothing was sent.
    #[error("request is {}", over(*.size, *.limit))]
    RequestTooLarge {
        /// Its size, in bytes.
        size: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// `meta` is too long; nothing was sent.
    #[error("meta is {}", over(*.size, *.limit))]
    MetaTooLarge {
        /// Its size, in bytes.
        size: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// There were too many calls; nothing was sent.
    #[error("{who} may call {per_minute} times a minute; the next call may come in {}", seconds(*.wait))]
    RateLimit {
        /// Whose calls were counted.
        who: &'static str,
        /// Calls per minute.
        per_minute: u32,
        /// How long to wait for the next.
        wait: Duration,
    },
    /// The space's flow control delays by more than it may; nothing was sent.
    #[error("what is sent in this space is delayed by {}, and 30.0 s are the most", seconds(*.delay))]
    FlowControl {
        /// How long the delay would be.
        delay: Duration,
    },
    /// The account has no URL to call.
    #[error(transparent)]
    NoEndpoint(#[from] NoEndpoint),
    /// There was no answer, or not a whole one.
    #[error(transparent)]
    NoAnswer(#[from] Failure),
    /// The server answered with an error.
    #[error("the server answered with status {status}")]
    Status {
        /// The status.
        status: http::StatusCode,
    },
    /// The answer is not JSON.
    #[error("the answer is not JSON: {detail}")]
    NotJson {
        /// What is wrong with it.
        detail: String,
    },
    /// The answer is JSON, but not an object.
    #[error("the answer is {what}, and must be an object with verify and response")]
    NotAnObject {
        /// What it is.
        what: &'static str,
    },
    /// The answer has no `verify`.
    #[error("the answer has no verify{}", .0.map_or(String::new(), |hint| format!(": {hint}")))]
    VerifyMissing(
        /// Where it may have gone.
        Option<Stray>,
    ),
    /// `verify` is not a valid token of the account.
    #[error("verify is not a valid token of {account}: {mistake}")]
    VerifyWrong {
        /// The account.
        account: String,
        /// What it is instead.
        mistake: Mistake,
    },
    /// The answer has no `response`.
    #[error("the answer has no response")]
    ResponseMissing,
    /// `response` is not a string.
    #[error("response is {what}, and must be a string")]
    ResponseNotString {
        /// What it is.
        what: &'static str,
    },
    /// `response` is too long.
    #[error("response is {}", over(*.size, *.limit))]
    ResponseTooLarge {
        /// Its size, in bytes.
        size: usize,
        /// The limit, in bytes.
        limit: usize,
        /// The rules that apply.
        profile: Profile,
    },
}

/// Where a `verify` that is missing may have gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stray {
    /// Inside `response`.
    #[error("it is inside response, one level too deep")]
    InResponse,
    /// Under a name that differs only in case.
    #[error("a key of another spelling is there, and names are case-sensitive")]
    OtherCase,
}

/// What a `verify` is, if it is not a valid token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// Not a string.
    #[error("it is {0}, and must be a string")]
    NotAString(&'static str),
    /// Nothing.
    #[error("it is empty")]
    Empty,
    /// The token with white space around it.
    #[error("there is white space around it, perhaps a line break at its end")]
    Untrimmed,
    /// The token in other letters.
    #[error("its letters have the wrong case")]
    OtherCase,
    /// A token that was valid once.
    #[error("it was valid until {0}, when it was replaced or deleted")]
    Revoked(Timestamp),
    /// A token of another account.
    #[error("it is a token of {0}")]
    OtherAccount(String),
    /// The request that was sent.
    #[error("it is the request, sent back")]
    TheRequest,
    /// The account has no token at all.
    #[error("the account has none")]
    NoneValid,
    /// Anything else.
    #[error("no token like it is known")]
    Unknown,
}

impl Reason {
    /// Its stable name, in kebab-case: what scenarios expect, and what a script gets as `errorReason`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoItem(_) => "no-item",
            Self::NoAccount { .. } => "no-account",
            Self::RequestTooLarge { .. } => "request-too-large",
            Self::MetaTooLarge { .. } => "meta-too-large",
            Self::RateLimit { .. } => "rate-limit",
            Self::FlowControl { .. } => "flow-control",
            Self::NoEndpoint(_) => "no-endpoint",
            Self::NoAnswer(failure) => failure.name(),
            Self::Status { .. } => "status",
            Self::NotJson { .. } => "not-json",
            Self::NotAnObject { .. } => "not-an-object",
            Self::VerifyMissing(_) => "verify-missing",
            Self::VerifyWrong { .. } => "verify-wrong",
            Self::ResponseMissing => "response-missing",
            Self::ResponseNotString { .. } => "response-not-string",
            Self::ResponseTooLarge { .. } => "response-too-large",
        }
    }

    /// The phase of the exchange, if there was no answer.
    pub fn phase(&self) -> Option<Phase> {
        match self {
            Self::NoAnswer(failure) => failure.phase(),
            _ => None,
        }
    }

    /// Whether nothing was sent, because the call was refused before: a script gets an exception, and no callback.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::NoItem(_)
                | Self::NoAccount { .. }
                | Self::RequestTooLarge { .. }
                | Self::MetaTooLarge { .. }
                | Self::RateLimit { .. }
                | Self::FlowControl { .. }
        )
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoItem(_) | Self::NoAccount { .. } => "check the spelling, or add it to the fixture",
            Self::RequestTooLarge { .. } => "send less, or in parts; a current account may send 100,000 bytes",
            Self::MetaTooLarge { .. } => "use meta as a short label, and keep the rest in $.state",
            Self::RateLimit { .. } => "call less often; a current account has no such limit",
            Self::FlowControl { .. } => "send less often from the items of this space, and less with each",
            Self::NoEndpoint(NoEndpoint::Nothing) => "register a URL for it, as Creator Kit does",
            Self::NoEndpoint(_) => "name one of its endpoints by its id",
            Self::NoAnswer(failure) => failure.help(),
            Self::Status { .. } => "answer with 200, and say what went wrong inside response",
            Self::NotJson { .. } | Self::NotAnObject { .. } => {
                r#"answer with {"verify": "<token>", "response": "<text>"}"#
            }
            Self::VerifyMissing(_) => "put the token into the answer as verify, beside response",
            Self::VerifyWrong { mistake, .. } => match mistake {
                Mistake::NotAString(_) | Mistake::TheRequest | Mistake::Unknown => {
                    "copy the token that was shown when it was made; it is shown only once"
                }
                Mistake::Empty => "is the variable set that the server reads the token from?",
                Mistake::Untrimmed => "trim what is read from a file or a variable",
                Mistake::OtherCase => "copy the token exactly as it was shown",
                Mistake::Revoked(_) => "give the server the new token; the old one ends when a new URL is registered",
                Mistake::OtherAccount(_) => "a craft item calls its own creator's server, with that creator's token",
                Mistake::NoneValid => "register a token for it",
            },
            Self::ResponseMissing => "answer with a string as response; an empty one will do",
            Self::ResponseNotString { .. } => "turn it into text first, as with JSON.stringify or json.dumps",
            Self::ResponseTooLarge { profile: Profile::Legacy, .. } => {
                "answer with less, or in parts; a current account may answer with 100,000 bytes"
            }
            Self::ResponseTooLarge { .. } => "answer with less, or in parts",
        }
    }
}

fn over(size: usize, limit: usize) -> String {
    let [over, limit] =
        [size.saturating_sub(limit), limit].map(|bytes| thousands(i64::try_from(bytes).unwrap_or(i64::MAX)));
    format!("{over} {} over the limit of {limit} bytes of UTF-8", if over == "1" { "byte" } else { "bytes" })
}

fn seconds(wait: Duration) -> String {
    format!("{:.1} s", wait.as_secs_f64())
}

pub(crate) const FIDELITY: &[Row] = &[
    chosen(
        "cluster.failure.names",
        "Every way to fail has a name, and a script would get it as errorReason.",
        "the platform's own texts are not documented; no published script looks at them",
    ),
    documented(
        "cluster.failure.size",
        "A request or meta over its limit is refused at once and nothing is sent.",
        "official type definitions",
    ),
    chosen(
        "cluster.failure.order",
        "Sizes are checked before the rate, and a call that is refused for its size does not count against it.",
        "the order is not documented; the emulator inside Unity does it so",
    ),
    chosen(
        "cluster.failure.no-endpoint",
        "A call with no URL to go to fails, and is not an exception.",
        "not documented; a call that was accepted must end in exactly one callback",
    ),
    absent(
        "cluster.failure.sanctions",
        "Accounts whose servers answer wrongly or too much may be restricted by the platform; Backlot never does that.",
        "External communication page, later edition",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::TlsProblem;

    /// One of each, in the order of the page; what has several forms in one of them.
    fn one_of_each() -> Vec<Reason> {
        let address = "127.0.0.1:9".parse().unwrap();
        let host = || "creator.example".to_owned();
        let (size, limit, phase) = (1_001, 1_000, Phase::WaitForHead);
        vec![
            Reason::RequestTooLarge { size, limit },
            Reason::MetaTooLarge { size: 103, limit: 100 },
            Reason::RateLimit { who: "a craft item", per_minute: 5, wait: Duration::from_secs(12) },
            Reason::FlowControl { delay: Duration::from_millis(30_100) },
            Reason::NoEndpoint(NoEndpoint::Ambiguous { count: 2 }),
            Failure::Dns { host: host(), detail: "no such name".to_owned() }.into(),
            Failure::Refused { addresses: vec![address] }.into(),
            Failure::Connect { address, detail: "no route to host".to_owned() }.into(),
            Failure::Tls { host: host(), problem: TlsProblem::UnknownIssuer }.into(),
            Failure::Timeout { phase, after: Duration::from_secs(5) }.into(),
            Failure::Reset { phase }.into(),
            Failure::Closed { phase, got: 0 }.into(),
            Failure::Truncated { promised: Some(20), got: 3 }.into(),
            Failure::Protocol { phase, detail: "invalid HTTP version".to_owned() }.into(),
            Failure::HungUp { phase }.into(),
            Failure::TooLarge { what: "body", limit: 1_048_576 }.into(),
            Failure::TooManyRedirects { limit: 10 }.into(),
            Failure::BadUrl { url: "ftp://a".to_owned(), why: "only http and https are spoken".to_owned() }.into(),
            Failure::NotAllowed { host: host() }.into(),
            Reason::Status { status: http::StatusCode::NOT_FOUND },
            Reason::NotJson { detail: "it is empty".to_owned() },
            Reason::NotAnObject { what: "an array" },
            Reason::VerifyMissing(Some(Stray::InResponse)),
            Reason::VerifyWrong { account: "yuki".to_owned(), mistake: Mistake::Untrimmed },
            Reason::ResponseMissing,
            Reason::ResponseNotString { what: "null" },
            Reason::ResponseTooLarge { size, limit, profile: Profile::Legacy },
        ]
    }

    #[test]
    fn the_page_lists_every_failure() {
        let page = include_str!("../../../../docs/cluster.md");
        let (_, table) = page.split_once("## Failures").unwrap();
        let (table, _) = table.split_once("## ").unwrap();
        let listed: Vec<_> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let named: Vec<_> = one_of_each().iter().map(Reason::name).collect();
        assert_eq!(listed, named);
    }

    #[test]
    fn every_failure_has_a_sentence_and_a_help() {
        let texts: Vec<_> = one_of_each()
            .iter()
            .map(|reason| format!("{}\n  {reason}\n  {}\n", reason.name(), reason.help()))
            .collect();
        insta::assert_snapshot!(texts.join("\n"));
    }
}
