//! The methods for places.

use rquickjs::{Array, Error, Object, Value};
use serde_json::Value as Json;

use super::shown::Show::Plain;
use super::shown::{give, number, told};
use super::{Call, Reply, ask, many, plain, refuse, reply, text};

/// `{ member: { longitude, latitude } }`, or `{ member: [longitude, latitude] }`.
pub(super) fn geoadd<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let Json::Object(places) = call.json(1)? else { return Err(call.no_such_method()) };
    let mut words = vec![call.name(0)?];
    for (member, place) in places {
        let part = |name: &str, at: usize| place.get(name).or_else(|| place.get(at)).cloned();
        let (Some(longitude), Some(latitude)) = (part("longitude", 0), part("latitude", 1)) else {
            return Err(refuse(call, "ERR value is not a valid float"));
        };
        words.extend([plain(longitude), plain(latitude), member]);
    }
    ask(call, "GEOADD", &words, Plain)
}

pub(super) fn geopos<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let mut words = vec![call.name(0)?];
    words.extend(many(call, 1)?);
    let Reply::List(places) = reply(call, "GEOPOS", &words)? else { return call.null() };
    let array = Array::new(call.ctx.clone())?;
    for (at, place) in places.iter().enumerate() {
        array.set(at, coordinate(call, place)?)?;
    }
    Ok(array.into_value())
}

fn coordinate<'js>(call: &Call<'_, 'js>, place: &Reply) -> Result<Value<'js>, Error> {
    match place {
        Reply::List(pair) => {
            let pair: Vec<f64> = pair.iter().map(|part| number(told(part).as_bytes())).collect();
            call.give(pair)
        }
        _ => call.null(),
    }
}

/// What stands around a place; `fixed` arguments are those of the command, and the one after them the options.
pub(super) fn around<'js>(call: &Call<'_, 'js>, command: &str, fixed: usize) -> Result<Value<'js>, Error> {
    let mut words = (0..fixed).map(|at| text(call, at)).collect::<Result<Vec<_>, _>>()?;
    let options = call.json(fixed)?;
    let option = |name: &str| {
        let members = options.as_object().into_iter().flatten();
        members.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone()).next()
    };
    let is_set = |name: &str| option(name).is_some_and(|value| value != Json::Bool(false) && !value.is_null());
    let (distances, coordinates) = (is_set("withdist"), is_set("withcoord"));
    words.extend(distances.then(|| "WITHDIST".to_owned()));
    words.extend(coordinates.then(|| "WITHCOORD".to_owned()));
    if let Some(count) = option("count").filter(|count| !count.is_null()) {
        words.extend(["COUNT".to_owned(), plain(count)]);
    }
    words.extend(option("sort").filter(|sort| !sort.is_null()).map(plain));
    let found = reply(call, command, &words)?;
    if !distances && !coordinates {
        return give(call, &found, Plain);
    }
    let Reply::List(found) = found else { return call.null() };
    let array = Array::new(call.ctx.clone())?;
    for (at, one) in found.iter().enumerate() {
        let Reply::List(parts) = one else { continue };
        let object = Object::new(call.ctx.clone())?;
        let mut parts = parts.iter();
        object.set("member", parts.next().map(told))?;
        if distances {
            object.set("distance", parts.next().map(|part| number(told(part).as_bytes())))?;
        }
        if let Some(place) = parts.next() {
            object.set("coordinate", coordinate(call, place)?)?;
        }
        array.set(at, object)?;
    }
    Ok(array.into_value())
}
