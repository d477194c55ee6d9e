//! What becomes of one answer on its way: the faults that hit it are put together into one plan, and the plan becomes acts:
//! bytes, waits and an end. A socket plays the acts; inside this process they are played on the world's clock, and give what
//! a client would make of them.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, header};

use super::point::Point;
use crate::tree::choice;
use crate::world::clock::Clock;
use crate::world::upstream::Broken;

choice! {
    /// How an answer ends that does not come to its end.
    pub enum End {
        /// The connection is closed in good order: a FIN.
        Close = "close",
        /// The connection is reset: a RST.
        Reset = "reset",
        /// Nothing more comes, and the connection stays open until the other end gives up.
        Hang = "hang",
    }
}

choice! {
    /// How a TLS handshake fails.
    pub enum Handshake {
        /// It is answered with the alert handshake_failure, and closed.
        Alert = "alert",
        /// The connection is closed in the middle of it.
        Close = "close",
        /// The connection is reset in the middle of it.
        Reset = "reset",
    }
}

choice! {
    /// What is wrong with a certificate.
    pub enum BadCertificate {
        /// It has run out.
        Expired = "expired",
        /// It is not valid yet.
        NotYetValid = "not-yet-valid",
        /// It is for another name.
        WrongName = "wrong-name",
        /// It was issued by an authority that nobody knows.
        Untrusted = "untrusted",
    }
}

/// The name that a certificate is for that has the wrong one.
pub const WRONG_NAME: &str = "elsewhere.backlot";

/// How TLS goes wrong on a connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BadTls {
    /// The handshake fails.
    pub handshake: Option<Handshake>,
    /// The server shows a certificate that no careful client accepts.
    pub certificate: Option<BadCertificate>,
}

impl BadTls {
    /// Whether it goes wrong at all.
    pub fn is_any(self) -> bool {
        self.handshake.is_some() || self.certificate.is_some()
    }

    /// What a careful client inside this process makes of it.
    pub fn broken(self) -> Option<Broken> {
        match self {
            Self { handshake: Some(_), .. } => Some(Broken::Handshake),
            Self { certificate: Some(how), .. } => Some(Broken::Certificate(how)),
            Self { .. } => None,
        }
    }
}

/// An answer that ends early.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// Where.
    pub after: Point,
    /// How.
    pub then: End,
}

/// Something that comes in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many; at least 1.
    pub pieces: usize,
    /// How long it takes from one to the next.
    pub interval: Duration,
    /// Whether the head comes in pieces too, and not whole with the first.
    pub head: bool,
}

/// What becomes of one answer on its way. Everything in it happens together; of several ends, the earliest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Nobody listens.
    pub refused: bool,
    /// How TLS goes wrong.
    pub tls: BadTls,
    /// How long it takes until its first byte.
    pub delay: Duration,
    /// What is sent in its place.
    pub garbage: Option<Bytes>,
    /// What is sent in the place of its second chunk.
    pub malformed_chunk: Option<Bytes>,
    /// How its bytes are dealt out.
    pub pace: Option<Pace>,
    /// Where it ends.
    pub cut: Option<Cut>,
    /// Whether the connection is closed after it, without a word beforehand.
    pub closes: bool,
}

/// One thing that is done on a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// These bytes are sent.
    Send(Bytes),
    /// So much platform time passes.
    Wait(Duration),
    /// The connection ends.
    End(End),
}

impl Plan {
    /// Whether the answer goes its way untouched but for the time it takes.
    pub fn is_only_delay(&self) -> bool {
        *self == Self { delay: self.delay, ..Self::default() }
    }

    /// Ends the answer at `after`, unless it ends earlier already.
    pub fn cut(&mut self, cut: Cut) {
        // Any lengths will do to compare two places, as long as neither is nothing.
        const ANY: (usize, usize) = (1_000, 1_000_000);
        let is_earlier = |than: &Cut| cut.after.offset(ANY.0, ANY.1) < than.after.offset(ANY.0, ANY.1);
        if self.cut.as_ref().is_none_or(is_earlier) {
            self.cut = Some(cut);
        }
    }

    /// What is done on the connection, after the delay, in the place of an answer with this head (with its empty line) and
    /// this body. An end is always the last.
    pub fn acts(&self, head: &[u8], body: &[u8]) -> Vec<Act> {
        // Where it turned out only now that nobody should have taken the connection.
        if self.refused || self.tls.is_any() {
            return vec![Act::End(End::Reset)];
        }
        let (mut sent, head_length, mut end) = match (&self.garbage, &self.malformed_chunk) {
            (Some(garbage), _) => (garbage.to_vec(), 0, Some(End::Close)),
            (None, Some(garbage)) => {
                let head = chunked(head);
                let length = head.len();
                (with_bad_chunk(head, body, garbage), length, Some(End::Close))
            }
            (None, None) => ([head, body].concat(), head.len(), self.closes.then_some(End::Close)),
        };
        if let Some(cut) = self.cut {
            sent.truncate(cut.after.offset(head_length, sent.len() - head_length));
            end = Some(cut.then);
        }
        let mut acts = match self.pace {
            Some(pace) => paced(&sent.into(), head_length, pace),
            None => vec![Act::Send(sent.into())],
        };
        acts.retain(|act| !matches!(act, Act::Send(bytes) if bytes.is_empty()));
        acts.extend(end.map(Act::End));
        acts
    }

    /// Plays the plan on the world's time for a client inside this process: what such a client gets of `response`.
    pub async fn deliver(&self, clock: &Clock, response: Response<Bytes>) -> Result<Response<Bytes>, Broken> {
        if self.refused {
            return Err(Broken::Refused);
        }
        if let Some(broken) = self.tls.broken() {
            return Err(broken);
        }
        if !self.delay.is_zero() {
            clock.sleep(self.delay).await;
        }
        if self.is_only_delay() {
            return Ok(response);
        }
        let head = head_of(&response);
        let body = response.body().len();
        let mut got = 0;
        for act in self.acts(&head, response.body()) {
            match act {
                Act::Send(bytes) => got += bytes.len(),
                Act::Wait(duration) => clock.sleep(duration).await,
                Act::End(_) if self.garbage.is_some() && got > 0 => return Err(Broken::Garbled { in_body: false }),
                Act::End(_) if self.malformed_chunk.is_some() && self.cut.is_none() => {
                    return Err(Broken::Garbled { in_body: true });
                }
                // The whole answer had come.
                Act::End(_) if self.malformed_chunk.is_none() && got >= head.len() + body => return Ok(response),
                Act::End(End::Close) if got < head.len() => return Err(Broken::Closed),
                Act::End(End::Close) => {
                    return Err(Broken::Truncated { promised: body as u64, got: (got - head.len()) as u64 });
                }
                Act::End(End::Reset) if got < head.len() => return Err(Broken::Reset),
                Act::End(End::Reset) => return Err(Broken::ResetInBody),
                Act::End(End::Hang) => std::future::pending().await,
            }
        }
        Ok(response)
    }
}

/// The head of a response as it goes over HTTP/1.1, with its empty line.
pub fn head_of(response: &Response<Bytes>) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n", response.status()).into_bytes();
    for (name, value) in response.headers() {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    if !response.headers().contains_key(header::CONTENT_LENGTH) {
        head.extend_from_slice(format!("content-length: {}\r\n", response.body().len()).as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// `head` with chunks announced instead of a length.
fn chunked(head: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(head.len() + 16);
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        if line == b"\r\n" {
            changed.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
        } else if !name.eq_ignore_ascii_case(b"content-length") && !name.eq_ignore_ascii_case(b"transfer-encoding") {
            changed.extend_from_slice(line);
        }
    }
    changed
}

/// The first half of `body` as a chunk in good order, then `garbage` where the size of the next one should be.
fn with_bad_chunk(mut head: Vec<u8>, body: &[u8], garbage: &[u8]) -> Vec<u8> {
    let half = &body[..body.len().div_ceil(2)];
    if !half.is_empty() {
        head.extend_from_slice(format!("{:x}\r\n", half.len()).as_bytes());
        head.extend_from_slice(half);
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(garbage);
    head
}

/// `sent` in pieces of the same length, with waits between them.
fn paced(sent: &Bytes, head: usize, pace: Pace) -> Vec<Act> {
    let whole = if pace.head { 0 } else { head.min(sent.len()) };
    let (first, rest) = (sent.slice(..whole), sent.slice(whole..));
    let pieces = pace.pieces.clamp(1, rest.len().max(1));
    let mut acts = vec![Act::Send(first)];
    for at in 0..pieces {
        if at > 0 {
            acts.push(Act::Wait(pace.interval));
        }
        acts.push(Act::Send(rest.slice(rest.len() * at / pieces..rest.len() * (at + 1) / pieces)));
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
    const BODY: &[u8] = b"0123456789";

    fn sent(acts: &[Act]) -> String {
        let texts = acts.iter().map(|act| match act {
            Act::Send(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Act::Wait(duration) => format!("<{duration:?}>"),
            Act::End(end) => format!("<{end}>"),
        });
        texts.collect::<String>().replace("\r\n", "|")
    }

    #[test]
    fn an_answer_ends_where_it_is_cut() {
        let cut = |after, then| sent(&Plan { cut: Some(Cut { after, then }), ..Plan::default() }.acts(HEAD, BODY));
        assert_eq!(cut(Point::Start, End::Reset), "<reset>");
        assert_eq!(cut(Point::Head, End::Hang), "HTTP/1.1 200 OK|Content-Length: 10||<hang>");
        assert_eq!(cut(Point::Body(3), End::Close), "HTTP/1.1 200 OK|Content-Length: 10||012<close>");
        assert_eq!(cut(Point::InHead, End::Close).len(), HEAD.len() / 2 + "<close>".len() - 1);
    }

    #[test]
    fn of_several_cuts_the_earliest_counts() {
        let mut plan = Plan::default();
        for (after, then) in [(Point::Share(0.5), End::Close), (Point::Head, End::Reset), (Point::Body(4), End::Hang)] {
            plan.cut(Cut { after, then });
        }
        assert_eq!(plan.cut, Some(Cut { after: Point::Head, then: End::Reset }));
    }

    #[test]
    fn slow_and_truncated_are_both() {
        let pace = Pace { pieces: 3, interval: Duration::from_millis(200), head: false };
        let cut = Cut { after: Point::Body(6), then: End::Reset };
        let plan = Plan { pace: Some(pace), cut: Some(cut), ..Plan::default() };
        assert_eq!(sent(&plan.acts(HEAD, BODY)), "HTTP/1.1 200 OK|Content-Length: 10||01<200ms>23<200ms>45<reset>");
    }

    #[test]
    fn a_chunk_that_is_none_follows_one_that_is() {
        let plan = Plan { malformed_chunk: Some(Bytes::from_static(b"zz?!")), ..Plan::default() };
        assert_eq!(sent(&plan.acts(HEAD, BODY)), "HTTP/1.1 200 OK|transfer-encoding: chunked||5|01234|zz?!<close>");
    }

    #[tokio::test]
    async fn inside_the_process_a_client_gets_what_it_would_make_of_it() {
        let clock = Clock::real(None);
        let got = async |plan: Plan| plan.deliver(&clock, Response::new(Bytes::from_static(BODY))).await;
        let cut = |after, then| Plan { cut: Some(Cut { after, then }), ..Plan::default() };
        assert!(got(Plan::default()).await.is_ok());
        assert!(got(cut(Point::End, End::Reset)).await.is_ok());
        assert_eq!(got(cut(Point::Start, End::Close)).await.err(), Some(Broken::Closed));
        assert_eq!(got(cut(Point::InHead, End::Reset)).await.err(), Some(Broken::Reset));
        assert_eq!(got(cut(Point::Body(3), End::Reset)).await.err(), Some(Broken::ResetInBody));
        let truncated = Broken::Truncated { promised: 10, got: 3 };
        assert_eq!(got(cut(Point::Body(3), End::Close)).await.err(), Some(truncated));
        let garbage = Some(Bytes::from_static(b"\x07"));
        assert_eq!(
            got(Plan { garbage: garbage.clone(), ..Plan::default() }).await.err(),
            Some(Broken::Garbled { in_body: false })
        );
        assert_eq!(
            got(Plan { malformed_chunk: garbage, ..Plan::default() }).await.err(),
            Some(Broken::Garbled { in_body: true })
        );
        assert_eq!(got(Plan { refused: true, ..Plan::default() }).await.err(), Some(Broken::Refused));
    }
}
