//! What a game stores while it is played, without anything of scripts: documents, and what else the platform kept for them.

pub mod bson;
pub mod mongo;
pub mod system;

use mongo::Collections;

/// What a game stores for its scripts while it is played.
#[derive(Debug, Clone, Default)]
pub struct Data {
    /// Collections of documents, by the names under which they are stored.
    pub collections: Collections,
}
