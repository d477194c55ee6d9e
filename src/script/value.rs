//! Values between scripts and the rest: JSON in both directions, with limits, and text that is always valid.

use rquickjs::atom::PredefinedAtom;
use rquickjs::object::Property;
use rquickjs::{Array, Coerced, Ctx, Error, Exception, Object, Value};
use serde_json::{Map, Number, Value as Json};

/// How deeply arrays and objects may be nested on their way out of a script.
pub const DEEPEST: usize = 256;

/// How many values may go out of a script at once: each element, each property and each plain value counts as one.
pub const MOST_VALUES: usize = 1_000_000;

/// The longest text, in bytes, of all that goes out of a script at once, keys included.
pub const MOST_TEXT: usize = 32 * 1024 * 1024;

/// What a host wants special about values on their way out.
pub trait Outward {
    /// What `object` becomes, if it is not to be taken by its own properties; `None` leaves it to them.
    fn special<'js>(&self, object: &Object<'js>) -> Result<Option<Value<'js>>, Error>;
}

/// Nothing is special.
pub struct Plain;

impl Outward for Plain {
    fn special<'js>(&self, _: &Object<'js>) -> Result<Option<Value<'js>>, Error> {
        Ok(None)
    }
}

/// A script's value as JSON: `None` for what JSON has no place for, which is `undefined` and functions. As members of an
/// object these are left out, as elements of an array they are `null`. Dates become milliseconds since 1970; numbers that
/// JSON cannot write become `null`. What is too deep, too large, or contains itself is thrown as an error that says so.
pub fn to_json<'js>(ctx: &Ctx<'js>, value: &Value<'js>, outward: &dyn Outward) -> Result<Option<Json>, Error> {
    let plain = Object::new(ctx.clone())?.get_prototype();
    Walk { ctx, outward, plain, path: Vec::new(), values: 0, text: 0 }.value(value)
}

struct Walk<'a, 'js> {
    ctx: &'a Ctx<'js>,
    outward: &'a dyn Outward,
    /// What most objects have as their prototype.
    plain: Option<Object<'js>>,
    /// The arrays and objects that the walk is inside of.
    path: Vec<Object<'js>>,
    values: usize,
    text: usize,
}

impl<'js> Walk<'_, 'js> {
    fn value(&mut self, value: &Value<'js>) -> Result<Option<Json>, Error> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(self.refuse(&format!("a value that goes out of a script has at most {MOST_VALUES} parts")));
        }
        if let Some(flag) = value.as_bool() {
            return Ok(Some(Json::Bool(flag)));
        }
        if let Some(number) = value.as_number() {
            return Ok(Some(number_to_json(number)));
        }
        if value.is_string() {
            return Ok(Some(Json::String(self.text(value)?)));
        }
        if let Some(object) = value.as_object() {
            return self.object(object);
        }
        if value.is_big_int() {
            return Err(self.refuse("a BigInt cannot be written as JSON"));
        }
        Ok(value.is_null().then_some(Json::Null))
    }

    fn object(&mut self, object: &Object<'js>) -> Result<Option<Json>, Error> {
        if object.is_function() {
            return Ok(None);
        }
        if self.path.contains(object) {
            return Err(self.refuse("the value contains itself"));
        }
        if self.path.len() == DEEPEST {
            return Err(self.refuse(&format!("a value that goes out of a script is nested at most {DEEPEST} deep")));
        }
        self.path.push(object.clone());
        let json = match self.outward.special(object)? {
            Some(instead) => self.value(&instead)?,
            None => Some(self.parts(object)?),
        };
        self.path.pop();
        Ok(json)
    }

    fn parts(&mut self, object: &Object<'js>) -> Result<Json, Error> {
        if object.is_array() {
            // The length is whatever the script makes of it; the limit on the number of values bounds the loop.
            let length: f64 = object.get(PredefinedAtom::Length)?;
            let mut elements = Vec::new();
            let mut at = 0_u32;
            while f64::from(at) < length {
                let element: Value<'js> = object.get(at)?;
                elements.push(self.value(&element)?.unwrap_or(Json::Null));
                at += 1;
            }
            return Ok(Json::Array(elements));
        }
        if object.get_prototype() != self.plain
            && let Some(boxed) = self.boxed(object)?
        {
            return Ok(boxed);
        }
        let mut members = Map::new();
        for key in object.keys::<Value<'js>>() {
            let key = key?;
            let member: Value<'js> = object.get(key.clone())?;
            let name = self.text(&key)?;
            if let Some(member) = self.value(&member)? {
                members.insert(name, member);
            }
        }
        Ok(Json::Object(members))
    }

    /// A date, or a number, text or truth value that was made with `new`: what stands for itself as a plain value.
    fn boxed(&mut self, object: &Object<'js>) -> Result<Option<Json>, Error> {
        for (name, kind) in
            [("Date", Kind::Number), ("Number", Kind::Number), ("String", Kind::Text), ("Boolean", Kind::Flag)]
        {
            let constructor: Value<'js> = self.ctx.globals().get(name)?;
            if !constructor.is_function() || !object.is_instance_of(constructor) {
                continue;
            }
            let value_of: Value<'js> = object.get(PredefinedAtom::ValueOf)?;
            let Some(value_of) = value_of.as_function() else { continue };
            let value: Value<'js> = value_of.call((rquickjs::function::This(object.clone()),))?;
            return Ok(match kind {
                Kind::Number => value.as_number().map(number_to_json),
                Kind::Text if value.is_string() => Some(Json::String(self.text(&value)?)),
                Kind::Flag => value.as_bool().map(Json::Bool),
                Kind::Text => None,
            });
        }
        Ok(None)
    }

    fn text(&mut self, value: &Value<'js>) -> Result<String, Error> {
        let text = text(self.ctx, value)?;
        self.text += text.len();
        if self.text > MOST_TEXT {
            return Err(
                self.refuse(&format!("a value that goes out of a script has at most {MOST_TEXT} bytes of text"))
            );
        }
        Ok(text)
    }

    fn refuse(&self, message: &str) -> Error {
        Exception::throw_type(self.ctx, message)
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Number,
    Text,
    Flag,
}

/// A number as JSON writes it: whole numbers without a point, what is not a number as `null`.
fn number_to_json(number: f64) -> Json {
    /// Up to here every whole number is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number within the range of i64")]
        return Json::from(number as i64);
    }
    Number::from_f64(number).map_or(Json::Null, Json::Number)
}

/// JSON as a script's value.
pub fn from_json<'js>(ctx: &Ctx<'js>, json: &Json) -> Result<Value<'js>, Error> {
    Ok(match json {
        Json::Null => Value::new_null(ctx.clone()),
        Json::Bool(flag) => Value::new_bool(ctx.clone(), *flag),
        Json::Number(number) => Value::new_number(ctx.clone(), number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => rquickjs::String::from_str(ctx.clone(), text)?.into_value(),
        Json::Array(elements) => {
            let array = Array::new(ctx.clone())?;
            for (at, element) in elements.iter().enumerate() {
                array.set(at, from_json(ctx, element)?)?;
            }
            array.into_value()
        }
        Json::Object(members) => {
            let object = Object::new(ctx.clone())?;
            for (name, member) in members {
                // Defined and not assigned: `__proto__` is a name like any other here.
                let member = Property::from(from_json(ctx, member)?).writable().enumerable().configurable();
                object.prop(name.as_str(), member)?;
            }
            object.into_value()
        }
    })
}

/// The text of a string, with U+FFFD for halves of characters, which only scripts can write; or what any other value
/// becomes as text.
pub fn text<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<String, Error> {
    let Coerced(string) = value.get::<Coerced<rquickjs::String<'js>>>()?;
    match string.to_string() {
        Err(Error::Utf8(_)) => {
            // Written as JSON, a half of a character is an escape, and everything else is valid.
            let quoted = ctx.json_stringify(string)?.map(|quoted| quoted.to_string()).transpose()?;
            Ok(quoted.and_then(|quoted| serde_json::from_str(&whole(&quoted)).ok()).unwrap_or_default())
        }
        other => other,
    }
}

/// JSON text with U+FFFD in the place of each escape for half a character.
fn whole(json: &str) -> String {
    let mut whole = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        whole.push_str(before);
        // The engine writes whole characters as they are, so that any escape of a surrogate stands for half of one.
        let half = escape.get(1..3).is_some_and(|start| start.eq_ignore_ascii_case("ud"))
            && escape[3..].starts_with(|digit: char| matches!(digit, '8' | '9' | 'a'..='f' | 'A'..='F'));
        let length = if half { 6 } else { 2 };
        whole.push_str(if half { "\u{fffd}" } else { &escape[..length] });
        rest = escape.get(length..).unwrap_or_default();
    }
    whole.push_str(rest);
    whole
}
