//! The scorecard as JSON.

use super::{Format, Scorecard};

/// JSON.
pub const FORMAT: Format = Format { name: "json", about: "Everything that was found as JSON, for programs", write };

fn write(card: &Scorecard) -> String {
    // Plain data with text for keys: there is nothing in it that JSON cannot say.
    serde_json::to_string_pretty(card).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::checkup::sample;

    #[test]
    fn a_whole_scorecard() {
        insta::assert_snapshot!(write(&sample::scorecard()));
    }
}
