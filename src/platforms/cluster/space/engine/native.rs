//! A function of the host that the interface calls, and what such a function has in its hands.

use std::rc::Rc;

use rquickjs::function::{IntoJsFunc, ParamRequirement, Params};
use rquickjs::{Ctx, Error, Exception, Function, Object, Value};
use serde_json::Value as Json;

use super::Me;
use super::convert::{Classes, Cut};
use crate::journal::exchange::Event;
use crate::platforms::cluster::NAME;
use crate::platforms::cluster::space::Space;
use crate::platforms::cluster::space::item::Item;
use crate::platforms::cluster::space::log::Level;
use crate::platforms::cluster::space::sendable::Sendable;
use crate::script::value::{Plain, text, to_json};
use crate::world::World;

/// A function of the host.
#[derive(Clone, Copy)]
pub(super) struct Native {
    /// What the interface calls it.
    pub(super) name: &'static str,
    /// What it does.
    pub(super) body: Body,
}

/// What a function of the host does.
pub(super) type Body = for<'js> fn(&Call<'_, 'js>) -> Result<Value<'js>, Error>;

/// A function of that name.
pub(super) const fn native(name: &'static str, body: Body) -> Native {
    Native { name, body }
}

/// Why something is not done: the kind of error that the script gets, with its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Too often.
    Rate(String),
    /// Too large.
    Size(String),
    /// Not allowed here.
    NotAllowed(String),
    /// An error of the platform that says nothing more.
    Other(String),
    /// An error of no kind.
    Plain(String),
    /// Of the wrong type.
    Type(String),
}

impl Refusal {
    fn told(&self) -> String {
        let (kind, message) = match self {
            Self::Rate(message) => ("rate", message),
            Self::Size(message) => ("size", message),
            Self::NotAllowed(message) => ("not", message),
            Self::Other(message) => ("other", message),
            Self::Plain(message) => ("error", message),
            Self::Type(message) => ("type", message),
        };
        format!("{kind}|{message}")
    }
}

/// A call of a function of the host.
pub(super) struct Call<'a, 'js> {
    /// The engine's context.
    pub(super) ctx: &'a Ctx<'js>,
    /// Whose script calls.
    pub(super) me: &'a Rc<Me>,
    params: &'a Params<'a, 'js>,
}

impl<'js> Call<'_, 'js> {
    fn arg(&self, at: usize) -> Option<Value<'js>> {
        self.params.arg(at)
    }

    /// An argument as text.
    pub(super) fn text(&self, at: usize) -> Result<String, Error> {
        self.arg(at).map_or_else(|| Ok(String::new()), |value| text(self.ctx, &value))
    }

    /// An argument as a number.
    pub(super) fn number(&self, at: usize) -> f64 {
        self.arg(at).and_then(|value| value.as_number()).unwrap_or(f64::NAN)
    }

    /// Whether an argument is true.
    pub(super) fn flag(&self, at: usize) -> bool {
        self.arg(at).and_then(|value| value.as_bool()).unwrap_or(false)
    }

    /// Whether an argument is null or not there.
    pub(super) fn is_null(&self, at: usize) -> bool {
        self.arg(at).is_none_or(|value| value.is_null() || value.is_undefined())
    }

    /// Some numbers from an argument on.
    pub(super) fn numbers<const N: usize>(&self, from: usize) -> [f64; N] {
        std::array::from_fn(|at| self.number(from + at))
    }

    /// An argument that is an array of so many numbers.
    pub(super) fn array<const N: usize>(&self, at: usize) -> Result<[f64; N], Error> {
        let list: Vec<f64> = self.arg(at).map_or_else(|| Ok(Vec::new()), |value| value.get())?;
        list.try_into().map_err(|_| Error::Unknown)
    }

    /// An argument that is an array of texts.
    pub(super) fn texts(&self, at: usize) -> Result<Vec<String>, Error> {
        self.arg(at).map_or_else(|| Ok(Vec::new()), |value| value.get())
    }

    /// An argument as plain JSON.
    pub(super) fn json(&self, at: usize) -> Result<Json, Error> {
        let json = self.arg(at).map(|value| to_json(self.ctx, &value, &Plain)).transpose()?;
        Ok(json.flatten().unwrap_or_default())
    }

    /// An argument as what can be sent, with a warning about what of it cannot; nothing if it is nothing that can.
    pub(super) fn sendable(&self, at: usize) -> Result<Option<Sendable>, Error> {
        let value = self.arg(at).unwrap_or_else(|| Value::new_undefined(self.ctx.clone()));
        let mut cut = Cut::default();
        let value = self.classes(|classes| classes.take(self.ctx, &value, &mut cut))?;
        if cut.elements > 0 {
            let message = format!("{} elements that cannot be sent have become null", cut.elements);
            self.me.log(Level::Warning, &message);
        }
        if cut.keys > 0 {
            let message = format!("{} keys with values that cannot be sent were dropped", cut.keys);
            self.me.log(Level::Warning, &message);
        }
        Ok(value)
    }

    fn classes<T>(&self, work: impl FnOnce(&Classes<'js>) -> Result<T, Error>) -> Result<T, Error> {
        let classes = self.ctx.userdata::<Classes<'js>>().ok_or(Error::Unknown)?;
        work(&classes)
    }

    /// Looks at or changes the space.
    pub(super) fn with<T>(&self, change: impl FnOnce(&World, &mut Space) -> T) -> Result<T, Error> {
        self.me.with(change).ok_or_else(|| self.gone())
    }

    /// Looks at or changes the item.
    pub(super) fn item<T>(&self, change: impl FnOnce(&mut Item) -> T) -> Result<T, Error> {
        self.me.item(change).ok_or_else(|| self.gone())
    }

    fn gone(&self) -> Error {
        Exception::throw_message(self.ctx, "the item is no longer there")
    }

    /// Gives a value.
    pub(super) fn give(&self, value: &Sendable) -> Result<Value<'js>, Error> {
        match value {
            Sendable::Number(number) => Ok(Value::new_number(self.ctx.clone(), *number)),
            Sendable::Bool(flag) => Ok(Value::new_bool(self.ctx.clone(), *flag)),
            Sendable::Null => Ok(Value::new_null(self.ctx.clone())),
            value => self.classes(|classes| classes.give(self.ctx, value)),
        }
    }

    /// Gives a value, or `undefined`.
    pub(super) fn give_maybe(&self, value: Option<&Sendable>) -> Result<Value<'js>, Error> {
        value.map_or_else(|| self.nothing(), |value| self.give(value))
    }

    /// Gives `undefined`.
    pub(super) fn nothing(&self) -> Result<Value<'js>, Error> {
        Ok(Value::new_undefined(self.ctx.clone()))
    }

    /// Gives true or false.
    pub(super) fn yes(&self, flag: bool) -> Result<Value<'js>, Error> {
        Ok(Value::new_bool(self.ctx.clone(), flag))
    }

    /// Gives `undefined` for what was done, or what the interface throws for what was not.
    pub(super) fn done(&self, done: Result<(), Refusal>) -> Result<Value<'js>, Error> {
        match done {
            Ok(()) => self.nothing(),
            Err(refusal) => self.refuse(&refusal),
        }
    }

    /// Gives what the interface throws.
    pub(super) fn refuse(&self, refusal: &Refusal) -> Result<Value<'js>, Error> {
        Ok(rquickjs::String::from_str(self.ctx.clone(), &refusal.told())?.into_value())
    }

    /// Warns in the log.
    pub(super) fn warn(&self, message: &str) {
        self.me.log(Level::Warning, message);
    }

    /// Notes something in the journal.
    pub(super) fn note(&self, world: &World, kind: &'static str, detail: Json) {
        note(world, kind, detail);
    }
}

/// Notes something in the journal.
pub(super) fn note(world: &World, kind: &'static str, detail: Json) {
    world.journal().note(Event { at: world.clock().now(), platform: NAME, kind, cause: None, detail });
}

/// A function of the host for one item's script. It looks at its arguments where they are: scripts call these some thousand
/// times a second.
struct Bound {
    me: Rc<Me>,
    body: Body,
}

impl<'js> IntoJsFunc<'js, Self> for Bound {
    fn param_requirements() -> ParamRequirement {
        ParamRequirement::any()
    }

    fn call(&self, params: Params<'_, 'js>) -> Result<Value<'js>, Error> {
        (self.body)(&Call { ctx: params.ctx(), me: &self.me, params: &params })
    }
}

/// The functions as an object, for the interface.
pub(super) fn object<'js>(ctx: &Ctx<'js>, me: &Rc<Me>, natives: &[&[Native]]) -> Result<Object<'js>, Error> {
    let object = Object::new(ctx.clone())?;
    for native in natives.iter().copied().flatten() {
        let function = Function::new(ctx.clone(), Bound { me: Rc::clone(me), body: native.body })?;
        object.set(native.name, function)?;
    }
    Ok(object)
}
