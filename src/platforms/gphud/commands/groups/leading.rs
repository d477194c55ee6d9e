//! Who leads a group, who are its admins, and how it is kept.

use super::{WORDS, Words};
use crate::platforms::gphud::commands::call::{Call, Change, Operator};
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};
use crate::platforms::gphud::state::ids::{CharacterId, GroupId};
use crate::platforms::gphud::state::shown;

pub(super) fn set_admin(call: &mut Call<'_>) -> Answered {
    let (group, character) = (call.group_given("group")?, call.character_given("character")?);
    set_admin_flag(call, group, character, WORDS)
}

/// Makes a member one of the group's admins, or ends that.
pub fn set_admin_flag(call: &mut Call<'_>, group: GroupId, character: CharacterId, words: Words) -> Answered {
    let admin = call.flag_given("admin");
    let row = call.group(group)?;
    let (group_name, group_shown, owner) = (row.name.clone(), shown(row), row.owner);
    let member = call.character(character)?;
    let (name, member_shown) = (member.name.clone(), shown(member));
    let Some(old) = row.members.get(&character).copied() else {
        return Ok(Reply::Error(format!("{name} is not a member of {} {group_name}", words.thing).into()));
    };
    // The platform asks who is acting before it asks for the permission.
    let actor = call.acting_character()?;
    if owner != Some(actor) && !call.permitted(words.create) {
        let Words { thing, create, .. } = words;
        let text = format!("You must be {thing} owner, or have {create} permissions to set admin flags");
        return Ok(Reply::Error(text.into()));
    }
    if let Some(row) = call.database.groups.get_mut(group) {
        row.members.insert(character, admin);
    }
    let change = Change {
        kind: "SetAdmin",
        item: group_name,
        old: Some(old.to_string()),
        new: Some(admin.to_string()),
        note: "Set admin flag",
        target: Some(character),
    };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(format!("Successfully altered admin flag on {member_shown} in {group_shown}").into()))
}

pub(super) fn set_open(call: &mut Call<'_>) -> Answered {
    let group = call.group_given("group")?;
    let open = call.flag_given("open");
    let name = call.group_name(group)?;
    let old = call.database.groups.get_mut(group).map(|row| std::mem::replace(&mut row.open, open));
    let change = Change {
        kind: "SetOpen",
        item: name.clone(),
        old: old.map(|old| old.to_string()),
        new: Some(open.to_string()),
        note: "Set open flag",
        target: None,
    };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(format!("Successfully set open flag to {open} on group {name}").into()))
}

/// The texts for what came of naming a leader.
#[derive(Debug, Clone, Copy)]
pub struct LeaderTexts {
    /// There was no leader to remove.
    pub none: &'static str,
    /// The leader was removed.
    pub removed: &'static str,
    /// The leader was replaced.
    pub updated: &'static str,
    /// The note in the audit, when removed and when replaced.
    pub notes: [&'static str; 2],
}

pub(super) fn set_owner(call: &mut Call<'_>) -> Answered {
    let group = call.group_given("group")?;
    let texts = LeaderTexts {
        none: "That group already has no leader",
        removed: "Group leader removed.",
        updated: "Group leader updated",
        notes: ["Group leader removed", "Group leader changed"],
    };
    set_leader(call, group, WORDS, texts)
}

/// Gives the group the leader that was named, or none.
pub fn set_leader(call: &mut Call<'_>, group: GroupId, words: Words, texts: LeaderTexts) -> Answered {
    let new = call.optional_character("newowner");
    let row = call.group(group)?;
    let (name, old) = (row.name.clone(), row.owner);
    let Words { thing, leader, .. } = words;
    if old == new {
        return Ok(Reply::Ok(match new {
            None => texts.none.into(),
            Some(new) => format!("That character ({}) is already the {leader}", call.character_name(new)?).into(),
        }));
    }
    let new_name = new.map(|new| call.character_name(new)).transpose()?;
    if let (Some(new), Some(new_name)) = (new, &new_name)
        && !call.group(group)?.members.contains_key(&new)
    {
        return Ok(Reply::Error(format!("New leader {new_name} must be in {thing} {name}").into()));
    }
    let old = old.map(|old| call.character_name(old)).transpose()?;
    if let Some(row) = call.database.groups.get_mut(group) {
        row.owner = new;
    }
    let [removed, changed] = texts.notes;
    let note = if new.is_none() { removed } else { changed };
    call.audit(Operator::Avatar, Change { kind: "SetOwner", item: name, old, new: new_name, note, target: new });
    Ok(Reply::Ok(if new.is_none() { texts.removed } else { texts.updated }.into()))
}

pub(super) fn set_precedence(call: &mut Call<'_>) -> Answered {
    let (group, new) = (call.group_given("group")?, call.int_given("precedence")?);
    let Some(row) = call.database.groups.get_mut(group) else { return Err(Refusal::system("the group is gone")) };
    let (item, old) = (row.name.clone(), std::mem::replace(&mut row.precedence, new));
    if old == new {
        return Ok(Reply::Ok("Precedence unchanged".into()));
    }
    call.database.reorder(group);
    let note = format!("Changed KV Precedence from {old} to {new}");
    let (old, new) = (Some(old.to_string()), Some(new.to_string()));
    call.audit(Operator::Avatar, Change { kind: "SetPrecedence", item, old, new, note: &note, target: None });
    Ok(Reply::Ok("Precedence updated".into()))
}
