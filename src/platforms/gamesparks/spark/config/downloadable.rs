//! `SparkDownloadable`.

use rquickjs::{Error, Value};

use super::super::class::{Call, Class, member};
use super::super::scheduler::date;
use super::{Code, code};
use crate::platforms::gamesparks::files::{Downloadable, Which};

/// `SparkConfig.getDownloadables()`.
pub(super) fn all<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    call.objects(&CLASS, call.run.game().downloadables.keys().map(|code| Code(code.clone())))
}

/// `SparkConfig.getDownloadable(CODE)`.
pub(super) fn one<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    if call.run.game().downloadables.contains_key(&code) { call.object(&CLASS, Code(code)) } else { call.null() }
}

fn file<'c>(call: &'c Call<'_, '_>) -> Result<&'c Downloadable, Error> {
    // It was there when the object was made, and what is configured does not change.
    call.run.game().downloadables.get(&call.own::<Code>()?.0).ok_or(Error::Unknown)
}

/// The class.
pub(in super::super) static CLASS: Class = Class {
    name: "SparkDownloadable",
    members: &[
        member("getShortCode", &[0], code),
        member("getSize", &[0], |call| {
            let size = file(call)?.text.len();
            call.give_json(Some(&size.into()))
        }),
        member("getLastModified", &[0], |call| date(call, Some(file(call)?.modified))),
        member("getUrl", &[0], |call| {
            let which = Which::Downloadable(call.own::<Code>()?.0.clone());
            let occasion = &call.run.occasion;
            call.give(occasion.base.download(&occasion.world, call.run.game(), &which))
        }),
    ],
    absent: &[],
};
