//! What the steps that send requests have in common: the parts of a request, and what came of it.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response};
use serde_json::{Map, Value as Json, json};

use crate::platforms::dispatch::{self, Begun};
use crate::scenario::step::{Played, Stage};

/// The method of that name.
pub(super) fn method_of(name: &str) -> Option<Method> {
    Method::from_bytes(name.as_bytes()).ok()
}

/// A header, if it can be one.
pub(super) fn header_of(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
}

/// Sends `request` to the platform: status, headers, text, and json where it is JSON.
pub(super) async fn send(stage: &Stage, request: Request<Bytes>) -> Played {
    let begun = Begun::now(&stage.world);
    let response = dispatch::answer(&stage.world, begun, request, None).await;
    let value = response.map_or_else(|failure| failure.to_json(), |response| value_of(&response));
    Played { exchange: Some(begun.id), ..Played::new(value) }
}

fn value_of(response: &Response<Bytes>) -> Json {
    let mut headers = Map::new();
    for name in response.headers().keys() {
        let values = response.headers().get_all(name).iter();
        let mut values: Vec<Json> =
            values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned().into()).collect();
        let value = if values.len() == 1 { values.remove(0) } else { Json::Array(values) };
        headers.insert(name.to_string(), value);
    }
    let mut value = json!({
        "status": response.status().as_u16(),
        "headers": headers,
        "text": String::from_utf8_lossy(response.body()),
    });
    if let Ok(json) = serde_json::from_slice::<Json>(response.body()) {
        value["json"] = json;
    }
    value
}
