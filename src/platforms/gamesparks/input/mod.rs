//! From a request to what `Spark.getData()` gives: parameters of the query and of a form, and the body as text where it is
//! no form.

pub(super) mod multipart;
pub mod parameters;

use bytes::Bytes;
use http::{HeaderMap, Method, header};
use serde_json::{Map, Value};

pub use parameters::Parameters;

use super::charset::Charset;
use super::content_type::ContentType;
use crate::diag::quoted;
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};

/// The key under which a script finds the body of a request that is no form.
pub const REQUEST_BODY: &str = "REQUEST_BODY";

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "input.query-of-post",
        "a POST may have parameters in its URL too; a script sees both",
        "Implementing External HTTP Callbacks page",
    ),
    documented(
        "input.multipart",
        "the fields of a multipart/form-data body are parameters",
        "Implementing External HTTP Callbacks page",
    ),
    observed(
        "input.urlencoded",
        "the fields of an application/x-www-form-urlencoded body are parameters, although one page says that only multipart is read",
        "text and screenshots of the tutorial Pulling Leaderboard Data Using Python and Rest",
    ),
    documented(
        "input.request-body",
        "a POST whose content type is missing or is no form has its body as text in REQUEST_BODY",
        "Implementing External HTTP Callbacks page",
    ),
    observed(
        "input.json",
        "a JSON body is text in REQUEST_BODY for the script to parse; its fields are no parameters",
        "tutorial Facebook Webhooks and GameSparks Integration, and callback scripts of games",
    ),
    inferred(
        "input.request-body-of-form",
        "a form that was read has no REQUEST_BODY",
        "the page speaks of an additional attribute in these cases, which are those without a form",
    ),
    chosen(
        "input.request-body-empty",
        "a POST without a body has no REQUEST_BODY",
        "a script that asks whether there is one gets the answer it expects",
    ),
    chosen(
        "input.request-body-name",
        "a parameter that is called REQUEST_BODY gives way to the body",
        "the page says that the attribute is set into the data",
    ),
    chosen(
        "input.file-part",
        "a file in a multipart body is left out of the data, and the verdict says so",
        "a script has no use for a file's bytes as text",
    ),
    chosen(
        "input.broken-multipart",
        "a multipart body that cannot be read is text in REQUEST_BODY, and the verdict says why",
        "as with every other body that does not fit its content type",
    ),
    chosen(
        "input.body-of-get",
        "the body of a GET is not read, and the verdict says so",
        "the pages know no such body",
    ),
    chosen(
        "input.charset",
        "a body is decoded by the charset of its content type, or else as UTF-8; what cannot be decoded becomes U+FFFD",
        "what HTTP libraries send",
    ),
];

/// What came with a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// The parameters of query and form.
    pub parameters: Parameters,
    /// The body, where it is no form.
    pub request_body: Option<String>,
}

impl Input {
    /// Reads query and body, and says in `checks` what was made of the body.
    pub async fn read(
        method: &Method,
        query: Option<&str>,
        headers: &HeaderMap,
        body: &Bytes,
        checks: &mut Checks,
    ) -> Self {
        let mut input = Self::default();
        input.parameters.add_encoded(query.unwrap_or_default().as_bytes(), Charset::Utf8);
        if body.is_empty() {
            return input;
        }
        if method == Method::GET {
            checks.warn("body", "a GET has no body that scripts could see; what was sent is ignored");
            return input;
        }
        let header = headers.get(header::CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let header = header.as_deref().unwrap_or_default();
        let content_type = ContentType::parse(header);
        let charset = charset(&content_type, checks);
        if content_type.is("application/x-www-form-urlencoded") {
            let count = input.parameters.add_encoded(body, charset);
            checks.pass("body", format!("a form, whose fields are parameters: {count}"));
        } else if content_type.is("multipart/form-data") {
            input.read_multipart(header, body, charset, checks).await;
        } else {
            let what = if header.is_empty() {
                "no content type".to_owned()
            } else {
                format!("the content type {}", quoted(content_type.essence))
            };
            checks.pass("body", format!("{what}, so it is no form: a script finds it in {REQUEST_BODY}"));
            input.request_body = Some(charset.decode(body).into_owned());
        }
        input
    }

    async fn read_multipart(&mut self, header: &str, body: &Bytes, charset: Charset, checks: &mut Checks) {
        match multipart::read(header, body, charset).await {
            Ok(form) => {
                let count = form.fields.len();
                if form.files.is_empty() {
                    checks.pass("body", format!("a form, whose fields are parameters: {count}"));
                } else {
                    let files = quoted(&form.files.join(", "));
                    let reason = format!("a form, whose fields are parameters: {count}; files are left out: {files}");
                    checks.warn("body", reason);
                }
                form.into(&mut self.parameters);
            }
            Err(why) => {
                let reason = format!("the multipart body cannot be read ({why}): a script finds it in {REQUEST_BODY}");
                checks.warn("body", reason);
                self.request_body = Some(charset.decode(body).into_owned());
            }
        }
    }

    /// What `Spark.getData()` gives.
    pub fn into_data(self) -> Map<String, Value> {
        let mut data = self.parameters.into_data();
        if let Some(body) = self.request_body {
            data.insert(REQUEST_BODY.to_owned(), Value::String(body));
        }
        data
    }
}

fn charset(content_type: &ContentType<'_>, checks: &mut Checks) -> Charset {
    let Some(label) = content_type.charset else { return Charset::Utf8 };
    Charset::named(label).unwrap_or_else(|| {
        checks.warn("charset", format!("the charset {} is not known; the body is read as UTF-8", quoted(label)));
        Charset::Utf8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::verdict::{CheckResult, Outcome};
    use serde_json::json;

    async fn seen(method: Method, query: &str, content_type: Option<&str>, body: &[u8]) -> (Value, Vec<String>) {
        let mut headers = HeaderMap::new();
        if let Some(content_type) = content_type {
            headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        }
        let mut checks = Checks::new();
        let body = Bytes::copy_from_slice(body);
        let input = Input::read(&method, Some(query), &headers, &body, &mut checks).await;
        let verdict = checks.verdict(Outcome::Refused);
        let warned = verdict.checks.iter().filter(|check| check.result == CheckResult::Warned);
        (Value::Object(input.into_data()), warned.map(|check| check.reason.to_string()).collect())
    }

    async fn post(content_type: Option<&str>, body: &[u8]) -> Value {
        seen(Method::POST, "q=1", content_type, body).await.0
    }

    const FORM: Option<&str> = Some("application/x-www-form-urlencoded; charset=UTF-8");

    #[tokio::test]
    async fn query_and_form_are_seen_together() {
        let data = post(FORM, "a=b&q=%E6%97%A5&a=c".as_bytes()).await;
        assert_eq!(data, json!({ "q": ["1", "日"], "a": ["b", "c"] }));
        let multipart = b"--X\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n2\r\n--X--\r\n";
        let data = post(Some("multipart/form-data; boundary=X"), multipart).await;
        assert_eq!(data, json!({ "q": ["1", "2"] }));
    }

    #[tokio::test]
    async fn what_is_no_form_is_text() {
        for content_type in [None, Some("application/json"), Some("text/plain"), Some("nonsense"), Some("")] {
            let data = post(content_type, "{\"名\": 1}".as_bytes()).await;
            assert_eq!(data, json!({ "q": "1", "REQUEST_BODY": "{\"名\": 1}" }), "{content_type:?}");
        }
        assert_eq!(post(None, b"").await, json!({ "q": "1" }));
        let data = seen(Method::POST, "REQUEST_BODY=q", None, b"body").await.0;
        assert_eq!(data, json!({ "REQUEST_BODY": "body" }));
    }

    #[tokio::test]
    async fn the_charset_of_the_body_counts() {
        let data = post(Some("text/plain; charset=Shift_JIS"), b"\x93\xfa").await;
        assert_eq!(data["REQUEST_BODY"], "日");
        let (data, warned) = seen(Method::POST, "", Some("text/plain; charset=klingon"), "日\u{0}".as_bytes()).await;
        assert_eq!(data["REQUEST_BODY"], "日\u{0}");
        assert_eq!(warned, ["the charset 'klingon' is not known; the body is read as UTF-8"]);
        assert_eq!(post(None, b"\xff").await["REQUEST_BODY"], "\u{fffd}");
        let sjis = Some("application/x-www-form-urlencoded; charset=Shift_JIS");
        assert_eq!(post(sjis, b"a=%93%fa&b=\x93\xfa").await, json!({ "q": "1", "a": "日", "b": "日" }));
    }

    #[tokio::test]
    async fn what_is_not_read_is_said() {
        let (data, warned) = seen(Method::GET, "a=1", FORM, b"b=2").await;
        assert_eq!((data, warned.len()), (json!({ "a": "1" }), 1));
        let (data, warned) = seen(Method::POST, "", Some("multipart/form-data; boundary=X"), b"--X\r\ncut").await;
        assert_eq!(data, json!({ "REQUEST_BODY": "--X\r\ncut" }));
        assert!(warned[0].contains("cannot be read"), "{warned:?}");
        let file = b"--X\r\nContent-Disposition: form-data; name=\"up\"; filename=\"a\"\r\n\r\n2\r\n--X--\r\n";
        let (data, warned) = seen(Method::POST, "", Some("multipart/form-data; boundary=X"), file).await;
        assert_eq!((data, warned[0].contains("left out: 'up'")), (json!({}), true));
    }
}
