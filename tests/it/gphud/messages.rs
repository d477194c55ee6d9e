//! Every command has a scenario, and so has every message that is listed beside it, in every dialect that has it; and what is
//! closed to applications has one that shows it closed. A scenario shows a message if the transcript of its playing has it.

use std::collections::BTreeSet;

use backlot::platforms::gphud::commands::message::Message;
use backlot::platforms::gphud::commands::{self, Access, Command};
use backlot::platforms::gphud::dialect::{Dialect, Name};
use regex::Regex;
use serde_json::Value;

use super::answers;

/// Whether the answer is the message.
fn is(answer: &Value, command: &Command, message: &Message, dialect: &'static Dialect) -> bool {
    let (kind, text) = message.shown(command, dialect);
    if answer["responsetype"] != kind {
        return false;
    }
    if text.is_empty() {
        return true;
    }
    let keys = ["error", "reboot", dialect.message_key, dialect.say_key];
    let pattern = Regex::new(&message.pattern(command, dialect)).unwrap();
    keys.into_iter().filter_map(|key| answer[key].as_str()).any(|text| pattern.is_match(text))
}

#[test]
fn each_message_of_each_command_is_shown_by_a_scenario() {
    let mut missing = BTreeSet::new();
    let mut shown = 0;
    for dialect in Name::ALL {
        for command in commands::all().filter(|command| command.dialects.include(dialect)) {
            let name = command.name.to_ascii_lowercase();
            let own: Vec<&Value> = answers::ALL
                .iter()
                .filter(|answered| answered.dialect == dialect && answered.command == name)
                .map(|answered| &answered.answer)
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
            }
            let silent = command.messages.is_empty();
            assert_eq!(silent, command.effect.is_none(), "{} does something and lists a message", command.name);
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
