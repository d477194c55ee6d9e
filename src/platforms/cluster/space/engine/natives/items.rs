//! Other items: making them, ending oneself, knowing them, and who owns what.

use crate::platforms::cluster::space::Space;
use crate::platforms::cluster::space::engine::native::{Call, Native, Refusal, native};
use crate::platforms::cluster::space::item::{Component, Item, Kind, Life, Used};
use crate::platforms::cluster::space::limits::{MOST_ITEMS, TEN_A_SECOND, VISIBLE_PLAYERS};
use crate::platforms::cluster::space::sendable::Sendable;
use crate::world::World;
use rquickjs::{Error, Value};
use serde_json::json;

pub(super) const NATIVES: &[Native] = &[
    native("itemExists", |call| {
        let id = call.text(0)?.parse::<u64>().unwrap_or_default();
        let exists = call.with(|_, space| space.item_with_id(id).is_some())?;
        call.yes(exists)
    }),
    native("create", create),
    native("destroy", destroy),
    native("reference", reference),
    native("owner", |call| {
        let owner = call.with(|_, space| {
            let owner = space.items.get(&*call.me.item)?.owner.as_ref()?;
            Some(Sendable::Player(space.players.get(owner)?.id.clone()))
        })?;
        call.give(&owner.unwrap_or(Sendable::Null))
    }),
    native("requestOwner", request_owner),
    native("holder", |call| {
        let riding = call.flag(0);
        let holder = call.with(|_, space| {
            let item = space.items.get(&*call.me.item)?;
            let holder = if riding { item.ridden_by.as_ref() } else { item.grabbed_by.as_ref() };
            Some(Sendable::Player(space.players.get(holder?)?.id.clone()))
        })?;
        call.give(&holder.unwrap_or(Sendable::Null))
    }),
    native("visible", visible),
];

fn create<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (id, is_craft, is_member) = (call.text(0)?, call.flag(1), call.flag(4));
    let (position, rotation) = (call.array(2)?, call.array(3)?);
    let made = call.with(|world, space| {
        let by = space.items.get(&*call.me.item).ok_or_else(|| Refusal::Other("the item is gone".to_owned()))?.clone();
        allow(space, &by, world)?;
        let template = find(space, &by, &id, is_craft)?;
        if is_member && !by.has(Component::GroupHost) {
            return Err(Refusal::Other("only the host of an item group can create a member of it".to_owned()));
        }
        let group = is_member.then(|| by.name.to_string());
        Ok(place(world, space, &call.me.space, &by, &id, template, Pose { position, rotation, group }))
    })?;
    match made {
        Ok(Placed::Item(id)) => call.give(&Sendable::Item(id)),
        Ok(Placed::Nothing(why)) => {
            call.warn(&format!("$.createItem: {why}; the handle is that of no item"));
            call.give(&Sendable::Item(0))
        }
        Err(refusal) => call.refuse(&refusal),
    }
}

fn allow(space: &mut Space, by: &Item, world: &World) -> Result<(), Refusal> {
    let Some(item) = space.items.get_mut(&*by.name) else { return Ok(()) };
    item.used.creates.take(TEN_A_SECOND, world.clock().now()).map_err(|wait| {
        Refusal::Rate(format!("an item can create 10 items a second; the next one in {} ms", wait.as_millis()))
    })
}

/// The template that `id` means for the item `by`.
fn find(space: &Space, by: &Item, id: &str, is_craft: bool) -> Result<Item, Refusal> {
    if by.is_craft() && !is_craft {
        return Err(Refusal::Plain("a craft item cannot create world items".to_owned()));
    }
    let name = by.templates.get(id).map_or(id, String::as_str);
    let found = space.templates.get(name).filter(|template| template.is_craft() == is_craft);
    found.cloned().ok_or_else(|| {
        let kind = if is_craft { "craft item" } else { "world item" };
        Refusal::Other(format!("there is no template {id:?} of a {kind} in this space"))
    })
}

struct Pose {
    position: [f64; 3],
    rotation: [f64; 4],
    group: Option<String>,
}

enum Placed {
    Item(u64),
    Nothing(String),
}

fn place(
    world: &World,
    space: &mut Space,
    space_name: &str,
    by: &Item,
    id: &str,
    template: Item,
    pose: Pose,
) -> Placed {
    let author = by.creator(&space.creator);
    if let Kind::Craft { creator, .. } = &template.kind
        && creator != author
    {
        return Placed::Nothing(format!(
            "{id} was made by {creator}, and {author}'s items create only what {author} has made"
        ));
    }
    if space.items.len() >= MOST_ITEMS {
        return Placed::Nothing(format!("a space holds at most {MOST_ITEMS} items"));
    }
    space.created += 1;
    let name = format!("{}#{}", template.name, space.created);
    let number = world.rng().fork(&format!("item {space_name}/{name}")).bits().max(1);
    let group = if template.has(Component::GroupHost) { Some(name.clone()) } else { pose.group };
    let item = Item {
        name: name.as_str().into(),
        id: number,
        is_created: true,
        position: pose.position,
        rotation: pose.rotation,
        group,
        owner: by.owner.clone(),
        life: Life::default(),
        used: Used::default(),
        ..template
    };
    super::super::native::note(world, "item-created", json!({ "space": space_name, "item": name, "by": &*by.name }));
    space.items.insert(name, item);
    Placed::Item(number)
}

fn destroy<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let done = call.item(|item| {
        if !item.is_craft() && !item.is_created {
            return Err(Refusal::NotAllowed(
                "a world item that was not created by a script cannot be destroyed".to_owned(),
            ));
        }
        item.life.is_ending = true;
        Ok(())
    })?;
    call.done(done)
}

fn reference<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.text(0)?;
    let found = call.with(|_, space| {
        let name = space.items.get(&*call.me.item)?.references.get(&id)?;
        space.items.get(name).map(|item| item.id)
    })?;
    if found.is_none() {
        call.warn(&format!("$.worldItemReference: the item has no reference {id:?}; the handle is that of no item"));
    }
    call.give(&Sendable::Text(found.unwrap_or_default().to_string().into()))
}

fn request_owner<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let id = call.text(0)?;
    let done = call.with(|world, space| {
        let Some(player) = space.player_with_id(&id).map(|(name, _)| name.to_owned()) else { return Ok(()) };
        let Some(item) = space.items.get_mut(&*call.me.item) else { return Ok(()) };
        if item.owner.as_ref() == Some(&player) {
            return Ok(());
        }
        item.used
            .owners
            .take(TEN_A_SECOND, world.clock().now())
            .map_err(|_| Refusal::Rate("an item can request another owner 10 times a second".to_owned()))?;
        space.own(&call.me.item, &player);
        Ok(())
    })?;
    call.done(done)
}

fn visible<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let players = if call.is_null(0) { None } else { Some(call.texts(0)?) };
    if players.as_ref().is_some_and(|players| players.len() > VISIBLE_PLAYERS) {
        return call.refuse(&Refusal::Size(format!("$.setVisiblePlayers takes at most {VISIBLE_PLAYERS} players")));
    }
    call.item(|item| item.visible_to = players)?;
    call.nothing()
}
