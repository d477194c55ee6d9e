//! The scorecard as JUnit XML, which CI servers show: a suite for each chapter, a case for each probe. What is warned of passes,
//! and is said in the case's output.

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use super::{Entry, Format, Scorecard};
use crate::platforms::cluster::doctor::Chapter;
use crate::platforms::cluster::doctor::finding::Grade;
use crate::report::xml;

/// JUnit XML.
pub const FORMAT: Format<Scorecard> = Format { name: "junit", about: "JUnit XML, for CI servers", write };

fn write(card: &Scorecard) -> String {
    let mut document = quick_junit::Report::new("backlot check");
    document.set_time(xml::duration(card.took_ms));
    document.add_test_suites(card.chapters().map(|(chapter, entries)| suite(chapter, &entries, card)));
    xml::document(&document)
}

fn suite(chapter: Chapter, entries: &[&Entry], card: &Scorecard) -> TestSuite {
    let mut suite = TestSuite::new(chapter.title());
    suite.set_time(xml::duration(entries.iter().map(|entry| entry.took_ms).sum()));
    xml::begun(&mut suite, &card.started);
    suite.add_property(Property::new("backlot.version", card.version.as_str()));
    suite.add_property(Property::new("backlot.url", card.url.as_str()));
    suite.add_property(Property::new("backlot.profile", card.profile));
    suite.add_test_cases(entries.iter().map(|entry| case(entry)));
    suite
}

fn case(entry: &Entry) -> TestCase {
    let status = match entry.grade {
        Grade::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(entry.said.as_str()).set_type(entry.name).set_description(explained(entry));
            status
        }
        Grade::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(entry.said.as_str());
            status
        }
        Grade::Passed | Grade::Noted | Grade::Warned => TestCaseStatus::success(),
    };
    let mut case = TestCase::new(entry.name, status);
    case.set_classname(format!("backlot.check.{}", entry.chapter));
    case.set_time(xml::duration(entry.took_ms));
    if matches!(entry.grade, Grade::Warned | Grade::Noted) {
        case.set_system_out(explained(entry));
    }
    case
}

fn explained(entry: &Entry) -> String {
    let mut text = format!("{}: {}\n", entry.grade.word(), entry.said);
    if let Some(headroom) = entry.headroom {
        text += &format!("measured: {headroom}\n");
    }
    text += &format!("looks at: {}\ncluster: {}\nmend: {}\n", entry.about, entry.platform, entry.mend);
    entry.evidence.iter().for_each(|evidence| text += &format!("{}: {}\n", evidence.label, evidence.text));
    text
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
    fn the_common_schema_accepts_it() {
        assert_eq!(xml::schema::objections(&write(&sample::scorecard())), <[String; 0]>::default());
    }

    #[test]
    fn a_reader_counts_what_was_found() {
        // This reader wants a zone in the timestamp, which the schema does not know.
        let text = write(&sample::scorecard()).replace(r#"T12:00:00""#, r#"T12:00:00Z""#);
        let read = quick_junit::Report::deserialize_from_str(&text).unwrap();
        assert_eq!((read.tests, read.failures, read.errors), (5, 1, 0));
    }
}
