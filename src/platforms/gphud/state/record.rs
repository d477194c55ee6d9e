//! What an instance records: notes about people, the audit of what was changed, and what its developers' programs used.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::ids::{AvatarId, CharacterId, RegionId};

/// A note that an admin wrote about an avatar or one of its characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who wrote it.
    pub by: AvatarId,
    /// The avatar that it is about.
    pub about_avatar: AvatarId,
    /// The character that it is about, if it is about one.
    pub about_character: Option<CharacterId>,
    /// What it says.
    pub text: String,
    /// Whether only admins see it.
    pub admin_only: bool,
}

/// One row of an instance's audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When, in seconds since 1970.
    pub at: i64,
    /// The avatar that did it.
    pub source_avatar: Option<AvatarId>,
    /// The character that did it; none if the avatar did it as such.
    pub source_character: Option<CharacterId>,
    /// The avatar that it was done to.
    pub target_avatar: Option<AvatarId>,
    /// The character that it was done to.
    pub target_character: Option<CharacterId>,
    /// What kind of change it was: `Pool Add`, `SetInstanceKV`…
    pub change: Cow<'static, str>,
    /// What was changed.
    pub item: String,
    /// What it was before.
    pub old: Option<String>,
    /// What it is now.
    pub new: Option<String>,
    /// What there is to say about it.
    pub note: String,
    /// Through what it was done.
    pub source: Source,
}

/// Through what something was done: the access of an external application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// What the application calls itself.
    pub name: Option<String>,
    /// Whose key it used.
    pub developer: Option<AvatarId>,
    /// The region that it was done from.
    pub region: Option<RegionId>,
    /// The addresses that the request came through.
    pub location: String,
}

/// What a developer's programs have used at an instance that lets them in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests that were answered by a command.
    pub queries: u64,
    /// What the platform counts as bytes for them.
    pub bytes: u64,
}

/// The newest of what was recorded, and how much was dropped to make room.
#[derive(Debug)]
pub struct Recent<T, const MOST: usize> {
    kept: VecDeque<T>,
    dropped: u64,
}

impl<T, const MOST: usize> Default for Recent<T, MOST> {
    fn default() -> Self {
        Self { kept: VecDeque::new(), dropped: 0 }
    }
}

impl<T, const MOST: usize> Recent<T, MOST> {
    /// Records one more.
    pub fn push(&mut self, item: T) {
        if self.kept.len() >= MOST {
            self.kept.pop_front();
            self.dropped += 1;
        }
        self.kept.push_back(item);
    }

    /// Drops the oldest for as long as they are old.
    pub fn forget_while(&mut self, is_old: impl Fn(&T) -> bool) {
        while self.kept.front().is_some_and(&is_old) {
            self.kept.pop_front();
            self.dropped += 1;
        }
    }

    /// What is kept, the oldest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &T> {
        self.kept.iter()
    }

    /// How many were dropped to make room.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn the_newest_are_kept_and_the_others_counted() {
        let mut recent = Recent::<u8, 2>::default();
        (1..=5).for_each(|item| recent.push(item));
        assert_eq!((recent.iter().copied().collect::<Vec<_>>(), recent.dropped()), (vec![4, 5], 3));
    }
}
