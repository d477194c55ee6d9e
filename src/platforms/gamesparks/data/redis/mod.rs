//! A game's Redis: its keys, and the commands that the platform let scripts use. A command takes texts and gives a reply, as over
//! the wire; time is the world's.

mod geo;
mod glob;
mod hashes;
mod keys;
mod lists;
mod numbers;
mod sets;
mod sorted;
mod strings;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use indexmap::{IndexMap, IndexSet};

pub use sorted::Sorted;

/// The most that all keys and values take, in bytes.
pub const MOST: usize = 64 * 1024 * 1024;

/// The keys of a game.
#[derive(Debug, Clone, Default)]
pub struct Redis {
    entries: BTreeMap<String, Entry>,
    /// How many bytes are taken at most: counted when something is written, and anew when that comes to be too much.
    bytes: usize,
}

/// What is under a key.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is.
    pub value: Value,
    /// When it goes away, in milliseconds since 1970.
    pub expires: Option<i64>,
}

/// A value of one of the kinds.
#[derive(Debug, Clone)]
pub enum Value {
    /// Bytes, mostly text.
    Text(Vec<u8>),
    /// Texts in order.
    List(VecDeque<String>),
    /// Texts by name.
    Hash(IndexMap<String, String>),
    /// Different texts.
    Set(IndexSet<String>),
    /// Different texts with scores.
    Sorted(Sorted),
}

/// What a command gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Nothing.
    Nil,
    /// `OK`, or the word for a kind.
    Status(&'static str),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(Vec<u8>),
    /// Several replies.
    List(Vec<Reply>),
}

/// Why a command failed, as Redis says it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

/// What a command comes to.
type Result = std::result::Result<Reply, Failure>;

/// A command that was called with `args`, at `now`, in milliseconds since 1970.
type Command = fn(&mut Redis, &[&str], now: i64) -> Result;

/// `OK`.
const OK: Reply = Reply::Status("OK");

const WRONG_KIND: &str = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER: &str = "ERR value is not an integer or out of range";
const NOT_A_FLOAT: &str = "ERR value is not a valid float";
const SYNTAX: &str = "ERR syntax error";

fn failure<T>(message: &str) -> std::result::Result<T, Failure> {
    Err(Failure(message.to_owned()))
}

/// A command: its name, and with how many arguments at least and at most.
struct Listed {
    name: &'static str,
    least: usize,
    most: usize,
    command: Command,
}

const fn listed(name: &'static str, least: usize, most: usize, command: Command) -> Listed {
    Listed { name, least, most, command }
}

/// Any number of arguments.
const ANY: usize = usize::MAX;

/// All commands, by what they are about.
const COMMANDS: &[&[Listed]] =
    &[keys::LIST, strings::LIST, numbers::LIST, hashes::LIST, lists::LIST, sets::LIST, sorted::LIST, geo::LIST];

impl Redis {
    /// Runs a command, in capitals. `rng` draws a whole number below a limit.
    pub fn run(&mut self, command: &str, args: &[&str], now: i64, rng: &dyn Fn(usize) -> usize) -> Result {
        let found = COMMANDS.iter().flat_map(|list| list.iter()).find(|listed| listed.name == command);
        let Some(listed) = found else {
            return match sets::drawing(command) {
                Some(draw) => draw(self, args, now, rng),
                None => failure(&format!("ERR unknown command '{command}'")),
            };
        };
        if !(listed.least..=listed.most).contains(&args.len()) {
            return failure(&format!("ERR wrong number of arguments for '{}' command", command.to_lowercase()));
        }
        self.make_room(command, args)?;
        (listed.command)(self, args, now)
    }

    /// Refuses what could not be kept. What is taken out makes room again.
    fn make_room(&mut self, command: &str, args: &[&str]) -> std::result::Result<(), Failure> {
        const EACH: usize = 64;
        if args.len() < 2
            || matches!(command, "DEL" | "EXPIRE" | "PEXPIRE" | "LTRIM" | "HDEL" | "SREM" | "ZREM" | "LREM")
        {
            return Ok(());
        }
        let more: usize = args.iter().map(|arg| arg.len() + EACH).sum();
        if self.bytes + more > MOST {
            self.bytes = self.entries.iter().map(|(key, entry)| key.len() + EACH + entry.value.size()).sum();
        }
        if self.bytes + more <= MOST {
            self.bytes += more;
            return Ok(());
        }
        failure(&format!("OOM command not allowed when used memory > 'maxmemory', which is {MOST} bytes"))
    }

    /// All keys that have not gone away, with what is under them.
    pub fn entries(&self, now: i64) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().filter(move |(_, entry)| entry.is_there(now)).map(|(key, entry)| (key.as_str(), entry))
    }

    /// Puts an entry under `key`, in the place of what was there.
    pub fn put(&mut self, key: &str, entry: Entry) {
        self.entries.insert(key.to_owned(), entry);
    }

    /// Takes out what is under `key`.
    fn take(&mut self, key: &str) -> Option<Entry> {
        self.entries.remove(key)
    }

    /// What is under `key`, unless it has gone away.
    fn get(&mut self, key: &str, now: i64) -> Option<&Entry> {
        if self.entries.get(key).is_some_and(|entry| !entry.is_there(now)) {
            self.take(key);
        }
        self.entries.get(key)
    }

    /// Changes what is under `key`, which is made by `empty` if there is nothing, and goes away if it is empty afterwards.
    fn change<T>(
        &mut self,
        key: &str,
        now: i64,
        empty: impl FnOnce() -> Value,
        change: impl FnOnce(&mut Value) -> std::result::Result<T, Failure>,
    ) -> std::result::Result<T, Failure> {
        self.get(key, now);
        let entry = self.entries.entry(key.to_owned()).or_insert_with(|| Entry { value: empty(), expires: None });
        let changed = change(&mut entry.value);
        let is_unmade = changed.is_err() && matches!(&entry.value, Value::Text(text) if text.is_empty());
        if entry.value.is_empty() || is_unmade {
            self.take(key);
        }
        changed
    }
}

impl Entry {
    fn is_there(&self, now: i64) -> bool {
        self.expires.is_none_or(|expires| expires > now)
    }
}

impl Value {
    /// The word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "string",
            Self::List(_) => "list",
            Self::Hash(_) => "hash",
            Self::Set(_) => "set",
            Self::Sorted(_) => "zset",
        }
    }

    /// Whether it goes away because nothing is in it.
    fn is_empty(&self) -> bool {
        match self {
            // An empty text is a value.
            Self::Text(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Hash(fields) => fields.is_empty(),
            Self::Set(members) => members.is_empty(),
            Self::Sorted(members) => members.len() == 0,
        }
    }

    /// About how many bytes it takes.
    fn size(&self) -> usize {
        const EACH: usize = 64;
        let sum = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| text.len() + EACH).sum();
        match self {
            Self::Text(text) => text.len(),
            Self::List(items) => sum(&mut items.iter().map(String::as_str)),
            Self::Hash(fields) => sum(&mut fields.iter().flat_map(|(field, value)| [field.as_str(), value.as_str()])),
            Self::Set(members) => sum(&mut members.iter().map(String::as_str)),
            // Each member is there twice.
            Self::Sorted(members) => sum(&mut members.iter().flat_map(|(member, _)| [member, member])),
        }
    }
}

impl Reply {
    /// A number of things.
    fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// 1 or 0.
    fn flag(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }

    /// Text.
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into().into_bytes())
    }

    /// Text, if there is some.
    fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nil, Self::text)
    }

    /// Texts.
    fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }
}

/// A whole number, written as Redis wants it.
fn whole(text: &str) -> std::result::Result<i64, Failure> {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let written = !plain.is_empty()
        && plain.bytes().all(|byte| byte.is_ascii_digit())
        && (plain == "0" || !plain.starts_with('0'));
    let number = if written && text != "-0" { text.parse().ok() } else { None };
    number.ok_or_else(|| Failure(NOT_AN_INTEGER.to_owned()))
}

/// Any number.
fn float(text: &str) -> std::result::Result<f64, Failure> {
    let number = match text.to_ascii_lowercase().as_str() {
        "inf" | "+inf" | "infinity" | "+infinity" => Some(f64::INFINITY),
        "-inf" | "-infinity" => Some(f64::NEG_INFINITY),
        "nan" | "" => None,
        other if other.starts_with(char::is_whitespace) => None,
        other => other.parse().ok(),
    };
    number.ok_or_else(|| Failure(NOT_A_FLOAT.to_owned()))
}

/// A number as Redis writes it.
fn written(number: f64) -> String {
    if number == f64::INFINITY {
        "inf".to_owned()
    } else if number == f64::NEG_INFINITY {
        "-inf".to_owned()
    } else if number == 0.0 {
        if number.is_sign_negative() { "-0".to_owned() } else { "0".to_owned() }
    } else if number.abs() >= 1e17 || number.abs() < 1e-4 {
        // As C writes it: with a sign and two digits at least in the exponent.
        let plain = format!("{number:e}");
        match plain.split_once('e') {
            Some((digits, exponent)) => {
                let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
                format!("{digits}e{sign}{exponent:0>2}")
            }
            None => plain,
        }
    } else {
        number.to_string()
    }
}

/// The part of a list of `length` things that two numbers mean, negative ones from its end.
fn range(length: usize, from: i64, to: i64) -> std::ops::Range<usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let place = |number: i64| if number < 0 { length.saturating_add(number) } else { number };
    let (from, to) = (place(from).max(0), place(to).min(length - 1));
    if from > to {
        return 0..0;
    }
    usize::try_from(from).unwrap_or(0)..usize::try_from(to.saturating_add(1)).unwrap_or(0)
}
