//! What scripts write, as it comes: on the terminal, and in the platform's own form in a file that its log viewers read.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::cli::context::Terminal;
use crate::journal::Entry;
use crate::journal::exchange::Event;
use crate::platforms::{PLATFORMS, Written};
use crate::report::exchange::written_line;
use crate::report::ink::Ink;
use crate::server::worlds::Worlds;
use crate::world::clock::transport;

/// How often it is looked whether the world was made anew.
const LOOK: Duration = Duration::from_millis(500);

/// The most lines that are taken from the journal at once.
const MOST: usize = 1_000;

/// Where lines go.
pub(super) struct Lines {
    terminal: Option<Terminal>,
    file: Option<std::fs::File>,
}

impl Lines {
    /// Lines for the terminal unless it is to be `quiet`, and for a new file at `path`, if there is one.
    pub(super) fn open(terminal: Terminal, quiet: bool, path: Option<&Path>) -> std::io::Result<Self> {
        let file = path.map(std::fs::File::create).transpose()?;
        Ok(Self { terminal: (!quiet).then_some(terminal), file })
    }

    /// Follows the journal of the default world, until it is dropped. A world that was made anew is followed from its beginning.
    pub(super) async fn follow(mut self, worlds: Arc<Worlds>) {
        let is_line = |entry: &Entry| entry.event().is_some_and(|event| written(event).is_some());
        let mut world = worlds.default();
        let mut seen = 0;
        loop {
            if let Ok(page) = transport::timeout(LOOK, world.journal().wait_after(seen, MOST, is_line)).await {
                for entry in &page.entries {
                    seen = entry.seq;
                    if let Some(event) = entry.event() {
                        self.write(event);
                    }
                }
            }
            let now = worlds.default();
            if !Arc::ptr_eq(&world, &now) {
                (world, seen) = (now, 0);
            }
        }
    }

    fn write(&mut self, event: &Event) {
        let Some(line) = written(event) else { return };
        if let (Some(file), Some(own)) = (&mut self.file, &line.own) {
            // A file that can no longer be written to is nobody's error here: the journal has the line.
            let _ = file.write_all(format!("{own}\n").as_bytes());
        }
        if let Some(terminal) = &self.terminal {
            let ink = Ink { colour: terminal.colour };
            let at = event.at.strftime("%H:%M:%S%.3f").to_string();
            terminal.out(&format!("{} {}\n", ink.dim(&at), written_line(&line, event.platform, ink)));
        }
    }
}

fn written(event: &Event) -> Option<Written> {
    PLATFORMS.iter().find_map(|platform| platform.written(event))
}
