//! What a fixture says of what a game stores for its scripts, and what a snapshot keeps of it.

mod collections;
mod configured;
mod items;
mod redis;
#[cfg(test)]
mod tests;

pub use collections::{CollectionFixture, check_collection, collections, of_collections};
pub use configured::{DownloadableFixture, check_property_sets, downloadables, of_downloadables};
pub use items::{ItemFixture, items, of_items};
pub use redis::{RedisFixture, of_redis, redis};
