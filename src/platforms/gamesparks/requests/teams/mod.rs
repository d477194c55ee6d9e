//! Requests about teams: what they have in common, and one file for each kind.

pub mod chat;
pub mod create;
pub mod drop_team;
pub mod get;
pub mod join;
pub mod leave;
pub mod list;

use serde_json::{Value, json};

use super::{Document, Errors, Field, FieldKind, Handling, optional, shown, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::config::TeamType;
use crate::platforms::gamesparks::state::{PlayerId, Store, Team};

/// How we know, for all of them.
pub const FIDELITY: &[Row] = &[
    documented(
        "team.which",
        "a request names a team by teamId, or by teamType and ownerId, which is the player who asks if it is not given: teamId|teamType: REQUIRED, team: INVALID, teamType&&ownerId: NOT_UNIQUE",
        "team request pages",
    ),
    documented(
        "team.shown",
        "a team is shown with teamId, teamName, teamType, owner and members",
        "team request pages",
    ),
    documented("team.mandatory", "a mandatory team is made for its owner when it is first asked for", "Teams page"),
    chosen("team.mandatory-name", "such a team is named after its owner", "unknown"),
];

/// The fields that name a team.
pub(super) const WHICH: [Field; 3] =
    [optional("ownerId", FieldKind::Text), optional("teamId", FieldKind::Text), optional("teamType", FieldKind::Text)];

/// The type of that short code.
pub(super) fn kind_of<'a>(cx: &Handling<'a>, code: &str) -> Option<&'a TeamType> {
    cx.game.config.team_types.get(code).map(|kind| &**kind)
}

/// The id of the team that `request` means. A mandatory one is made if need be.
pub(super) fn which(cx: &Handling<'_>, store: &mut Store, request: &Document) -> Result<String, Errors> {
    if let Some(id) = text(request, "teamId") {
        return if store.teams.contains_key(id) { Ok(id.to_owned()) } else { Err(Errors::one("team", "INVALID")) };
    }
    let code = text(request, "teamType").ok_or_else(|| Errors::one("teamId|teamType", "REQUIRED"))?;
    let kind = kind_of(cx, code).ok_or_else(|| Errors::one("team", "INVALID"))?;
    let owner = match text(request, "ownerId") {
        Some(id) => id.parse().map_err(|_| Errors::one("team", "INVALID"))?,
        None => cx.player()?.clone(),
    };
    let owned: Vec<_> = store.teams.iter().filter(|(_, team)| team.kind == code && team.owner == owner).collect();
    match &owned[..] {
        [(id, _)] => Ok((*id).clone()),
        [] if kind.is_mandatory && store.players.contains_key(&owner) => {
            let name = store.players.get(&owner).and_then(|player| player.display_name.clone()).unwrap_or_default();
            Ok(found(cx, store, None, code, &name, owner))
        }
        [] => Err(Errors::one("team", "INVALID")),
        _ => Err(Errors::one("teamType&&ownerId", "NOT_UNIQUE")),
    }
}

/// Makes a team, and gives its id.
pub(super) fn found(
    cx: &Handling<'_>,
    store: &mut Store,
    id: Option<&str>,
    kind: &str,
    name: &str,
    owner: PlayerId,
) -> String {
    let id = id.map_or_else(|| PlayerId::draw(cx.world).to_string(), str::to_owned);
    let team =
        Team { kind: kind.to_owned(), name: name.to_owned(), members: vec![owner.clone()], owner, chat: Vec::new() };
    store.teams.insert(id.clone(), team);
    id
}

/// A team as responses show one.
pub(super) fn team(store: &Store, id: &str, with_members: bool) -> Document {
    let mut response = Document::new();
    let Some(team) = store.teams.get(id) else { return response };
    if with_members {
        let members: Vec<Value> = team.members.iter().map(|member| shown::player(store, member)).collect();
        response.insert("members".into(), Value::Array(members));
    }
    response.insert("owner".into(), shown::player(store, &team.owner));
    response.insert("teamId".into(), json!(id));
    response.insert("teamName".into(), json!(team.name));
    response.insert("teamType".into(), json!(team.kind));
    response
}
