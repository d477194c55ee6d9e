//! `ListVirtualGoodsRequest`: the virtual goods of the game.

use serde_json::{Value, json};

use super::super::leaderboards::{is_set, texts};
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::config::Good;
use crate::platforms::gamesparks::config::currency::is_numbered;

/// The kind.
pub(in super::super) struct ListVirtualGoods;

/// What responses call a product's id, by the store.
const PRODUCTS: [(&str, &str); 7] = [
    ("google-play", "googlePlayProductId"),
    ("ios", "iosAppStoreProductId"),
    ("wp8", "WP8StoreProductId"),
    ("w8", "w8StoreProductId"),
    ("amazon", "amazonStoreProductId"),
    ("steam", "steamStoreProductId"),
    ("psn", "psnStoreProductId"),
];

impl RequestKind for ListVirtualGoods {
    fn name(&self) -> &'static str {
        "ListVirtualGoodsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const { &[optional("includeDisabled", FieldKind::Flag), optional("tags", FieldKind::Texts)] }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let tags = texts(request, "tags");
        let disabled_too = is_set(request, "includeDisabled");
        let segments = cx.with_player(|player| player.segments.clone())?;
        let goods = cx.game.config.virtual_goods.iter();
        let wanted = goods.filter(|(_, good)| {
            let good = good.seen_in(Some(&segments));
            (disabled_too || !good.is_disabled) && (tags.is_empty() || good.tags.iter().any(|tag| tags.contains(tag)))
        });
        let goods: Vec<Value> = wanted.map(|(code, good)| shown(code, good, good.seen_in(Some(&segments)))).collect();
        Ok(Document::from_iter([("virtualGoods".to_owned(), Value::Array(goods))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "goods.list",
                    "lists the goods with what they cost; costs of zero are left out, and goods that are disabled unless includeDisabled is set",
                    "ListVirtualGoodsRequest page",
                ),
                documented(
                    "goods.list-segments",
                    "a good is listed as the segments of the player have it; where a cost is otherwise for them, baseCurrency1Cost to 6 has the one for everybody, and segmentedCurrency1Cost to 6 theirs",
                    "VirtualGood type: base… and segmented… forms of the costs; what they say is inferred",
                ),
                chosen("goods.list-tags", "a good is listed if it has one of the tags", "unknown: one or all of them"),
            ]
        }
    }
}

fn shown(code: &str, base: &Good, good: &Good) -> Value {
    let mut shown = Document::new();
    if !good.bundle.is_empty() {
        let bundled = good.bundle.iter().map(|(code, quantity)| json!({ "shortCode": code.value, "qty": quantity }));
        shown.insert("bundledGoods".into(), bundled.collect());
    }
    let mut own = Document::new();
    for (currency, cost) in good.costs.iter().filter(|(_, cost)| **cost != 0) {
        if is_numbered(currency) {
            shown.insert(format!("{currency}Cost"), json!(cost));
            let usual = base.costs.get(currency).copied().unwrap_or_default();
            if usual != *cost {
                let capital = currency.replacen('c', "C", 1);
                shown.insert(format!("base{capital}Cost"), json!(usual));
                shown.insert(format!("segmented{capital}Cost"), json!(cost));
            }
        } else {
            own.insert(currency.clone(), json!(cost));
        }
    }
    if !own.is_empty() {
        shown.insert("currencyCosts".into(), Value::Object(own));
    }
    shown.insert("description".into(), json!(good.description));
    shown.insert("disabled".into(), json!(good.is_disabled));
    if good.max_quantity > 0 {
        shown.insert("maxQuantity".into(), json!(good.max_quantity));
    }
    shown.insert("name".into(), json!(good.name));
    if let Some(set) = &good.property_set {
        shown.insert("propertySet".into(), set.clone());
    }
    for (store, member) in PRODUCTS {
        if let Some(id) = good.product_ids.get(store) {
            shown.insert(member.into(), json!(id));
        }
    }
    shown.insert("shortCode".into(), json!(code));
    if !good.tags.is_empty() {
        shown.insert("tags".into(), json!(good.tags.join(",")));
    }
    shown.insert("type".into(), json!(good.kind.word()));
    Value::Object(shown)
}
