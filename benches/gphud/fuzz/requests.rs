//! Requests as a client would send them: a command, with arguments that are mostly of the kind that it takes.

use backlot::platforms::gphud::commands::argument::{Argument, Type};
use backlot::platforms::gphud::commands::{self, Access, Command};
use backlot::platforms::gphud::kv::list::KEYS;
use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng as StdRng;

use super::bodies::{FIELDS, VALUES};

/// What is no command of the list, or no command at all.
const OTHERS: &[&str] = &[
    "alias.roll",
    "alias.givexp",
    "alias.praise",
    "alias.broken",
    "alias.nobody",
    "menus.main",
    "menus.faction",
    "menus.nobody",
    "currency.createCrown",
    "currency.destroycrown",
    "currency.transferCrown",
    "currency.transferpaytaxCrown",
    "currency.createNothing",
    "scripting.nobody",
    "external",
    "external.",
    "external.nobody",
    "a.b.c",
    ".",
    "..",
    "",
    " external.status",
    "EXTERNAL.STATUS",
    "Teleportation.go",
];

/// What the other commands take.
const OTHERS_TAKE: &[Argument] = &[
    commands::argument::needs("target", Type::Character),
    commands::argument::needs("character", Type::Character),
    commands::argument::needs("ammount", Type::OneLine(64)),
    commands::argument::needs("reason", Type::OneLine(128)),
    commands::argument::needs("shared", Type::Boolean),
    commands::argument::needs("choice", Type::Choice),
];

/// The names and arguments of everything that can be called.
pub(crate) struct Callable {
    open: Vec<Known>,
    closed: Vec<Known>,
}

/// A name, and what is taken.
type Known = (&'static str, &'static [Argument]);

impl Callable {
    pub(crate) fn new() -> Self {
        let of = |access| commands::all().filter(move |command| command.access == access);
        let known = |command: &'static Command| (command.name, command.arguments);
        let others = OTHERS.iter().map(|name| (*name, OTHERS_TAKE));
        Self {
            open: of(Access::External).map(known).collect(),
            closed: of(Access::Denied).map(known).chain(others).collect(),
        }
    }

    /// A request, as JSON.
    pub(crate) fn request(&self, rng: &mut StdRng) -> String {
        let some = if rng.random_ratio(4, 5) { &self.open } else { &self.closed };
        let (name, arguments) = *some.choose(rng).unwrap();
        let mut fields =
            vec![("developerkey".to_owned(), "\"test\"".to_owned()), ("runasinstanceid".to_owned(), "15".to_owned())];
        if rng.random_ratio(1, 12) {
            fields.push(("command".into(), "\"console\"".into()));
            fields.push(("console".into(), quoted(&line(rng, name, arguments))));
        } else {
            fields.push(("command".into(), quoted(name)));
        }
        if rng.random_ratio(3, 5) {
            fields.push(("runascharactername".into(), quoted(text(rng, Type::Character))));
        }
        if rng.random_ratio(1, 10) {
            fields.push(("runasavatarname".into(), quoted(text(rng, Type::Avatar))));
        }
        for argument in arguments {
            match rng.random_range(0..100) {
                0..94 => fields.push((argument.name.into(), quoted(text(rng, argument.kind)))),
                94..98 => fields.push((argument.name.into(), (*VALUES.choose(rng).unwrap()).into())),
                _ => {}
            }
        }
        if rng.random_ratio(1, 5) {
            for _ in 0..rng.random_range(1..4) {
                fields.push(((*FIELDS.choose(rng).unwrap()).into(), (*VALUES.choose(rng).unwrap()).into()));
            }
        }
        // Of a field that comes twice, one goes: such a body is refused before anything is looked at.
        if rng.random_ratio(24, 25) {
            let mut seen = std::collections::HashSet::new();
            fields.reverse();
            fields.retain(|(key, _)| seen.insert(key.clone()));
        }
        let fields: Vec<_> = fields.iter().map(|(key, value)| format!("{}:{value}", quoted(key))).collect();
        format!("{{{}}}", fields.join(","))
    }
}

/// A line for the console.
fn line(rng: &mut StdRng, name: &str, arguments: &[Argument]) -> String {
    let mut line = if rng.random_ratio(1, 4) { format!("*{name}") } else { name.to_owned() };
    for argument in arguments {
        if rng.random_ratio(1, 25) {
            break;
        }
        let word = text(rng, argument.kind);
        let word = if word.contains(' ') { format!("\"{word}\"") } else { word.to_owned() };
        line.push(' ');
        line.push_str(&word);
    }
    line
}

/// A text of that kind.
fn text(rng: &mut StdRng, kind: Type) -> &'static str {
    let texts: &[&str] = match kind {
        Type::InternalName(_) | Type::Clean(_) => &[
            "xp",
            "xp",
            "xp",
            "guild",
            "guild",
            "VisitXP",
            "Race",
            "newName",
            "Strength",
            "NAME",
            "Faction",
            "abc",
            "a1",
            "a b",
            "O'Neill, Jr.",
            "caf\u{e9}",
        ],
        Type::OneLine(_) => &[
            "xp",
            "guild",
            "xp",
            "1",
            "2c 5p",
            "Ball",
            "Feast",
            "holy",
            "toxin",
            "a",
            "newName",
            "Strength",
            "NAME",
            "Faction",
            "Demonstration only",
            "--NAME-- --LEVEL--",
            "caf\u{e9} \u{2603} </b>",
            "  spaces  ",
            "-",
            "1.5",
            "true",
            "5ca5d32d-f2c5-43ed-9f9c-226d1bb404f3",
            "<1,0,0>",
            "Roller.roll",
            "\u{0}\u{85}\u{2028}",
            "O'Neill, Jr.",
            "",
            "-3",
            "99999999999",
            "apple",
            "{x}",
            "null",
            "[1]",
        ],
        Type::Boolean => &["true", "false", "1", "0", "on", "off", "t", "yes"],
        Type::Integer | Type::Float => {
            &["1", "1", "2", "3", "0", "-1", "10", "60", "100000", "2147483647", "-2147483648", "1.5", "x", "1e3", "+5"]
        }
        Type::Choice => &[
            "INTEGER",
            "FLOAT",
            "GROUP",
            "TEXT",
            "COLOR",
            "EXPERIENCE",
            "SET",
            "INVENTORY",
            "CURRENCY",
            "POOL",
            "Chest",
            "Skull",
            "Roll",
            "Give",
            "More",
            "Website",
            "Wrong",
            "Award",
            "nothing",
        ],
        Type::Key => {
            return match rng.random_range(0..4) {
                0 => KEYS.choose(rng).map_or("", |key| match &key.key {
                    std::borrow::Cow::Borrowed(key) => key,
                    std::borrow::Cow::Owned(_) => "",
                }),
                _ => [
                    "Experience.xpXPLimit",
                    "Experience.xpXPPeriod",
                    "Experience.guildXPLimit",
                    "Characters.Strength",
                    "Characters.Motto",
                    "Characters.Hair",
                    "Health.health",
                    "Health.initialhealth",
                    "Inventory.PackMaxItems",
                    "Inventory.PackMaxWeight",
                    "Experience.AbilityPoints",
                    "Experience.MaxLevel",
                    "Health.Enabled",
                    "Menus.MainMenuContainer",
                    "Experience.nobodyXPLimit",
                    "nobody",
                    "Nobody.Enabled",
                    "",
                ]
                .choose(rng)
                .unwrap(),
            };
        }
        Type::Avatar => &[
            "Iain Maltz",
            "iain.maltz",
            "Sky Plain",
            "SKY PLAIN",
            "Kate Burner",
            "Note Taker",
            "SYSTEM",
            "Nobody Here",
            "Test Owner",
            "plain",
            "a b c",
            "5ca5d32d-f2c5-43ed-9f9c-226d1bb404f3",
            "",
            ".",
            "..",
        ],
        Type::Character | Type::FactionCharacter => &[
            "test",
            "test989",
            "plainchar",
            "loner",
            "test",
            "test989",
            "plainchar",
            ">Iain Maltz",
            ">Sky Plain",
            ">Kate Burner",
            ">Nobody Here",
            ">a b c",
            "163",
            "200",
            "999",
            "0",
            "-1",
            "%",
            "_",
            "test9%9",
            "\u{dc}n\u{ef} 100%",
            "nobody",
            ">",
        ],
        Type::Attribute | Type::WritableAttribute | Type::Set | Type::Inventory => {
            &["Strength", "Hair", "Motto", "Race", "Bag", "Pack", "xp", "Bag", "Pack", "guild", "newName", "nobody"]
        }
        Type::Group => &[
            "Elves", "Dwarves", "Red", "Blue", "Wolves", "Twins", "Club", "Smiths", "Tailors", "60", "999", "a", "no%",
            "%",
        ],
        Type::Region => &["Cerasi", "Dark", "Gone", "nobody"],
        Type::Zone => &["goodies base", "market", "nobody"],
        Type::Event => &["Ball", "Feast", "nobody"],
        Type::Effect => &["Poison", "Venom", "Blessing", "nobody"],
        Type::Item => &["apple", "rock", "nobody"],
        Type::Currency => &["Crown", "crown", "nobody"],
    };
    texts.choose(rng).unwrap()
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}
