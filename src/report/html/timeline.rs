//! The order in which a person reads what happened. The journal is in the order in which things ended, so what an exchange
//! caused stands before it; on a timeline it comes after.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::journal::exchange::ExchangeId;
use crate::journal::{Entry, What};

/// The most causes that are followed from one entry to the exchange that began it all.
const MOST_CAUSES: usize = 16;

/// The entries by the platform's time when they began. Those of the same moment stay together with what caused them, and
/// come after it.
pub(super) fn by_beginning<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Vec<&'e Entry> {
    let mut entries: Vec<_> = entries.into_iter().collect();
    let causes: HashMap<_, _> = entries.iter().filter_map(|entry| Some((name(entry)?, cause(entry)?))).collect();
    let mut firsts = HashMap::new();
    for entry in &entries {
        if let (Some(root), _) = root(entry, &causes) {
            firsts.entry(root).or_insert(entry.seq);
        }
    }
    entries.sort_by_cached_key(|entry| {
        let (root, depth) = root(entry, &causes);
        let group = root.and_then(|root| firsts.get(&root).copied()).unwrap_or(entry.seq);
        (begin(entry), group, depth, entry.seq)
    });
    entries
}

/// The exchange that began what the entry is part of, and how many causes lie between them.
fn root(entry: &Entry, causes: &HashMap<ExchangeId, ExchangeId>) -> (Option<ExchangeId>, usize) {
    let first = name(entry).or_else(|| cause(entry));
    let mut depth = usize::from(name(entry).is_none() && first.is_some());
    let Some(mut root) = first else { return (None, 0) };
    while let Some(&above) = causes.get(&root).filter(|_| depth < MOST_CAUSES) {
        root = above;
        depth += 1;
    }
    (Some(root), depth)
}

fn begin(entry: &Entry) -> Timestamp {
    match &entry.what {
        What::Exchange(exchange) => exchange.at,
        What::Event(event) => event.at,
    }
}

fn name(entry: &Entry) -> Option<ExchangeId> {
    entry.exchange().map(|exchange| exchange.id)
}

fn cause(entry: &Entry) -> Option<ExchangeId> {
    match &entry.what {
        What::Exchange(exchange) => exchange.cause,
        What::Event(event) => event.cause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn order(outcome: usize) -> Vec<u64> {
        let outcomes = sample::outcomes();
        let entries = outcomes[outcome].transcript.entries.iter().map(|entry| &**entry);
        by_beginning(entries).iter().map(|entry| entry.seq).collect()
    }

    #[test]
    fn what_an_exchange_caused_comes_after_it() {
        // In the journal: a line that was logged during the call, a request that the call made later, the call.
        assert_eq!(order(1), [20, 18, 19]);
    }

    #[test]
    fn of_the_same_moment_the_first_stays_first() {
        assert_eq!(order(0), [1, 2, 3, 4]);
    }
}
