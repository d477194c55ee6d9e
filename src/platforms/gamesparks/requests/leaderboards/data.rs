//! `LeaderboardDataRequest` and `SocialLeaderboardDataRequest`: a piece of a leaderboard, from the top or from an offset.

use super::super::{Document, Errors, Field, Handling, RequestKind};
use super::{FIELDS, count, piece};
use crate::platforms::fidelity::{Row, documented};

/// The kinds: one for everybody, and one that is social by itself.
pub(in super::super) struct LeaderboardData {
    /// Its class.
    pub(in super::super) name: &'static str,
    /// Whether it is social by itself.
    pub(in super::super) is_social: bool,
}

impl RequestKind for LeaderboardData {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let offset = count(request, "offset");
        let most = count(request, "entryCount");
        piece(cx, request, self.is_social, |_, _| offset..offset.saturating_add(most))
    }

    fn fidelity(&self) -> &'static [Row] {
        if self.is_social {
            const {
                &[documented(
                    "leaderboard.social-data",
                    "SocialLeaderboardDataRequest is LeaderboardDataRequest among friends",
                    "SocialLeaderboardDataRequest page",
                )]
            }
        } else {
            const {
                &[documented(
                    "leaderboard.data",
                    "LeaderboardDataRequest gives entryCount entries from the offset on, which counts entries",
                    "LeaderboardDataRequest page",
                )]
            }
        }
    }
}
