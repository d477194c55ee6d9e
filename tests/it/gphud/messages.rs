//! Every command has a scenario, and so has every message that is listed beside it, in every dialect that has it; and what is
//! closed to applications has one that shows it closed. A scenario shows a message if the transcript of its playing has it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use backlot::diag::Diagnostics;
use backlot::platforms::gphud::commands::message::Message;
use backlot::platforms::gphud::commands::{self, Access, Command};
use backlot::platforms::gphud::dialect::{Dialect, Name};
use backlot::runner::load::load;
use backlot::runner::outcome::Ending;
use backlot::runner::play::{Options, play};
use regex::Regex;
use serde_json::Value;

/// What scenarios were answered: the dialect, the command in lower case, and the answer.
fn answers() -> Vec<(Name, String, Value)> {
    let mut problems = Diagnostics::new();
    let scenarios = load(Path::new(env!("CARGO_MANIFEST_DIR")), &[PathBuf::from("scenarios/gphud")], &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    let mut answers = Vec::new();
    for scenario in scenarios {
        let dialect = scenario.setting.parts.get("gphud").and_then(|part| part.get("dialect")?.as_text());
        let dialect = if dialect == Some("head") { Name::Head } else { Name::Of2020 };
        let outcome = play(&scenario, &Options { seed: Some(7), ..Options::default() });
        assert!(matches!(outcome.ending, Ending::Passed), "{}: {:?}", outcome.name, outcome.ending);
        for entry in &outcome.transcript.entries {
            let Some(exchange) = entry.exchange() else { continue };
            let body = exchange.response.as_ref().map(|response| response.body.kept().to_vec()).unwrap_or_default();
            if let Ok(answer) = serde_json::from_slice(&body) {
                answers.push((dialect, exchange.operation.to_string(), answer));
            }
        }
    }
    answers
}

/// Whether the answer is the message.
fn is(answer: &Value, command: &Command, message: &Message, dialect: &'static Dialect) -> bool {
    let (kind, text) = message.shown(command, dialect);
    if answer["responsetype"] != kind {
        return false;
    }
    if text.is_empty() {
        return true;
    }
    let texts = ["error", dialect.message_key, dialect.say_key].into_iter().filter_map(|key| answer[key].as_str());
    // `[#id]` is a number in brackets, and `{x}` is anything.
    let pattern = regex::escape(&text).replace("\\[\\#id\\]", "\\[#[0-9]+\\]");
    let pattern = Regex::new(r"\\\{.*?\\\}").unwrap().replace_all(&pattern, "(?s:.+?)").into_owned();
    let end = if kind == "TabularResponse" { "" } else { "$" };
    let pattern = Regex::new(&format!("^{pattern}{end}")).unwrap();
    texts.into_iter().any(|text| pattern.is_match(text))
}

#[test]
fn each_message_of_each_command_is_shown_by_a_scenario() {
    let answers = answers();
    let mut missing = BTreeSet::new();
    let mut shown = 0;
    for dialect in Name::ALL {
        for command in commands::all().filter(|command| command.dialects.include(dialect)) {
            let name = command.name.to_ascii_lowercase();
            let own: Vec<&Value> = answers
                .iter()
                .filter(|answer| answer.0 == dialect && answer.1 == name)
                .map(|answer| &answer.2)
                .collect();
            if own.is_empty() {
                missing.insert(format!("{dialect}: {} is never called", command.name));
            }
            if command.access == Access::Denied {
                let closed =
                    |answer: &&Value| answer["error"].as_str().is_some_and(|text| text.contains("can not be accessed"));
                if !own.iter().any(closed) {
                    missing.insert(format!("{dialect}: {} is never closed", command.name));
                }
                continue;
            }
            assert!(!command.messages.is_empty(), "{} lists no message", command.name);
            let wanted = command.messages.iter().filter(|it| it.dialects.include(dialect) && it.never.is_none());
            for message in wanted {
                if own.iter().any(|answer| is(answer, command, message, dialect.dialect())) {
                    shown += 1;
                } else {
                    missing.insert(format!("{dialect}: {} never says: {}", command.name, message.text));
                }
            }
            let never = command.messages.iter().filter(|it| it.dialects.include(dialect) && it.never.is_some());
            for message in never {
                let said = own.iter().any(|answer| is(answer, command, message, dialect.dialect()));
                assert!(!said, "{} says after all: {}", command.name, message.text);
            }
        }
    }
    assert!(
        missing.is_empty(),
        "{} are missing:\n{}",
        missing.len(),
        missing.into_iter().collect::<Vec<_>>().join("\n")
    );
    assert!(shown > 250, "{shown}");
}
