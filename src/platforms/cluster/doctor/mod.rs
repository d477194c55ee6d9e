//! The doctor: looks at a running creator server with many small probes, and says of each what cluster would do and how to
//! mend what it found. The probes are the members of one list ([`probes::PROBES`]); this folder knows how they are run and
//! judged, and nothing of how they are shown.

mod certificate;
pub mod checkup;
pub mod finding;
mod judge;
pub mod patient;
pub mod probes;
mod wire;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::platforms::fidelity::{Row, chosen};
use crate::tree::choice;
use finding::Finding;
use patient::{Options, Patient};

choice! {
    /// What a probe is about: a chapter of the scorecard, in order.
    pub enum Chapter {
        /// Whether the server can be connected to, and how HTTP is spoken.
        Connection = "connection",
        /// Whether the answer is what was agreed.
        Answer = "answer",
        /// Whether the server proves that it is the creator's.
        Token = "token",
        /// Whether what is sent arrives, whatever is in it.
        Content = "content",
        /// Whether it holds at the limits of size.
        Size = "size",
        /// Whether it is fast enough, again and again and many at once.
        Time = "time",
        /// Requests that are sent another way than usual, but are right.
        Manners = "manners",
        /// Requests that are wrong.
        Robustness = "robustness",
    }
}

impl Chapter {
    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Connection => "Connection",
            Self::Answer => "Answer",
            Self::Token => "Token",
            Self::Content => "Content",
            Self::Size => "Size",
            Self::Time => "Time",
            Self::Manners => "Manners",
            Self::Robustness => "Robustness",
        }
    }
}

/// What must be so before a probe makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// The server takes connections.
    Connection,
    /// The plain call has an answer, whatever is in it.
    Answer,
    /// The plain call is accepted.
    Accepted,
}

/// What a probe does.
pub type Run = for<'a> fn(&'a Arc<Patient>) -> Pin<Box<dyn Future<Output = Finding> + Send + 'a>>;

/// One look at a creator server.
pub struct Probe {
    /// Its stable name, in kebab-case: what `--only` takes and reports count.
    pub name: &'static str,
    /// Where it stands on the scorecard.
    pub chapter: Chapter,
    /// What it looks at, in a sentence without its full stop.
    pub about: &'static str,
    /// What cluster does, or would do with such a server.
    pub platform: &'static str,
    /// How to mend what it finds.
    pub mend: &'static str,
    /// What must be so before.
    pub needs: Needs,
    /// Whether it sends what only somebody hostile would send, so that `--gentle` leaves it out.
    pub hostile: bool,
    /// The most requests that it sends, beside the plain call that all share.
    pub requests: fn(&Options) -> usize,
    /// What it does.
    pub run: Run,
}

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Probe").field("name", &self.name).field("chapter", &self.chapter).finish_non_exhaustive()
    }
}

/// Every probe, in the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Probe> {
    probes::PROBES.iter().copied().flatten()
}

pub(super) const FIDELITY: &[Row] = &[
    chosen(
        "cluster.doctor.beyond",
        "The doctor also sends what cluster is not known to send (chunked, slow, broken requests); it says so at each probe.",
        "whoever knows a server's URL can send it anything",
    ),
    chosen(
        "cluster.doctor.text-refused",
        "A server that answers a text it does not know with a status of 400 to 499 is not blamed for it, only told.",
        "the item gets a failure then, which may be what its creator wants",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_probe_has_a_name_of_its_own_and_says_what_to_do() {
        let mut names = std::collections::BTreeSet::new();
        let mut last = Chapter::Connection;
        for probe in all() {
            assert!(names.insert(probe.name), "two probes are named {}", probe.name);
            assert!(probe.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            for text in [probe.about, probe.platform, probe.mend] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}: {text:?}", probe.name);
            }
            assert!(probe.chapter as usize >= last as usize, "{} stands in the wrong chapter", probe.name);
            last = probe.chapter;
            assert!(Chapter::ALL.iter().all(|chapter| chapter.word() != probe.name), "--only could mean both");
        }
        assert!(names.len() >= 40, "{}", names.len());
    }
}
