//! `ListTransactionsRequest`: what changed in what the player owns, newest first.

use serde_json::{Value, json};

use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, shown, text};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::dates::{minutes, parse};
use crate::platforms::gamesparks::state::Transaction;

/// The kind.
pub(in super::super) struct ListTransactions;

impl RequestKind for ListTransactions {
    fn name(&self) -> &'static str {
        "ListTransactionsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        const {
            &[
                optional("dateFrom", FieldKind::Date),
                optional("dateTo", FieldKind::Date),
                optional("entryCount", FieldKind::Number),
                optional("include", FieldKind::Text),
                optional("offset", FieldKind::Number),
            ]
        }
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let me = cx.player()?.clone();
        let date = |name: &str| match text(request, name) {
            None => Ok(None),
            Some(date) => parse(date).map(Some).ok_or_else(|| Errors::one(name, "INVALID")),
        };
        let (from, to) = (date("dateFrom")?, date("dateTo")?);
        let include = text(request, "include");
        let is_wanted = |one: &&Transaction| {
            one.player == me
                && from.is_none_or(|from| one.when >= from)
                && to.is_none_or(|to| one.when <= to)
                && include.is_none_or(|kind| one.items.iter().any(|item| item.kind == kind))
        };
        let store = cx.game.lock();
        let found = store.transactions.iter().rev().filter(is_wanted);
        let list: Vec<Value> = shown::page(found, request).into_iter().map(transaction).collect();
        Ok(Document::from_iter([("transactionList".to_owned(), Value::Array(list))]))
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.transactions",
                    "gives the player's transactions between two dates, each with its items: type, amount and newValue",
                    "ListTransactionsRequest page",
                ),
                chosen(
                    "request.transactions-include",
                    "include is the type of an item that must be among them; the newest comes first",
                    "the page calls it a filter and says no more",
                ),
            ]
        }
    }
}

fn transaction(one: &Transaction) -> Value {
    let items =
        one.items.iter().map(|item| json!({ "amount": item.amount, "newValue": item.new_value, "type": item.kind }));
    let mut shown = Document::new();
    shown.insert("items".into(), items.collect());
    shown.insert("originalRequestId".into(), json!(one.request_id));
    shown.insert("playerId".into(), json!(one.player));
    shown.insert("reason".into(), json!(one.reason));
    if let Some(when) = one.revoked {
        shown.insert("revokeDate".into(), json!(minutes(when)));
    }
    shown.insert("revoked".into(), json!(one.revoked.is_some()));
    shown.insert("script".into(), json!(one.script));
    shown.insert("scriptType".into(), json!(one.script_type));
    shown.insert("transactionId".into(), json!(one.id));
    shown.insert("when".into(), json!(minutes(one.when)));
    shown.retain(|_, value| !value.is_null());
    Value::Object(shown)
}
