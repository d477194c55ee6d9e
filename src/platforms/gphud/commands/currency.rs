//! The module Currency: money, its coins, and the commands that the platform makes for each currency.

use indexmap::IndexMap;

use super::argument::{Argument, Type, needs};
use super::call::Call;
use super::lookup::Generated;
use super::message::ok;
use super::{Command, Context, Dialects, experience};
use crate::platforms::fidelity::{Row, chosen, inferred};
use crate::platforms::gphud::reply::{Answered, Class, Refusal, Reply};
use crate::platforms::gphud::state::Database;
use crate::platforms::gphud::state::ids::{CharacterId, InstanceId};
use crate::platforms::gphud::state::wealth::Coin;

const MODULE: &str = "Currency";
const CURRENCY: Argument = needs("currency", Type::Currency);
const DENOMINATIONS: Command = Command {
    permission: "Currency.Denominations",
    context: Context::Avatar,
    dialects: Dialects::Head,
    ..Command::PLAIN
};

/// The commands of this module that do something.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "Currency.addCoin",
        messages: &[ok("Added coin")],
        description: "Creates a coin. This does not alter anyone's balance, just changes how balances are displayed.",
        arguments: &[
            CURRENCY,
            needs("basevalue", Type::Integer),
            needs("coinshortname", Type::OneLine(16)),
            needs("coinname", Type::OneLine(32)),
        ],
        effect: Some(add_coin),
        ..DENOMINATIONS
    },
    Command {
        name: "Currency.balance",
        messages: &[ok("Current balance:{lines}")],
        description: "Shows your current total balance",
        context: Context::Character,
        dialects: Dialects::Head,
        effect: Some(balance),
        ..Command::PLAIN
    },
    Command {
        name: "Currency.removeCoin",
        messages: &[ok("Removed coin")],
        description: "Delete a coin. This does not remove anyone's balance, just changes how balances are displayed.",
        arguments: &[CURRENCY, needs("basevalue", Type::Integer)],
        effect: Some(remove_coin),
        ..DENOMINATIONS
    },
    Command {
        name: "Currency.setBaseCoinNames",
        messages: &[ok("Base coin names updated")],
        description: "Set the long and short name of the currency's base coin",
        arguments: &[CURRENCY, needs("basecoinshortname", Type::OneLine(16)), needs("basecoinname", Type::OneLine(32))],
        effect: Some(set_base_coin_names),
        ..DENOMINATIONS
    },
];

/// What the commands that are made for a currency take, apart from the currency.
const AMOUNT: [Argument; 4] = [
    CURRENCY,
    needs("target", Type::Character),
    needs("ammount", Type::OneLine(64)),
    needs("reason", Type::OneLine(128)),
];

const MADE: Command = Command { arguments: &AMOUNT, dialects: Dialects::Head, ..Command::PLAIN };

/// What is made for each currency: the beginning of the name, and whether a permission of that name is needed.
static FOR_EACH: &[(&str, bool, Command)] = &[
    ("create", true, Command { name: "Currency.create", context: Context::Avatar, effect: Some(create), ..MADE }),
    ("destroy", true, Command { name: "Currency.destroy", context: Context::Avatar, effect: Some(destroy), ..MADE }),
    // Longer than the next one, which its name begins with.
    (
        "transferpaytax",
        false,
        Command { name: "Currency.transferpaytax", context: Context::Character, effect: Some(transfer), ..MADE },
    ),
    (
        "transfer",
        false,
        Command { name: "Currency.transfer", context: Context::Character, effect: Some(transfer), ..MADE },
    ),
];

/// The most coins that a currency can have; the platform knows no such limit.
const MOST_COINS: usize = 1_000;

/// The command of that name which the platform makes for a currency of the instance.
pub fn generated(database: &Database, instance: InstanceId, module: &str, command: &str) -> Option<Generated> {
    if module != MODULE {
        return None;
    }
    FOR_EACH.iter().find_map(|(verb, permission, command_made)| {
        let begins = command.get(..verb.len()).is_some_and(|start| start.eq_ignore_ascii_case(verb));
        let currency = database.currencies.named(instance, command.get(verb.len()..).filter(|_| begins)?)?;
        let name = format!("{}{}", command_made.name, currency.name);
        let capital = if *verb == "create" { "Create" } else { "Destroy" };
        let needed = if *permission { format!("{MODULE}.{capital}{}", currency.name) } else { String::new() };
        let fixed = IndexMap::from([(CURRENCY.name.to_owned(), currency.name.clone())]);
        Some(Generated { name, permission: needed, fixed, command: command_made })
    })
}

fn add_coin(call: &mut Call<'_>) -> Answered {
    let id = call.currency_given("currency")?;
    let worth = i64::from(call.int_given("basevalue")?);
    let coin =
        Coin { short: call.text_given("coinshortname").to_owned(), long: call.text_given("coinname").to_owned() };
    if worth < 1 {
        return Err(Refusal::system(format!("a coin cannot be worth {worth}")));
    }
    if call.currency(id)?.coins.len() >= MOST_COINS {
        return Err(Refusal::system(format!("Backlot keeps at most {MOST_COINS} coins of a currency")));
    }
    if let Some(row) = call.database.currencies.get_mut(id) {
        row.coins.insert(worth, coin);
    }
    Ok(Reply::Ok("Added coin".into()))
}

fn remove_coin(call: &mut Call<'_>) -> Answered {
    let id = call.currency_given("currency")?;
    let worth = i64::from(call.int_given("basevalue")?);
    if let Some(row) = call.database.currencies.get_mut(id) {
        row.coins.remove(&worth);
    }
    Ok(Reply::Ok("Removed coin".into()))
}

fn set_base_coin_names(call: &mut Call<'_>) -> Answered {
    let id = call.currency_given("currency")?;
    let base = Coin {
        short: call.text_given("basecoinshortname").to_owned(),
        long: call.text_given("basecoinname").to_owned(),
    };
    if let Some(row) = call.database.currencies.get_mut(id) {
        row.base = base;
    }
    Ok(Reply::Ok("Base coin names updated".into()))
}

fn balance(call: &mut Call<'_>) -> Answered {
    let character = call.character(call.acting_character()?)?;
    let mut text = "Current balance:".to_owned();
    for currency in call.database.currencies.within(call.caller.instance) {
        let sum = character.ledger.total(&currency.pool());
        text.push_str(&format!("\n{} - {}", currency.name, currency.long_form(sum)));
    }
    Ok(Reply::Ok(text.into()))
}

/// What the commands that are made for a currency begin with.
struct Payment {
    pool: String,
    currency: String,
    /// How much, as it is shown.
    shown: String,
    amount: i32,
    target: CharacterId,
    target_name: String,
    reason: String,
}

fn payment(call: &Call<'_>) -> Result<Payment, Refusal> {
    let currency = call.currency(call.currency_given("currency")?)?;
    let target = call.character_given("target")?;
    let amount = currency.amount(call.text_given("ammount")).and_then(|amount| i32::try_from(amount).ok());
    let Some(amount) = amount.filter(|amount| *amount > 0) else {
        return Err(Refusal::user(Class::Parse, "Ammount must be a positive integer"));
    };
    Ok(Payment {
        pool: currency.pool(),
        currency: currency.name.clone(),
        shown: currency.long_form(amount.into()),
        amount,
        target,
        target_name: call.character_name(target)?,
        reason: call.text_given("reason").to_owned(),
    })
}

/// The user's error of who has less than is to be taken.
fn covered(call: &Call<'_>, payment: &Payment, payer: CharacterId) -> Result<(), Refusal> {
    let row = call.character(payer)?;
    if row.ledger.total(&payment.pool) >= payment.amount.into() {
        return Ok(());
    }
    let text = format!("{} does not have {} of {}", row.name, payment.shown, payment.currency);
    Err(Refusal::user(Class::Credit, text))
}

fn create(call: &mut Call<'_>) -> Answered {
    let payment = payment(call)?;
    experience::add(call, payment.target, &payment.pool, payment.amount, &payment.reason)?;
    let Payment { shown, currency, target_name, .. } = payment;
    Ok(Reply::Ok(format!("Spawned in {shown} of {currency} for {target_name}").into()))
}

fn destroy(call: &mut Call<'_>) -> Answered {
    let payment = payment(call)?;
    covered(call, &payment, payment.target)?;
    experience::add(call, payment.target, &payment.pool, -payment.amount, &payment.reason)?;
    let Payment { shown, currency, target_name, .. } = payment;
    Ok(Reply::Ok(format!("Destroyed {shown} of {currency} from {target_name}").into()))
}

fn transfer(call: &mut Call<'_>) -> Answered {
    let payment = payment(call)?;
    let payer = call.acting_character()?;
    covered(call, &payment, payer)?;
    call.database.ledger_room(2).map_err(|full| Refusal::system(full.to_string()))?;
    experience::add(call, payer, &payment.pool, -payment.amount, &payment.reason)?;
    experience::add(call, payment.target, &payment.pool, payment.amount, &payment.reason)?;
    let Payment { shown, currency, target_name, .. } = payment;
    Ok(Reply::Ok(format!("Transferred {shown} of {currency} to {target_name}").into()))
}

/// How we know about this module.
pub const FIDELITY: &[Row] = &[
    inferred("Currency.addCoin", "adds a coin to a currency", "the code of 2026"),
    inferred("Currency.balance", "what the character that is run as has of each currency", "the code of 2026"),
    inferred("Currency.removeCoin", "takes a coin from a currency", "the code of 2026"),
    inferred("Currency.setBaseCoinNames", "names the base coin of a currency", "the code of 2026"),
    inferred(
        "Currency.create",
        "`currency.createNAME` makes money, which needs the permission Currency.CreateNAME",
        "the code of 2026",
    ),
    inferred("Currency.destroy", "`currency.destroyNAME` unmakes it", "the code of 2026; the words are chosen"),
    chosen(
        "Currency.transfer",
        "`currency.transferNAME` and `currency.transferpaytaxNAME` move it, and no tax is taken",
        "the commands are known, their words and the rates of the tax are not",
    ),
    chosen("Currency.coins", "an amount is written and read in coins, as in `1g 5s`", "the notation is not described"),
];
