//! Patterns of keys: `*`, `?`, `[a-c]`, `[^a]` and `\`.

/// Whether `text` is like `pattern`.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut place) = (0, 0);
    // Where to go on if what follows a star does not fit here.
    let mut star: Option<(usize, usize)> = None;
    while place < text.len() {
        if pattern.get(at) == Some(&'*') {
            star = Some((at + 1, place));
            at += 1;
            continue;
        }
        match one(&pattern[at..], text[place]) {
            Some(used) => {
                at += used;
                place += 1;
            }
            None => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    (at, place) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

/// How much of the pattern stands for the character `c`, if its beginning does.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match *pattern.first()? {
        '?' => Some(1),
        '\\' if pattern.len() > 1 => (pattern[1] == c).then_some(2),
        '[' => class(pattern, c),
        plain => (plain == c).then_some(1),
    }
}

fn class(pattern: &[char], c: char) -> Option<usize> {
    let negated = pattern.get(1) == Some(&'^');
    let mut at = if negated { 2 } else { 1 };
    let mut found = false;
    while at < pattern.len() && pattern[at] != ']' {
        if pattern[at] == '\\' && at + 1 < pattern.len() {
            at += 1;
            found |= pattern[at] == c;
        } else if pattern.get(at + 1) == Some(&'-') && at + 2 < pattern.len() {
            let (low, high) = (pattern[at].min(pattern[at + 2]), pattern[at].max(pattern[at + 2]));
            found |= (low..=high).contains(&c);
            at += 2;
        } else {
            found |= pattern[at] == c;
        }
        at += 1;
    }
    (found != negated).then_some((at + 1).min(pattern.len()))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_stand_for_texts() {
        for (pattern, text) in [
            ("*", ""),
            ("h?llo", "hello"),
            ("h*llo", "heeello"),
            ("h[ae]llo", "hallo"),
            ("h[^e]llo", "hallo"),
            ("h[a-b]llo", "hbllo"),
            ("a\\*", "a*"),
            ("*a*b*", "xaxbx"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("h?llo", "hllo"), ("h[^e]llo", "hello"), ("a\\*", "ab"), ("*a", "ab"), ("", "a")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
