//! `SparkGameDataService`, from `Spark.getGameDataService()`, with its operands, conditions and sort orders.

use std::rc::Rc;

use rquickjs::{Error, Value};
use serde_json::Value as Json;

use super::class::{Call, Class, look, member, variadic};
use super::data_item::{self, State};
use super::data_result;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::data::items::{Condition, Sort, Test};
use crate::platforms::gamesparks::state::Game;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "items.service",
        "createItem, getItem, queryItems, S, N and sort; operands have eq, ne, gt, lt, in, between and, for text, startsWith; conditions and, or, negate",
        "SparkGameDataService API pages",
    ),
    documented("items.get", "getItem finds an item by its id, and needs no index", "SparkGameDataService API page"),
    inferred(
        "items.missing",
        "for an item that is not there document() is null and error() too",
        "games test the one after the other",
    ),
    documented("items.indexed", "queries and sort orders are about indexed fields", "SparkGameDataService API page"),
    chosen(
        "items.unindexed",
        "if the fixture says a type's indexes, a query about another field, or of another kind, gives an error text; if it says none, every field can be asked for",
        "what the platform said is unknown",
    ),
    chosen("items.between", "between includes both ends", "unknown"),
    chosen(
        "items.consistent",
        "a query sees every write at once",
        "eventual consistency cannot be waited for in a test",
    ),
    chosen("items.limits", "a game's items take at most 256 MiB", "no source gives a limit, and there must be one"),
];

/// The service.
pub(super) static CLASS: Class = Class {
    name: "SparkGameDataService",
    members: &[
        member("createItem", &[2], |call| {
            let (kind, id) = (call.name(0)?, call.name(1)?);
            data_item::give(call, Rc::new(State::new(call, kind, id, None)?))
        }),
        member("getItem", &[2], |call| {
            let (kind, id) = (call.name(0)?, call.name(1)?);
            let now = call.run.occasion.world.clock().now().as_millisecond();
            let stored = call.run.game().lock().data.items.get(&kind, &id, now).cloned();
            let state = stored.map(|item| State::new(call, kind, id, Some(item))).transpose()?;
            data_result::give_document(call, state.map(Rc::new))
        }),
        member("queryItems", &[1, 2, 3], query),
        member("S", &[1], |call| call.object(&STRING, Operand { field: call.name(0)?, text: true })),
        member("N", &[1], |call| call.object(&NUMBER, Operand { field: call.name(0)?, text: false })),
        member("sort", &[2], |call| call.object(&SORT, Sort::from([(call.name(0)?, call.truth(1))]))),
    ],
    absent: &[],
};

/// A field that something is said about.
struct Operand {
    field: String,
    text: bool,
}

macro_rules! operand {
    ($name:literal, [$($more:expr),*]) => {
        Class {
            name: $name,
            members: &[
                member("eq", &[1], |call| condition(call, Test::Eq(operand(call, 0)?))),
                member("ne", &[1], |call| condition(call, Test::Ne(operand(call, 0)?))),
                member("gt", &[1], |call| condition(call, Test::Gt(operand(call, 0)?))),
                member("lt", &[1], |call| condition(call, Test::Lt(operand(call, 0)?))),
                variadic("in", 0, |call| {
                    let values = call.rest(0)?;
                    let values = values.iter().map(|value| of_kind(call, value)).collect::<Result<_, _>>()?;
                    condition(call, Test::In(values))
                }),
                member("between", &[2], |call| condition(call, Test::Between(operand(call, 0)?, operand(call, 1)?))),
                $($more),*
            ],
            absent: &[],
        }
    };
}

pub(super) static STRING: Class = operand!(
    "SparkDataStringOperand",
    [member("startsWith", &[1], |call| condition(call, Test::StartsWith(call.name(0)?)))]
);
pub(super) static NUMBER: Class = operand!("SparkDataNumberOperand", []);

fn operand(call: &Call<'_, '_>, at: usize) -> Result<Json, Error> {
    of_kind(call, &call.value(at))
}

/// The value as the operand's kind; another one is not a method that there is.
fn of_kind<'js>(call: &Call<'_, 'js>, value: &Value<'js>) -> Result<Json, Error> {
    if call.own::<Operand>()?.text {
        if value.is_null() || value.is_undefined() {
            return Err(call.no_such_method());
        }
        return crate::script::value::text(call.ctx, value).map(Json::from);
    }
    let json = crate::script::value::to_json(call.ctx, value, &super::class::Outside)?.unwrap_or(Json::Null);
    let number = json.as_str().and_then(|text| text.trim().parse::<f64>().ok()).map_or(json, Json::from);
    if number.is_number() { Ok(number) } else { Err(call.no_such_method()) }
}

fn condition<'js>(call: &Call<'_, 'js>, test: Test) -> Result<Value<'js>, Error> {
    call.object(&CONDITION, Condition::Field(call.own::<Operand>()?.field.clone(), test))
}

pub(super) static CONDITION: Class = Class {
    name: "SparkDataCondition",
    members: &[
        member("and", &[1], |call| {
            let (one, other) = both(call)?;
            call.object(&CONDITION, Condition::And(one, other))
        }),
        member("or", &[1], |call| {
            let (one, other) = both(call)?;
            call.object(&CONDITION, Condition::Or(one, other))
        }),
        member("negate", &[0], |call| {
            call.object(&CONDITION, Condition::Not(Box::new(call.own::<Condition>()?.clone())))
        }),
    ],
    absent: &[],
};

fn both(call: &Call<'_, '_>) -> Result<(Box<Condition>, Box<Condition>), Error> {
    let other = condition_of(&call.value(0)).ok_or_else(|| call.no_such_method())?;
    Ok((Box::new(call.own::<Condition>()?.clone()), Box::new(other)))
}

/// The condition that a value is.
pub(super) fn condition_of(value: &Value<'_>) -> Option<Condition> {
    look(value, |_, condition: &Condition| condition.clone())
}

pub(super) static SORT: Class = Class {
    name: "SparkDataSortOrder",
    members: &[member("add", &[2], |call| {
        let mut sort = call.own::<Sort>()?.clone();
        sort.push((call.name(0)?, call.truth(1)));
        call.object(&SORT, sort)
    })],
    absent: &[],
};

fn query<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let kind = call.name(0)?;
    let condition = match call.value(1) {
        value if value.is_null() || value.is_undefined() => None,
        value => Some(condition_of(&value).ok_or_else(|| call.no_such_method())?),
    };
    // Of two further arguments the one that is a sort order is one.
    let sort = [2, 3].into_iter().find_map(|at| look(&call.value(at), |_, sort: &Sort| sort.clone()));
    let sort = sort.unwrap_or_default();
    if let Some(error) = refused(call.run.game(), &kind, condition.as_ref(), &sort) {
        return data_result::give_query(call, kind, Vec::new(), Some(error));
    }
    let now = call.run.occasion.world.clock().now().as_millisecond();
    let found = call.run.game().lock().data.items.query(&kind, condition.as_ref(), &sort, now);
    data_result::give_query(call, kind, found, None)
}

/// What is wrong with a query, if the type says its indexes.
fn refused(game: &Game, kind: &str, condition: Option<&Condition>, sort: &Sort) -> Option<String> {
    let indexes = &game.data_types.get(kind)?.indexes;
    if indexes.is_empty() {
        return None;
    }
    for (field, text) in condition.iter().flat_map(|condition| condition.fields()) {
        match indexes.get(field) {
            None => return Some(format!("{kind} has no index on {field}")),
            Some(index) if index.is_text() != text => {
                return Some(format!("the index on {field} of {kind} is of another kind than the query"));
            }
            Some(_) => {}
        }
    }
    let unsorted = sort.iter().find(|(field, _)| !indexes.contains_key(field));
    unsorted.map(|(field, _)| format!("{kind} has no index on {field}"))
}
