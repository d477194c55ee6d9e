//! Files that players and scripts have uploaded.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value as Json;

/// The longest upload, in bytes.
pub const MOST_UPLOAD: usize = 3_500_000;

/// The most that all uploads of a game take, in bytes.
pub const MOST: usize = 128 * 1024 * 1024;

crate::tree::record! {
    /// A file that was uploaded.
    #[derive(PartialEq)]
    pub struct Upload {
        /// What it was called where it came from.
        pub file_name: String,
        /// The player that it belongs to.
        pub player: Option<String>,
        /// What is in it.
        pub text: String,
        /// What was said of it when it was uploaded.
        pub metadata: IndexMap<String, Json> = IndexMap::new(),
        /// When it was uploaded.
        pub at: Option<Timestamp>,
    }
}

/// All uploads of a game, by id.
#[derive(Debug, Clone, Default)]
pub struct Uploads {
    files: IndexMap<String, Upload>,
    bytes: usize,
}

impl Uploads {
    /// The upload of that id.
    pub fn get(&self, id: &str) -> Option<&Upload> {
        self.files.get(id)
    }

    /// Keeps an upload; says whether there was room for it.
    pub fn put(&mut self, id: String, upload: Upload) -> bool {
        self.remove(&id);
        let bytes = self.bytes + upload.text.len();
        if bytes > MOST {
            return false;
        }
        self.bytes = bytes;
        self.files.insert(id, upload);
        true
    }

    /// Takes an upload out; says whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let gone = self.files.shift_remove(id);
        self.bytes -= gone.as_ref().map_or(0, |upload| upload.text.len());
        gone.is_some()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Upload)> {
        self.files.iter().map(|(id, upload)| (id.as_str(), upload))
    }
}
