//! Objects of the host in a script's hands. Their members are looked up when they are used, so that an interface of hundreds
//! of members costs nothing to have.

use std::rc::Rc;

use rquickjs::class::{ClassKind, JsCell, JsClass, PropertyDescriptor, PropertyName, Readable, Trace, Tracer};
use rquickjs::function::Constructor;
use rquickjs::proxy::{Proxy, ProxyHandler, ProxyProperty, ProxyReceiver, ProxyTarget};
use rquickjs::{Atom, Class, Ctx, Error, JsLifetime, Object, Value};

/// What a script sees of an object of the host.
///
/// An implementation must not hold values of the engine: the engine's garbage collector would not see them.
pub trait Surface: std::any::Any {
    /// The member `name`; `undefined` where there is none.
    fn get<'js>(&self, ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>, Error>;

    /// Sets the member `name`; says whether that was possible.
    fn set<'js>(&self, ctx: &Ctx<'js>, name: &str, value: Value<'js>) -> Result<bool, Error>;

    /// Takes the member `name` away; says whether that was possible.
    fn delete(&self, name: &str) -> bool {
        let _ = name;
        false
    }

    /// Whether there is a member `name`.
    fn has(&self, name: &str) -> bool;

    /// The members that a script finds when it goes through them.
    fn names(&self) -> Vec<String>;
}

/// An object of the host.
#[derive(JsLifetime)]
struct HostObject {
    surface: Rc<dyn Surface>,
}

use setter::Setter;

mod setter {
    #![allow(elided_lifetimes_in_paths, reason = "in what the derive writes")]

    /// What an assignment to an object of the host goes through, kept for the next one.
    #[derive(rquickjs::JsLifetime)]
    pub(super) struct Setter<'js>(pub(super) rquickjs::Object<'js>);
}

/// A new object with that surface.
///
/// What a script holds is a proxy of it, for the sake of assignments alone: those to the object itself would have the engine
/// and its binding both give up the same reference to the value, after which it is freed while it is in use.
pub fn object<'js>(ctx: &Ctx<'js>, surface: Rc<dyn Surface>) -> Result<Object<'js>, Error> {
    let target = Class::instance(ctx.clone(), HostObject { surface })?;
    let handler = match ctx.userdata::<Setter<'_>>() {
        Some(setter) => setter.0.clone(),
        None => {
            let handler = Object::new(ctx.clone())?;
            ProxyHandler::from_object(handler.clone())?.set_setter(assign)?;
            ctx.store_userdata(Setter(handler.clone())).map_err(|_| Error::Unknown)?;
            handler
        }
    };
    Ok(Proxy::new(ctx.clone(), target, ProxyHandler::from_object(handler)?)?.into_inner())
}

/// `object.name = value`.
#[expect(clippy::needless_pass_by_value, reason = "a function that scripts call is given its arguments")]
fn assign<'js>(
    target: ProxyTarget<'js>,
    name: ProxyProperty<'js>,
    value: Value<'js>,
    _: ProxyReceiver<'js>,
) -> Result<bool, Error> {
    let Some(surface) = own_surface(target.0.as_value()) else { return Ok(false) };
    match name.0.as_string().map(rquickjs::String::to_string) {
        Some(Ok(name)) => surface.set(target.0.ctx(), &name, value),
        _ => Ok(false),
    }
}

/// The surface of `value`, if it is an object of the host.
pub fn surface(value: &Value<'_>) -> Option<Rc<dyn Surface>> {
    let proxy = value.as_proxy()?;
    own_surface(proxy.target().ok()?.as_value())
}

fn own_surface(value: &Value<'_>) -> Option<Rc<dyn Surface>> {
    let object = Class::<HostObject>::from_value(value).ok()?;
    let object = object.try_borrow().ok()?;
    Some(Rc::clone(&object.surface))
}

impl<'js> Trace<'js> for HostObject {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for HostObject {
    const NAME: &'static str = "HostObject";
    const KIND: ClassKind = ClassKind::Exotic;
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<Constructor<'js>>, Error> {
        Ok(None)
    }

    fn exotic_get_property(
        this: &JsCell<'js, Self>,
        ctx: &Ctx<'js>,
        name: Atom<'js>,
        _: Value<'js>,
    ) -> Result<Value<'js>, Error> {
        let surface = Rc::clone(&this.borrow().surface);
        match own_name(&name) {
            Some(name) => surface.get(ctx, &name),
            None => Ok(Value::new_undefined(ctx.clone())),
        }
    }

    fn exotic_delete_property(this: &JsCell<'js, Self>, _: &Ctx<'js>, name: Atom<'js>) -> Result<bool, Error> {
        let surface = Rc::clone(&this.borrow().surface);
        Ok(own_name(&name).is_some_and(|name| surface.delete(&name)))
    }

    fn exotic_has_property(this: &JsCell<'js, Self>, _: &Ctx<'js>, name: Atom<'js>) -> Result<bool, Error> {
        Ok(own_name(&name).is_some_and(|name| this.borrow().surface.has(&name)))
    }

    fn exotic_get_own_property(
        this: &JsCell<'js, Self>,
        ctx: &Ctx<'js>,
        name: Atom<'js>,
    ) -> Result<Option<PropertyDescriptor<'js>>, Error> {
        let surface = Rc::clone(&this.borrow().surface);
        let Some(name) = own_name(&name).filter(|name| surface.has(name)) else { return Ok(None) };
        let enumerable = surface.names().contains(&name);
        let value = surface.get(ctx, &name)?;
        Ok(Some(PropertyDescriptor::new_value(value, true, enumerable, false)))
    }

    fn exotic_get_own_property_names(
        this: &JsCell<'js, Self>,
        ctx: &Ctx<'js>,
    ) -> Result<Vec<PropertyName<'js>>, Error> {
        let names = this.borrow().surface.names().into_iter();
        names.map(|name| Ok(PropertyName { atom: Atom::from_str(ctx.clone(), &name)?, is_enumerable: true })).collect()
    }
}

/// The name of a member; the language's own symbols are none, and a name that is not valid text cannot be one.
fn own_name(atom: &Atom<'_>) -> Option<String> {
    // The engine's binding gives a symbol as the text that describes it.
    atom.to_string().ok().filter(|name| !name.starts_with("Symbol."))
}
