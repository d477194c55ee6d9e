//! The module Instance: messages to those who run an instance.

use super::Command;
use super::argument::{Type, needs};
use super::call::{Call, Happening};
use crate::platforms::fidelity::{Row, observed};
use crate::platforms::gphud::reply::{Answered, Reply};

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[Command {
    name: "Instance.admin",
    description: "Send admin message",
    arguments: &[needs("sendmessage", Type::OneLine(200))],
    permission: "instance.SendAdminMessages",
    effect: Some(admin),
    ..Command::PLAIN
}];

fn admin(call: &mut Call<'_>) -> Answered {
    let mut from = call.avatar(call.caller.avatar)?.name.clone();
    if let Some(character) = call.caller.character {
        from = format!("{from}/{}", call.character_name(character)?);
    }
    let text = format!("(From {from}) : {}", call.text_given("sendmessage"));
    let detail = serde_json::json!({ "to": "admins", "text": text });
    call.happenings.push(Happening { kind: "message", detail });
    // Nobody wears a HUD here, so nobody is reached.
    Ok(Reply::Ok("Sent to 0 admins".into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[observed(
    "Instance.admin",
    "a message to admins reaches those who wear a HUD, which here is nobody",
    "recorded exchange 173",
)];
