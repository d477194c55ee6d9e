//! Requests that hand in the receipt of a store for virtual goods: one kind for each store.

use serde_json::json;

use super::super::leaderboards::is_set;
use super::super::{Document, Errors, Field, FieldKind, Handling, RequestKind, optional, required, text};
use super::{bought, currencies_added};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::economy::{self, Why};

/// A store, and the request that hands in its receipts.
pub(in super::super) struct BuyGoods {
    /// The request's class.
    pub(in super::super) name: &'static str,
    /// What fixtures call the store under `receipts`.
    pub(in super::super) store: &'static str,
    /// The field that has the receipt in it.
    pub(in super::super) receipt: &'static str,
    /// Its other fields.
    pub(in super::super) fields: &'static [Field],
    /// The number of the error where a receipt was used before.
    pub(in super::super) used: &'static str,
    /// How we know.
    pub(in super::super) rows: &'static [Row],
}

const CURRENCY: Field = optional("currencyCode", FieldKind::Text);
const SUB_UNIT: Field = optional("subUnitPrice", FieldKind::Number);
const UNIQUE: Field = optional("uniqueTransactionByPlayer", FieldKind::Flag);

/// How we know, for all of them.
pub const FIDELITY: &[Row] = &[
    documented(
        "goods.receipt-errors",
        "verificationError is 1 if no good fits the receipt, 2 if the store does not vouch for it, 4 if the store is not configured, 5 (Steam: 4) if it was used before",
        "request pages of the stores",
    ),
    chosen(
        "goods.receipt-store",
        "a store vouches for the receipts that the fixture lists under it; one that is not listed is not configured",
        "the stores themselves are not played",
    ),
    chosen("goods.receipt-text", "the numbers stand in the error as text", "codes in errors are texts"),
];

pub(in super::super) static AMAZON: BuyGoods = BuyGoods {
    name: "AmazonBuyGoodsRequest",
    store: "amazon",
    receipt: "receiptId",
    fields: &[
        required("amazonUserId", FieldKind::Text),
        required("receiptId", FieldKind::Text),
        CURRENCY,
        SUB_UNIT,
        UNIQUE,
    ],
    used: "5",
    rows: &[documented(
        "goods.amazon",
        "AmazonBuyGoodsRequest needs amazonUserId and receiptId",
        "AmazonBuyGoodsRequest page",
    )],
};

pub(in super::super) static GOOGLE_PLAY: BuyGoods = BuyGoods {
    name: "GooglePlayBuyGoodsRequest",
    store: "google-play",
    receipt: "signedData",
    fields: &[
        required("signature", FieldKind::Text),
        required("signedData", FieldKind::Text),
        CURRENCY,
        SUB_UNIT,
        UNIQUE,
    ],
    used: "5",
    rows: &[documented(
        "goods.google-play",
        "GooglePlayBuyGoodsRequest needs signature and signedData",
        "GooglePlayBuyGoodsRequest page",
    )],
};

pub(in super::super) static IOS: BuyGoods = BuyGoods {
    name: "IOSBuyGoodsRequest",
    store: "ios",
    receipt: "receipt",
    fields: &[required("receipt", FieldKind::Text), CURRENCY, optional("sandbox", FieldKind::Flag), SUB_UNIT, UNIQUE],
    used: "5",
    rows: &[documented("goods.ios", "IOSBuyGoodsRequest needs receipt", "IOSBuyGoodsRequest page")],
};

pub(in super::super) static PSN: BuyGoods = BuyGoods {
    name: "PsnBuyGoodsRequest",
    store: "psn",
    receipt: "entitlementLabel",
    fields: &[
        required("entitlementLabel", FieldKind::Text),
        optional("authorizationCode", FieldKind::Text),
        CURRENCY,
        optional("redirectUri", FieldKind::Text),
        SUB_UNIT,
        UNIQUE,
        optional("useCount", FieldKind::Number),
    ],
    used: "2",
    rows: &[documented("goods.psn", "PsnBuyGoodsRequest needs entitlementLabel", "PsnBuyGoodsRequest page")],
};

pub(in super::super) static STEAM: BuyGoods = BuyGoods {
    name: "SteamBuyGoodsRequest",
    store: "steam",
    receipt: "orderId",
    fields: &[required("orderId", FieldKind::Text), CURRENCY, SUB_UNIT, UNIQUE],
    used: "4",
    rows: &[documented("goods.steam", "SteamBuyGoodsRequest needs orderId", "SteamBuyGoodsRequest page")],
};

pub(in super::super) static WINDOWS: BuyGoods = BuyGoods {
    name: "WindowsBuyGoodsRequest",
    store: "windows",
    receipt: "receipt",
    fields: &[required("receipt", FieldKind::Text), CURRENCY, optional("platform", FieldKind::Text), SUB_UNIT, UNIQUE],
    used: "5",
    rows: &[documented("goods.windows", "WindowsBuyGoodsRequest needs receipt", "WindowsBuyGoodsRequest page")],
};

impl RequestKind for BuyGoods {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fields(&self) -> &'static [Field] {
        self.fields
    }

    fn answer(&self, cx: &mut Handling<'_>, request: &Document) -> Result<Document, Errors> {
        let error = |number: &str| Errors::one("verificationError", number);
        let game = cx.game;
        let text_of_receipt = text(request, self.receipt).unwrap_or_default();
        let receipts = game.config.receipts.get(self.store).ok_or_else(|| error("4"))?;
        let receipt = receipts.get(text_of_receipt).ok_or_else(|| error("2"))?;
        let code = &receipt.virtual_good.value;
        let name = format!("{}:{}", self.store, receipt.transaction_id.as_deref().unwrap_or(text_of_receipt));
        let me = cx.player()?.clone();
        let only_mine = is_set(request, "uniqueTransactionByPlayer");
        let mut store = game.lock();
        let is_same = |receipt: &Option<String>| receipt.as_deref() == Some(&*name);
        if store.transactions.iter().any(|one| is_same(&one.receipt) && (!only_mine || one.player == me)) {
            return Err(error(self.used));
        }
        let why = Why {
            reason: self.name.trim_end_matches("Request").to_owned(),
            request_id: text(request, "requestId").map(str::to_owned),
            receipt: Some(name.clone()),
            script: None,
        };
        let quantity = receipt.quantity;
        let done = economy::change(cx.world, &game.config, &mut store, &me, why, |purse| purse.give(code, quantity));
        let (given, transaction) = done.ok_or_else(super::super::handling::not_authorized)?;
        if !given {
            return Err(error("1"));
        }
        let mut response = Document::new();
        response.insert("boughtItems".into(), bought(code, quantity));
        if let Some(recorded) = store.transactions.last() {
            currencies_added(&mut response, &recorded.items, |code| game.config.currencies.contains_key(code));
        }
        response.insert("transactionIds".into(), json!(transaction.into_iter().collect::<Vec<_>>()));
        Ok(response)
    }

    fn fidelity(&self) -> &'static [Row] {
        self.rows
    }
}
