//! From the name of a command to its answer: looking it up, the checks before it, and its effect.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::Work;
use super::checks::Interface;
use crate::platforms::fidelity::{Row, documented, observed};
use crate::platforms::gphud::commands::argument::Value;
use crate::platforms::gphud::commands::call::{Call, Caller};
use crate::platforms::gphud::commands::lookup::{self, Found, Generated};
use crate::platforms::gphud::commands::template::{self, Subject};
use crate::platforms::gphud::commands::{Command, menus};
use crate::platforms::gphud::dialect::{DispatchCheck, Raised};
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};
use crate::platforms::gphud::wire::Object;

/// A command, by the name that it was called, with what an alias has fixed of it.
pub(super) struct Target {
    pub(super) command: &'static Command,
    pub(super) name: Cow<'static, str>,
    /// The permission that it needs; none if empty.
    pub(super) permission: Cow<'static, str>,
    pub(super) fixed: IndexMap<String, String>,
}

impl Target {
    pub(super) fn of(command: &'static Command) -> Self {
        Self::with(command, Cow::Borrowed(command.name), IndexMap::new())
    }

    /// The command under another name, with some of its arguments fixed.
    pub(super) fn with(command: &'static Command, name: Cow<'static, str>, fixed: IndexMap<String, String>) -> Self {
        Self { command, name, permission: Cow::Borrowed(command.permission), fixed }
    }

    /// A command that the platform makes for something in the instance.
    pub(super) fn generated(generated: Generated) -> Self {
        let Generated { name, permission, fixed, command } = generated;
        Self { command, name: Cow::Owned(name), permission: Cow::Owned(permission), fixed }
    }

    /// Its name without its module.
    fn short_name(&self) -> &str {
        self.name.split_once('.').map_or(&*self.name, |(_, short)| short)
    }
}

impl Work<'_> {
    /// Calls a command with the fields of the request as its arguments.
    pub(super) fn dispatch(&mut self, caller: &Caller, name: &str, fields: &Object<'_>) -> Answered {
        let found = match lookup::find(self.database, caller.instance, self.dialect, name) {
            Ok(found) => found,
            Err(refusal) => return self.fail("command", refusal),
        };
        let given = |argument: &str| fields.get(argument).map(|value| value.to_text());
        let target = match found {
            Found::Command(command) => Target::of(command),
            Found::Generated(generated) => Target::generated(generated),
            Found::Menu { name, own, menu } => {
                let full = format!("Menus.{own}");
                if !self.dialect.menus_callable {
                    return self.closed(&full);
                }
                self.checks.pass("command", "");
                let values = match self.convert(caller, menus::ARGUMENTS, given) {
                    Ok(values) => values,
                    Err(answered) => return *answered,
                };
                if let Err(answered) = self.check_mandatory(&full, menus::ARGUMENTS, &values) {
                    return *answered;
                }
                let choice = match values.first() {
                    Some((_, Value::Text(choice))) => choice,
                    _ => "",
                };
                let answered = menus::choose(self.database, caller.instance, self.dialect, (&name, &menu), choice);
                return answered.or_else(|refusal| self.fail("effect", refusal));
            }
            Found::Alias { name, fixed, command } => {
                let name = format!("Alias.{name}");
                match command {
                    Ok(command) => Target::with(command, Cow::Owned(name), fixed),
                    // Only 2020 gets as far as to see what is wrong with it.
                    Err(refusal) if self.dialect.broken_alias_is_told => return self.fail("command", refusal),
                    Err(_) => return self.closed(&name),
                }
            }
        };
        self.checks.pass("command", "");
        self.call(caller, &target, Interface::External, given)
    }

    /// Converts the arguments, makes the checks, and calls the command.
    pub(super) fn call<'g>(
        &mut self,
        caller: &Caller,
        target: &Target,
        interface: Interface,
        given: impl Fn(&str) -> Option<Cow<'g, str>>,
    ) -> Answered {
        let command = target.command;
        let converted = if target.fixed.is_empty() {
            self.convert(caller, command.arguments, given)
        } else {
            let fixed = self.expanded(caller, &target.fixed);
            self.convert(caller, command.arguments, |name| match fixed.get(name) {
                Some(fixed) => Some(Cow::Owned(fixed.clone())),
                None => given(name),
            })
        };
        let arguments = match converted {
            Ok(arguments) => arguments,
            Err(answered) => return *answered,
        };
        for check in self.dialect.checks {
            let passed = match check {
                DispatchCheck::Permission => self.check_permission(caller, &target.permission),
                DispatchCheck::Interface => self.check_interface(command, &target.name, interface),
                DispatchCheck::Mandatory => self.check_mandatory(&target.name, command.arguments, &arguments),
                DispatchCheck::Context => self.check_context(caller, command),
            };
            if let Err(answered) = passed {
                return *answered;
            }
        }
        let Some(effect) = command.effect else {
            let text = format!("Command '{}' can not be called from the console", target.name.to_lowercase());
            self.checks.fail("interface", format!("{text}; Backlot does not emulate what it does"));
            return Ok(Reply::Error(text.into()));
        };
        let answered = effect(&mut Call {
            database: self.database,
            caller,
            dialect: self.dialect,
            now: self.surroundings.now,
            rng: self.surroundings.rng,
            arguments,
            checks: self.checks,
            happenings: self.happenings,
        });
        self.judge(target, answered)
    }

    fn expanded(&self, caller: &Caller, fixed: &IndexMap<String, String>) -> IndexMap<String, String> {
        let subject = Subject { avatar: caller.avatar, character: caller.character, spent: None };
        let expand = |text| template::expand(self.database, subject, self.surroundings.now, text).into_owned();
        fixed.iter().map(|(name, text)| (name.clone(), expand(text))).collect()
    }

    /// What becomes of a command's answer.
    fn judge(&mut self, target: &Target, answered: Answered) -> Answered {
        match answered {
            Ok(reply) => {
                match &reply {
                    Reply::Error(text) | Reply::Terminate(text) => self.checks.fail("effect", text.clone()),
                    _ => self.checks.pass("effect", ""),
                }
                Ok(reply)
            }
            Err(refusal) => {
                self.checks.fail("effect", refusal.reason());
                match (refusal, self.dialect.raised) {
                    (Refusal::User(error), Raised::Wrapped) => {
                        Ok(Reply::Error(format!("{} errored: \n--- {}", target.short_name(), error.text).into()))
                    }
                    (refusal, _) => Err(refusal),
                }
            }
        }
    }
}

/// How we know about dispatch.
pub const FIDELITY: &[Row] = &[
    documented(
        "dispatch.raised",
        "2020 answers a user error that a command raised with `NAME errored: \\n--- ` in front",
        "External Access API page, Error Message",
    ),
    observed(
        "dispatch.raised-head",
        "2026 answers it as a UserException of its class",
        "recorded exchanges 79 and 103",
    ),
];
