//! What scripts write into collections. What the database refuses is false, and `getLastError()` says why.

use rquickjs::{Error, Object, Value};
use serde_json::json;

use super::class::Call;
use super::collection::{Handle, Place, null_pointer, order, projection, query};
use super::values;
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::platforms::gamesparks::data::bson::{Bson, Document, Key, ObjectId};
use crate::platforms::gamesparks::data::mongo::aggregate::Documents;
use crate::platforms::gamesparks::data::mongo::collection::Written;
use crate::platforms::gamesparks::data::mongo::{Collection, Filter, Problem, Update};
use crate::platforms::gamesparks::state::Stage;
use crate::platforms::gamesparks::state::settings::{MetaCollections, RuntimeCollections};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "write.true",
        "a write gives true if it went well, and false if not",
        "API page, and that of Spark.save",
    ),
    observed(
        "write.insert",
        "insert() throws com.mongodb.CommandFailureException, insert(null) is false",
        "functional tests that ran on the platform",
    ),
    observed(
        "write.null",
        "save(null) throws java.lang.IllegalArgumentException: can't be null, remove(null) java.lang.NullPointerException: null",
        "functional tests that ran on the platform",
    ),
    documented(
        "write.twice",
        "an insert with an _id that is there fails, save replaces the document",
        "SparkMongoCollectionReadWrite API page",
    ),
    documented(
        "write.apply-changes",
        "applyChanges sets and unsets what makes the stored document equal the new one; without an existing one it inserts",
        "SparkMongoCollectionReadWrite API page",
    ),
    inferred(
        "write.keys",
        "a name with a dot in it cannot be stored: java.lang.IllegalArgumentException, as MongoDB's driver threw it",
        "the platform used MongoDB's Java driver of version 2",
    ),
    chosen(
        "write.told",
        "a write that is refused is an event in the journal, with the database's reason",
        "false alone tells a developer nothing",
    ),
    observed("write.meta", "meta collections can be written to", "official tutorials, and a game on the preview stage"),
    chosen(
        "write.meta-live",
        "the setting meta-collections: read-only-when-live refuses that on the live stage",
        "the documents call them read-only at run time",
    ),
    chosen("write.system", "a write to a system collection throws", "the documents forbid it: the platform has caches"),
    documented(
        "write.database-size",
        "a game's documents have a limit, MONGODB_MAX_DATABASE_MB_…",
        "System Limits page",
    ),
    chosen("write.database-size-limit", "it is 256 MiB unless set", "no source gives the number"),
];

/// What a write needs besides the documents.
struct Writer<'a, 'c, 'js> {
    call: &'a Call<'c, 'js>,
    handle: &'a Handle,
}

impl<'a, 'c, 'js> Writer<'a, 'c, 'js> {
    /// For the collection that the member was called on, if it can be written to.
    fn new(call: &'a Call<'c, 'js>) -> Result<Self, Error> {
        let handle = call.own::<Handle>()?;
        let settings = &call.run.game().settings;
        let is_live = call.run.game().stage == Stage::Live;
        let refused = match handle.place {
            Place::System => "system collections cannot be written to by scripts",
            Place::Meta if is_live && settings.meta_collections == MetaCollections::ReadOnlyWhenLive => {
                "meta collections are read-only on the live stage"
            }
            Place::Runtime if settings.runtime_collections == RuntimeCollections::Refused => {
                "this game cannot have runtime collections; use the Game Data Service"
            }
            _ => return Ok(Self { call, handle }),
        };
        Err(call.throw(&format!("{refused}: {}", handle.name)))
    }

    fn now(&self) -> jiff::Timestamp {
        self.call.run.occasion.world.clock().now()
    }

    /// Writes, and takes note of how it went.
    fn write<T>(
        &self,
        what: &str,
        write: impl FnOnce(&mut Collection, &mut dyn FnMut() -> ObjectId) -> Result<T, Problem>,
        told: impl FnOnce(&T) -> Written,
    ) -> Result<T, Problem> {
        let (run, game, now) = (self.call.run, self.call.run.game(), self.now());
        let written = {
            let mut store = game.lock();
            let most = game.settings.database_limit_mib.0;
            let bytes = most.map_or(usize::MAX, |mib| (mib as usize).saturating_mul(1024 * 1024));
            // What is taken out makes room again.
            if what != "remove" && store.data.collections.bytes() > bytes {
                let stage = if game.stage == Stage::Live { "LIVE" } else { "PREVIEW" };
                let most = most.unwrap_or_default();
                let message =
                    format!("MONGODB_MAX_DATABASE_MB_{stage}: the game's documents take more than {most} MiB");
                Err(Problem::bad(message))
            } else {
                store
                    .data
                    .collections
                    .make(&self.handle.name)
                    .and_then(|collection| write(collection, &mut || game.next_id(now)))
            }
        };
        let last = match &written {
            Ok(done) => last_error(&told(done)),
            Err(problem) => {
                run.event(
                    "collection-refused",
                    json!({
                        "script": run.occasion.script, "collection": &*self.handle.name, "call": what,
                        "code": problem.code, "reason": problem.message,
                    }),
                );
                failed(problem)
            }
        };
        run.mongo.last.replace(last);
        written
    }

    fn give<T>(&self, written: &Result<T, Problem>) -> Result<Value<'js>, Error> {
        self.call.give(written.is_ok())
    }
}

fn last_error(written: &Written) -> Document {
    let mut last = Document::from([
        ("n".to_owned(), Bson::from(written.count)),
        ("err".to_owned(), Bson::Null),
        ("ok".to_owned(), Bson::Double(1.0)),
        ("updatedExisting".to_owned(), Bson::Bool(written.existing)),
    ]);
    last.extend(written.upserted.clone().map(|id| ("upserted".to_owned(), id)));
    last
}

fn failed(problem: &Problem) -> Document {
    Document::from([
        ("n".to_owned(), Bson::Int(0)),
        ("err".to_owned(), Bson::from(problem.message.as_str())),
        ("code".to_owned(), Bson::Int(problem.code)),
        ("ok".to_owned(), Bson::Double(1.0)),
    ])
}

/// What the driver refuses before the database sees it.
fn check_names(call: &Call<'_, '_>, document: &Document) -> Result<(), Error> {
    for (name, value) in document {
        let wrong = if name.contains('.') {
            format!("Document field names can't have a . in them. (Bad Key: '{name}')")
        } else if name.starts_with('$') && !matches!(name.as_str(), "$ref" | "$id" | "$db") {
            format!("Document field names can't start with '$' (Bad Key: '{name}')")
        } else {
            inner(value).try_for_each(|document| check_names(call, document))?;
            continue;
        };
        return Err(call.throw(&format!("java.lang.IllegalArgumentException: {wrong}")));
    }
    Ok(())
}

/// The documents directly within a value.
fn inner(value: &Bson) -> Box<dyn Iterator<Item = &Document> + '_> {
    match value {
        Bson::Document(document) => Box::new(std::iter::once(document)),
        Bson::Array(items) => Box::new(items.iter().flat_map(inner)),
        _ => Box::new(std::iter::empty()),
    }
}

/// Puts an id into the document, and into the object that the script has.
fn with_id<'js>(
    call: &Call<'_, 'js>,
    document: &mut Document,
    object: Option<&Object<'js>>,
    now: jiff::Timestamp,
) -> Result<(), Error> {
    if document.get("_id").is_some_and(|id| !id.is_null()) {
        return Ok(());
    }
    let id = Bson::Id(call.run.game().next_id(now));
    if let Some(object) = object {
        object.set("_id", values::to_js(call.ctx, &id, false)?)?;
    }
    document.shift_insert(0, "_id".to_owned(), id);
    Ok(())
}

pub(super) fn insert<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let writer = Writer::new(call)?;
    let given = call.rest(0)?;
    if given.is_empty() {
        return Err(call.throw(
            "com.mongodb.CommandFailureException: Write batch sizes must be between 1 and 1000. Got 0 operations.",
        ));
    }
    let mut documents = Vec::with_capacity(given.len());
    for value in &given {
        let Some(Bson::Document(mut document)) = values::to_bson(call.ctx, value)? else {
            return call.give(false);
        };
        check_names(call, &document)?;
        with_id(call, &mut document, value.as_object(), writer.now())?;
        documents.push(document);
    }
    let count = documents.len();
    let written = writer.write(
        "insert",
        |collection, _| documents.into_iter().try_for_each(|document| collection.insert(document)),
        |()| Written { count, ..Written::default() },
    );
    writer.give(&written)
}

pub(super) fn save<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let writer = Writer::new(call)?;
    let Some(mut document) = call.document_or_null(0)? else {
        return Err(call.throw("java.lang.IllegalArgumentException: can't be null"));
    };
    check_names(call, &document)?;
    with_id(call, &mut document, call.value(0).as_object(), writer.now())?;
    let written = writer.write("save", |collection, _| collection.save(document), Clone::clone);
    writer.give(&written)
}

pub(super) fn remove<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let writer = Writer::new(call)?;
    if call.is_null(0) {
        return Err(null_pointer(call));
    }
    let filter = asked(call, 0)?;
    let count = |count: &usize| Written { count: *count, ..Written::default() };
    let written = writer.write("remove", |collection, _| Ok(collection.remove(&filter)), count);
    writer.give(&written)
}

/// The filter that an argument says, with what it asks JavaScript answered.
fn asked(call: &Call<'_, '_>, at: usize) -> Result<Filter, Error> {
    let mut filter = query(call, at)?;
    if filter.asks() {
        let documents = call.own::<Handle>()?.candidates(call.run, &filter, usize::MAX);
        values::ask_where(call.ctx, &mut filter, &documents)?;
    }
    Ok(filter)
}

pub(super) fn update<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    change(call, call.truth(2), call.truth(3))
}

pub(super) fn update_multi<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    change(call, false, true)
}

fn change<'js>(call: &Call<'_, 'js>, upsert: bool, multi: bool) -> Result<Value<'js>, Error> {
    let writer = Writer::new(call)?;
    let filter = asked(call, 0)?;
    let Some(update) = call.document_or_null(1)? else { return Err(null_pointer(call)) };
    let now = writer.now();
    let written = writer.write(
        "update",
        |collection, id| {
            let update = Update::parse(&update)?;
            collection.update(&filter, &update, upsert, multi, now, id)
        },
        Clone::clone,
    );
    writer.give(&written)
}

pub(super) fn find_and_modify<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    // query, update · query, sort, update · query, fields, sort, remove, update, returnNew, upsert
    match call.count() {
        2 => modify(call, &Modify { update: Some(1), ..Modify::default() }),
        3 => modify(call, &Modify { sort: Some(1), update: Some(2), ..Modify::default() }),
        _ => {
            let removes = call.truth(3);
            let update = if removes { None } else { Some(4) };
            let (new, upsert) = (call.truth(5) && !removes, call.truth(6));
            modify(call, &Modify { fields: Some(1), sort: Some(2), update, new, upsert })
        }
    }
}

pub(super) fn find_and_remove<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    modify(call, &Modify::default())
}

/// Which arguments say what.
#[derive(Default)]
struct Modify {
    fields: Option<usize>,
    sort: Option<usize>,
    /// None takes the document out.
    update: Option<usize>,
    new: bool,
    upsert: bool,
}

fn modify<'js>(call: &Call<'_, 'js>, how: &Modify) -> Result<Value<'js>, Error> {
    /// Further away than any argument: what is not there is null.
    const NONE: usize = usize::MAX;
    let writer = Writer::new(call)?;
    let filter = asked(call, 0)?;
    let fields = projection(call, how.fields.unwrap_or(NONE))?;
    let sort = order(call, how.sort.unwrap_or(NONE))?;
    let update = how.update.map(|at| call.document(at)).transpose()?;
    let now = writer.now();
    let modified = writer.write(
        "findAndModify",
        |collection, id| {
            let update = update.as_ref().map(Update::parse).transpose()?;
            collection.find_and_modify(&filter, &sort, update.as_ref(), how.upsert, now, id)
        },
        |modified| Written {
            count: usize::from(modified.before.is_some() || modified.after.is_some()),
            existing: modified.before.is_some(),
            upserted: None,
        },
    );
    let modified =
        modified.map_err(|problem| call.throw(&format!("com.mongodb.CommandFailureException: {problem}")))?;
    match if how.new { modified.after } else { modified.before } {
        Some(document) => {
            values::document_to_js(call.ctx, &fields.apply(&document, &filter), call.run.mongo.dates.get())
        }
        None => call.null(),
    }
}

pub(super) fn apply_changes<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let writer = Writer::new(call)?;
    let now = writer.now();
    let Some(mut wanted) = call.document_or_null(1)? else { return Err(null_pointer(call)) };
    check_names(call, &wanted)?;
    let Some(existing) = call.document_or_null(0)? else {
        with_id(call, &mut wanted, call.value(1).as_object(), now)?;
        let told = |(): &()| Written { count: 1, ..Written::default() };
        let written = writer.write("applyChanges", |collection, _| collection.insert(wanted), told);
        return writer.give(&written);
    };
    let Some(id) = existing.get("_id").filter(|id| !id.is_null()).cloned() else {
        let missing = Problem::bad("the existing document has no _id");
        let written = writer.write("applyChanges", |_, _| Err::<Written, _>(missing), Clone::clone);
        return writer.give(&written);
    };
    let sets: Document = wanted
        .iter()
        .filter(|(name, value)| *name != "_id" && existing.get(*name) != Some(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let gone = existing.keys().filter(|name| *name != "_id" && !wanted.contains_key(*name));
    let unsets: Document = gone.map(|name| (name.clone(), Bson::Int(1))).collect();
    let steps = [("$set", sets), ("$unset", unsets)].into_iter().filter(|(_, fields)| !fields.is_empty());
    let update: Document = steps.map(|(name, fields)| (name.to_owned(), Bson::Document(fields))).collect();
    if update.is_empty() {
        return call.give(true);
    }
    let filter = Filter::Ids([Key(id)].into());
    let written = writer.write(
        "applyChanges",
        |collection, id| collection.update(&filter, &Update::parse(&update)?, false, false, now, id),
        Clone::clone,
    );
    writer.give(&written)
}

pub(super) fn drop_collection<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let writer = Writer::new(call)?;
    call.run.game().lock().data.collections.drop(&writer.handle.name);
    call.nothing()
}

/// Puts what a pipeline gave into the collection `target`, in the place of what was there.
pub(super) fn put_out(call: &Call<'_, '_>, target: &str, documents: &Documents) -> Result<(), Error> {
    let writer = Writer::new(call)?;
    let now = writer.now();
    let handle = Handle { place: writer.handle.place, name: target.into() };
    let writer = Writer { call, handle: &handle };
    let count = documents.len();
    let written = writer.write(
        "aggregate",
        |collection, id| {
            collection.remove(&Filter::all());
            for document in documents {
                let mut document = (**document).clone();
                if !document.contains_key("_id") {
                    document.shift_insert(0, "_id".to_owned(), Bson::Id(id()));
                }
                collection.insert(document)?;
            }
            Ok(())
        },
        |()| Written { count, ..Written::default() },
    );
    let _ = now;
    written.map_err(|problem| call.throw(&format!("com.mongodb.CommandFailureException: {problem}")))
}
