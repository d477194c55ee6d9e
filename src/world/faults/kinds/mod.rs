//! The one list of the kinds of faults that every world knows: one file each, all of the same shape.

mod bad_certificate;
mod body;
mod close;
mod close_after_answer;
mod connect_timeout;
mod cut_body;
mod delay;
mod dribble;
mod duplicate;
mod empty;
mod garbage;
mod hang;
mod hang_up;
mod late;
mod malformed_chunk;
mod malformed_json;
mod no_keep_alive;
mod out_of_order;
mod oversize;
mod refuse;
mod reset;
mod slow_body;
mod status;
mod tls_failure;
mod truncate;
mod wrong_content_type;

use serde_json::Value as Json;

use super::kind::{Does, Kind};
use crate::tree::{Decode, Decoding, Node, Schemas, Value};

pub use refuse::Refuse;

/// All of them.
pub const KINDS: &[Kind] = &[
    delay::KIND,
    hang::KIND,
    refuse::KIND,
    close::KIND,
    reset::KIND,
    truncate::KIND,
    malformed_chunk::KIND,
    garbage::KIND,
    dribble::KIND,
    close_after_answer::KIND,
    tls_failure::KIND,
    bad_certificate::KIND,
    status::KIND,
    body::KIND,
    malformed_json::KIND,
    wrong_content_type::KIND,
    empty::KIND,
    oversize::KIND,
    hang_up::KIND,
    slow_body::KIND,
    cut_body::KIND,
    duplicate::KIND,
    late::KIND,
    out_of_order::KIND,
    no_keep_alive::KIND,
    connect_timeout::KIND,
];

/// What a kind with one field that matters most takes: that value alone, or a map with all of them.
pub(crate) fn short<E: Decode, T: Decode>(
    node: &Node,
    cx: &mut Decoding<'_>,
    of: impl FnOnce(T) -> E,
    whole: impl FnOnce(&Node, &mut Decoding<'_>) -> Option<E>,
) -> Option<E> {
    match node.value {
        Value::Map(_) => whole(node, cx),
        _ => T::decode(node, cx).map(of),
    }
}

/// The JSON Schema of what [`short`] takes.
#[expect(clippy::needless_pass_by_value, reason = "schemas are made to be put into others")]
pub(crate) fn short_schema(short: Json, whole: Json) -> Json {
    serde_json::json!({ "anyOf": [short, whole] })
}

impl Decode for Does {
    /// In the words that every world knows: for what is played and belongs to no platform.
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        Self::read(node, KINDS, cx)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        Self::schema_of(KINDS, schemas)
    }
}

impl serde::Serialize for Does {
    /// What it does, in the words of the journal: it cannot be read back.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.effects().map(|effect| effect.label()))
    }
}
