//! The module GPHUDClient: what a character's HUD and titler look like.

use super::argument::{Type, needs};
use super::call::Call;
use super::message::{nothing, ok, reboot};
use super::{Access, Command, Context, Dialects};
use crate::platforms::fidelity::{Row, chosen, inferred};
use crate::platforms::gphud::conveyance::TITLER;
use crate::platforms::gphud::reply::{Answered, Refusal, Reply};

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "GPHUDClient.setTitlerAttachPoint",
        messages: &[ok("Titler attachment point updated")],
        description: "Allows you to set the desired attachment point for your Titler",
        arguments: &[needs("location", Type::Choice)],
        context: Context::Character,
        dialects: Dialects::Head,
        effect: Some(set_titler_attach_point),
        ..Command::PLAIN
    },
    Command {
        name: "GPHUDClient.noop",
        messages: &[nothing()],
        description: "Does nothing",
        access: Access::Denied,
        effect: Some(|_| Ok(Reply::Nothing)),
        ..Command::PLAIN
    },
    Command {
        name: "GPHUDClient.reboot",
        messages: &[reboot("Reboot requested")],
        description: "Restarts the HUD",
        dialects: Dialects::Head,
        access: Access::Denied,
        effect: Some(|_| Ok(Reply::Reboot("Reboot requested".into()))),
        ..Command::PLAIN
    },
];

/// The places where Second Life attaches things, with the numbers that its scripts know them by.
const PLACES: &[(&str, u8)] = &[
    ("Chest", 1),
    ("Skull", 2),
    ("Left Shoulder", 3),
    ("Right Shoulder", 4),
    ("Spine", 9),
    ("Pelvis", 10),
    ("Mouth", 11),
    ("Chin", 12),
    ("Nose", 17),
    ("Stomach", 28),
    ("Neck", 39),
    ("Avatar Center", 40),
];

fn set_titler_attach_point(call: &mut Call<'_>) -> Answered {
    let location = call.text_given("location");
    let Some((_, number)) = PLACES.iter().find(|(place, _)| place.eq_ignore_ascii_case(location)) else {
        // Nobody checks a choice against its list before the command looks at it.
        return Err(Refusal::system(format!("'{location}' is no place where a titler can be attached")));
    };
    let character = call.acting_character()?;
    if let Some(row) = call.database.characters.get_mut(character) {
        row.kv.set(TITLER, Some(&number.to_string()));
    }
    Ok(Reply::Ok("Titler attachment point updated".into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    inferred(
        "GPHUDClient.setTitlerAttachPoint",
        "changes where the titler is attached, and tells the HUD so",
        "the code of 2026; the number that is told first is the one of the skull",
    ),
    chosen(
        "GPHUDClient.noop",
        "through `console`, answers with a NoResponse",
        "a command that does nothing, and a response that is empty: both are known, that they belong together is not",
    ),
    chosen(
        "GPHUDClient.reboot",
        "through `console` at head, answers with a RebootResponse",
        "the command and the response came together in 2026; the reason that it gives is not known",
    ),
    chosen(
        "GPHUDClient.setTitlerAttachPoint.places",
        "the names of the places, and an internal error for others",
        "the names are those of Second Life; a bad choice elsewhere is an internal error",
    ),
];
