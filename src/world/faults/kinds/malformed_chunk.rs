//! `malformed-chunk`: the answer comes in chunks, and one of them is none.

use bytes::Bytes;

use crate::tree::record;
use crate::world::faults::kind::{Effect, Group, Kind};
use crate::world::faults::plan::Plan;
use crate::world::faults::touched::Hit;

pub(super) const KIND: Kind = Kind::of::<MalformedChunk>(
    "malformed-chunk",
    Group::Answering,
    "The answer comes in chunks: the first holds half of the body, and where the size of the next should be there is garbage. Then the connection is closed.",
);

record! {
    /// An answer in chunks, one of which is none.
    #[derive(PartialEq)]
    struct MalformedChunk {}
}

impl Effect for MalformedChunk {
    fn label(&self) -> String {
        "malformed-chunk".to_owned()
    }

    fn answering(&self, plan: &mut Plan, hit: &Hit) {
        // No digit of a size among them, or a reader could take it for one.
        let garbage = hit.rng.text(b"ghijklmnopqrstuvwxyz!?#", 16);
        plan.malformed_chunk = Some(Bytes::from(format!("{garbage}\r\n")));
    }
}
