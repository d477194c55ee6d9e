//! One frame of a space, and the end of a call. On the thread of the scripts.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::Answer;
use crate::journal::exchange::Event;
use crate::platforms::cluster::NAME;
use crate::platforms::cluster::space::callback::Callback;
use crate::platforms::cluster::space::engine::{self, Cast};
use crate::platforms::cluster::space::item::Item;
use crate::platforms::cluster::space::log::{self, Level, Whence};
use crate::platforms::cluster::space::sendable::Sendable;
use crate::platforms::cluster::space::{Due, Space};
use crate::platforms::cluster::state::State;
use crate::script::Quarters;
use crate::world::World;

/// Steps of physics a second.
const PHYSICS_PER_SECOND: u64 = 50;

/// Which frame it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tick {
    /// The world's time.
    pub(super) now: Timestamp,
    /// Counted from 0.
    pub(super) number: u64,
    /// The frame before it.
    pub(super) before: Option<u64>,
    /// How many frames a second has.
    pub(super) rate: u32,
}

/// Plays a frame.
pub(super) fn play(quarters: &mut Quarters<'_>, cast: &Cast, tick: Tick) {
    make_ready(quarters, cast);
    for item in items(cast, |item| item.script.is_some() && !item.life.started) {
        change(cast, &item, |item| item.life.started = true);
        engine::call(quarters, cast, &item, Callback::Start, &[]);
    }
    deliver(quarters, cast, tick.now);
    let number = |value: u64| {
        #[expect(clippy::cast_precision_loss, reason = "exact for millions of years")]
        let number = value as f64;
        number
    };
    let rate = u64::from(tick.rate.max(1));
    if let Some(before) = tick.before {
        let steps = tick.number * PHYSICS_PER_SECOND / rate - before * PHYSICS_PER_SECOND / rate;
        let listening = items(cast, |item| item.life.hears(Callback::PhysicsUpdate));
        for _ in 0..if listening.is_empty() { 0 } else { steps } {
            for item in &listening {
                let step = Sendable::Number(1.0 / number(PHYSICS_PER_SECOND));
                engine::call(quarters, cast, item, Callback::PhysicsUpdate, &[step]);
            }
        }
        update(quarters, cast, number(tick.number - before) / number(rate));
    }
    end(quarters, cast);
}

/// The names of the items that are as wanted.
fn items(cast: &Cast, wanted: impl Fn(&Item) -> bool) -> Vec<Arc<str>> {
    with(cast, |_, space| space.items.values().filter(|item| wanted(item)).map(|item| Arc::clone(&item.name)).collect())
        .unwrap_or_default()
}

fn with<T>(cast: &Cast, change: impl FnOnce(&World, &mut Space) -> T) -> Option<T> {
    let mut data = cast.world.state::<State>().lock();
    data.spaces.get_mut(&*cast.space).map(|space| change(&cast.world, space))
}

fn change<T>(cast: &Cast, item: &str, change: impl FnOnce(&mut Item) -> T) -> Option<T> {
    with(cast, |_, space| space.items.get_mut(item).map(change)).flatten()
}

/// Loads every script that has no environment: of new items, and of those that have lost theirs.
pub(super) fn make_ready(quarters: &mut Quarters<'_>, cast: &Cast) {
    let known = with(cast, |_, space| {
        let scripted = space.items.values().filter(|item| item.script.is_some() && !item.life.is_ending);
        scripted.map(|item| (Arc::clone(&item.name), item.life.is_loaded)).collect::<Vec<_>>()
    });
    for (item, is_loaded) in known.unwrap_or_default() {
        // An engine may be left of an item that has begun anew meanwhile: with a world that came back, or another of its name.
        if !is_loaded || !quarters.is_in(&item) {
            engine::load(quarters, cast, &item);
        }
    }
}

/// Calls `onUpdate`.
fn update(quarters: &mut Quarters<'_>, cast: &Cast, delta: f64) {
    let delta = [Sendable::Number(delta)];
    let reset = with(cast, |_, space| space.rules.reset_scripts_every).flatten();
    for item in items(cast, |item| item.life.hears(Callback::Update)) {
        engine::call(quarters, cast, &item, Callback::Update, &delta);
        if let Some(every) = reset {
            let is_due = change(cast, &item, |item| {
                item.life.updates += 1;
                let is_due = item.life.updates >= every;
                item.life.is_loaded &= !is_due;
                is_due
            });
            if is_due == Some(true) {
                quarters.move_out(&item);
            }
        }
    }
}

/// Delivers what is due.
fn deliver(quarters: &mut Quarters<'_>, cast: &Cast, now: Timestamp) {
    loop {
        let due = with(cast, |_, space| {
            let Space { items, waiting, .. } = space;
            // What is for an item that has not been started yet waits for that.
            let is_later = |due: &Due| {
                let item = items.get(&due.item);
                item.is_some_and(|item| item.script.is_some() && !item.life.started)
            };
            waiting.take(now, is_later)
        });
        let Some(due) = due.flatten() else { return };
        let problem = with(cast, |_, space| unheard(space, &due)).flatten();
        match problem {
            None => drop(engine::call(quarters, cast, &due.item, due.callback, &due.args)),
            Some(why) => dropped(cast, &due.item, due.callback, &due.args, why),
        }
    }
}

/// Why nobody hears of it.
fn unheard(space: &Space, due: &Due) -> Option<&'static str> {
    let Some(item) = space.items.get(&due.item) else { return Some("the item is gone") };
    let life = &item.life;
    if !life.hears(due.callback) {
        return Some("its script has registered no such callback");
    }
    match (due.callback, due.args.last()) {
        (Callback::Receive, Some(Sendable::Item(_))) if !life.hears_items => Some("it does not hear items"),
        (Callback::Receive, Some(Sendable::Player(_))) if !life.hears_players => {
            Some("it does not hear players: $.onReceive needs the option { player: true }")
        }
        _ => None,
    }
}

fn dropped(cast: &Cast, item: &str, callback: Callback, args: &[Sendable], why: &str) {
    with(cast, |world, space| {
        let args: Vec<Json> = args.iter().map(|arg| arg.shown(space)).collect();
        let detail =
            json!({ "space": &*cast.space, "item": item, "callback": callback.word(), "args": args, "why": why });
        world.journal().note(Event {
            at: world.clock().now(),
            platform: NAME,
            kind: "callback-dropped",
            cause: None,
            detail,
        });
    });
}

/// Takes away the items that have ended.
fn end(quarters: &mut Quarters<'_>, cast: &Cast) {
    for item in items(cast, |item| item.life.is_ending) {
        quarters.move_out(&item);
        with(cast, |world, space| {
            space.items.shift_remove(&*item);
            space.groups.shift_remove(&*item);
            let detail = json!({ "space": &*cast.space, "item": &*item });
            world.journal().note(Event {
                at: world.clock().now(),
                platform: NAME,
                kind: "item-destroyed",
                cause: None,
                detail,
            });
        });
    }
}

/// A call has ended: its item is told at once, or when somebody is there again.
pub(super) fn answer(quarters: &mut Quarters<'_>, cast: &Cast, answer: &Answer, now: Timestamp) {
    let text = |text: &str| Sendable::Text(text.into());
    let (response, reason) = match &answer.response {
        Ok(response) => (text(response), Sendable::Null),
        Err(reason) => (Sendable::Null, text(reason)),
    };
    let args = vec![response, text(&answer.meta), reason];
    let is_empty = with(cast, |_, space| space.players.is_empty()).unwrap_or(true);
    let due = Due { item: answer.item.to_string(), callback: Callback::ExternalCallEnd, args };
    if is_empty {
        with(cast, |_, space| space.waiting.put(now, due));
        return;
    }
    make_ready(quarters, cast);
    match with(cast, |_, space| unheard(space, &due)).flatten() {
        None => drop(engine::call(quarters, cast, &due.item, due.callback, &due.args)),
        Some(why) => {
            dropped(cast, &due.item, due.callback, &due.args, why);
            with(cast, |world, space| {
                if let Some(item) = space.items.get(&due.item) {
                    let message = format!("the end of a call was told to nobody: {why}");
                    log::write(world, &cast.space, space, item, Level::Warning, &message, &Whence::default());
                }
            });
        }
    }
}
