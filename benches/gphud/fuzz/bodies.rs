//! Bodies: requests, and everything that can be wrong with one.

use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _};
use rand_chacha::ChaCha8Rng as StdRng;

use super::requests::Callable;

/// Fields that some part of the platform looks at.
pub(super) const FIELDS: &[&str] = &[
    "developerkey",
    "applicationname",
    "runasinstancename",
    "runasinstanceid",
    "runasavatarname",
    "runasavatarid",
    "runascharactername",
    "runascharacterid",
    "command",
    "checkavatarpermission",
    "console",
    "callback",
    "cookie",
    "interface",
    "target",
    "type",
    "ammount",
    "reason",
    "user",
    "note",
    "shared",
    "character",
    "attribute",
    "key",
    "value",
    "group",
    "member",
    "newmember",
    "newowner",
    "faction",
    "admin",
    "open",
    "name",
    "set",
    "element",
    "qty",
    "inventory",
    "item",
    "currency",
    "basevalue",
    "metadata",
    "substring",
    "number",
    "precedence",
    "delta",
    "choice",
    "location",
    "sendmessage",
    "region",
    "zone",
    "event",
    "effect",
    "seconds",
    "selfmodify",
    "attributetype",
];

/// Values that mean something to some field, and others.
pub(super) const VALUES: &[&str] = &[
    "\"test\"",
    "15",
    "\"15\"",
    "\"DEV Test\"",
    "\"test989\"",
    "\"%\"",
    "\"_\"",
    "\">Iain Maltz\"",
    "\">\"",
    "\"Sky Plain\"",
    "\"xp\"",
    "\"guild\"",
    "1",
    "-1",
    "0",
    "1.5",
    "1e400",
    "-0",
    "0x1F",
    "00",
    "9223372036854775807",
    "2147483648",
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[1,[2,[3]]]",
    "{\"a\":{\"b\":null}}",
    "\"\"",
    "\"-\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "'single'",
    "bare",
    "\"caf\u{e9} \u{2603} </b>\"",
    "\"Elves\"",
    "\"Red\"",
    "\"Bag\"",
    "\"Pack\"",
    "\"apple\"",
    "\"Crown\"",
    "\"1c 5\"",
    "\"Experience.xpXPLimit\"",
    "\"Health.health\"",
    "\"Roll\"",
    "\"roller.roll 1 6 0 hi\"",
    "\"a \\\"b c\\\" d\"",
    "\"\\\"\"",
    "\"3000000000\"",
    "NaN",
    "Infinity",
    "\"5ca5d32d-f2c5-43ed-9f9c-226d1bb404f3\"",
    "\"  \"",
    "\"a b c\"",
];

/// A body.
pub(super) fn body(rng: &mut StdRng, callable: &Callable) -> Vec<u8> {
    match rng.random_range(0..1_000) {
        0..600 => callable.request(rng).into_bytes(),
        600..780 => {
            let good = callable.request(rng).into_bytes();
            damaged(rng, good)
        }
        780..860 => shape(rng).into_bytes(),
        860..885 => nested(rng).into_bytes(),
        885..935 => number(rng).into_bytes(),
        935..937 => long(rng).into_bytes(),
        _ => {
            let mut bytes = vec![0; rng.random_range(0..200)];
            rng.fill_bytes(&mut bytes);
            bytes
        }
    }
}

/// A request with one field that is very long, or with very many fields.
fn long(rng: &mut StdRng) -> String {
    let length = rng.random_range(1..20_000);
    if rng.random_ratio(1, 4) {
        let many: String = (0..length / 20).map(|number| format!("k{number}:1,")).collect();
        return format!("{{{many}developerkey:test,runasinstanceid:15,command:external.status}}");
    }
    let sign = ["a", "%", "_", ".", " ", "--", "\u{e9}", "\\\\", "9", "%a"].choose(rng).unwrap();
    let field = FIELDS.choose(rng).unwrap();
    let start = match *field {
        "command" => "developerkey:test,runasinstanceid:15",
        "developerkey" => "runasinstanceid:15,command:external.status",
        "runasinstanceid" => "developerkey:test,command:external.status",
        "console" => "developerkey:test,runasinstanceid:15,command:console",
        _ => "developerkey:test,runasinstanceid:15,command:experience.award",
    };
    format!("{{{start},{field}:\"{}\"}}", sign.repeat(length))
}

/// A body with bytes that are different, gone, doubled or new.
fn damaged(rng: &mut StdRng, mut bytes: Vec<u8>) -> Vec<u8> {
    const SIGNS: &[u8] = b"{}[]\",':=;#/\\\0\xff\xc3 \n01eE+-.tfn";
    for _ in 0..rng.random_range(1..6) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.random_range(0..bytes.len());
        match rng.random_range(0..5) {
            0 => bytes[at] = *SIGNS.choose(rng).unwrap(),
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, *SIGNS.choose(rng).unwrap()),
            3 => bytes.truncate(at),
            _ => {
                let end = rng.random_range(at..bytes.len().min(at + 40));
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}

/// JSON of a shape that is none of a request.
fn shape(rng: &mut StdRng) -> String {
    let fields = (0..rng.random_range(0..12)).map(|_| {
        let key = if rng.random_ratio(1, 2) {
            (*FIELDS.choose(rng).unwrap()).to_owned()
        } else {
            rng.random::<u16>().to_string()
        };
        format!("{key}{}{}", [":", "=", "=>", " : "].choose(rng).unwrap(), VALUES.choose(rng).unwrap())
    });
    let fields: Vec<_> = fields.collect();
    let inside = fields.join([",", ";", ", ", ",,"].choose(rng).unwrap());
    match rng.random_range(0..5) {
        0 => format!("[{inside}]"),
        1 => inside,
        2 => format!("{{{inside}"),
        3 => format!(" \u{feff}{{{inside}}} and more"),
        _ => format!("{{{inside}}}"),
    }
}

/// Deep nesting.
fn nested(rng: &mut StdRng) -> String {
    let deep = [10, 511, 512, 513, 5_000].choose(rng).copied().unwrap();
    let (open, close) = [("[", "]"), ("{a:", "}"), ("[{a:", "}]")].choose(rng).copied().unwrap();
    let end = if rng.random_ratio(1, 2) { close.repeat(deep) } else { String::new() };
    format!("{{developerkey:test,runasinstanceid:15,command:external.status,x:{}1{end}}}", open.repeat(deep))
}

/// Numbers that are too large, too small, or none.
fn number(rng: &mut StdRng) -> String {
    let digits: String = (0..rng.random_range(1..400)).map(|_| char::from(b'0' + rng.random_range(0..10))).collect();
    let exponent = rng.random_range(-4_000_i32..4_000);
    let text = match rng.random_range(0..4) {
        0 => digits,
        1 => format!("-{digits}.{digits}"),
        2 => format!("{digits}e{exponent}"),
        _ => format!("0.{digits}E{exponent}"),
    };
    let field = ["runasinstanceid", "runascharacterid", "ammount", "command"].choose(rng).unwrap();
    format!("{{developerkey:test,runasinstanceid:15,command:experience.award,target:test989,type:xp,reason:r,{field}:{text}}}")
        .replacen("runasinstanceid:15,", if *field == "runasinstanceid" { "" } else { "runasinstanceid:15," }, 1)
}
