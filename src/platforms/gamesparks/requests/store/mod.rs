//! Requests that buy and use virtual goods: what they have in common, and one file for each kind.

pub mod buy_goods;
pub mod buy_virtual_goods;
pub mod consume_virtual_good;
pub mod list_virtual_goods;

use serde_json::{Value, json};

use super::Document;
use crate::platforms::gamesparks::config::currency::is_numbered;
use crate::platforms::gamesparks::state::TransactionItem;

/// What a response says was bought.
pub(super) fn bought(code: &str, quantity: i64) -> Value {
    json!([{ "shortCode": code, "quantity": quantity }])
}

/// Adds to `response` what came in of currencies: `currency1Added` and so on, and those with a short code together.
pub(super) fn currencies_added(response: &mut Document, items: &[TransactionItem], is_own: impl Fn(&str) -> bool) {
    let mut own = Document::new();
    for item in items.iter().filter(|item| item.amount > 0) {
        if is_numbered(&item.kind) {
            response.insert(format!("{}Added", item.kind), json!(item.amount));
        } else if is_own(&item.kind) {
            own.insert(item.kind.clone(), json!(item.amount));
        }
    }
    if !own.is_empty() {
        response.insert("currenciesAdded".into(), Value::Object(own));
    }
}
