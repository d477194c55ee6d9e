//! From the errors of hyper, rustls and the operating system to a named [`Failure`]. What the socket itself saw (a FIN, a
//! RST, bytes that are no HTTP) is believed more than the words of the libraries above it.

use std::error::Error;
use std::io::{self, ErrorKind};

use jiff::Timestamp;
use rustls::CertificateError;

use super::failure::{Failure, Phase, TlsProblem};
use super::socket::{End, Seen};

/// Why a TLS handshake with `host` failed.
pub(super) fn handshake(host: &str, error: &io::Error, seen: &Seen) -> Failure {
    let problem = match rustls_error(error) {
        Some(error) => tls_problem(error),
        None => match (seen.end, error.kind()) {
            (Some(End::Reset), _) => return Failure::Reset { phase: Phase::Tls },
            (Some(End::Closed), _) | (None, ErrorKind::UnexpectedEof) => {
                return Failure::Closed { phase: Phase::Tls, got: 0 };
            }
            (None, _) => TlsProblem::Handshake { detail: error.to_string() },
        },
    };
    Failure::Tls { host: host.to_owned(), problem }
}

/// Why there is no head of an answer, although the request was given to the connection.
pub(super) fn no_head(error: &hyper::Error, phase: Phase, seen: &Seen, limit: usize) -> Failure {
    if error.is_parse_too_large() {
        return Failure::TooLarge { what: "head", limit: limit as u64 };
    }
    if error.is_parse() {
        return Failure::Protocol { phase: Phase::WaitForHead, detail: not_http(error, seen.first()) };
    }
    match seen.end {
        Some(End::Reset) => Failure::Reset { phase },
        Some(End::Closed) => Failure::Closed { phase, got: seen.received },
        None if error.is_canceled() && seen.received > 0 => {
            Failure::Protocol { phase, detail: not_http("bytes came before the request was sent", seen.first()) }
        }
        None => Failure::Protocol { phase, detail: words(error) },
    }
}

/// Why the answer's body is not whole.
pub(super) fn no_body(error: &hyper::Error, promised: Option<u64>, got: u64, seen: &Seen) -> Failure {
    let phase = Phase::ReadBody;
    let malformed = |error: &&io::Error| matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData);
    if let Some(error) = io_error(error).filter(malformed)
        && rustls_error(error).is_none()
    {
        return Failure::Protocol { phase, detail: error.to_string().to_lowercase() };
    }
    match seen.end {
        Some(End::Reset) => Failure::Reset { phase },
        Some(End::Closed) => Failure::Truncated { promised, got },
        None => Failure::Protocol { phase, detail: words(error) },
    }
}

/// What came instead of HTTP, with a guess at what it is.
fn not_http(what: impl std::fmt::Display, first: &[u8]) -> String {
    let guess = match first {
        [0x15 | 0x16, 3, ..] => ": it is TLS, so the URL should begin with https://",
        [b'S', b'S', b'H', b'-', ..] => ": it is an SSH server",
        [0, 0, _, 4, ..] => ": it is HTTP/2, which is spoken over TLS only",
        [] => "",
        other => return format!("{what}: it begins with {}", shown(other)),
    };
    format!("{what}{guess}")
}

/// Bytes as people can read them.
fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}

/// An error with its causes, as one line.
fn words(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn io_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// A certificate error hides inside the `io::Error` and is not among its sources.
fn rustls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn tls_problem(error: &rustls::Error) -> TlsProblem {
    use rustls::Error as Tls;
    match error {
        Tls::InvalidCertificate(error) => certificate_problem(error),
        Tls::InvalidMessage(_) => TlsProblem::NotTls,
        other => TlsProblem::Handshake { detail: other.to_string() },
    }
}

fn certificate_problem(error: &CertificateError) -> TlsProblem {
    let at = |time: &rustls::pki_types::UnixTime| {
        i64::try_from(time.as_secs()).ok().and_then(|seconds| Timestamp::from_second(seconds).ok())
    };
    match error {
        CertificateError::UnknownIssuer => TlsProblem::UnknownIssuer,
        CertificateError::Expired => TlsProblem::Expired { at: None },
        CertificateError::ExpiredContext { not_after, .. } => TlsProblem::Expired { at: at(not_after) },
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsProblem::NotYetValid,
        CertificateError::NotValidForName => TlsProblem::WrongName { names: Vec::new() },
        CertificateError::NotValidForNameContext { presented, .. } => {
            TlsProblem::WrongName { names: presented.iter().map(|name| plain_name(name)).collect() }
        }
        other => TlsProblem::Certificate { detail: other.to_string() },
    }
}

/// `DnsName("a.example")` as `a.example`.
fn plain_name(presented: &str) -> String {
    presented.split('"').nth(1).unwrap_or(presented).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_instead_of_http_is_guessed_at() {
        assert!(not_http("invalid HTTP version parsed", &[0x15, 3, 3, 0, 2]).ends_with("https://"));
        assert_eq!(
            not_http("invalid HTTP version parsed", b"hi\r\n"),
            r#"invalid HTTP version parsed: it begins with "hi\r\n""#
        );
    }

    #[test]
    fn a_certificate_error_is_found_inside_an_io_error() {
        let hidden =
            io::Error::new(ErrorKind::InvalidData, rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer));
        let failure = handshake("a.example", &hidden, &Seen::default());
        assert_eq!(failure, Failure::Tls { host: "a.example".to_owned(), problem: TlsProblem::UnknownIssuer });
    }
}
