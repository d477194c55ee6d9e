//! Files that players and scripts have uploaded.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic};
use crate::platforms::gamesparks::state::PlayerId;
use crate::tree::{Decoding, Spanned};

/// The longest upload, in bytes.
pub const MOST_UPLOAD: usize = 3_500_000;

/// The most that all uploads of a game take, in bytes.
pub const MOST: usize = 128 * 1024 * 1024;

/// The most URLs that wait for a file in one game.
pub const MOST_AWAITED: usize = 10_000;

crate::tree::record! {
    /// A file that was uploaded.
    #[derive(PartialEq)]
    pub struct Upload {
        /// What it was called where it came from.
        pub file_name: String,
        /// The player that it belongs to.
        pub player: Option<String>,
        /// What is in it, if that is text.
        pub text: String = String::new(),
        /// What is in it, if that is no text: in Base64.
        pub base64: Option<Spanned<String>>,
        /// What was said of it when it was uploaded.
        pub metadata: IndexMap<String, Json> = IndexMap::new(),
        /// When it was uploaded.
        pub at: Option<Timestamp>,
    }
}

crate::tree::record! {
    /// A URL to which a player may upload a file.
    #[derive(PartialEq)]
    pub struct Awaited {
        /// The player who asked for it.
        pub player: PlayerId,
        /// What was said of the file.
        pub metadata: IndexMap<String, Json> = IndexMap::new(),
    }
}

impl Upload {
    /// With `content`, as text if it can be.
    pub fn new(file_name: String, content: &[u8], at: Timestamp) -> Self {
        let (text, base64) = match std::str::from_utf8(content) {
            Ok(text) => (text.to_owned(), None),
            Err(_) => (String::new(), Some(Spanned::made(BASE64.encode(content)))),
        };
        Self { file_name, player: None, text, base64, metadata: IndexMap::new(), at: Some(at) }
    }

    /// Reports what is no Base64.
    pub fn check(&self, cx: &mut Decoding<'_>) {
        if let Some(base64) = self.base64.as_ref().filter(|base64| BASE64.decode(&base64.value).is_err()) {
            let problem = Diagnostic::error(Code::BadValue, base64.span.clone(), "this is no Base64");
            cx.report(problem.help("write text under 'text'; of other files, what `base64 -w0 FILE` prints"));
        }
    }

    /// What is in it.
    pub fn content(&self) -> Cow<'_, [u8]> {
        match &self.base64 {
            Some(base64) => Cow::Owned(BASE64.decode(&base64.value).unwrap_or_default()),
            None => Cow::Borrowed(self.text.as_bytes()),
        }
    }

    fn kept(&self) -> usize {
        self.text.len() + self.base64.as_ref().map_or(0, |base64| base64.value.len())
    }
}

/// All uploads of a game, by id.
#[derive(Debug, Clone, Default)]
pub struct Uploads {
    files: IndexMap<String, Upload>,
    awaited: IndexMap<String, Awaited>,
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
        let bytes = self.bytes + upload.kept();
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
        self.bytes -= gone.as_ref().map_or(0, Upload::kept);
        gone.is_some()
    }

    /// The URLs that wait for a file, by the id that it will have.
    pub fn awaited(&self) -> &IndexMap<String, Awaited> {
        &self.awaited
    }

    /// Lets a URL wait for a file, and forgets the oldest if there are too many.
    pub fn expect(&mut self, id: String, awaited: Awaited) {
        self.awaited.insert(id, awaited);
        if self.awaited.len() > MOST_AWAITED {
            self.awaited.shift_remove_index(0);
        }
    }

    /// Takes out what waits for the file of that id.
    pub fn arrive(&mut self, id: &str) -> Option<Awaited> {
        self.awaited.shift_remove(id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Upload)> {
        self.files.iter().map(|(id, upload)| (id.as_str(), upload))
    }
}
