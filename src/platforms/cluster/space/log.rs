//! The lines that scripts and the platform write, in the platform's own format, so that existing viewers read them: one JSON
//! object per line. Here they are events of the journal; `backlot serve` streams them, and writes them to a file if asked to.

use serde_json::{Map, Value as Json, json};

use super::Space;
use super::item::Item;
use crate::journal::exchange::Event;
use crate::platforms::Written;
use crate::platforms::cluster::NAME;
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::script::{Failure, Position};
use crate::world::World;

/// The kind of the events.
pub const KIND: &str = "log";

/// The longest message, in bytes.
const LONGEST: usize = 16 * 1024;

/// How grave a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What a script logs.
    Information,
    /// What the platform warns of.
    Warning,
    /// What went wrong.
    Error,
    /// Lines were left out.
    Dropped,
    /// What the platform warns the whole space of.
    RoomWarning,
}

impl Level {
    /// Its name in the platform's format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Information => "ScriptLog_Information",
            Self::Warning => "ScriptLog_Warning",
            Self::Error => "ScriptLog_Error",
            Self::Dropped => "ScriptLog_Dropped",
            Self::RoomWarning => "RoomProfileLog_Warning",
        }
    }

    fn plain(self) -> &'static str {
        match self {
            Self::Information => "info",
            Self::Warning | Self::RoomWarning | Self::Dropped => "warning",
            Self::Error => "error",
        }
    }
}

/// Where in a script something happened.
#[derive(Debug, Clone, Default)]
pub struct Whence {
    /// The place.
    pub at: Option<Position>,
    /// The calls that led there, one line each.
    pub stack: String,
}

impl Whence {
    /// Where `failure` happened.
    pub fn of(failure: &Failure) -> Self {
        let stack = match failure {
            Failure::Thrown(thrown) => thrown.stack.clone(),
            _ => String::new(),
        };
        Self { at: failure.at().cloned(), stack }
    }
}

/// Writes a line about `item`.
pub fn write(
    world: &World,
    space_name: &str,
    space: &Space,
    item: &Item,
    level: Level,
    message: &str,
    whence: &Whence,
) {
    let owner = item.owner.as_deref().and_then(|owner| space.players.get(owner));
    let (player, user) = owner.map_or(("", ""), |owner| (&*owner.id, owner.user.display_name.as_str()));
    let mut message = shortened(message);
    if level != Level::RoomWarning {
        message = format!("{message} [{}]", item.title);
    }
    let mut detail = json!({
        "space": space_name,
        "item": &*item.name,
        "level": level.plain(),
        "tsdv": seconds(world),
        "dvid": format!("device-{}", player.get(..8).unwrap_or("0")),
        "origin": { "id": item.id, "name": &*item.title },
        "player": { "id": player, "userName": user },
        "type": level.word(),
        "message": message,
        "kind": "",
    });
    if let Some(at) = &whence.at {
        detail["pos"] = json!([at.line, at.column]);
        detail["stack"] = frames(&whence.stack);
        detail["at"] = at.to_string().into();
    }
    world.journal().note(Event { at: world.clock().now(), platform: NAME, kind: KIND, cause: None, detail });
}

/// The line that `event` is, if it is one.
pub fn written(event: &Event) -> Option<Written> {
    if event.platform != NAME || event.kind != KIND {
        return None;
    }
    let message = event.detail["message"].as_str()?;
    let text = |key: &str| event.detail[key].as_str().unwrap_or_default();
    Some(Written {
        by: format!("{}/{}", text("space"), text("item")),
        text: message.to_owned(),
        is_error: text("level") == "error",
        is_warning: text("level") == "warning",
        own: line(&event.detail),
    })
}

/// The line as the platform writes it to its file.
pub fn line(detail: &Json) -> Option<String> {
    const OWN: [&str; 9] = ["tsdv", "dvid", "origin", "player", "type", "message", "kind", "pos", "stack"];
    let detail = detail.as_object()?;
    let fields = OWN.iter().filter_map(|key| detail.get_key_value(*key));
    let fields: Map<String, Json> = fields.map(|(key, value)| (key.clone(), value.clone())).collect();
    serde_json::to_string(&fields).ok()
}

fn seconds(world: &World) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "exact to the microsecond for centuries")]
    let micros = world.clock().now().as_microsecond() as f64;
    micros / 1e6
}

/// The lines of a stack, as viewers want them.
fn frames(stack: &str) -> Json {
    let frame = |line: &str| {
        let line = line.trim().trim_start_matches("at ");
        let (name, place) = line.split_once(" (").unwrap_or(("", line));
        let mut numbers = place.trim_end_matches(')').rsplit(':');
        let (column, line) = (numbers.next()?.parse::<u32>().ok()?, numbers.next()?.parse::<u32>().ok()?);
        let file = numbers.next().unwrap_or_default();
        Some(json!({ "pos": [line, column], "info": format!("{name} {file}").trim() }))
    };
    stack.lines().filter_map(frame).collect()
}

fn shortened(message: &str) -> String {
    if message.len() <= LONGEST {
        return message.to_owned();
    }
    let end = message.floor_char_boundary(LONGEST);
    format!("{}… ({} bytes in all)", &message[..end], message.len())
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.log.line",
        "A line of the log is a JSON object with tsdv, dvid, origin, player, type, message and kind; what a script logs ends with the item's name in brackets.",
        "Script logs page; Creator Kit v3.3.0 source",
    ),
    observed(
        "cluster.log.types",
        "ScriptLog_Information is what scripts log, ScriptLog_Warning what the API warns of, ScriptLog_Error an exception that nobody caught or a script that could not be loaded.",
        "the types that log viewers know; which is used when is inferred",
    ),
    chosen(
        "cluster.log.place",
        "Errors have pos and stack, which a log viewer reads; the platform's own lines lack them.",
        "an extension that the viewer's author offers to emulators",
    ),
    chosen(
        "cluster.log.flow-control",
        "The warning of flow control is a RoomProfileLog_Warning, once a second at most.",
        "its text is documented, its type is not",
    ),
    chosen("cluster.log.player", "player is the owner of the item.", "not documented for item scripts"),
    chosen(
        "cluster.log.dropped",
        "Of one callback 200 lines are written, each of 16 KiB at most; the rest is one line of type ScriptLog_Dropped.",
        "the type is known, the limits are not",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_a_list_of_places() {
        let stack = "    at f (board.js:3:5)\n    at top level (a b.js:12:1)\n    at board.js:9:9\n    at nowhere\n";
        assert_eq!(
            frames(stack),
            json!([
                { "pos": [3, 5], "info": "f board.js" },
                { "pos": [12, 1], "info": "top level a b.js" },
                { "pos": [9, 9], "info": "board.js" },
            ])
        );
    }

    #[test]
    fn ids_are_whole_numbers_however_large() {
        let text = line(&json!({ "space": "x", "tsdv": 1.5, "origin": { "id": u64::MAX, "name": "Button" } })).unwrap();
        assert_eq!(text, r#"{"tsdv":1.5,"origin":{"id":18446744073709551615,"name":"Button"}}"#);
    }
}
