//! `ListTeamsRequest`: the teams of the game.

use serde_json::Value;

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, shown, text};
use super::team;
use crate::platforms::fidelity::{Row, chosen, documented};

/// The kind.
pub(in super::super) struct ListTeams;

impl RequestKind for ListTeams {
    fn name(&self) -> &'static str {
        "ListTeamsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("entryCount", FieldKind::Number),
                optional("offset", FieldKind::Number),
                optional("teamNameFilter", FieldKind::Text),
                optional("teamTypeFilter", FieldKind::Text),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let name = text(request, "teamNameFilter").map(str::to_lowercase);
        let kind = text(request, "teamTypeFilter");
        let store = cx.game.lock();
        let found = store.teams.iter().filter(|(_, team)| {
            name.as_ref().is_none_or(|name| team.name.to_lowercase().contains(name))
                && kind.is_none_or(|kind| team.kind == kind)
        });
        let list = shown::page(found, request).into_iter().map(|(id, _)| Value::Object(team(&store, id, false)));
        let list = Value::Array(list.collect());
        Ok(Document::from_iter([("teams".to_owned(), list)]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented("team.list", "lists teams by name and type, page by page", "ListTeamsRequest page"),
                chosen(
                    "team.list-name",
                    "a name fits if the filter is in it, whatever its case",
                    "the page calls it a filter",
                ),
            ]
        }
    }
}
