//! `JoinTeamRequest`: the player becomes a member of a team.

use super::super::{Document, Errors, Field, Handling, RequestKind, text};
use super::{WHICH, kind_of, team, which};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::social::teams_of;

/// The kind.
pub(in super::super) struct JoinTeam;

impl RequestKind for JoinTeam {
    fn name(&self) -> &'static str {
        "JoinTeamRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &WHICH
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let game = cx.game;
        if text(request, "teamId").is_none()
            && let Some(code) = text(request, "teamType")
        {
            let kind = kind_of(cx, code).ok_or_else(|| Errors::one("teamType", "INVALID"))?;
            if kind.max_owned != 1 && !kind.is_mandatory {
                return Err(Errors::one("teamType", "NOT_SINGULAR_USE_TEAMID"));
            }
        }
        let mut store = game.lock();
        let id = which(cx, &mut store, request)?;
        let Some(found) = store.teams.get(&id) else { return Err(Errors::one("team", "INVALID")) };
        if found.members.contains(&me) {
            return Err(Errors::one("members", "ALREADY_JOINED"));
        }
        if let Some(kind) = kind_of(cx, &found.kind) {
            if kind.max_members > 0 && found.members.len() >= kind.max_members as usize {
                return Err(Errors::one("members", "MAX_MEMBERS_REACHED"));
            }
            let memberships = teams_of(&store, &me).filter(|team| team.kind == found.kind).count();
            if kind.max_memberships > 0 && memberships >= kind.max_memberships as usize {
                return Err(Errors::one("teamType", "MAX_MEMBERSHIP_REACHED"));
            }
        }
        if let Some(found) = store.teams.get_mut(&id) {
            found.members.push(me);
        }
        Ok(team(&store, &id, true))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "team.join",
                    "members is ALREADY_JOINED or MAX_MEMBERS_REACHED, teamType INVALID, MAX_MEMBERSHIP_REACHED or NOT_SINGULAR_USE_TEAMID",
                    "JoinTeamRequest page",
                ),
                chosen(
                    "team.singular",
                    "a type is singular if a player can own only one team of it",
                    "what the code says",
                ),
            ]
        }
    }
}
