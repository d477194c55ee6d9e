//! `GetPropertyRequest` and `GetPropertySetRequest`: properties of the game, for players.

use super::{Document, Errors, Field, FieldKind, Handling, RequestKind, required, text};
use crate::platforms::fidelity::{Row, documented};

/// A property.
pub(super) struct GetProperty;

impl RequestKind for GetProperty {
    fn name(&self) -> &'static str {
        "GetPropertyRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("propertyShortCode", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let code = text(request, "propertyShortCode").unwrap_or_default();
        let property = cx.game.properties.get(code).ok_or_else(|| Errors::one("property", "NOT_FOUND"))?;
        Ok(Document::from_iter([("property".to_owned(), property.clone())]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "property.get",
                "GetPropertyRequest gives the JSON of a property; one that is not there is property: NOT_FOUND",
                "GetPropertyRequest page",
            )]
        }
    }
}

/// A set of properties.
pub(super) struct GetPropertySet;

impl RequestKind for GetPropertySet {
    fn name(&self) -> &'static str {
        "GetPropertySetRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("propertySetShortCode", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let code = text(request, "propertySetShortCode").unwrap_or_default();
        let segments = cx.with_player(|player| player.segments.clone())?;
        let set = cx.game.property_set(code, Some(&segments));
        let set = set.ok_or_else(|| Errors::one("propertySet", "NOT_FOUND"))?;
        Ok(Document::from_iter([("propertySet".to_owned(), set)]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[documented(
                "property.get-set",
                "GetPropertySetRequest gives the properties of a set by their keys, as the player's segments have them; one that is not there is propertySet: NOT_FOUND",
                "GetPropertySetRequest page",
            )]
        }
    }
}
