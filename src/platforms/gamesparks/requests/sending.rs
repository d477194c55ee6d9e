//! Requests that scripts make: `Spark.sendRequest`, and what is made with `SparkRequests`.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::pipeline::{self, DEEPEST, Incoming};
use super::{Document, Errors, names};
use crate::journal::exchange::Event;
use crate::journal::verdict::Checks;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::NAME;
use crate::platforms::gamesparks::ask::{Outside, Question};
use crate::platforms::gamesparks::limits;
use crate::platforms::gamesparks::state::{Exceeded, PlayerId};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "spark.requests",
        "sendRequest, sendRequestAs and the Send and SendAs of SparkRequests make a request without the scripts attached to it, Execute and ExecuteAs with them; the result is the response, errors and all",
        "Spark API page, and Using the SparkRequests API",
    ),
    chosen(
        "spark.requests-journal",
        "each is an event in the journal, request and response in it, beside the callback or request that led to it",
        "there was no journal",
    ),
];

/// A request of a script.
pub(in crate::platforms::gamesparks) struct Sending {
    /// Its members; `@class` names it.
    pub(in crate::platforms::gamesparks) request: Document,
    /// Who asks.
    pub(in crate::platforms::gamesparks) player: Option<PlayerId>,
    /// Whether the scripts that are attached to it run.
    pub(in crate::platforms::gamesparks) with_scripts: bool,
}

/// The class that a request says it is, without its dot.
pub(in crate::platforms::gamesparks) fn class_of(request: &Document) -> Option<&str> {
    super::text(request, "@class").map(|class| class.strip_prefix('.').unwrap_or(class))
}

#[async_trait]
impl Question for Sending {
    type Answer = Document;

    async fn answer(self, outside: &Outside<'_>) -> Document {
        let name = class_of(&self.request).unwrap_or_default().to_owned();
        let mut checks = Checks::new();
        let request = self.request.clone();
        let player = self.player.clone();
        let failed = |key: &str, text: String| {
            let mut response = Document::new();
            response.insert("@class".to_owned(), Value::String(format!(".{}", names::response_to(&name))));
            response.insert("error".to_owned(), Value::Object(Errors::one(key, text).into_map()));
            response
        };
        let response = if let Err(exceeded) = limits::count(outside.world, outside.game, &mut checks) {
            failed(exceeded.name, Exceeded::TEXT.to_owned())
        } else if outside.depth < DEEPEST {
            let incoming = Incoming {
                name: name.clone(),
                request: self.request,
                player: self.player,
                credential: None,
                with_scripts: self.with_scripts,
                cause: outside.cause,
                depth: outside.depth + 1,
                base: outside.base.clone(),
            };
            pipeline::handle(outside.world, outside.game, incoming, &mut checks).await.response
        } else {
            failed("scriptError", format!("scripts make each other run more than {DEEPEST} deep"))
        };
        outside.world.journal().note(Event {
            at: outside.world.clock().now(),
            platform: NAME,
            kind: "request",
            cause: outside.cause,
            detail: json!({ "name": name, "player": player, "request": request, "response": response }),
        });
        response
    }
}
