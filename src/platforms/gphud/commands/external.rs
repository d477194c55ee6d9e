//! The module External: commands made for external applications.

use super::argument::{Names, Type, needs};
use super::call::{Call, Change, Operator};
use super::message::{data, error, ok, raised};
use super::{Access, Command, Context};
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::record::Usage;
use crate::platforms::gphud::state::shown;
use crate::platforms::gphud::wire::Object;

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "External.status",
        messages: &[data()],
        description: "Get a JSON formatted breakdown of this connection's status",
        effect: Some(status),
        ..Command::PLAIN
    },
    Command {
        name: "External.lookupAvatar",
        messages: &[
            data(),
            raised(Class::State, "Avatar {user} is not wearing the HUD or is not logged in as a character presently."),
        ],
        description: "Look up information about the avatar",
        arguments: &[needs("user", Type::Avatar)],
        context: Context::Avatar,
        effect: Some(lookup_avatar),
        ..Command::PLAIN
    },
    Command {
        name: "External.getDeveloperKey",
        messages: &[
            ok("Your developer key is: {key}"),
            error("You have no developer key, please contact Iain Maltz if you believe this to be in error"),
        ],
        description: "Gets your developer key, if you have one",
        context: Context::Avatar,
        access: Access::Denied,
        effect: Some(get_developer_key),
        ..Command::PLAIN
    },
    Command {
        name: "External.authorise",
        messages: &[
            ok("Developer {user}[#id] is now authorised for external access at {instance}[#id]"),
            error("That user is not a developer, please have them register with Iain Maltz"),
            error("That user is already a developer at this instance"),
        ],
        description: "Authorise a developer for external access to this instance",
        effect: Some(authorise),
        ..GRANTING
    },
    Command {
        name: "External.deAuthorise",
        messages: &[
            ok("Developer {user}[#id] is now deauthorised at {instance}[#id]"),
            error("That user not a developer at this instance"),
        ],
        description: "Take a developer's external access to this instance away",
        effect: Some(deauthorise),
        ..GRANTING
    },
];

/// What the two commands have in common that let developers in, and out.
const GRANTING: Command = Command {
    arguments: &[needs("user", Type::Avatar)],
    permission: "External.Authorise",
    context: Context::Avatar,
    access: Access::Denied,
    ..Command::PLAIN
};

/// What the platform calls its environment.
pub fn environment(call: &Call<'_>) -> &'static str {
    if call.database.settings.production { "Production" } else { "DEVELOPMENT" }
}

fn status(call: &mut Call<'_>) -> Answered {
    let (database, caller) = (&*call.database, call.caller);
    let developer = caller.source.developer.and_then(|id| database.avatars.get(id)).map(shown);
    let mut json = Object::new();
    json.put("environment", environment(call));
    json.put("nodename", database.settings.node.clone());
    json.put_some("avatar", database.avatars.get(caller.avatar).map(shown));
    json.put_some("character", caller.character.and_then(|id| database.characters.get(id)).map(shown));
    json.put_some("instance", database.instances.get(caller.instance).map(shown));
    json.put_some("region", caller.region.and_then(|id| database.regions.get(id)).map(shown));
    json.put_some("zone", caller.zone.and_then(|id| database.zones.get(id)).map(shown));
    json.put_some("sourcename", caller.source.name.clone());
    json.put_some("sourceowner", developer.clone());
    json.put_some("sourcedeveloper", developer);
    Ok(Reply::Json(json))
}

fn lookup_avatar(call: &mut Call<'_>) -> Answered {
    let avatar = call.avatar_given("user")?;
    let (database, instance) = (&*call.database, call.caller.instance);
    let names = Names { database, instance, dialect: call.dialect };
    let Some(character) = database.characters.played_by(avatar, instance) else {
        return Err(Refusal::user(Class::State, names.not_logged_in(avatar)));
    };
    let mut json = Object::new();
    json.put("avatarid", i64::from(avatar.0));
    json.put("avatarname", call.avatar(avatar)?.name.clone());
    json.put("playingcharacterid", i64::from(character.id.0));
    json.put("playingcharactername", character.name.clone());
    let region = character.region.and_then(|id| database.regions.get(id));
    json.put_some("playingcharacterregion", region.map(|region| region.name.clone()));
    let zone = character.zone.and_then(|id| database.zones.get(id));
    json.put_some("playingcharacterzone", zone.map(|zone| zone.name.clone()));
    Ok(Reply::Json(json))
}

fn get_developer_key(call: &mut Call<'_>) -> Answered {
    Ok(match &call.avatar(call.caller.avatar)?.developer_key {
        Some(key) => Reply::Ok(format!("Your developer key is: {key}").into()),
        None => Reply::Error(
            "You have no developer key, please contact Iain Maltz if you believe this to be in error".into(),
        ),
    })
}

fn authorise(call: &mut Call<'_>) -> Answered {
    let developer = call.avatar_given("user")?;
    let row = call.avatar(developer)?;
    let (name, developer_shown) = (row.name.clone(), shown(row));
    if row.developer_key.is_none() {
        return Ok(Reply::Error("That user is not a developer, please have them register with Iain Maltz".into()));
    }
    let Some(instance) = call.database.instances.get_mut(call.caller.instance) else {
        return Err(Refusal::system("the instance is gone"));
    };
    if instance.developers.contains_key(&developer) {
        return Ok(Reply::Error("That user is already a developer at this instance".into()));
    }
    instance.developers.insert(developer, Usage::default());
    let at = shown(instance);
    let note = "Added developer";
    call.audit(
        Operator::Avatar,
        Change { kind: "Add", item: GRANT.into(), new: Some(name), note, ..Change::default() },
    );
    Ok(Reply::Ok(format!("Developer {developer_shown} is now authorised for external access at {at}").into()))
}

fn deauthorise(call: &mut Call<'_>) -> Answered {
    let developer = call.avatar_given("user")?;
    let row = call.avatar(developer)?;
    let (name, developer_shown) = (row.name.clone(), shown(row));
    let Some(instance) = call.database.instances.get_mut(call.caller.instance) else {
        return Err(Refusal::system("the instance is gone"));
    };
    if instance.developers.remove(&developer).is_none() {
        return Ok(Reply::Error("That user not a developer at this instance".into()));
    }
    let at = shown(instance);
    let note = "Removed developer";
    call.audit(
        Operator::Avatar,
        Change { kind: "Delete", item: GRANT.into(), old: Some(name), note, ..Change::default() },
    );
    Ok(Reply::Ok(format!("Developer {developer_shown} is now deauthorised at {at}").into()))
}

/// What the audit calls the access of a developer.
const GRANT: &str = "External";

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    documented("External.status", "who and where the request runs as", "External Access API page, JSON Response"),
    documented(
        "External.lookupAvatar",
        "which character an avatar plays, or an error if it plays none",
        "External Access API page, JSON Response",
    ),
    observed(
        "External.getDeveloperKey",
        "through `console`, the key of the avatar",
        "the code of both generations at work",
    ),
    inferred(
        "External.authorise",
        "through `console`, lets a developer in; without the grant, the next request is answered with a TerminateResponse",
        "the code of both generations",
    ),
    inferred(
        "External.deAuthorise",
        "through `console`, takes a developer's access away",
        "the code of both generations",
    ),
    chosen(
        "External.authorise.audit",
        "the audit row names the developer, and its note says what was done",
        "the kinds of the rows are known, the rest of them is not",
    ),
];
