//! What players own.

use super::*;
use crate::diag::{Diagnostics, Source};
use crate::tree::{Templates, decode::decode, read};

fn config() -> Config {
    let text = "
virtual-goods:
  SWORD: { costs: { currency1: 10 }, max-quantity: 2 }
  PACK: { type: CURRENCY, costs: { currency1: 100, GOLD: 5 } }
  CHEST: { bundle: { SWORD: 1, CHEST: 9 } }
achievements:
  FIRST: { awards: { currency2: 7 }, virtual-good: SWORD }
  DAILY: { awards: { GOLD: 1 }, repeatable: true }
currencies:
  GOLD: {}
";
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("config.yaml", text), &mut problems).unwrap();
    decode(&node, Templates::Text, &mut problems).unwrap()
}

#[test]
fn money_is_spent_only_by_whoever_has_it() {
    let (config, mut player) = (config(), Player::default());
    let mut purse = Purse::of(&config, &mut player);
    assert!(purse.knows("currency6") && purse.knows("GOLD") && !purse.knows("currency7") && !purse.knows("SILVER"));
    assert!(!purse.debit("currency1", 1));
    purse.credit("currency1", 10);
    assert!(purse.debit("currency1", 4) && !purse.debit("currency1", 7) && purse.debit("currency1", 6));
    let changes: Vec<_> = purse.items().iter().map(|item| (item.amount, item.new_value)).collect();
    assert_eq!(changes, [(10, 10), (-4, 6), (-6, 0)]);
}

#[test]
fn goods_have_a_maximum_and_packs_become_money() {
    let (config, mut player) = (config(), Player::default());
    let mut purse = Purse::of(&config, &mut player);
    assert!(purse.give("SWORD", 2) && !purse.give("SWORD", 1) && !purse.give("SHIELD", 1));
    assert!(!purse.take("SWORD", 3) && purse.take("SWORD", 2));
    assert!(purse.give("PACK", 2));
    assert_eq!((purse.balance("currency1"), purse.balance("GOLD"), purse.quantity("PACK")), (200, 10, 0));
    assert!(purse.give("CHEST", 1));
    assert_eq!((purse.quantity("SWORD"), purse.quantity("CHEST")), (1, 1));
}

#[test]
fn achievements_are_earned_once_unless_they_are_repeatable() {
    let (config, mut player) = (config(), Player::default());
    let mut purse = Purse::of(&config, &mut player);
    assert!(purse.achieve("FIRST") && !purse.achieve("FIRST") && !purse.achieve("LAST"));
    assert!(purse.achieve("DAILY") && purse.achieve("DAILY"));
    assert_eq!((purse.balance("currency2"), purse.balance("GOLD"), purse.quantity("SWORD")), (7, 2, 1));
    assert_eq!(player.achievements, ["FIRST", "DAILY"]);
}
