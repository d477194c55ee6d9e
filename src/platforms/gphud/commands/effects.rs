//! The module Effects: putting characters under effects.

use super::argument::{Argument, Type, needs};
use super::call::Call;
use super::{Command, Context};
use crate::platforms::fidelity::{Row, observed};
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};

const TARGET: Argument = needs("target", Type::Character);
const EFFECT: Argument = needs("effect", Type::Effect);

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Effects.apply",
        description: "Administratively applies an effect to a character",
        arguments: &[TARGET, EFFECT, needs("seconds", Type::Integer)],
        permission: "Effects.Apply",
        context: Context::Avatar,
        effect: Some(apply),
        ..Command::PLAIN
    },
    Command {
        name: "Effects.remove",
        description: "Administratively removes an effect from a character",
        arguments: &[TARGET, EFFECT],
        permission: "Effects.Remove",
        context: Context::Avatar,
        effect: Some(remove),
        ..Command::PLAIN
    },
];

fn apply(call: &mut Call<'_>) -> Answered {
    let target = call.character_given("target")?;
    let effect = call.effect_given("effect")?;
    let until = call.now.saturating_add(call.int_given("seconds")?.into());
    let now = call.now;
    let Some(character) = call.database.characters.get_mut(target) else {
        return Err(Refusal::system("the character is gone"));
    };
    // What has ended is forgotten here, which keeps the list short.
    character.effects.retain(|(_, end)| *end > now);
    match character.effects.iter_mut().find(|(known, _)| *known == effect) {
        Some((_, end)) if *end > until => {
            return Ok(Reply::Ok("Effect already exists on target for a longer duration".into()));
        }
        Some((_, end)) => *end = until,
        None => character.effects.push((effect, until)),
    }
    Ok(Reply::Ok("Effect applied".into()))
}

fn remove(call: &mut Call<'_>) -> Answered {
    let target = call.character_given("target")?;
    let effect = call.effect_given("effect")?;
    let now = call.now;
    let Some(character) = call.database.characters.get_mut(target) else {
        return Err(Refusal::system("the character is gone"));
    };
    character.effects.retain(|(_, end)| *end > now);
    let before = character.effects.len();
    character.effects.retain(|(known, _)| *known != effect);
    let removed = character.effects.len() < before;
    Ok(Reply::Ok(if removed { "Effect removed" } else { "Effect didn't exist on character to remove" }.into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed("Effects.apply", "puts a character under an effect for a while", "recorded exchange 164"),
    observed("Effects.remove", "ends an effect on a character", "recorded exchange 167"),
];
