//! What the admins of a group do: they throw members out, and invite others.

use crate::platforms::gphud::commands::call::{Call, Change, Operator};
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};
use crate::platforms::gphud::state::character::Message;
use crate::platforms::gphud::state::ids::{CharacterId, GroupId};

/// How long an invitation can be accepted, in seconds: 48 hours.
const INVITATION: i64 = 48 * 3_600;

/// The most messages that wait for one character; the platform knows no such limit. The oldest goes first.
const MOST_MESSAGES: usize = 100;

pub(super) fn eject_member(call: &mut Call<'_>) -> Answered {
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

pub(super) fn invite_target(call: &mut Call<'_>) -> Answered {
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
