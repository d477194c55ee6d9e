//! Configuration: the keys that exist, where each may be set, what values it takes, and which of the values that are set
//! counts for whom.

pub mod effective;
pub mod list;
pub mod value;

use std::borrow::Cow;

use super::dialect::Name;
use super::modules::MODULES;
use super::state::Database;
use super::state::attribute::{Attribute, Kind as AttributeKind};
use super::state::ids::InstanceId;
use crate::platforms::fidelity::{Row, chosen, inferred, observed};

/// A configuration key.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its name in full: `Experience.VisitXPPoints`.
    pub key: Cow<'static, str>,
    /// What values it takes.
    pub kind: Kind,
    /// Where it may be set.
    pub scope: Scope,
    /// Which of several values counts.
    pub hierarchy: Hierarchy,
    /// What counts where nothing is set.
    pub default: &'static str,
    /// The permission that is needed to set it.
    pub permission: Cow<'static, str>,
    /// Whether its value may contain placeholders such as `--NAME--`; such values are not checked.
    pub templated: bool,
    /// The first dialect that has it.
    pub since: Name,
}

/// What values a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// A UUID.
    Uuid,
    /// True or false.
    Boolean,
    /// The name of a command.
    Command,
    /// A colour.
    Color,
}

/// Something that holds configuration. The order is that from the most general to the most particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The instance itself.
    Instance,
    /// A region.
    Region,
    /// A zone.
    Zone,
    /// An event.
    Event,
    /// A group of characters.
    Group,
    /// A character.
    Character,
    /// An effect.
    Effect,
}

/// Where a key may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// At the instance.
    Instance,
    /// At the instance and its regions.
    Server,
    /// At the instance and where something is.
    Spatial,
    /// At the instance and what somebody is.
    NonSpatial,
    /// Everywhere.
    Complete,
    /// At characters.
    Character,
    /// At zones.
    Zone,
    /// At events.
    Event,
    /// At effects.
    Effect,
}

/// Which of several values counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hierarchy {
    /// There is only one place for it.
    None,
    /// The most particular one.
    Delegating,
    /// The most general one.
    Authoritative,
    /// All of them, added up.
    Cumulative,
}

impl Kind {
    /// The platform's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Integer => "INTEGER",
            Self::Float => "FLOAT",
            Self::Uuid => "UUID",
            Self::Boolean => "BOOLEAN",
            Self::Command => "COMMAND",
            Self::Color => "COLOR",
        }
    }
}

impl Level {
    /// What the platform calls such things in messages.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Instance => "instances",
            Self::Region => "regions",
            Self::Zone => "zones",
            Self::Event => "events",
            Self::Group => "character groups",
            Self::Character => "characters",
            Self::Effect => "effects",
        }
    }
}

impl Scope {
    /// The platform's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Instance => "INSTANCE",
            Self::Server => "SERVER",
            Self::Spatial => "SPATIAL",
            Self::NonSpatial => "NONSPATIAL",
            Self::Complete => "COMPLETE",
            Self::Character => "CHARACTER",
            Self::Zone => "ZONE",
            Self::Event => "EVENT",
            Self::Effect => "EFFECT",
        }
    }

    /// Whether a key of this scope may be set at that level.
    pub fn covers(self, level: Level) -> bool {
        use Level as L;
        match self {
            Self::Instance => level == L::Instance,
            Self::Server => matches!(level, L::Instance | L::Region),
            Self::Spatial => matches!(level, L::Instance | L::Region | L::Zone | L::Event),
            Self::NonSpatial => matches!(level, L::Instance | L::Group | L::Character | L::Effect),
            Self::Complete => true,
            Self::Character => level == L::Character,
            Self::Zone => level == L::Zone,
            Self::Event => level == L::Event,
            Self::Effect => level == L::Effect,
        }
    }
}

/// The key of that name, in any case: one of the platform's own, a module's switch, or one that an attribute brings.
pub fn find(database: &Database, instance: InstanceId, dialect: Name, key: &str) -> Option<Definition> {
    let own = list::KEYS.iter().find(|known| known.key.eq_ignore_ascii_case(key) && known.since <= dialect);
    if let Some(own) = own {
        return Some(own.clone());
    }
    let (module, name) = key.split_once('.')?;
    if name.eq_ignore_ascii_case("enabled") {
        let module = MODULES.iter().find(|known| known.name.eq_ignore_ascii_case(module) && known.since <= dialect)?;
        return Some(switch(module.switch()));
    }
    if module.eq_ignore_ascii_case("experience") {
        let (attribute, suffix) = ["XPLimit", "XPPeriod"].into_iter().find_map(|suffix| {
            let attribute = name.len().checked_sub(suffix.len()).filter(|at| name.is_char_boundary(*at))?;
            let (attribute, end) = name.split_at(attribute);
            end.eq_ignore_ascii_case(suffix).then_some((attribute, suffix))
        })?;
        let attribute = database.attributes.named(instance, attribute)?;
        return (attribute.kind == AttributeKind::Experience).then(|| experience(&attribute.name, suffix));
    }
    if module.eq_ignore_ascii_case("inventory") && dialect == Name::Head {
        let (inventory, suffix) = INVENTORY_LIMITS.iter().find_map(|suffix| {
            let at = name.len().checked_sub(suffix.len()).filter(|at| name.is_char_boundary(*at))?;
            let (inventory, end) = name.split_at(at);
            end.eq_ignore_ascii_case(suffix).then_some((inventory, suffix))
        })?;
        let attribute = database.attributes.named(instance, inventory)?;
        return (attribute.kind == AttributeKind::Inventory).then(|| inventory_limit(&attribute.name, suffix));
    }
    if module.eq_ignore_ascii_case("characters") {
        return of_attribute(database.attributes.named(instance, name)?);
    }
    None
}

/// The key that switches a module.
fn switch(key: String) -> Definition {
    Definition {
        key: key.into(),
        kind: Kind::Boolean,
        scope: Scope::Instance,
        hierarchy: Hierarchy::None,
        default: "false",
        permission: "Instance.ModuleEnablement".into(),
        templated: false,
        since: Name::Of2020,
    }
}

/// The key for the limit or the period of a kind of experience.
pub fn experience(attribute: &str, suffix: &'static str) -> Definition {
    let (kind, default) = if suffix == "XPLimit" { (Kind::Integer, "1000") } else { (Kind::Float, "6.75") };
    Definition {
        key: format!("Experience.{attribute}{suffix}").into(),
        kind,
        scope: Scope::NonSpatial,
        hierarchy: Hierarchy::Cumulative,
        default,
        permission: "Experience.ConfigureXP".into(),
        templated: false,
        since: Name::Of2020,
    }
}

/// What follows the name of an inventory in the keys for its limits: how many kinds of items, how many items, and how much
/// weight it holds.
pub const INVENTORY_LIMITS: [&str; 3] = ["MaxItems", "MaxQuantity", "MaxWeight"];

/// The key for a limit of an inventory; 0 stands for no limit.
pub fn inventory_limit(inventory: &str, suffix: &str) -> Definition {
    Definition {
        key: format!("Inventory.{inventory}{suffix}").into(),
        kind: Kind::Integer,
        scope: Scope::NonSpatial,
        hierarchy: Hierarchy::Cumulative,
        default: "0",
        permission: "Inventory.ConfigureLimits".into(),
        templated: false,
        since: Name::Head,
    }
}

/// The key under which characters hold their values of an attribute, if they hold any.
pub fn of_attribute(attribute: &Attribute) -> Option<Definition> {
    let kind = match attribute.kind {
        AttributeKind::Integer => Kind::Integer,
        AttributeKind::Float => Kind::Float,
        AttributeKind::Text => Kind::Text,
        AttributeKind::Color => Kind::Color,
        AttributeKind::Group
        | AttributeKind::Experience
        | AttributeKind::Set
        | AttributeKind::Inventory
        | AttributeKind::Currency => return None,
    };
    Some(Definition {
        key: format!("Characters.{}", attribute.name).into(),
        kind,
        scope: Scope::Character,
        hierarchy: Hierarchy::None,
        default: "",
        permission: format!("Characters.Set{}", attribute.name).into(),
        templated: attribute.templatable,
        since: Name::Of2020,
    })
}

/// How we know about configuration.
pub const FIDELITY: &[Row] = &[
    observed("kv.scope", "a key can only be set where its scope allows it", "recorded exchange 143"),
    observed("kv.value", "values are checked, with a text that says what was expected", "recorded exchange 140"),
    observed("kv.cumulative", "values of different levels add up", "recorded exchanges 218 to 224"),
    inferred(
        "kv.default",
        "the default counts where no level has a value, and is not added to those that have",
        "the code",
    ),
    chosen(
        "kv.inventory-limits",
        "an inventory can be limited in kinds of items, items and weight",
        "the permission to configure limits is known, their names are not",
    ),
    inferred("kv.permission", "which permission each key needs", "the names of the permissions"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_any_case_and_by_dialect() {
        let database = Database::default();
        let find = |dialect, key| find(&database, InstanceId(15), dialect, key).map(|found| found.key.into_owned());
        assert_eq!(find(Name::Of2020, "experience.visitxppoints").as_deref(), Some("Experience.VisitXPPoints"));
        assert_eq!(find(Name::Of2020, "External.enabled").as_deref(), Some("External.Enabled"));
        assert_eq!(find(Name::Of2020, "Experience.MaxLevel"), None);
        assert!(find(Name::Head, "Experience.MaxLevel").is_some());
        for unknown in ["", "Experience", "Experience.nopeXPLimit", "Nope.Enabled", "Experience.☃Limit", "Characters."]
        {
            assert_eq!(find(Name::Head, unknown), None, "{unknown}");
        }
    }
}
