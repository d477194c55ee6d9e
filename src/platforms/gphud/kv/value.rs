//! The values of configuration keys: what each kind takes, and what is said to who sets another.

use super::{Definition, Kind};

/// Whether a text means yes.
pub fn is_true(text: &str) -> bool {
    ["1", "on", "true", "t"].iter().any(|yes| text.eq_ignore_ascii_case(yes))
}

/// What the platform says about a value that the key does not take.
pub fn complaint(definition: &Definition, value: &str) -> Option<String> {
    if definition.templated || value.is_empty() {
        return None;
    }
    let key = &definition.key;
    match definition.kind {
        Kind::Text => None,
        Kind::Integer => value
            .parse::<i32>()
            .is_err()
            .then(|| format!("{key} must be a whole number, you entered '{value}' (For input string: \"{value}\")")),
        Kind::Float => parse_float(value)
            .is_none()
            .then(|| format!("{key} must be a number, you entered '{value}' (For input string: \"{value}\")")),
        Kind::Uuid => (!is_uuid(value)).then(|| format!("{key} must be a UUID , you entered '{value}'")),
        Kind::Boolean => (!is_boolean(value)).then(|| format!("{key} must be true/false")),
        Kind::Command => {
            (!value.contains('.')).then(|| format!("{key} must be an internal command, you entered '{value}'"))
        }
        Kind::Color => (!is_color(value)).then(|| {
            format!("{key} must be a COLOR (in LSL format, HTML format, or a simple word, you entered '{value}')")
        }),
    }
}

/// A number as Java's `Float.parseFloat` takes it: with spaces around it, and with a type suffix.
pub fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c| c <= ' ');
    let text = text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text);
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn is_boolean(text: &str) -> bool {
    ["1", "0", "true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == 5
        && groups
            .iter()
            .zip([8, 4, 4, 4, 12])
            .all(|(group, length)| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// `<1.0,0.5,0>`, `#ff8000` or a word.
fn is_color(text: &str) -> bool {
    if let Some(inner) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        let parts: Vec<&str> = inner.split(',').collect();
        return parts.len() == 3 && parts.iter().all(|part| parse_float(part).is_some());
    }
    if let Some(digits) = text.strip_prefix('#') {
        return digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::super::{Hierarchy, Scope};
    use super::*;
    use crate::platforms::gphud::dialect::Name;

    fn said(kind: Kind, value: &str) -> Option<String> {
        let definition = Definition {
            key: "M.Key".into(),
            kind,
            scope: Scope::Instance,
            hierarchy: Hierarchy::None,
            default: "",
            permission: "".into(),
            templated: false,
            since: Name::Of2020,
        };
        complaint(&definition, value)
    }

    #[test]
    fn complaints_say_what_was_expected() {
        let cases = [
            (Kind::Integer, "x", "M.Key must be a whole number, you entered 'x' (For input string: \"x\")"),
            (Kind::Float, "x", "M.Key must be a number, you entered 'x' (For input string: \"x\")"),
            (Kind::Boolean, "maybe", "M.Key must be true/false"),
            (Kind::Uuid, "x", "M.Key must be a UUID , you entered 'x'"),
            (Kind::Command, "x", "M.Key must be an internal command, you entered 'x'"),
            (
                Kind::Color,
                "#12",
                "M.Key must be a COLOR (in LSL format, HTML format, or a simple word, you entered '#12')",
            ),
        ];
        for (kind, value, expected) in cases {
            assert_eq!(said(kind, value).as_deref(), Some(expected));
        }
    }

    #[test]
    fn good_values_pass() {
        for (kind, value) in [
            (Kind::Text, "anything"),
            (Kind::Integer, "-7"),
            (Kind::Float, "6.75"),
            (Kind::Float, "0.00002"),
            (Kind::Boolean, "False"),
            (Kind::Uuid, "b39860d0-8c5c-5d51-9dbf-3ef55dafe8a4"),
            (Kind::Command, "Roller.roll"),
            (Kind::Color, "<1.0, 0.5, 0>"),
            (Kind::Color, "#FF8000"),
            (Kind::Color, "red"),
            (Kind::Integer, ""),
        ] {
            assert_eq!(said(kind, value), None, "{value}");
        }
    }
}
