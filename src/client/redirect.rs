//! Where a redirect leads: the request that follows it, or nothing if the answer is not one.

use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_TYPE, COOKIE, HOST,
    LOCATION, PROXY_AUTHORIZATION,
};
use http::{Method, StatusCode};

use super::exchange::{Answer, Request};
use super::failure::Failure;

/// The request that `answer` asks for instead of `request`: a GET without a body after 303, and for a POST after 301 and
/// 302, as browsers do it; the same request again after 307 and 308 (RFC 9110, section 15.4). Credentials stay behind when
/// it leads to another origin. `None` if the answer is no redirect or names no place.
pub(super) fn next(request: &Request, answer: &Answer) -> Result<Option<Request>, Failure> {
    let becomes_get = match answer.status {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => request.method == Method::POST,
        StatusCode::SEE_OTHER => request.method != Method::HEAD,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => false,
        _ => return Ok(None),
    };
    let Some(location) = answer.headers.get(LOCATION) else { return Ok(None) };
    let location = String::from_utf8_lossy(location.as_bytes());
    let url = request
        .url
        .join(&location)
        .map_err(|error| Failure::BadUrl { url: location.clone().into_owned(), why: error.to_string() })?;

    let mut next = Request { url, ..request.clone() };
    next.headers.remove(HOST);
    next.is_named &= next.url.host() == request.url.host();
    if next.url.origin() != request.url.origin() {
        for name in [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION] {
            next.headers.remove(name);
        }
    }
    if becomes_get {
        next.method = Method::GET;
        next.body.clear();
        for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION] {
            next.headers.remove(name);
        }
    }
    Ok(Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, Version};

    fn post() -> Request {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer secret"));
        Request {
            method: Method::POST,
            url: "https://script.example/macros/exec?a=1".parse().unwrap(),
            headers,
            body: Bytes::from_static(b"{}"),
            is_named: true,
        }
    }

    fn answer(status: u16, location: Option<&'static str>) -> Answer {
        let mut headers = HeaderMap::new();
        if let Some(location) = location {
            headers.insert(LOCATION, HeaderValue::from_static(location));
        }
        let status = StatusCode::from_u16(status).unwrap();
        Answer { status, version: Version::HTTP_11, headers, body: Bytes::new() }
    }

    #[test]
    fn a_post_that_is_found_elsewhere_becomes_a_get_without_body_and_credentials() {
        for status in [301, 302, 303] {
            let followed = next(&post(), &answer(status, Some("https://content.example/echo"))).unwrap().unwrap();
            assert_eq!((followed.method, followed.body.len()), (Method::GET, 0));
            assert_eq!(followed.url.as_str(), "https://content.example/echo");
            assert!(followed.headers.is_empty(), "{:?}", followed.headers);
            assert!(!followed.is_named, "the world does not name the other host");
        }
    }

    #[test]
    fn a_post_that_moved_is_sent_again_as_it_was() {
        for status in [307, 308] {
            let followed = next(&post(), &answer(status, Some("other"))).unwrap().unwrap();
            assert_eq!((followed.method, &followed.body[..]), (Method::POST, &b"{}"[..]));
            assert_eq!(followed.url.as_str(), "https://script.example/macros/other");
            assert_eq!(followed.headers.len(), 2, "the same origin keeps its credentials");
            assert!(followed.is_named);
        }
    }

    #[test]
    fn what_is_no_redirect_is_an_answer() {
        assert!(next(&post(), &answer(200, Some("/elsewhere"))).unwrap().is_none());
        assert!(next(&post(), &answer(302, None)).unwrap().is_none());
        assert!(next(&post(), &answer(304, Some("/elsewhere"))).unwrap().is_none());
        assert!(matches!(next(&post(), &answer(302, Some("http://["))), Err(Failure::BadUrl { .. })));
    }
}
