//! The interface that scripts see, put together from the files of `prelude/` and shown in a context's global scope.

use std::rc::Rc;

use rquickjs::{Ctx, Error, Function, Object};

use super::Me;
use super::convert::Classes;
use super::{native, natives};
use crate::platforms::cluster::space::callback::Callback;
use crate::script::Scope;

/// One function, made of all files: what they declare is seen in all of them and nowhere else.
const CODE: &str = concat!(
    "(function (N, names, info) {\n'use strict';\n",
    include_str!("../prelude/base.js"),
    include_str!("../prelude/vectors.js"),
    include_str!("../prelude/rotations.js"),
    include_str!("../prelude/rare.js"),
    include_str!("../prelude/handles.js"),
    include_str!("../prelude/parts.js"),
    include_str!("../prelude/item.js"),
    "\n})"
);

/// What of an item does not change while its script runs.
pub(super) struct Info {
    /// Its id.
    pub(super) id: u64,
    /// Its template, if it is a craft item.
    pub(super) template: Option<String>,
    /// Whether it is a craft item.
    pub(super) is_craft: bool,
    /// Whether beta features can be used.
    pub(super) beta: bool,
    /// Whether the space is the venue of an event.
    pub(super) event: bool,
}

/// Shows the interface of `me`'s item to the scripts of `scope`.
pub(super) fn show(scope: &Scope<'_, '_>, me: &Rc<Me>, info: &Info) -> Result<(), Error> {
    shown(scope.ctx(), me, info)
}

fn shown<'js>(ctx: &Ctx<'js>, me: &Rc<Me>, info: &Info) -> Result<(), Error> {
    let host = native::object(ctx, me, natives::ALL)?;
    let names: Vec<_> = Callback::ALL.iter().map(|callback| callback.word()).collect();
    let known = Object::new(ctx.clone())?;
    known.set("id", info.id.to_string())?;
    known.set(
        "template",
        info.template.clone().map_or_else(
            || rquickjs::Value::new_null(ctx.clone()),
            |template| {
                rquickjs::String::from_str(ctx.clone(), &template)
                    .map_or_else(|_| rquickjs::Value::new_null(ctx.clone()), rquickjs::String::into_value)
            },
        ),
    )?;
    known.set("craft", info.is_craft)?;
    known.set("beta", info.beta)?;
    known.set("event", info.event)?;
    let make: Function<'js> = ctx.eval(CODE)?;
    let given: Object<'js> = make.call((host, names, known))?;
    let classes = Classes::of(ctx, &given)?;
    ctx.store_userdata(classes).map_err(|_| Error::Unknown)?;
    Ok(())
}
