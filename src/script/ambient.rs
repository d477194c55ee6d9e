//! What of the world shows through to a script without being asked for: the time and the randomness.

use std::sync::Arc;

use rquickjs::object::{Accessor, Property};
use rquickjs::{Ctx, Error, Function, Object, Value};

use super::engine::global_code;

/// The time and the randomness that scripts see.
pub trait Ambient: Send + Sync {
    /// The time, in milliseconds since 1970: `Date.now()`.
    fn now(&self) -> f64;

    /// A number of at least 0 and less than 1: `Math.random()`.
    fn random(&self) -> f64;
}

use real::RealDate;

mod real {
    #![allow(elided_lifetimes_in_paths, reason = "in what the derive writes")]

    /// The engine's own `Date`, kept until a script uses the name.
    #[derive(rquickjs::JsLifetime)]
    pub(super) struct RealDate<'js>(pub(super) rquickjs::Value<'js>);
}

/// Gives `Date` and `Math.random` to the scripts of `ctx`.
pub(super) fn show<'js>(ctx: &Ctx<'js>, ambient: &Arc<dyn Ambient>) -> Result<(), Error> {
    let globals = ctx.globals();
    let random = Arc::clone(ambient);
    let math: Object<'js> = globals.get("Math")?;
    let random = Function::new(ctx.clone(), move || random.random())?.with_name("random")?;
    math.prop("random", Property::from(random).writable().configurable())?;

    // Most scripts never use `Date`, and to make it costs as much as they do.
    let real = RealDate(globals.get("Date")?);
    ctx.store_userdata(real).map_err(|_| Error::Unknown)?;
    let now = Arc::clone(ambient);
    let first_use = Accessor::from(move |ctx: Ctx<'js>| make_date(&ctx, &now))
        .set(|ctx: Ctx<'js>, date: Value<'js>| define_date(&ctx, date))
        .configurable();
    globals.prop("Date", first_use)
}

fn make_date<'js>(ctx: &Ctx<'js>, ambient: &Arc<dyn Ambient>) -> Result<Value<'js>, Error> {
    let real = ctx.userdata::<RealDate<'_>>().map(|real| real.0.clone()).ok_or(Error::Unknown)?;
    let make: Function<'js> = global_code(ctx, "date.js", include_str!("date.js"))?.get()?;
    let ambient = Arc::clone(ambient);
    let now = Function::new(ctx.clone(), move || ambient.now())?;
    let date: Value<'js> = make.call((real, now))?;
    define_date(ctx, date.clone())?;
    Ok(date)
}

/// Makes `Date` a global like any other; a script that assigns to it has its will.
fn define_date<'js>(ctx: &Ctx<'js>, date: Value<'js>) -> Result<(), Error> {
    ctx.globals().prop("Date", Property::from(date).writable().configurable())
}
