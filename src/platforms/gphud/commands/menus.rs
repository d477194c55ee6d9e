//! The module Menus: a menu answers with what a HUD needs to ask for the arguments of the command behind a button. In 2020
//! external applications can call it, too.

use super::Command;
use super::argument::{Argument, Type, needs};
use super::lookup::{self, Found, Generated};
use crate::platforms::fidelity::{Row, chosen, observed};
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::ids::InstanceId;
use crate::platforms::gphud::state::instance::Menu;
use crate::platforms::gphud::wire::Object;

/// What every menu takes: the text of a button.
pub const ARGUMENTS: &[Argument] = &[needs("choice", Type::Choice)];

/// Answers the choice of a button.
pub fn choose(
    database: &Database,
    instance: InstanceId,
    dialect: &'static Dialect,
    (name, menu): (&str, &Menu),
    choice: &str,
) -> Answered {
    let Some(invoke) = menu.buttons.get(choice) else {
        let text = format!("Menu {name} has no element {choice}");
        return Err(Refusal::user(Class::LookupFailure, text));
    };
    match lookup::find(database, instance, dialect, invoke)? {
        Found::Command(command) => Ok(Reply::Json(template(command.name, command.arguments))),
        Found::Alias { name, fixed, command } => {
            let command: &Command = command?;
            let open = command.arguments.iter().filter(|argument| !fixed.contains_key(argument.name));
            Ok(Reply::Json(template(&format!("Alias.{name}"), open)))
        }
        Found::Generated(Generated { name, fixed, command, .. }) => {
            let open = command.arguments.iter().filter(|argument| !fixed.contains_key(argument.name));
            Ok(Reply::Json(template(&name, open)))
        }
        Found::Menu { name, menu, .. } => Ok(Reply::Json(submenu(&name, &menu))),
    }
}

fn template<'a>(invoke: &str, arguments: impl IntoIterator<Item = &'a Argument>) -> Object<'static> {
    let mut json = Object::new();
    let mut count = 0i64;
    for argument in arguments {
        json.put(format!("arg{count}name"), argument.name);
        json.put(format!("arg{count}description"), argument.description);
        json.put(format!("arg{count}type"), "TEXTBOX");
        count += 1;
    }
    json.put("args", count);
    json.put("invoke", invoke.to_owned());
    json.put("incommand", "runtemplate");
    json
}

/// What a HUD needs to ask for a choice from the menu.
pub fn submenu(name: &str, menu: &Menu) -> Object<'static> {
    let mut json = Object::new();
    json.put("arg0name", "choice");
    json.put("arg0description", format!("{name} Menu"));
    json.put("arg0type", "SELECT");
    for (number, button) in menu.buttons.keys().enumerate() {
        json.put(format!("arg0button{number}"), button.clone());
    }
    json.put("args", 1);
    json.put("invoke", format!("Menus.{name}"));
    json.put("incommand", "runtemplate");
    json
}

/// How we know about menus.
pub const FIDELITY: &[Row] = &[
    observed("menu.choice", "a button answers with what a HUD has to ask for", "recorded exchange 231"),
    chosen(
        "menu.argument-type",
        "a HUD asks for every argument with a text box",
        "only texts and numbers were recorded",
    ),
];
