//! `SparkSegmentType` and `SparkSegmentValue`.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::{Call, Class, member};
use super::{Code, code};
use crate::platforms::gamesparks::config::Segment;
use crate::platforms::gamesparks::config::segment::SegmentValue;

fn give<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&Segment) -> Json) -> Result<Value<'js>, Error> {
    super::give(call, |config| &config.segments, read)
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkSegmentType",
    members: &[
        member("getShortCode", &[0], code),
        member("getName", &[0], |call| give(call, |segment| json!(segment.name))),
        member("getDescription", &[0], |call| give(call, |segment| json!(segment.description))),
        member("getValues", &[0], |call| {
            let segment = &call.own::<Code>()?.0;
            let values = call.run.game().config.segments.get(segment).map(|known| &known.values);
            let names = values.into_iter().flat_map(indexmap::IndexMap::keys);
            call.objects(&VALUE, names.map(|value| Within { segment: segment.clone(), value: value.clone() }))
        }),
    ],
    absent: &[],
};

/// A group of a segment.
struct Within {
    segment: String,
    value: String,
}

fn read<'js>(call: &Call<'_, 'js>, read: impl FnOnce(&SegmentValue) -> Json) -> Result<Value<'js>, Error> {
    let within = call.own::<Within>()?;
    let segment = call.run.game().config.segments.get(&within.segment);
    call.give_json(segment.and_then(|segment| segment.values.get(&within.value)).map(read).as_ref())
}

pub(in super::super) static VALUE: Class = Class {
    name: "SparkSegmentValue",
    members: &[
        member("getShortCode", &[0], |call| call.give(call.own::<Within>()?.value.as_str())),
        member("getName", &[0], |call| read(call, |value| json!(value.name))),
        member("getDescription", &[0], |call| read(call, |value| json!(value.description))),
    ],
    absent: &[],
};
