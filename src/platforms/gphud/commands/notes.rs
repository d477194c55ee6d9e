//! The module Notes: what admins write down about people.

use super::argument::{Type, needs};
use super::call::Call;
use super::message::ok;
use super::{Command, Context};
use crate::platforms::fidelity::{Row, documented, observed};
use crate::platforms::gphud::reply::{Answered, Reply};
use crate::platforms::gphud::state::ids::{AvatarId, CharacterId};
use crate::platforms::gphud::state::record::Note;

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Notes.avatar",
        messages: &[ok("{Shared|Admin only} avatar note added.")],
        description: "Adds a note to an avatar",
        arguments: &[needs("target", Type::Avatar), needs("shared", Type::Boolean), needs("note", Type::OneLine(4096))],
        permission: "Notes.Add",
        context: Context::Avatar,
        effect: Some(about_avatar),
        ..Command::PLAIN
    },
    Command {
        name: "Notes.character",
        messages: &[ok("{Shared|Admin only} character note added.")],
        description: "Adds a note to a character",
        arguments: &[
            needs("character", Type::Character),
            needs("shared", Type::Boolean),
            needs("note", Type::OneLine(4096)),
        ],
        permission: "Notes.Add",
        context: Context::Avatar,
        effect: Some(about_character),
        ..Command::PLAIN
    },
];

fn about_avatar(call: &mut Call<'_>) -> Answered {
    let avatar = call.avatar_given("target")?;
    Ok(add(call, avatar, None, "avatar"))
}

fn about_character(call: &mut Call<'_>) -> Answered {
    let character = call.character_given("character")?;
    let owner = call.character(character)?.owner;
    Ok(add(call, owner, Some(character), "character"))
}

fn add(call: &mut Call<'_>, avatar: AvatarId, character: Option<CharacterId>, kind: &str) -> Reply {
    let shared = call.flag_given("shared");
    let note = Note {
        at: call.now,
        by: call.caller.avatar,
        about_avatar: avatar,
        about_character: character,
        text: call.text_given("note").to_owned(),
        admin_only: !shared,
    };
    if let Some(instance) = call.database.instances.get_mut(call.caller.instance) {
        instance.notes.push(note);
    }
    let who = if shared { "Shared" } else { "Admin only" };
    Reply::Ok(format!("{who} {kind} note added.").into())
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    documented(
        "Notes.avatar",
        "adds a note, for admins only unless `shared`",
        "External Access API page, Successful Response",
    ),
    observed("Notes.character", "adds a note about a character", "recorded exchange 120"),
];
