//! What stands between a command's name and its effect: the conversion of its arguments, the permission, the interface,
//! arguments that are missing, and the context. The dialect says in which order, and how a refusal looks.

use std::borrow::Cow;

use super::{Ends, Work};
use crate::platforms::fidelity::{Row, observed};
use crate::platforms::gphud::commands::argument::{Argument, Names, Value};
use crate::platforms::gphud::commands::call::Caller;
use crate::platforms::gphud::commands::{Access, Command, Context};
use crate::platforms::gphud::permissions;
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};

/// Where a call comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interface {
    /// The request itself.
    External,
    /// The line of the `console` command.
    Console,
}

/// The arguments of a command with their values.
pub(super) type Given = Vec<(&'static str, Value)>;

impl Work<'_> {
    /// The values of the arguments; the first that has none ends the request.
    pub(super) fn convert<'g>(
        &mut self,
        caller: &Caller,
        arguments: &'static [Argument],
        given: impl Fn(&str) -> Option<Cow<'g, str>>,
    ) -> Result<Given, Ends> {
        let names = Names { database: self.database, instance: caller.instance, dialect: self.dialect };
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match names.convert(argument, given(argument.name).as_deref()) {
                Ok(value) => values.push((argument.name, value)),
                Err(answered) => {
                    let reason: Cow<'static, str> = match &answered {
                        Ok(Reply::Error(text)) => text.clone(),
                        Ok(_) => "the argument was refused".into(),
                        Err(refusal) => refusal.reason(),
                    };
                    self.checks.fail("arguments", format!("`{}`: {reason}", argument.name));
                    return Err(Box::new(answered));
                }
            }
        }
        if !arguments.is_empty() {
            self.checks.pass("arguments", "");
        }
        Ok(values)
    }

    pub(super) fn check_permission(&mut self, caller: &Caller, permission: &str) -> Result<(), Ends> {
        if permission.is_empty() {
            return Ok(());
        }
        if permissions::held(self.database, caller.instance, caller.avatar, permission) {
            self.checks.pass("permission", permission.to_owned());
            return Ok(());
        }
        self.refuse("permission", Class::AccessDenied, format!("Permission is denied, you require '{permission}'"))
    }

    pub(super) fn check_interface(&mut self, command: &Command, name: &str, from: Interface) -> Result<(), Ends> {
        if command.access == Access::External || from == Interface::Console {
            self.checks.pass("interface", "");
            return Ok(());
        }
        Err(Box::new(self.closed(name)))
    }

    /// The answer to a call of a command that is not for external applications.
    pub(super) fn closed(&mut self, name: &str) -> Answered {
        let subject =
            if self.dialect.refusals_name_command { format!("{name} command") } else { "This command".into() };
        let text = format!("{subject} can not be accessed via the External API interface");
        match self.refuse("interface", Class::AccessDenied, text) {
            Ok(()) => Ok(Reply::Nothing),
            Err(answered) => *answered,
        }
    }

    pub(super) fn check_mandatory(
        &mut self,
        name: &str,
        arguments: &[Argument],
        given: &[(&'static str, Value)],
    ) -> Result<(), Ends> {
        for (argument, (_, value)) in arguments.iter().zip(given).filter(|(argument, _)| !argument.optional) {
            let passed = match value {
                Value::Null => "null was passed",
                Value::Text(text) if text.is_empty() => "a blank string was passed",
                Value::Text(text) if text == "-" => "a dash '-' was passed",
                _ => continue,
            };
            let text = if self.dialect.refusals_name_command {
                format!("Argument {} is mandatory on command {name} and nothing was passed", argument.name)
            } else {
                format!("Argument {} is mandatory and {passed}", argument.name)
            };
            self.checks.fail("mandatory", text.clone());
            return Err(Box::new(Ok(Reply::Error(text.into()))));
        }
        Ok(())
    }

    pub(super) fn check_context(&mut self, caller: &Caller, command: &Command) -> Result<(), Ends> {
        if command.context != Context::Character || caller.character.is_some() {
            return Ok(());
        }
        let text = "Character context required, your request is lacking a character registration";
        self.refuse("context", Class::State, text.to_owned())
    }

    /// Refuses in the way of the dialect.
    fn refuse(&mut self, check: &'static str, class: Class, text: String) -> Result<(), Ends> {
        self.checks.fail(check, text.clone());
        Err(Box::new(if self.dialect.refuses_with_error_response {
            Ok(Reply::Error(text.into()))
        } else {
            Err(Refusal::user(class, text))
        }))
    }
}

/// How we know about these checks.
pub const FIDELITY: &[Row] = &[
    observed("dispatch.mandatory", "a missing argument is named", "recorded exchanges 81 and 82"),
    observed("dispatch.context", "a command that needs a character says so", "recorded exchange 150"),
    observed(
        "dispatch.order",
        "2020 asks for the permission before the interface, 2026 after it",
        "recorded exchanges 235 and 236",
    ),
    observed("dispatch.too-long", "an argument that is too long says by how much", "recorded exchanges 100 and 108"),
    observed(
        "dispatch.unresolved",
        "an argument that names nothing says so",
        "recorded exchanges 92, 124, 158 and 252",
    ),
];
