//! What the platform can answer: for each type of response its keys, their order and layout, and the texts that are listed.
//! Nothing here uses the code that writes answers, apart from the lists of commands and classes.

use std::collections::HashMap;

use backlot::platforms::gphud::commands::message::{How, pattern};
use backlot::platforms::gphud::commands::{self, Command};
use backlot::platforms::gphud::dialect::{Dialect, Name};
use backlot::platforms::gphud::reply::Class;
use regex::Regex;
use serde_json::{Map, Value};

use super::texts;

/// What is told to a HUD at head, beside the answer.
const CONVEYED: &[&str] = &[
    "sizeratio",
    "setlogo",
    "qb1texture",
    "qb2texture",
    "qb3texture",
    "qb4texture",
    "qb5texture",
    "qb6texture",
    "hudtext",
    "hudcolor",
    "titlertext",
    "titlercolor",
    "rpchannel",
    "namelessprefix",
    "name",
    "titlerz",
    "hudz",
    "uixmenus",
    "qbbalance",
    "opencmd",
    "titler",
    "legacymenu",
    "leveltext",
    "motd",
    "instancestatus",
];

/// The keys of `External.status` and of `External.lookupAvatar`: those that are always there, and those that may be.
const DATA: &[(&[&str], &[&str])] = &[
    (
        &["environment", "nodename", "avatar", "instance", "sourceowner", "sourcedeveloper"],
        &["character", "region", "zone", "sourcename"],
    ),
    (
        &["avatarid", "avatarname", "playingcharacterid", "playingcharactername"],
        &["playingcharacterregion", "playingcharacterzone"],
    ),
];

/// What a dialect can answer.
pub(super) struct Renderings {
    dialect: &'static Dialect,
    /// What each command says, by its name in lower case: the type of the response, and the text.
    of_command: HashMap<String, Vec<(&'static str, Regex)>>,
    /// What commands raise, under whatever name they are called.
    raised: Vec<(&'static str, Regex)>,
    /// What is said apart from the list of commands.
    others: Vec<(&'static str, Regex)>,
    menu: Regex,
}

impl Renderings {
    pub(super) fn of(name: Name) -> Self {
        let dialect = name.dialect();
        let known = || commands::all().filter(|command| command.dialects.include(name));
        let others = texts::of(name).map(|(kind, text)| (kind, regex(&format!("^{}$", pattern(text)))));
        Self {
            dialect,
            raised: known().flat_map(raised).collect(),
            of_command: known().map(|command| (command.name.to_ascii_lowercase(), said(command, dialect))).collect(),
            others: others.collect(),
            menu: regex("^(args|invoke|incommand|arg[0-9]+(name|description|type|button[0-9]+))$"),
        }
    }

    /// The type of the response of an answer to a call of `operation`; or why it is nothing that the platform answers.
    pub(super) fn judge(&self, operation: &str, text: &str) -> Result<String, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("no JSON ({error}): {text}"))?;
        let Value::Object(fields) = value else { return Err(format!("no object: {text}")) };
        self.laid_out(&fields, text).map_err(|reason| format!("{reason}: {text}"))?;
        in_java_order(&fields).map_err(|reason| format!("{reason}: {text}"))?;
        let kind = fields.get("responsetype").and_then(Value::as_str).unwrap_or_default();
        self.fields(kind, operation, &fields).map_err(|reason| format!("{kind}, {reason}: {text}"))?;
        Ok(kind.to_owned())
    }

    /// The answer has the fields and the text that its type has.
    fn fields(&self, kind: &str, operation: &str, fields: &Map<String, Value>) -> Result<(), String> {
        let has = |keys: &[&str]| {
            let told = |key: &str| self.dialect.conveys && CONVEYED.contains(&key);
            let missing = keys.iter().find(|key| !fields.contains_key(**key));
            let more = fields.keys().find(|key| *key != "responsetype" && !keys.contains(&&***key) && !told(key));
            match (missing, more) {
                (Some(key), _) => Err(format!("without {key}")),
                (_, Some(key)) => Err(format!("with {key}")),
                _ => Ok(()),
            }
        };
        // Exceptions and the end of everything tell a HUD nothing.
        let alone = |keys: &[&str]| match fields.len() == keys.len() + 1 {
            true => has(keys),
            false => Err("with more than it has".to_owned()),
        };
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        let dialect = self.dialect;
        match kind {
            "OKResponse" | "TabularResponse" => {
                has(&[dialect.message_key])?;
                self.said(kind, operation, text(dialect.message_key))
            }
            "SayResponse" => {
                has(&[dialect.say_key, "sayas"])?;
                self.said(kind, operation, text(dialect.say_key))
            }
            "ErrorResponse" => {
                has(&["error"])?;
                self.said(kind, operation, text("error"))
            }
            "NoResponse" => has(&[]),
            "RebootResponse" if dialect.name == Name::Head => {
                has(&["reboot"])?;
                self.said(kind, operation, text("reboot"))
            }
            "TerminateResponse" => {
                alone(&["terminate"])?;
                self.said(kind, operation, text("terminate"))
            }
            "UserException" => {
                alone(&["error", "errorclass"])?;
                match Class::ALL.iter().any(|class| class.word() == text("errorclass")) {
                    true => self.said(kind, operation, text("error")),
                    false => Err("of a class that is none".to_owned()),
                }
            }
            "SystemException" => {
                alone(&["error"])?;
                is(
                    text("error"),
                    ["Internal error occured, sorry.", "Sorry, an internal error occurred."],
                    dialect.name,
                )
            }
            "UnhandledException" => {
                alone(&["error"])?;
                is(text("error"), ["", "Sorry, an unhandled internal error occurred."], dialect.name)
            }
            "JSONResponse" => {
                let told = |key: &str| key == "responsetype" || dialect.conveys && CONVEYED.contains(&key);
                let own: Vec<&str> = fields.keys().map(String::as_str).filter(|key| !told(key)).collect();
                let is_data = DATA.iter().any(|(needed, more)| {
                    needed.iter().all(|key| own.contains(key))
                        && own.iter().all(|key| needed.contains(key) || more.contains(key))
                });
                let is_menu = dialect.menus_callable && own.iter().all(|key| self.menu.is_match(key));
                if is_data || is_menu { Ok(()) } else { Err("with data that is none".to_owned()) }
            }
            _ => Err("which is no type of response".to_owned()),
        }
    }

    /// The text is one of those that are listed: for the command, or for everything.
    fn said(&self, kind: &str, operation: &str, text: &str) -> Result<(), String> {
        let fits = |(of, pattern): &(&'static str, Regex)| *of == kind && pattern.is_match(text);
        let own = self.of_command.get(operation);
        let listed = match own {
            Some(own) => own.iter().any(fits),
            // An alias, a console, something that is made for a currency.
            None => self.of_command.values().flatten().chain(&self.raised).any(fits),
        };
        if listed || self.others.iter().any(fits) { Ok(()) } else { Err("with a text that is not listed".to_owned()) }
    }

    /// The text is that of the fields, written as the dialect writes it.
    fn laid_out(&self, fields: &Map<String, Value>, text: &str) -> Result<(), String> {
        let indent = if self.dialect.name == Name::Of2020 { "    " } else { "  " };
        let mut lines = Vec::new();
        for (key, value) in fields {
            let value = match value {
                Value::String(text) => quoted(text),
                Value::Number(number) if number.is_i64() => number.to_string(),
                _ => return Err(format!("{key} is neither text nor a whole number")),
            };
            lines.push(format!("{}: {value}", quoted(key)));
        }
        let whole = match &lines[..] {
            [only] => format!("{{{only}}}"),
            _ => format!("{{\n{indent}{}\n}}", lines.join(&format!(",\n{indent}"))),
        };
        let end = if self.dialect.name == Name::Of2020 { "\n" } else { "" };
        if format!("{whole}{end}") == text { Ok(()) } else { Err("not laid out as it should be".to_owned()) }
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

fn said(command: &Command, dialect: &'static Dialect) -> Vec<(&'static str, Regex)> {
    let said = command.messages.iter().filter(|message| {
        message.dialects.include(dialect.name)
            && message.never.is_none()
            && !matches!(message.how, How::Data | How::Nothing)
    });
    said.map(|message| (message.shown(command, dialect).0, regex(&message.pattern(command, dialect)))).collect()
}

/// What 2020 answers to an error that is raised in a command which was called by the name of an alias.
fn raised(command: &Command) -> impl Iterator<Item = (&'static str, Regex)> {
    let raised = command.messages.iter().filter(|message| matches!(message.how, How::Raised(_)));
    raised.map(|message| {
        ("ErrorResponse", regex(&format!("^>>> ERROR : [^ ]+ errored: \n--- {}$", pattern(message.text))))
    })
}

fn is(text: &str, wanted: [&str; 2], dialect: Name) -> Result<(), String> {
    let wanted = wanted[usize::from(dialect == Name::Head)];
    if text == wanted && !text.is_empty() { Ok(()) } else { Err("with a text of its own".to_owned()) }
}

/// The text as org.json quotes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut before = '\0';
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' if before == '<' => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..' ' | '\u{80}'..'\u{a0}' | '\u{2000}'..'\u{2100}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
        before = c;
    }
    out.push('"');
    out
}

/// The keys come in the order of the buckets of a Java `HashMap`.
fn in_java_order(fields: &Map<String, Value>) -> Result<(), String> {
    let mut buckets = 16;
    while fields.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    let bucket = |key: &str| {
        let hash = key.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()));
        (hash ^ (hash >> 16)) as usize % buckets
    };
    let order: Vec<usize> = fields.keys().map(|key| bucket(key)).collect();
    if order.is_sorted() { Ok(()) } else { Err("keys in an order that is not Java's".to_owned()) }
}
