//! What drives a space: one task that plays its frames on the world's clock while anything needs them, does what players do
//! between frames, and sends what scripts call out with. It holds the world only while it works, and ends with it.

mod frame;

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use tokio::sync::{mpsc, oneshot};

use super::deed::{self, Deed, Impossible};
use super::engine::{Cast, Outbox, Sending};
use super::log::{self, Level, Whence};
use super::{Calling, Space};
use crate::journal::exchange::Event;
use crate::platforms::cluster::NAME;
use crate::platforms::cluster::state::State;
use crate::platforms::dispatch::caught;
use crate::platforms::fidelity::{Row, chosen, inferred};
use crate::script::{Library, Lost, Pool, Quarters, Residents};
use crate::world::World;
use crate::world::clock::{Busy, Clock, later};
use frame::Tick;

/// The ways to the tasks that drive the spaces of a world, by the space's name.
pub(in crate::platforms::cluster) type Drivers = std::collections::HashMap<String, mpsc::UnboundedSender<Order>>;

/// What a space is told.
pub(in crate::platforms::cluster) enum Order {
    /// A call has ended.
    Answered(Answer),
    /// The world was put back: what is due next may be something else.
    Look,
    /// Players do something, all of it at once.
    Do { deeds: Vec<Deed>, done: oneshot::Sender<Vec<Result<Json, Impossible>>> },
}

/// How a call has ended, for its item.
#[derive(Debug, Clone)]
pub(in crate::platforms::cluster) struct Answer {
    item: Arc<str>,
    meta: String,
    response: Result<String, String>,
}

/// Begins to drive every space in which something goes on by itself.
pub(in crate::platforms::cluster) fn begin(world: &Arc<World>) {
    let names: Vec<String> = {
        let data = world.state::<State>().lock();
        let has_scripts = |space: &&(String, bool)| space.1;
        let spaces = data
            .spaces
            .iter()
            .map(|(name, space)| (name.clone(), space.items.values().any(|item| item.script.is_some())));
        spaces.collect::<Vec<_>>().iter().filter(has_scripts).map(|(name, _)| name.clone()).collect()
    };
    for name in names {
        // Where it is driven already, a world has come back, and with it what was on its way.
        let _ = way_to(world, &name).send(Order::Look);
    }
}

/// Does `deeds` in a space, all of them before anything else happens there, and tells what came of each. Begins to drive the
/// space if nothing does yet.
pub async fn perform(
    world: &Arc<World>,
    space: &str,
    deeds: Vec<Deed>,
) -> Result<Vec<Result<Json, Impossible>>, Impossible> {
    let (done, came) = oneshot::channel();
    let ended = || Impossible("the space has ended".to_owned());
    way_to(world, space).send(Order::Do { deeds, done }).map_err(|_| ended())?;
    came.await.map_err(|_| ended())
}

/// The way to the task that drives the space, which is begun if need be.
fn way_to(world: &Arc<World>, space: &str) -> mpsc::UnboundedSender<Order> {
    let mut drivers = world.state::<State>().drivers().lock();
    if let Some(way) = drivers.get(space).filter(|way| !way.is_closed()) {
        return way.clone();
    }
    // Not bounded: a step waits for what it has ordered, and calls are limited by what a space may send.
    let (way, orders) = mpsc::unbounded_channel();
    let driver = Driver {
        world: Arc::downgrade(world),
        clock: world.clock().clone(),
        space: space.into(),
        origin: world.clock().now(),
        last: None,
        residents: Residents::new(Pool::shared(), Library::Whole),
        outbox: Outbox::default(),
        way: way.downgrade(),
    };
    drop(tokio::spawn(driver.drive(orders)));
    drivers.insert(space.to_owned(), way.clone());
    way
}

struct Driver {
    world: Weak<World>,
    clock: Clock,
    space: Arc<str>,
    /// When frame 0 is.
    origin: Timestamp,
    /// The last frame that was played.
    last: Option<u64>,
    residents: Residents,
    outbox: Outbox,
    way: mpsc::WeakUnboundedSender<Order>,
}

impl Driver {
    async fn drive(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        let mut held: Option<Busy> = None;
        loop {
            let Some(next) = self.next() else { return };
            let clock = self.clock.clone();
            let before = held.take();
            tokio::select! {
                biased;
                order = orders.recv() => {
                    let Some(order) = order else { return };
                    held = Some(clock.busy());
                    self.obey(order).await;
                }
                busy = frame_at(&clock, next, before) => {
                    held = Some(busy);
                    self.frame().await;
                }
            }
        }
    }

    fn with<T>(&self, look: impl FnOnce(&Space) -> T) -> Option<T> {
        let world = self.world.upgrade()?;
        let data = world.state::<State>().lock();
        data.spaces.get(&*self.space).map(look)
    }

    /// When the next frame is, if one is needed; nothing at all if the world has ended.
    fn next(&self) -> Option<Option<Timestamp>> {
        self.with(|space| {
            if space.players.is_empty() {
                return None;
            }
            let rate = space.rules.frames_per_second;
            let next = self.last.map_or(0, |last| last + 1);
            if space.items.values().any(super::item::Item::wants_frames) {
                return Some(time_of(self.origin, rate, next));
            }
            let due = space.waiting.first()?;
            Some(time_of(self.origin, rate, next.max(frame_after(self.origin, rate, due))))
        })
    }

    async fn frame(&mut self) {
        let now = self.clock.now();
        let Some(rate) = self.with(|space| space.rules.frames_per_second) else { return };
        let next = self.last.map_or(0, |last| last + 1);
        // Frames that could not be played in time are left out.
        let number = frame_of(self.origin, rate, now).max(next);
        let tick = Tick { now, number, before: self.last, rate };
        self.last = Some(number);
        self.work(move |quarters, cast| frame::play(quarters, cast, tick)).await;
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Look => {}
            Order::Answered(answer) => {
                let now = self.clock.now();
                self.work(move |quarters, cast| frame::answer(quarters, cast, &answer, now)).await;
            }
            Order::Do { deeds, done } => {
                // Who does something in the first moment finds everything begun.
                let is_begun = self.last.is_some() || self.with(|space| space.players.is_empty()) == Some(true);
                if !is_begun {
                    self.frame().await;
                }
                let came = self.work(move |quarters, cast| {
                    frame::make_ready(quarters, cast);
                    deeds.iter().map(|deed| deed::perform(quarters, cast, deed)).collect::<Vec<_>>()
                });
                if let Some(came) = came.await {
                    let _ = done.send(came);
                }
            }
        }
    }

    /// Does something on the thread of the scripts, and then sends what they have called out with.
    async fn work<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Quarters<'_>, &Cast) -> T + Send + 'static,
    ) -> Option<T> {
        let world = self.world.upgrade()?;
        let cast = Cast { world: Arc::clone(&world), space: Arc::clone(&self.space), outbox: Arc::clone(&self.outbox) };
        let done = self.residents.run(&self.clock, move |quarters| work(quarters, &cast)).await;
        let sendings = std::mem::take(&mut *self.outbox.lock());
        for sending in sendings {
            self.send(&world, sending);
        }
        match done {
            Ok(done) => Some(done),
            Err(lost) => {
                self.lose(&world, &lost);
                None
            }
        }
    }

    /// Every script has lost its environment, because one could not be stopped.
    fn lose(&self, world: &World, lost: &Lost) {
        let mut data = world.state::<State>().lock();
        let Some(space) = data.spaces.get_mut(&*self.space) else { return };
        for item in space.items.values_mut() {
            item.life.is_loaded = false;
        }
        let by = lost.by.as_ref().and_then(|by| space.items.get(&**by)).or_else(|| space.items.values().next());
        if let Some(item) = by {
            let message = format!("{}; every script of the space begins anew", lost.failure);
            log::write(world, &self.space, space, item, Level::Error, &message, &Whence::default());
        }
    }

    /// Sends a call; whatever happens, its item hears of its end.
    fn send(&self, world: &Arc<World>, Sending { item, request, meta, call }: Sending) {
        let Some(way) = self.way.upgrade() else { return };
        let (world, space) = (Arc::clone(world), Arc::clone(&self.space));
        let calling = Arc::new(Calling { at: self.clock.now(), item: Arc::clone(&item), meta: meta.as_str().into() });
        if let Some(space) = world.state::<State>().lock().spaces.get_mut(&*space) {
            space.calling.push(Arc::clone(&calling));
        }
        let sent = async move {
            let (told, response, trail) = match Box::pin(caught(call.finish(&world))).await {
                Ok((outcome, trail)) => {
                    let response = match &outcome.result {
                        Ok(response) => Ok(response.clone()),
                        Err(reason) => {
                            tell_why(&world, &space, &item, reason);
                            Err(reason.name().to_owned())
                        }
                    };
                    (outcome.to_json(), response, Some(trail))
                }
                Err(panic) => (json!({ "failure": "broken", "reason": panic }), Err("broken".to_owned()), None),
            };
            let mut detail = json!({ "space": &*space, "item": &*item, "request": request });
            if let (Some(detail), Json::Object(told)) = (detail.as_object_mut(), told) {
                detail.extend(told);
            }
            world.journal().note(Event {
                at: world.clock().now(),
                platform: NAME,
                kind: "call-ended",
                cause: None,
                detail,
            });
            let is_awaited = {
                let mut data = world.state::<State>().lock();
                data.spaces.get_mut(&*space).is_some_and(|space| space.has_ended(&calling))
            };
            // The world may have come back meanwhile: then its items have made other calls, or are told of this one's end.
            if is_awaited {
                let _ = way.send(Order::Answered(Answer { item, meta, response }));
            }
            drop(way);
            if let Some(trail) = trail {
                trail.end(&world).await;
            }
        };
        drop(tokio::spawn(sent));
    }
}

/// Says in the log why a call has failed: scripts get a name only.
fn tell_why(world: &World, space_name: &str, item: &str, reason: &crate::platforms::cluster::call::Reason) {
    let data = world.state::<State>().lock();
    let Some(space) = data.spaces.get(space_name) else { return };
    let Some(item) = space.items.get(item) else { return };
    let message = format!("$.callExternal has failed: {reason}; {}", reason.help());
    log::write(world, space_name, space, item, Level::Warning, &message, &Whence::default());
}

/// Ready when the time of a frame has come; never if none is needed. `before` is held until the clock knows of it.
async fn frame_at(clock: &Clock, next: Option<Timestamp>, before: Option<Busy>) -> Busy {
    match next {
        Some(at) => clock.work_on_at(at, before).await,
        None => {
            drop(before);
            std::future::pending().await
        }
    }
}

const SECOND: i128 = 1_000_000_000;

/// When frame `number` is.
fn time_of(origin: Timestamp, rate: u32, number: u64) -> Timestamp {
    let after = i128::from(number) * SECOND / i128::from(rate.max(1));
    later(origin, Duration::from_nanos(u64::try_from(after).unwrap_or(u64::MAX)))
}

/// The last frame that is not after `now`.
fn frame_of(origin: Timestamp, rate: u32, now: Timestamp) -> u64 {
    let passed = now.duration_since(origin).max(SignedDuration::ZERO).as_nanos();
    let mut number = u64::try_from(passed * i128::from(rate.max(1)) / SECOND).unwrap_or(u64::MAX);
    // A frame's time is cut to whole nanoseconds, so that it may already be the next one's.
    while time_of(origin, rate, number + 1) <= now {
        number += 1;
    }
    number
}

/// The first frame that is not before `at`.
fn frame_after(origin: Timestamp, rate: u32, at: Timestamp) -> u64 {
    let number = frame_of(origin, rate, at);
    if time_of(origin, rate, number) >= at { number } else { number + 1 }
}

pub(in crate::platforms::cluster) const FIDELITY: &[Row] = &[
    inferred(
        "cluster.frame.order",
        "In a frame, new items are started in the order of their creation, then messages and answers arrive in the order of their sending, then onPhysicsUpdate, then onUpdate; created items are loaded in the next frame, ended ones go at the end.",
        "documented is only that onStart comes first; the rest is as in the emulator inside Unity",
    ),
    chosen(
        "cluster.frame.when-needed",
        "Frames are played while an item has onUpdate or something is on its way; time without either passes at once.",
        "nobody could tell",
    ),
    chosen(
        "cluster.frame.physics",
        "onPhysicsUpdate comes every 0.02 s.",
        "the default of the engine that the platform is made with",
    ),
    chosen(
        "cluster.call.interrupted",
        "A snapshot has a call whose end is not known as one that has failed, for the reason interrupted: so its item gets its one callback when the world comes back.",
        "the platform has no snapshots",
    ),
    chosen(
        "cluster.frame.late",
        "Frames that could not be played in time are left out, and deltaTime says so.",
        "as on a device that is too slow",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_at_round_times() {
        let origin = Timestamp::from_second(1_000).unwrap();
        assert_eq!(time_of(origin, 60, 60), Timestamp::from_second(1_001).unwrap());
        for number in [0, 1, 2, 59, 60, 61, 7_776_001] {
            let at = time_of(origin, 60, number);
            assert_eq!((frame_of(origin, 60, at), frame_after(origin, 60, at)), (number, number));
            assert_eq!(frame_after(origin, 60, later(at, Duration::from_nanos(1))), number + 1);
        }
        assert_eq!(frame_of(origin, 60, Timestamp::UNIX_EPOCH), 0);
    }
}
