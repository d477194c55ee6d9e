//! The methods of XML.

use std::rc::Rc;

use rquickjs::{Array, Ctx, Error, Value};

use super::list::{Item, Xml};
use super::node::{Kind, Node, local};
use crate::script::value::text;

/// A method of XML.
pub(super) struct Method {
    /// What it is called.
    pub(super) name: &'static str,
    /// What it does.
    pub(super) work: Work,
}

type Work = for<'js> fn(&Ctx<'js>, &Xml, &[Value<'js>]) -> Result<Value<'js>, Error>;

const fn method(name: &'static str, work: Work) -> Method {
    Method { name, work }
}

/// Whether there is a method of that name.
pub(super) fn is_method(name: &str) -> bool {
    METHODS.iter().any(|method| method.name == name)
}

/// All of them.
pub(super) const METHODS: &[Method] = &[
    method("toString", |ctx, xml, _| give_text(ctx, &xml.text())),
    method("toXMLString", |ctx, xml, _| give_text(ctx, &xml.xml())),
    method("toSource", |ctx, xml, _| give_text(ctx, &xml.xml())),
    method("valueOf", |ctx, xml, _| xml.clone().give(ctx)),
    method("length", |ctx, xml, _| Ok(Value::new_int(ctx.clone(), i32::try_from(xml.items.len()).unwrap_or(i32::MAX)))),
    method("text", |ctx, xml, _| {
        let of = |node: &Rc<Node>| match node.kind {
            Kind::Text(_) => vec![Rc::clone(node)],
            Kind::Element { .. } => node.children().into_iter().filter(|child| child.name().is_none()).collect(),
        };
        Xml::list(xml.nodes().flat_map(of).collect::<Vec<_>>()).give(ctx)
    }),
    method("attribute", |ctx, xml, args| xml.named(&format!("@{}", name(ctx, args, 0)?)).give(ctx)),
    method("attributes", |ctx, xml, _| xml.named("@*").give(ctx)),
    method("child", |ctx, xml, args| {
        let name = name(ctx, args, 0)?;
        let Ok(at) = name.parse::<usize>() else { return xml.named(&name).give(ctx) };
        Xml::list(xml.nodes().filter_map(|node| node.children().into_iter().nth(at)).collect::<Vec<_>>()).give(ctx)
    }),
    method("children", |ctx, xml, _| xml.named("*").give(ctx)),
    method("elements", |ctx, xml, args| {
        let name = name(ctx, args, 0)?;
        Xml::list(xml.nodes().flat_map(|node| node.elements(&name)).collect::<Vec<_>>()).give(ctx)
    }),
    method("descendants", |ctx, xml, args| {
        let name = name(ctx, args, 0)?;
        let mut found = Vec::new();
        xml.nodes().for_each(|node| descend(node, &name, &mut found));
        Xml { items: found, is_list: true, origin: None }.give(ctx)
    }),
    method("name", |ctx, xml, _| give_name(ctx, xml, str::to_owned)),
    method("localName", |ctx, xml, _| give_name(ctx, xml, |name| local(name).to_owned())),
    method("namespace", |ctx, _, _| give_text(ctx, "")),
    method("nodeKind", |ctx, xml, _| {
        let kind = match xml.items.first() {
            Some(Item::Attribute(..)) => "attribute",
            Some(Item::Node(node)) if node.name().is_none() => "text",
            _ => "element",
        };
        give_text(ctx, kind)
    }),
    method("parent", |ctx, xml, _| {
        let parent = match xml.items.first() {
            Some(Item::Attribute(node, _, _)) => Some(Rc::clone(node)),
            Some(Item::Node(node)) => node.parent.borrow().upgrade(),
            None => None,
        };
        match parent {
            Some(parent) => Xml::one(Item::Node(parent)).give(ctx),
            None => Ok(Value::new_null(ctx.clone())),
        }
    }),
    method("childIndex", |ctx, xml, _| {
        let index = xml.first().and_then(|node| node.parent.borrow().upgrade()?.index_of(node));
        Ok(Value::new_int(ctx.clone(), index.and_then(|at| i32::try_from(at).ok()).unwrap_or(-1)))
    }),
    method("hasOwnProperty", |ctx, xml, args| {
        Ok(Value::new_bool(ctx.clone(), !xml.named(&name(ctx, args, 0)?).items.is_empty()))
    }),
    method("hasSimpleContent", |ctx, xml, _| {
        Ok(Value::new_bool(ctx.clone(), xml.nodes().all(|node| node.is_simple())))
    }),
    method("hasComplexContent", |ctx, xml, _| {
        Ok(Value::new_bool(ctx.clone(), xml.nodes().any(|node| !node.is_simple())))
    }),
    method("copy", |ctx, xml, _| {
        let copied = |item: &Item| match item {
            Item::Node(node) => Item::Node(node.copy()),
            attribute => attribute.clone(),
        };
        Xml { items: xml.items.iter().map(copied).collect(), ..xml.clone() }.give(ctx)
    }),
    method("contains", |ctx, xml, args| {
        let wanted = text(ctx, &argument(ctx, args, 0))?;
        Ok(Value::new_bool(ctx.clone(), xml.items.iter().any(|item| item.text() == wanted || item.xml() == wanted)))
    }),
    method("appendChild", |ctx, xml, args| {
        insert(ctx, xml, &argument(ctx, args, 0), |node| Some(node.children().len()))
    }),
    method("prependChild", |ctx, xml, args| insert(ctx, xml, &argument(ctx, args, 0), |_| Some(0))),
    method("insertChildBefore", |ctx, xml, args| {
        let before = beside(ctx, args);
        insert(ctx, xml, &argument(ctx, args, 1), |node| {
            before.as_ref().map_or(Some(node.children().len()), |one| node.index_of(one))
        })
    }),
    method("insertChildAfter", |ctx, xml, args| {
        let after = beside(ctx, args);
        insert(ctx, xml, &argument(ctx, args, 1), |node| {
            after.as_ref().map_or(Some(0), |one| node.index_of(one).map(|at| at + 1))
        })
    }),
    method("setChildren", |ctx, xml, args| {
        let new = nodes(ctx, &argument(ctx, args, 0))?;
        if let Some(node) = xml.first() {
            node.set_children(new);
        }
        xml.clone().give(ctx)
    }),
    method("setName", |ctx, xml, args| {
        if let Some(Kind::Element { name: own, .. }) = xml.first().map(|node| &node.kind) {
            *own.borrow_mut() = name(ctx, args, 0)?;
        }
        Ok(Value::new_undefined(ctx.clone()))
    }),
    method("comments", |ctx, _, _| Xml::list([]).give(ctx)),
    method("processingInstructions", |ctx, _, _| Xml::list([]).give(ctx)),
    method("normalize", |ctx, xml, _| xml.clone().give(ctx)),
];

fn argument<'js>(ctx: &Ctx<'js>, args: &[Value<'js>], at: usize) -> Value<'js> {
    args.get(at).cloned().unwrap_or_else(|| Value::new_undefined(ctx.clone()))
}

/// A name that a method is given; `*` if it is given none.
fn name<'js>(ctx: &Ctx<'js>, args: &[Value<'js>], at: usize) -> Result<String, Error> {
    args.get(at).map_or_else(|| Ok("*".to_owned()), |value| text(ctx, value))
}

fn give_text<'js>(ctx: &Ctx<'js>, text: &str) -> Result<Value<'js>, Error> {
    Ok(rquickjs::String::from_str(ctx.clone(), text)?.into_value())
}

fn give_name<'js>(ctx: &Ctx<'js>, xml: &Xml, of: impl FnOnce(&str) -> String) -> Result<Value<'js>, Error> {
    let name = match xml.items.first() {
        Some(Item::Attribute(_, name, _)) => Some(name.clone()),
        Some(Item::Node(node)) => node.name(),
        None => None,
    };
    name.map_or_else(|| Ok(Value::new_null(ctx.clone())), |name| give_text(ctx, &of(&name)))
}

fn descend(node: &Rc<Node>, name: &str, found: &mut Vec<Item>) {
    if let Some(name) = name.strip_prefix('@') {
        let own = node.attributes(name).into_iter();
        found.extend(own.map(|(name, value)| Item::Attribute(Rc::clone(node), name, value)));
    }
    for child in node.children() {
        if child.is_named(name) || name == "*" {
            found.push(Item::Node(Rc::clone(&child)));
        }
        descend(&child, name, found);
    }
}

/// The elements and texts that `value` is as content: XML as it is, an array piece by piece, everything else as text.
fn nodes<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Vec<Rc<Node>>, Error> {
    if let Some(xml) = Xml::of(value) {
        let node = |item: &Item| item.node().map_or_else(|| Node::text(item.text()), Rc::clone);
        return Ok(xml.items.iter().map(node).collect());
    }
    if let Some(array) = value.as_array() {
        let array: &Array<'js> = array;
        let mut all = Vec::new();
        for one in array.iter::<Value<'js>>() {
            all.extend(nodes(ctx, &one?)?);
        }
        return Ok(all);
    }
    Ok(vec![Node::text(text(ctx, value)?)])
}

fn beside<'js>(ctx: &Ctx<'js>, args: &[Value<'js>]) -> Option<Rc<Node>> {
    Xml::of(&argument(ctx, args, 0))?.first().cloned()
}

fn insert<'js>(
    ctx: &Ctx<'js>,
    xml: &Xml,
    given: &Value<'js>,
    place: impl FnOnce(&Rc<Node>) -> Option<usize>,
) -> Result<Value<'js>, Error> {
    let new = nodes(ctx, given)?;
    if let Some(node) = xml.first()
        && let Some(at) = place(node)
    {
        for (offset, child) in new.into_iter().enumerate() {
            node.insert(at + offset, child);
        }
    }
    xml.clone().give(ctx)
}
