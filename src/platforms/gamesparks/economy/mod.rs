//! What players own: currencies, virtual goods and achievements, and the record of every change. Knows nothing of scripts or
//! requests.

use jiff::Timestamp;

use super::config::currency::is_numbered;
use super::config::{Config, GoodType};
use super::state::transaction::MOST_TRANSACTIONS;
use super::state::{Player, PlayerId, Store, Transaction, TransactionItem};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::world::World;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "economy.debit",
        "a debit for which the balance is too low changes nothing and gives false",
        "SparkPlayer API page",
    ),
    documented(
        "economy.goods",
        "a good is given unless the game does not have it or the player would have more than its maximum; it is used only if the player has enough",
        "SparkPlayer API page",
    ),
    inferred(
        "economy.bundle",
        "a good with others in it gives those as well, and a pack of currency gives its currency instead of itself",
        "Virtual Goods page",
    ),
    documented(
        "economy.achievement",
        "an achievement gives the currency and the good that are configured for it; one that the player has is given again only if it is repeatable",
        "Achievements page",
    ),
    documented(
        "economy.transactions",
        "every change is a record with what changed, by how much, to what, and why",
        "ListTransactionsRequest page",
    ),
    chosen(
        "economy.at-once",
        "what a script changes of these is stored at once, and stays if the script fails later",
        "every change is a transaction of its own",
    ),
    chosen("economy.whole", "amounts are whole numbers: what is behind the point is cut off", "balances are longs"),
    chosen(
        "economy.unknown-currency",
        "a currency that the game does not have is an error that names it",
        "unknown; it would be a slip",
    ),
    chosen(
        "economy.kept",
        "a game keeps the newest 100,000 records of transactions and the newest 100,000 messages",
        "memory must have a bound",
    ),
];

/// Why a change happened, and where.
#[derive(Debug, Clone, Default)]
pub struct Why {
    /// A text.
    pub reason: String,
    /// The script, as `event/buy.js`.
    pub script: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// The store and the receipt.
    pub receipt: Option<String>,
}

impl Why {
    /// For that reason.
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }
}

/// What a player owns, with the changes that were made to it.
pub struct Purse<'a> {
    config: &'a Config,
    player: &'a mut Player,
    items: Vec<TransactionItem>,
}

impl<'a> Purse<'a> {
    /// What `player` owns.
    pub fn of(config: &'a Config, player: &'a mut Player) -> Self {
        Self { config, player, items: Vec::new() }
    }

    /// Whether the game has a currency of that name.
    pub fn knows(&self, currency: &str) -> bool {
        is_numbered(currency) || self.config.currencies.contains_key(currency)
    }

    /// What there is of a currency.
    pub fn balance(&self, currency: &str) -> i64 {
        self.player.balances.get(currency).copied().unwrap_or_default()
    }

    /// Adds to a currency; less than nothing takes from it, whatever there is.
    pub fn credit(&mut self, currency: &str, amount: i64) {
        let balance = self.player.balances.entry(currency.to_owned()).or_default();
        *balance = balance.saturating_add(amount);
        self.items.push(TransactionItem { kind: currency.to_owned(), amount, new_value: *balance });
    }

    /// Takes from a currency if there is enough.
    pub fn debit(&mut self, currency: &str, amount: i64) -> bool {
        if self.balance(currency) < amount {
            return false;
        }
        self.credit(currency, amount.saturating_neg());
        true
    }

    /// How many of a good there are.
    pub fn quantity(&self, good: &str) -> i64 {
        self.player.goods.get(good).copied().unwrap_or_default()
    }

    /// Gives a good, and what is in it. Nothing is given if the game does not have it, or if there would be too many.
    pub fn give(&mut self, code: &str, quantity: i64) -> bool {
        let Some(good) = self.config.virtual_goods.get(code) else { return false };
        let good = good.seen_in(Some(&self.player.segments));
        if good.kind == GoodType::Currency {
            for (currency, amount) in &good.costs {
                self.credit(currency, amount.saturating_mul(quantity));
            }
        } else {
            if good.max_quantity > 0 && self.quantity(code).saturating_add(quantity) > good.max_quantity {
                return false;
            }
            self.count(code, quantity);
        }
        for (other, each) in &good.bundle {
            // A bundle that has itself in it would never come to an end.
            if other.value != code {
                self.count(&other.value, each.saturating_mul(quantity));
            }
        }
        true
    }

    /// Takes a good if there are enough.
    pub fn take(&mut self, code: &str, quantity: i64) -> bool {
        if self.quantity(code) < quantity {
            return false;
        }
        self.count(code, quantity.saturating_neg());
        true
    }

    fn count(&mut self, code: &str, by: i64) {
        let owned = self.player.goods.entry(code.to_owned()).or_default();
        *owned = owned.saturating_add(by);
        let new_value = *owned;
        if new_value == 0 {
            self.player.goods.shift_remove(code);
        }
        self.items.push(TransactionItem { kind: code.to_owned(), amount: by, new_value });
    }

    /// Gives an achievement, with what there is for it. Nothing happens if the game does not have it, or if the player has
    /// it and it cannot be earned again.
    pub fn achieve(&mut self, code: &str) -> bool {
        let Some(achievement) = self.config.achievements.get(code) else { return false };
        let achievement = achievement.seen_in(Some(&self.player.segments));
        let has_it = self.player.achievements.iter().any(|earned| earned == code);
        if has_it && !achievement.is_repeatable {
            return false;
        }
        if !has_it {
            self.player.achievements.push(code.to_owned());
        }
        for (currency, amount) in &achievement.awards {
            self.credit(currency, *amount);
        }
        if let Some(good) = &achievement.virtual_good {
            self.give(&good.value, 1);
        }
        true
    }

    /// What was changed.
    pub fn items(self) -> Vec<TransactionItem> {
        self.items
    }
}

/// Does `work` with what a player owns, and records what it changed. Nothing if there is no such player.
pub fn change<T>(
    world: &World,
    config: &Config,
    store: &mut Store,
    id: &PlayerId,
    why: Why,
    work: impl FnOnce(&mut Purse<'_>) -> T,
) -> Option<(T, Option<String>)> {
    let mut purse = Purse::of(config, store.players.get_mut(id)?);
    let done = work(&mut purse);
    let items = purse.items();
    let recorded = (!items.is_empty()).then(|| record(world, store, id, why, items));
    Some((done, recorded))
}

fn record(world: &World, store: &mut Store, id: &PlayerId, why: Why, items: Vec<TransactionItem>) -> String {
    let name = PlayerId::draw(world).to_string();
    let now: Timestamp = world.clock().now();
    let script_type =
        why.script.as_deref().and_then(|script| script.split_once('/')).map(|(folder, _)| folder.to_owned());
    store.transactions.push(Transaction {
        id: name.clone(),
        player: id.clone(),
        reason: why.reason,
        script: why.script,
        script_type,
        request_id: why.request_id,
        receipt: why.receipt,
        when: now,
        revoked: None,
        items,
    });
    if store.transactions.len() > MOST_TRANSACTIONS {
        store.transactions.remove(0);
    }
    name
}

#[cfg(test)]
mod tests;
