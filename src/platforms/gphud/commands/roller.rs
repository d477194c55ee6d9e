//! The module Roller: dice. External applications reach it through `console` only.

use super::argument::{Type, needs, takes};
use super::call::Call;
use super::message::{error, said};
use super::{Access, Command, Context};
use crate::platforms::fidelity::{Row, chosen, observed};
use crate::platforms::gphud::kv::{effective, list};
use crate::platforms::gphud::reply::{Answered, Reply};

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[Command {
    name: "Roller.roll",
    description: "Roll a set of dice",
    messages: &[
        said("rolled {dice}d{sides}{bias} for {reason}, and rolled {total} ({rolls})"),
        error("Too many dice, MAX 100, you requested {dice}"),
        error("Too few dice, MINIMUM 1, you requested {dice}"),
        error("Too few sides, MINIMUM 2, you requested {sides}"),
    ],
    arguments: &[
        takes("dice", Type::Integer).described("Number of dice to roll"),
        takes("sides", Type::Integer).described("Number of sides on dice"),
        takes("bias", Type::Integer).described("Optional bias to add to result"),
        needs("reason", Type::OneLine(512)).described("Logged reason for the roll"),
    ],
    context: Context::Character,
    access: Access::Denied,
    effect: Some(roll),
    ..Command::PLAIN
}];

/// The most dice that are rolled at once, which keeps the answer short.
const MOST_DICE: i64 = 100;

fn roll(call: &mut Call<'_>) -> Answered {
    let view = call.view();
    let or = |given: Option<i32>, key| {
        given.map_or_else(|| effective::int(call.database, list::named(key), view), i64::from)
    };
    let dice = or(call.optional_int("dice"), "Roller.defaultcount");
    let sides = or(call.optional_int("sides"), "Roller.defaultsides");
    let bias = i64::from(call.optional_int("bias").unwrap_or_default());
    if dice > MOST_DICE {
        return Ok(Reply::Error(format!("Too many dice, MAX {MOST_DICE}, you requested {dice}").into()));
    }
    if dice < 1 {
        return Ok(Reply::Error(format!("Too few dice, MINIMUM 1, you requested {dice}").into()));
    }
    let Some(range) = u64::try_from(sides).ok().filter(|sides| *sides > 1) else {
        return Ok(Reply::Error(format!("Too few sides, MINIMUM 2, you requested {sides}").into()));
    };
    let rolls: Vec<i64> = (0..dice).map(|_| i64::try_from(call.rng.below(range)).unwrap_or_default() + 1).collect();
    let total = rolls.iter().sum::<i64>() + bias;
    let rolls = rolls.iter().map(i64::to_string).collect::<Vec<_>>().join("+");
    let bias = if bias == 0 { String::new() } else { format!("{bias:+}") };
    let reason = call.text_given("reason");
    let text = format!("rolled {dice}d{sides}{bias} for {reason}, and rolled {total} ({rolls}{bias})");
    let name = Some(call.character_name(call.acting_character()?)?);
    Ok(Reply::Say { name, text })
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed("Roller.roll", "through `console`, dice are rolled and said", "recorded exchange 64"),
    chosen(
        "Roller.roll.several",
        "how several dice and a bias are written, and that there are at most 100 dice",
        "one die without a bias is all that was recorded",
    ),
];
