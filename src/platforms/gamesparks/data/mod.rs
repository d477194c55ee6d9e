//! What a game stores while it is played, without anything of scripts: documents, and what else the platform kept for them.

pub mod bson;
pub mod cache;
pub mod items;
pub mod mongo;
pub mod redis;
pub mod schedule;
pub mod system;
pub mod uploads;

use cache::Cache;
use items::Items;
use mongo::Collections;
use redis::Redis;
use schedule::Schedule;
use uploads::Uploads;

/// What a game stores for its scripts while it is played.
#[derive(Debug, Clone, Default)]
pub struct Data {
    /// Collections of documents, by the names under which they are stored.
    pub collections: Collections,
    /// Items of the Game Data Service.
    pub items: Items,
    /// What scripts keep in Redis.
    pub redis: Redis,
    /// What scripts keep for a while.
    pub cache: Cache,
    /// What is to run later.
    pub schedule: Schedule,
    /// Files that were uploaded.
    pub uploads: Uploads,
}
