//! A request said in bytes, piece by piece, and whatever comes back.

use bytes::BytesMut;

use super::patient::Patient;
use crate::client::Bare;
use crate::world::clock::transport;

/// The most that is read of one answer, in bytes.
const MOST: usize = 1024 * 1024;

/// The most headers of an answer that are read.
const MOST_HEADERS: usize = 128;

/// A connection to the server.
pub(super) struct Wire<'a> {
    bare: Bare,
    patient: &'a Patient,
    heard: BytesMut,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// A whole answer.
    Answer {
        /// Its status.
        status: u16,
        /// Its body.
        body: String,
        /// Whether the server closes the connection after it.
        closes: bool,
    },
    /// The connection was closed, in good order or with a RST, before a whole answer.
    Closed,
    /// Nothing whole within the time of a call.
    Nothing,
    /// What came is no HTTP.
    Nonsense(String),
}

impl<'a> Wire<'a> {
    pub(super) fn on(bare: Bare, patient: &'a Patient) -> Self {
        Self { bare, patient, heard: BytesMut::new() }
    }

    /// The connection itself.
    pub(super) fn bare(&self) -> &Bare {
        &self.bare
    }

    /// The head of a POST: the request line, `Host`, and `headers` as they are.
    pub(super) fn head(&self, headers: &[&str]) -> String {
        let url = &self.patient.options.server.address.url;
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let mut head = format!("POST {target} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n");
        headers.iter().for_each(|line| head += &format!("{line}\r\n"));
        head + "\r\n"
    }

    /// Says bytes. A server that does not listen to the end is no reason to stop: what it says is still worth hearing.
    pub(super) async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = transport::timeout(self.patient.timeout(), self.bare.send(bytes.as_ref())).await;
    }

    /// Says that nothing more comes.
    pub(super) async fn end(&mut self) {
        let _ = transport::timeout(self.patient.timeout(), self.bare.end()).await;
    }

    /// Closes it with a RST.
    pub(super) fn reset(self) {
        self.bare.reset();
    }

    /// Hears one answer, within the time of a call.
    pub(super) async fn hear(&mut self) -> Heard {
        match transport::timeout(self.patient.timeout(), self.answer()).await {
            Ok(heard) => {
                if let Heard::Answer { body, .. } | Heard::Nonsense(body) = &heard {
                    self.patient.keep(body.as_bytes());
                }
                heard
            }
            Err(_) => Heard::Nothing,
        }
    }

    async fn answer(&mut self) -> Heard {
        let mut is_over = false;
        loop {
            match parse(&self.heard, is_over) {
                Parsed::Whole(heard, used) => {
                    let _ = self.heard.split_to(used);
                    return heard;
                }
                Parsed::Nonsense => {
                    return Heard::Nonsense(String::from_utf8_lossy(&self.heard).into_owned());
                }
                Parsed::More if is_over || self.heard.len() > MOST => return Heard::Closed,
                Parsed::More => {}
            }
            is_over = !matches!(self.bare.hear(&mut self.heard).await, Ok(1..));
        }
    }
}

enum Parsed {
    /// One answer, and how many bytes it has.
    Whole(Heard, usize),
    /// Not all of it is there.
    More,
    /// It is no HTTP.
    Nonsense,
}

/// The first final answer in `bytes`; `is_over` says that nothing follows them.
fn parse(bytes: &[u8], is_over: bool) -> Parsed {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Parsed::More,
        Err(_) => return Parsed::Nonsense,
    };
    let status = head.code.unwrap_or_default();
    if (100..200).contains(&status) {
        return match parse(&bytes[length..], is_over) {
            Parsed::Whole(heard, used) => Parsed::Whole(heard, length + used),
            other => other,
        };
    }
    let header = |name: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase())
    };
    let says_close = header("connection").is_some_and(|value| value.contains("close"));
    let says_keep = header("connection").is_some_and(|value| value.contains("keep-alive"));
    let mut closes = says_close || (head.version == Some(0) && !says_keep);
    let rest = &bytes[length..];
    let (body, used) = if matches!(status, 204 | 304) {
        (Vec::new(), 0)
    } else if header("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
        match chunks(rest) {
            Some(Ok(whole)) => whole,
            Some(Err(())) => return Parsed::Nonsense,
            None => return Parsed::More,
        }
    } else if let Some(promised) = header("content-length").and_then(|value| value.parse::<usize>().ok()) {
        match rest.get(..promised) {
            Some(body) => (body.to_vec(), promised),
            None => return Parsed::More,
        }
    } else if is_over {
        closes = true;
        (rest.to_vec(), rest.len())
    } else {
        return Parsed::More;
    };
    let body = String::from_utf8_lossy(&body).into_owned();
    Parsed::Whole(Heard::Answer { status, body, closes }, length + used)
}

/// A body in chunks, and how many bytes it takes; none if it is not whole yet.
fn chunks(bytes: &[u8]) -> Option<Result<(Vec<u8>, usize), ()>> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        match httparse::parse_chunk_size(&bytes[at..]) {
            Err(_) => return Some(Err(())),
            Ok(httparse::Status::Partial) => return None,
            Ok(httparse::Status::Complete((begin, size))) => {
                let begin = at + begin;
                let end = begin.checked_add(usize::try_from(size).ok()?)?;
                if size == 0 {
                    // Trailers are rare enough to be taken for the end.
                    return bytes.get(begin..begin + 2).map(|_| Ok((body, begin + 2)));
                }
                body.extend_from_slice(bytes.get(begin..end)?);
                bytes.get(end..end + 2)?;
                at = end + 2;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(bytes: &str, is_over: bool) -> Option<(u16, String, bool, usize)> {
        match parse(bytes.as_bytes(), is_over) {
            Parsed::Whole(Heard::Answer { status, body, closes }, used) => Some((status, body, closes, used)),
            _ => None,
        }
    }

    #[test]
    fn an_answer_ends_where_it_says() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP";
        assert_eq!(whole(answer, false), Some((200, "ab".to_owned(), false, answer.len() - 4)));
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        assert_eq!(whole(chunked, false), Some((200, "abc".to_owned(), false, chunked.len())));
        assert_eq!(whole(&chunked[..chunked.len() - 3], false), None);
        let closing = "HTTP/1.0 400 Bad\r\n\r\nno";
        assert_eq!(whole(closing, false), None);
        assert_eq!(whole(closing, true), Some((400, "no".to_owned(), true, closing.len())));
        let after_hundred = format!("HTTP/1.1 100 Continue\r\n\r\n{answer}");
        assert_eq!(whole(&after_hundred, false).map(|found| found.0), Some(200));
        assert!(matches!(parse(b"SSH-2.0\r\n", false), Parsed::Nonsense));
    }
}
