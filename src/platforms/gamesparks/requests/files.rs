//! Requests about files: where one is, and where one can be put.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::data::uploads::Awaited;
use crate::platforms::gamesparks::dates::minutes;
use crate::platforms::gamesparks::files::Which;

/// A file that the portal put there.
pub(super) struct GetDownloadable;

impl RequestKind for GetDownloadable {
    fn name(&self) -> &'static str {
        "GetDownloadableRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("shortCode", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let code = text(request, "shortCode").unwrap_or_default();
        let file = cx.game.downloadables.get(code).ok_or_else(|| Errors::one("shortCode", "INVALID"))?;
        let url = cx.base.download(cx.world, cx.game, &Which::Downloadable(code.to_owned()));
        Ok(Document::from_iter([
            ("lastModified".to_owned(), json!(minutes(file.modified))),
            ("shortCode".to_owned(), json!(code)),
            ("size".to_owned(), json!(file.text.len())),
            ("url".to_owned(), json!(url)),
        ]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "file.downloadable",
                "GetDownloadableRequest gives lastModified, shortCode, size and url of a file; one that is not there is shortCode: INVALID",
                "GetDownloadableRequest page",
            )]
        }
    }
}

/// A file that somebody uploaded.
pub(super) struct GetUploaded;

impl RequestKind for GetUploaded {
    fn name(&self) -> &'static str {
        "GetUploadedRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[optional("uploadId", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let id = text(request, "uploadId").unwrap_or_default();
        let size = cx.game.lock().data.uploads.get(id).map(|upload| upload.content().len());
        let size = size.ok_or_else(|| Errors::one("uploadId", "INVALID"))?;
        let url = cx.base.download(cx.world, cx.game, &Which::Uploaded(id.to_owned()));
        Ok(Document::from_iter([("size".to_owned(), json!(size)), ("url".to_owned(), json!(url))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "file.uploaded",
                    "GetUploadedRequest gives size and url of an upload; one that is not there is uploadId: INVALID",
                    "GetUploadedRequest page",
                ),
                chosen("file.uploaded-anybody", "any player may ask for any upload", "the page has no error for it"),
            ]
        }
    }
}

/// A URL to which the player may upload a file.
pub(super) struct GetUploadUrl;

impl RequestKind for GetUploadUrl {
    fn name(&self) -> &'static str {
        "GetUploadUrlRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[optional("uploadData", FieldKind::Json)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let player = cx.player()?.clone();
        let mut metadata = IndexMap::new();
        let mut add = |said: &Value| {
            let members = said.as_object().into_iter().flatten();
            metadata.extend(members.map(|(name, value)| (name.clone(), value.clone())));
        };
        match request.get("uploadData") {
            Some(Value::Array(several)) => several.iter().for_each(&mut add),
            Some(one) => add(one),
            None => {}
        }
        let id = cx.game.next_id(cx.world.clock().now()).to_string();
        let url = cx.base.upload(cx.world, cx.game, &player, &id);
        cx.game.lock().data.uploads.expect(id, Awaited { player, metadata });
        Ok(Document::from_iter([("url".to_owned(), json!(url))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "file.upload-url",
                    "GetUploadUrlRequest gives a url to which the player may upload a file, with uploadData kept beside it",
                    "GetUploadUrlRequest page",
                ),
                chosen(
                    "file.upload-data",
                    "uploadData is an object, or a list of objects that are put together",
                    "the page calls it a list of JSON",
                ),
            ]
        }
    }
}
