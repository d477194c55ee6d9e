//! The messages of triggers and gimmicks.

use crate::platforms::cluster::space::compat::{Parameter, Target};
use crate::platforms::cluster::space::engine::native::{Call, Native, Refusal, native};
use crate::platforms::cluster::space::sendable::Sendable;
use rquickjs::{Error, Value};

pub(super) const NATIVES: &[Native] = &[
    native("compat", |call| match key(call, true) {
        Ok(key) => {
            let parameter = call.text(2)?;
            if Parameter::from_word(&parameter).is_none() {
                let known: Vec<_> = Parameter::ALL.iter().map(|one| one.word()).collect();
                let message = format!("{parameter:?} is no type of a value; there are {}", known.join(", "));
                return call.refuse(&Refusal::Type(message));
            }
            let numbers = call.with(|_, space| space.compat.get(&key))?;
            call.give(&Sendable::List(numbers.into_iter().map(Sendable::Number).collect()))
        }
        Err(refusal) => call.refuse(&refusal),
    }),
    native("setCompat", |call| match key(call, false) {
        Ok(key) => {
            let numbers: Vec<f64> =
                call.json(2)?.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
            let had_room = call.with(|_, space| space.compat.set(&key, &numbers))?;
            told(call, had_room, "the value was not set: this space has too many")
        }
        Err(refusal) => call.refuse(&refusal),
    }),
    native("signal", |call| match key(call, false) {
        Ok(key) => {
            let sent = call.with(|world, space| space.compat.signal(&key, world.clock().now()))?;
            told(call, sent, "the signal was dropped: there were too many in this moment")
        }
        Err(refusal) => call.refuse(&refusal),
    }),
];

fn told<'js>(call: &Call<'_, 'js>, done: bool, problem: &str) -> Result<Value<'js>, Error> {
    if !done {
        call.warn(problem);
    }
    call.nothing()
}

/// Where the value is kept whose target and name are the first arguments.
fn key(call: &Call<'_, '_>, global: bool) -> Result<String, Refusal> {
    let broken = |_| Refusal::Type("a target and a key are texts".to_owned());
    let (target, key) = (call.text(0).map_err(broken)?, call.text(1).map_err(broken)?);
    let known = Target::ALL.iter().filter(|target| global || **target != Target::Global);
    let Some(found) = known.clone().find(|known| known.word() == target) else {
        let known: Vec<_> = known.map(|target| target.word()).collect();
        return Err(Refusal::Type(format!("{target:?} is no target here; possible are {}", known.join(", "))));
    };
    let place = call.with(|_, space| space.compat_key(&call.me.item, *found, &key));
    place.ok().flatten().ok_or_else(|| Refusal::Other("the item is gone".to_owned()))
}
