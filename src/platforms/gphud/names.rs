//! Names as GPHUD's database compares them: without regard to case, some of them as patterns, and avatars by the rules of
//! Second Life user names.

use super::dialect::AvatarCase;

/// The form under which a name is found: the collation of the database does not tell upper from lower case, and does not
/// see spaces at the end.
pub fn folded(name: &str) -> String {
    name.trim_end_matches(' ').to_lowercase()
}

/// A name that is not the name of any avatar: the platform breaks off with an internal error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// The user name that `text` stands for: a dot is a space, `Resident` as the last name goes without saying, and there are
/// exactly two words with it.
pub fn username(text: &str, case: AvatarCase) -> Result<String, Malformed> {
    let spaced = text.replace('.', " ");
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    let (first, last) = match words[..] {
        [first] => (first, "Resident"),
        [first, last] => (first, last),
        _ => return Err(Malformed),
    };
    let shown = |word: &str| match case {
        AvatarCase::Kept => word.to_owned(),
        AvatarCase::Capital => capital(word),
    };
    Ok(if last.eq_ignore_ascii_case("resident") { shown(first) } else { format!("{} {}", shown(first), shown(last)) })
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(chars.as_str().chars().flat_map(char::to_lowercase))
        .collect()
}

/// A name as SQL's `like` takes it: `%` is any text, `_` any character, a backslash takes the next one as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
    /// How many characters a match has at least.
    least: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Any,
    One,
    Exactly(char),
}

impl Pattern {
    /// The pattern, unless the text has no wildcards: then it is the name itself.
    pub fn new(text: &str) -> Option<Self> {
        if !text.contains(['%', '_', '\\']) {
            return None;
        }
        let folded = text.to_lowercase();
        let mut parts = Vec::new();
        let mut chars = folded.chars();
        while let Some(c) = chars.next() {
            match c {
                '%' if parts.last() == Some(&Part::Any) => {}
                '%' => parts.push(Part::Any),
                '_' => parts.push(Part::One),
                '\\' => parts.push(Part::Exactly(chars.next().unwrap_or('\\'))),
                c => parts.push(Part::Exactly(c)),
            }
        }
        let least = parts.iter().filter(|part| **part != Part::Any).count();
        Some(Self { parts, least })
    }

    /// Whether the name, already [`folded`], is like the pattern.
    pub fn matches(&self, folded: &str) -> bool {
        let name: Vec<char> = folded.chars().collect();
        // Also what keeps a pattern of a megabyte from being compared at all.
        if self.least > name.len() {
            return false;
        }
        let (mut at, mut part) = (0, 0);
        // Where to go on after the last `%` when what follows it does not fit.
        let mut retry: Option<(usize, usize)> = None;
        while at < name.len() {
            match self.parts.get(part) {
                Some(Part::Any) => {
                    retry = Some((at, part + 1));
                    part += 1;
                    continue;
                }
                Some(Part::One) => {
                    (at, part) = (at + 1, part + 1);
                    continue;
                }
                Some(Part::Exactly(c)) if *c == name[at] => {
                    (at, part) = (at + 1, part + 1);
                    continue;
                }
                _ => {}
            }
            let Some((from, after)) = retry else { return false };
            retry = Some((from + 1, after));
            (at, part) = (from + 1, after);
        }
        self.parts[part..].iter().all(|part| *part == Part::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn avatars_are_named_as_second_life_does() {
        for (text, kept, capital) in [
            ("Iain Maltz", "Iain Maltz", "Iain Maltz"),
            ("iain.maltz", "iain maltz", "Iain Maltz"),
            ("IAIN MALTZ", "IAIN MALTZ", "Iain Maltz"),
            ("plain", "plain", "Plain"),
            ("plain.resident", "plain", "Plain"),
            ("Plain Resident", "Plain", "Plain"),
            ("SYSTEM", "SYSTEM", "System"),
        ] {
            assert_eq!(username(text, AvatarCase::Kept).unwrap(), kept, "{text}");
            assert_eq!(username(text, AvatarCase::Capital).unwrap(), capital, "{text}");
        }
        for text in ["", "   ", "a b c", "a.b.c"] {
            assert_eq!(username(text, AvatarCase::Capital), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn patterns_match_as_in_sql() {
        for (pattern, name, expected) in [
            ("TEST9%", "test989", true),
            ("test9__", "test989", true),
            ("test9_", "test989", false),
            ("%", "", true),
            ("%9%8%", "test989", true),
            ("%9%8", "test989", false),
            ("a\\%b", "a%b", true),
            ("a\\%b", "axb", false),
            ("_", "☃", true),
            ("%%%", "anything", true),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().matches(name), expected, "{pattern} ~ {name}");
        }
        assert_eq!(Pattern::new("test989"), None);
    }

    #[test]
    fn a_hostile_pattern_ends_quickly() {
        let pattern = Pattern::new(&"%a".repeat(500_000)).unwrap();
        assert!(!pattern.matches(&"a".repeat(64)));
        let pattern = Pattern::new(&format!("{}b", "%a".repeat(40))).unwrap();
        assert!(!pattern.matches(&"a".repeat(64)));
    }
}
