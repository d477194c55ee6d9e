//! Expectations that nothing can meet: whatever comes, the step fails, and what stands after it is never played.

use std::cmp::Ordering;

use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::{Decoding, Duration, Map, Node, Value};

/// Reports matchers that no value fits all of.
pub(super) fn check(map: &Map, cx: &mut Decoding<'_>) {
    if let (Some(above), Some(below)) = (map.entry("above"), map.entry("below"))
        && compare(&above.value, &below.value).is_some_and(Ordering::is_ge)
    {
        let message = format!(
            "nothing is above {} and below {}",
            quoted(above.value.span.text()),
            quoted(below.value.span.text())
        );
        let problem =
            Diagnostic::error(Code::Unreachable, below.key.clone(), message).also(above.key.clone(), "the other");
        cx.report(problem.help("the two are the ends of a range, which are not in it"));
    }
    if let Some(absent) = map.entry("absent").filter(|absent| absent.value.value == Value::Bool(true))
        && let Some((name, other)) = map.iter().find(|(name, _)| *name != "absent")
    {
        let message = format!("what is absent cannot fit {}", quoted(name));
        let problem = Diagnostic::error(Code::Unreachable, other.key.clone(), message);
        cx.report(problem.also(absent.key.clone(), "nothing may be there"));
    }
}

fn compare(one: &Node, other: &Node) -> Option<Ordering> {
    let duration = |node: &Node| node.as_text().and_then(|text| Duration::parse(text).ok());
    match (duration(one), duration(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => number(one)?.partial_cmp(&number(other)?),
    }
}

fn number(node: &Node) -> Option<f64> {
    match node.value {
        #[expect(clippy::cast_precision_loss, reason = "two whole numbers that are the same as such are the same here")]
        Value::Int(whole) => Some(whole as f64),
        Value::Float(number) => Some(number),
        _ => None,
    }
}
