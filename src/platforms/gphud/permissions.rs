//! Permissions: who may do what at an instance. They are held through permissions groups only; some avatars need none.

use super::state::Database;
use super::state::avatar::SYSTEM;
use super::state::ids::{AvatarId, InstanceId};
use crate::platforms::fidelity::{Row, documented, inferred, observed};

/// The permission that `checkavatarpermission` asks for.
pub const CONNECT_OBJECTS: &str = "External.ConnectObjects";

/// The permission that at head only super-admins have.
pub const SUPER_ADMIN: &str = "User.SuperAdmin";

/// Whether the avatar has the permission at the instance: the platform's own avatar, super-admins and the owner of the
/// instance have all of them, others have those of their permissions groups. At head it may be a list of permissions, any of
/// which will do, and `Module.*`, which is any permission of a module.
pub fn held(database: &Database, instance: InstanceId, avatar: AvatarId, permission: &str) -> bool {
    if permission.is_empty() {
        return true;
    }
    let Some(row) = database.avatars.get(avatar) else { return false };
    let lists = database.settings.dialect.dialect().permission_lists;
    if lists && permission.eq_ignore_ascii_case(SUPER_ADMIN) {
        return row.super_admin;
    }
    if row.super_admin || row.name.eq_ignore_ascii_case(SYSTEM) {
        return true;
    }
    if database.instances.get(instance).is_some_and(|instance| instance.owner == avatar) {
        return true;
    }
    database
        .permissions_groups
        .within(instance)
        .filter(|group| group.members.contains_key(&avatar))
        .any(|group| group.permissions.iter().any(|held| grants(held, permission, lists)))
}

/// Whether holding one permission is enough for what is asked.
fn grants(held: &str, asked: &str, lists: bool) -> bool {
    if !lists {
        return held.eq_ignore_ascii_case(asked);
    }
    asked.split(',').map(str::trim).any(|asked| match asked.strip_suffix('*') {
        Some(start) => held.get(..start.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(start)),
        None => held.eq_ignore_ascii_case(asked),
    })
}

/// How we know about permissions.
pub const FIDELITY: &[Row] = &[
    documented(
        "permission.system",
        "the SYSTEM avatar has every permission",
        "External Access API page: the SYSTEM user has full access to all permissions",
    ),
    documented(
        "permission.owner",
        "the owner of an instance has every permission there",
        "External Access API page: an instance owner will have all permissions",
    ),
    inferred(
        "permission.lists",
        "at head a permission may be a list of alternatives or `Module.*`, and User.SuperAdmin is for super-admins alone",
        "the code of 2026",
    ),
    observed(
        "permission.groups",
        "others have the permissions of their permissions groups",
        "recorded exchanges 121 and 122",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::state::avatar::Avatar;
    use super::super::state::group::{Member, PermissionsGroup};
    use super::super::state::ids::PermissionsGroupId;
    use super::super::state::instance::Instance;
    use super::*;

    #[test]
    fn permissions_come_from_groups_and_from_standing() {
        let mut database = Database::default();
        for (id, name, super_admin) in [(1, "Iain Maltz", true), (20, "Test Owner", false), (21, "Plain", false)] {
            database.avatars.insert(Avatar {
                id: AvatarId(id),
                name: name.into(),
                uuid: None,
                developer_key: None,
                super_admin,
                suspended: false,
            });
        }
        let system = database.avatars.system();
        let instance = database.instances.insert(Instance::new(InstanceId(15), "DEV Test", AvatarId(20)));
        let may = |database: &Database, avatar| held(database, instance, avatar, "notes.add");
        assert!(may(&database, AvatarId(1)) && may(&database, AvatarId(20)) && may(&database, system));
        assert!(!may(&database, AvatarId(21)));
        database.permissions_groups.insert(PermissionsGroup {
            id: PermissionsGroupId(50),
            instance,
            name: "Note Takers".into(),
            permissions: ["Notes.Add".into()].into(),
            members: [(AvatarId(21), Member::default())].into(),
        });
        assert!(may(&database, AvatarId(21)));
        assert!(!held(&database, InstanceId(16), AvatarId(21), "Notes.Add"));
        let asks = |database: &Database, permission| held(database, instance, AvatarId(21), permission);
        assert!(!asks(&database, "Notes.*") && !asks(&database, "Groups.Create, Notes.Add"));
        database.settings.dialect = super::super::dialect::Name::Head;
        assert!(
            asks(&database, "Notes.*") && asks(&database, "Groups.Create, Notes.Add") && !asks(&database, "Groups.*")
        );
        assert!(held(&database, instance, AvatarId(1), SUPER_ADMIN) && !held(&database, instance, system, SUPER_ADMIN));
    }
}
