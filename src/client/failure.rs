//! Every way in which an outbound exchange can end without an answer: a stable name, the phase it happened in, one sentence
//! that says what was seen, and one that says what to do about it.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;

use crate::journal::verdict::thousands;
use crate::world::faults::plan::{BadCertificate, WRONG_NAME};
use crate::world::upstream::Broken;

/// What an exchange is doing, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Turning the host's name into addresses.
    Dns,
    /// Connecting to one of them.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Sending the request.
    Send,
    /// The request is sent; nothing of the answer's head has been understood yet.
    WaitForHead,
    /// The answer's head is there; its body is not yet.
    ReadBody,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [Self::Dns, Self::Connect, Self::Tls, Self::Send, Self::WaitForHead, Self::ReadBody];

    /// Its stable name, in kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Send => "send",
            Self::WaitForHead => "wait-for-head",
            Self::ReadBody => "read-body",
        }
    }

    /// What was going on, to follow "while".
    fn doing(self) -> &'static str {
        match self {
            Self::Dns => "looking up the host's name",
            Self::Connect => "connecting",
            Self::Tls => "in the TLS handshake",
            Self::Send => "sending the request",
            Self::WaitForHead => "waiting for the answer to begin",
            Self::ReadBody => "reading the answer's body",
        }
    }
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Why an exchange has no answer. Nothing here was ever retried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The URL cannot be asked for anything.
    #[error("{url:?} is not a URL that can be called: {why}")]
    BadUrl {
        /// The URL as it was given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// The world does not name this host, and Backlot connects nowhere else.
    #[error("the world does not allow connections to {host}")]
    NotAllowed {
        /// The host that was asked for.
        host: String,
    },
    /// The host's name has no address.
    #[error("the name {host} was not found: {detail}")]
    Dns {
        /// The name.
        host: String,
        /// What the resolver said.
        detail: String,
    },
    /// Nothing listens: every address refused the connection.
    #[error("connection refused by {}", list(.addresses))]
    Refused {
        /// The addresses that were tried, in order; none for a server that is played in this process.
        addresses: Vec<SocketAddr>,
    },
    /// The connection could not be made for another reason.
    #[error("no connection to {address}: {detail}")]
    Connect {
        /// The address that was tried last.
        address: SocketAddr,
        /// What the operating system said.
        detail: String,
    },
    /// The TLS handshake failed.
    #[error("no TLS connection to {host}: {problem}")]
    Tls {
        /// The host.
        host: String,
        /// What was wrong.
        problem: TlsProblem,
    },
    /// The time for the whole exchange was up.
    #[error("no complete answer within {}: the time was up while {}", span(*.after), .phase.doing())]
    Timeout {
        /// What the exchange was doing when the time was up.
        phase: Phase,
        /// How long it had been allowed to take, in the world's time.
        after: Duration,
    },
    /// The other end reset the connection (a RST on the wire).
    #[error("the connection was reset while {}", .phase.doing())]
    Reset {
        /// What the exchange was doing.
        phase: Phase,
    },
    /// The other end closed the connection in good order (a FIN on the wire) before an answer had begun.
    #[error("the connection was closed without an answer while {}{}", .phase.doing(), after_bytes(*.got))]
    Closed {
        /// What the exchange was doing.
        phase: Phase,
        /// Bytes of an answer's head that had come.
        got: u64,
    },
    /// The connection was closed in the middle of the answer's body.
    #[error("the answer was cut: {}", cut(*.promised, *.got))]
    Truncated {
        /// The `Content-Length`, if the answer had one.
        promised: Option<u64>,
        /// Bytes of the body that came.
        got: u64,
    },
    /// What came is not an HTTP answer.
    #[error("what came is not a valid HTTP answer: {detail}")]
    Protocol {
        /// What the exchange was doing.
        phase: Phase,
        /// What was wrong, as closely as it is known.
        detail: String,
    },
    /// The answer is larger than the caller takes.
    #[error("the answer's {what} is larger than {} bytes", thousands(i64::try_from(*.limit).unwrap_or(i64::MAX)))]
    TooLarge {
        /// `head` or `body`.
        what: &'static str,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The caller itself ended the connection before there was an answer, because a fault made it.
    #[error("the caller hung up while {}, because a fault made it", .phase.doing())]
    HungUp {
        /// What the exchange was doing.
        phase: Phase,
    },
    /// A redirect led to a redirect, too many times.
    #[error("redirected more than {limit} times")]
    TooManyRedirects {
        /// How many are followed.
        limit: usize,
    },
}

/// What was wrong with a TLS handshake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// The certificate was not issued by anybody who is trusted here.
    #[error("its certificate was not issued by a trusted authority")]
    UnknownIssuer,
    /// The certificate has run out.
    #[error("its certificate has expired{}", since(*.at))]
    Expired {
        /// When it ended.
        at: Option<Timestamp>,
    },
    /// The certificate is not valid yet.
    #[error("its certificate is not valid yet")]
    NotYetValid,
    /// The certificate belongs to other names.
    #[error("its certificate is for {}", if .names.is_empty() { "another name".to_owned() } else { .names.join(", ") })]
    WrongName {
        /// The names that it is for, where they are known.
        names: Vec<String>,
    },
    /// Something else about the certificate.
    #[error("its certificate is not acceptable: {detail}")]
    Certificate {
        /// What was wrong.
        detail: String,
    },
    /// What answered does not speak TLS.
    #[error("what answered does not speak TLS")]
    NotTls,
    /// The two sides found no way to speak with each other.
    #[error("the handshake failed: {detail}")]
    Handshake {
        /// What was wrong.
        detail: String,
    },
}

impl TlsProblem {
    /// Its stable name, in kebab-case.
    pub fn name(&self) -> &'static str {
        match self {
            Self::UnknownIssuer => "unknown-issuer",
            Self::Expired { .. } => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::WrongName { .. } => "wrong-name",
            Self::Certificate { .. } => "bad-certificate",
            Self::NotTls => "not-tls",
            Self::Handshake { .. } => "handshake",
        }
    }
}

impl Failure {
    /// Its stable name, in kebab-case: what scenarios expect and reports count.
    pub fn name(&self) -> &'static str {
        match self {
            Self::BadUrl { .. } => "bad-url",
            Self::NotAllowed { .. } => "not-allowed",
            Self::Dns { .. } => "dns",
            Self::Refused { .. } => "refused",
            Self::Connect { .. } => "connect",
            Self::Tls { .. } => "tls",
            Self::Timeout { .. } => "timeout",
            Self::Reset { .. } => "reset",
            Self::Closed { .. } => "closed",
            Self::Truncated { .. } => "truncated",
            Self::Protocol { .. } => "protocol",
            Self::TooLarge { .. } => "too-large",
            Self::HungUp { .. } => "hung-up",
            Self::TooManyRedirects { .. } => "too-many-redirects",
        }
    }

    /// What a scenario can expect of an exchange that ended so.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "failure": self.name(), "detail": self.to_string() })
    }

    /// The phase in which it happened; none for what was refused before anything was done.
    pub fn phase(&self) -> Option<Phase> {
        match self {
            Self::BadUrl { .. } | Self::NotAllowed { .. } | Self::TooManyRedirects { .. } => None,
            Self::Dns { .. } => Some(Phase::Dns),
            Self::Refused { .. } | Self::Connect { .. } => Some(Phase::Connect),
            Self::Tls { .. } => Some(Phase::Tls),
            Self::Timeout { phase, .. }
            | Self::Reset { phase }
            | Self::Closed { phase, .. }
            | Self::HungUp { phase }
            | Self::Protocol { phase, .. } => Some(*phase),
            Self::Truncated { .. } => Some(Phase::ReadBody),
            Self::TooLarge { what, .. } => Some(if *what == "head" { Phase::WaitForHead } else { Phase::ReadBody }),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::BadUrl { .. } => "use an absolute http:// or https:// URL with a host",
            Self::NotAllowed { .. } => "this machine is always allowed; name every other host under allow",
            Self::Dns { .. } => "check the spelling of the host, or use 127.0.0.1 for a server on this machine",
            Self::Refused { .. } => "is the server running, and does it listen on this address and port?",
            Self::Connect { .. } => "is the machine reachable from here?",
            Self::Tls { problem, .. } => match problem {
                TlsProblem::UnknownIssuer => "name the authority's certificate as trusted, or send the whole chain",
                TlsProblem::Expired { .. } => "renew the certificate",
                TlsProblem::NotYetValid => "check this machine's clock and the certificate's dates",
                TlsProblem::WrongName { .. } => "use a URL with a name that the certificate is for",
                TlsProblem::Certificate { .. } => "replace the certificate",
                TlsProblem::NotTls => "is it a plain http:// server?",
                TlsProblem::Handshake { .. } => "the server must offer TLS 1.2 or 1.3",
            },
            Self::Timeout { phase, .. } => match phase {
                Phase::Dns => "the name's servers do not answer; is this machine offline?",
                Phase::Connect => "a firewall may swallow the connection, or the server's queue is full",
                Phase::Tls => "the server accepted the connection but does not finish the handshake",
                Phase::Send => "the server does not read what is sent to it",
                Phase::WaitForHead => {
                    "the server is too slow, or never answers: do long work elsewhere and answer first"
                }
                Phase::ReadBody => {
                    "the server began to answer and did not finish: is Content-Length larger than the body?"
                }
            },
            Self::Reset { .. } => "the server's process may have crashed or closed the socket with data unread",
            Self::Closed { .. } => "the server hung up: look for an exception in its log",
            Self::Truncated { .. } => "the server stopped in the middle, or its Content-Length is too large",
            Self::Protocol { .. } => "is it an HTTP server that listens there?",
            Self::TooLarge { .. } => "answer with less",
            Self::HungUp { .. } => "the server must live with a caller that is gone",
            Self::TooManyRedirects { .. } => "does the redirect lead to itself?",
        }
    }
}

/// What a server that is played inside this process did is reported as the real thing would be.
impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        let garbled = |phase, detail: &str| Self::Protocol { phase, detail: detail.to_owned() };
        match broken {
            Broken::Refused => Self::Refused { addresses: Vec::new() },
            Broken::Handshake => {
                let problem = TlsProblem::Handshake { detail: "a fault made it fail".to_owned() };
                Self::Tls { host: "the server".to_owned(), problem }
            }
            Broken::Certificate(how) => {
                let problem = match how {
                    BadCertificate::Expired => TlsProblem::Expired { at: None },
                    BadCertificate::NotYetValid => TlsProblem::NotYetValid,
                    BadCertificate::WrongName => TlsProblem::WrongName { names: vec![WRONG_NAME.to_owned()] },
                    BadCertificate::Untrusted => TlsProblem::UnknownIssuer,
                };
                Self::Tls { host: "the server".to_owned(), problem }
            }
            Broken::Reset => Self::Reset { phase: Phase::WaitForHead },
            Broken::ResetInBody => Self::Reset { phase: Phase::ReadBody },
            Broken::Closed => Self::Closed { phase: Phase::WaitForHead, got: 0 },
            Broken::Truncated { promised, got } => Self::Truncated { promised: Some(promised), got },
            Broken::Garbled { in_body: false } => garbled(Phase::WaitForHead, "what came is no HTTP"),
            Broken::Garbled { in_body: true } => garbled(Phase::ReadBody, "invalid chunk size line"),
        }
    }
}

fn list(addresses: &[SocketAddr]) -> String {
    if addresses.is_empty() {
        return "the server".to_owned();
    }
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}

fn span(duration: Duration) -> String {
    format!("{duration:?}")
}

fn after_bytes(got: u64) -> String {
    match got {
        0 => String::new(),
        1 => ", after 1 byte of it".to_owned(),
        more => format!(", after {more} bytes of it"),
    }
}

fn cut(promised: Option<u64>, got: u64) -> String {
    match promised {
        Some(promised) => format!("{promised} bytes were promised, {got} came"),
        None => format!("the connection was closed after {got} bytes, before the last chunk"),
    }
}

fn since(at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| format!(" ({at})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_reads_as_a_sentence() {
        let failures = [
            Failure::Refused { addresses: vec!["127.0.0.1:9".parse().unwrap(), "[::1]:9".parse().unwrap()] },
            Failure::Timeout { phase: Phase::ReadBody, after: Duration::from_secs(5) },
            Failure::Closed { phase: Phase::WaitForHead, got: 1 },
            Failure::Truncated { promised: Some(200), got: 15 },
            Failure::Truncated { promised: None, got: 15 },
            Failure::TooManyRedirects { limit: 10 },
            Failure::Tls {
                host: "a.example".to_owned(),
                problem: TlsProblem::WrongName { names: vec!["b.example".to_owned()] },
            },
        ];
        let texts: Vec<_> = failures.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "connection refused by 127.0.0.1:9 and [::1]:9",
                "no complete answer within 5s: the time was up while reading the answer's body",
                "the connection was closed without an answer while waiting for the answer to begin, after 1 byte of it",
                "the answer was cut: 200 bytes were promised, 15 came",
                "the answer was cut: the connection was closed after 15 bytes, before the last chunk",
                "redirected more than 10 times",
                "no TLS connection to a.example: its certificate is for b.example",
            ]
        );
    }
}
