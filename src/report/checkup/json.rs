//! The scorecard as JSON, in a shape that has a version and a schema.

use serde_json::Value as Json;

use super::{Format, Scorecard};
use crate::report::json::schema_of;

/// JSON.
pub const FORMAT: Format<Scorecard> =
    Format { name: "json", about: "Everything that was found as JSON, for programs", write };

fn write(card: &Scorecard) -> String {
    // Plain data with text for keys: there is nothing in it that JSON cannot say.
    serde_json::to_string_pretty(card).unwrap_or_default() + "\n"
}

/// The JSON Schema (2020-12) of the scorecard.
pub fn schema() -> Json {
    schema_of::<Scorecard>("What Backlot's doctor found at a creator server")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::checkup::sample;

    #[test]
    fn a_whole_scorecard() {
        insta::assert_snapshot!(write(&sample::scorecard()));
    }

    #[test]
    fn the_schema_in_the_documentation_is_the_one_of_the_code() {
        let kept = include_str!("../../../docs/checkup.schema.json");
        let now = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        assert!(kept == now, "docs/checkup.schema.json should be:\n{now}");
    }

    #[test]
    fn a_whole_scorecard_is_as_the_schema_says() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let card = serde_json::to_value(sample::scorecard()).unwrap();
        let wrong: Vec<_> = validator.iter_errors(&card).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let spoil: [fn(&mut Json); 4] = [
            |card| card["backlot_checkup"] = 2.into(),
            |card| card["probes"][0]["grade"] = "splendid".into(),
            |card| card["tally"]["failed"] = (-1).into(),
            |card| drop(card["probes"][0].as_object_mut().unwrap().remove("mend")),
        ];
        for (at, spoil) in spoil.iter().enumerate() {
            let mut card = card.clone();
            spoil(&mut card);
            assert!(!validator.is_valid(&card), "spoilt scorecard {at} fits the schema");
        }
    }
}
