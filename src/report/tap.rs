//! The report as TAP version 14: a line for each scenario, and what is to be said about it as a YAML block.

use serde_json::Value as Json;

use super::story::{Ending, Story};
use super::{Format, Report};
use crate::runner::outcome::Difference;

/// TAP.
pub const FORMAT: Format<Report> = Format { name: "tap", about: "A line for each scenario, as TAP version 14", write };

fn write(report: &Report) -> String {
    let mut text = format!("TAP version 14\n1..{}\n", report.scenarios.len());
    for (at, story) in report.scenarios.iter().enumerate() {
        text += &point(at + 1, story);
    }
    if report.tally.left_out > 0 {
        text += &format!("# {} not begun, because another one had not passed\n", report.tally.left_out);
    }
    text
}

fn point(number: usize, story: &Story) -> String {
    let name = description(&story.name);
    match story.ending {
        Ending::Passed => format!("ok {number} - {name}\n{}", block(story)),
        Ending::Skipped => {
            let reason = description(story.reason.as_deref().unwrap_or_default());
            format!("{}\n", format!("ok {number} - {name} # SKIP {reason}").trim_end())
        }
        Ending::Failed | Ending::Errored => format!("not ok {number} - {name}\n{}", block(story)),
    }
}

/// On one line, and with what begins a directive escaped.
fn description(text: &str) -> String {
    let line: Vec<_> = text.split_whitespace().collect();
    line.join(" ").replace('\\', "\\\\").replace('#', "\\#")
}

/// Every text is written between double quotes as JSON does, which YAML reads the same.
fn block(story: &Story) -> String {
    let mut lines = vec![format!("ending: {}", story.ending.word())];
    if let Some(problem) = &story.problem {
        lines.push(format!("severity: {}", if story.ending == Ending::Errored { "error" } else { "fail" }));
        lines.push(format!("message: {}", quoted(&problem.message)));
        lines.push(format!("code: {}", problem.code));
        lines.extend(problem.help.as_ref().map(|help| format!("help: {}", quoted(help))));
    }
    let place = story.problem.as_ref().map_or(&story.place, |problem| &problem.place);
    lines.push("at:".to_owned());
    lines.push(format!("  file: {}", quoted(&place.file)));
    lines.push(format!("  line: {}", place.line));
    lines.push(format!("  column: {}", place.column));
    if !story.differences.is_empty() {
        lines.push("differences:".to_owned());
    }
    for difference in &story.differences {
        lines.push(format!("  - path: {}", quoted(&difference.path)));
        lines.push(format!("    wanted: {}", quoted(&difference.wanted)));
        lines.push(format!("    got: {}", quoted(&difference.got)));
    }
    if !story.tags.is_empty() {
        lines.push(format!("tags: {}", Json::from(story.tags.clone())));
    }
    if let Some(row) = &story.row {
        lines.push("row:".to_owned());
        lines.extend(row.iter().map(|(name, value)| format!("  {}: {}", quoted(name), escaped(&value.to_string()))));
    }
    if !story.warnings.is_empty() {
        lines.push("warnings:".to_owned());
        lines.extend(story.warnings.iter().map(|warning| format!("  - {}", quoted(&warning.message))));
    }
    if !story.variants.is_empty() {
        lines.push("variants:".to_owned());
    }
    for one in &story.variants {
        lines.push(format!("  - variant: {}", quoted(&one.variant)));
        lines.push(format!("    compared: {}", one.compared));
        lines.push(format!("    different: {}", one.exchanges.len()));
        let layout = one.layout.as_ref().map(|layout| (None, layout));
        let answers = one.exchanges.iter();
        let answers = answers.flat_map(|answer| answer.differences.iter().map(move |found| (Some(answer), found)));
        let mut differences = answers.chain(layout).peekable();
        if differences.peek().is_some() {
            lines.push("    differences:".to_owned());
        }
        for (answer, Difference { path, wanted, got }) in differences {
            lines.push(format!("      - path: {}", quoted(path)));
            lines.extend(answer.map(|answer| format!("        answer: {}", answer.number)));
            lines.push(format!("        was: {}", quoted(wanted)));
            lines.push(format!("        is: {}", quoted(got)));
        }
    }
    lines.push(format!("steps_played: {} of {}", story.played, story.steps));
    lines.push(format!("seed: {}", story.seed));
    lines.push(format!("clock: {}", story.clock));
    lines.push(format!("transport: {}", story.transport));
    lines.push(format!("duration_ms: {}", story.machine_ms));
    if !story.said.is_empty() {
        lines.push(format!("output: {}", quoted(&story.said)));
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("  ---\n{lines}  ...\n")
}

/// Characters that YAML wants escaped and JSON does not are escaped too.
fn quoted(text: &str) -> String {
    escaped(&Json::from(text).to_string())
}

fn escaped(json: &str) -> String {
    let mut quoted = String::new();
    for character in json.chars() {
        match character {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                quoted += &format!("\\u{:04x}", u32::from(character));
            }
            other => quoted.push(other),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::report::sample;
    use crate::tree::read::document;

    #[test]
    fn a_whole_report() {
        insta::assert_snapshot!(write(&sample::report()));
    }

    #[test]
    fn a_name_cannot_become_a_directive_or_a_second_line() {
        assert_eq!(description("a # SKIP\nnot ok 2 \\ b"), "a \\# SKIP not ok 2 \\\\ b");
    }

    #[test]
    fn every_block_is_yaml_that_says_what_the_story_says() {
        for story in &sample::report().scenarios {
            let mut problems = Diagnostics::new();
            let text = block(story);
            let yaml: String = text.lines().map(|line| format!("{}\n", &line[2..])).collect();
            let yaml = yaml.trim_start_matches("---\n").trim_end_matches("...\n");
            let document = document(&Source::new("block", yaml), &mut problems).unwrap();
            assert!(problems.is_empty(), "{text}");
            let read = document.to_json();
            assert_eq!(read["seed"], story.seed);
            assert_eq!(read["differences"][0]["got"].as_str(), story.differences.first().map(|one| one.got.as_str()));
            assert_eq!(read["variants"].as_array().map_or(0, Vec::len), story.variants.len());
            assert_eq!(read["output"].as_str().unwrap_or_default(), story.said);
        }
    }
}
