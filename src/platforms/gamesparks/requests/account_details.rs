//! `AccountDetailsRequest`: what there is to know about the player who asks.

use serde_json::{Value, json};

use super::{Document, Errors, Field, Handling, RequestKind};
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::config::currency::{NUMBERED, numbered};
use crate::platforms::gamesparks::state::Player;

/// The kind.
pub(super) struct AccountDetails;

impl RequestKind for AccountDetails {
    fn name(&self) -> &'static str {
        "AccountDetailsRequest"
    }

    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn answer(&self, cx: &mut Handling<'_>, _: &Document) -> Result<Document, Errors> {
        let id = cx.player()?.clone();
        let game = cx.game;
        cx.with_player(|player| {
            let mut response = Document::new();
            response.insert("achievements".into(), json!(player.achievements));
            let mut own = Document::new();
            for code in game.config.currencies.keys() {
                own.insert(code.clone(), json!(player.balances.get(code).copied().unwrap_or_default()));
            }
            response.insert("currencies".into(), Value::Object(own));
            for name in (1..=NUMBERED).map(numbered) {
                response.insert(name.clone(), json!(player.balances.get(&name).copied().unwrap_or_default()));
            }
            if let Some(name) = &player.display_name {
                response.insert("displayName".into(), json!(name));
            }
            response.insert("externalIds".into(), json!(player.external_ids));
            response.insert("location".into(), location(player));
            for number in 1..=NUMBERED {
                response.insert(format!("reservedCurrency{number}"), json!({}));
            }
            response.insert("userId".into(), json!(id));
            response.insert("virtualGoods".into(), json!(player.goods));
            if !player.script_data.is_empty() {
                let data = player.script_data.iter().map(|(name, value)| (name.clone(), value.clone()));
                response.insert("scriptData".into(), Value::Object(data.collect()));
            }
            response
        })
    }

    fn fidelity(&self) -> &'static [Row] {
        const {
            &[
                documented(
                    "request.account-details",
                    "gives userId, displayName, externalIds, location, achievements, virtualGoods, currency1 to 6 and the game's own currencies, and as scriptData that of the player",
                    "AccountDetailsRequest page",
                ),
                documented(
                    "request.account-location",
                    "a location has country, city, latitide and longditute, spelt like that",
                    "AccountDetailsRequest page",
                ),
                chosen(
                    "request.account-reserved",
                    "nothing is ever reserved: reservedCurrency1 to 6 are empty",
                    "only challenges with wagers reserve",
                ),
            ]
        }
    }
}

/// Where the player was last, with the names that the platform gave its members.
fn location(player: &Player) -> Value {
    let mut shown = Document::new();
    if let Some(location) = &player.location {
        for (name, value) in [
            ("city", json!(location.city)),
            ("country", json!(location.country)),
            ("latitide", json!(location.latitude)),
            ("longditute", json!(location.longitude)),
        ] {
            if !value.is_null() {
                shown.insert(name.to_owned(), value);
            }
        }
    }
    Value::Object(shown)
}
