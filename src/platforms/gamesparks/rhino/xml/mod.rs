//! ECMAScript for XML, as far as scripts can tell: the objects, and what edited scripts call to make them.

#![allow(clippy::needless_pass_by_value, reason = "functions that scripts call are given their arguments")]

mod list;
mod methods;
mod node;
#[cfg(test)]
mod tests;
mod write;

use rquickjs::{Ctx, Error, Exception, Function, Value};

use super::needs::helper;
use crate::platforms::fidelity::{Row, absent, chosen, documented, inferred};
use crate::script::value::text;
use list::{Item, Xml};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "xml.objects",
        "XML is an object: elements by name, attributes by .@name, items by number, text(), length(), children(), for each",
        "tutorial Processing XML and JSON Files",
    ),
    inferred(
        "xml.language",
        "XML literals with {…} in them, .., .*, .(…), new XML(TEXT), XMLList, delete and assignments to elements and attributes",
        "ECMA-357, which the platform's engine implements",
    ),
    inferred(
        "xml.layout",
        "as text, an element with nothing but text in it is that text, and everything else XML with two spaces for each level; white space between elements, comments and instructions are not kept",
        "ECMA-357, with the settings that its engine begins with",
    ),
    chosen(
        "xml.namespaces",
        "names are compared without their namespaces, and namespace() is empty",
        "no script that is known uses them",
    ),
    chosen(
        "xml.malformed",
        "a text that is no XML throws a TypeError that says why",
        "the engine's own text is unknown",
    ),
    absent(
        "xml.operators",
        "adding XML to XML with +, comparing two pieces of XML by their content, and typeof xml",
        "a script would have to be read with its types",
    ),
];

/// Makes the constructors and the helpers.
pub(super) fn show<'js>(ctx: &Ctx<'js>) -> Result<(), Error> {
    helper(ctx, "__backlot_xml", Function::new(ctx.clone(), literal)?)?;
    helper(ctx, "__backlot_xml_text", Function::new(ctx.clone(), embedded)?)?;
    helper(ctx, "__backlot_xml_value", Function::new(ctx.clone(), attribute)?)?;
    helper(ctx, "__backlot_filter", Function::new(ctx.clone(), filter)?)?;
    let make: Function<'js> = ctx.eval(include_str!("constructors.js"))?;
    let xml = Function::new(ctx.clone(), |ctx: Ctx<'js>, value: Value<'js>| convert(&ctx, &value, false))?;
    let list = Function::new(ctx.clone(), |ctx: Ctx<'js>, value: Value<'js>| convert(&ctx, &value, true))?;
    let is_xml = Function::new(ctx.clone(), |value: Value<'js>| Xml::of(&value).is_some_and(|xml| !xml.is_list))?;
    let is_list = Function::new(ctx.clone(), |value: Value<'js>| Xml::of(&value).is_some_and(|xml| xml.is_list))?;
    make.call((xml, list, is_xml, is_list))
}

/// `text` as XML in a script's hands, or nothing if it is none.
pub(in crate::platforms::gamesparks) fn parse<'js>(ctx: &Ctx<'js>, text: &str) -> Result<Option<Value<'js>>, Error> {
    let mut nodes = node::read(text).unwrap_or_default().into_iter();
    let root = nodes.next().filter(|root| root.name().is_some() && nodes.len() == 0);
    root.map(|root| Xml::one(Item::Node(root)).give(ctx)).transpose()
}

/// What `value` is as XML text, if it is XML.
pub(in crate::platforms::gamesparks) fn source(value: &Value<'_>) -> Option<String> {
    Xml::of(value).map(|xml| xml.xml())
}

fn malformed(ctx: &Ctx<'_>, why: &str) -> Error {
    Exception::throw_type(ctx, &format!("XML that cannot be read: {why}"))
}

/// A literal, whose text is given with what stood in braces filled in.
fn literal<'js>(ctx: Ctx<'js>, text: String) -> Result<Value<'js>, Error> {
    let inner = text.trim().strip_prefix("<>").and_then(|rest| rest.strip_suffix("</>"));
    from_text(&ctx, inner.unwrap_or(&text), inner.is_some())
}

fn from_text<'js>(ctx: &Ctx<'js>, text: &str, is_list: bool) -> Result<Value<'js>, Error> {
    let mut nodes = node::read(text).map_err(|why| malformed(ctx, &why))?;
    if is_list {
        return Xml::list(nodes).give(ctx);
    }
    match nodes.len() {
        0 => Xml::one(Item::Node(node::Node::text(""))).give(ctx),
        1 => Xml::one(Item::Node(nodes.remove(0))).give(ctx),
        count => Err(malformed(ctx, &format!("it has one element at its top, and not {count}"))),
    }
}

/// `XML(VALUE)` and `XMLList(VALUE)`, with `new` and without.
fn convert<'js>(ctx: &Ctx<'js>, given: &Value<'js>, is_list: bool) -> Result<Value<'js>, Error> {
    if let Some(xml) = Xml::of(given) {
        return match (&xml.items[..], is_list) {
            (_, true) => Xml { is_list: true, ..(*xml).clone() }.give(ctx),
            ([only], false) => Xml::one(only.clone()).give(ctx),
            (several, false) => Err(malformed(ctx, &format!("a list of {} is not one element", several.len()))),
        };
    }
    if given.is_undefined() || given.is_null() {
        return from_text(ctx, "", is_list);
    }
    let text = text(ctx, given)?;
    let inner = text.trim().strip_prefix("<>").and_then(|rest| rest.strip_suffix("</>")).filter(|_| is_list);
    from_text(ctx, inner.unwrap_or(&text), is_list)
}

/// `{…}` between tags: XML as it is, everything else as text.
fn embedded<'js>(ctx: Ctx<'js>, value: Value<'js>) -> Result<String, Error> {
    match Xml::of(&value) {
        Some(xml) => Ok(xml.xml()),
        None => Ok(write::content(&text(&ctx, &value)?)),
    }
}

/// `{…}` as the value of an attribute.
fn attribute<'js>(ctx: Ctx<'js>, value: Value<'js>) -> Result<String, Error> {
    let text = Xml::of(&value).map_or_else(|| text(&ctx, &value), |xml| Ok(xml.text()))?;
    Ok(format!("\"{}\"", write::attribute(&text)))
}

/// `list.(CONDITION)`: those for which the condition, asked within each, holds.
fn filter<'js>(ctx: Ctx<'js>, value: Value<'js>, condition: Function<'js>) -> Result<Value<'js>, Error> {
    let Some(xml) = Xml::of(&value) else {
        return Err(Exception::throw_type(&ctx, "a choice with .(…) is made among XML, and this is none"));
    };
    let mut items = Vec::new();
    for item in &xml.items {
        let one: Value<'js> = Xml::one(item.clone()).give(&ctx)?;
        let holds: rquickjs::Coerced<bool> = condition.call((one,))?;
        if holds.0 {
            items.push(item.clone());
        }
    }
    Xml { items, is_list: true, origin: None }.give(&ctx)
}
