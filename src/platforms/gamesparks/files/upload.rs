//! A file that a player uploads: taken out of the body, kept, and told of.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Response, header};
use serde_json::{Map, Value, json};

use super::admission;
use crate::journal::verdict::{Checks, Headroom};
use crate::platforms::Inbound;
use crate::platforms::gamesparks::admission::Refused;
use crate::platforms::gamesparks::content_type::ContentType;
use crate::platforms::gamesparks::data::uploads::{MOST_UPLOAD, Upload};
use crate::platforms::gamesparks::input::multipart;
use crate::platforms::gamesparks::messages::{self, Message, Occurrence};
use crate::platforms::gamesparks::state::State;
use crate::world::World;

/// What a file is called that comes without a name.
const NAMELESS: &str = "upload";

/// Answers an upload.
pub(super) async fn answer(
    world: &Arc<World>,
    inbound: &Inbound,
    checks: &mut Checks,
) -> Result<Response<Bytes>, Refused> {
    if inbound.method != Method::POST && inbound.method != Method::PUT {
        checks.fail("method", format!("files are uploaded with POST, and not with {}", inbound.method));
        return Err(Refused::Method("POST, PUT"));
    }
    let (game, player, id) = admission::upload(world.state::<State>(), inbound.uri.path(), checks)?;
    let (name, content) = file(inbound, checks).await?;
    let headroom = Headroom::new(content.len(), MOST_UPLOAD, "bytes");
    if headroom.used > headroom.limit {
        checks.fail_beyond("file size", headroom, "the file is larger than the platform took");
        return Err(Refused::TooLarge);
    }
    checks.pass_within("file size", headroom, "");
    let now = world.clock().now();
    let mut upload = Upload::new(format!("{id}-{name}"), &content, now);
    upload.player = Some(player.to_string());
    let mut data = Map::new();
    {
        let mut store = game.lock();
        let uploads = &mut store.data.uploads;
        // Somebody else may have been quicker.
        let awaited = uploads.arrive(&id).ok_or(Refused::NotFound)?;
        data.extend(awaited.metadata.clone());
        upload.metadata = awaited.metadata;
        data.insert("fileName".into(), json!(upload.file_name));
        if !uploads.put(id.clone(), upload) {
            checks.fail("room", "the uploads of the game take as much as they may");
            return Err(Refused::TooLarge);
        }
    }
    data.insert("fileSize".into(), json!(content.len()));
    data.insert("origFileName".into(), json!(name));
    data.insert("playerId".into(), json!(player));
    data.insert("uploadId".into(), json!(id));
    let body = Map::from_iter([("uploadData".to_owned(), Value::Object(data)), ("uploadId".to_owned(), json!(id))]);
    let message =
        Message { class: "UploadCompleteMessage".to_owned(), body, players: vec![player], ..Message::default() };
    let occurrence = Occurrence { cause: Some(inbound.id), depth: 0 };
    messages::deliver(world, &game, message, occurrence, checks).await;
    Ok(Response::new(Bytes::new()))
}

/// The name of the file, and what is in it.
async fn file(inbound: &Inbound, checks: &mut Checks) -> Result<(String, Bytes), Refused> {
    let header = inbound.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !ContentType::parse(header).is("multipart/form-data") {
        return Ok((NAMELESS.to_owned(), inbound.body.clone()));
    }
    match multipart::file(header, &inbound.body).await {
        Ok(Some((name, content))) => Ok((name, content)),
        Ok(None) => {
            checks.fail("body", "there is no file in the form");
            Err(Refused::BadRequest)
        }
        Err(why) => {
            checks.fail("body", format!("the multipart body cannot be read: {why}"));
            Err(Refused::BadRequest)
        }
    }
}
