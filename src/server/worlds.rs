//! The worlds that a server holds, by name. `default` exists always. Each world is made from a recipe, so that it can be
//! made anew.

use std::sync::Arc;

use indexmap::IndexMap;
use parking_lot::RwLock;
use tokio::sync::watch;

use crate::platforms;
use crate::world::World;

/// The world that a request without a name is for.
pub const DEFAULT: &str = "default";

/// The most worlds that one server holds.
pub const MOST_WORLDS: usize = 10_000;

/// Makes the world of a name, as often as asked; with the given seed instead of its own, if there is one.
pub type Recipe = Arc<dyn Fn(&str, Option<u64>) -> Arc<World> + Send + Sync>;

/// Why a world could not be made, found or deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none of that name.
    #[error("there is no world named '{0}'")]
    Unknown(String),
    /// There is one of that name already.
    #[error("there is already a world named '{0}'")]
    Exists(String),
    /// The name cannot be used in a path or a header.
    #[error("'{0}' cannot name a world: use 1 to 64 letters, digits, '-', '_' and '.'")]
    BadName(String),
    /// The server holds as many as it may.
    #[error("this server already holds {MOST_WORLDS} worlds, which is the most it may")]
    TooMany,
    /// The default world cannot be deleted.
    #[error("the world 'default' exists always; reset it instead of deleting it")]
    Default,
}

/// The worlds of one server.
pub struct Worlds {
    default: RwLock<Arc<World>>,
    others: RwLock<IndexMap<String, Slot>>,
    recipe: RwLock<Recipe>,
    /// Told whenever another world becomes the default one.
    replaced: watch::Sender<()>,
}

/// A world, and what it is made anew from.
struct Slot {
    world: Arc<World>,
    seed: Option<u64>,
}

impl Worlds {
    /// Just the default world, made from `recipe`, from which the others are made too.
    pub fn new(recipe: Recipe) -> Self {
        let default = recipe(DEFAULT, None);
        platforms::begin(&default);
        Self {
            default: RwLock::new(default),
            others: RwLock::new(IndexMap::new()),
            recipe: RwLock::new(recipe),
            replaced: watch::Sender::new(()),
        }
    }

    /// Makes the default world anew, from another recipe, from which others are made too from now on.
    pub fn adopt(&self, recipe: Recipe) {
        let world = recipe(DEFAULT, None);
        *self.recipe.write() = recipe;
        platforms::begin(&world);
        self.put_default(world);
    }

    /// Sees whenever another world becomes the default one.
    pub fn replaced(&self) -> watch::Receiver<()> {
        self.replaced.subscribe()
    }

    fn put_default(&self, world: Arc<World>) {
        *self.default.write() = world;
        self.replaced.send_replace(());
    }

    /// The world of that name.
    pub fn get(&self, name: &str) -> Result<Arc<World>, Refusal> {
        if name == DEFAULT {
            return Ok(self.default());
        }
        let others = self.others.read();
        others.get(name).map(|slot| Arc::clone(&slot.world)).ok_or_else(|| Refusal::Unknown(name.to_owned()))
    }

    /// The default world.
    pub fn default(&self) -> Arc<World> {
        Arc::clone(&self.default.read())
    }

    /// Every world, the default one first, the others in the order in which they were made.
    pub fn all(&self) -> Vec<Arc<World>> {
        let others = self.others.read();
        std::iter::once(self.default()).chain(others.values().map(|slot| Arc::clone(&slot.world))).collect()
    }

    /// Makes a world of that name, with a seed of its own if one is given.
    pub fn create(&self, name: &str, seed: Option<u64>) -> Result<Arc<World>, Refusal> {
        if !is_name(name) {
            return Err(Refusal::BadName(name.to_owned()));
        }
        if name == DEFAULT {
            return Err(Refusal::Exists(name.to_owned()));
        }
        if self.others.read().contains_key(name) {
            return Err(Refusal::Exists(name.to_owned()));
        }
        // Made outside the lock: a large fixture must not hold up requests to other worlds.
        let world = self.make(name, seed);
        let mut others = self.others.write();
        if others.contains_key(name) {
            return Err(Refusal::Exists(name.to_owned()));
        }
        if others.len() + 1 >= MOST_WORLDS {
            return Err(Refusal::TooMany);
        }
        platforms::begin(&world);
        others.insert(name.to_owned(), Slot { world: Arc::clone(&world), seed });
        Ok(world)
    }

    /// Makes the world of that name anew, as it was in the beginning.
    pub fn reset(&self, name: &str) -> Result<Arc<World>, Refusal> {
        if name == DEFAULT {
            let world = self.make(DEFAULT, None);
            self.replace(Arc::clone(&world))?;
            return Ok(world);
        }
        let seed = self.others.read().get(name).map(|slot| slot.seed);
        let seed = seed.ok_or_else(|| Refusal::Unknown(name.to_owned()))?;
        let world = self.make(name, seed);
        self.replace(Arc::clone(&world))?;
        Ok(world)
    }

    /// Puts `world` in the place of the world of its name, as when a snapshot is imported.
    pub fn replace(&self, world: Arc<World>) -> Result<(), Refusal> {
        if world.name() == DEFAULT {
            platforms::begin(&world);
            self.put_default(world);
            return Ok(());
        }
        match self.others.write().get_mut(world.name()) {
            Some(slot) => {
                platforms::begin(&world);
                slot.world = world;
            }
            None => return Err(Refusal::Unknown(world.name().to_owned())),
        }
        Ok(())
    }

    /// Deletes the world of that name. Requests that are being answered in it are answered to their end.
    pub fn delete(&self, name: &str) -> Result<(), Refusal> {
        if name == DEFAULT {
            return Err(Refusal::Default);
        }
        let removed = self.others.write().shift_remove(name);
        removed.map(drop).ok_or_else(|| Refusal::Unknown(name.to_owned()))
    }

    fn make(&self, name: &str, seed: Option<u64>) -> Arc<World> {
        let recipe = Arc::clone(&self.recipe.read());
        recipe(name, seed)
    }
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=64).contains(&name.len()) && name.bytes().all(fits) && name.bytes().any(|byte| byte != b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::new_world;
    use crate::world::Settings;

    fn worlds() -> Worlds {
        let recipe =
            |name: &str, seed: Option<u64>| new_world(Settings { seed: seed.unwrap_or(1), ..Settings::named(name) });
        Worlds::new(Arc::new(recipe))
    }

    #[test]
    fn worlds_are_made_found_reset_and_deleted_by_name() {
        let worlds = worlds();
        let made = worlds.create("a", Some(7)).unwrap();
        assert!(Arc::ptr_eq(&made, &worlds.get("a").unwrap()));
        let anew = worlds.reset("a").unwrap();
        assert_eq!((anew.rng().seed(), worlds.default().rng().seed()), (7, 1));
        assert!(!Arc::ptr_eq(&made, &anew));
        assert!(Arc::ptr_eq(&anew, &worlds.get("a").unwrap()));
        assert_eq!(worlds.all().iter().map(|world| world.name().to_owned()).collect::<Vec<_>>(), ["default", "a"]);
        worlds.delete("a").unwrap();
        assert_eq!(worlds.get("a").err(), Some(Refusal::Unknown("a".into())));
    }

    #[test]
    fn names_that_would_be_ambiguous_are_refused() {
        let worlds = worlds();
        for name in ["", ".", "..", "a/b", "a b", "é", &"x".repeat(65)] {
            assert_eq!(worlds.create(name, None).err(), Some(Refusal::BadName(name.into())));
        }
        assert_eq!(worlds.create(DEFAULT, None).err(), Some(Refusal::Exists(DEFAULT.into())));
        assert_eq!(worlds.delete(DEFAULT).err(), Some(Refusal::Default));
    }
}
