//! `SparkLog`, from `Spark.getLog()`: lines that a script writes, as events in the journal.

use std::cell::Cell;

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::class::{Call, Class, member};
use super::{Occasion, Run};
use crate::journal::exchange::Event;
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gamesparks::NAME;
use crate::platforms::gamesparks::data::bson::{Bson, Document, from_json};
use crate::platforms::gamesparks::state::{Game, LogLevel, PlayerId};
use crate::world::World;

/// How many lines of one run are written; those after it are counted.
const MOST_LINES: usize = 1_000;

/// The collection in which entries are kept.
const LOG: &str = "script.log";

/// How many entries are kept there.
const MOST_KEPT: usize = 10_000;

/// How long a line may be, in bytes of JSON; what is longer is cut.
const LONGEST_LINE: usize = 16 * 1024;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "spark.log",
        "debug, info, warn and error write one entry each, text or any JSON, if its level is at least the game's",
        "SparkLog API page",
    ),
    documented("spark.log-level", "setLevel sets the level for the whole game", "SparkLog API page"),
    chosen("spark.log-default", "until a script sets it the level is DEBUG, so that everything is written", "unknown"),
    observed(
        "spark.log-collection",
        "entries are documents of the collection script.log, which scripts read as the runtime collection log; the message is under log",
        "functional tests that ran on the platform, and the NoSQL Explorer page",
    ),
    chosen(
        "spark.log-fields",
        "beside log they have level, script, ts (the time) and playerId if there is a player; the last 10,000 are kept",
        "unknown",
    ),
    chosen(
        "spark.log-place",
        "entries are events in the world's journal too",
        "they belong to the callback that wrote them, and are found beside it there",
    ),
    chosen(
        "spark.log-limit",
        "of one run 1,000 entries are written, each at most 16 KiB long",
        "an endless loop must not drive everything else out of the journal",
    ),
];

/// Counts the lines of a run.
#[derive(Debug, Default)]
pub(super) struct Lines {
    written: Cell<usize>,
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkLog",
    members: &[
        member("debug", &[1], |call| write(call, LogLevel::Debug)),
        member("info", &[1], |call| write(call, LogLevel::Info)),
        member("warn", &[1], |call| write(call, LogLevel::Warn)),
        member("error", &[1], |call| write(call, LogLevel::Error)),
        member("getLevel", &[0], |call| call.give(call.run.game().lock().log_level.word())),
        member("setLevel", &[1], |call| {
            let word = call.name(0)?;
            let level = LogLevel::from_word(&word)
                .ok_or_else(|| call.throw(&format!("java.lang.IllegalArgumentException: No enum constant {word}")))?;
            call.run.game().lock().log_level = level;
            call.nothing()
        }),
    ],
    absent: &[],
};

fn write<'js>(call: &Call<'_, 'js>, level: LogLevel) -> Result<Value<'js>, Error> {
    if level >= call.run.game().lock().log_level {
        let message = call.json(0)?;
        call.run.lines.write(call.run, level, message);
    }
    call.nothing()
}

impl Lines {
    fn write(&self, run: &Run, level: LogLevel, message: Json) {
        let written = self.written.get();
        self.written.set(written.saturating_add(1));
        if written < MOST_LINES {
            let message = shortened(message);
            let Occasion { world, game, script, player, .. } = &run.occasion;
            keep(world, game, player.as_ref(), &json!({ "level": level.word(), "script": script, "log": message }));
            run.note(json!({ "level": level.word(), "script": script, "log": message }));
        } else if written == MOST_LINES {
            let message = format!("the script wrote more than {MOST_LINES} entries; the rest is left out");
            run.note(json!({ "level": "WARN", "script": run.occasion.script, "log": message, "by": "backlot" }));
        }
    }
}

impl Run {
    fn note(&self, detail: Json) {
        self.occasion.world.journal().note(entry(&self.occasion.world, self.occasion.cause, detail));
    }

    /// Something that a developer should know, as an event of the journal.
    pub(super) fn event(&self, kind: &'static str, detail: Json) {
        let event = entry(&self.occasion.world, self.occasion.cause, detail);
        self.occasion.world.journal().note(Event { kind, ..event });
    }
}

/// Keeps an entry in the collection in which the platform kept them.
pub(in crate::platforms::gamesparks) fn keep(world: &World, game: &Game, player: Option<&PlayerId>, entry: &Json) {
    let now = world.clock().now();
    let mut document = Document::from([("_id".to_owned(), Bson::Id(game.next_id(now)))]);
    if let Bson::Document(entry) = from_json(entry) {
        document.extend(entry);
    }
    document.insert("ts".to_owned(), Bson::Date(now.as_millisecond()));
    document.extend(player.map(|player| ("playerId".to_owned(), Bson::from(player.as_str()))));
    let mut store = game.lock();
    // With an id of its own it is refused by nobody.
    if let Ok(log) = store.data.collections.make(LOG) {
        let _ = log.insert(document);
        log.keep(MOST_KEPT);
    }
}

/// An entry of a game's log.
pub(in crate::platforms::gamesparks) fn entry(
    world: &crate::world::World,
    cause: Option<crate::journal::exchange::ExchangeId>,
    detail: Json,
) -> Event {
    Event { at: world.clock().now(), platform: NAME, kind: "log", cause, detail }
}

fn shortened(message: Json) -> Json {
    let text = match &message {
        Json::Null | Json::Bool(_) | Json::Number(_) => return message,
        Json::String(text) => text.clone(),
        Json::Array(_) | Json::Object(_) => message.to_string(),
    };
    if text.len() <= LONGEST_LINE {
        return message;
    }
    let end = text.floor_char_boundary(LONGEST_LINE);
    Json::String(format!("{}… ({} bytes in all)", &text[..end], text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_and_say_so() {
        assert_eq!(shortened(json!({ "a": 1 })), json!({ "a": 1 }));
        let cut = shortened(json!("日".repeat(10_000)));
        assert!(cut.as_str().unwrap().ends_with("日… (30000 bytes in all)"));
        assert!(cut.as_str().unwrap().len() < LONGEST_LINE + 40);
        assert!(shortened(json!(["x".repeat(LONGEST_LINE)])).is_string());
    }
}
