//! What scripts need of their engine that it lacks: helpers that edited scripts call, and members of the built-in objects that
//! only Rhino had. Each is made where a script that needs it is loaded, so that it costs the others nothing.

use rquickjs::object::Property;
use rquickjs::{Ctx, Error, Function, Value};

/// Something that a script may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// The values of `for each`.
    Each,
    /// Assignments to members of the built-in objects.
    Sealed,
    /// `toSource`, `uneval`, `equals`, and array methods as functions.
    Extras,
    /// XML: constructors, literals and filters.
    Xml,
}

/// The needs of one script.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs(u8);

impl Needs {
    /// With another one.
    pub(super) fn add(&mut self, need: Need) {
        self.0 |= 1 << need as u8;
    }

    /// Whether it is among them.
    pub(super) fn has(self, need: Need) -> bool {
        self.0 & 1 << need as u8 != 0
    }

    /// Makes what is needed and not there yet.
    pub(in crate::platforms::gamesparks) fn show(self, ctx: &Ctx<'_>) -> Result<(), Error> {
        if self == Self::default() {
            return Ok(());
        }
        for (need, script) in [
            (Need::Each, include_str!("each.js")),
            (Need::Sealed, include_str!("sealed.js")),
            (Need::Extras, include_str!("extras.js")),
        ] {
            if self.has(need) {
                once(ctx, need, |ctx| ctx.eval::<(), _>(script))?;
            }
        }
        if self.has(Need::Xml) {
            once(ctx, Need::Xml, super::xml::show)?;
        }
        Ok(())
    }
}

/// Does `make` if it was not done for `need` in this engine.
fn once<'js>(ctx: &Ctx<'js>, need: Need, make: impl FnOnce(&Ctx<'js>) -> Result<(), Error>) -> Result<(), Error> {
    let mark = ["__backlot_e", "__backlot_s", "__backlot_m", "__backlot_x"][need as usize];
    if ctx.globals().contains_key(mark)? {
        return Ok(());
    }
    make(ctx)?;
    ctx.globals().prop(mark, Property::from(true))
}

/// Puts a helper into the global scope, where a script does not see it unless it looks for it.
pub(super) fn helper<'js>(ctx: &Ctx<'js>, name: &str, function: Function<'js>) -> Result<(), Error> {
    let value: Value<'js> = function.into_value();
    ctx.globals().prop(name, Property::from(value))
}
