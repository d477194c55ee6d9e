//! What is to become of a script's text, collected in the order in which a parser finds it.

use std::borrow::Cow;

use crate::script::Edit;

/// The edits of one script.
#[derive(Debug, Default)]
pub(super) struct Edits {
    found: Vec<Found>,
    /// How many of them belong to statements that were understood to their end.
    whole: usize,
}

#[derive(Debug)]
struct Found {
    at: usize,
    length: usize,
    by: Cow<'static, str>,
    order: Order,
}

/// Which of several edits at one place comes first: what ends something there, then what begins something, and of those the
/// one that was found last, because it is around the others; then what stands in the place of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    End(usize),
    Begin(std::cmp::Reverse<usize>),
    Instead,
}

impl Edits {
    /// Inserts what begins something that goes on after `at`.
    pub(super) fn begin(&mut self, at: usize, by: impl Into<Cow<'static, str>>) {
        let order = Order::Begin(std::cmp::Reverse(self.found.len()));
        self.found.push(Found { at, length: 0, by: by.into(), order });
    }

    /// Inserts what ends something before `at`.
    pub(super) fn end(&mut self, at: usize, by: impl Into<Cow<'static, str>>) {
        let order = Order::End(self.found.len());
        self.found.push(Found { at, length: 0, by: by.into(), order });
    }

    /// Puts `by` in the place of what is between `start` and `end`.
    pub(super) fn replace(&mut self, start: usize, end: usize, by: impl Into<Cow<'static, str>>) {
        self.found.push(Found { at: start, length: end - start, by: by.into(), order: Order::Instead });
    }

    /// A place for an edit that stands in for the text at `at`, should it turn out to be needed. Gives what it is filled by.
    pub(super) fn reserve(&mut self, at: usize) -> usize {
        self.replace(at, at, "");
        self.found.len() - 1
    }

    /// A place for an edit that ends something before `at`, should it turn out to be needed.
    pub(super) fn reserve_end(&mut self, at: usize) -> usize {
        self.end(at, "");
        self.found.len() - 1
    }

    /// What was reserved is needed: it replaces `length` bytes.
    pub(super) fn fill(&mut self, reserved: usize, length: usize, by: impl Into<Cow<'static, str>>) {
        if let Some(found) = self.found.get_mut(reserved) {
            (found.length, found.by) = (length, by.into());
        }
    }

    /// Everything found so far belongs together.
    pub(super) fn is_whole(&mut self) {
        self.whole = self.found.len();
    }

    /// Only those that belong to what was understood to its end.
    pub(super) fn whole(mut self) -> Self {
        self.found.truncate(self.whole);
        self
    }

    /// Them, in the order of their places.
    pub(super) fn in_order(mut self) -> Vec<Edit> {
        self.found.retain(|found| found.length > 0 || !found.by.is_empty());
        self.found.sort_by_key(|found| (found.at, found.order));
        self.found.into_iter().map(|found| Edit { at: found.at, length: found.length, by: found.by }).collect()
    }
}
