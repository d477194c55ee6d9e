//! How GPHUD writes a span of time: the largest unit and at most the one below it, as in `13h24m`.

/// The units and their lengths in seconds. A month has 28 days.
const UNITS: [(&str, i64); 6] =
    [("mo", 28 * 86_400), ("w", 7 * 86_400), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// `seconds` as GPHUD shows it: it starts at the largest unit that is not zero and looks at the one below; a zero there is
/// left out, and nothing smaller takes its place. Nothing at all for no time; a `T-` in front of time that has passed.
pub fn text(seconds: i64) -> String {
    let mut rest = seconds.saturating_abs();
    let mut text = String::from(if seconds < 0 { "T-" } else { "" });
    let Some(first) = UNITS.iter().position(|(_, length)| rest >= *length) else { return text };
    for (name, length) in UNITS.iter().skip(first).take(2) {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            text.push_str(&count.to_string());
            text.push_str(name);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn spans_are_written_as_the_platform_writes_them() {
        // Computed with the platform's own formatter.
        for (seconds, expected) in [
            (1, "1s"),
            (60, "1m"),
            (61, "1m1s"),
            (3_600, "1h"),
            (3_601, "1h"),
            (3_660, "1h1m"),
            (48_240, "13h24m"),
            (48_299, "13h24m"),
            (86_400, "1d"),
            (86_460, "1d"),
            (90_000, "1d1h"),
            (583_199, "6d17h"),
            (583_200, "6d18h"),
            (604_800, "1w"),
            (608_400, "1w"),
            (691_200, "1w1d"),
            (2_419_199, "3w6d"),
            (2_419_200, "1mo"),
            (2_505_600, "1mo"),
            (3_024_000, "1mo1w"),
            (31_536_000, "13mo"),
            (0, ""),
            (-61, "T-1m1s"),
        ] {
            assert_eq!(text(seconds), expected, "{seconds}");
        }
    }
}
