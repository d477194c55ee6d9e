//! `DropTeamRequest`: a team of the player's is gone.

use super::super::{Document, Errors, Field, Handling, RequestKind};
use super::{WHICH, kind_of, which};
use crate::platforms::fidelity::{Row, documented};

/// The kind.
pub(in super::super) struct DropTeam;

impl RequestKind for DropTeam {
    fn name(&self) -> &'static str {
        "DropTeamRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &WHICH
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let mut store = cx.game.lock();
        let id = which(cx, &mut store, request)?;
        let Some(found) = store.teams.get(&id) else { return Err(Errors::one("team", "INVALID")) };
        if !found.members.contains(&me) && found.owner != me {
            return Err(Errors::one("team", "NOT_MEMBER"));
        }
        if found.owner != me {
            return Err(Errors::one("team", "NOT_ONWER"));
        }
        if kind_of(cx, &found.kind).is_some_and(|kind| kind.is_mandatory) {
            return Err(Errors::one("teamType", "CANNOT_DROP_MANDATORY_TEAM"));
        }
        store.teams.shift_remove(&id);
        Ok(Document::new())
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "team.drop",
                "team is NOT_MEMBER or NOT_ONWER (spelt like that), teamType CANNOT_DROP_MANDATORY_TEAM",
                "DropTeamRequest page",
            )]
        }
    }
}
