//! The module Groups: who is in which group of characters. Factions are groups, too, and use the same steps.

use super::argument::{Argument, Type, needs, takes};
use super::call::{Call, Change, Operator};
use super::message::{error, ok, raised};
use super::{Command, Context, Dialects};
use crate::platforms::fidelity::{Row, chosen, inferred, observed};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::attribute::Kind;
use crate::platforms::gphud::state::character::Message;
use crate::platforms::gphud::state::ids::{CharacterId, GroupId};
use crate::platforms::gphud::state::shown;

const GROUP: Argument = needs("group", Type::Group);
const MEMBER: Argument = needs("member", Type::Character);
const FELLOW: Argument = needs("member", Type::FactionCharacter);

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Groups.add",
        messages: &[
            ok("{newmember} is now in group {group}"),
            ok("{newmember} was moved into group {group} (was formerly in {existinggroup})"),
            ok("No action taken ; character is already in this group.").at_head(),
            error(
                "Refusing to move character {newmember}, they are currently group leader of {before}, you must manually eject them from that position",
            ),
            error("Failed to add {newmember} to {group}, they are probably in no group now! - {cause}")
                .never("whoever is moved has left the old group by then"),
        ],
        description: "Add a member to this group",
        arguments: &[GROUP, needs("newmember", Type::Character)],
        permission: "Groups.SetGroup",
        context: Context::Avatar,
        effect: Some(add),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.remove",
        messages: &[
            ok("{member} was removed from group {group}"),
            error(
                "Will not remove {member} from {group}, they are the group leader, you must demote them by replacing them or leaving the group leaderless.",
            ),
            error("Failed to remove member - {cause}"),
        ],
        description: "Remove a member from this group",
        arguments: &[GROUP, MEMBER],
        permission: "Groups.SetGroup",
        context: Context::Avatar,
        effect: Some(remove),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.addSilently",
        messages: &[
            ok("{newmember} is now in group {group}"),
            ok("{newmember} was moved into group {group} (was formerly in {existinggroup})"),
            ok("No action taken ; character is already in this group.").at_head(),
            error(
                "Refusing to move character {newmember}, they are currently group leader of {before}, you must manually eject them from that position",
            ),
            error("Failed to add {newmember} to {group}, they are probably in no group now! - {cause}")
                .never("whoever is moved has left the old group by then"),
        ],
        description: "Add a member to this group. Does not notify target of group change.",
        arguments: &[GROUP, needs("newmember", Type::Character)],
        permission: "Groups.SetGroup",
        context: Context::Avatar,
        dialects: Dialects::Head,
        effect: Some(add),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.removeSilently",
        messages: &[
            ok("{member} was removed from group {group}"),
            error(
                "Will not remove {member} from {group}, they are the group leader, you must demote them by replacing them or leaving the group leaderless.",
            ),
            error("Failed to remove member - {cause}"),
        ],
        description: "Remove a member from this group without notifying them of the change",
        arguments: &[GROUP, MEMBER],
        permission: "Groups.SetGroup",
        context: Context::Avatar,
        dialects: Dialects::Head,
        effect: Some(remove),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.leave",
        messages: &[
            ok("You have left group {group}"),
            error("You are not a member of group {group}"),
            error("You can not leave a non-open group"),
            error("You may not modify the group type {group type}, it is not self modifiable"),
            error("Failed to leave group - {cause}"),
        ],
        description: "Leave a group",
        arguments: &[GROUP],
        context: Context::Character,
        dialects: Dialects::Head,
        effect: Some(leave),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.setPrecedence",
        messages: &[ok("Precedence unchanged"), ok("Precedence updated")],
        description: "Set the KV precedence value of a character group",
        arguments: &[GROUP, needs("precedence", Type::Integer)],
        permission: "Groups.SetPrecedence",
        context: Context::Avatar,
        dialects: Dialects::Head,
        effect: Some(set_precedence),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.eject",
        messages: &[
            ok("{member} was removed from {group}"),
            error("You are not a lead/admin for {group}"),
            error("{member} is not in {group}"),
            error("Will not eject {member} from {group}, they are the owner."),
            error("Will not eject {member} from {group}, they are an administrator and must be demoted first."),
            error("Failed to remove member - {cause}")
                .never("that the character is in the group was made sure of before"),
        ],
        description: "Eject a member from a group",
        arguments: &[GROUP, FELLOW],
        context: Context::Character,
        effect: Some(eject_member),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.invite",
        messages: &[
            ok("Invite message sent to {target} for {group}, they have 48 hours to accept."),
            error("You are not an owner/admin for {group}"),
        ],
        description: "Invite a character to a group",
        arguments: &[GROUP, needs("target", Type::Character)],
        context: Context::Character,
        effect: Some(invite_target),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.join",
        messages: &[
            ok("You are now a member of {group}"),
            error("Can not join group {group}, it is not open, you will need to be invited instead."),
            error(
                "There is more than one attribute of type GROUP/{group type} which will not work as group subtypes enforce unique membership.  The administrator should remove one of the attributes.",
            ),
            error("You can not change your {attribute} after character creation."),
            error("Can't switch group - would require you to leave {before} but this failed: {cause}"),
            error("Failed to add to new group: {cause}"),
        ],
        description: "Join an open group",
        arguments: &[GROUP],
        context: Context::Character,
        effect: Some(join),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.setAdmin",
        messages: &[
            ok("Successfully altered admin flag on {character}[#id] in {group}[#id]"),
            error("{character} is not a member of group {group}"),
            error("You must be group owner, or have Groups.Create permissions to set admin flags"),
            raised(Class::State, "No character is selected"),
        ],
        description: "Set the groups admin flag on a user",
        arguments: &[GROUP, needs("character", Type::Character), needs("admin", Type::Boolean)],
        effect: Some(set_admin),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.setOpen",
        messages: &[ok("Successfully set open flag to {open} on group {group}")],
        description: "Set the groups open flag",
        arguments: &[GROUP, needs("open", Type::Boolean)],
        permission: "Groups.SetOpen",
        effect: Some(set_open),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.setOwner",
        messages: &[
            ok("That group already has no leader"),
            ok("That character ({newOwner}) is already the group leader"),
            ok("Group leader removed."),
            ok("Group leader updated"),
            error("New leader {newOwner} must be in group {group}"),
        ],
        description: "Set the leader of a group",
        arguments: &[GROUP, takes("newowner", Type::Character)],
        permission: "Groups.SetOwner",
        context: Context::Avatar,
        effect: Some(set_owner),
        ..Command::PLAIN
    },
];

/// How long an invitation can be accepted, in seconds: 48 hours.
const INVITATION: i64 = 48 * 3_600;

/// The most messages that wait for one character; the platform knows no such limit. The oldest goes first.
const MOST_MESSAGES: usize = 100;

/// The words in which groups and factions differ.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// What it is called.
    pub thing: &'static str,
    /// What its leader is called.
    pub leader: &'static str,
    /// The permission that stands in for leading it.
    pub create: &'static str,
}

const WORDS: Words = Words { thing: "group", leader: "group leader", create: "Groups.Create" };

/// Moves a character into a group, out of the one of the same type that it was in. Answers with the text and the name of the
/// group that it was in before, or with why it stays.
pub fn move_into(
    call: &mut Call<'_>,
    group: GroupId,
    member: CharacterId,
    words: Words,
) -> Result<Result<(String, Option<String>), Reply>, Refusal> {
    let name = call.character_name(member)?;
    let to = call.group(group)?;
    let (to_name, to_type) = (to.name.clone(), to.group_type.clone());
    let before = match &to_type {
        Some(group_type) => call.database.group_of(member, group_type),
        None => call.database.groups.get(group).filter(|group| group.members.contains_key(&member)),
    };
    let before = before.map(|before| (before.id, before.name.clone(), before.owner));
    let Words { thing, leader, .. } = words;
    let text = match &before {
        None => format!("{name} is now in {thing} {to_name}"),
        Some((_, old, Some(owner))) if *owner == member => {
            return Ok(Err(Reply::Error(
                format!(
                    "Refusing to move character {name}, they are currently {leader} of {old}, you must manually eject them \
                     from that position"
                )
                .into(),
            )));
        }
        Some((_, old, _)) => format!("{name} was moved into {thing} {to_name} (was formerly in {old})"),
    };
    if let Some((old, ..)) = before {
        call.database.leave(old, member);
    }
    call.database.join(group, member, false);
    Ok(Ok((text, before.map(|(_, old, _)| old))))
}

fn add(call: &mut Call<'_>) -> Answered {
    let (group, member) = (call.group_given("group")?, call.character_given("newmember")?);
    if call.dialect.add_skips_members && call.group(group)?.members.contains_key(&member) {
        return Ok(Reply::Ok("No action taken ; character is already in this group.".into()));
    }
    Ok(match move_into(call, group, member, WORDS)? {
        Ok((text, _)) => Reply::Ok(text.into()),
        Err(refused) => refused,
    })
}

fn remove(call: &mut Call<'_>) -> Answered {
    let (group, member) = (call.group_given("group")?, call.character_given("member")?);
    let name = call.character_name(member)?;
    let row = call.group(group)?;
    let group_name = row.name.clone();
    if row.owner == Some(member) {
        return Ok(Reply::Error(
            format!(
                "Will not remove {name} from {group_name}, they are the group leader, you must demote them by replacing \
                 them or leaving the group leaderless."
            )
            .into(),
        ));
    }
    if !row.members.contains_key(&member) {
        return Ok(Reply::Error("Failed to remove member - Character not in group".into()));
    }
    call.database.leave(group, member);
    Ok(Reply::Ok(format!("{name} was removed from group {group_name}").into()))
}

fn leave(call: &mut Call<'_>) -> Answered {
    let group = call.group_given("group")?;
    let actor = call.acting_character()?;
    let row = call.group(group)?;
    let (name, group_type) = (row.name.clone(), row.group_type.clone());
    let refuse = |text: String| Ok(Reply::Error(text.into()));
    if !row.members.contains_key(&actor) {
        return refuse(format!("You are not a member of group {name}"));
    }
    if !row.open {
        return refuse("You can not leave a non-open group".into());
    }
    if let Some(group_type) = &group_type {
        let mut attributes = call.database.attributes.within(call.caller.instance);
        let of_type = |kind: &Option<String>| kind.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(group_type));
        if attributes.any(|row| row.kind == Kind::Group && of_type(&row.group_type) && !row.self_modify) {
            return refuse(format!("You may not modify the group type {group_type}, it is not self modifiable"));
        }
    }
    if row.owner == Some(actor) {
        return refuse("Failed to leave group - You are its owner".into());
    }
    call.database.leave(group, actor);
    let change = Change {
        kind: "LeaveGroup",
        item: name.clone(),
        old: Some(name.clone()),
        note: "Character left group",
        target: Some(actor),
        ..Change::default()
    };
    call.audit(Operator::Character, change);
    Ok(Reply::Ok(format!("You have left group {name}").into()))
}

fn set_precedence(call: &mut Call<'_>) -> Answered {
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

fn eject_member(call: &mut Call<'_>) -> Answered {
    let (group, member) = (call.group_given("group")?, call.character_given("member")?);
    eject(call, group, member)
}

/// Throws a member out of a group that the acting character runs.
pub fn eject(call: &mut Call<'_>, group: GroupId, member: CharacterId) -> Answered {
    let actor = call.acting_character()?;
    let name = call.character_name(member)?;
    let row = call.group(group)?;
    let group_name = row.name.clone();
    let refuse = |text: String| Ok(Reply::Error(text.into()));
    if !row.is_run_by(actor) {
        return refuse(format!("You are not a lead/admin for {group_name}"));
    }
    let Some(admin) = row.members.get(&member).copied() else {
        return refuse(format!("{name} is not in {group_name}"));
    };
    if row.owner == Some(member) {
        return refuse(format!("Will not eject {name} from {group_name}, they are the owner."));
    }
    if admin {
        return refuse(format!(
            "Will not eject {name} from {group_name}, they are an administrator and must be demoted first."
        ));
    }
    call.database.leave(group, member);
    let change = Change {
        kind: "RemoveMember",
        item: group_name.clone(),
        old: Some(group_name.clone()),
        note: "Removed member from group",
        target: Some(member),
        ..Change::default()
    };
    call.audit(Operator::Character, change);
    Ok(Reply::Ok(format!("{name} was removed from {group_name}").into()))
}

fn invite_target(call: &mut Call<'_>) -> Answered {
    let (group, target) = (call.group_given("group")?, call.character_given("target")?);
    invite(call, group, target)
}

/// Invites a character to a group that the acting character runs.
pub fn invite(call: &mut Call<'_>, group: GroupId, target: CharacterId) -> Answered {
    let actor = call.acting_character()?;
    let row = call.group(group)?;
    let group_name = row.name.clone();
    if !row.is_run_by(actor) {
        return Ok(Reply::Error(format!("You are not an owner/admin for {group_name}").into()));
    }
    let until = call.now.saturating_add(INVITATION);
    let Some(row) = call.database.characters.get_mut(target) else {
        return Err(Refusal::system("the character is gone"));
    };
    if row.messages.len() >= MOST_MESSAGES {
        row.messages.remove(0);
    }
    row.messages.push(Message::Invitation { group, until });
    let change = Change {
        kind: "Faction Invite",
        item: group_name.clone(),
        note: "Group invite sent",
        target: Some(target),
        ..Change::default()
    };
    call.audit(Operator::Character, change);
    let name = call.character_name(target)?;
    let text = format!("Invite message sent to {name} for {group_name}, they have 48 hours to accept.");
    Ok(Reply::Ok(text.into()))
}

fn join(call: &mut Call<'_>) -> Answered {
    let group = call.group_given("group")?;
    let actor = call.acting_character()?;
    let row = call.group(group)?;
    let (name, group_type) = (row.name.clone(), row.group_type.clone());
    let refuse = |text: String| Ok(Reply::Error(text.into()));
    if !row.open {
        return refuse(format!("Can not join group {name}, it is not open, you will need to be invited instead."));
    }
    if let Some(group_type) = &group_type {
        let of_type = |kind: &Option<String>| kind.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(group_type));
        let attributes = call.database.attributes.within(call.caller.instance);
        let attributes: Vec<_> =
            attributes.filter(|row| row.kind == Kind::Group && of_type(&row.group_type)).take(2).collect();
        match attributes[..] {
            [] => {}
            [attribute] if attribute.self_modify => {}
            [attribute] => {
                return refuse(format!("You can not change your {} after character creation.", attribute.name));
            }
            _ => {
                return refuse(format!(
                    "There is more than one attribute of type GROUP/{group_type} which will not work as group subtypes \
                     enforce unique membership.  The administrator should remove one of the attributes."
                ));
            }
        }
        if let Some(before) = call.database.group_of(actor, group_type).filter(|before| before.id != group) {
            let (old, old_name) = (before.id, before.name.clone());
            if before.owner == Some(actor) {
                return refuse(format!(
                    "Can't switch group - would require you to leave {old_name} but this failed: You are its owner"
                ));
            }
            call.database.leave(old, actor);
        }
    }
    if group_type.is_none() && call.group(group)?.members.contains_key(&actor) {
        return refuse("Failed to add to new group: Character already in group".into());
    }
    call.database.join(group, actor, false);
    Ok(Reply::Ok(format!("You are now a member of {name}").into()))
}

fn set_admin(call: &mut Call<'_>) -> Answered {
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

fn set_open(call: &mut Call<'_>) -> Answered {
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

fn set_owner(call: &mut Call<'_>) -> Answered {
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

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed("Groups.add", "moves a character into a group", "recorded exchanges 154, 155 and 158"),
    observed("Groups.remove", "takes a character out of a group", "recorded exchange 156"),
    chosen("Groups.remove.cause", "what follows `Failed to remove member - `", "nobody has seen it"),
    inferred("Groups.addSilently", "as Groups.add, and nobody is told", "the code of 2026"),
    inferred("Groups.removeSilently", "as Groups.remove, and nobody is told", "the code of 2026"),
    inferred("Groups.leave", "a character leaves an open group", "the code of 2026"),
    chosen(
        "Groups.leave.order",
        "membership is asked for first, then whether the group is open, then whether its type may be changed",
        "the answers are known, their order is not",
    ),
    inferred("Groups.setPrecedence", "says which of a character's groups counts for configuration", "the code of 2026"),
    inferred("Groups.eject", "a group's admin throws a member out", "the code of both generations"),
    inferred("Groups.invite", "a group's admin invites a character", "recorded exchange 242 shows it for factions"),
    inferred("Groups.join", "a character joins an open group", "the code of both generations"),
    inferred("Groups.setAdmin", "makes a member an admin", "recorded exchange 239 shows it for factions"),
    inferred("Groups.setOpen", "opens or closes a group", "the code of both generations"),
    observed("Groups.setOwner", "gives a group a leader or none", "recorded exchange 238"),
];
