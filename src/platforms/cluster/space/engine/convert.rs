//! Values between an item's script and the rest: sendable values in both directions.

use indexmap::IndexMap;
use rquickjs::function::Constructor;
use rquickjs::{Array, Ctx, Error, Exception, Object, Value};

use crate::platforms::cluster::space::sendable::{DEEPEST, Sendable};
use crate::script::value::text;

pub(super) use classes::Classes;
use classes::{Class, Handle};

mod classes {
    #![allow(elided_lifetimes_in_paths, reason = "in what the derive writes")]

    use rquickjs::function::Constructor;
    use rquickjs::{Function, Object};

    /// A class of values: what makes one, and what each has as its prototype.
    #[derive(rquickjs::JsLifetime)]
    pub(in super::super) struct Class<'js> {
        pub(super) make: Constructor<'js>,
        pub(super) prototype: Object<'js>,
    }

    /// A class of handles: what makes one, and what each has as its prototype.
    #[derive(rquickjs::JsLifetime)]
    pub(in super::super) struct Handle<'js> {
        pub(super) make: Function<'js>,
        pub(super) prototype: Object<'js>,
    }

    /// What the host needs of a script's context.
    #[derive(rquickjs::JsLifetime)]
    pub(in super::super) struct Classes<'js> {
        pub(in super::super) run: Function<'js>,
        pub(in super::super) loaded: Function<'js>,
        pub(super) vector3: Class<'js>,
        pub(super) vector2: Class<'js>,
        pub(super) quaternion: Class<'js>,
        pub(super) item: Handle<'js>,
        pub(super) player: Handle<'js>,
        /// What plain objects have as their prototype.
        pub(super) plain: Option<Object<'js>>,
    }
}

/// How a value was cut down to what can be sent.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// Elements that became null.
    pub(super) elements: usize,
    /// Keys that were dropped.
    pub(super) keys: usize,
}

impl<'js> Classes<'js> {
    /// From what the prelude gives back.
    pub(super) fn of(ctx: &Ctx<'js>, given: &Object<'js>) -> Result<Self, Error> {
        let class = |name: &str| -> Result<Class<'js>, Error> {
            let make: Constructor<'js> = given.get(name)?;
            let prototype = make.get("prototype")?;
            Ok(Class { make, prototype })
        };
        let handle = |class: &str, make: &str| -> Result<Handle<'js>, Error> {
            let prototype = given.get::<_, Object<'js>>(class)?.get("prototype")?;
            Ok(Handle { make: given.get(make)?, prototype })
        };
        Ok(Self {
            run: given.get("run")?,
            loaded: given.get("loaded")?,
            vector3: class("Vector3")?,
            vector2: class("Vector2")?,
            quaternion: class("Quaternion")?,
            item: handle("ItemHandle", "itemHandle")?,
            player: handle("PlayerHandle", "playerHandle")?,
            plain: Object::new(ctx.clone())?.get_prototype(),
        })
    }

    /// A value as the script sees it.
    pub(super) fn give(&self, ctx: &Ctx<'js>, value: &Sendable) -> Result<Value<'js>, Error> {
        Ok(match value {
            Sendable::Null => Value::new_null(ctx.clone()),
            Sendable::Bool(flag) => Value::new_bool(ctx.clone(), *flag),
            Sendable::Number(number) => Value::new_number(ctx.clone(), *number),
            Sendable::Text(text) => rquickjs::String::from_str(ctx.clone(), text)?.into_value(),
            Sendable::Vector3([x, y, z]) => self.vector3.make.construct((*x, *y, *z))?,
            Sendable::Vector2([x, y]) => self.vector2.make.construct((*x, *y))?,
            Sendable::Quaternion([x, y, z, w]) => self.quaternion.make.construct((*x, *y, *z, *w))?,
            Sendable::Item(id) => self.item.make.call((id.to_string(),))?,
            Sendable::Player(id) => self.player.make.call((&**id,))?,
            Sendable::List(elements) => {
                let array = Array::new(ctx.clone())?;
                for (at, element) in elements.iter().enumerate() {
                    array.set(at, self.give(ctx, element)?)?;
                }
                array.into_value()
            }
            Sendable::Map(entries) => {
                let object = Object::new(ctx.clone())?;
                for (key, value) in entries {
                    let value = rquickjs::object::Property::from(self.give(ctx, value)?);
                    // Defined and not assigned: `__proto__` is a name like any other here.
                    object.prop(&**key, value.writable().enumerable().configurable())?;
                }
                object.into_value()
            }
        })
    }

    /// What the script gives, if it can be sent; what inside it cannot is counted in `cut`.
    pub(super) fn take(&self, ctx: &Ctx<'js>, value: &Value<'js>, cut: &mut Cut) -> Result<Option<Sendable>, Error> {
        self.take_inside(ctx, value, cut, 0)
    }

    fn take_inside(
        &self,
        ctx: &Ctx<'js>,
        value: &Value<'js>,
        cut: &mut Cut,
        depth: usize,
    ) -> Result<Option<Sendable>, Error> {
        if let Some(number) = value.as_number() {
            return Ok(Some(Sendable::Number(number)));
        }
        if let Some(flag) = value.as_bool() {
            return Ok(Some(Sendable::Bool(flag)));
        }
        if value.is_string() {
            return Ok(Some(Sendable::Text(text(ctx, value)?.into())));
        }
        if value.is_null() {
            return Ok(Some(Sendable::Null));
        }
        let Some(object) = value.as_object().filter(|object| !object.is_function()) else { return Ok(None) };
        if depth == DEEPEST {
            let message = format!("the value contains itself, or is nested more than {DEEPEST} deep");
            return Err(Exception::throw_type(ctx, &message));
        }
        if object.is_array() {
            let mut elements = Vec::new();
            for element in object.as_array().into_iter().flat_map(Array::iter::<Value<'js>>) {
                let taken = self.take_inside(ctx, &element?, cut, depth + 1)?;
                cut.elements += usize::from(taken.is_none());
                elements.push(taken.unwrap_or(Sendable::Null));
            }
            return Ok(Some(Sendable::List(elements)));
        }
        let prototype = object.get_prototype();
        if prototype.is_some() && prototype != self.plain {
            return self.take_special(object, prototype.as_ref());
        }
        let mut entries = IndexMap::new();
        for key in object.keys::<Value<'js>>() {
            let key = key?;
            let member: Value<'js> = object.get(key.clone())?;
            match self.take_inside(ctx, &member, cut, depth + 1)? {
                Some(taken) => drop(entries.insert(text(ctx, &key)?.into(), taken)),
                None => cut.keys += 1,
            }
        }
        Ok(Some(Sendable::Map(entries)))
    }

    /// A vector, a rotation or a handle.
    fn take_special(&self, object: &Object<'js>, prototype: Option<&Object<'js>>) -> Result<Option<Sendable>, Error> {
        let is = |known: &Object<'js>| prototype == Some(known);
        let part = |name: &str| object.get::<_, f64>(name);
        Ok(if is(&self.vector3.prototype) {
            Some(Sendable::Vector3([part("x")?, part("y")?, part("z")?]))
        } else if is(&self.vector2.prototype) {
            Some(Sendable::Vector2([part("x")?, part("y")?]))
        } else if is(&self.quaternion.prototype) {
            Some(Sendable::Quaternion([part("x")?, part("y")?, part("z")?, part("w")?]))
        } else if is(&self.item.prototype) {
            Some(Sendable::Item(object.get::<_, String>("id")?.parse().unwrap_or_default()))
        } else if is(&self.player.prototype) {
            Some(Sendable::Player(object.get::<_, String>("id")?.into()))
        } else {
            None
        })
    }
}
