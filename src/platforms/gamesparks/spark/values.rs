//! Values between scripts and the database.

use std::collections::BTreeSet;
use std::sync::Arc;

use rquickjs::function::This;
use rquickjs::object::Property;
use rquickjs::{Array, Ctx, Error, Function, Object, Value};

use super::class::{Call, Outside};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key, from_json};
use crate::platforms::gamesparks::data::mongo::Filter;
use crate::script::value::{self, Outward};

/// What is special about values on their way into the database: dates and regular expressions stay what they are, and a
/// function that a query asks is its text.
struct Stored;

impl Outward for Stored {
    fn special<'js>(&self, object: &Object<'js>) -> Result<Option<Value<'js>>, Error> {
        if let Some(rows) = Outside.special(object)? {
            return Ok(Some(rows));
        }
        // What stands at the beginning of all objects has nothing above it, and plain objects have nothing between.
        let is_plain = object.get_prototype().is_none_or(|prototype| prototype.get_prototype().is_none());
        if object.is_array() {
            return Ok(None);
        }
        if is_plain {
            return asked(object);
        }
        let ctx = object.ctx();
        if is(object, "Date")? {
            let time: Function<'js> = object.get("getTime")?;
            let time: f64 = time.call((This(object.clone()),))?;
            if time.is_nan() {
                return Ok(Some(Value::new_null(ctx.clone())));
            }
            return wrapped(ctx, "$date", Value::new_number(ctx.clone(), time)).map(Some);
        }
        if is(object, "RegExp")? {
            let expression = Object::new(ctx.clone())?;
            expression.set("pattern", object.get::<_, Value<'js>>("source")?)?;
            expression.set("options", object.get::<_, Value<'js>>("flags")?)?;
            return wrapped(ctx, "$regularExpression", expression.into_value()).map(Some);
        }
        Ok(None)
    }
}

fn is(object: &Object<'_>, constructor: &str) -> Result<bool, Error> {
    let constructor: Value<'_> = object.ctx().globals().get(constructor)?;
    Ok(constructor.is_function() && object.is_instance_of(constructor))
}

fn wrapped<'js>(ctx: &Ctx<'js>, name: &str, value: Value<'js>) -> Result<Value<'js>, Error> {
    let object = Object::new(ctx.clone())?;
    object.set(name, value)?;
    Ok(object.into_value())
}

/// A query with a function under `$where`, with the function's text in its place.
fn asked<'js>(object: &Object<'js>) -> Result<Option<Value<'js>>, Error> {
    let function: Value<'js> = object.get("$where")?;
    if !function.is_function() {
        return Ok(None);
    }
    let ctx = object.ctx();
    let copy = Object::new(ctx.clone())?;
    for entry in object.props::<String, Value<'js>>() {
        let (name, value) = entry?;
        let value = if name == "$where" { value::text(ctx, &value)?.into_value(ctx)? } else { value };
        copy.set(name, value)?;
    }
    Ok(Some(copy.into_value()))
}

trait IntoValue {
    fn into_value<'js>(self, ctx: &Ctx<'js>) -> Result<Value<'js>, Error>;
}

impl IntoValue for String {
    fn into_value<'js>(self, ctx: &Ctx<'js>) -> Result<Value<'js>, Error> {
        Ok(rquickjs::String::from_str(ctx.clone(), &self)?.into_value())
    }
}

/// A script's value as the database has it: `None` for what it has no place for.
pub(super) fn to_bson<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Option<Bson>, Error> {
    Ok(value::to_json(ctx, value, &Stored)?.map(|json| from_json(&json)))
}

/// A value of the database as a script sees it: ids are objects with `$oid`, and times are milliseconds since 1970 or, if the
/// script wants that, dates.
pub(super) fn to_js<'js>(ctx: &Ctx<'js>, value: &Bson, dates: bool) -> Result<Value<'js>, Error> {
    Ok(match value {
        Bson::Null => Value::new_null(ctx.clone()),
        Bson::Bool(flag) => Value::new_bool(ctx.clone(), *flag),
        Bson::Int(number) => Value::new_int(ctx.clone(), *number),
        Bson::Long(_) | Bson::Double(_) => Value::new_number(ctx.clone(), value.as_f64().unwrap_or(f64::NAN)),
        Bson::Text(text) => rquickjs::String::from_str(ctx.clone(), text)?.into_value(),
        Bson::Id(id) => wrapped(ctx, "$oid", id.to_string().into_value(ctx)?)?,
        Bson::Date(time) => {
            #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
            let time = Value::new_number(ctx.clone(), *time as f64);
            if !dates {
                return Ok(time);
            }
            let constructor: rquickjs::function::Constructor<'js> = ctx.globals().get("Date")?;
            constructor.construct((time,))?
        }
        Bson::Regex(regex) => {
            let object = Object::new(ctx.clone())?;
            object.set("$regex", regex.pattern.as_str())?;
            object.set("$options", regex.options.as_str())?;
            object.into_value()
        }
        Bson::MinKey => wrapped(ctx, "$minKey", Value::new_int(ctx.clone(), 1))?,
        Bson::MaxKey => wrapped(ctx, "$maxKey", Value::new_int(ctx.clone(), 1))?,
        Bson::Array(items) => {
            let array = Array::new(ctx.clone())?;
            for (at, item) in items.iter().enumerate() {
                array.set(at, to_js(ctx, item, dates)?)?;
            }
            array.into_value()
        }
        Bson::Document(document) => document_to_js(ctx, document, dates)?,
    })
}

/// A document as a script sees it.
pub(super) fn document_to_js<'js>(ctx: &Ctx<'js>, document: &Document, dates: bool) -> Result<Value<'js>, Error> {
    let object = Object::new(ctx.clone())?;
    for (name, value) in document {
        // Defined and not assigned: `__proto__` is a name like any other here.
        let member = Property::from(to_js(ctx, value, dates)?).writable().enumerable().configurable();
        object.prop(name.as_str(), member)?;
    }
    Ok(object.into_value())
}

/// Documents as a script sees them: an array.
pub(super) fn documents_to_js<'js>(
    ctx: &Ctx<'js>,
    documents: &[Arc<Document>],
    dates: bool,
) -> Result<Value<'js>, Error> {
    let array = Array::new(ctx.clone())?;
    for (at, document) in documents.iter().enumerate() {
        array.set(at, document_to_js(ctx, document, dates)?)?;
    }
    Ok(array.into_value())
}

impl<'js> Call<'_, 'js> {
    /// An argument as the database has it; what it has no place for is null.
    pub(super) fn bson(&self, at: usize) -> Result<Bson, Error> {
        Ok(to_bson(self.ctx, &self.value(at))?.unwrap_or(Bson::Null))
    }

    /// An argument as a document; an empty one if it is null or undefined.
    pub(super) fn document(&self, at: usize) -> Result<Document, Error> {
        Ok(self.document_or_null(at)?.unwrap_or_default())
    }

    /// An argument as a document, if it is not null or undefined.
    pub(super) fn document_or_null(&self, at: usize) -> Result<Option<Document>, Error> {
        match self.bson(at)? {
            Bson::Document(document) => Ok(Some(document)),
            Bson::Null => Ok(None),
            // Ids are documents to a script.
            Bson::Id(id) => Ok(Some(Document::from([("_id".to_owned(), Bson::Id(id))]))),
            _ => Err(self.no_such_method()),
        }
    }
}

/// Replaces what `filter` asks JavaScript by what the script's engine says of `documents`.
pub(super) fn ask_where(ctx: &Ctx<'_>, filter: &mut Filter, documents: &[Arc<Document>]) -> Result<(), Error> {
    filter.resolve(&mut |code| {
        let code = code.trim();
        let body = if code.starts_with("function") {
            format!("(function () {{ return ({code}).call(this); }})")
        } else if code.contains("return") {
            format!("(function (obj) {{ {code} }})")
        } else {
            format!("(function (obj) {{ return ({code}); }})")
        };
        let mut options = rquickjs::context::EvalOptions::default();
        options.strict = false;
        let asked: Function<'_> = ctx.eval_with_options(body, options)?;
        let mut ids = BTreeSet::new();
        for document in documents {
            let seen = document_to_js(ctx, document, true)?;
            let rquickjs::Coerced(holds): rquickjs::Coerced<bool> = asked.call((This(seen.clone()), seen))?;
            if holds {
                ids.extend(document.get("_id").cloned().map(Key));
            }
        }
        Ok(ids)
    })
}
