//! Who calls: the developer by the key, the instance and its grant, and whom the request runs as.

use super::{Ends, Request, Work};
use crate::journal::verdict::Headroom;
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gphud::commands::argument::Names;
use crate::platforms::gphud::commands::call::Caller;
use crate::platforms::gphud::names;
use crate::platforms::gphud::permissions::{self, CONNECT_OBJECTS};
use crate::platforms::gphud::reply::{Class, Refusal, Reply};
use crate::platforms::gphud::state::ids::{AvatarId, CharacterId, InstanceId};
use crate::platforms::gphud::state::record::Source;
use crate::platforms::gphud::state::shown;
use crate::platforms::gphud::wire::{Json, Object};

impl Work<'_> {
    /// Everything that is checked before the command is looked at.
    pub(super) fn identify(&mut self, request: &Request<'_>, fields: &Object<'_>) -> Result<Caller, Ends> {
        let developer = self.developer(fields)?;
        let name = self.application(fields)?;
        let instance = self.instance(fields)?;
        self.grant(instance, developer)?;
        let avatar = self.avatar(fields)?;
        let character = self.character(fields, instance)?;
        let row = character.and_then(|id| self.database.characters.get(id));
        let (region, zone) = row.map_or((None, None), |row| (row.region, row.zone));
        let region = region.filter(|id| self.database.regions.get(*id).is_some_and(|region| !region.retired));
        self.check_avatar(fields, instance)?;
        let source = Source { name, developer: Some(developer), region, location: location(request) };
        Ok(Caller { instance, avatar, character, region, zone, source })
    }

    fn end<T>(&mut self, check: &'static str, refusal: Refusal) -> Result<T, Ends> {
        self.fail(check, refusal).map_err(|refusal| Box::new(Err(refusal)))
    }

    fn terminate<T>(&mut self, check: &'static str, reason: &'static str, why: String) -> Result<T, Ends> {
        self.checks.fail(check, why);
        Err(Box::new(Ok(Reply::Terminate(reason.into()))))
    }

    /// A field that must be a string if it is there at all.
    fn text<'f>(&mut self, fields: &'f Object<'_>, field: &'static str) -> Result<Option<&'f str>, Ends> {
        match fields.get(field) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => self.end(field, Refusal::unhandled(format!("`{field}` is not a string"))),
        }
    }

    /// A field that must be a number, or a string of digits, if it is there at all.
    fn number(&mut self, fields: &Object<'_>, field: &'static str) -> Result<Option<u32>, Ends> {
        let Some(value) = fields.get(field) else { return Ok(None) };
        match value.to_int() {
            // No row has a number below one: such a number finds nothing.
            Some(number) => Ok(Some(u32::try_from(number).unwrap_or_default())),
            None => self.end(field, Refusal::unhandled(format!("`{field}` is neither a number nor digits"))),
        }
    }

    fn developer(&mut self, fields: &Object<'_>) -> Result<AvatarId, Ends> {
        let Some(key) = self.text(fields, "developerkey")? else {
            let text = "No developer credentials were supplied in the request";
            return self.end("developerkey", Refusal::user(Class::Empty, text));
        };
        let (length, least) = (key.encode_utf16().count(), self.database.settings.minimum_key_length);
        if length < least {
            let headroom = Headroom::new(length, least, "characters");
            let why = format!("the key has {length} characters, and keys here have at least {least}");
            self.checks.fail_beyond("developerkey", headroom, why);
            return Err(Box::new(Ok(Reply::Terminate("Developer key is invalid".into()))));
        }
        match self.database.avatars.with_developer_key(key).map(|avatar| avatar.id) {
            Some(developer) => {
                self.checks.pass("developerkey", "");
                Ok(developer)
            }
            None => {
                let why = "no avatar of this world has this developer key".to_owned();
                self.terminate("developerkey", "Developer key is not known", why)
            }
        }
    }

    fn application(&mut self, fields: &Object<'_>) -> Result<Option<String>, Ends> {
        Ok(self.text(fields, "applicationname")?.map(str::to_owned))
    }

    fn instance(&mut self, fields: &Object<'_>) -> Result<InstanceId, Ends> {
        let mut found = None;
        if let Some(name) = self.text(fields, "runasinstancename")? {
            found = self.database.instances.named((), name).map(|instance| instance.id);
            if found.is_none() {
                let (before, after) = self.dialect.unknown_instance;
                let text = format!("{before}{name}{after}");
                return self.end("instance", Refusal::user(Class::LookupFailure, text));
            }
        }
        if let Some(number) = self.number(fields, "runasinstanceid")? {
            let id = InstanceId(number);
            if self.database.instances.get(id).is_none() {
                return self.end("instance", Refusal::system(format!("there is no instance {number}")));
            }
            found = Some(id);
        }
        match found {
            Some(instance) => {
                self.checks.pass("instance", "");
                Ok(instance)
            }
            None => self.end("instance", Refusal::user(Class::State, "No instance has been selected")),
        }
    }

    fn grant(&mut self, instance: InstanceId, developer: AvatarId) -> Result<(), Ends> {
        let row = self.database.instances.get(instance);
        if row.is_some_and(|row| row.developers.contains_key(&developer)) {
            self.checks.pass("grant", "");
            return Ok(());
        }
        let developer = self.database.avatars.get(developer).map(shown).unwrap_or_default();
        let why = format!("{} lets {developer} not in", row.map(shown).unwrap_or_default());
        self.terminate("grant", "Your developer ID is not authorised at this instance", why)
    }

    fn avatar(&mut self, fields: &Object<'_>) -> Result<AvatarId, Ends> {
        let mut avatar = None;
        if let Some(text) = self.text(fields, "runasavatarname")? {
            let Ok(name) = names::username(text, self.dialect.avatar_case) else {
                let reason = format!("'{text}' is not a name that an avatar can have");
                return self.end("runas avatar", Refusal::system(reason));
            };
            avatar = self.database.avatars.named(&name).map(|avatar| avatar.id);
            if avatar.is_none() {
                self.checks.warn(
                    "runas avatar",
                    format!("no avatar is called '{text}': the request goes on as SYSTEM, which may do everything"),
                );
            }
        }
        if let Some(number) = self.number(fields, "runasavatarid")? {
            let id = AvatarId(number);
            if self.database.avatars.get(id).is_none() {
                return self.end("runas avatar", Refusal::system(format!("there is no avatar {number}")));
            }
            avatar = Some(id);
        }
        let Some(avatar) = avatar else { return Ok(self.database.avatars.system()) };
        if self.database.avatars.get(avatar).is_some_and(|avatar| avatar.super_admin) {
            return self.end("runas avatar", Refusal::user(Class::Filter, self.dialect.super_admin));
        }
        self.checks.pass("runas avatar", "");
        Ok(avatar)
    }

    fn character(&mut self, fields: &Object<'_>, instance: InstanceId) -> Result<Option<CharacterId>, Ends> {
        let mut found = None;
        if let Some(text) = self.text(fields, "runascharactername")? {
            let names = Names { database: self.database, instance, dialect: self.dialect };
            found = names.find_character(text);
            if found.is_none() {
                if let Some(number) = super::super::commands::argument::positive(text) {
                    return self.end("runas character", Refusal::system(format!("there is no character {number}")));
                }
                self.checks.warn(
                    "runas character",
                    format!("no character here is called '{text}', or several are: the request goes on without one"),
                );
            }
        }
        if let Some(number) = self.number(fields, "runascharacterid")? {
            let id = CharacterId(number);
            if self.database.characters.get(id).is_none() {
                return self.end("runas character", Refusal::system(format!("there is no character {number}")));
            }
            found = Some(id);
        }
        let Some(character) = found.and_then(|id| self.database.characters.get_mut(id)) else { return Ok(None) };
        let touched = std::mem::replace(&mut character.touched, true);
        if character.instance != instance {
            let text = "There is a mismatch between the specified instanceid and the character's instanceid";
            let refusal = if self.dialect.foreign_character_is_users && touched {
                Refusal::user(Class::State, text)
            } else {
                Refusal::system(format!("{} belongs to another instance", shown(character)))
            };
            return self.end("runas character", refusal);
        }
        self.checks.pass("runas character", "");
        Ok(found)
    }

    fn check_avatar(&mut self, fields: &Object<'_>, instance: InstanceId) -> Result<(), Ends> {
        const FIELD: &str = "checkavatarpermission";
        if fields.get(FIELD) == Some(&Json::Null) {
            let text = "External API Error - checkavatarpermission key is supplied but null value attached";
            return self.end(FIELD, Refusal::user(Class::RemoteFailure, text));
        }
        let Some(text) = self.text(fields, FIELD)? else { return Ok(()) };
        if text.trim().is_empty() {
            let said = "External API Error - checkavatarpermission supplied a blank string";
            let refusal = if self.dialect.blank_check_is_users {
                Refusal::user(Class::RemoteFailure, said)
            } else {
                Refusal::system("`checkavatarpermission` is blank")
            };
            return self.end(FIELD, refusal);
        }
        let names = Names { database: self.database, instance, dialect: self.dialect };
        let avatar = match names.find_avatar(text) {
            Ok(avatar) => avatar,
            Err(refusal) => return self.end(FIELD, refusal),
        };
        if permissions::held(self.database, instance, avatar, CONNECT_OBJECTS) {
            self.checks.pass(FIELD, "");
            return Ok(());
        }
        let name = self.database.avatars.get(avatar).map_or("", |avatar| &avatar.name);
        let at = self.database.instances.get(instance).map(shown).unwrap_or_default();
        let text = format!("User {name} does not have permission {CONNECT_OBJECTS} at instance {at}");
        self.end(FIELD, Refusal::user(Class::ObjectAccessDenied, text))
    }
}

/// The addresses that the request came through, as the audit keeps them.
fn location(request: &Request<'_>) -> String {
    let peer = request.peer.filter(|peer| !peer.is_loopback()).map(|peer| format!("[{peer}]"));
    let forwarded = request.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let forwarded = forwarded.filter(|value| *value != "127.0.0.1").map(str::to_owned);
    peer.into_iter().chain(forwarded).collect::<Vec<_>>().join(", ")
}

/// How we know about callers.
pub const FIDELITY: &[Row] = &[
    documented(
        "caller.key-missing",
        "a request without a key is refused",
        "External Access API page, Exception Reports",
    ),
    documented(
        "caller.key-unknown",
        "a key that nobody has ends everything",
        "External Access API page, Terminate Response",
    ),
    observed("caller.key-length", "a key of less than 16 characters is invalid; a setting", "recorded exchange 11"),
    chosen("caller.key-case", "keys are told apart by case", "the database may not do so; nobody has tried"),
    documented("caller.instance", "one of name and id must be given", "External Access API page: you MUST set one of"),
    observed(
        "caller.instance-both",
        "the id counts if both are given, but a bad name fails first",
        "recorded exchanges 17 and 23",
    ),
    observed("caller.grant", "an instance must let the developer in", "recorded exchange 24"),
    documented(
        "caller.avatar",
        "without an avatar the request runs as SYSTEM",
        "External Access API page: default actions to the (fake) SYSTEM avatar",
    ),
    observed(
        "caller.avatar-unknown",
        "an avatar name that nobody has is ignored, also if it is a UUID",
        "recorded exchanges 32 and 33",
    ),
    observed("caller.super-admin", "a request cannot run as a super-admin", "recorded exchange 29"),
    documented(
        "caller.character",
        "a character is only needed by some commands",
        "External Access API page: not all commands require an active character",
    ),
    observed("caller.character-unknown", "a character name that nobody has is ignored", "recorded exchange 37"),
    observed(
        "caller.character-like",
        "names of characters are patterns, and digits are ids",
        "recorded exchanges 38 and 39",
    ),
    observed(
        "caller.character-elsewhere",
        "a character of another instance is refused, the first time as an internal error",
        "recorded exchanges 41 and 74",
    ),
    documented(
        "caller.check",
        "checkavatarpermission asks for External.ConnectObjects",
        "External Access API page, Exception Reports",
    ),
    observed("caller.check-early", "the check answers before the command is looked at", "recorded exchange 138"),
];
