//! `RevokePurchaseGoodsRequest`: takes back what was bought with receipts.

use serde_json::{Value, json};

use super::super::leaderboards::texts;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::economy::{self, Why};
use crate::platforms::gamesparks::state::PlayerId;

/// The kind.
pub(in super::super) struct RevokePurchaseGoods;

impl RequestKind for RevokePurchaseGoods {
    fn name(&self) -> &'static str {
        "RevokePurchaseGoodsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("playerId", FieldKind::Text),
                optional("storeType", FieldKind::Text),
                optional("transactionIds", FieldKind::Texts),
            ]
        }
    }

    fn needs_player(&self) -> bool {
        false
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let mut errors = Errors::none();
        for name in ["transactionIds", "storeType", "playerId"] {
            if request.get(name).is_none_or(Value::is_null) {
                errors.add(name, "REQUIRED");
            }
        }
        errors.or_ok()?;
        let ids = texts(request, "transactionIds");
        let player: Option<PlayerId> = text(request, "playerId").and_then(|id| id.parse().ok());
        let (game, now) = (cx.game, cx.world.clock().now());
        let mut store = game.lock();
        let mut taken = Vec::new();
        for one in &mut store.transactions {
            if ids.contains(&one.id)
                && player.as_ref() == Some(&one.player)
                && one.receipt.is_some()
                && one.revoked.is_none()
            {
                one.revoked = Some(now);
                taken.extend(one.items.clone());
            }
        }
        let mut revoked = Document::new();
        if let Some(player) = &player {
            economy::change(cx.world, &game.config, &mut store, player, Why::because("REVOKE_PURCHASE"), |purse| {
                for item in taken {
                    if game.config.virtual_goods.contains_key(&item.kind) {
                        let quantity = item.amount.min(purse.quantity(&item.kind));
                        purse.take(&item.kind, quantity);
                        revoked.insert(item.kind, json!(quantity));
                    } else {
                        let amount = item.amount.min(purse.balance(&item.kind));
                        purse.debit(&item.kind, amount);
                        revoked.insert(item.kind, json!(amount));
                    }
                }
            });
        }
        Ok(Document::from_iter([("revokedGoods".to_owned(), Value::Object(revoked))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "goods.revoke",
                    "takes back what the transactions gave; playerId, storeType and transactionIds are REQUIRED",
                    "RevokePurchaseGoodsRequest page",
                ),
                chosen(
                    "goods.revoke-what-is-left",
                    "as much is taken as the player still has; revokedGoods says how much of what",
                    "unknown",
                ),
            ]
        }
    }
}
