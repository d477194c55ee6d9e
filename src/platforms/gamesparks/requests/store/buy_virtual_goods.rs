//! `BuyVirtualGoodsRequest`: buys a virtual good with the player's currency.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use super::bought;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::config::currency::{NUMBERED, numbered};
use crate::platforms::gamesparks::config::{Good, GoodType};
use crate::platforms::gamesparks::economy::{self, Why};

/// The kind.
pub(in super::super) struct BuyVirtualGoods;

impl RequestKind for BuyVirtualGoods {
    fn name(&self) -> &'static str {
        "BuyVirtualGoodsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                required("quantity", FieldKind::Number),
                required("shortCode", FieldKind::Text),
                optional("currencyShortCode", FieldKind::Text),
                optional("currencyType", FieldKind::Number),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let game = cx.game;
        let code = text(request, "shortCode").unwrap_or_default();
        let quantity = request.get("quantity").and_then(Value::as_f64).unwrap_or_default() as i64;
        let good = game.config.virtual_goods.get(code).ok_or_else(|| Errors::one("shortCode", "UNKNOWN"))?;
        let good = cx.with_player(|player| good.seen_in(Some(&player.segments)))?;
        if good.is_disabled {
            return Err(Errors::one("shortCode", "DISABLED"));
        }
        if good.kind == GoodType::Currency {
            return Err(Errors::one("virtualGood", "CANNOT_BE_CURRENCY"));
        }
        if quantity < 1 {
            return Err(Errors::one("quantity", "INVALID"));
        }
        let currency = currency(cx, request, good)?;
        let price = good.costs[&currency].saturating_mul(quantity);
        let why = Why { request_id: text(request, "requestId").map(str::to_owned), ..Why::because("BUY_VIRTUAL_GOOD") };
        let me = cx.player()?.clone();
        let mut store = game.lock();
        let done = economy::change(cx.world, &game.config, &mut store, &me, why, |purse| {
            if good.max_quantity > 0 && purse.quantity(code).saturating_add(quantity) > good.max_quantity {
                return Err(Errors::one("quantity", "EXCEEDS_MAX_QUANTITY"));
            }
            if !purse.debit(&currency, price) {
                return Err(Errors::one(&*currency, "INSUFFICIENT_FUNDS"));
            }
            purse.give(code, quantity);
            Ok(())
        });
        let (done, transaction) = done.ok_or_else(super::super::handling::not_authorized)?;
        done?;
        let mut response = Document::new();
        response.insert("boughtItems".into(), bought(code, quantity));
        response.insert("currencyConsumed".into(), json!(price));
        match currency.strip_prefix("currency").and_then(|number| number.parse::<u8>().ok()) {
            Some(number) => response.insert("currencyType".into(), json!(number)),
            None => response.insert("currencyShortCode".into(), json!(currency)),
        };
        response.insert("transactionIds".into(), json!(transaction.into_iter().collect::<Vec<_>>()));
        Ok(response)
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "goods.buy",
                    "buys a good: shortCode UNKNOWN or DISABLED, virtualGood CANNOT_BE_CURRENCY, currencyType or currencyShortCode UNRECOGNISED, currency1 to 6 INSUFFICIENT_FUNDS, quantity EXCEEDS_MAX_QUANTITY",
                    "BuyVirtualGoodsRequest page",
                ),
                chosen(
                    "goods.buy-order",
                    "the checks are made in this order; a currency that the good has no price in is UNRECOGNISED, too little of a currency with a short code is CODE: INSUFFICIENT_FUNDS, less than one is quantity: INVALID",
                    "unknown",
                ),
            ]
        }
    }
}

/// The currency that is paid with.
fn currency(cx: &Handling<'_>, request: &Document, good: &Good) -> Result<String, Errors> {
    if let Some(code) = text(request, "currencyShortCode") {
        let known = cx.game.config.currencies.contains_key(code) && good.costs.contains_key(code);
        return if known { Ok(code.to_owned()) } else { Err(Errors::one("currencyShortCode", "UNRECOGNISED")) };
    }
    let number = request.get("currencyType").and_then(Value::as_f64).map_or(0, |number| number as usize);
    let known = (1..=NUMBERED).contains(&number) && good.costs.contains_key(&numbered(number));
    if known { Ok(numbered(number)) } else { Err(Errors::one("currencyType", "UNRECOGNISED")) }
}
