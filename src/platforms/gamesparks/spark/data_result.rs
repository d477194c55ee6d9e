//! What the Game Data Service gives: results with an error text or with what was asked for, and the cursor of a query.

use std::cell::RefCell;
use std::rc::Rc;

use rquickjs::{Error, Value};

use super::class::{Call, Class, member};
use super::data_item::{self, State};
use crate::platforms::fidelity::{Row, documented, inferred};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    inferred("items.error", "error() is null if all went well, else a text", "games test whether it is there"),
    inferred(
        "items.same",
        "document() gives the same item each time",
        "games change its data through one and persist another",
    ),
    documented("items.cursor", "cursor() of a query has hasNext and next", "SparkDataCursor API page"),
];

pub(super) static GET: Class = Class {
    name: "SparkDataGetResult",
    members: &[
        member("document", &[0], |call| match call.own::<Option<Rc<State>>>()? {
            Some(state) => data_item::give(call, Rc::clone(state)),
            None => call.null(),
        }),
        member("error", &[0], |call| call.null()),
    ],
    absent: &[],
};

/// Gives the result of a search by id.
pub(super) fn give_document<'js>(call: &Call<'_, 'js>, state: Option<Rc<State>>) -> Result<Value<'js>, Error> {
    call.object(&GET, state)
}

/// What a query found.
struct Found {
    kind: String,
    rows: Rc<RefCell<std::vec::IntoIter<String>>>,
    error: Option<String>,
}

pub(super) static QUERY: Class = Class {
    name: "SparkDataQueryResult",
    members: &[
        member("cursor", &[0], |call| {
            let Found { kind, rows, .. } = call.own()?;
            call.object(&CURSOR, (kind.clone(), Rc::clone(rows)))
        }),
        member("error", &[0], |call| give_error(call, call.own::<Found>()?.error.as_deref())),
    ],
    absent: &[],
};

/// Gives the result of a query: the ids of what it found.
pub(super) fn give_query<'js>(
    call: &Call<'_, 'js>,
    kind: String,
    rows: Vec<String>,
    error: Option<String>,
) -> Result<Value<'js>, Error> {
    call.object(&QUERY, Found { kind, rows: Rc::new(RefCell::new(rows.into_iter())), error })
}

type Rows = (String, Rc<RefCell<std::vec::IntoIter<String>>>);

pub(super) static CURSOR: Class = Class {
    name: "SparkDataCursor",
    members: &[
        member("hasNext", &[0], |call| call.give(call.own::<Rows>()?.1.borrow().len() > 0)),
        member("next", &[0], |call| {
            let (kind, rows) = call.own::<Rows>()?;
            let now = call.run.occasion.world.clock().now().as_millisecond();
            let next = rows.borrow_mut().next();
            let id = next.ok_or_else(|| call.throw("java.util.NoSuchElementException: null"))?;
            // What was deleted since the query is there all the same, as it was empty.
            let stored = call.run.game().lock().data.items.get(kind, &id, now).cloned();
            data_item::give(call, Rc::new(State::new(call, kind.clone(), id, stored)?))
        }),
    ],
    absent: &[],
};

pub(super) static RESULT: Class = Class {
    name: "SparkDataResult",
    members: &[member("error", &[0], |call| give_error(call, call.own::<Option<String>>()?.as_deref()))],
    absent: &[],
};

/// Gives the result of a write.
pub(super) fn give<'js>(call: &Call<'_, 'js>, error: Option<String>) -> Result<Value<'js>, Error> {
    call.object(&RESULT, error)
}

fn give_error<'js>(call: &Call<'_, 'js>, error: Option<&str>) -> Result<Value<'js>, Error> {
    match error {
        Some(error) => call.give(error),
        None => call.null(),
    }
}
