//! Avatars: the people of Second Life, as far as GPHUD knows them.

use std::collections::HashMap;

use super::ids::AvatarId;
use super::table::{Table, row};

/// The name of the avatar that stands for the platform itself.
pub const SYSTEM: &str = "SYSTEM";

/// A person of Second Life.
#[derive(Debug, Clone)]
pub struct Avatar {
    /// Its number.
    pub id: AvatarId,
    /// Its user name, without the last name `Resident`.
    pub name: String,
    /// Its key: a UUID as Second Life gives it.
    pub uuid: Option<String>,
    /// Its developer key, if it has been given one.
    pub developer_key: Option<String>,
    /// Whether it may do everything everywhere.
    pub super_admin: bool,
    /// Whether it was locked out. Its developer key goes on working.
    pub suspended: bool,
}

row!(Avatar: AvatarId, named everywhere, called "avatar");

/// All avatars, found by name, by UUID and by developer key.
#[derive(Debug, Default)]
pub struct Avatars {
    rows: Table<Avatar>,
    by_uuid: HashMap<String, AvatarId>,
    by_developer_key: HashMap<String, AvatarId>,
}

impl Avatars {
    /// Adds an avatar, or replaces the one that has its id.
    pub fn insert(&mut self, avatar: Avatar) -> AvatarId {
        let id = avatar.id;
        if let Some(before) = self.rows.remove(id) {
            before.uuid.and_then(|uuid| self.by_uuid.remove(&uuid.to_ascii_lowercase()));
            before.developer_key.and_then(|key| self.by_developer_key.remove(&key));
        }
        if let Some(uuid) = &avatar.uuid {
            self.by_uuid.insert(uuid.to_ascii_lowercase(), id);
        }
        if let Some(key) = &avatar.developer_key {
            self.by_developer_key.insert(key.clone(), id);
        }
        self.rows.insert(avatar)
    }

    /// The avatar of that number.
    pub fn get(&self, id: AvatarId) -> Option<&Avatar> {
        self.rows.get(id)
    }

    /// The avatar of that user name.
    pub fn named(&self, name: &str) -> Option<&Avatar> {
        self.rows.named((), name)
    }

    /// The avatar of that UUID.
    pub fn with_uuid(&self, uuid: &str) -> Option<&Avatar> {
        self.rows.get(*self.by_uuid.get(&uuid.to_ascii_lowercase())?)
    }

    /// The avatar that was given that developer key.
    pub fn with_developer_key(&self, key: &str) -> Option<&Avatar> {
        self.rows.get(*self.by_developer_key.get(key)?)
    }

    /// The avatar that stands for the platform itself; it is made when it is first needed.
    pub fn system(&mut self) -> AvatarId {
        if let Some(avatar) = self.rows.named((), SYSTEM) {
            return avatar.id;
        }
        let id = self.rows.next_id();
        self.insert(Avatar {
            id,
            name: SYSTEM.into(),
            uuid: Some("DEADBEEF".into()),
            developer_key: None,
            super_admin: false,
            suspended: false,
        })
    }

    /// The number that the next avatar gets unless it brings one.
    pub fn next_id(&self) -> AvatarId {
        self.rows.next_id()
    }

    /// All of them, in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Avatar> {
        self.rows.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_is_found_by_what_it_has_now() {
        let mut avatars = Avatars::default();
        let mut kate = Avatar {
            id: AvatarId(12769),
            name: "Kate Burner".into(),
            uuid: Some("5CA5D32D-f2c5-43ed-9f9c-226d1bb404f3".into()),
            developer_key: Some("old".into()),
            super_admin: false,
            suspended: false,
        };
        avatars.insert(kate.clone());
        kate.developer_key = Some("new".into());
        avatars.insert(kate);
        assert!(avatars.with_developer_key("old").is_none());
        assert_eq!(avatars.with_developer_key("new").unwrap().id, AvatarId(12769));
        assert!(avatars.with_uuid("5ca5d32d-F2C5-43ed-9f9c-226d1bb404f3").is_some());
        assert!(avatars.named("kate burner").is_some());
    }

    #[test]
    fn the_platform_itself_is_made_once() {
        let mut avatars = Avatars::default();
        assert_eq!((avatars.system(), avatars.system()), (AvatarId(1), AvatarId(1)));
    }
}
