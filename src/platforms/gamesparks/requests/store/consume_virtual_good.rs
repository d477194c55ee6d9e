//! `ConsumeVirtualGoodRequest`: uses up virtual goods of the player.

use serde_json::Value;

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, required, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::economy::{self, Why};

/// The kind.
pub(in super::super) struct ConsumeVirtualGood;

impl RequestKind for ConsumeVirtualGood {
    fn name(&self) -> &'static str {
        "ConsumeVirtualGoodRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[required("quantity", FieldKind::Number), required("shortCode", FieldKind::Text)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let game = cx.game;
        let code = text(request, "shortCode").unwrap_or_default();
        let quantity = request.get("quantity").and_then(Value::as_f64).unwrap_or_default() as i64;
        if quantity < 1 {
            return Err(Errors::one("quantity", "INVALID"));
        }
        let why =
            Why { request_id: text(request, "requestId").map(str::to_owned), ..Why::because("CONSUME_VIRTUAL_GOOD") };
        let me = cx.player()?.clone();
        let mut store = game.lock();
        match economy::change(cx.world, &game.config, &mut store, &me, why, |purse| purse.take(code, quantity)) {
            Some((true, _)) => Ok(Document::new()),
            Some((false, _)) => Err(Errors::one("qty", "INSUFFICIENT")),
            None => Err(super::super::handling::not_authorized()),
        }
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "goods.consume",
                    "uses up goods; too few of them is qty: INSUFFICIENT",
                    "ConsumeVirtualGoodRequest page",
                ),
                chosen("goods.consume-none", "less than one is quantity: INVALID", "unknown"),
            ]
        }
    }
}
