//! The module Inventory: items that a character has, and how many of each.

use super::argument::{Argument, Type, needs, takes};
use super::call::{Call, Change, Operator};
use super::message::{error, ok, raised};
use super::sets::{allowed, of_kind};
use super::{Command, Context, Dialects};
use crate::platforms::fidelity::{Row, chosen, inferred};
use crate::platforms::gphud::kv::{INVENTORY_LIMITS, effective, inventory_limit};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::attribute::Kind;
use crate::platforms::gphud::state::ids::{AttributeId, CharacterId, ItemId};
use crate::platforms::gphud::state::shown;

const ARGUMENTS: &[Argument] = &[
    needs("character", Type::Character),
    needs("inventory", Type::Inventory),
    needs("item", Type::Item),
    takes("qty", Type::Integer),
];

const OF_AVATAR: Command = Command { context: Context::Avatar, dialects: Dialects::Head, ..Command::PLAIN };

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Inventory.add",
        messages: &[
            ok(
                "Added {qty} {item}[#id] to {character}[#id]'s {inventory}[#id], changing total from {oldValue} to {total}",
            ),
            error("{inventory} of {character} can hold at most {limit}, and this would make it {count}"),
            error("{inventory} of {character} holds only {count} {item}"),
            raised(
                Class::AccessDenied,
                "You do not have permission Characters.Set{inventory} required to modify this characters inventory",
            ),
        ],
        description: "Add an item to an inventory",
        arguments: ARGUMENTS,
        effect: Some(add),
        ..OF_AVATAR
    },
    Command {
        name: "Inventory.set",
        messages: &[
            ok("Set {total} {item} in {character}[#id]'s {inventory} (was {oldValue})"),
            raised(
                Class::AccessDenied,
                "You do not have permission Characters.Set{inventory} required to modify this characters inventory",
            ),
        ],
        description: "Set the number of an item in an inventory",
        arguments: ARGUMENTS,
        effect: Some(set),
        ..OF_AVATAR
    },
    Command {
        name: "Inventory.view",
        messages: &[ok("{inventory} contains: {list}")],
        description: "Reports on the contents of an inventory",
        arguments: &[needs("inventory", Type::Inventory)],
        context: Context::Character,
        effect: Some(view),
        ..OF_AVATAR
    },
];

/// The inventory of a character and the item that a command changes: by their ids, and as they are shown.
struct Target {
    character: CharacterId,
    attribute: AttributeId,
    item: ItemId,
    owner: String,
    inventory: String,
    inventory_shown: String,
    thing: String,
    thing_shown: String,
}

/// What was given, if the caller may change it.
fn writable(call: &Call<'_>) -> Result<Target, Refusal> {
    let character = call.character_given("character")?;
    let attribute = call.attribute(call.attribute_given("inventory")?)?;
    allowed(call, &attribute.name, "inventory")?;
    of_kind(attribute.kind, Kind::Inventory, &attribute.name)?;
    let item = call.item_given("item")?;
    let Some(row) = call.database.items.get(item) else { return Err(Refusal::system("the item is gone")) };
    Ok(Target {
        character,
        attribute: attribute.id,
        item,
        owner: shown(call.character(character)?),
        inventory: attribute.name.clone(),
        inventory_shown: shown(attribute),
        thing: row.name.clone(),
        thing_shown: shown(row),
    })
}

fn count(call: &Call<'_>, target: &Target) -> Result<i64, Refusal> {
    let items = call.character(target.character)?.inventories.get(&target.attribute);
    Ok(items.and_then(|items| items.get(&target.item)).copied().unwrap_or_default())
}

fn replace(call: &mut Call<'_>, target: &Target, count: i64) {
    let Some(row) = call.database.characters.get_mut(target.character) else { return };
    let items = row.inventories.entry(target.attribute).or_default();
    match count {
        0 => items.remove(&target.item),
        count => items.insert(target.item, count),
    };
}

/// Why the inventory cannot hold that many of the item, if it cannot.
fn full(call: &Call<'_>, target: &Target, total: i64) -> Result<Option<String>, Refusal> {
    let view = call.view_of(target.character);
    let row = call.character(target.character)?;
    let others = row.inventories.get(&target.attribute).into_iter().flatten();
    let others: Vec<(ItemId, i64)> =
        others.map(|(item, count)| (*item, *count)).filter(|(item, _)| *item != target.item).collect();
    let with = others.iter().copied().chain([(target.item, total)]);
    let weight = |item| call.database.items.get(item).map_or(0, |row| row.weight);
    let held = [
        i64::try_from(others.len() + 1).unwrap_or(i64::MAX),
        with.clone().map(|(_, count)| count).fold(0, i64::saturating_add),
        with.map(|(item, count)| weight(item).saturating_mul(count)).fold(0, i64::saturating_add),
    ];
    let words = ["different items", "items", "in weight"];
    for ((suffix, held), word) in INVENTORY_LIMITS.into_iter().zip(held).zip(words) {
        let most = effective::int(call.database, &inventory_limit(&target.inventory, suffix), view);
        if most > 0 && held > most {
            return Ok(Some(format!(
                "{} of {} can hold at most {most} {word}, and this would make it {held}",
                target.inventory, target.owner
            )));
        }
    }
    Ok(None)
}

fn add(call: &mut Call<'_>) -> Answered {
    let target = writable(call)?;
    let quantity = i64::from(call.optional_int("qty").unwrap_or(1));
    let old = count(call, &target)?;
    let total = old.saturating_add(quantity);
    if total < 0 {
        let text = format!("{} of {} holds only {old} {}", target.inventory, target.owner, target.thing);
        return Ok(Reply::Error(text.into()));
    }
    if quantity > 0
        && let Some(cause) = full(call, &target, total)?
    {
        return Ok(Reply::Error(cause.into()));
    }
    replace(call, &target, total);
    let Target { character, owner, inventory, inventory_shown, thing_shown, .. } = target;
    let note = format!("Added {quantity} {thing_shown} to inventory, totalling {total}");
    let (old_text, new) = (Some(old.to_string()), Some(total.to_string()));
    call.audit(
        Operator::Avatar,
        Change { kind: "Add", item: inventory, old: old_text, new, note: &note, target: Some(character) },
    );
    let text =
        format!("Added {quantity} {thing_shown} to {owner}'s {inventory_shown}, changing total from {old} to {total}");
    Ok(Reply::Ok(text.into()))
}

fn set(call: &mut Call<'_>) -> Answered {
    let target = writable(call)?;
    let total = i64::from(call.optional_int("qty").unwrap_or(1));
    let old = count(call, &target)?;
    replace(call, &target, total);
    let Target { character, owner, inventory, thing, .. } = target;
    let note = format!("Set {total} x {thing}");
    let (old_text, new) = (Some(old.to_string()), Some(total.to_string()));
    let text = format!("Set {total} {thing} in {owner}'s {inventory} (was {old})");
    call.audit(
        Operator::Avatar,
        Change { kind: "Set", item: inventory, old: old_text, new, note: &note, target: Some(character) },
    );
    Ok(Reply::Ok(text.into()))
}

fn view(call: &mut Call<'_>) -> Answered {
    let attribute = call.attribute(call.attribute_given("inventory")?)?;
    of_kind(attribute.kind, Kind::Inventory, &attribute.name)?;
    let items = call.character(call.acting_character()?)?.inventories.get(&attribute.id).into_iter().flatten();
    let name = |item: &ItemId| call.database.items.get(*item).map(|row| row.name.as_str());
    let list: Vec<_> = items.filter_map(|(item, count)| Some(format!("{count}x{}", name(item)?))).collect();
    Ok(Reply::Ok(format!("{} contains: {}", attribute.name, list.join(", ")).into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    inferred("Inventory.add", "adds items to an inventory of a character", "the code of 2026"),
    inferred("Inventory.set", "says how many of an item a character has", "the code of 2026"),
    inferred("Inventory.view", "what is in an inventory of the character that is run as", "the code of 2026"),
    chosen(
        "Inventory.add.cause",
        "what is said of an inventory that is full, or that holds too few to take away",
        "that there is such an answer is known, its words are not",
    ),
    chosen("Inventory.order", "items are shown in the order of their numbers", "nobody has seen several"),
];
