//! An item's script: its files in order, and what the engine makes of them together.

use std::sync::Arc;

use crate::script;

/// An item's script. Clones share the text.
#[derive(Debug, Clone)]
pub struct Script {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    files: Vec<File>,
    source: script::Source,
}

/// One file of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What errors call it.
    pub name: String,
    /// Its text.
    pub code: String,
}

impl Script {
    /// A script of these files, one after the other in one scope.
    pub fn new(files: Vec<File>) -> Self {
        let parts = files.iter().map(|file| (file.name.as_str(), file.code.as_str()));
        let source = script::Source::joined("item script", parts);
        Self { inner: Arc::new(Inner { files, source }) }
    }

    /// Its files.
    pub fn files(&self) -> &[File] {
        &self.inner.files
    }

    /// What the engine plays.
    pub fn source(&self) -> &script::Source {
        &self.inner.source
    }

    /// Its length, in bytes.
    pub fn len(&self) -> usize {
        self.inner.files.iter().map(|file| file.code.len()).sum()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
