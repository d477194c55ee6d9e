//! The module Sets: words that a character has, and how many of each.

use std::collections::BTreeMap;

use super::argument::{Argument, Type, needs, takes};
use super::call::{Call, Change, Operator};
use super::message::{ok, raised};
use super::{Command, Context, Dialects};
use crate::platforms::fidelity::{Row, chosen, inferred, observed};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::attribute::Kind;
use crate::platforms::gphud::state::ids::{AttributeId, CharacterId};
use crate::platforms::gphud::state::shown;

const CHARACTER: Argument = needs("character", Type::Character);
const SET: Argument = needs("set", Type::Set);
const ELEMENT: Argument = needs("element", Type::OneLine(128));
const QUANTITY: Argument = takes("qty", Type::Integer);

const OF_AVATAR: Command = Command { context: Context::Avatar, dialects: Dialects::Head, ..Command::PLAIN };

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Sets.add",
        messages: &[
            ok("Added {qty} {element} to {character}[#id]'s {set}[#id], changing total from {oldValue} to {total}"),
            raised(
                Class::AccessDenied,
                "You do not have permission Characters.Set{set} required to modify this characters set",
            ),
        ],
        description: "Add a number of an element to a set",
        arguments: &[CHARACTER, SET, ELEMENT, QUANTITY],
        effect: Some(add),
        ..OF_AVATAR
    },
    Command {
        name: "Sets.set",
        messages: &[
            ok("Set {qty} {element} in {character}[#id]'s {set}[#id] (was {oldValue})"),
            raised(
                Class::AccessDenied,
                "You do not have permission Characters.Set{set} required to modify this characters set",
            ),
        ],
        description: "Set the number of an element in a set",
        arguments: &[CHARACTER, SET, ELEMENT, QUANTITY],
        effect: Some(set),
        ..OF_AVATAR
    },
    Command {
        name: "Sets.view",
        messages: &[ok("{set} contains: {list}")],
        description: "Reports on the contents of a set",
        arguments: &[SET],
        context: Context::Character,
        effect: Some(view),
        ..OF_AVATAR
    },
    Command {
        name: "Sets.wipe",
        messages: &[
            ok(
                "Wiped {character}[#id]'s {set}[#id], formerly containing {elements} elements with total quantity {totalCount}",
            ),
            raised(
                Class::AccessDenied,
                "You do not have permission Characters.Set{set} required to modify this characters set",
            ),
        ],
        description: "Wipes the entire contents of a set",
        arguments: &[CHARACTER, SET],
        effect: Some(wipe),
        ..OF_AVATAR
    },
];

/// The most elements that a set can have; the platform knows no such limit.
const MOST_ELEMENTS: usize = 10_000;

/// The set of a character that a command changes: by its ids, and as it is shown.
struct Target {
    character: CharacterId,
    attribute: AttributeId,
    owner: String,
    name: String,
    set: String,
}

/// The set that was given, if the caller may change it.
fn writable(call: &Call<'_>) -> Result<Target, Refusal> {
    let character = call.character_given("character")?;
    let attribute = call.attribute(call.attribute_given("set")?)?;
    allowed(call, &attribute.name, "set")?;
    of_kind(attribute.kind, Kind::Set, &attribute.name)?;
    let owner = shown(call.character(character)?);
    Ok(Target { character, attribute: attribute.id, owner, name: attribute.name.clone(), set: shown(attribute) })
}

/// The user's error of who may not change what characters have of the attribute.
pub fn allowed(call: &Call<'_>, attribute: &str, thing: &str) -> Result<(), Refusal> {
    let permission = format!("Characters.Set{attribute}");
    if call.permitted(&permission) {
        return Ok(());
    }
    let text = format!("You do not have permission {permission} required to modify this characters {thing}");
    Err(Refusal::user(Class::AccessDenied, text))
}

/// The internal error of an attribute that holds something else: it can be named where characters may change it.
pub fn of_kind(kind: Kind, wanted: Kind, name: &str) -> Result<(), Refusal> {
    if kind == wanted {
        return Ok(());
    }
    Err(Refusal::system(format!("{name} is of type {} and not {}", kind.word(), wanted.word())))
}

/// Makes it `count` of the element, and gives how many there were. None of it is not kept.
fn replace(call: &mut Call<'_>, target: &Target, element: &str, count: i64) -> Result<i64, Refusal> {
    let Some(row) = call.database.characters.get_mut(target.character) else {
        return Err(Refusal::system("the character is gone"));
    };
    let elements = row.sets.entry(target.attribute).or_default();
    if elements.len() >= MOST_ELEMENTS && !elements.contains_key(element) {
        return Err(Refusal::system(format!("Backlot keeps at most {MOST_ELEMENTS} elements in a set")));
    }
    let before = match count {
        0 => elements.remove(element),
        count => elements.insert(element.to_owned(), count),
    };
    Ok(before.unwrap_or_default())
}

fn add(call: &mut Call<'_>) -> Answered {
    let target = writable(call)?;
    let element = call.text_given("element").to_owned();
    let quantity = i64::from(call.optional_int("qty").unwrap_or(1));
    let elements = call.character(target.character)?.sets.get(&target.attribute);
    let old = elements.and_then(|elements| elements.get(&element)).copied().unwrap_or_default();
    let total = old.saturating_add(quantity);
    replace(call, &target, &element, total)?;
    let Target { character, owner, name, set, .. } = target;
    let note = format!("Added {quantity} {element} to set, totalling {total}");
    let (old_text, new) = (Some(old.to_string()), Some(total.to_string()));
    call.audit(
        Operator::Avatar,
        Change { kind: "Add", item: name, old: old_text, new, note: &note, target: Some(character) },
    );
    let text = format!("Added {quantity} {element} to {owner}'s {set}, changing total from {old} to {total}");
    Ok(Reply::Ok(text.into()))
}

fn set(call: &mut Call<'_>) -> Answered {
    let target = writable(call)?;
    let element = call.text_given("element").to_owned();
    let quantity = i64::from(call.optional_int("qty").unwrap_or(1));
    let old = replace(call, &target, &element, quantity)?;
    let Target { character, owner, name, set, .. } = target;
    let note = format!("Set {quantity} x {element}");
    let (old_text, new) = (Some(old.to_string()), Some(quantity.to_string()));
    call.audit(
        Operator::Avatar,
        Change { kind: "Set", item: name, old: old_text, new, note: &note, target: Some(character) },
    );
    Ok(Reply::Ok(format!("Set {quantity} {element} in {owner}'s {set} (was {old})").into()))
}

fn view(call: &mut Call<'_>) -> Answered {
    let attribute = call.attribute(call.attribute_given("set")?)?;
    of_kind(attribute.kind, Kind::Set, &attribute.name)?;
    let empty = BTreeMap::new();
    let elements = call.character(call.acting_character()?)?.sets.get(&attribute.id).unwrap_or(&empty);
    let list: Vec<_> = elements.iter().map(|(element, count)| format!("{count}x{element}")).collect();
    Ok(Reply::Ok(format!("{} contains: {}", attribute.name, list.join(", ")).into()))
}

fn wipe(call: &mut Call<'_>) -> Answered {
    let Target { character, attribute, owner, name, set } = writable(call)?;
    let Some(row) = call.database.characters.get_mut(character) else {
        return Err(Refusal::system("the character is gone"));
    };
    let elements = row.sets.remove(&attribute).unwrap_or_default();
    let contained = format!(
        "formerly containing {} elements with total quantity {}",
        elements.len(),
        elements.values().sum::<i64>()
    );
    let note = format!("Wiped set {name}, {contained}");
    let change = Change { kind: "Empty", item: name, note: &note, target: Some(character), ..Change::default() };
    call.audit(Operator::Avatar, change);
    Ok(Reply::Ok(format!("Wiped {owner}'s {set}, {contained}").into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    inferred("Sets.add", "adds to how many of an element a character has", "the code of 2026"),
    inferred("Sets.set", "says how many of an element a character has", "the code of 2026"),
    observed("Sets.view", "what is in a set of the character that is run as", "recorded exchange 190"),
    inferred("Sets.wipe", "empties a set", "the code of 2026"),
    chosen("Sets.quantity", "a quantity that is left out is 1, and none of an element is not kept", "nobody has tried"),
    chosen("Sets.order", "elements are shown in alphabetical order", "only a set of one element was recorded"),
];
