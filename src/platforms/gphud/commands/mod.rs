//! The commands: what a command is, and the one list of them. A command is a declaration and an effect; everything else
//! (conversion of arguments, permissions, context, documentation) follows from the declaration.

pub mod argument;
pub mod call;
pub mod denied;
pub mod lookup;
pub mod menus;
pub mod message;
pub mod reference;
pub mod template;

pub mod characters;
pub mod configuration;
pub mod currency;
pub mod effects;
pub mod events;
pub mod experience;
pub mod external;
pub mod faction;
pub mod gphud_client;
pub mod groups;
pub mod health;
pub mod instance;
pub mod inventory;
pub mod notes;
pub mod permissions_groups;
pub mod roller;
pub mod sets;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::dialect::Name;
use super::reply::Answered;
use crate::platforms::fidelity::{Row, absent, documented, inferred, observed};
use argument::Argument;
use call::Call;
use message::Message;

/// A command that can be called by name.
#[derive(Debug)]
pub struct Command {
    /// Its full name as the platform writes it: `Experience.award`.
    pub name: &'static str,
    /// What it does, in the platform's words.
    pub description: &'static str,
    /// What it answers once it is called, each with a scenario that shows it.
    pub messages: &'static [Message],
    /// What it takes, in order.
    pub arguments: &'static [Argument],
    /// The permission that it needs; none if empty.
    pub permission: &'static str,
    /// Who must be acting.
    pub context: Context,
    /// The dialects that have it.
    pub dialects: Dialects,
    /// Who may call it.
    pub access: Access,
    /// What it does; none for a command that only has to be known to be denied.
    pub effect: Option<Effect>,
}

/// What a command does.
pub type Effect = fn(&mut Call<'_>) -> Answered;

/// Who must be acting for a command to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Anybody.
    Any,
    /// An avatar: always there in requests from outside.
    Avatar,
    /// A character.
    Character,
}

/// The dialects that have a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialects {
    /// Both.
    Both,
    /// Only the one of 2020.
    Of2020,
    /// Only the one of 2026.
    Head,
}

/// Who may call a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// External applications, too.
    External,
    /// Not external applications, except through `console`.
    Denied,
}

impl Dialects {
    /// Whether the dialect is one of them.
    pub fn include(self, dialect: Name) -> bool {
        match self {
            Self::Both => true,
            Self::Of2020 => dialect == Name::Of2020,
            Self::Head => dialect == Name::Head,
        }
    }
}

impl Command {
    /// A command that everybody may call, without arguments and without conditions: what the others are made from.
    pub const PLAIN: Self = Self {
        name: "",
        description: "",
        messages: &[],
        arguments: &[],
        permission: "",
        context: Context::Any,
        dialects: Dialects::Both,
        access: Access::External,
        effect: None,
    };

    /// Its name without its module.
    pub fn short_name(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, short)| short)
    }
}

/// The one list: the commands of each module.
pub static LIST: &[&[Command]] = &[
    characters::COMMANDS,
    configuration::COMMANDS,
    currency::COMMANDS,
    effects::COMMANDS,
    events::COMMANDS,
    experience::COMMANDS,
    external::COMMANDS,
    faction::COMMANDS,
    gphud_client::COMMANDS,
    groups::COMMANDS,
    health::COMMANDS,
    instance::COMMANDS,
    inventory::COMMANDS,
    notes::COMMANDS,
    permissions_groups::COMMANDS,
    roller::COMMANDS,
    sets::COMMANDS,
    denied::COMMANDS,
];

/// All commands, in the order of the list.
pub fn all() -> impl Iterator<Item = &'static Command> {
    LIST.iter().copied().flatten()
}

/// Commands by lower-case name.
static BY_NAME: LazyLock<HashMap<String, &'static Command>> =
    LazyLock::new(|| all().map(|command| (command.name.to_ascii_lowercase(), command)).collect());

/// The command of that full name, in any case, if the dialect has it; and its name in lower case.
pub fn named(name: &str, dialect: Name) -> Option<(&'static str, &'static Command)> {
    let (name, command) = BY_NAME.get_key_value(&name.to_ascii_lowercase())?;
    command.dialects.include(dialect).then_some((name.as_str(), *command))
}

/// How we know about commands in general; their texts are beside them.
pub const FIDELITY: &[Row] = &[
    observed(
        "command.arguments-first",
        "arguments are converted before anything else is checked; the first that fails answers",
        "recorded exchanges 123 and 124",
    ),
    observed("command.denied", "the commands that are not for external applications say so", "recorded exchange 59"),
    inferred(
        "command.denied-arguments",
        "denied commands refuse before their arguments are looked at",
        "the names of the denied commands are known, their arguments are not",
    ),
    documented(
        "command.permission",
        "a command that the avatar lacks the permission for is refused",
        "External Access API page: you'll get a permissions error",
    ),
    absent(
        "command.denied-effects",
        "what all but six of the denied commands do, which only `console` could reach: it answers that they cannot be called",
        "their names are known, but neither what they take nor what they answer; most act on HUDs and objects in Second Life",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::modules;
    use super::*;

    #[test]
    fn there_are_as_many_commands_as_the_platform_has() {
        let count = |access, dialect| all().filter(|it| it.access == access && it.dialects.include(dialect)).count();
        let counts = |dialect| (count(Access::External, dialect), count(Access::Denied, dialect));
        assert_eq!((counts(Name::Of2020), counts(Name::Head)), ((44, 85), (71, 97)));
    }

    #[test]
    fn every_command_belongs_to_a_module_and_is_found_by_its_name() {
        for command in all() {
            let module = command.name.split('.').next().unwrap();
            assert!(modules::named(module, Name::Head).is_some(), "{}", command.name);
            let dialect = if command.dialects == Dialects::Head { Name::Head } else { Name::Of2020 };
            assert!(std::ptr::eq(named(&command.name.to_uppercase(), dialect).unwrap().1, command), "{}", command.name);
            assert!(command.access == Access::Denied || command.effect.is_some(), "{}", command.name);
        }
        assert_eq!(BY_NAME.len(), all().count(), "no name comes twice");
    }
}
