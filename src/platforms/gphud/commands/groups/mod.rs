//! The module Groups: who is in which group of characters. Factions are groups, too, and use the same steps.

mod admins;
mod leading;
mod membership;

use super::argument::{Argument, Type, needs, takes};
use super::message::{error, ok, raised};
use super::{Command, Context, Dialects};
use crate::platforms::fidelity::{Row, chosen, inferred, observed};
use crate::platforms::gphud::reply::Class;
pub use admins::{eject, invite};
pub use leading::{LeaderTexts, set_admin_flag, set_leader};
pub use membership::move_into;

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
        effect: Some(membership::add),
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
        effect: Some(membership::remove),
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
        effect: Some(membership::add),
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
        effect: Some(membership::remove),
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
        effect: Some(membership::leave),
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
        effect: Some(leading::set_precedence),
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
        effect: Some(admins::eject_member),
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
        effect: Some(admins::invite_target),
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
        effect: Some(membership::join),
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
        effect: Some(leading::set_admin),
        ..Command::PLAIN
    },
    Command {
        name: "Groups.setOpen",
        messages: &[ok("Successfully set open flag to {open} on group {group}")],
        description: "Set the groups open flag",
        arguments: &[GROUP, needs("open", Type::Boolean)],
        permission: "Groups.SetOpen",
        effect: Some(leading::set_open),
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
        effect: Some(leading::set_owner),
        ..Command::PLAIN
    },
];

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
