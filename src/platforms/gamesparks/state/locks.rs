//! Locks that scripts hold by name: counted, and given up when the script ends.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use tokio::sync::Notify;

/// The locks of a game.
#[derive(Debug, Default)]
pub struct Locks {
    held: Mutex<HashMap<String, Held>>,
    given_up: Notify,
    owners: AtomicU64,
}

/// A run of a script, as the owner of locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner(u64);

#[derive(Debug)]
struct Held {
    owner: Owner,
    levels: u32,
}

impl Locks {
    /// An owner that is none of the others.
    pub fn owner(&self) -> Owner {
        Owner(self.owners.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes the lock, once more if `owner` holds it already; says whether it could be taken.
    pub fn take(&self, name: &str, owner: Owner) -> bool {
        let mut held = self.held.lock();
        match held.get_mut(name) {
            None => {
                held.insert(name.to_owned(), Held { owner, levels: 1 });
                true
            }
            Some(mine) if mine.owner == owner => {
                mine.levels = mine.levels.saturating_add(1);
                true
            }
            Some(_) => false,
        }
    }

    /// Waits until some lock was given up after this was called.
    pub async fn given_up(&self, unless: impl FnOnce() -> bool) -> bool {
        let next = self.given_up.notified();
        tokio::pin!(next);
        next.as_mut().enable();
        // Looked at again, now that nothing can be missed any more.
        if unless() {
            return true;
        }
        next.await;
        false
    }

    /// Gives up the lock, one level of it or all; says whether `owner` held it.
    pub fn give_up(&self, name: &str, owner: Owner, fully: bool) -> bool {
        let mut held = self.held.lock();
        let Some(mine) = held.get_mut(name).filter(|held| held.owner == owner) else { return false };
        mine.levels -= 1;
        if fully || mine.levels == 0 {
            held.remove(name);
            drop(held);
            self.given_up.notify_waiters();
        }
        true
    }

    /// Gives up everything that `owner` holds.
    pub fn release(&self, owner: Owner) {
        let mut held = self.held.lock();
        let before = held.len();
        held.retain(|_, held| held.owner != owner);
        let changed = held.len() < before;
        drop(held);
        if changed {
            self.given_up.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_are_counted_and_belong_to_a_run() {
        let locks = Locks::default();
        let (one, other) = (locks.owner(), locks.owner());
        assert!(locks.take("a", one) && locks.take("a", one) && !locks.take("a", other));
        assert!(locks.give_up("a", one, false) && !locks.take("a", other));
        assert!(locks.give_up("a", one, false) && locks.take("a", other) && !locks.give_up("a", one, true));
        locks.release(other);
        assert!(locks.take("a", one));
    }
}
