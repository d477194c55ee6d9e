//! The report as JUnit XML, which CI servers show: a suite for each file, a case for each scenario, and an expectation that
//! failed (`failure`) kept apart from a scenario that could not run (`error`).

use indexmap::IndexMap;
use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use super::ink::Ink;
use super::story::{Ending, Problem, Story};
use super::{Format, Report, human, xml};

/// JUnit XML.
pub const FORMAT: Format<Report> = Format { name: "junit", about: "JUnit XML, for CI servers", write };

fn write(report: &Report) -> String {
    let mut files: IndexMap<&str, Vec<&Story>> = IndexMap::new();
    for story in &report.scenarios {
        files.entry(&story.place.file).or_default().push(story);
    }
    let mut document = quick_junit::Report::new("backlot");
    document.set_time(xml::duration(report.took_ms));
    document.add_test_suites(files.into_iter().map(|(file, stories)| suite(file, &stories, report)));
    xml::document(&document)
}

fn suite(file: &str, stories: &[&Story], report: &Report) -> TestSuite {
    let mut suite = TestSuite::new(file);
    suite.set_time(xml::duration(stories.iter().map(|story| story.machine_ms).sum()));
    xml::begun(&mut suite, &report.started);
    suite.add_property(Property::new("backlot.version", report.version.as_str()));
    for story in stories {
        suite.add_test_case(case(story, &class(file)));
    }
    suite
}

fn case(story: &Story, class: &str) -> TestCase {
    let status = match (&story.ending, &story.problem) {
        (Ending::Failed, problem) => unsuccessful(NonSuccessKind::Failure, problem.as_ref(), story),
        (Ending::Errored, problem) => unsuccessful(NonSuccessKind::Error, problem.as_ref(), story),
        (Ending::Skipped, _) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(story.reason.as_deref().unwrap_or_default());
            status
        }
        (Ending::Passed, _) => TestCaseStatus::success(),
    };
    let mut case = TestCase::new(story.name.as_str(), status);
    case.set_classname(class);
    case.set_time(xml::duration(story.machine_ms));
    if !story.warnings.is_empty() {
        case.set_system_err(story.warnings.iter().map(|warning| warning.excerpt.as_str()).collect::<String>());
    }
    let out = system_out(story);
    if !out.is_empty() {
        case.set_system_out(out);
    }
    case
}

/// The schema has no place for tags, rows and variants, so they are lines above what the program under test printed.
fn system_out(story: &Story) -> String {
    let mut out = String::new();
    if !story.tags.is_empty() {
        out += &format!("tags: {}\n", story.tags.join(", "));
    }
    if let Some(row) = &story.row {
        out += &format!("row: {}\n", serde_json::to_string(row).unwrap_or_default());
    }
    out += &human::variants(&story.variants, Ink { colour: false });
    out + &story.said
}

fn unsuccessful(kind: NonSuccessKind, problem: Option<&Problem>, story: &Story) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    if let Some(problem) = problem {
        status.set_message(problem.message.as_str()).set_type(problem.code);
    }
    status.set_description(story.explanation.as_str());
    status
}

/// CI servers take a class apart at its points, so a path becomes one: `scenarios.gphud.limit`.
fn class(file: &str) -> String {
    let stem = ["yaml", "yml", "json"].iter().find_map(|ending| file.strip_suffix(ending)?.strip_suffix('.'));
    let parts = stem.unwrap_or(file).split(['/', '\\']).filter(|part| !part.is_empty() && !matches!(*part, "." | ".."));
    parts.map(|part| part.replace('.', "_")).collect::<Vec<_>>().join(".")
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
    fn the_common_schema_accepts_it() {
        assert_eq!(xml::schema::objections(&write(&sample::report())), <[String; 0]>::default());
    }

    #[test]
    fn a_reader_counts_what_happened() {
        // This reader wants a zone in the timestamp, which the schema does not know.
        let text = write(&sample::report()).replace(r#"T12:00:00""#, r#"T12:00:00Z""#);
        let read = quick_junit::Report::deserialize_from_str(&text).unwrap();
        let skipped: usize = read.test_suites.iter().map(|suite| suite.skipped).sum();
        assert_eq!((read.tests, read.failures, read.errors, skipped), (4, 1, 1, 1));
        let suites: Vec<_> =
            read.test_suites.iter().map(|suite| (suite.name.as_str(), suite.test_cases.len())).collect();
        assert_eq!(
            suites,
            [
                ("scenarios/gphud/limit.yaml", 1),
                ("scenarios/クラスター/照明 & 鍵.yaml", 1),
                ("scenarios/cluster/python.yaml", 2)
            ]
        );
    }

    #[test]
    fn a_file_is_a_class() {
        let files = ["scenarios/gphud/limit.yaml", "./a.b/c.json", "../x", "C:\\work\\a.yml", "yaml"];
        assert_eq!(files.map(class), ["scenarios.gphud.limit", "a_b.c", "x", "C:.work.a", "yaml"]);
    }
}
