//! The module Health: how a character feels.

use super::argument::{Type, needs};
use super::call::Call;
use super::message::{error, said};
use super::{Command, Context};
use crate::platforms::fidelity::{Row, observed};
use crate::platforms::gphud::kv::{effective, list};
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[Command {
    name: "Health.set",
    messages: &[
        said("set their health to {target}"),
        error("Administration has not enabled this command at this instance."),
        error("You can not set your health to a negative value"),
        error("You can not set your health higher than {KV Health.InitialHealth}"),
    ],
    description: "Set own health",
    arguments: &[needs("target", Type::Integer)],
    context: Context::Character,
    effect: Some(set),
    ..Command::PLAIN
}];

fn set(call: &mut Call<'_>) -> Answered {
    let character = call.acting_character()?;
    let target = call.int_given("target")?;
    let view = call.view();
    if !effective::flag(call.database, list::named("Health.allowSelfSet"), view) {
        return Ok(Reply::Error("Administration has not enabled this command at this instance.".into()));
    }
    if target < 0 && !effective::flag(call.database, list::named("Health.allowNegative"), view) {
        return Ok(Reply::Error("You can not set your health to a negative value".into()));
    }
    let initial = effective::int(call.database, list::named("Health.initialhealth"), view);
    if i64::from(target) > initial {
        return Ok(Reply::Error(format!("You can not set your health higher than {initial}").into()));
    }
    let Some(row) = call.database.characters.get_mut(character) else {
        return Err(Refusal::system("the character is gone"));
    };
    row.kv.set("Health.health", Some(&target.to_string()));
    let name = Some(row.name.clone());
    Ok(Reply::Say { name, text: format!("set their health to {target}") })
}

/// How we know about this module.
pub const FIDELITY: &[Row] =
    &[observed("Health.set", "sets the character's health where that is allowed", "recorded exchanges 169 to 172")];
