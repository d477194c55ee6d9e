//! XML in a script's hands: one object for a single piece and for a list of them, which behave alike. Members are elements by
//! their names, attributes by `@` and their names, and pieces by their numbers.

use std::rc::Rc;

use rquickjs::{Ctx, Error, Exception, Function, Object, Value};

use super::methods::{self, METHODS};
use super::node::{Kind, Node};
use super::write;
use crate::script::host::{self, Surface};
use crate::script::value;

/// A piece of XML.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// An element or a text.
    Node(Rc<Node>),
    /// An attribute, by its name, of an element.
    Attribute(Rc<Node>, String, String),
}

/// What a script holds.
#[derive(Debug, Clone)]
pub(super) struct Xml {
    /// The pieces.
    pub(super) items: Vec<Item>,
    /// Whether it is a list, even of one.
    pub(super) is_list: bool,
    /// Where the list was looked up: an assignment to a list that is empty makes an element there.
    pub(super) origin: Option<(Rc<Node>, String)>,
}

impl Item {
    /// What it is as text, if there is no element in it, and else as XML.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Attribute(_, _, value) => value.clone(),
            Self::Node(node) if node.is_simple() => node.own_text(),
            Self::Node(node) => write::xml(node),
        }
    }

    /// What it is as XML.
    pub(super) fn xml(&self) -> String {
        match self {
            Self::Attribute(_, _, value) => write::attribute(value),
            Self::Node(node) => write::xml(node),
        }
    }

    /// The element or text that it is.
    pub(super) fn node(&self) -> Option<&Rc<Node>> {
        match self {
            Self::Node(node) => Some(node),
            Self::Attribute(..) => None,
        }
    }
}

impl Xml {
    /// One piece.
    pub(super) fn one(item: Item) -> Self {
        Self { items: vec![item], is_list: false, origin: None }
    }

    /// A list of elements and texts.
    pub(super) fn list(nodes: impl IntoIterator<Item = Rc<Node>>) -> Self {
        Self { items: nodes.into_iter().map(Item::Node).collect(), is_list: true, origin: None }
    }

    /// As an object of a script.
    pub(super) fn give<'js>(self, ctx: &Ctx<'js>) -> Result<Value<'js>, Error> {
        Ok(host::object(ctx, Rc::new(self))?.into_value())
    }

    /// What `value` is, if it is XML.
    pub(super) fn of(value: &Value<'_>) -> Option<Rc<Self>> {
        (host::surface(value)? as Rc<dyn std::any::Any>).downcast().ok()
    }

    /// The elements and texts of it.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Rc<Node>> {
        self.items.iter().filter_map(Item::node)
    }

    /// Its first element or text.
    pub(super) fn first(&self) -> Option<&Rc<Node>> {
        self.nodes().next()
    }

    /// Its text: of something with elements in it, the XML.
    pub(super) fn text(&self) -> String {
        let is_simple = |item: &Item| item.node().is_none_or(|node| node.is_simple());
        if self.items.iter().all(is_simple) { self.items.iter().map(Item::text).collect() } else { self.xml() }
    }

    /// Its XML.
    pub(super) fn xml(&self) -> String {
        self.items.iter().map(Item::xml).collect::<Vec<_>>().join("\n")
    }

    /// What it has by that name: elements, attributes with `@`, everything with `*`.
    pub(super) fn named(&self, name: &str) -> Self {
        let items = match name.strip_prefix('@') {
            Some(name) => {
                let of = |node: &Rc<Node>| {
                    let own = node.attributes(name).into_iter();
                    own.map(|(name, value)| Item::Attribute(Rc::clone(node), name, value)).collect::<Vec<_>>()
                };
                self.nodes().flat_map(of).collect()
            }
            None if name == "*" => self.nodes().flat_map(|node| node.children()).map(Item::Node).collect(),
            None => self.nodes().flat_map(|node| node.elements(name)).map(Item::Node).collect(),
        };
        let origin = match &self.items[..] {
            [Item::Node(only)] => Some((Rc::clone(only), name.to_owned())),
            _ => None,
        };
        Self { items, is_list: true, origin }
    }

    fn index(name: &str) -> Option<usize> {
        name.starts_with(|c: char| c.is_ascii_digit()).then(|| name.parse().ok()).flatten()
    }

    /// Sets what is at `at`; one beyond the end is added to where the list came from.
    fn set_at(&self, at: usize, value: &Given) {
        match self.items.get(at) {
            Some(Item::Attribute(node, name, _)) => node.set_attribute(name, value.text.clone()),
            Some(Item::Node(node)) => replace(node, value),
            None => {
                if let Some((parent, name)) = &self.origin {
                    add(parent, name, value);
                }
            }
        }
    }
}

/// What a script assigns to a member of XML.
struct Given {
    text: String,
    nodes: Option<Vec<Rc<Node>>>,
}

/// Puts `value` in the place of `node`, or text into it.
fn replace(node: &Rc<Node>, value: &Given) {
    let parent = node.parent.borrow().upgrade();
    match (&value.nodes, &node.kind, parent) {
        (Some(nodes), _, Some(parent)) => {
            let at = parent.index_of(node).unwrap_or_default();
            node.detach();
            for (offset, new) in nodes.iter().enumerate() {
                parent.insert(at + offset, Rc::clone(new));
            }
        }
        (Some(nodes), Kind::Element { .. }, None) => node.set_children(nodes.clone()),
        (_, Kind::Element { .. }, _) => node.set_children(vec![Node::text(value.text.clone())]),
        (_, Kind::Text(text), _) => value.text.clone_into(&mut text.borrow_mut()),
    }
}

/// Adds an element of that name, or an attribute, or XML itself, to `parent`.
fn add(parent: &Rc<Node>, name: &str, value: &Given) {
    if let Some(name) = name.strip_prefix('@') {
        parent.set_attribute(name, value.text.clone());
    } else if let Some(nodes) = &value.nodes {
        nodes.iter().for_each(|node| parent.append(Rc::clone(node)));
    } else {
        let element = Node::element(name);
        element.append(Node::text(value.text.clone()));
        parent.append(element);
    }
}

impl Surface for Xml {
    fn get<'js>(&self, ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>, Error> {
        if let Some(at) = Self::index(name) {
            return match self.items.get(at) {
                Some(item) => Self::one(item.clone()).give(ctx),
                None => Ok(Value::new_undefined(ctx.clone())),
            };
        }
        let Some(method) = METHODS.iter().find(|method| method.name == name) else {
            return self.named(name).give(ctx);
        };
        let own = self.clone();
        let work = method.work;
        let call = move |ctx: Ctx<'js>, args: rquickjs::function::Rest<Value<'js>>| work(&ctx, &own, &args.0);
        let function = Function::new(ctx.clone(), call)?.with_name(name)?;
        let elements = self.named(name);
        if !elements.items.is_empty() {
            // An element of that name, and the method: what is called is the method, everything else the element's.
            function.remove("name")?;
            function.remove("length")?;
            let elements: Object<'js> = elements.give(ctx)?.get()?;
            function.set_prototype(Some(&elements))?;
        }
        Ok(function.into_value())
    }

    fn set<'js>(&self, ctx: &Ctx<'js>, name: &str, given: Value<'js>) -> Result<bool, Error> {
        let nodes = Self::of(&given).map(|xml| xml.nodes().cloned().collect());
        let value = Given { text: value::text(ctx, &given)?, nodes };
        if let Some(at) = Self::index(name) {
            self.set_at(at, &value);
            return Ok(true);
        }
        let Some(node) = self.first().filter(|_| self.items.len() == 1) else {
            return Err(Exception::throw_type(ctx, "Assignment to lists with more than one item is not supported"));
        };
        if let Some(name) = name.strip_prefix('@') {
            node.set_attribute(name, value.text);
            return Ok(true);
        }
        let mut present = node.elements(name).into_iter();
        match present.next() {
            Some(first) => {
                replace(&first, &value);
                present.for_each(|more| more.detach());
            }
            None => add(node, name, &value),
        }
        Ok(true)
    }

    fn delete(&self, name: &str) -> bool {
        if let Some(at) = Self::index(name) {
            if let Some(Item::Node(node)) = self.items.get(at) {
                node.detach();
            }
            return true;
        }
        for node in self.nodes() {
            match name.strip_prefix('@') {
                Some(name) => node.remove_attribute(name),
                None => node.elements(name).iter().for_each(|element| element.detach()),
            }
        }
        true
    }

    fn has(&self, name: &str) -> bool {
        match Self::index(name) {
            Some(at) => at < self.items.len(),
            None => methods::is_method(name) || !self.named(name).items.is_empty(),
        }
    }

    fn names(&self) -> Vec<String> {
        (0..self.items.len()).map(|at| at.to_string()).collect()
    }
}
