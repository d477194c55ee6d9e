//! XML as a tree, read from text: white space between elements, comments and instructions are left out, as Rhino's settings
//! were, and names are compared without what stands before their colon.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// How deeply elements may be nested.
const DEEPEST: usize = 256;

/// How many nodes one text may have.
const MOST_NODES: usize = 200_000;

/// An element, or a text within one.
#[derive(Debug)]
pub(super) struct Node {
    /// What it is.
    pub(super) kind: Kind,
    /// What it is in; nothing at the top.
    pub(super) parent: RefCell<Weak<Node>>,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Kind {
    /// An element.
    Element {
        /// Its name, as it is written.
        name: RefCell<String>,
        /// Its attributes, in order, declarations of namespaces included.
        attributes: RefCell<Vec<(String, String)>>,
        /// What is in it.
        children: RefCell<Vec<Rc<Node>>>,
    },
    /// A text.
    Text(RefCell<String>),
}

/// What is behind the colon of a name.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

impl Node {
    /// A new element.
    pub(super) fn element(name: &str) -> Rc<Self> {
        let (name, attributes, children) = (RefCell::new(name.to_owned()), RefCell::default(), RefCell::default());
        Rc::new(Self { kind: Kind::Element { name, attributes, children }, parent: RefCell::default() })
    }

    /// A new text.
    pub(super) fn text(text: impl Into<String>) -> Rc<Self> {
        Rc::new(Self { kind: Kind::Text(RefCell::new(text.into())), parent: RefCell::default() })
    }

    /// Its name; nothing for a text.
    pub(super) fn name(&self) -> Option<String> {
        match &self.kind {
            Kind::Element { name, .. } => Some(name.borrow().clone()),
            Kind::Text(_) => None,
        }
    }

    /// What is in it.
    pub(super) fn children(&self) -> Vec<Rc<Node>> {
        match &self.kind {
            Kind::Element { children, .. } => children.borrow().clone(),
            Kind::Text(_) => Vec::new(),
        }
    }

    /// The elements in it by that name; all of them for `*`.
    pub(super) fn elements(&self, wanted: &str) -> Vec<Rc<Node>> {
        let fits = |child: &Rc<Node>| child.is_named(wanted);
        self.children().into_iter().filter(fits).collect()
    }

    /// Whether it is an element of that name.
    pub(super) fn is_named(&self, wanted: &str) -> bool {
        match &self.kind {
            Kind::Element { name, .. } => wanted == "*" || local(&name.borrow()) == local(wanted),
            Kind::Text(_) => false,
        }
    }

    /// Its attributes by that name, without declarations of namespaces; all of them for `*`.
    pub(super) fn attributes(&self, wanted: &str) -> Vec<(String, String)> {
        let Kind::Element { attributes, .. } = &self.kind else { return Vec::new() };
        let is_declaration = |name: &str| name == "xmlns" || name.starts_with("xmlns:");
        let fits = |name: &str| !is_declaration(name) && (wanted == "*" || local(name) == local(wanted));
        attributes.borrow().iter().filter(|(name, _)| fits(name)).cloned().collect()
    }

    /// Sets an attribute.
    pub(super) fn set_attribute(&self, wanted: &str, value: String) {
        let Kind::Element { attributes, .. } = &self.kind else { return };
        let mut attributes = attributes.borrow_mut();
        match attributes.iter_mut().find(|(name, _)| local(name) == local(wanted)) {
            Some((_, old)) => *old = value,
            None => attributes.push((wanted.to_owned(), value)),
        }
    }

    /// Takes an attribute away.
    pub(super) fn remove_attribute(&self, wanted: &str) {
        if let Kind::Element { attributes, .. } = &self.kind {
            attributes.borrow_mut().retain(|(name, _)| local(name) != local(wanted));
        }
    }

    /// Whether there is no element in it.
    pub(super) fn is_simple(&self) -> bool {
        self.children().iter().all(|child| matches!(child.kind, Kind::Text(_)))
    }

    /// The text in it, that of the elements in it left out.
    pub(super) fn own_text(&self) -> String {
        match &self.kind {
            Kind::Text(text) => text.borrow().clone(),
            Kind::Element { children, .. } => {
                children.borrow().iter().filter(|child| child.name().is_none()).map(|child| child.own_text()).collect()
            }
        }
    }

    /// A copy, with nothing around it.
    pub(super) fn copy(&self) -> Rc<Self> {
        match &self.kind {
            Kind::Text(text) => Self::text(text.borrow().clone()),
            Kind::Element { name, attributes, children } => {
                let copy = Self::element(&name.borrow());
                if let Kind::Element { attributes: own, .. } = &copy.kind {
                    own.borrow_mut().clone_from(&attributes.borrow());
                }
                for child in children.borrow().iter() {
                    copy.append(child.copy());
                }
                copy
            }
        }
    }

    /// Whether `self` is `other` or is in it.
    fn is_within(&self, other: &Node) -> bool {
        if std::ptr::eq(self, other) {
            return true;
        }
        let mut at = self.parent.borrow().upgrade();
        while let Some(node) = at {
            if std::ptr::eq(&*node, other) {
                return true;
            }
            at = node.parent.borrow().upgrade();
        }
        false
    }

    /// Puts `child` at the end.
    pub(super) fn append(self: &Rc<Self>, child: Rc<Node>) {
        let end = self.children().len();
        self.insert(end, child);
    }

    /// Puts `child` before what is at `at`. What would contain itself is copied.
    pub(super) fn insert(self: &Rc<Self>, at: usize, child: Rc<Node>) {
        let Kind::Element { children, .. } = &self.kind else { return };
        let child =
            if child.parent.borrow().upgrade().is_some() || self.is_within(&child) { child.copy() } else { child };
        *child.parent.borrow_mut() = Rc::downgrade(self);
        let mut children = children.borrow_mut();
        let at = at.min(children.len());
        children.insert(at, child);
    }

    /// Puts these in the place of everything that is in it.
    pub(super) fn set_children(self: &Rc<Self>, new: Vec<Rc<Node>>) {
        let Kind::Element { children, .. } = &self.kind else { return };
        let old = std::mem::take(&mut *children.borrow_mut());
        for child in old {
            *child.parent.borrow_mut() = Weak::new();
        }
        for child in new {
            self.append(child);
        }
    }

    /// Where `child` is in it.
    pub(super) fn index_of(&self, child: &Node) -> Option<usize> {
        self.children().iter().position(|one| std::ptr::eq(&**one, child))
    }

    /// Takes itself out of what it is in.
    pub(super) fn detach(&self) {
        let Some(parent) = self.parent.borrow().upgrade() else { return };
        if let (Kind::Element { children, .. }, Some(at)) = (&parent.kind, parent.index_of(self)) {
            children.borrow_mut().remove(at);
        }
        *self.parent.borrow_mut() = Weak::new();
    }
}

/// Reads `text`: what is at its top, one after the other; an error, as a sentence, if it is no XML.
pub(super) fn read(text: &str) -> Result<Vec<Rc<Node>>, String> {
    let mut reader = Reader::from_str(text);
    let top = Node::element("");
    let mut open = vec![Rc::clone(&top)];
    let mut pending = String::new();
    let mut count = 0;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        count += 1;
        if count > MOST_NODES {
            return Err(format!("it has more than {MOST_NODES} parts"));
        }
        match event {
            Event::Text(text) => pending += &text.decode().map_err(|error| error.to_string())?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                let name = reference.decode().map_err(|error| error.to_string())?;
                match (character, resolve_predefined_entity(&name)) {
                    (Some(character), _) => pending.push(character),
                    (None, Some(entity)) => pending += entity,
                    (None, None) => return Err(format!("the entity &{name}; is not known")),
                }
            }
            Event::CData(text) => {
                // What is quoted like this counts even if it is white space.
                flush(&open, &mut pending);
                let text = text.decode().map_err(|error| error.to_string())?;
                innermost(&open).append(Node::text(text.into_owned()));
            }
            Event::Start(tag) => {
                flush(&open, &mut pending);
                if open.len() > DEEPEST {
                    return Err(format!("its elements are nested more than {DEEPEST} deep"));
                }
                let element = element(&tag)?;
                innermost(&open).append(Rc::clone(&element));
                open.push(element);
            }
            Event::Empty(tag) => {
                flush(&open, &mut pending);
                innermost(&open).append(element(&tag)?);
            }
            Event::End(_) => {
                flush(&open, &mut pending);
                open.pop();
            }
            Event::Eof => {
                flush(&open, &mut pending);
                if open.len() > 1 {
                    let name = innermost(&open).name().unwrap_or_default();
                    return Err(format!("the element {name} is not closed"));
                }
                let nodes = top.children();
                for node in &nodes {
                    node.detach();
                }
                return Ok(nodes);
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn innermost(open: &[Rc<Node>]) -> &Rc<Node> {
    // The first one is never closed: an end without a beginning is an error of the reader's.
    open.last().unwrap_or_else(|| unreachable!("the top is always open"))
}

fn flush(open: &[Rc<Node>], pending: &mut String) {
    let text = std::mem::take(pending);
    if !text.trim().is_empty() {
        innermost(open).append(Node::text(text.trim()));
    }
}

fn element(tag: &BytesStart<'_>) -> Result<Rc<Node>, String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let node = Node::element(&text(tag.name().as_ref()));
    let Kind::Element { attributes, .. } = &node.kind else { return Ok(node) };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
        attributes.borrow_mut().push((text(attribute.key.as_ref()), value.into_owned()));
    }
    Ok(node)
}
