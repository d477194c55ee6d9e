//! `CreateTeamRequest`: a new team that the player owns.

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use super::{found, kind_of, team};
use crate::platforms::fidelity::{Row, documented};
use crate::platforms::gamesparks::social::teams_of;

/// The kind.
pub(in super::super) struct CreateTeam;

impl RequestKind for CreateTeam {
    fn name(&self) -> &'static str {
        "CreateTeamRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("teamName", FieldKind::Text),
                required("teamType", FieldKind::Text),
                optional("teamId", FieldKind::Text),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let code = text(request, "teamType").unwrap_or_default();
        let kind = kind_of(cx, code).ok_or_else(|| Errors::one("teamType", "INVALID"))?;
        let game = cx.game;
        let mut store = game.lock();
        let of_kind = || store.teams.values().filter(|team| team.kind == code);
        if kind.max_owned > 0 && of_kind().filter(|team| team.owner == me).count() >= kind.max_owned as usize {
            return Err(Errors::one("teamType", "MAX_OWNED_REACHED"));
        }
        let memberships = teams_of(&store, &me).filter(|team| team.kind == code).count();
        if kind.max_memberships > 0 && memberships >= kind.max_memberships as usize {
            return Err(Errors::one("teamType", "MAX_TEAMS_REACHED"));
        }
        let id = text(request, "teamId");
        if id.is_some_and(|id| store.teams.contains_key(id)) {
            return Err(Errors::one("teamId", "NOT_UNIQUE"));
        }
        let id = found(cx, &mut store, id, code, text(request, "teamName").unwrap_or_default(), me);
        Ok(team(&store, &id, true))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "team.create",
                "makes a team whose owner is its first member: teamType is INVALID, MAX_OWNED_REACHED or MAX_TEAMS_REACHED, teamId NOT_UNIQUE; an id that is given is taken as it is",
                "CreateTeamRequest page",
            )]
        }
    }
}
