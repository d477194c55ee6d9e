//! From the name in a request to what it calls: a command of the list, an alias that the instance made of one, or one of its
//! menus.

use indexmap::IndexMap;

use super::Command;
use crate::platforms::fidelity::{Row, inferred, observed};
use crate::platforms::gphud::dialect::{Dialect, Name};
use crate::platforms::gphud::modules::{self, Module};
use crate::platforms::gphud::reply::{Class, Refusal};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::ids::InstanceId;
use crate::platforms::gphud::state::instance::{Instance, Menu};

/// What a name calls.
#[derive(Debug)]
pub enum Found {
    /// A command of the list.
    Command(&'static Command),
    /// A command with some of its arguments fixed.
    Alias {
        /// The alias, as it is named in its instance.
        name: String,
        /// The arguments that are fixed.
        fixed: IndexMap<String, String>,
        /// The command, or why there is none.
        command: Result<&'static Command, Refusal>,
    },
    /// A command that the platform makes for something in the instance.
    Generated(Generated),
    /// A menu.
    Menu {
        /// The menu, as the request named it.
        name: String,
        /// The menu, as it is named in its instance.
        own: String,
        /// What it offers.
        menu: Menu,
    },
}

/// A command that the platform makes for something in the instance.
#[derive(Debug)]
pub struct Generated {
    /// Its full name.
    pub name: String,
    /// The permission that it needs; none if empty.
    pub permission: String,
    /// What it is made for, as an argument that is fixed.
    pub fixed: IndexMap<String, String>,
    /// What it does.
    pub command: &'static Command,
}

/// What `name` calls at the instance.
pub fn find(
    database: &Database,
    instance: InstanceId,
    dialect: &'static Dialect,
    name: &str,
) -> Result<Found, Refusal> {
    let parts = split(name);
    let format = |shape| {
        let text = format!("Invalid format, must be {shape} but we received {name}");
        Err(Refusal::user(Class::Parse, text))
    };
    let (module, command) = match parts[..] {
        [module] => (module, None),
        [module, command] => (module, Some(command)),
        _ => return format("module or module.reference"),
    };
    let Some(known) = modules::named(module, dialect.name) else {
        let text = format!("Module '{module}' (from '{name}') does not exist.");
        return Err(Refusal::user(Class::LookupFailure, text));
    };
    let Some(row) = database.instances.get(instance) else {
        return Err(Refusal::system("the instance is gone"));
    };
    if !known.enabled(row) {
        let text = format!("Module {} is not enabled in this instance", known.name);
        return Err(Refusal::user(Class::Configuration, text));
    }
    let Some(command) = command else { return format("module.reference") };
    match known.name {
        "Alias" => alias(row, dialect, name, command),
        "Menus" => menu(row, command),
        _ => match super::currency::generated(database, instance, known.name, command) {
            Some(generated) => Ok(Found::Generated(generated)),
            None => listed(known, command, dialect.name).map(Found::Command),
        },
    }
}

/// Java's `split` at the dots: empty parts at the end do not count, an empty text is one empty part.
fn split(name: &str) -> Vec<&str> {
    if name.is_empty() {
        return vec![""];
    }
    // More than three parts are as wrong as three.
    name.trim_end_matches('.').split('.').take(3).filter(|_| !name.bytes().all(|byte| byte == b'.')).collect()
}

fn listed(module: &Module, command: &str, dialect: Name) -> Result<&'static Command, Refusal> {
    super::named(&format!("{}.{command}", module.name), dialect).map(|(_, command)| command).ok_or_else(|| {
        Refusal::user(Class::LookupFailure, format!("No such command {command} in module {}", module.name))
    })
}

fn alias(instance: &Instance, dialect: &'static Dialect, name: &str, command: &str) -> Result<Found, Refusal> {
    let Some((own, alias)) = instance.aliases.iter().find(|(own, _)| own.eq_ignore_ascii_case(command)) else {
        return Err(Refusal::user(Class::LookupFailure, format!("{}{name}", dialect.unknown_alias)));
    };
    Ok(Found::Alias {
        name: own.clone(),
        fixed: alias.arguments.clone(),
        command: target(instance, dialect, own, &alias.invoke),
    })
}

/// The command that an alias calls.
fn target(
    instance: &Instance,
    dialect: &'static Dialect,
    alias: &str,
    invoke: &str,
) -> Result<&'static Command, Refusal> {
    let broken =
        |why: String| Refusal::user(Class::Configuration, format!("Error: Alias targets command {alias}, {why}"));
    let (module, command) = invoke.split_once('.').unwrap_or((invoke, ""));
    let Some(known) = modules::named(module, dialect.name) else {
        return Err(broken(format!("Module '{module}' (from '{invoke}') does not exist.")));
    };
    if !known.enabled(instance) {
        return Err(broken(format!("Module {} is not enabled.", known.name)));
    }
    listed(known, command, dialect.name).map_err(|refusal| broken(refusal.reason().into_owned()))
}

fn menu(instance: &Instance, name: &str) -> Result<Found, Refusal> {
    match instance.menus.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
        Some((own, menu)) => Ok(Found::Menu { name: name.to_owned(), own: own.clone(), menu: menu.clone() }),
        None => Err(Refusal::user(Class::LookupFailure, format!("No such command {name} in module Menus"))),
    }
}

/// How we know about names of commands.
pub const FIDELITY: &[Row] = &[
    observed(
        "command.unknown",
        "unknown modules and commands, and names of another shape",
        "recorded exchanges 45 to 62",
    ),
    observed("command.case", "names are found in any case", "recorded exchanges 52 and 53"),
    observed("alias.call", "an alias calls its command with some arguments fixed", "recorded exchange 114"),
    observed("alias.broken", "an alias of a command that cannot be called says so", "recorded exchange 116"),
    inferred("alias.errors", "an error that is raised in an alias names the alias", "the code of 2020"),
    inferred("menu.unknown", "a menu that nobody made is an unknown command", "the code of 2020"),
];

#[cfg(test)]
mod tests {
    use super::super::super::dialect::OF_2020;
    use super::super::super::state::ids::AvatarId;
    use super::*;

    fn database() -> Database {
        let mut database = Database::default();
        let mut instance = Instance::new(InstanceId(15), "DEV Test", AvatarId(20));
        instance.kv.set("External.enabled", Some("true"));
        database.instances.insert(instance);
        database
    }

    #[test]
    fn names_that_call_nothing_are_answered_as_recorded() {
        let database = database();
        let said = |name| match find(&database, InstanceId(15), &OF_2020, name) {
            Err(Refusal::User(error)) => format!("{}: {}", error.class.word(), error.text),
            other => format!("{other:?}"),
        };
        let lookup = "UserInputLookupFailureException";
        let parse = "UserInputValidationParseException";
        for (name, class, text) in [
            ("", lookup, "Module '' (from '') does not exist."),
            ("nope", lookup, "Module 'nope' (from 'nope') does not exist."),
            ("nope.foo", lookup, "Module 'nope' (from 'nope.foo') does not exist."),
            (" external.status", lookup, "Module ' external' (from ' external.status') does not exist."),
            (".x", lookup, "Module '' (from '.x') does not exist."),
            ("external", parse, "Invalid format, must be module.reference but we received external"),
            ("external.", parse, "Invalid format, must be module.reference but we received external."),
            (".", parse, "Invalid format, must be module or module.reference but we received ."),
            ("a.b.c", parse, "Invalid format, must be module or module.reference but we received a.b.c"),
            ("a..b", parse, "Invalid format, must be module or module.reference but we received a..b"),
            ("EXTERNAL.nope", lookup, "No such command nope in module External"),
            ("notes.avatar", "UserConfigurationException", "Module Notes is not enabled in this instance"),
            ("alias.zzz", lookup, "Unknown command alias.zzz"),
            ("sets.view", lookup, "Module 'sets' (from 'sets.view') does not exist."),
        ] {
            assert_eq!(said(name), format!("{class}: {text}"), "{name}");
        }
    }

    #[test]
    fn commands_are_found_in_any_case() {
        let found = find(&database(), InstanceId(15), &OF_2020, "EXTERNAL.STATUS");
        assert!(matches!(found, Ok(Found::Command(command)) if command.name == "External.status"));
    }
}
