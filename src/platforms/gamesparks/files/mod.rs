//! Files over HTTP: where players upload them, and where downloadables and uploads are fetched. Requests and scripts give the
//! URLs; what answers them is here.

mod admission;
pub mod links;
mod upload;

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Response, header};
use jiff::Timestamp;

use super::admission::Refused;
use super::state::State;
use crate::journal::verdict::{Checks, Outcome};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::{Answer, Asking, Inbound};
use crate::world::World;
pub use links::{Base, Which};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "files.upload-url",
        "a file is uploaded to /upload/KEY/PLAYER/UPLOAD, and the player is told with an UploadCompleteMessage: uploadId, and under uploadData fileName, origFileName, fileSize, uploadId, playerId and what was said of it",
        "GetUploadUrlRequest page, and UploadCompleteMessage page",
    ),
    chosen(
        "files.upload-body",
        "the first file of a multipart/form-data body is taken; a body of another type is the file itself. It is answered with 200 and nothing, and a URL takes one file",
        "the pages show a form; what the platform answered is unknown",
    ),
    documented(
        "files.upload-size",
        "a file has at most 3.5 MB; a larger one is answered with 413",
        "System Limits page; the status is chosen",
    ),
    documented("files.download-url", "the URL of a file is good for a while", "SparkDownloadable API page"),
    chosen(
        "files.download-form",
        "it is /files/KEY/downloadable/CODE or /files/KEY/uploaded/ID, with expires and signature; it is good for an hour of the world's clock, and answered with 403 then",
        "the platform's pointed to a store of files, and are not shown",
    ),
    chosen(
        "files.host",
        "URLs have the host that the request was made to; where no request led to it, the platform's own",
        "on a machine of one's own the host is localhost",
    ),
    chosen("files.content-type", "a file is application/octet-stream", "unknown"),
];

/// A file that clients and scripts may download.
#[derive(Debug, Clone, PartialEq)]
pub struct Downloadable {
    /// What is in it.
    pub text: String,
    /// When it was last changed.
    pub modified: Timestamp,
}

/// What the journal calls an upload.
pub const UPLOADING: &str = "upload";

/// What the journal calls a file that is fetched.
pub const FETCHING: &str = "download";

/// What the path of an upload starts with.
pub const UPLOAD: &str = "/upload";

/// What the path of a file that is fetched starts with.
pub const DOWNLOAD: &str = "/files";

/// Whether `path` is that of a file.
pub fn is_file(path: &str) -> bool {
    let under = |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    under(UPLOAD) || under(DOWNLOAD)
}

/// What faults choose by.
pub(super) fn asked(path: &str) -> Asking {
    Asking { operation: operation(path), credential: None }
}

/// What the journal calls it.
fn operation(path: &str) -> Cow<'static, str> {
    Cow::Borrowed(if path.starts_with(UPLOAD) { UPLOADING } else { FETCHING })
}

/// Answers a request for a file, or with one.
pub(super) async fn answer(world: &Arc<World>, inbound: Inbound) -> Answer {
    let mut checks = Checks::new();
    let path = inbound.uri.path();
    let operation = operation(path);
    let result = if path.starts_with(UPLOAD) {
        upload::answer(world, &inbound, &mut checks).await
    } else {
        download(world, &inbound, &mut checks)
    };
    let mut response = result.unwrap_or_else(Refused::response);
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Answer { response, operation, verdict: checks.verdict(Outcome::Refused) }
}

fn download(world: &World, inbound: &Inbound, checks: &mut Checks) -> Result<Response<Bytes>, Refused> {
    if inbound.method != Method::GET {
        checks.fail("method", format!("files are fetched with GET, and not with {}", inbound.method));
        return Err(Refused::Method("GET"));
    }
    let (game, which) = admission::signed(world.state::<State>(), &inbound.uri, world.clock().now(), checks)?;
    let content = match &which {
        Which::Downloadable(code) => game.downloadables.get(code).map(|file| Bytes::from(file.text.clone())),
        Which::Uploaded(id) => {
            let store = game.lock();
            store.data.uploads.get(id).map(|upload| Bytes::from(upload.content().into_owned()))
        }
    };
    let Some(content) = content else {
        checks.fail("file", format!("the game has no {which} any more"));
        return Err(Refused::NotFound);
    };
    checks.pass("file", which.to_string());
    let mut response = Response::new(content);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    Ok(response)
}
