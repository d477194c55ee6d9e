//! The module PermissionsGroups: which groups of avatars with permissions an instance has.

use super::call::Call;
use super::message::grid;
use super::{Command, Context};
use crate::platforms::fidelity::{Row, observed};
use crate::platforms::gphud::reply::{Answered, Reply, Text};

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[Command {
    name: "PermissionsGroups.list",
    messages: &[grid("Permissions groups")],
    description: "List permissions groups present at this instance",
    context: Context::Avatar,
    effect: Some(list),
    ..Command::PLAIN
}];

fn list(call: &mut Call<'_>) -> Answered {
    let groups = call.database.permissions_groups.within(call.caller.instance);
    let mut names: Vec<String> = groups.map(|group| group.name.clone()).collect();
    names.sort_by_key(|name| name.to_lowercase());
    let rows = names.into_iter().map(|name| vec![Text::from(name)]).collect();
    Ok(Reply::Tabular { title: Some("Permissions groups".into()), rows })
}

/// How we know about this module.
pub const FIDELITY: &[Row] =
    &[observed("PermissionsGroups.list", "the names in alphabetical order, under a title", "recorded exchange 177")];
