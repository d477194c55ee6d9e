//! Placeholders that are filled while a file is read: those with the names of a row's values, or of a part's parameters. All
//! others stay as they are, to be replaced when the scenario plays.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::tree::{Node, Value, template};

/// `node` with every placeholder that has one of the names in `values` filled. A text that is nothing but one of them becomes
/// the value itself, and keeps the place where that was written. The names that stood somewhere are added to `used`.
pub(super) fn fill(node: &Node, values: &IndexMap<String, Node>, used: &mut BTreeSet<String>) -> Node {
    let filled = node.changed(&mut |part: &Node| {
        let text = part.as_text().filter(|text| template::is_template(text))?;
        fill_text(part, text, values, used)
    });
    filled.unwrap_or_else(|| node.clone())
}

fn fill_text(node: &Node, text: &str, values: &IndexMap<String, Node>, used: &mut BTreeSet<String>) -> Option<Node> {
    let mut whole = String::with_capacity(text.len());
    let mut done = 0;
    for (name, at) in template::places(text) {
        let Some(value) = values.get(name) else { continue };
        used.insert(name.to_owned());
        if at == (0..text.len()) {
            return Some(value.clone());
        }
        whole += &text[done..at.start];
        match value.as_text() {
            Some(text) => whole += text,
            None => whole += &value.to_json().to_string(),
        }
        done = at.end;
    }
    whole += &text[done..];
    (done > 0).then(|| Node::new(node.span.clone(), Value::Text(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::read;
    use serde_json::json;

    fn node(text: &str) -> Node {
        read::document(&Source::new("a.yaml", text), &mut Diagnostics::new()).unwrap()
    }

    #[test]
    fn what_is_known_is_filled_and_everything_else_stays() {
        let values = node("{ n: 5, who: 由紀, body: { a: [1] }, later: '${token}' }");
        let values: IndexMap<_, _> =
            values.as_map().unwrap().iter().map(|(name, entry)| (name.to_owned(), entry.value.clone())).collect();
        let mut used = BTreeSet::new();
        let text =
            "[ '${n}', 'n=${n} ${who}', '${body}', '${token}/${later}', '$${n}', '${', 7, { '${n}': '${env.X}' } ]";
        let filled = fill(&node(text), &values, &mut used);
        assert_eq!(
            filled.to_json(),
            json!([5, "n=5 由紀", { "a": [1] }, "${token}/${token}", "$${n}", "${", 7, { "${n}": "${env.X}" }])
        );
        assert_eq!(used.into_iter().collect::<Vec<_>>(), ["body", "later", "n", "who"]);
        assert_eq!(filled.as_list().unwrap()[0].span.to_string(), "a.yaml:1:6");
    }
}
