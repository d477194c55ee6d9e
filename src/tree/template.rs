//! Placeholders in texts: `${token}` stands for a value that is known only later, `${env.NAME}` for one of the environment,
//! and `$${` for the characters `${` themselves.

use std::ops::Range;

use serde_json::Value as Json;

use super::{Node, Value};
use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, Diagnostics, Span, quoted};

/// A placeholder, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What is between the braces.
    pub name: String,
    /// Where it was written, with its braces.
    pub span: Span,
}

/// Where placeholders get their values.
pub trait Values {
    /// The value for `name`.
    fn value(&self, name: &str) -> Option<Json>;

    /// The names that are known, for suggestions.
    fn names(&self) -> Vec<String>;
}

/// Whether there is a placeholder in `text`, or something that is written like one.
pub fn is_template(text: &str) -> bool {
    text.contains("${")
}

/// The placeholders in `text`: the name of each, and its bytes with the braces.
pub fn places(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Reference(name, at) => Some((name, at)),
        Piece::Text(_) | Piece::Broken(_) => None,
    })
}

/// Every placeholder in `node`, from top to bottom. What is not written as one should be is reported.
pub fn references(node: &Node, problems: &mut Diagnostics) -> Vec<Reference> {
    let mut found = Vec::new();
    collect(node, &mut found, problems);
    found
}

fn collect(node: &Node, found: &mut Vec<Reference>, problems: &mut Diagnostics) {
    match &node.value {
        Value::Text(text) if is_template(text) => {
            for piece in pieces(text) {
                match piece {
                    Piece::Text(_) => {}
                    Piece::Reference(name, at) => {
                        found.push(Reference { name: name.to_owned(), span: place(node, text, &at) });
                    }
                    Piece::Broken(at) => {
                        let problem = Diagnostic::error(
                            Code::BadTemplate,
                            place(node, text, &at),
                            "this placeholder is not complete",
                        );
                        problems
                            .push(problem.help("write ${name} or ${env.NAME}; for the characters '${' write '$${'"));
                    }
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, found, problems)),
        Value::Map(map) => map.iter().for_each(|(_, entry)| collect(&entry.value, found, problems)),
        _ => {}
    }
}

/// `node` with every placeholder replaced by its value. A text that is nothing but one placeholder becomes the value, whatever
/// its type; inside of a longer text, the value is written as text. Nothing, and a problem for each, if a name is unknown.
pub fn substitute(node: &Node, values: &dyn Values, problems: &mut Diagnostics) -> Option<Node> {
    let mut is_whole = true;
    let replaced = node.changed(&mut |part: &Node| {
        let text = part.as_text().filter(|text| is_template(text))?;
        let replaced = substitute_text(part, text, values, problems);
        is_whole &= replaced.is_some();
        replaced
    });
    is_whole.then(|| replaced.unwrap_or_else(|| node.clone()))
}

fn substitute_text(node: &Node, text: &str, values: &dyn Values, problems: &mut Diagnostics) -> Option<Node> {
    let mut look_up = |name: &str, at: &Range<usize>| {
        let value = values.value(name);
        if value.is_none() {
            let names = values.names();
            let message = format!("nothing is known under the name {}", quoted(name));
            let problem = Diagnostic::error(Code::UnknownName, place(node, text, at), message);
            problems.push(problem.maybe_help(suggestion(name, names.iter().map(String::as_str))));
        }
        value
    };
    let pieces: Vec<_> = pieces(text).collect();
    if let [Piece::Reference(name, at)] = pieces.as_slice() {
        return look_up(name, at).map(|value| Node::from_json(&value, &node.span));
    }
    let mut whole = Some(String::with_capacity(text.len()));
    for piece in pieces {
        let part = match &piece {
            // What is broken was reported before anything was played.
            Piece::Text(part) => Some((*part).to_owned()),
            Piece::Broken(at) => Some(text[at.clone()].to_owned()),
            Piece::Reference(name, at) => look_up(name, at).map(|value| match value {
                Json::String(part) => part,
                other => other.to_string(),
            }),
        };
        whole = whole.zip(part).map(|(whole, part)| whole + &part);
    }
    whole.map(|whole| Node::new(node.span.clone(), Value::Text(whole)))
}

enum Piece<'t> {
    Text(&'t str),
    Reference(&'t str, Range<usize>),
    Broken(Range<usize>),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let Some(open) = rest.find("${") else {
            at = text.len();
            return Some(Piece::Text(rest));
        };
        if open > 0 && rest.as_bytes()[open - 1] == b'$' {
            // "$${": what comes before, with one "$", then "{" as text.
            at += open + 1;
            return Some(Piece::Text(&rest[..open]));
        }
        if open > 0 {
            at += open;
            return Some(Piece::Text(&rest[..open]));
        }
        let Some(close) = rest.find('}').filter(|&close| is_name(&rest[2..close])) else {
            at += 2;
            return Some(Piece::Broken(start..start + 2));
        };
        at += close + 1;
        Some(Piece::Reference(&rest[2..close], start..at))
    })
}

/// Names begin with a letter; `env.` in front of one makes it a name of the environment.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.len() <= 128
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Where `at` of the text of `node` was written: the same characters in the same order, if the text was written as it is, else
/// the whole node.
fn place(node: &Node, text: &str, at: &Range<usize>) -> Span {
    let wanted = &text[at.clone()];
    let before = text[..at.start].matches(wanted).count();
    match node.span.text().match_indices(wanted).nth(before) {
        Some((start, _)) => node.span.part(start..start + wanted.len()),
        None => node.place(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Source;
    use crate::tree::read;
    use proptest::prelude::*;
    use serde_json::json;

    struct Known;

    impl Values for Known {
        fn value(&self, name: &str) -> Option<Json> {
            match name {
                "token" => Some(json!("t-1")),
                "count" => Some(json!(3)),
                "all" => Some(json!({ "a": [1] })),
                "env.HOME" => Some(json!("/home")),
                _ => None,
            }
        }

        fn names(&self) -> Vec<String> {
            ["token", "count", "all", "env.HOME"].map(str::to_owned).to_vec()
        }
    }

    fn node(text: &str) -> Node {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("a.yaml", text), &mut problems).unwrap();
        assert!(problems.is_empty());
        node
    }

    #[test]
    fn a_placeholder_alone_keeps_the_type_of_its_value() {
        let mut problems = Diagnostics::new();
        let node = node("[\"${count}\", \"${all}\", \"n=${count}/${token}\", \"$${count}\", \"a$$b ${env.HOME}\", 1]");
        let replaced = substitute(&node, &Known, &mut problems).unwrap();
        assert_eq!(replaced.to_json(), json!([3, { "a": [1] }, "n=3/t-1", "${count}", "a$$b /home", 1]));
    }

    #[test]
    fn references_know_where_they_were_written() {
        let mut problems = Diagnostics::new();
        let node = node("a: \"日本 ${token} ${token}\"\nb:\n- |\n  x ${cuont}\nc: ${\nd: ${a b}\n");
        let places: Vec<_> =
            references(&node, &mut problems).iter().map(|one| format!("{} {}", one.name, one.span)).collect();
        assert_eq!(places, ["token a.yaml:1:8", "token a.yaml:1:17", "cuont a.yaml:4:5"]);
        let broken: Vec<_> = problems.ordered().iter().map(|one| one.span.to_string()).collect();
        assert_eq!(broken, ["a.yaml:5:4", "a.yaml:6:4"]);
    }

    #[test]
    fn an_unknown_name_is_reported_with_a_suggestion() {
        let mut problems = Diagnostics::new();
        assert!(substitute(&node("a: x ${cuont}\nb: ${tokn}"), &Known, &mut problems).is_none());
        let found: Vec<_> =
            problems.ordered().iter().map(|one| format!("{} {}", one.span, one.help.as_deref().unwrap())).collect();
        assert_eq!(found, ["a.yaml:1:6 did you mean 'count'?", "a.yaml:2:4 did you mean 'token'?"]);
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in "[a$\\{\\}日 ]{0,12}") {
            let node = Node::new(Span::nowhere(), Value::Text(text.clone()));
            let mut problems = Diagnostics::new();
            references(&node, &mut problems);
            if let Some(replaced) = substitute(&node, &Known, &mut problems) {
                prop_assert_eq!(replaced.to_json(), json!(text.replace("$${", "${")));
            }
        }
    }
}
