//! The module Instance: messages to those who run an instance and to those who are in it, and reports about it.

use super::argument::{Argument, Type, needs};
use super::call::{Call, Happening};
use super::message::{error, ok, raised};
use super::{Command, Context, Dialects};
use crate::platforms::fidelity::{Row, chosen, inferred, observed};
use crate::platforms::gphud::permissions::{self, SUPER_ADMIN};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};

const MESSAGE: Argument = needs("sendmessage", Type::OneLine(200));

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Instance.admin",
        messages: &[ok("Sent to {sent} admins")],
        description: "Send admin message",
        arguments: &[MESSAGE],
        permission: "instance.SendAdminMessages",
        effect: Some(admin),
        ..Command::PLAIN
    },
    Command {
        name: "Instance.broadcast",
        messages: &[
            ok("Broadcast successfully sent to [{regions}]"),
            ok("Broadcast successfully sent to [{regions}], and failed to send to [{regions}]"),
            error("Broadcast failed to send to [{regions}]"),
        ],
        description: "Send message to all HUDs in ALL regions",
        arguments: &[MESSAGE],
        permission: "Instance.Broadcast",
        dialects: Dialects::Head,
        effect: Some(broadcast),
        ..Command::PLAIN
    },
    Command {
        name: "Instance.globalBroadcast",
        messages: &[
            ok("Broadcast successfully sent to [{regions}]")
                .never("only a super-admin may, and no request can run as one"),
            ok("Broadcast successfully sent to [{regions}], and failed to send to [{regions}]")
                .never("only a super-admin may, and no request can run as one"),
            raised(Class::AccessDenied, "Only the Super User may broadcast to all regions")
                .never("the permission is asked for before"),
            error("Broadcast failed to send to [{regions}]")
                .never("only a super-admin may, and no request can run as one"),
        ],
        description: "Send message to all HUDs in ALL regions of ALL instances",
        arguments: &[MESSAGE],
        permission: SUPER_ADMIN,
        dialects: Dialects::Head,
        effect: Some(global_broadcast),
        ..Command::PLAIN
    },
    Command {
        name: "Instance.regionBroadcast",
        messages: &[ok("Sent message to region {region}"), error("Failed to message region {region}")],
        description: "Send message to all HUDs in a region",
        arguments: &[needs("region", Type::Region), MESSAGE],
        permission: "Instance.Broadcast",
        dialects: Dialects::Head,
        effect: Some(region_broadcast),
        ..Command::PLAIN
    },
    Command {
        name: "Instance.generateReport",
        messages: &[
            ok("Report generation in progress"),
            error("Already generating a report!"),
            error("Sorry, you have no report generation credits left"),
        ],
        description: "Generates an up to date report ready for download",
        permission: "Instance.Reporting",
        context: Context::Avatar,
        dialects: Dialects::Head,
        effect: Some(generate_report),
        ..Command::PLAIN
    },
];

/// How long it takes to make a report, in seconds.
const MAKING_A_REPORT: i64 = 60;

fn admin(call: &mut Call<'_>) -> Answered {
    let mut from = call.avatar(call.caller.avatar)?.name.clone();
    if let Some(character) = call.caller.character {
        from = format!("{from}/{}", call.character_name(character)?);
    }
    let text = format!("(From {from}) : {}", call.text_given("sendmessage"));
    let instance = call.caller.instance;
    let wearing = call.database.characters.rows().within(instance).filter(|row| row.hud);
    let players = wearing.filter_map(|row| row.played_by);
    let sent = players.filter(|avatar| permissions::held(call.database, instance, *avatar, RECEIVES)).count();
    let detail = serde_json::json!({ "to": "admins", "text": text });
    call.happenings.push(Happening { kind: "message", detail });
    Ok(Reply::Ok(format!("Sent to {sent} admins").into()))
}

/// The permission of those that messages to admins reach.
const RECEIVES: &str = "Instance.ReceiveAdminMessages";

fn broadcast(call: &mut Call<'_>) -> Answered {
    let instance = call.caller.instance;
    let regions = call.database.regions.iter().filter(|region| region.instance == instance && !region.retired);
    let regions = regions.map(|region| (region.name.clone(), region.online)).collect();
    Ok(spread(call, regions))
}

fn global_broadcast(call: &mut Call<'_>) -> Answered {
    if !call.permitted(SUPER_ADMIN) {
        return Err(Refusal::user(Class::AccessDenied, "Only the Super User may broadcast to all regions"));
    }
    let regions = call.database.regions.iter().filter(|region| !region.retired);
    let regions = regions.map(|region| (region.name.clone(), region.online)).collect();
    Ok(spread(call, regions))
}

/// Sends the message that was given to regions, some of which are offline.
fn spread(call: &mut Call<'_>, regions: Vec<(String, bool)>) -> Reply {
    let (reached, missed): (Vec<_>, Vec<_>) = regions.into_iter().partition(|(_, online)| *online);
    let names =
        |regions: &[(String, bool)]| regions.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    for (region, _) in &reached {
        say(call, region);
    }
    let (sent, failed) = (names(&reached), names(&missed));
    match (reached.is_empty(), missed.is_empty()) {
        (true, false) => Reply::Error(format!("Broadcast failed to send to [{failed}]").into()),
        (_, true) => Reply::Ok(format!("Broadcast successfully sent to [{sent}]").into()),
        (false, false) => {
            Reply::Ok(format!("Broadcast successfully sent to [{sent}], and failed to send to [{failed}]").into())
        }
    }
}

/// Lets the HUDs in a region show the message that was given. There are none here: the journal keeps it.
fn say(call: &mut Call<'_>, region: &str) {
    let detail = serde_json::json!({ "to": region, "text": call.text_given("sendmessage") });
    call.happenings.push(Happening { kind: "message", detail });
}

fn region_broadcast(call: &mut Call<'_>) -> Answered {
    let region = call.database.regions.get(call.region_given("region")?);
    let Some((name, online)) = region.map(|region| (region.name.clone(), region.online)) else {
        return Err(Refusal::system("the region is gone"));
    };
    if !online {
        return Ok(Reply::Error(format!("Failed to message region {name}").into()));
    }
    say(call, &name);
    Ok(Reply::Ok(format!("Sent message to region {name}").into()))
}

fn generate_report(call: &mut Call<'_>) -> Answered {
    let (now, instance) = (call.now, call.caller.instance);
    let Some(row) = call.database.instances.get_mut(instance) else {
        return Err(Refusal::system("the instance is gone"));
    };
    if row.report_until.is_some_and(|until| until > now) {
        return Ok(Reply::Error("Already generating a report!".into()));
    }
    let Some(left) = row.report_credits.checked_sub(1) else {
        return Ok(Reply::Error("Sorry, you have no report generation credits left".into()));
    };
    row.report_credits = left;
    row.report_until = Some(now.saturating_add(MAKING_A_REPORT));
    Ok(Reply::Ok("Report generation in progress".into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    observed(
        "Instance.admin",
        "a message to admins reaches those of them whose characters wear a HUD",
        "recorded exchange 173, when nobody did",
    ),
    inferred("Instance.broadcast", "a message to all regions of the instance", "the code of 2026"),
    inferred(
        "Instance.globalBroadcast",
        "a message to all regions, which only a super-admin may send, and no request can run as one",
        "the code of 2026",
    ),
    inferred("Instance.regionBroadcast", "a message to a region", "the code of 2026"),
    inferred("Instance.generateReport", "starts a report while there are credits for it", "the code of 2026"),
    chosen(
        "Instance.generateReport.credits",
        "an instance has 3 credits unless the fixture says otherwise, and a report takes a minute",
        "nobody has measured it",
    ),
];
