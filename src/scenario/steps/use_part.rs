//! `use`: the steps of a part are played.

use serde_json::Value as Json;

use crate::scenario::part::Used;
use crate::scenario::step::{Course, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas};

pub(super) struct Use;

impl StepKind for Use {
    fn key(&self) -> &'static str {
        "use"
    }

    fn about(&self) -> &'static str {
        "The steps of a part are played here: `use: login.yaml`, or `use: { part: login.yaml, with: { who: yuki } }`. What came of it: took."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        Used::decode(node, cx).map(|_| Box::new(Course::Once) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Used::schema(schemas)
    }

    fn part(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Used> {
        Used::decode(node, cx)
    }
}
