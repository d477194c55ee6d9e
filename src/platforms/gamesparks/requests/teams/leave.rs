//! `LeaveTeamRequest`: the player is no member of a team any more.

use super::super::{Document, Errors, Field, Handling, RequestKind};
use super::{WHICH, kind_of, team, which};
use crate::platforms::fidelity::{Row, chosen, documented};

/// The kind.
pub(in super::super) struct LeaveTeam;

impl RequestKind for LeaveTeam {
    fn name(&self) -> &'static str {
        "LeaveTeamRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &WHICH
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let mut store = cx.game.lock();
        let id = which(cx, &mut store, request)?;
        let Some(found) = store.teams.get_mut(&id) else { return Err(Errors::one("team", "INVALID")) };
        if !found.members.contains(&me) {
            return Err(Errors::one("team", "NOT_MEMBER"));
        }
        if found.owner == me && kind_of(cx, &found.kind).is_some_and(|kind| kind.is_mandatory) {
            return Err(Errors::one("team", "CANNOT_LEAVE_OR_JOIN_OWNED_MANDATORY_TEAM"));
        }
        found.members.retain(|member| *member != me);
        Ok(team(&store, &id, true))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "team.leave",
                    "team is NOT_MEMBER or CANNOT_LEAVE_OR_JOIN_OWNED_MANDATORY_TEAM",
                    "LeaveTeamRequest page",
                ),
                chosen("team.leave-owner", "an owner who leaves another team stays its owner", "unknown"),
            ]
        }
    }
}
