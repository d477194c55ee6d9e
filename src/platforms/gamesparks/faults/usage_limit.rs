//! `usage-limit`: the game has used more than it may.

use serde_json::Value as Json;

use crate::platforms::gamesparks::NAME;
use crate::tree::{Decode, Decoding, Node, Schemas, choice, record};
use crate::world::faults::kinds::{short, short_schema};
use crate::world::faults::{Effect, Group, Kind};

pub(super) const KIND: Kind = Kind::of::<UsageLimit>(
    "usage-limit",
    Group::Platform(NAME),
    "The game has used more than it may: 429, with the name of the limit (RUNTIME_API_REQUESTS_LIVE_SECOND without one).",
);

choice! {
    /// A limit of what a game may use.
    enum Limit {
        /// Users at the same time, in preview.
        CcuPreview = "RUNTIME_CCU_PREVIEW",
        /// Users at the same time, live.
        CcuLive = "RUNTIME_CCU_LIVE",
        /// Requests per second, in preview.
        RequestsPreview = "RUNTIME_API_REQUESTS_PREVIEW_SECOND",
        /// Requests per second, live.
        RequestsLive = "RUNTIME_API_REQUESTS_LIVE_SECOND",
        /// Megabytes in the database, in preview.
        DatabasePreview = "MONGODB_MAX_DATABASE_MB_PREVIEW",
        /// Megabytes in the database, live.
        DatabaseLive = "MONGODB_MAX_DATABASE_MB_LIVE",
    }
}

record! {
    /// The game has used more than it may.
    #[derive(PartialEq)]
    struct Entry {
        /// Which limit is exceeded.
        limit: Limit = Limit::RequestsLive,
    }
}

/// The game has used more than it may.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UsageLimit(Entry);

impl UsageLimit {
    pub(super) fn name(&self) -> &'static str {
        self.0.limit.word()
    }
}

impl Decode for UsageLimit {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        short(node, cx, |limit| Self(Entry { limit }), |node, cx| Entry::decode(node, cx).map(Self))
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let short = Limit::schema(schemas);
        short_schema(short, Entry::schema(schemas))
    }
}

impl Effect for UsageLimit {
    fn label(&self) -> String {
        format!("usage-limit {}", self.name())
    }
}
