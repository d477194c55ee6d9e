//! One tree laid over another.

use super::{Entry, Node, Value};

/// `base` with `over` laid over it: maps key by key, everything else is replaced. Keys keep the order of `base`, new ones come
/// after them. Every part keeps the place where it was written, so that problems are shown in the file that they come from.
#[must_use]
pub fn merge(base: Node, over: Node) -> Node {
    let value = match (base.value, over.value) {
        // Most of what is laid over each other has nothing below it: shared as it is.
        (Value::Map(map), Value::Map(upper)) if map.is_empty() || upper.is_empty() => {
            Value::Map(if map.is_empty() { upper } else { map })
        }
        (Value::Map(mut map), Value::Map(upper)) => {
            for (name, Entry { key, value }) in upper {
                let value = match map.take(&name) {
                    Some(below) => merge(below, value),
                    None => value,
                };
                map.put(name, key, value);
            }
            Value::Map(map)
        }
        (_, value) => value,
    };
    Node::new(over.span, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::read;

    fn node(name: &str, text: &str) -> Node {
        read::document(&Source::new(name, text), &mut Diagnostics::new()).unwrap()
    }

    #[test]
    fn maps_are_merged_and_everything_else_is_replaced() {
        let base = node("base.yaml", "a: {x: 1, y: [1, 2]}\nb: 1\nc: {z: 1}\n");
        let over = node("over.yaml", "a: {y: [3], w: 4}\nd: 5\nc: 6\n");
        let merged = merge(base, over);
        let text = merged.to_json().to_string();
        assert_eq!(text, r#"{"a":{"x":1,"y":[3],"w":4},"b":1,"c":6,"d":5}"#);
        let place = |key: &str| merged.get("a").and_then(|a| a.get(key)).map(|node| node.span.to_string());
        assert_eq!(place("x").as_deref(), Some("base.yaml:1:8"));
        assert_eq!(place("y").as_deref(), Some("over.yaml:1:8"));
    }
}
