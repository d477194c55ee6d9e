//! The report as JSON: everything there is to know about a run, in a shape that has a version and a schema.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

use super::{Format, Report};

/// JSON.
pub const FORMAT: Format<Report> =
    Format { name: "json", about: "Everything about the run as JSON, for programs", write };

fn write(report: &Report) -> String {
    // Plain data with text for keys: there is nothing in it that JSON cannot say.
    serde_json::to_string_pretty(report).unwrap_or_default() + "\n"
}

/// The JSON Schema (2020-12) of the report.
pub fn schema() -> Json {
    schema_of::<Report>("What came of a run of Backlot's scenarios")
}

/// The JSON Schema (2020-12) of a `T` as it is written, with this title.
pub(super) fn schema_of<T: JsonSchema>(title: &str) -> Json {
    let mut settings = SchemaSettings::draft2020_12();
    settings.contract = schemars::generate::Contract::Serialize;
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_whole_report() {
        insta::assert_snapshot!(write(&sample::report()));
    }

    #[test]
    fn the_schema_in_the_documentation_is_the_one_of_the_code() {
        let kept = include_str!("../../docs/report.schema.json");
        let now = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        assert!(kept == now, "docs/report.schema.json should be:\n{now}");
    }

    #[test]
    fn a_whole_report_is_as_the_schema_says() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let report = serde_json::to_value(sample::report()).unwrap();
        let wrong: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let spoil: [fn(&mut Json); 4] = [
            |report| report["scenarios"][0]["ending"] = "vanished".into(),
            |report| report["tally"]["passed"] = "one".into(),
            |report| report["backlot_report"] = 2.into(),
            |report| {
                let exchange = &mut report["scenarios"][1]["transcript"]["entries"][1]["exchange"];
                exchange.as_object_mut().unwrap().remove("verdict");
            },
        ];
        for (at, spoil) in spoil.iter().enumerate() {
            let mut report = report.clone();
            spoil(&mut report);
            assert!(!validator.is_valid(&report), "spoilt report {at} fits the schema");
        }
    }
}
