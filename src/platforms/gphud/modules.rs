//! The modules of GPHUD. Each command belongs to one, and answers only where its module is enabled.

use super::dialect::Name;
use super::kv::value::is_true;
use super::state::instance::Instance;
use crate::platforms::fidelity::{Row, inferred, observed};

/// A part of the platform that an instance may switch on or off.
#[derive(Debug)]
pub struct Module {
    /// Its name as the platform writes it.
    pub name: &'static str,
    /// Whether an instance has it unless it says otherwise.
    pub default: Default,
    /// The module that must be enabled, too.
    pub requires: Option<&'static str>,
    /// The first dialect that has it.
    pub since: Name,
}

/// Whether an instance has a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// It cannot be switched off.
    Always,
    /// It can be switched off.
    On,
    /// It can be switched on.
    Off,
}

const fn module(name: &'static str, default: Default) -> Module {
    Module { name, default, requires: None, since: Name::Of2020 }
}

const fn later(name: &'static str, default: Default) -> Module {
    Module { name, default, requires: None, since: Name::Head }
}

/// All modules.
pub static MODULES: &[Module] = &[
    module("Alias", Default::Always),
    module("Audit", Default::Always),
    module("Characters", Default::Always),
    module("Configuration", Default::Always),
    later("Currency", Default::Off),
    module("Effects", Default::Off),
    Module { name: "Events", default: Default::Off, requires: Some("Zoning"), since: Name::Of2020 },
    module("Experience", Default::On),
    module("External", Default::Off),
    module("Faction", Default::On),
    module("GPHUDClient", Default::Always),
    module("GPHUDServer", Default::Always),
    module("Groups", Default::On),
    module("Health", Default::Off),
    module("Instance", Default::Always),
    module("Introspection", Default::Always),
    later("Inventory", Default::Always),
    module("ItemGiver", Default::Off),
    later("Items", Default::Always),
    module("Menus", Default::Always),
    module("Notes", Default::Off),
    module("Objects", Default::Off),
    module("PermissionsGroups", Default::Always),
    module("Publishing", Default::Off),
    module("Roller", Default::On),
    module("Scripting", Default::Off),
    later("Sets", Default::Always),
    module("Teleportation", Default::Off),
    module("TemplateWrapper", Default::Off),
    later("Transport", Default::Off),
    module("User", Default::Always),
    module("Zoning", Default::Off),
];

/// The module of that name, in any case, if the dialect has it.
pub fn named(name: &str, dialect: Name) -> Option<&'static Module> {
    MODULES.iter().find(|module| module.name.eq_ignore_ascii_case(name) && module.since <= dialect)
}

impl Module {
    /// Whether the instance has it enabled, and what it requires.
    pub fn enabled(&self, instance: &Instance) -> bool {
        let switched = match self.default {
            Default::Always => return true,
            Default::On => instance.kv.get(&self.switch()).is_none_or(is_true),
            Default::Off => instance.kv.get(&self.switch()).is_some_and(is_true),
        };
        let required = || self.requires.and_then(|name| named(name, Name::Head)).is_none_or(|it| it.enabled(instance));
        switched && required()
    }

    /// The configuration key that switches it.
    pub fn switch(&self) -> String {
        format!("{}.Enabled", self.name)
    }
}

/// How we know about modules.
pub const FIDELITY: &[Row] = &[
    observed(
        "module.disabled",
        "a command of a module that is not enabled is a UserConfigurationException, also if a module it requires is not",
        "recorded exchanges 25, 214 and 262",
    ),
    inferred("module.defaults", "which modules an instance has by default", "the code of both generations"),
];

#[cfg(test)]
mod tests {
    use super::super::state::ids::{AvatarId, InstanceId};
    use super::*;

    #[test]
    fn a_module_needs_its_switch_and_what_it_requires() {
        let mut instance = Instance::new(InstanceId(15), "DEV Test", AvatarId(20));
        let enabled = |instance: &Instance, name| named(name, Name::Of2020).unwrap().enabled(instance);
        assert!(enabled(&instance, "experience") && enabled(&instance, "menus") && !enabled(&instance, "External"));
        instance.kv.set("EVENTS.enabled", Some("true"));
        assert!(!enabled(&instance, "events"), "Zoning is missing");
        instance.kv.set("Zoning.Enabled", Some("1"));
        assert!(enabled(&instance, "events"));
        instance.kv.set("Experience.Enabled", Some("false"));
        instance.kv.set("Menus.Enabled", Some("false"));
        assert!(!enabled(&instance, "Experience") && enabled(&instance, "Menus"));
    }

    #[test]
    fn later_modules_are_unknown_in_2020() {
        assert!(named("Sets", Name::Of2020).is_none() && named("sets", Name::Head).is_some());
    }
}
