//! Arguments: what a command takes, and how a text becomes a value of the right type.

use std::fmt;

use crate::platforms::gphud::dialect::{Conversion, Dialect};
use crate::platforms::gphud::kv::value::parse_float;
use crate::platforms::gphud::names;
use crate::platforms::gphud::reply::{Class, Refusal, Reply};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::attribute::{Attribute, Kind};
use crate::platforms::gphud::state::ids::{
    AttributeId, AvatarId, CharacterId, CurrencyId, EffectId, EventId, GroupId, InstanceId, ItemId, RegionId, ZoneId,
};
use crate::platforms::gphud::wire::number::parse_int;

/// Something that a command takes.
#[derive(Debug)]
pub struct Argument {
    /// Its name, which is looked up in the request with its exact case.
    pub name: &'static str,
    /// What it is.
    pub kind: Type,
    /// Whether it may be left out.
    pub optional: bool,
    /// What a HUD says when it asks for it, where that is known.
    pub description: &'static str,
}

impl Argument {
    /// The same, with what a HUD says when it asks for it.
    pub const fn described(self, description: &'static str) -> Self {
        Self { description, ..self }
    }
}

/// An argument that must be given.
pub const fn needs(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, optional: false, description: "" }
}

/// An argument that may be left out.
pub const fn takes(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, optional: true, description: "" }
}

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// One line of text of at most that many characters.
    OneLine(usize),
    /// Letters and digits, at most that many.
    InternalName(usize),
    /// Letters, digits and some signs, at most that many.
    Clean(usize),
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// One of a list that nobody checks.
    Choice,
    /// A configuration key.
    Key,
    /// An avatar by name.
    Avatar,
    /// A character by name, by number, or as `>` and the avatar that plays it.
    Character,
    /// A character that shares a faction with the one that acts; nobody checks that here.
    FactionCharacter,
    /// An attribute by name.
    Attribute,
    /// An attribute that characters may change themselves, by name.
    WritableAttribute,
    /// A character group by name or by number.
    Group,
    /// A region by name.
    Region,
    /// A zone by name.
    Zone,
    /// An event by name.
    Event,
    /// An effect by name.
    Effect,
    /// An attribute that holds a set, by name.
    Set,
    /// An attribute that holds an inventory, by name.
    Inventory,
    /// An item by name.
    Item,
    /// A currency by name.
    Currency,
}

/// The value of an argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// None.
    Null,
    /// A text.
    Text(String),
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i32),
    /// A number.
    Float(f64),
    /// An avatar.
    Avatar(AvatarId),
    /// A character.
    Character(CharacterId),
    /// An attribute.
    Attribute(AttributeId),
    /// A character group.
    Group(GroupId),
    /// A region.
    Region(RegionId),
    /// A zone.
    Zone(ZoneId),
    /// An event.
    Event(EventId),
    /// An effect.
    Effect(EffectId),
    /// An item.
    Item(ItemId),
    /// A currency.
    Currency(CurrencyId),
}

/// Why a text is not a value of the type.
#[derive(Debug, Clone, PartialEq)]
enum Unfit {
    /// It is too long.
    TooLong(String),
    /// It is no number, has characters that it must not have, or names a character or an avatar that nobody knows.
    Plain(String),
    /// It stands for nothing, and the platform of 2020 raises an error of that class.
    Raised(Class, String),
    /// The platform breaks off with an internal error.
    Broken(String),
}

impl Type {
    /// Whether an attribute can stand here.
    fn takes_attribute(self, attribute: &Attribute) -> bool {
        match self {
            Self::Attribute => true,
            Self::Set => attribute.kind == Kind::Set || attribute.self_modify,
            Self::Inventory => attribute.kind == Kind::Inventory || attribute.self_modify,
            _ => attribute.self_modify,
        }
    }

    /// The most characters that the text may have.
    fn most(self) -> usize {
        match self {
            Self::OneLine(most) | Self::InternalName(most) | Self::Clean(most) => most,
            Self::Choice => 1024,
            Self::Boolean => 8,
            Self::Integer | Self::Float => 32,
            Self::Group | Self::Event | Self::Key | Self::Item => 128,
            Self::Avatar
            | Self::Character
            | Self::FactionCharacter
            | Self::Attribute
            | Self::WritableAttribute
            | Self::Set
            | Self::Inventory
            | Self::Currency
            | Self::Region
            | Self::Zone
            | Self::Effect => 64,
        }
    }
}

impl fmt::Display for Type {
    /// The platform's word for it, with the most characters that it may have where a command says so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneLine(most) => write!(f, "TEXT_ONELINE≤{most}"),
            Self::InternalName(most) => write!(f, "TEXT_INTERNAL_NAME≤{most}"),
            Self::Clean(most) => write!(f, "TEXT_CLEAN≤{most}"),
            Self::Boolean => f.write_str("BOOLEAN"),
            Self::Integer => f.write_str("INTEGER"),
            Self::Float => f.write_str("FLOAT"),
            Self::Choice => f.write_str("CHOICE"),
            Self::Key => f.write_str("KVLIST"),
            Self::Avatar => f.write_str("AVATAR"),
            Self::Character => f.write_str("CHARACTER"),
            Self::Attribute => f.write_str("ATTRIBUTE"),
            Self::WritableAttribute => f.write_str("ATTRIBUTE_WRITABLE"),
            Self::Group => f.write_str("CHARACTERGROUP"),
            Self::Region => f.write_str("REGION"),
            Self::Zone => f.write_str("ZONE"),
            Self::Event => f.write_str("EVENT"),
            Self::Effect => f.write_str("EFFECT"),
            Self::FactionCharacter => f.write_str("CHARACTER_FACTION"),
            Self::Set => f.write_str("SET"),
            Self::Inventory => f.write_str("INVENTORY"),
            Self::Item => f.write_str("ITEM"),
            Self::Currency => f.write_str("CURRENCY"),
        }
    }
}

/// Where names are looked up.
#[derive(Debug, Clone, Copy)]
pub struct Names<'d> {
    /// What the platform knows.
    pub database: &'d Database,
    /// The instance of the caller.
    pub instance: InstanceId,
    /// How the platform behaves.
    pub dialect: &'static Dialect,
}

impl Names<'_> {
    /// The value of an argument, or the answer to a text that has none.
    pub fn convert(self, argument: &Argument, given: Option<&str>) -> Result<Value, Result<Reply, Refusal>> {
        let given = if self.dialect.trims_first {
            given.map(|text| text.trim_matches(|c| c <= ' ')).filter(|text| *text != "-")
        } else {
            given
        };
        let Some(text) = given.filter(|text| !text.is_empty()) else {
            return Ok(if argument.kind == Type::Boolean { Value::Bool(false) } else { Value::Null });
        };
        self.value(argument, text).map_err(|unfit| self.refuse(argument, unfit))
    }

    fn refuse(self, argument: &Argument, unfit: Unfit) -> Result<Reply, Refusal> {
        match (self.dialect.conversion, unfit) {
            (_, Unfit::Broken(reason)) => Err(Refusal::system(reason)),
            (Conversion::Mixed, Unfit::TooLong(text)) => Err(Refusal::user(Class::TooLong, text)),
            (Conversion::Mixed, Unfit::Raised(class, text)) => Err(Refusal::user(class, text)),
            (Conversion::Mixed, Unfit::Plain(text)) | (Conversion::Named, Unfit::TooLong(text)) => {
                Ok(Reply::Error(text.into()))
            }
            (Conversion::Named, Unfit::Plain(text) | Unfit::Raised(_, text)) => {
                Ok(Reply::Error(format!("Argument {} failed : {text}", argument.name).into()))
            }
        }
    }

    fn value(self, argument: &Argument, text: &str) -> Result<Value, Unfit> {
        let name = argument.name;
        let most = argument.kind.most();
        // Java counts UTF-16 units.
        let length = if text.len() <= most { 0 } else { text.encode_utf16().count() };
        if length > most {
            return Err(Unfit::TooLong(format!(
                "{name} is {length} characters long and must be no more than {most}.  Input has not been processed, \
                 please try again"
            )));
        }
        let database = self.database;
        let number = || Unfit::Plain(format!("Unable to convert '{text}' to a number for argument {name}"));
        let unresolved = |kind| Unfit::Raised(Class::LookupFailure, format!("Unable to resolve '{text}' to {kind}"));
        match argument.kind {
            Type::OneLine(_) | Type::Choice | Type::Key => Ok(Value::Text(self.trimmed(text))),
            Type::InternalName(_) => {
                if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                    return Err(Unfit::Plain(format!(
                        "{name} should only consist of alphanumeric characters (a-z 0-9) and you entered '{text}'"
                    )));
                }
                Ok(Value::Text(text.to_owned()))
            }
            Type::Clean(_) => {
                let clean = |byte: u8| byte.is_ascii_alphanumeric() || b".'-, ".contains(&byte);
                if !text.bytes().all(clean) {
                    let characters = self.dialect.clean_characters;
                    return Err(Unfit::Plain(format!(
                        "{name} should only consist of {characters} (a-z 0-9 .'-,) and you entered '{text}'"
                    )));
                }
                Ok(Value::Text(self.trimmed(text)))
            }
            Type::Boolean => Ok(Value::Bool(crate::platforms::gphud::kv::value::is_true(text))),
            Type::Integer => parse_int(text).map(Value::Int).ok_or_else(number),
            Type::Float => parse_float(text).map(Value::Float).ok_or_else(number),
            Type::Avatar => self.avatar(text),
            Type::Character | Type::FactionCharacter => self.character(text),
            Type::Attribute | Type::WritableAttribute | Type::Set | Type::Inventory => database
                .attributes
                .named(self.instance, text)
                .filter(|attribute| argument.kind.takes_attribute(attribute))
                .map(|attribute| Value::Attribute(attribute.id))
                .ok_or_else(|| unresolved("an attribute")),
            Type::Group => match positive(text) {
                Some(number) => match database.groups.get(GroupId(number)) {
                    Some(group) => Ok(Value::Group(group.id)),
                    None => Err(Unfit::Broken(format!("there is no character group {number}"))),
                },
                None => database
                    .groups
                    .like(self.instance, text)
                    .map(|group| Value::Group(group.id))
                    .ok_or_else(|| unresolved("a character group")),
            },
            Type::Region => database
                .regions
                .named((), text)
                .filter(|region| !region.retired)
                .map(|region| Value::Region(region.id))
                .ok_or_else(|| unresolved("a region name")),
            Type::Zone => database
                .zones
                .named(self.instance, text)
                .map(|zone| Value::Zone(zone.id))
                .ok_or_else(|| unresolved("a zone name")),
            Type::Event => database
                .events
                .named(self.instance, text)
                .map(|event| Value::Event(event.id))
                .ok_or_else(|| unresolved("a event name")),
            Type::Effect => database
                .effects
                .named(self.instance, text)
                .map(|effect| Value::Effect(effect.id))
                .ok_or_else(|| unresolved("a effect name")),
            Type::Item => database
                .items
                .named(self.instance, text)
                .map(|item| Value::Item(item.id))
                .ok_or_else(|| unresolved("a item")),
            Type::Currency => database
                .currencies
                .named(self.instance, text)
                .map(|currency| Value::Currency(currency.id))
                .ok_or_else(|| unresolved("a currency")),
        }
    }

    /// 2020 trims texts once they are values.
    fn trimmed(self, text: &str) -> String {
        text.trim_matches(|c| c <= ' ').to_owned()
    }

    fn avatar(self, text: &str) -> Result<Value, Unfit> {
        let name = names::username(text, self.dialect.avatar_case)
            .map_err(|_| Unfit::Broken(format!("'{text}' is not a name that an avatar can have")))?;
        match self.database.avatars.named(&name) {
            Some(avatar) => Ok(Value::Avatar(avatar.id)),
            None => Err(Unfit::Plain(format!("Unable to find a known avatar named '{text}'"))),
        }
    }

    fn character(self, text: &str) -> Result<Value, Unfit> {
        if let Some(player) = text.strip_prefix('>') {
            return self.played_by(player);
        }
        match self.find_character(text) {
            Some(character) => Ok(Value::Character(character)),
            None if positive(text).is_some() => Err(Unfit::Broken(format!("there is no character {text}"))),
            None => Err(Unfit::Plain(format!("Unable to find character named '{text}'"))),
        }
    }

    /// The character that a text names: by its number, wherever it lives, or by a name within the instance.
    pub fn find_character(self, text: &str) -> Option<CharacterId> {
        match positive(text) {
            Some(number) => self.database.characters.get(CharacterId(number)),
            None => self.database.characters.rows().like(self.instance, text),
        }
        .map(|character| character.id)
    }

    fn played_by(self, player: &str) -> Result<Value, Unfit> {
        let avatar = match self.find_avatar(player) {
            Ok(avatar) => avatar,
            Err(Refusal::User(error)) => return Err(Unfit::Raised(error.class, error.text.into_owned())),
            Err(refusal) => return Err(Unfit::Broken(refusal.reason().into_owned())),
        };
        match self.database.characters.played_by(avatar, self.instance) {
            Some(character) => Ok(Value::Character(character.id)),
            None => Err(Unfit::Raised(Class::State, self.not_logged_in(avatar))),
        }
    }

    /// The avatar of that UUID, or else of that name.
    pub fn find_avatar(self, text: &str) -> Result<AvatarId, Refusal> {
        let avatars = &self.database.avatars;
        if let Some(avatar) = avatars.with_uuid(text) {
            return Ok(avatar.id);
        }
        let name = names::username(text, self.dialect.avatar_case)
            .map_err(|_| Refusal::system(format!("'{text}' is not a name that an avatar can have")))?;
        avatars.named(&name).map(|avatar| avatar.id).ok_or_else(|| {
            let service = &self.database.settings.name_service_error;
            let text = format!("Failed to find avatar object for name or key '{text}' {service}");
            Refusal::user(Class::LookupFailure, text)
        })
    }

    /// What is said of an avatar that plays no character of the instance now.
    pub fn not_logged_in(self, avatar: AvatarId) -> String {
        let name = self.database.avatars.get(avatar).map_or("", |avatar| &avatar.name);
        format!("Avatar {name} is not wearing the HUD or is not logged in as a character presently.")
    }
}

/// The number that a text is, if it is one above zero: then it is taken for a number and never for a name.
pub fn positive(text: &str) -> Option<u32> {
    parse_int(text).and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0)
}
