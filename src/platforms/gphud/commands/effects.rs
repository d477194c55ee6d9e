//! The module Effects: putting characters under effects.

use super::argument::{Argument, Type, needs};
use super::call::Call;
use super::message::ok;
use super::{Command, Context, Dialects};
use crate::platforms::fidelity::{Row, chosen, inferred, observed};
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::ids::EffectId;
use crate::platforms::gphud::state::shown;

const TARGET: Argument = needs("target", Type::Character);
const EFFECT: Argument = needs("effect", Type::Effect);

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Effects.apply",
        messages: &[ok("Effect applied"), ok("Effect already exists on target for a longer duration")],
        description: "Administratively applies an effect to a character",
        arguments: &[TARGET, EFFECT, needs("seconds", Type::Integer)],
        permission: "Effects.Apply",
        context: Context::Avatar,
        effect: Some(apply),
        ..Command::PLAIN
    },
    Command {
        name: "Effects.remove",
        messages: &[ok("Effect removed"), ok("Effect didn't exist on character to remove")],
        description: "Administratively removes an effect from a character",
        arguments: &[TARGET, EFFECT],
        permission: "Effects.Remove",
        context: Context::Avatar,
        effect: Some(remove),
        ..Command::PLAIN
    },
    Command {
        name: "Effects.removeByMetadata",
        messages: &[ok("Removed {count} effects from {target}[#id]")],
        description: "Remove effects with a matching metadata",
        arguments: &[TARGET, METADATA, SUBSTRING],
        effect: Some(|call| remove_by_metadata(call, Which::All)),
        ..BY_METADATA
    },
    Command {
        name: "Effects.removeByMetadataLongestN",
        messages: &[ok("Removed {count} effects from {target}[#id]")],
        description: "Remove up to N longest duration effects with a matching metadata",
        arguments: &[TARGET, METADATA, SUBSTRING, NUMBER],
        effect: Some(|call| remove_by_metadata(call, Which::Longest)),
        ..BY_METADATA
    },
    Command {
        name: "Effects.removeByMetadataShortestN",
        messages: &[ok("Removed {count} effects from {target}[#id]")],
        description: "Remove up to N shortest duration effects with a matching metadata",
        arguments: &[TARGET, METADATA, SUBSTRING, NUMBER],
        effect: Some(|call| remove_by_metadata(call, Which::Shortest)),
        ..BY_METADATA
    },
];

const METADATA: Argument = needs("metadata", Type::OneLine(1024));
const SUBSTRING: Argument = needs("substring", Type::Boolean);
const NUMBER: Argument = needs("number", Type::Integer);

const BY_METADATA: Command =
    Command { permission: "Effects.Remove", context: Context::Avatar, dialects: Dialects::Head, ..Command::PLAIN };

/// Which of the effects that match are removed.
#[derive(Clone, Copy)]
enum Which {
    All,
    Longest,
    Shortest,
}

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
    call.convey(target);
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
    call.convey(target);
    Ok(Reply::Ok(if removed { "Effect removed" } else { "Effect didn't exist on character to remove" }.into()))
}

fn remove_by_metadata(call: &mut Call<'_>, which: Which) -> Answered {
    let target = call.character_given("target")?;
    let (metadata, substring) = (call.text_given("metadata").to_owned(), call.flag_given("substring"));
    let most = call.optional_int("number").map(|number| usize::try_from(number).unwrap_or_default());
    let now = call.now;
    let name = shown(call.character(target)?);
    let matches = |database: &Database, effect: EffectId| {
        let own = database.effects.get(effect).map_or("", |row| &row.metadata);
        if substring { own.contains(&metadata) } else { own == metadata }
    };
    let running =
        call.character(target)?.effects.iter().filter(|(effect, end)| *end > now && matches(call.database, *effect));
    let mut found: Vec<(EffectId, i64)> = running.copied().collect();
    match which {
        Which::All => {}
        Which::Longest => found.sort_by_key(|(effect, end)| (std::cmp::Reverse(*end), *effect)),
        Which::Shortest => found.sort_by_key(|(effect, end)| (*end, *effect)),
    }
    found.truncate(most.unwrap_or(usize::MAX));
    if let Some(row) = call.database.characters.get_mut(target) {
        row.effects.retain(|one| one.1 > now && !found.contains(one));
    }
    call.convey(target);
    Ok(Reply::Ok(format!("Removed {} effects from {name}", found.len()).into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed("Effects.apply", "puts a character under an effect for a while", "recorded exchange 164"),
    observed("Effects.remove", "ends an effect on a character", "recorded exchange 167"),
    inferred("Effects.removeByMetadata", "ends effects by what scripts have written on them", "the code of 2026"),
    chosen(
        "Effects.removeByMetadata.longest",
        "the longest effect is the one that has most time left",
        "the platform says duration, and keeps when an effect ends",
    ),
];
