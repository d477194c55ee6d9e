//! The module Faction: groups of the type `Faction`, and the points that they award.

use super::argument::{Argument, Type, needs, takes};
use super::call::{Call, Change, Operator};
use super::groups::{LeaderTexts, Words, eject, invite, move_into, set_admin_flag, set_leader};
use super::message::{error, ok, raised};
use super::{Command, Context, Dialects, experience};
use crate::journal::verdict::Headroom;
use crate::platforms::fidelity::{Row, chosen, inferred, observed};
use crate::platforms::gphud::experience::FACTION_POOL;
use crate::platforms::gphud::experience::quota::Quota;
use crate::platforms::gphud::kv::{effective, list};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::group::{FACTION, Group};
use crate::platforms::gphud::state::ids::GroupId;

const THE_FACTION: Argument = needs("faction", Type::Group);
const TARGET: Argument = needs("target", Type::Character);

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Faction.add",
        messages: &[
            ok("{newmember} is now in faction {faction}"),
            ok("{newmember} was moved into faction {faction} (was formerly in {existingfaction})"),
            error("{faction} is not a faction."),
            error(
                "Refusing to move character {newmember}, they are currently faction leader of {before}, you must manually eject them from that position",
            ),
            error("Failed to add {newmember} to {faction}, they are probably in no faction now! - {cause}")
                .never("whoever is moved has left the old faction by then"),
        ],
        description: "Add a member to this faction",
        arguments: &[THE_FACTION, needs("newmember", Type::Character)],
        permission: "Faction.SetOwner",
        context: Context::Avatar,
        effect: Some(add),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.remove",
        messages: &[
            ok("{member} was removed from their faction {faction}"),
            error("{faction} is not a faction."),
            error("User is not presently in any faction"),
            error("Can not remove {member} from {faction} because they are instead in {before}"),
            error(
                "Will not remove {member} from {faction}, they are the faction leader, you must demote them by replacing them or leaving the faction leaderless.",
            ),
            error("Failed to remove member - {cause}")
                .never("that the character is in the faction was made sure of before"),
        ],
        description: "Remove a member from this faction",
        arguments: &[THE_FACTION, needs("member", Type::Character)],
        permission: "Faction.SetOwner",
        context: Context::Avatar,
        effect: Some(remove),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.awardXP",
        messages: &[
            ok("Granted a point of Faction XP to {target}"),
            error("You are not in a faction"),
            error("{target} is not in a faction"),
            error("You must be in the same faction as the person you want to award XP to"),
            error("You do not have admin permissions in your faction"),
            error(
                "This character has already reached their Faction XP Limit.  They will next be eligable for a point in {next-free text}",
            ),
        ],
        description: "Award a point of faction XP to the target character",
        arguments: &[needs("target", Type::FactionCharacter), needs("reason", Type::OneLine(512))],
        context: Context::Character,
        effect: Some(award_xp),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.create",
        messages: &[ok("Successfully created faction group"), error("Failed to create faction: {cause}")],
        description: "Create a faction group",
        arguments: &[needs("name", Type::Clean(128))],
        permission: "Faction.Create",
        context: Context::Avatar,
        effect: Some(create),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.delete",
        messages: &[ok("{factionname} was deleted"), error("{faction} is not a faction.")],
        description: "Delete a faction",
        arguments: &[THE_FACTION],
        permission: "Faction.Delete",
        context: Context::Avatar,
        effect: Some(delete),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.eject",
        messages: &[
            error("You are not in a faction!"),
            ok("{member} was removed from {faction}"),
            error("You are not a lead/admin for {faction}"),
            error("{member} is not in {faction}"),
            error("Will not eject {member} from {faction}, they are the owner."),
            error("Will not eject {member} from {faction}, they are an administrator and must be demoted first."),
        ],
        description: "Eject a member from your faction",
        arguments: &[needs("member", Type::FactionCharacter)],
        context: Context::Character,
        effect: Some(eject_member),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.invite",
        messages: &[
            error("You are not in a faction"),
            ok("Invite message sent to {target} for {faction}, they have 48 hours to accept."),
            error("You are not an owner/admin for {faction}"),
        ],
        description: "Invite a player to your faction",
        arguments: &[TARGET],
        context: Context::Character,
        effect: Some(invite_target),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.leave",
        messages: &[
            ok("You have removed yourself from {faction}"),
            error("You are not in a faction!"),
            error("You need to make someone else the faction owner, or be the last person in the faction, to leave."),
            error("Failed to remove from group - {cause}")
                .never("that the character is in the faction was made sure of before"),
        ],
        description: "Leave your current faction",
        context: Context::Character,
        dialects: Dialects::Head,
        effect: Some(leave),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.setAdmin",
        messages: &[
            ok("Successfully altered admin flag on {character}[#id] in {faction}[#id]"),
            error("{faction} is not a faction."),
            error("{character} is not a member of faction {faction}"),
            error("You must be faction owner, or have Faction.Create permissions to set admin flags"),
            raised(Class::State, "No character is selected"),
        ],
        description: "Set the faction admin flag on a user",
        arguments: &[THE_FACTION, needs("character", Type::Character), needs("admin", Type::Boolean)],
        effect: Some(set_admin),
        ..Command::PLAIN
    },
    Command {
        name: "Faction.setOwner",
        messages: &[
            ok("There is already no faction leader for this faction"),
            ok("That character ({newowner}) is already the faction leader"),
            ok("Faction leader removed."),
            ok("Faction leader updated"),
            error("{faction} is not a faction."),
            error("New leader {newowner} must be in faction {faction}"),
        ],
        description: "Set the leader of a faction",
        arguments: &[THE_FACTION, takes("newowner", Type::Character)],
        permission: "Faction.SetOwner",
        context: Context::Avatar,
        effect: Some(set_owner),
        ..Command::PLAIN
    },
];

/// The most groups that a world can have; the platform knows no such limit.
const MOST_GROUPS: usize = 10_000;

const WORDS: Words = Words { thing: "faction", leader: "faction leader", create: "Faction.Create" };

/// The faction that was given, or the answer to a group that is none.
fn faction_given(call: &Call<'_>) -> Result<Result<(GroupId, String), Reply>, Refusal> {
    let group = call.group(call.group_given("faction")?)?;
    Ok(if group.is_faction() {
        Ok((group.id, group.name.clone()))
    } else {
        Err(Reply::Error(format!("{} is not a faction.", group.name).into()))
    })
}

fn add(call: &mut Call<'_>) -> Answered {
    let (faction, name) = match faction_given(call)? {
        Ok(faction) => faction,
        Err(refused) => return Ok(refused),
    };
    let member = call.character_given("newmember")?;
    let (text, old) = match move_into(call, faction, member, WORDS)? {
        Ok(moved) => moved,
        Err(refused) => return Ok(refused),
    };
    let change =
        Change { kind: "AddMember", item: name.clone(), old, new: Some(name), note: &text, target: Some(member) };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(text.into()))
}

fn remove(call: &mut Call<'_>) -> Answered {
    let (faction, name) = match faction_given(call)? {
        Ok(faction) => faction,
        Err(refused) => return Ok(refused),
    };
    let member = call.character_given("member")?;
    let member_name = call.character_name(member)?;
    let refuse = |text: String| Ok(Reply::Error(text.into()));
    let Some(current) = call.database.group_of(member, FACTION) else {
        return refuse("User is not presently in any faction".into());
    };
    if current.id != faction {
        return refuse(format!(
            "Can not remove {member_name} from {name} because they are instead in {}",
            current.name
        ));
    }
    if current.owner == Some(member) {
        return refuse(format!(
            "Will not remove {member_name} from {name}, they are the faction leader, you must demote them by replacing \
             them or leaving the faction leaderless."
        ));
    }
    call.database.leave(faction, member);
    let change = Change {
        kind: "RemoveMember",
        item: name.clone(),
        old: Some(name.clone()),
        note: "Removed member from faction group",
        target: Some(member),
        ..Change::default()
    };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(format!("{member_name} was removed from their faction {name}").into()))
}

fn award_xp(call: &mut Call<'_>) -> Answered {
    let actor = call.acting_character()?;
    let target = call.character_given("target")?;
    let target_name = call.character_name(target)?;
    let refuse = |text: String| Ok(Reply::Error(text.into()));
    let Some(own) = call.database.group_of(actor, FACTION) else {
        return refuse("You are not in a faction".into());
    };
    let Some(theirs) = call.database.group_of(target, FACTION) else {
        return refuse(format!("{target_name} is not in a faction"));
    };
    if own.id != theirs.id {
        return refuse("You must be in the same faction as the person you want to award XP to".into());
    }
    if !own.is_run_by(actor) {
        return refuse("You do not have admin permissions in your faction".into());
    }
    let view = call.view_of(target);
    let quota = Quota {
        limit: effective::int(call.database, list::named("Faction.XPPerCycle"), view),
        days: effective::float(call.database, list::named("Faction.XPCycleLength"), view),
    };
    let pool = call.character(target)?.ledger.pool(FACTION_POOL);
    let used = quota.used(pool, call.now);
    if used >= quota.limit {
        let text = format!(
            "This character has already reached their Faction XP Limit.  They will next be eligable for a point in {}",
            quota.next_room(pool, call.now)
        );
        call.checks.fail_beyond("xp limit", Headroom::new(used, quota.limit, "xp"), text.clone());
        return refuse(text);
    }
    call.checks.pass_within("xp limit", Headroom::new(used + 1, quota.limit, "xp"), "");
    let reason = call.text_given("reason").to_owned();
    experience::add(call, target, FACTION_POOL, 1, &reason)?;
    let change = Change {
        kind: "Pool Add",
        item: "FactionXP".into(),
        new: Some("1".into()),
        note: &reason,
        target: Some(target),
        ..Change::default()
    };
    call.audit(Operator::Character, change);
    Ok(Reply::Ok(format!("Granted a point of Faction XP to {target_name}").into()))
}

fn create(call: &mut Call<'_>) -> Answered {
    let instance = call.caller.instance;
    let name = call.text_given("name").to_owned();
    if call.database.groups.named(instance, &name).is_some() {
        let text = format!("Failed to create faction: Group {name} already exists");
        return Ok(Reply::Error(text.into()));
    }
    if call.database.groups.len() >= MOST_GROUPS {
        return Err(Refusal::system(format!("Backlot keeps at most {MOST_GROUPS} groups in a world")));
    }
    call.database.groups.insert(Group {
        id: call.database.groups.next_id(),
        instance,
        name: name.clone(),
        group_type: Some(FACTION.into()),
        open: false,
        owner: None,
        precedence: 0,
        members: Default::default(),
        kv: Default::default(),
    });
    let note = format!("Created new faction {name}");
    let new = Some(name.clone());
    call.audit(Operator::Avatar, Change { kind: "Create Faction", item: name, new, note: &note, ..Change::default() });
    Ok(Reply::Ok("Successfully created faction group".into()))
}

fn delete(call: &mut Call<'_>) -> Answered {
    let (faction, name) = match faction_given(call)? {
        Ok(faction) => faction,
        Err(refused) => return Ok(refused),
    };
    call.database.remove_group(faction);
    let change = Change {
        kind: "DeleteFaction",
        item: name.clone(),
        old: Some(name.clone()),
        note: "Faction was deleted",
        ..Change::default()
    };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(format!("{name} was deleted").into()))
}

fn eject_member(call: &mut Call<'_>) -> Answered {
    let member = call.character_given("member")?;
    match call.database.group_of(call.acting_character()?, FACTION).map(|faction| faction.id) {
        Some(faction) => eject(call, faction, member),
        None => Ok(Reply::Error("You are not in a faction!".into())),
    }
}

fn invite_target(call: &mut Call<'_>) -> Answered {
    let target = call.character_given("target")?;
    match call.database.group_of(call.acting_character()?, FACTION).map(|faction| faction.id) {
        Some(faction) => invite(call, faction, target),
        None => Ok(Reply::Error("You are not in a faction".into())),
    }
}

fn leave(call: &mut Call<'_>) -> Answered {
    let actor = call.acting_character()?;
    let Some(faction) = call.database.group_of(actor, FACTION) else {
        return Ok(Reply::Error("You are not in a faction!".into()));
    };
    let (id, name) = (faction.id, faction.name.clone());
    let leads = faction.owner == Some(actor);
    if leads && faction.members.len() > 1 {
        return Ok(Reply::Error(
            "You need to make someone else the faction owner, or be the last person in the faction, to leave.".into(),
        ));
    }
    call.database.leave(id, actor);
    if leads && let Some(row) = call.database.groups.get_mut(id) {
        row.owner = None;
    }
    let change = Change {
        kind: "LeaveFaction",
        item: name.clone(),
        old: Some(name.clone()),
        note: "Removed self from faction group",
        target: Some(actor),
        ..Change::default()
    };
    call.audit(Operator::Character, change);
    Ok(Reply::Ok(format!("You have removed yourself from {name}").into()))
}

fn set_admin(call: &mut Call<'_>) -> Answered {
    let faction = match faction_given(call)? {
        Ok((faction, _)) => faction,
        Err(refused) => return Ok(refused),
    };
    let character = call.character_given("character")?;
    set_admin_flag(call, faction, character, WORDS)
}

fn set_owner(call: &mut Call<'_>) -> Answered {
    let faction = match faction_given(call)? {
        Ok((faction, _)) => faction,
        Err(refused) => return Ok(refused),
    };
    let texts = LeaderTexts {
        none: "There is already no faction leader for this faction",
        removed: "Faction leader removed.",
        updated: "Faction leader updated",
        notes: ["Faction leader removed", "Faction leader changed"],
    };
    set_leader(call, faction, WORDS, texts)
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed("Faction.add", "moves a character into a faction", "recorded exchange 240"),
    observed("Faction.remove", "takes a character out of its faction", "recorded exchange 241"),
    observed("Faction.awardXP", "a faction's admin awards one point, within a limit", "recorded exchanges 178 to 185"),
    inferred("Faction.create", "creates a faction", "the code of both generations"),
    chosen("Faction.create.cause", "what follows `Failed to create faction: `", "nobody has seen it"),
    observed("Faction.delete", "deletes a faction and nothing else", "recorded exchange 246"),
    inferred("Faction.eject", "a faction's admin throws a member out", "the code of both generations"),
    inferred("Faction.leave", "a character leaves its faction", "the code of 2026"),
    observed("Faction.invite", "a faction's admin invites a character", "recorded exchange 242"),
    observed("Faction.setAdmin", "asks for a character before it asks for the permission", "recorded exchange 239"),
    inferred("Faction.setOwner", "gives a faction a leader or none", "recorded exchange 238 shows it for groups"),
];
