//! What characters can own since 2026: items and money.

use std::collections::BTreeMap;

use super::ids::{CurrencyId, InstanceId, ItemId};
use super::table::row;

/// A thing that can lie in an inventory.
#[derive(Debug)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// How heavy one of it is.
    pub weight: i64,
}

row!(Item: ItemId, named within its instance, called "item");

/// Money of an instance. Balances are whole numbers of its base coin; other coins only change how they are written.
#[derive(Debug)]
pub struct Currency {
    /// Its number.
    pub id: CurrencyId,
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// What its base coin is called.
    pub base: Coin,
    /// Its other coins by what each is worth in base coins.
    pub coins: BTreeMap<i64, Coin>,
}

row!(Currency: CurrencyId, named within its instance, called "currency");

/// What a coin is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coin {
    /// Behind a number: `g`.
    pub short: String,
    /// In full: `gold`.
    pub long: String,
}

impl Currency {
    /// Money whose base coin has the name of the currency.
    pub fn new(id: CurrencyId, instance: InstanceId, name: &str) -> Self {
        let base = Coin { short: name.to_owned(), long: name.to_owned() };
        Self { id, instance, name: name.to_owned(), base, coins: BTreeMap::new() }
    }

    /// The pool that holds a character's balance.
    pub fn pool(&self) -> String {
        format!("Currency.{}", self.name)
    }

    /// An amount in as few coins as possible, the most valuable first: `1 gold 5 silver`.
    pub fn long_form(&self, amount: i64) -> String {
        let mut rest = amount.unsigned_abs();
        let mut parts = Vec::new();
        for (worth, coin) in self.coins.iter().rev() {
            let worth = worth.unsigned_abs().max(1);
            if rest >= worth {
                parts.push(format!("{} {}", rest / worth, coin.long));
                rest %= worth;
            }
        }
        if rest > 0 || parts.is_empty() {
            parts.push(format!("{rest} {}", self.base.long));
        }
        let sign = if amount < 0 { "-" } else { "" };
        format!("{sign}{}", parts.join(" "))
    }

    /// The amount that a text says: a number of base coins, or numbers each with the name of its coin, as in `1g 5s`.
    pub fn amount(&self, text: &str) -> Option<i64> {
        let mut rest = text.trim();
        let mut sum: i64 = 0;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let count: i64 = rest[..digits].parse().ok()?;
            rest = rest[digits..].trim_start();
            let name = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            let worth = self.worth(rest[..name].trim())?;
            rest = &rest[name..];
            sum = sum.checked_add(count.checked_mul(worth)?)?;
        }
        Some(sum)
    }

    fn worth(&self, name: &str) -> Option<i64> {
        let called = |coin: &Coin| coin.short.eq_ignore_ascii_case(name) || coin.long.eq_ignore_ascii_case(name);
        if name.is_empty() || called(&self.base) {
            return Some(1);
        }
        self.coins.iter().find(|(_, coin)| called(coin)).map(|(worth, _)| *worth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_and_read_in_coins() {
        let mut money = Currency::new(CurrencyId(1), InstanceId(1), "Crown");
        assert_eq!((money.long_form(0), money.long_form(7)), ("0 Crown".into(), "7 Crown".into()));
        money.base = Coin { short: "p".into(), long: "pennies".into() };
        money.coins.insert(12, Coin { short: "s".into(), long: "shillings".into() });
        money.coins.insert(240, Coin { short: "c".into(), long: "crowns".into() });
        assert_eq!(money.long_form(253), "1 crowns 1 shillings 1 pennies");
        assert_eq!(money.long_form(-240), "-1 crowns");
        for (text, amount) in [
            ("5", Some(5)),
            ("1c 1s1p", Some(253)),
            ("2 Shillings", Some(24)),
            ("1x", None),
            ("-1", None),
            ("", Some(0)),
        ] {
            assert_eq!(money.amount(text), amount, "{text}");
        }
        assert_eq!(money.amount("9223372036854775807c"), None);
    }
}
