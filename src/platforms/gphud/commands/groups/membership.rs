//! How characters get into groups and out of them.

use super::{WORDS, Words};
use crate::platforms::gphud::commands::call::{Call, Change, Operator};
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};
use crate::platforms::gphud::state::attribute::Kind;
use crate::platforms::gphud::state::ids::{CharacterId, GroupId};

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

pub(super) fn add(call: &mut Call<'_>) -> Answered {
    let (group, member) = (call.group_given("group")?, call.character_given("newmember")?);
    if call.dialect.add_skips_members && call.group(group)?.members.contains_key(&member) {
        return Ok(Reply::Ok("No action taken ; character is already in this group.".into()));
    }
    Ok(match move_into(call, group, member, WORDS)? {
        Ok((text, _)) => Reply::Ok(text.into()),
        Err(refused) => refused,
    })
}

pub(super) fn remove(call: &mut Call<'_>) -> Answered {
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

pub(super) fn leave(call: &mut Call<'_>) -> Answered {
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

pub(super) fn join(call: &mut Call<'_>) -> Answered {
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
