//! `Spark.lockKey`, `Spark.unlockKey` and `Spark.unlockKeyFully`: locks by name.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rquickjs::{Error, Value};

use super::class::Call;
use crate::platforms::fidelity::{Row, documented};
use crate::platforms::gamesparks::ask::{Outside, Question};
use crate::platforms::gamesparks::state::locks::Owner;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "lock.key",
        "lockKey(name, milliseconds) waits for the lock for so long at most and says whether it has it; a script can take one several times",
        "Spark API page",
    ),
    documented(
        "lock.unlock",
        "unlockKey gives up one level, unlockKeyFully all; both say whether the script held it",
        "Spark API page",
    ),
    documented("lock.end", "a script's locks are given up when it ends", "Spark API page"),
];

pub(super) fn lock_key<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let name = call.name(0)?;
    let wait = Duration::try_from_secs_f64(call.needed_number(1)?.max(0.0) / 1000.0).unwrap_or(Duration::MAX);
    call.give(lock(call, name, wait)?)
}

/// Takes the lock `name`, for which it waits so long at most; says whether the script has it.
pub(super) fn lock(call: &Call<'_, '_>, name: String, wait: Duration) -> Result<bool, Error> {
    let owner = call.run.occasion.owner;
    // Without somebody else who has it nothing need be asked.
    Ok(call.run.game().locks.take(&name, owner)
        || (!wait.is_zero() && call.run.ask(call.ctx, Lock { name, owner, wait })?))
}

pub(super) fn unlock_key<'js>(call: &Call<'_, 'js>, fully: bool) -> Result<Value<'js>, Error> {
    let name = call.name(0)?;
    call.give(call.run.game().locks.give_up(&name, call.run.occasion.owner, fully))
}

/// Waits for a lock, on the world's clock.
struct Lock {
    name: String,
    owner: Owner,
    wait: Duration,
}

#[async_trait]
impl Question for Lock {
    type Answer = bool;

    async fn answer(self, outside: &Outside<'_>) -> bool {
        let game = Arc::clone(outside.game);
        let locked = async {
            let take = || game.locks.take(&self.name, self.owner);
            while !game.locks.given_up(take).await {}
        };
        outside.world.clock().timeout(self.wait, locked).await.is_ok()
    }
}
