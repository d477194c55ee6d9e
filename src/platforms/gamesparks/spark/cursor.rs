//! `SparkMongoCursor`: the documents that a query found, one after the other.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rquickjs::{Ctx, Error, Value};

use super::class::{Call, Class, member};
use super::collection::{Handle, order};
use super::{Run, values};
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::gamesparks::data::bson::Document;
use crate::platforms::gamesparks::data::mongo::{Filter, Projection, Sort};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cursor.members",
        "limit, skip, sort, size, count, hasNext, next, curr; size honours limit and skip, count does not",
        "SparkMongoCursor API page",
    ),
    documented("cursor.to-array", "toArray gives every document, and does so again", "official tutorials"),
    observed(
        "cursor.order",
        "it does not matter in which order sort, skip and limit are called; limit(0) and skip(-1) mean all, limit(-1) one",
        "functional tests that ran on the platform",
    ),
    observed(
        "cursor.end",
        "next() at the end throws java.util.NoSuchElementException",
        "functional tests that ran on the platform",
    ),
    documented(
        "cursor.script-data",
        "a cursor that is given to setScriptData, also inside of an object, is an array of its documents",
        "official tutorials",
    ),
    chosen(
        "cursor.late",
        "sort, skip and limit after the first document was read throw java.lang.IllegalStateException",
        "the documents say that they must come before",
    ),
];

/// A cursor in a script's hands.
pub(super) struct Cursor {
    handle: Handle,
    fields: Projection,
    state: RefCell<State>,
}

struct State {
    filter: Filter,
    sort: Sort,
    skip: usize,
    /// As many at most; none for all.
    limit: Option<usize>,
    /// What was found, once somebody asked.
    rows: Option<Vec<Arc<Document>>>,
    next: usize,
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkMongoCursor",
    members: &[
        member("limit", &[1], |call| {
            let limit = call.whole(0)?;
            change(call, |state| {
                state.limit = usize::try_from(limit.unsigned_abs()).ok().filter(|limit| *limit > 0);
            })
        }),
        member("skip", &[1], |call| {
            let skip = call.whole(0)?;
            change(call, |state| state.skip = usize::try_from(skip).unwrap_or(0))
        }),
        member("sort", &[1], |call| {
            let sort = order(call, 0)?;
            change(call, |state| state.sort = sort)
        }),
        member("size", &[0], |call| {
            let cursor = call.own::<Cursor>()?;
            cursor.read(call.ctx, call.run)?;
            let size = cursor.state.borrow().rows.as_ref().map_or(0, Vec::len);
            call.give(u32::try_from(size).unwrap_or(u32::MAX))
        }),
        member("count", &[0], |call| {
            let cursor = call.own::<Cursor>()?;
            let mut filter = cursor.state.borrow().filter.clone();
            let found = cursor.handle.matching(call.ctx, call.run, &mut filter)?;
            call.give(u32::try_from(found.len()).unwrap_or(u32::MAX))
        }),
        member("hasNext", &[0], |call| {
            let cursor = call.own::<Cursor>()?;
            cursor.read(call.ctx, call.run)?;
            let state = cursor.state.borrow();
            call.give(state.rows.as_ref().is_some_and(|rows| state.next < rows.len()))
        }),
        member("next", &[0], |call| {
            let cursor = call.own::<Cursor>()?;
            cursor.read(call.ctx, call.run)?;
            let row = cursor.advance().ok_or_else(|| call.throw("java.util.NoSuchElementException: null"))?;
            cursor.show(call, &row)
        }),
        member("curr", &[0], |call| {
            let cursor = call.own::<Cursor>()?;
            match cursor.current() {
                Some(row) => cursor.show(call, &row),
                None => call.null(),
            }
        }),
        member("toArray", &[0], |call| call.own::<Cursor>()?.to_array(call.ctx, call.run)),
    ],
    absent: &[],
};

fn change<'js>(call: &Call<'_, 'js>, change: impl FnOnce(&mut State)) -> Result<Value<'js>, Error> {
    let mut state = call.own::<Cursor>()?.state.borrow_mut();
    if state.rows.is_some() {
        return Err(call.throw("java.lang.IllegalStateException: the cursor has been read from already"));
    }
    change(&mut state);
    call.this()
}

impl Cursor {
    /// What `filter` finds in the collection, as far as `fields` say.
    pub(super) fn new(handle: Handle, filter: Filter, fields: Projection) -> Self {
        let state = State { filter, sort: Sort::default(), skip: 0, limit: None, rows: None, next: 0 };
        Self { handle, fields, state: RefCell::new(state) }
    }

    /// Finds the documents, unless that was done.
    fn read(&self, ctx: &Ctx<'_>, run: &Run) -> Result<(), Error> {
        let (mut filter, sort, skip, limit) = {
            let state = self.state.borrow();
            if state.rows.is_some() {
                return Ok(());
            }
            (state.filter.clone(), state.sort.clone(), state.skip, state.limit)
        };
        let most = limit.map_or(usize::MAX, |limit| limit.saturating_add(skip));
        let mut rows = if filter.is_all() && sort.is_nothing() {
            self.handle.candidates(run, &filter, most)
        } else {
            // What a query asks JavaScript may use this very cursor: nothing of it is borrowed meanwhile.
            self.handle.matching(ctx, run, &mut filter)?
        };
        sort.sort(&mut rows, |document| document);
        rows.drain(..skip.min(rows.len()));
        rows.truncate(limit.unwrap_or(usize::MAX));
        let mut state = self.state.borrow_mut();
        (state.rows, state.filter) = (Some(rows), filter);
        Ok(())
    }

    fn advance(&self) -> Option<Arc<Document>> {
        let mut state = self.state.borrow_mut();
        let row = state.rows.as_ref()?.get(state.next).cloned()?;
        state.next += 1;
        Some(row)
    }

    fn current(&self) -> Option<Arc<Document>> {
        let state = self.state.borrow();
        state.rows.as_ref()?.get(state.next.checked_sub(1)?).cloned()
    }

    fn show<'js>(&self, call: &Call<'_, 'js>, row: &Document) -> Result<Value<'js>, Error> {
        let row = self.fields.apply(row, &self.state.borrow().filter);
        values::document_to_js(call.ctx, &row, call.run.mongo.dates.get())
    }

    /// All that it has, from the beginning.
    pub(super) fn to_array<'js>(&self, ctx: &Ctx<'js>, run: &Rc<Run>) -> Result<Value<'js>, Error> {
        self.read(ctx, run)?;
        let state = self.state.borrow();
        let rows = state.rows.iter().flatten().map(|row| Arc::new(self.fields.apply(row, &state.filter)));
        values::documents_to_js(ctx, &rows.collect::<Vec<_>>(), run.mongo.dates.get())
    }
}
