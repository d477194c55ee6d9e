//! Names in messages: in quotes, on one line, and short whatever they are.

/// The most characters of a name that a message shows.
const MOST_SHOWN: usize = 80;

/// `text` in single quotes, as messages show names: control characters escaped, and cut if it is long.
pub fn quoted(text: &str) -> String {
    let mut shown = String::with_capacity(text.len().min(MOST_SHOWN) + 2);
    shown.push('\'');
    for (at, character) in text.chars().enumerate() {
        if at == MOST_SHOWN {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown.push('\'');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_on_one_line_and_short() {
        assert_eq!(quoted("DEV Test"), "'DEV Test'");
        assert_eq!(quoted("a\nb\u{1b}[31m"), "'a\\nb\\u{1b}[31m'");
        assert_eq!(quoted(&"日".repeat(200)), format!("'{}…'", "日".repeat(MOST_SHOWN)));
    }
}
