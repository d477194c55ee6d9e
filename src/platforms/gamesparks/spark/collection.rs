//! Collections of documents, from `Spark.metaCollection(name)`, `Spark.runtimeCollection(name)` and
//! `Spark.systemCollection(name)`: one class with the members of `SparkMongoCollectionReadWrite`.

use std::cell::RefCell;
use std::sync::Arc;

use rquickjs::{Ctx, Error, Exception, Value};

use super::class::{Call, Class, member, variadic};
use super::cursor::{self, Cursor};
use super::{Run, values, write};
use crate::platforms::fidelity::{Row, absent, chosen, documented, inferred, observed};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key};
use crate::platforms::gamesparks::data::mongo::aggregate::{Documents, Pipeline, Source};
use crate::platforms::gamesparks::data::mongo::collection::is_same;
use crate::platforms::gamesparks::data::mongo::path::Path;
use crate::platforms::gamesparks::data::mongo::{Filter, Problem, Projection, Sort, filter};
use crate::platforms::gamesparks::data::system;

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "collection.read",
        "count, distinct, find, findOne, aggregate, getIndexInfo, ensureIndex, dropIndex, dropIndexByName, getLastError",
        "SparkMongoCollectionReadOnly API page",
    ),
    documented(
        "collection.write",
        "insert, save, remove, update, updateMulti, findAndModify, findAndRemove, applyChanges, drop",
        "SparkMongoCollectionReadWrite API page",
    ),
    documented(
        "collection.names",
        "meta collections are stored as meta.NAME, runtime collections as script.NAME",
        "NoSQL Explorer page",
    ),
    documented(
        "collection.empty",
        "a collection that nobody wrote to is empty; it is made by the first write",
        "Basic NoSQL page",
    ),
    observed(
        "collection.null-query",
        "a query that is null or {} means every document; findOne without a hit is null, distinct(null) is []",
        "functional tests that ran on the platform",
    ),
    documented(
        "collection.operators",
        "queries, updates and aggregation are those of MongoDB as its manual describes them for 2.6 to 3.4",
        "Basic NoSQL page: the operators are MongoDB's own",
    ),
    absent(
        "collection.stages",
        "the stages $indexStats and $collStats, and the granularity of $bucketAuto",
        "the former tell of a server that is not there; no script that is known uses any of them",
    ),
    documented(
        "collection.ids",
        "a document without _id gets an ObjectID; scripts see ids as objects with $oid, and may write them so at any depth",
        "Basic NoSQL page",
    ),
    documented(
        "collection.id-in-memory",
        "insert and save put the _id into the object that they were given",
        "Basic NoSQL page",
    ),
    documented(
        "collection.dates",
        "a date of a document is milliseconds to a script unless setMaintainDbDates(true) was called; a Date is stored as one",
        "Basic NoSQL page",
    ),
    documented("collection.long", "whole numbers of 64 bits are plain numbers to a script", "Basic NoSQL page"),
    chosen(
        "collection.extended",
        "{$date: …} and {$numberLong: …} in what a script writes are dates and whole numbers",
        "explorer and administration show them so; unproven for scripts",
    ),
    chosen(
        "collection.regexp",
        "a regular expression of JavaScript in a query is one of the database",
        "the platform's converter probably did so",
    ),
    chosen("collection.where", "$where is evaluated by the script's own engine", "nothing else runs JavaScript"),
    chosen(
        "collection.query-error",
        "a query that makes no sense throws com.mongodb.MongoException: MESSAGE, with the database's message",
        "the platform used MongoDB's Java driver of version 2",
    ),
    observed(
        "collection.findandmodify",
        "findAndModify gives the document as it was unless returnNew is set, and replaces it if there are no operators",
        "functional tests that ran on the platform",
    ),
    observed("collection.id-index", "there is always an index on _id", "functional tests that ran on the platform"),
    inferred(
        "collection.aggregate",
        "stages are separate arguments, or one array; aggregate(null) throws java.lang.NullPointerException: null",
        "API page, and functional tests",
    ),
    chosen(
        "collection.ttl",
        "expireAfterSeconds and the other options of an index are kept and shown, and expire nothing",
        "not among the documented options",
    ),
];

/// Which of the platform's groups a collection is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `meta.NAME`
    Meta,
    /// `script.NAME`
    Runtime,
    /// `NAME`
    System,
}

/// A collection in a script's hands.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    pub(super) place: Place,
    /// The name under which it is stored.
    pub(super) name: Arc<str>,
}

/// What a run knows of its own writes, and how it wants to see documents.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// Whether dates are dates to the script.
    pub(super) dates: std::cell::Cell<bool>,
    /// How the last operation went.
    pub(super) last: RefCell<Document>,
}

/// The class.
pub(super) static CLASS: Class = Class {
    name: "SparkMongoCollection",
    members: &[
        member("count", &[0, 1], |call| {
            let found = matching(call, 0)?;
            call.give(u32::try_from(found.len()).unwrap_or(u32::MAX))
        }),
        member("distinct", &[1, 2], distinct),
        member("find", &[0, 1, 2], find),
        member("findOne", &[0, 1, 2, 3], find_one),
        variadic("aggregate", 1, aggregate),
        member("ensureIndex", &[1, 2], |call| {
            let (keys, options) = (call.document(0)?, call.document(1)?);
            index(call, |collection| collection.ensure_index(&keys, &options))
        }),
        member("dropIndex", &[1], |call| {
            let keys = call.document(0)?;
            index(call, |collection| collection.drop_index(|index| is_same(index.keys(), &keys)))
        }),
        member("dropIndexByName", &[1], |call| {
            let name = call.name(0)?;
            index(call, |collection| collection.drop_index(|index| index.name() == name))
        }),
        member("getIndexInfo", &[0], index_info),
        member("getLastError", &[0], |call| {
            let last = call.run.mongo.last.borrow().clone();
            values::document_to_js(call.ctx, &last, false)
        }),
        variadic("insert", 0, write::insert),
        member("save", &[1], write::save),
        member("remove", &[1], write::remove),
        member("update", &[2, 4], write::update),
        member("updateMulti", &[2], write::update_multi),
        member("findAndModify", &[2, 3, 7], write::find_and_modify),
        member("findAndRemove", &[1], write::find_and_remove),
        member("applyChanges", &[2], write::apply_changes),
        member("drop", &[0], write::drop_collection),
    ],
    absent: &[],
};

/// A new object for the collection `name`.
pub(super) fn give<'js>(call: &Call<'_, 'js>, place: Place) -> Result<Value<'js>, Error> {
    let name = call.name(0)?;
    let name = match place {
        Place::Meta => format!("meta.{name}"),
        Place::Runtime => format!("script.{name}"),
        Place::System => name,
    };
    call.object(&CLASS, Handle { place, name: name.into() })
}

/// What a script that catches it reads of a query that the database refuses.
pub(super) fn refuse(ctx: &Ctx<'_>, problem: &Problem) -> Error {
    Exception::throw_internal(ctx, &format!("com.mongodb.MongoException: {problem}"))
}

/// What Java throws when it was given null and needs something.
pub(super) fn null_pointer(call: &Call<'_, '_>) -> Error {
    call.throw("java.lang.NullPointerException: null")
}

impl Handle {
    /// Documents of which each that matches `filter` is one; at most `most` if every document matches.
    pub(super) fn candidates(&self, run: &Run, filter: &Filter, most: usize) -> Documents {
        let game = run.game();
        if self.place == Place::System
            && let Some(view) = system::view(game, &self.name, filter)
        {
            return view;
        }
        let store = game.lock();
        store.data.collections.get(&self.name).map_or_else(Vec::new, |collection| collection.candidates(filter, most))
    }

    /// The documents that match, in the order in which they came, or from near to far if the query says so.
    pub(super) fn matching(&self, ctx: &Ctx<'_>, run: &Run, filter: &mut Filter) -> Result<Documents, Error> {
        let mut found = self.candidates(run, filter, usize::MAX);
        if filter.asks() {
            values::ask_where(ctx, filter, &found)?;
        }
        if !filter.is_all() {
            found.retain(|document| filter.matches(document));
        }
        if let Some((path, near)) = filter.near() {
            let far = |document: &Arc<Document>| path.get(document).and_then(|place| near.distance(place));
            found.sort_by(|one, other| far(one).unwrap_or_default().total_cmp(&far(other).unwrap_or_default()));
        }
        Ok(found)
    }
}

/// The filter that an argument says.
pub(super) fn query(call: &Call<'_, '_>, at: usize) -> Result<Filter, Error> {
    filter::parse(&call.document(at)?).map_err(|problem| refuse(call.ctx, &problem))
}

/// The projection that an argument says.
pub(super) fn projection(call: &Call<'_, '_>, at: usize) -> Result<Projection, Error> {
    Projection::parse(&call.document(at)?).map_err(|problem| refuse(call.ctx, &problem))
}

/// The order that an argument says.
pub(super) fn order(call: &Call<'_, '_>, at: usize) -> Result<Sort, Error> {
    Sort::parse(&call.document(at)?).map_err(|problem| refuse(call.ctx, &problem))
}

fn matching(call: &Call<'_, '_>, at: usize) -> Result<Documents, Error> {
    let handle = call.own::<Handle>()?;
    handle.matching(call.ctx, call.run, &mut query(call, at)?)
}

fn distinct<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let mut different = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    if let Some(path) = call.text(0)? {
        let path = Path::new(&path);
        for document in matching(call, 1)? {
            path.any(&document, &mut |value| {
                let items = match value {
                    Some(Bson::Array(items)) => &items[..],
                    Some(value) => std::slice::from_ref(value),
                    None => &[],
                };
                found.extend(items.iter().filter(|item| different.insert(Key((*item).clone()))).cloned());
                false
            });
        }
    }
    values::to_js(call.ctx, &Bson::Array(found), call.run.mongo.dates.get())
}

fn find<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let handle = call.own::<Handle>()?.clone();
    call.object(&cursor::CLASS, Cursor::new(handle, query(call, 0)?, projection(call, 1)?))
}

fn find_one<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let handle = call.own::<Handle>()?;
    let (mut filter, fields, order) = (query(call, 0)?, projection(call, 1)?, order(call, 2)?);
    let first = if filter.is_all() && order.is_nothing() {
        handle.candidates(call.run, &filter, 1)
    } else {
        let mut found = handle.matching(call.ctx, call.run, &mut filter)?;
        order.sort(&mut found, |document| document);
        found
    };
    match first.first() {
        Some(document) => {
            values::document_to_js(call.ctx, &fields.apply(document, &filter), call.run.mongo.dates.get())
        }
        None => call.null(),
    }
}

/// What a pipeline finds outside of itself: the game's other collections, by the names under which they are stored.
struct Outer<'a>(&'a Run);

impl Source for Outer<'_> {
    fn documents(&self, collection: &str) -> Documents {
        let handle = Handle { place: Place::System, name: collection.into() };
        handle.candidates(self.0, &Filter::all(), usize::MAX)
    }

    fn below(&self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        usize::try_from(self.0.occasion.world.rng().below(limit)).unwrap_or_default()
    }
}

fn aggregate<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    if call.count() == 1 && call.is_null(0) {
        return Err(null_pointer(call));
    }
    let mut stages = Vec::new();
    for at in 0..call.count() {
        match call.bson(at)? {
            Bson::Array(more) => stages.extend(more),
            Bson::Null => {}
            stage => stages.push(stage),
        }
    }
    let thrown = |problem: Problem| call.throw(&format!("com.mongodb.CommandFailureException: {problem}"));
    let pipeline = Pipeline::parse(&stages).map_err(thrown)?;
    let all = Filter::all();
    let handle = call.own::<Handle>()?;
    let documents = handle.candidates(call.run, pipeline.first_filter().unwrap_or(&all), usize::MAX);
    let made = pipeline.run(documents, &Outer(call.run)).map_err(thrown)?;
    if let Some(target) = pipeline.out() {
        write::put_out(call, target, &made)?;
        return values::documents_to_js(call.ctx, &[], false);
    }
    values::documents_to_js(call.ctx, &made, call.run.mongo.dates.get())
}

fn index<'js>(
    call: &Call<'_, 'js>,
    change: impl FnOnce(&mut crate::platforms::gamesparks::data::mongo::Collection) -> Result<(), Problem>,
) -> Result<Value<'js>, Error> {
    let handle = call.own::<Handle>()?;
    let changed = call.run.game().lock().data.collections.make(&handle.name).and_then(change);
    match changed {
        Ok(()) => call.nothing(),
        Err(problem) => Err(call.throw(&format!("com.mongodb.CommandFailureException: {problem}"))),
    }
}

fn index_info<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let handle = call.own::<Handle>()?;
    let store = call.run.game().lock();
    let infos = store.data.collections.get(&handle.name).map(|collection| {
        let infos = collection.indexes().iter().map(|index| Arc::new(index.info(collection.namespace())));
        infos.collect::<Vec<_>>()
    });
    drop(store);
    values::documents_to_js(call.ctx, &infos.unwrap_or_default(), false)
}
