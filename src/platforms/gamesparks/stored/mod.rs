//! What a fixture says of what a game stores for its scripts, and what a snapshot keeps of it.

mod collections;

pub use collections::{CollectionFixture, check_collection, collections, of_collections};
