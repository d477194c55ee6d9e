//! What `SparkPlayer` does with currencies, virtual goods and achievements.

use rquickjs::{Error, Value};
use serde_json::{Value as Json, json};

use super::super::class::Call;
use super::super::messages::deliver;
use super::stored;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::achieving;
use crate::platforms::gamesparks::config::currency::{NUMBERED, is_numbered, numbered};
use crate::platforms::gamesparks::economy::{self, Purse, Why};
use crate::platforms::gamesparks::state::PlayerId;

/// How we know.
pub(in super::super) const FIDELITY: &[Row] = &[
    documented(
        "player.currencies",
        "credit1 to credit6, debit1 to debit6, getBalance1 to getBalance6, and the same by short code; getAllBalances() is a map of all",
        "SparkPlayer API page",
    ),
    documented(
        "player.goods",
        "addVGood, useVGood, hasVGood (how many) and getVirtualGoods (a map)",
        "SparkPlayer API page",
    ),
    documented(
        "player.achievements",
        "addAchievement gives what there is for it and sends AchievementEarnedMessage; removeAchievement takes nothing back",
        "SparkPlayer API page, and Messages page",
    ),
    chosen(
        "player.all-balances",
        "getAllBalances() has currency1 to currency6 and each of the game's own",
        "the page calls it a map of the currencies",
    ),
];

/// Why, as a script says it in the argument at `at`, and where.
fn why(call: &Call<'_, '_>, at: usize) -> Result<Why, Error> {
    let occasion = &call.run.occasion;
    Ok(Why {
        reason: call.text(at)?.unwrap_or_default(),
        script: Some(occasion.script.clone()),
        request_id: occasion.data.get("requestId").and_then(Json::as_str).map(str::to_owned),
        receipt: None,
    })
}

fn change<'js, T>(call: &Call<'_, 'js>, why: Why, work: impl FnOnce(&mut Purse<'_>) -> T) -> Result<Option<T>, Error> {
    let game = call.run.game();
    let mut store = game.lock();
    let done = economy::change(&call.run.occasion.world, &game.config, &mut store, call.own()?, why, work);
    Ok(done.map(|(done, _)| done))
}

/// The currency that the first argument names, and where the amount is.
fn currency(call: &Call<'_, '_>, number: Option<usize>) -> Result<(String, usize), Error> {
    if let Some(number) = number {
        return Ok((numbered(number), 0));
    }
    let name = call.name(0)?;
    if !is_numbered(&name) && !call.run.game().config.currencies.contains_key(&name) {
        return Err(call.throw(&format!("the game has no currency {name}")));
    }
    Ok((name, 1))
}

/// `creditN(AMOUNT, REASON)` and `credit(CODE, AMOUNT, REASON)`.
pub(super) fn credit<'js>(call: &Call<'_, 'js>, number: Option<usize>) -> Result<Value<'js>, Error> {
    let (currency, at) = currency(call, number)?;
    let amount = call.whole(at)?;
    change(call, why(call, at + 1)?, |purse| purse.credit(&currency, amount))?;
    call.nothing()
}

/// `debitN(AMOUNT, REASON)` and `debit(CODE, AMOUNT, REASON)`.
pub(super) fn debit<'js>(call: &Call<'_, 'js>, number: Option<usize>) -> Result<Value<'js>, Error> {
    let (currency, at) = currency(call, number)?;
    let amount = call.whole(at)?;
    let done = change(call, why(call, at + 1)?, |purse| purse.debit(&currency, amount))?;
    call.give(done.unwrap_or_default())
}

/// `getBalanceN()` and `getBalance(CODE)`.
pub(super) fn balance<'js>(call: &Call<'_, 'js>, number: Option<usize>) -> Result<Value<'js>, Error> {
    let (currency, _) = currency(call, number)?;
    stored(call, |player| json!(player.balances.get(&currency).copied().unwrap_or_default()))
}

/// `getAllBalances()`.
pub(super) fn all_balances<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let own = call.run.game().config.currencies.keys().cloned();
    let names: Vec<String> = (1..=NUMBERED).map(numbered).chain(own).collect();
    stored(call, |player| {
        let balance = |name: String| {
            let balance = player.balances.get(&name).copied().unwrap_or_default();
            (name, json!(balance))
        };
        Json::Object(names.into_iter().map(balance).collect())
    })
}

/// `addVGood(CODE, QUANTITY, REASON)`.
pub(super) fn add_good<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (code, quantity) = (call.name(0)?, call.whole(1)?);
    call.give(change(call, why(call, 2)?, |purse| purse.give(&code, quantity))?.unwrap_or_default())
}

/// `useVGood(CODE, QUANTITY, REASON)`.
pub(super) fn use_good<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let (code, quantity) = (call.name(0)?, call.whole(1)?);
    call.give(change(call, why(call, 2)?, |purse| purse.take(&code, quantity))?.unwrap_or_default())
}

/// `hasVGood(CODE)`: how many.
pub(super) fn has_good<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    stored(call, |player| json!(player.goods.get(&code).copied().unwrap_or_default()))
}

/// `addAchievement(CODE)`.
pub(super) fn achieve<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    let why = Why { reason: format!("ACHIEVEMENT {code}"), ..why(call, 1)? };
    let (game, world) = (call.run.game(), &call.run.occasion.world);
    let messages = achieving::earn(world, &game.config, &mut game.lock(), call.own::<PlayerId>()?, why, &code);
    let is_earned = messages.is_some();
    for message in messages.into_iter().flatten() {
        deliver(call, message)?;
    }
    call.give(is_earned)
}

/// `removeAchievement(CODE)`.
pub(super) fn unachieve<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let code = call.name(0)?;
    let mut store = call.run.game().lock();
    let removed = store.players.get_mut(call.own::<PlayerId>()?).is_some_and(|player| {
        let before = player.achievements.len();
        player.achievements.retain(|earned| *earned != code);
        player.achievements.len() < before
    });
    drop(store);
    call.give(removed)
}
