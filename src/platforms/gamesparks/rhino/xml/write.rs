//! XML as text, laid out as ECMAScript for XML says: an element with elements in it on several lines, two spaces further in.

use std::fmt::Write as _;
use std::rc::Rc;

use super::node::{Kind, Node};

/// `node` as XML.
pub(super) fn xml(node: &Rc<Node>) -> String {
    let mut text = String::new();
    write(node, 0, &mut text);
    text
}

fn write(node: &Rc<Node>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    text.push_str(&indent);
    let (name, attributes, children) = match &node.kind {
        Kind::Text(own) => {
            escape(own.borrow().trim(), text);
            return;
        }
        Kind::Element { name, attributes, children } => (name.borrow(), attributes.borrow(), children.borrow()),
    };
    let _ = write!(text, "<{name}");
    for (name, value) in attributes.iter() {
        let _ = write!(text, " {name}=\"{}\"", attribute(value));
    }
    match &children[..] {
        [] => text.push_str("/>"),
        [only] if only.name().is_none() => {
            text.push('>');
            escape(&only.own_text(), text);
            let _ = write!(text, "</{name}>");
        }
        several => {
            text.push_str(">\n");
            for child in several {
                write(child, depth + 1, text);
                text.push('\n');
            }
            let _ = write!(text, "{indent}</{name}>");
        }
    }
}

fn escape(raw: &str, text: &mut String) {
    for c in raw.chars() {
        match c {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            other => text.push(other),
        }
    }
}

/// The value of an attribute, as it stands in quotes.
pub(super) fn attribute(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' => text.push_str("&quot;"),
            '<' => text.push_str("&lt;"),
            '&' => text.push_str("&amp;"),
            '\n' => text.push_str("&#xA;"),
            '\r' => text.push_str("&#xD;"),
            '\t' => text.push_str("&#x9;"),
            other => text.push(other),
        }
    }
    text
}

/// A text, as it stands between tags.
pub(super) fn content(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    escape(raw, &mut text);
    text
}
