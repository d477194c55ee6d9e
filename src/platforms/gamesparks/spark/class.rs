//! The classes of the `Spark` interface as a script sees them: Java objects. Each is a table of members; a member is looked up
//! when it is used, its arguments are counted as Java would, and a getter can also be read as a property.

#[cfg(test)]
pub(super) mod called;
mod java;

use std::any::Any;
use std::rc::Rc;

use rquickjs::function::{Rest, This};
use rquickjs::{Ctx, Error, Exception, Function, IntoJs, Value};
use serde_json::Value as Json;

use super::Run;
use super::cursor::Cursor;
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::platforms::gamesparks::rhino;
use crate::script::host::{self, Surface};
use crate::script::value::{self, Outward};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.beans",
        "a getter can be read as a property: Spark.data is Spark.getData()",
        "official tutorials, and uses in games",
    ),
    observed(
        "spark.arity",
        "a call with the wrong number of arguments throws Can't find method CLASS.METHOD(TYPES), which a script can catch",
        "functional tests that ran on the platform",
    ),
    inferred(
        "spark.java-exception",
        "what Java throws is caught as a JavaException, with the exception under javaException: getMessage(), getClass().getName()",
        "Rhino, which names it so",
    ),
    observed(
        "spark.number",
        "a text that is no number where one is wanted throws Cannot convert string to java.lang.Integer",
        "functional tests that ran on the platform",
    ),
    observed(
        "spark.detached",
        "a member that was taken off its object cannot be called",
        "a game's comments on why it wraps Spark.getLog()",
    ),
    chosen(
        "spark.java-names",
        "in error texts a class is called com.gamesparks.scripting.impl.NAMEImpl",
        "known for SparkPlayer; the other names follow it",
    ),
    inferred(
        "spark.texts",
        "numbers given where text is wanted become text",
        "the rules of the engine that the platform used",
    ),
    chosen(
        "spark.absent",
        "a member that the platform has and Backlot has not throws an error that names it",
        "a silent undefined would be looked for in the wrong place",
    ),
];

/// A class of the interface.
pub(super) struct Class {
    /// What scripts and documents call it: `SparkPlayer`.
    pub(super) name: &'static str,
    /// Its members.
    pub(super) members: &'static [Member],
    /// The names of the members that the platform has and Backlot has not.
    pub(super) absent: &'static [&'static str],
}

/// A member of a class.
pub(super) struct Member {
    name: &'static str,
    /// The numbers of arguments that it can be called with.
    counts: &'static [usize],
    /// From how many arguments on it can be called with any number, if that is so.
    least: Option<usize>,
    body: Body,
}

/// What a member does.
type Body = for<'js> fn(&Call<'_, 'js>) -> Result<Value<'js>, Error>;

/// A member that can be called with as many arguments as `counts` says.
pub(super) const fn member(name: &'static str, counts: &'static [usize], body: Body) -> Member {
    Member { name, counts, least: None, body }
}

/// A member that can be called with `least` arguments and any number more.
pub(super) const fn variadic(name: &'static str, least: usize, body: Body) -> Member {
    Member { name, counts: &[], least: Some(least), body }
}

/// A call of a member.
pub(super) struct Call<'a, 'js> {
    /// The engine's context.
    pub(super) ctx: &'a Ctx<'js>,
    /// The run that the script belongs to.
    pub(super) run: &'a Rc<Run>,
    /// What it was called on, to return it.
    pub(super) this: &'a Value<'js>,
    own: &'a dyn Any,
    args: &'a [Value<'js>],
    class: &'static Class,
    member: &'static Member,
}

impl<'js> Call<'_, 'js> {
    /// What the object that it was called on holds.
    pub(super) fn own<T: 'static>(&self) -> Result<&T, Error> {
        self.own.downcast_ref().ok_or(Error::Unknown)
    }

    /// An argument as it is.
    pub(super) fn value(&self, at: usize) -> Value<'js> {
        self.args.get(at).cloned().unwrap_or_else(|| Value::new_undefined(self.ctx.clone()))
    }

    /// How many arguments there are.
    pub(super) fn count(&self) -> usize {
        self.args.len()
    }

    /// Whether an argument is null or undefined.
    pub(super) fn is_null(&self, at: usize) -> bool {
        self.args.get(at).is_none_or(|value| value.is_null() || value.is_undefined())
    }

    /// The arguments from `at` on, where a single array stands for its elements.
    pub(super) fn rest(&self, at: usize) -> Result<Vec<Value<'js>>, Error> {
        let rest = self.args.get(at..).unwrap_or_default();
        match rest {
            [only] => match only.as_array() {
                Some(array) => array.iter().collect(),
                None => Ok(rest.to_vec()),
            },
            _ => Ok(rest.to_vec()),
        }
    }

    /// What Java throws where no method takes these arguments.
    pub(super) fn no_such_method(&self) -> Error {
        Exception::throw_internal(self.ctx, &self.class.cannot_find(self.member.name, self.args))
    }

    /// An argument as a number that Java needs.
    pub(super) fn needed_number(&self, at: usize) -> Result<f64, Error> {
        self.number(at)?.ok_or_else(|| self.no_such_method())
    }

    /// An argument as a whole number that Java needs; what is behind the point is cut off.
    #[expect(clippy::cast_possible_truncation, reason = "the nearest there is")]
    pub(super) fn whole(&self, at: usize) -> Result<i64, Error> {
        self.needed_number(at).map(|number| number as i64)
    }

    /// An argument as a truth value, as JavaScript has it.
    pub(super) fn truth(&self, at: usize) -> bool {
        self.value(at).get::<rquickjs::Coerced<bool>>().is_ok_and(|truth| truth.0)
    }

    /// An argument as text; nothing if it is null or undefined.
    pub(super) fn text(&self, at: usize) -> Result<Option<String>, Error> {
        let value = self.value(at);
        if value.is_null() || value.is_undefined() { Ok(None) } else { value::text(self.ctx, &value).map(Some) }
    }

    /// An argument as text, where null is the text `null`.
    pub(super) fn name(&self, at: usize) -> Result<String, Error> {
        Ok(self.text(at)?.unwrap_or_else(|| "null".to_owned()))
    }

    /// An argument as a number; nothing if it is null or undefined.
    pub(super) fn number(&self, at: usize) -> Result<Option<f64>, Error> {
        let value = self.value(at);
        if value.is_null() || value.is_undefined() {
            return Ok(None);
        }
        if let Some(number) = value.as_number() {
            return Ok(Some(number));
        }
        let text = value::text(self.ctx, &value)?;
        match text.trim().parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(self.throw(&format!("Cannot convert {} to java.lang.Integer", type_word(&value)))),
        }
    }

    /// An argument as JSON; what JSON has no place for is null.
    pub(super) fn json(&self, at: usize) -> Result<Json, Error> {
        Ok(value::to_json(self.ctx, &self.value(at), &Outside)?.unwrap_or(Json::Null))
    }

    /// Returns something.
    pub(super) fn give(&self, value: impl IntoJs<'js>) -> Result<Value<'js>, Error> {
        value.into_js(self.ctx)
    }

    /// Returns JSON, or null.
    pub(super) fn give_json(&self, json: Option<&Json>) -> Result<Value<'js>, Error> {
        json.map_or_else(|| self.null(), |json| value::from_json(self.ctx, json))
    }

    /// Returns null.
    pub(super) fn null(&self) -> Result<Value<'js>, Error> {
        Ok(Value::new_null(self.ctx.clone()))
    }

    /// Returns nothing.
    pub(super) fn nothing(&self) -> Result<Value<'js>, Error> {
        Ok(Value::new_undefined(self.ctx.clone()))
    }

    /// Returns what it was called on.
    pub(super) fn this(&self) -> Result<Value<'js>, Error> {
        Ok(self.this.clone())
    }

    /// Returns a new object of `class` that holds `own`.
    pub(super) fn object(&self, class: &'static Class, own: impl Any) -> Result<Value<'js>, Error> {
        object(self.ctx, self.run, class, own)
    }

    /// Returns a list of new objects of `class`, each of which holds one of `owns`.
    pub(super) fn objects<T: Any>(
        &self,
        class: &'static Class,
        owns: impl Iterator<Item = T>,
    ) -> Result<Value<'js>, Error> {
        let list = rquickjs::Array::new(self.ctx.clone())?;
        for (at, own) in owns.enumerate() {
            list.set(at, self.object(class, own)?)?;
        }
        Ok(list.into_value())
    }

    /// Throws, as Java would: a script can catch it, and read its message.
    pub(super) fn throw(&self, message: &str) -> Error {
        java::throw(self.ctx, message)
    }
}

/// An object of a class.
struct Instance {
    class: &'static Class,
    run: Rc<Run>,
    own: Box<dyn Any>,
}

/// A new object of `class` that holds `own`, which must not hold values of the engine.
pub(super) fn object<'js>(
    ctx: &Ctx<'js>,
    run: &Rc<Run>,
    class: &'static Class,
    own: impl Any,
) -> Result<Value<'js>, Error> {
    let instance = Instance { class, run: Rc::clone(run), own: Box::new(own) };
    Ok(host::object(ctx, Rc::new(instance))?.into_value())
}

/// What the object `value` of the interface holds, if it holds a `T`, and the run that it belongs to.
pub(super) fn look<T: 'static, R>(value: &Value<'_>, look: impl FnOnce(&Rc<Run>, &T) -> R) -> Option<R> {
    let instance = (host::surface(value)? as Rc<dyn Any>).downcast::<Instance>().ok()?;
    let own = instance.own.downcast_ref::<T>()?;
    Some(look(&instance.run, own))
}

/// What is special about objects of the host on their way out of a script: a cursor is what it has to give, and XML its text.
pub(super) struct Outside;

impl Outward for Outside {
    fn special<'js>(&self, object: &rquickjs::Object<'js>) -> Result<Option<Value<'js>>, Error> {
        if let Some(xml) = rhino::xml::source(object.as_value()) {
            return Ok(Some(rquickjs::String::from_str(object.ctx().clone(), &xml)?.into_value()));
        }
        let rows = look(object.as_value(), |run, cursor: &Cursor| cursor.to_array(object.ctx(), run));
        rows.transpose()
    }
}

impl Class {
    /// What Java calls it.
    fn java(&self) -> String {
        let package = match self.name {
            "SparkRedis" => "redis",
            "SparkScheduler" => "schedule.impl",
            name if name.starts_with("SparkMongo") => "mongo.impl",
            _ => "impl",
        };
        format!("com.gamesparks.scripting.{package}.{}Impl", self.name)
    }

    /// What Java says where no method takes these arguments.
    fn cannot_find(&self, member: &str, args: &[Value<'_>]) -> String {
        let types: Vec<_> = args.iter().map(type_word).collect();
        format!("Can't find method {}.{member}({})", self.java(), types.join(","))
    }

    fn is_absent(&self, name: &str) -> bool {
        self.absent.contains(&name)
    }

    /// The names of all members, whether they are emulated or not.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.members.iter().map(|member| member.name).chain(self.absent.iter().copied()).collect()
    }

    fn member(&self, name: &str) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The getter that can be read as the property `name`, or the name of one that is not there.
    fn getter(&self, name: &str) -> Option<Result<&'static Member, &'static str>> {
        let reads = |member: &str| property(member).is_some_and(|(first, rest)| name.strip_prefix(first) == Some(rest));
        let found = self.members.iter().find(|member| member.counts.contains(&0) && reads(member.name)).map(Ok);
        found.or_else(|| self.absent.iter().copied().find(|absent| reads(absent)).map(Err))
    }

    fn call<'js>(
        &'static self,
        ctx: &Ctx<'js>,
        member: &'static Member,
        this: &Value<'js>,
        args: &[Value<'js>],
    ) -> Result<Value<'js>, Error> {
        let surface = host::surface(this).and_then(|surface| (surface as Rc<dyn Any>).downcast::<Instance>().ok());
        let Some(instance) = surface.filter(|instance| std::ptr::eq(instance.class, self)) else {
            let message = format!(
                "Java method \"{}\" was invoked with a \"this\" value that can not be converted to Java type {}.",
                member.name,
                self.java()
            );
            return Err(Exception::throw_type(ctx, &message));
        };
        let fits = member.counts.contains(&args.len()) || member.least.is_some_and(|least| args.len() >= least);
        if !fits {
            return Err(Exception::throw_internal(ctx, &self.cannot_find(member.name, args)));
        }
        let own = &*instance.own;
        #[cfg(test)]
        called::note(&instance.run, self, member);
        (member.body)(&Call { ctx, run: &instance.run, this, own, args, class: self, member })
    }

    fn refuse(&self, ctx: &Ctx<'_>, absent: &str) -> Error {
        Exception::throw_internal(ctx, &format!("{}.{absent} is not emulated by Backlot", self.name))
    }
}

impl Surface for Instance {
    fn get<'js>(&self, ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>, Error> {
        let class = self.class;
        if let Some(member) = class.member(name) {
            let call = move |ctx: Ctx<'js>, this: This<Value<'js>>, args: Rest<Value<'js>>| {
                class.call(&ctx, member, &this.0, &args.0)
            };
            return Ok(Function::new(ctx.clone(), call)?.into_value());
        }
        match class.getter(name) {
            Some(Ok(getter)) => {
                let this = Value::new_undefined(ctx.clone());
                let (own, args) = (&*self.own, &[]);
                return (getter.body)(&Call { ctx, run: &self.run, this: &this, own, args, class, member: getter });
            }
            Some(Err(absent)) => return Err(class.refuse(ctx, absent)),
            None => {}
        }
        if class.is_absent(name) {
            let name = name.to_owned();
            let refuse = move |ctx: Ctx<'js>| -> Result<(), Error> { Err(class.refuse(&ctx, &name)) };
            return Ok(Function::new(ctx.clone(), refuse)?.into_value());
        }
        if name == "toString" {
            return Ok(Function::new(ctx.clone(), move || class.java())?.into_value());
        }
        Ok(Value::new_undefined(ctx.clone()))
    }

    fn set<'js>(&self, ctx: &Ctx<'js>, name: &str, _: Value<'js>) -> Result<bool, Error> {
        let message =
            format!("Java class \"{}\" has no public instance field or method named \"{name}\".", self.class.java());
        Err(Exception::throw_internal(ctx, &message))
    }

    fn has(&self, name: &str) -> bool {
        self.class.member(name).is_some() || self.class.is_absent(name) || self.class.getter(name).is_some()
    }

    fn names(&self) -> Vec<String> {
        // Those that can be read as properties: an object that is given to the outside is written by them.
        let getters = self.class.members.iter().filter(|member| member.counts == [0]);
        getters.filter_map(|member| property(member.name)).map(|(first, rest)| format!("{first}{rest}")).collect()
    }
}

/// The first letter and the rest of the property that a getter can be read as.
fn property(getter: &str) -> Option<(char, &str)> {
    let capital = getter.strip_prefix("get").or_else(|| getter.strip_prefix("is"))?;
    let first = capital.chars().next().filter(char::is_ascii_uppercase)?;
    Some((first.to_ascii_lowercase(), &capital[1..]))
}

/// What error texts call the type of an argument.
fn type_word(value: &Value<'_>) -> &'static str {
    if value.is_null() {
        "null"
    } else if value.is_undefined() {
        "undefined"
    } else if value.is_string() {
        "string"
    } else if value.is_number() {
        "number"
    } else if value.is_bool() {
        "boolean"
    } else if value.is_function() {
        "function"
    } else {
        "object"
    }
}
