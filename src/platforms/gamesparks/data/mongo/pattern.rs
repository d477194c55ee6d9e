//! Regular expressions of queries. The database had Perl's; these have what games use of them, lookarounds included.

use crate::platforms::gamesparks::data::bson::Regex;

/// How much work one search may be: an expression that goes back and forth without end is stopped here.
const MOST_STEPS: usize = 1_000_000;

/// An expression that is ready to search.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: Regex,
    expression: fancy_regex::Regex,
}

impl Pattern {
    /// The expression `pattern` with those options; an error says what is wrong with it.
    pub fn new(pattern: &str, options: &str) -> Result<Self, String> {
        let mut flags = String::new();
        for option in options.chars() {
            match option {
                'i' | 'm' | 's' | 'x' => flags.push(option),
                // Of JavaScript's flags these mean nothing to a query.
                'g' | 'u' | 'y' => {}
                other => return Err(format!("invalid flag in regex options: {other}")),
            }
        }
        let whole = if flags.is_empty() { pattern.to_owned() } else { format!("(?{flags}){pattern}") };
        let built = fancy_regex::RegexBuilder::new(&whole).backtrack_limit(MOST_STEPS).build();
        let expression = built.map_err(|error| format!("Regular expression is invalid: {error}"))?;
        Ok(Self { source: Regex { pattern: pattern.to_owned(), options: options.to_owned() }, expression })
    }

    /// As a value.
    pub fn source(&self) -> &Regex {
        &self.source
    }

    /// Whether `text` has it. A search that takes too long has found nothing.
    pub fn is_in(&self, text: &str) -> bool {
        self.expression.is_match(text).unwrap_or(false)
    }

    /// The text that everything which has it begins with, if the expression says that: `^abc`.
    pub fn prefix(&self) -> Option<&str> {
        let rest = self.source.pattern.strip_prefix('^').filter(|_| self.source.options.is_empty())?;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '@' | ':' | '/');
        let end = rest.find(|c: char| !plain(c)).unwrap_or(rest.len());
        // A character that may be repeated or left out is not part of it.
        let optional = rest[end..].starts_with(['*', '?', '{', '|', '+']);
        let prefix = if optional { &rest[..rest[..end].char_indices().next_back()?.0] } else { &rest[..end] };
        (!prefix.is_empty() && !rest.contains('|')).then_some(prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_and_lookarounds_are_understood() {
        assert!(Pattern::new("^player1", "").unwrap().is_in("player12"));
        assert!(Pattern::new("SKY", "i").unwrap().is_in("blue sky"));
        assert!(Pattern::new("a(?!b)", "").unwrap().is_in("ac"));
        assert!(!Pattern::new("a(?!b)", "").unwrap().is_in("ab"));
        assert!(Pattern::new("(", "").is_err() && Pattern::new("a", "q").is_err());
        let endless = Pattern::new("^(?:a+)+(?<!c)$", "").unwrap();
        assert!(!endless.is_in(&("a".repeat(40) + "b")));
    }

    #[test]
    fn a_prefix_is_known_where_it_is_sure() {
        let prefix = |pattern: &str| Pattern::new(pattern, "").unwrap().prefix().map(str::to_owned);
        assert_eq!(prefix("^abc").as_deref(), Some("abc"));
        assert_eq!(prefix("^abc*").as_deref(), Some("ab"));
        assert_eq!(prefix("^ab.c").as_deref(), Some("ab"));
        assert_eq!((prefix("abc"), prefix("^a|b"), prefix("^")), (None, None, None));
    }
}
