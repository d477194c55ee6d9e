//! The module Experience: awards of points.

use super::argument::{Type, needs};
use super::call::{Call, Change, Operator};
use super::message::{error, ok, raised};
use super::{Command, Context};
use crate::journal::verdict::Headroom;
use crate::platforms::fidelity::{Row, documented, inferred, observed};
use crate::platforms::gphud::experience::quota::{Full, Quota};
use crate::platforms::gphud::experience::{self, Found};
use crate::platforms::gphud::kv::{self, effective};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::attribute::Attribute;
use crate::platforms::gphud::state::ids::CharacterId;
use crate::platforms::gphud::state::ledger::Entry;

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[Command {
    name: "Experience.award",
    messages: &[
        ok("Awarded {ammount} {type} to {target}"),
        error("Unable to find experience type {type}"),
        error("This attributes is not of type EXPERIENCE, (try omitting XP off the end, if present)"),
        error("You lack admin permissions, and you/they are not in a group of type {subtype}"),
        error("You lack admin permissions, or you are in a different group of type {subtype}"),
        error("You lack admin permissions, and are not a group admin/owner for {group}"),
        error("You require permission Experience.award{attr}XP to execute this command"),
        raised(
            Class::State,
            "This character has already reached their {type} XP limit.  They will next be eligable for a point in {next}",
        ),
        raised(
            Class::State,
            "This will push the character beyond their {type} XP limit, they can be awarded {room} XP right now",
        ),
        raised(
            Class::State,
            "This character is already at maximum level and can not be awarded any more experience of any type",
        )
        .at_head(),
        raised(Class::State, "No character is selected"),
    ],
    description: "Award XP",
    arguments: &[
        needs("target", Type::Character),
        needs("type", Type::InternalName(32)),
        needs("ammount", Type::Integer),
        needs("reason", Type::OneLine(128)),
    ],
    context: Context::Avatar,
    effect: Some(award),
    ..Command::PLAIN
}];

fn award(call: &mut Call<'_>) -> Answered {
    let target = call.character_given("target")?;
    let kind = call.text_given("type").to_owned();
    let amount = call.int_given("ammount")?;
    let attribute = match experience::find(call.database, call.caller.instance, &kind) {
        Found::Experience(id) => call.attribute(id)?.clone(),
        Found::SomethingElse => {
            return Ok(Reply::Error(
                "This attributes is not of type EXPERIENCE, (try omitting XP off the end, if present)".into(),
            ));
        }
        Found::Nothing => return Ok(Reply::Error(format!("Unable to find experience type {kind}").into())),
    };
    if let Some(reply) = denied(call, target, &attribute)? {
        return Ok(reply);
    }
    let name = &attribute.name;
    let view = call.view_of(target);
    let quota = Quota {
        limit: effective::int(call.database, &kv::experience(name, "XPLimit"), view),
        days: effective::float(call.database, &kv::experience(name, "XPPeriod"), view),
    };
    let pool_name = experience::pool(name);
    let pool = call.character(target)?.ledger.pool(&pool_name);
    let used = quota.used(pool, call.now);
    if let Err(full) = quota.admits(used, amount.into()) {
        let text = match full {
            Full::Reached => format!(
                "This character has already reached their {name} XP limit.  They will next be eligable for a point in {}",
                quota.next_room(pool, call.now)
            ),
            Full::Beyond { room } => format!(
                "This will push the character beyond their {name} XP limit, they can be awarded {room} XP right now"
            ),
        };
        call.checks.fail_beyond("xp limit", Headroom::new(used, quota.limit, "xp"), text.clone());
        return Err(Refusal::user(Class::State, text));
    }
    let after = used + i64::from(amount);
    call.checks.pass_within("xp limit", Headroom::new(after, quota.limit, "xp"), "");
    if experience::at_maximum_level(call.database, target, call.now) {
        return Err(Refusal::user(
            Class::State,
            "This character is already at maximum level and can not be awarded any more experience of any type",
        ));
    }
    let reason = call.text_given("reason").to_owned();
    add(call, target, &pool_name, amount, &reason)?;
    let item = format!("{name}{}", call.dialect.award_audit_suffix);
    let new = Some(amount.to_string());
    let change = Change { kind: "Pool Add", item, new, note: &reason, target: Some(target), ..Change::default() };
    call.audit(Operator::Character, change);
    if call.caller.character != Some(target) {
        let by = match call.caller.character {
            Some(character) => call.character_name(character)?,
            None => format!("(({}))", call.avatar(call.caller.avatar)?.name),
        };
        let points = if amount == 1 { "point" } else { "points" };
        call.tell(target, &format!("You were granted {amount} {points} of {name} XP by {by} for {reason}"));
    }
    Ok(Reply::Ok(format!("Awarded {amount} {kind} to {}", call.character_name(target)?).into()))
}

/// The answer to who may not award this kind of experience to the target: admins may, and who runs the group of the
/// attribute's type that both are in.
fn denied(call: &Call<'_>, target: CharacterId, attribute: &Attribute) -> Result<Option<Reply>, Refusal> {
    let refuse = |text: String| Ok(Some(Reply::Error(text.into())));
    let permission = format!("Experience.award{}{}", attribute.name, call.dialect.award_suffix);
    if call.permitted(&permission) {
        return Ok(None);
    }
    let Some(group_type) = attribute.group_type.as_deref() else {
        return refuse(format!("You require permission Experience.award{}XP to execute this command", attribute.name));
    };
    let actor = call.acting_character()?;
    let group_of = |character| call.database.group_of(character, group_type);
    let (Some(own), Some(theirs)) = (group_of(actor), group_of(target)) else {
        return refuse(format!("You lack admin permissions, and you/they are not in a group of type {group_type}"));
    };
    if own.id != theirs.id {
        return refuse(format!("You lack admin permissions, or you are in a different group of type {group_type}"));
    }
    if !own.is_run_by(actor) {
        return refuse(format!("You lack admin permissions, and are not a group admin/owner for {}", own.name));
    }
    Ok(None)
}

/// Adds to a pool of the character.
pub fn add(call: &mut Call<'_>, target: CharacterId, pool: &str, amount: i32, reason: &str) -> Result<(), Refusal> {
    let entry = Entry {
        at: call.now,
        adjustment: amount,
        by_avatar: Some(call.caller.avatar),
        by_character: call.caller.character,
        description: reason.into(),
    };
    call.database.award(target, pool, entry).map_err(|full| Refusal::system(full.to_string()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    documented("Experience.award", "adds points within the limit", "External Access API page, Successful Response"),
    observed(
        "Experience.award.beyond",
        "an award that would pass the limit says how many there is room for",
        "recorded exchange 104",
    ),
    observed("Experience.award.sign", "zero and less than zero can be awarded", "recorded exchanges 105 and 106"),
    observed(
        "Experience.award.permission",
        "without the permission, a group's admin may award",
        "recorded exchanges 109 to 111",
    ),
    inferred(
        "Experience.award.audit",
        "an award is audited as done by the character that is run as",
        "the code of both generations",
    ),
];
