//! What the author may have meant: the known name that is nearest to a misspelt one.

use super::quoted;

/// The most names that a suggestion lists.
const MOST_LISTED: usize = 12;

/// The name among `known` that `typed` is probably a misspelling of: the fewest edits, at most a third of its length.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Distances grow with the product of the lengths, and nobody misspells a page.
    if typed.len() > 256 {
        return None;
    }
    let plain = plain(typed);
    let allowed = (plain.chars().count() / 3).max(1);
    let scored = known.into_iter().filter_map(|name| {
        let distance = strsim::damerau_levenshtein(&plain, &self::plain(name));
        (distance <= allowed).then_some((distance, name))
    });
    scored.min_by_key(|&(distance, _)| distance).map(|(_, name)| name)
}

/// A sentence that helps: the nearest name, or the list of what is possible where that is short enough to be of use.
pub fn suggestion<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    match nearest(typed, known.clone()) {
        Some(name) => Some(format!("did you mean {}?", quoted(name))),
        None => possible(known),
    }
}

/// A sentence that lists what is possible, where that is short enough to be of use.
pub fn possible<'a>(known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<_> = known.into_iter().collect();
    match names.as_slice() {
        [] => None,
        [only] => Some(format!("only {} is possible here", quoted(only))),
        all if all.len() <= MOST_LISTED => Some(format!("possible are: {}", all.join(", "))),
        _ => None,
    }
}

/// Case and the way in which words are joined are the most frequent slips: they cost nothing.
fn plain(name: &str) -> String {
    name.chars().filter(|character| !matches!(character, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        let known = ["steps", "seed", "server", "expect-journal"];
        assert_eq!(nearest("setps", known), Some("steps"));
        assert_eq!(nearest("Expect_Journal", known), Some("expect-journal"));
        assert_eq!(nearest("zebra", known), None);
        assert_eq!(nearest(&"s".repeat(10_000), known), None);
    }

    #[test]
    fn what_is_possible_is_listed_where_nothing_is_near() {
        assert_eq!(suggestion("setps", ["steps", "seed"]).as_deref(), Some("did you mean 'steps'?"));
        assert_eq!(suggestion("zebra", ["steps", "seed"]).as_deref(), Some("possible are: steps, seed"));
        assert_eq!(suggestion("zebra", ["steps"]).as_deref(), Some("only 'steps' is possible here"));
        assert_eq!(suggestion("zebra", []), None);
        assert_eq!(suggestion("zebra", ["steps"; 13]), None);
    }
}
