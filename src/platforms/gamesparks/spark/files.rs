//! `SparkFiles` and `SparkUploadableUtils`: files that the portal or players put there.

use rquickjs::{Error, Value};
use serde_json::Value as Json;

use super::class::{Call, Class, look, member};
use super::xml_reader;
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gamesparks::data::uploads::{MOST_UPLOAD, Upload};
use crate::platforms::gamesparks::state::PlayerId;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "files.json",
        "uploadedJson(id) and downloadableJson(code) give a file's JSON; deleteUploadedFile(id) says whether there was one",
        "SparkFiles API page",
    ),
    observed("files.unknown", "an unknown or null id gives null", "functional tests that ran on the platform"),
    documented(
        "files.strings",
        "uploadString(text, player, fileName, metaData) gives the id of a new upload, retrieveString(id) its text, or null",
        "SparkUploadableUtils API page",
    ),
    documented("files.size", "an upload has at most 3.5 MB; a larger one gives null", "System Limits page"),
    chosen("files.not-json", "a file that is not JSON is null to uploadedJson and downloadableJson", "unknown"),
];

/// `SparkFiles`.
pub(super) static CLASS: Class = Class {
    name: "SparkFiles",
    members: &[
        member("uploadedJson", &[1], uploaded_json),
        member("downloadableJson", &[1], downloadable_json),
        member("uploadedXml", &[1], uploaded_xml),
        member("downloadableXml", &[1], downloadable_xml),
        member("deleteUploadedFile", &[1], |call| {
            let id = call.name(0)?;
            let gone = call.run.game().lock().data.uploads.remove(&id);
            call.give(gone)
        }),
    ],
    absent: &[],
};

pub(super) fn uploaded_json<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.name(0)?;
    let text = call.run.game().lock().data.uploads.get(&id).map(|upload| upload.text.clone());
    give(call, text.as_deref())
}

pub(super) fn downloadable_json<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    give(call, call.run.game().downloadables.get(&code).map(|file| file.text.as_str()))
}

pub(super) fn uploaded_xml<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.name(0)?;
    let text = call.run.game().lock().data.uploads.get(&id).map(|upload| upload.text.clone());
    xml_reader::give(call, text)
}

pub(super) fn downloadable_xml<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    xml_reader::give(call, call.run.game().downloadables.get(&code).map(|file| file.text.clone()))
}

fn give<'js>(call: &Call<'_, 'js>, text: Option<&str>) -> Result<Value<'js>, Error> {
    let json: Option<Json> = text.and_then(|text| serde_json::from_str(text).ok());
    call.give_json(json.as_ref())
}

/// `SparkUploadableUtils`.
pub(super) static UTILS: Class = Class {
    name: "SparkUploadableUtils",
    members: &[
        member("uploadString", &[4], |call| {
            let Some(text) = call.text(0)?.filter(|text| text.len() <= MOST_UPLOAD) else { return call.null() };
            let player = look(&call.value(1), |_, player: &PlayerId| player.to_string());
            let metadata = match call.json(3)? {
                Json::Object(members) => members.into_iter().collect(),
                _ => indexmap::IndexMap::new(),
            };
            let now = call.run.occasion.world.clock().now();
            let id = call.run.game().next_id(now).to_string();
            let upload = Upload { file_name: call.name(2)?, player, text, base64: None, metadata, at: Some(now) };
            let kept = call.run.game().lock().data.uploads.put(id.clone(), upload);
            if kept { call.give(id) } else { call.null() }
        }),
        member("retrieveString", &[1], |call| {
            let id = call.name(0)?;
            let text = call.run.game().lock().data.uploads.get(&id).map(|upload| upload.text.clone());
            match text {
                Some(text) => call.give(text),
                None => call.null(),
            }
        }),
    ],
    absent: &[],
};
