//! What went wrong without anybody having asked for it: exchanges that were refused or failed, and connections that came to
//! nothing, which no fault brought about and no step looked at.

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::journal::exchange::ExchangeId;
use crate::journal::verdict::Outcome;
use crate::journal::{Entry, Journal, What};
use crate::report::exchange::{entry_line, verdict};
use crate::report::ink::Ink;
use crate::runner::steps::Watcher;
use crate::scenario::Planned;
use crate::scenario::step::Played;

/// How many are shown with everything there is to say of them.
const MOST_SHOWN: usize = 10;

/// What the steps of the files looked at.
#[derive(Debug, Default)]
pub(super) struct Notes(Mutex<Explained>);

#[derive(Debug, Default)]
struct Explained {
    /// Entries of the journal, by number.
    entries: HashSet<u64>,
    /// Exchanges.
    exchanges: HashSet<ExchangeId>,
}

impl Watcher for Notes {
    fn came(&self, _: &Planned, played: &Played) {
        let mut explained = self.0.lock();
        explained.exchanges.extend(played.exchange);
        let entries = played.value.get("entries").and_then(serde_json::Value::as_array);
        explained.entries.extend(entries.into_iter().flatten().filter_map(|entry| entry.get("seq")?.as_u64()));
    }
}

impl Explained {
    fn covers(&self, entry: &Entry) -> bool {
        self.entries.contains(&entry.seq)
            || entry.exchange().is_some_and(|exchange| self.exchanges.contains(&exchange.id))
    }
}

/// The entries that nothing explains, oldest first, as far as the journal still holds them.
pub(super) fn find(journal: &Journal, notes: &Notes) -> Vec<Arc<Entry>> {
    let explained = notes.0.lock();
    let is_wrong = |entry: &Entry| match &entry.what {
        What::Exchange(exchange) => exchange.verdict.outcome != Outcome::Accepted && exchange.faults.is_empty(),
        // Of a connection that came to nothing.
        What::Event(event) => event.platform == "backlot" && event.detail.get("connection").is_some(),
    };
    journal.after(0, usize::MAX, |entry| is_wrong(entry) && !explained.covers(entry)).entries
}

/// The entries, with their reasons.
pub(super) fn show(entries: &[Arc<Entry>], ink: Ink) -> String {
    let count = match entries.len() {
        0 => return String::new(),
        1 => "one exchange was".to_owned(),
        many => format!("{many} exchanges were"),
    };
    let mut text = format!("\nbacklot: {count} refused or failed, which no fault and no step explains:\n");
    for entry in entries.iter().take(MOST_SHOWN) {
        text += &format!("  {}\n", entry_line(entry, ink));
        if let Some(exchange) = entry.exchange() {
            text += &verdict(&exchange.verdict, 4, ink);
        }
    }
    if entries.len() > MOST_SHOWN {
        text += &format!("  … and {} more\n", entries.len() - MOST_SHOWN);
    }
    text
}
