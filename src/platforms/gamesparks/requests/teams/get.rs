//! `GetTeamRequest` and `GetMyTeamsRequest`: one team, or those that the player is in.

use serde_json::Value;

use super::super::leaderboards::{is_set, texts};
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional};
use super::{WHICH, team, which};
use crate::platforms::fidelity::{Row, documented};

/// One team.
pub(in super::super) struct GetTeam;

impl RequestKind for GetTeam {
    fn name(&self) -> &'static str {
        "GetTeamRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &WHICH
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let mut store = cx.game.lock();
        let id = which(cx, &mut store, request)?;
        Ok(team(&store, &id, true))
    }

    fn fidelity(&self) -> &'static [Row] {
        const { &[documented("team.get", "gives one team", "GetTeamRequest page")] }
    }
}

/// The player's teams.
pub(in super::super) struct GetMyTeams;

impl RequestKind for GetMyTeams {
    fn name(&self) -> &'static str {
        "GetMyTeamsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[optional("ownedOnly", FieldKind::Flag), optional("teamTypes", FieldKind::Texts)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let (owned, types) = (is_set(request, "ownedOnly"), texts(request, "teamTypes"));
        let store = cx.game.lock();
        let own = store.teams.iter().filter(|(_, team)| {
            team.members.contains(&me)
                && (!owned || team.owner == me)
                && (types.is_empty() || types.contains(&team.kind))
        });
        let teams: Vec<Value> = own.map(|(id, _)| Value::Object(team(&store, id, false))).collect();
        Ok(Document::from_iter([("teams".to_owned(), Value::Array(teams))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "team.mine",
                "gives the teams that the player is in, or owns, of some types or of all",
                "GetMyTeamsRequest page",
            )]
        }
    }
}
