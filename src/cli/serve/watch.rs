//! Files that change: noticed once they have settled.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use parking_lot::RwLock;
use tokio::sync::Notify;

use crate::world::clock::transport;

/// How long nothing must change until what changed is looked at: editors write in several steps.
const SETTLED: Duration = Duration::from_millis(100);

/// Notices changes of files.
pub(in crate::cli) struct Watch {
    watcher: RecommendedWatcher,
    /// The files, and the folders with everything in them, that matter.
    followed: Arc<RwLock<HashSet<PathBuf>>>,
    /// The folders that the system reports on.
    reported: HashSet<PathBuf>,
    changed: Arc<Notify>,
}

impl Watch {
    /// Nothing is followed yet.
    pub(in crate::cli) fn new() -> notify::Result<Self> {
        let followed = Arc::new(RwLock::new(HashSet::<PathBuf>::new()));
        let changed = Arc::new(Notify::new());
        let watcher = notify::recommended_watcher({
            let (followed, changed) = (Arc::clone(&followed), Arc::clone(&changed));
            move |event: notify::Result<Event>| {
                // That something was only read is no change; what is not known in full may be one.
                let matters = event.map_or(true, |event| {
                    let followed = followed.read();
                    !matches!(event.kind, EventKind::Access(_))
                        && event.paths.iter().any(|path| path.ancestors().any(|part| followed.contains(part)))
                });
                if matters {
                    changed.notify_one();
                }
            }
        })?;
        Ok(Self { watcher, followed, reported: HashSet::new(), changed })
    }

    /// Follows these from now on too: files, and folders with everything in them. What cannot be followed is not there, and
    /// whoever reads it says so.
    pub(in crate::cli) fn follow(&mut self, paths: &[PathBuf]) {
        for path in paths {
            self.followed.write().insert(path.clone());
            // A file is followed through its folder, because editors put a new file in the place of an old one.
            let (folder, mode) = match path.parent() {
                Some(folder) if !path.is_dir() => (folder, RecursiveMode::NonRecursive),
                _ => (path.as_path(), RecursiveMode::Recursive),
            };
            if self.reported.insert(folder.to_owned())
                && let Err(error) = self.watcher.watch(or_here(folder), mode)
            {
                tracing::debug!(folder = %folder.display(), %error, "cannot be watched");
            }
        }
    }

    /// Ready when something has changed, and nothing more for a while.
    pub(in crate::cli) async fn changed(&mut self) {
        self.changed.notified().await;
        while transport::timeout(SETTLED, self.changed.notified()).await.is_ok() {}
    }
}

fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}
