//! A command being called: by whom, with what, and what it may reach.

use std::borrow::Cow;

use serde_json::json;

use super::argument::Value;
use crate::journal::verdict::Checks;
use crate::platforms::gphud::conveyance;
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::kv::effective::View;
use crate::platforms::gphud::permissions;
use crate::platforms::gphud::reply::{Class, Refusal};
use crate::platforms::gphud::state::attribute::Attribute;
use crate::platforms::gphud::state::avatar::Avatar;
use crate::platforms::gphud::state::character::Character;
use crate::platforms::gphud::state::group::Group;
use crate::platforms::gphud::state::ids::{
    AttributeId, AvatarId, CharacterId, CurrencyId, EffectId, EventId, GroupId, InstanceId, ItemId, RegionId, ZoneId,
};
use crate::platforms::gphud::state::instance::Instance;
use crate::platforms::gphud::state::record::{AuditRow, Source};
use crate::platforms::gphud::state::wealth::Currency;
use crate::platforms::gphud::state::{Database, shown};
use crate::world::rng::Rng;

/// Who calls, as the request says.
#[derive(Debug, Clone)]
pub struct Caller {
    /// At which instance.
    pub instance: InstanceId,
    /// As which avatar.
    pub avatar: AvatarId,
    /// As which character.
    pub character: Option<CharacterId>,
    /// The region that the character is in.
    pub region: Option<RegionId>,
    /// The zone that the character is in.
    pub zone: Option<ZoneId>,
    /// Through what.
    pub source: Source,
}

/// Something that happened during a call, for the journal.
#[derive(Debug)]
pub struct Happening {
    /// What kind it is: `audit`, `message`.
    pub kind: &'static str,
    /// What there is to say about it.
    pub detail: serde_json::Value,
}

/// A command being called.
#[derive(Debug)]
pub struct Call<'a> {
    /// What the platform knows, locked for the whole call.
    pub database: &'a mut Database,
    /// Who calls.
    pub caller: &'a Caller,
    /// How the platform behaves.
    pub dialect: &'static Dialect,
    /// The platform's time in seconds since 1970.
    pub now: i64,
    /// The world's randomness.
    pub rng: &'a Rng,
    /// The arguments: their names and their values, in the order in which the command declares them.
    pub arguments: Vec<(&'static str, Value)>,
    /// The verdict in the making.
    pub checks: &'a mut Checks,
    /// What happened, for the journal.
    pub happenings: &'a mut Vec<Happening>,
}

/// Who an audit row says did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// The avatar as such.
    Avatar,
    /// The avatar as the character.
    Character,
}

/// What an audit row says, apart from who did it and when.
#[derive(Debug, Clone, Default)]
pub struct Change<'t> {
    /// What kind of change it was.
    pub kind: &'static str,
    /// What was changed.
    pub item: String,
    /// What it was before.
    pub old: Option<String>,
    /// What it is now.
    pub new: Option<String>,
    /// What there is to say about it.
    pub note: &'t str,
    /// The character that it was done to.
    pub target: Option<CharacterId>,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident: $variant:ident $id:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self, argument: &str) -> Result<$id, Refusal> {
            match self.argument(argument) {
                Value::$variant(id) => Ok(*id),
                _ => Err(missing(argument)),
            }
        }
    )*};
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident: $row:ty = $field:ident [$id:ty];)*) => {$(
        $(#[$doc])*
        pub fn $name(&self, id: $id) -> Result<&$row, Refusal> {
            self.database.$field.get(id).ok_or_else(|| Refusal::system(format!("there is no row {id} any more")))
        }
    )*};
}

impl Call<'_> {
    fn argument(&self, argument: &str) -> &Value {
        self.arguments.iter().find(|(name, _)| *name == argument).map_or(&Value::Null, |(_, value)| value)
    }

    ids! {
        /// The avatar given as that argument.
        avatar_given: Avatar AvatarId;
        /// The character given as that argument.
        character_given: Character CharacterId;
        /// The attribute given as that argument.
        attribute_given: Attribute AttributeId;
        /// The character group given as that argument.
        group_given: Group GroupId;
        /// The region given as that argument.
        region_given: Region RegionId;
        /// The zone given as that argument.
        zone_given: Zone ZoneId;
        /// The event given as that argument.
        event_given: Event EventId;
        /// The effect given as that argument.
        effect_given: Effect EffectId;
        /// The item given as that argument.
        item_given: Item ItemId;
        /// The currency given as that argument.
        currency_given: Currency CurrencyId;
        /// The whole number given as that argument.
        int_given: Int i32;
    }

    rows! {
        /// An instance.
        instance: Instance = instances [InstanceId];
        /// An avatar.
        avatar: Avatar = avatars [AvatarId];
        /// A character.
        character: Character = characters [CharacterId];
        /// A group of characters.
        group: Group = groups [GroupId];
        /// An attribute.
        attribute: Attribute = attributes [AttributeId];
        /// A currency.
        currency: Currency = currencies [CurrencyId];
    }

    /// The text given as that argument; empty if there is none.
    pub fn text_given(&self, argument: &str) -> &str {
        self.optional_text(argument).unwrap_or_default()
    }

    /// The text given as that argument, if there is one.
    pub fn optional_text(&self, argument: &str) -> Option<&str> {
        match self.argument(argument) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number given as that argument, if there is one.
    pub fn optional_int(&self, argument: &str) -> Option<i32> {
        match self.argument(argument) {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The character given as that argument, if there is one.
    pub fn optional_character(&self, argument: &str) -> Option<CharacterId> {
        match self.argument(argument) {
            Value::Character(id) => Some(*id),
            _ => None,
        }
    }

    /// Whether that argument says yes; one that was left out says no.
    pub fn flag_given(&self, argument: &str) -> bool {
        matches!(self.argument(argument), Value::Bool(true))
    }

    /// The character that is acting; the user's error if there is none.
    pub fn acting_character(&self) -> Result<CharacterId, Refusal> {
        self.caller.character.ok_or_else(|| Refusal::user(Class::State, "No character is selected"))
    }

    /// The character's name.
    pub fn character_name(&self, id: CharacterId) -> Result<String, Refusal> {
        Ok(self.character(id)?.name.clone())
    }

    /// The group's name.
    pub fn group_name(&self, id: GroupId) -> Result<String, Refusal> {
        Ok(self.group(id)?.name.clone())
    }

    /// Whether the acting avatar has the permission.
    pub fn permitted(&self, permission: &str) -> bool {
        permissions::held(self.database, self.caller.instance, self.caller.avatar, permission)
    }

    /// What configuration counts for the acting character, or for the instance as such.
    pub fn view(&self) -> View {
        View { instance: self.caller.instance, character: self.caller.character, now: self.now }
    }

    /// What configuration counts for a character.
    pub fn view_of(&self, character: CharacterId) -> View {
        let instance = self.database.characters.get(character).map_or(self.caller.instance, |row| row.instance);
        View { instance, character: Some(character), now: self.now }
    }

    /// Writes a row of the instance's audit.
    pub fn audit(&mut self, operator: Operator, change: Change<'_>) {
        let by = Caller {
            character: self.caller.character.filter(|_| operator == Operator::Character),
            ..self.caller.clone()
        };
        audit(self.database, by, self.now, change, self.happenings);
    }

    /// What the HUD of a character shows was looked at again, as its player's: what had changed counts as told. The next
    /// answer to who runs as it tells what is different for them.
    pub fn convey(&mut self, character: CharacterId) {
        if self.dialect.conveys {
            conveyance::refresh(self.database, character, self.now);
        }
    }

    /// Sends a text to the HUD of a character. There is no HUD here: the journal keeps the text.
    pub fn tell(&mut self, character: CharacterId, text: &str) {
        let to = self.database.characters.get(character).map(shown);
        self.happenings.push(Happening { kind: "message", detail: json!({ "to": to, "text": text }) });
    }
}

/// Writes a row of the audit of the caller's instance, done by the caller as its character, if it has one.
pub fn audit(database: &mut Database, by: Caller, now: i64, change: Change<'_>, happenings: &mut Vec<Happening>) {
    let target = change.target.and_then(|id| database.characters.get(id));
    happenings.push(Happening {
        kind: "audit",
        detail: json!({
            "instance": database.instances.get(by.instance).map(shown),
            "avatar": database.avatars.get(by.avatar).map(shown),
            "character": by.character.and_then(|id| database.characters.get(id)).map(shown),
            "target": target.map(shown),
            "change": change.kind,
            "item": change.item,
            "old": change.old,
            "new": change.new,
            "note": change.note,
            "source": by.source.name,
        }),
    });
    let row = AuditRow {
        at: now,
        source_avatar: Some(by.avatar),
        source_character: by.character,
        target_avatar: target.map(|target| target.owner),
        target_character: change.target,
        change: Cow::Borrowed(change.kind),
        item: change.item,
        old: change.old,
        new: change.new,
        note: change.note.to_owned(),
        source: by.source,
    };
    let kept = database.settings.dialect.dialect().audit_kept;
    if let Some(instance) = database.instances.get_mut(by.instance) {
        if let Some(kept) = kept {
            instance.audit.forget_while(|row| row.at < now.saturating_sub(kept));
        }
        instance.audit.push(row);
    }
}

fn missing(argument: &str) -> Refusal {
    // The dispatch has already made sure of it; a command that reads an argument that it did not declare ends here.
    Refusal::system(format!("the argument {argument} has no value"))
}
