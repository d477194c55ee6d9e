//! `SparkXmlReader`, from `uploadedXml(id)` and `downloadableXml(code)`: a document that is gone through element by element.

use std::cell::RefCell;

use quick_xml::events::Event;
use rquickjs::{Array, Ctx, Error, Function, Object, Value};

use super::class::{Call, Class, member};
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gamesparks::rhino::xml;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "xml-reader.members",
        "process() goes through the document and calls what registerCallback(path, function) has registered for a dotted path of elements",
        "Processing XML and JSON Files page",
    ),
    documented(
        "xml-reader.current",
        "meanwhile getElement() is the element with its attributes alone, getXml() with everything in it; before process() getXml() is the whole document",
        "SparkXmlReader API page",
    ),
    observed(
        "xml-reader.unknown",
        "an unknown or null id gives no reader but null",
        "functional tests that ran on the platform",
    ),
    chosen(
        "xml-reader.end",
        "a function is called when its element ends, so that of two within each other the inner one comes first",
        "unknown",
    ),
    chosen(
        "xml-reader.malformed",
        "a document that is cut off or malformed is gone through as far as it can be read",
        "unknown",
    ),
];

/// A document in a script's hands.
struct Reader {
    text: String,
    /// The place of its callbacks among those that scripts have registered.
    place: usize,
    current: RefCell<Option<Current>>,
}

/// The element at hand.
struct Current {
    element: String,
    whole: String,
}

mod registered {
    #![allow(elided_lifetimes_in_paths, reason = "in what the derive writes")]

    /// The functions that are to be called, by path, for each reader.
    #[derive(rquickjs::JsLifetime)]
    pub(super) struct Registered<'js>(pub(super) rquickjs::Array<'js>);
}

fn registered<'js>(ctx: &Ctx<'js>) -> Result<Array<'js>, Error> {
    if let Some(registered) = ctx.userdata::<registered::Registered<'_>>() {
        return Ok(registered.0.clone());
    }
    let made = Array::new(ctx.clone())?;
    ctx.store_userdata(registered::Registered(made.clone())).map_err(|_| Error::Unknown)?;
    Ok(made)
}

/// Gives a reader of `text`, or null if there is none.
pub(super) fn give<'js>(call: &Call<'_, 'js>, text: Option<String>) -> Result<Value<'js>, Error> {
    let Some(text) = text else { return call.null() };
    let all = registered(call.ctx)?;
    let place = all.len();
    all.set(place, Object::new(call.ctx.clone())?)?;
    call.object(&CLASS, Reader { text, place, current: RefCell::default() })
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkXmlReader",
    members: &[
        member("registerCallback", &[2], |call| {
            let function = call.value(1);
            if !function.is_function() {
                return Err(call.no_such_method());
            }
            let callbacks: Object<'_> = registered(call.ctx)?.get(call.own::<Reader>()?.place)?;
            callbacks.set(call.name(0)?, function)?;
            call.nothing()
        }),
        member("process", &[0], process),
        member("getElement", &[0], |call| {
            let element = call.own::<Reader>()?.current.borrow().as_ref().map(|current| current.element.clone());
            show(call, element)
        }),
        member("getXml", &[0], |call| {
            let reader = call.own::<Reader>()?;
            let whole = reader.current.borrow().as_ref().map(|current| current.whole.clone());
            show(call, Some(whole.unwrap_or_else(|| reader.text.clone())))
        }),
    ],
    absent: &[],
};

fn show<'js>(call: &Call<'_, 'js>, text: Option<String>) -> Result<Value<'js>, Error> {
    match text.map(|text| xml::parse(call.ctx, &text)).transpose()?.flatten() {
        Some(value) => Ok(value),
        None => call.null(),
    }
}

fn process<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let reader = call.own::<Reader>()?;
    let callbacks: Object<'_> = registered(call.ctx)?.get(reader.place)?;
    let text = reader.text.as_str();
    let mut document = quick_xml::Reader::from_str(text);
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    let at = |position: u64| usize::try_from(position).unwrap_or(usize::MAX);
    loop {
        let begin = at(document.buffer_position());
        let Ok(event) = document.read_event() else { break };
        let end = at(document.buffer_position());
        let (path, from, head) = match event {
            Event::Start(tag) => {
                open.push((String::from_utf8_lossy(tag.name().as_ref()).into_owned(), begin, end));
                continue;
            }
            Event::Empty(tag) => {
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                (path(&open, Some(&name)), begin, end)
            }
            Event::End(_) => {
                let path = path(&open, None);
                let Some((_, from, head)) = open.pop() else { break };
                (path, from, head)
            }
            Event::Eof => break,
            _ => continue,
        };
        let callback: Value<'_> = callbacks.get(path.as_str())?;
        let (Some(function), Some(tag), Some(whole)) =
            (callback.as_function(), text.get(from..head), text.get(from..end))
        else {
            continue;
        };
        let alone = tag.strip_suffix("/>").or_else(|| tag.strip_suffix('>')).unwrap_or(tag);
        let current = Current { element: format!("{alone}/>"), whole: whole.to_owned() };
        reader.current.replace(Some(current));
        Function::call::<_, ()>(function, ())?;
    }
    reader.current.replace(None);
    call.nothing()
}

/// The names of the elements that are open, and of one within them.
fn path(open: &[(String, usize, usize)], last: Option<&str>) -> String {
    let names = open.iter().map(|(name, ..)| name.as_str()).chain(last);
    names.collect::<Vec<_>>().join(".")
}
