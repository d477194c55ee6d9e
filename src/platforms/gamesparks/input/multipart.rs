//! Bodies of the type `multipart/form-data`.

use bytes::Bytes;
use http_body_util::{BodyDataStream, Full};

use super::Parameters;
use crate::platforms::gamesparks::charset::Charset;
use crate::platforms::gamesparks::content_type::ContentType;

/// What was in a multipart body.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// Names and values, in order.
    pub(super) fields: Vec<(String, String)>,
    /// The names of the parts that were files.
    pub(super) files: Vec<String>,
}

/// Reads `body`; an error, as a sentence, if it is not what `content_type` says.
pub(super) async fn read(content_type: &str, body: &Bytes, charset: Charset) -> Result<Form, String> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| error.to_string())?;
    let stream: BodyDataStream<Full<Bytes>> = BodyDataStream::new(Full::new(body.clone()));
    let mut parts = multer::Multipart::new(stream, boundary);
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|error| error.to_string())? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            form.files.push(name);
            continue;
        }
        let own = part.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let charset = own.and_then(|own| ContentType::parse(own).charset).and_then(Charset::named).unwrap_or(charset);
        let value = part.bytes().await.map_err(|error| error.to_string())?;
        form.fields.push((name, charset.decode(&value).into_owned()));
    }
    Ok(form)
}

/// The name and the content of the first file in `body`; an error, as a sentence, if it is not what `content_type` says.
pub(in crate::platforms::gamesparks) async fn file(
    content_type: &str,
    body: &Bytes,
) -> Result<Option<(String, Bytes)>, String> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| error.to_string())?;
    let stream: BodyDataStream<Full<Bytes>> = BodyDataStream::new(Full::new(body.clone()));
    let mut parts = multer::Multipart::new(stream, boundary);
    while let Some(part) = parts.next_field().await.map_err(|error| error.to_string())? {
        if let Some(name) = part.file_name().map(str::to_owned) {
            let content = part.bytes().await.map_err(|error| error.to_string())?;
            return Ok(Some((name, content)));
        }
    }
    Ok(None)
}

impl Form {
    /// Adds the fields to `parameters`.
    pub(super) fn into(self, parameters: &mut Parameters) {
        for (name, value) in self.fields {
            parameters.add(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TYPE: &str = "multipart/form-data; boundary=X";

    async fn read(body: &[u8]) -> Result<Form, String> {
        super::read(TYPE, &Bytes::copy_from_slice(body), Charset::Utf8).await
    }

    #[tokio::test]
    async fn fields_keep_their_order_and_files_are_named_only() {
        let body = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1 + 1\r\n\
            --X\r\nContent-Disposition: form-data; name=\"up\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\nfile\r\n\
            --X\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\u{e9}\r\n--X--\r\n";
        let bytes: Vec<u8> = body.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let form = read(&bytes).await.unwrap();
        assert_eq!(form.fields, [("a".to_owned(), "1 + 1".to_owned()), ("a".to_owned(), "é".to_owned())]);
        assert_eq!(form.files, ["up"]);
    }

    #[tokio::test]
    async fn what_is_no_multipart_body_says_so() {
        assert!(read(b"a=1").await.unwrap_err().contains("incomplete"));
        let without = super::read("multipart/form-data", &Bytes::new(), Charset::Utf8).await;
        assert!(without.unwrap_err().contains("boundary"));
    }

    proptest! {
        #[test]
        fn nothing_panics(body in "(--X(\r\n|--)|[a-z:;=\" ]{0,12}|Content-Disposition: form-data; name=\"a\"|\r\n){0,12}") {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let _ = runtime.block_on(read(body.as_bytes()));
        }
    }
}
