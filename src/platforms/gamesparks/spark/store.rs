//! `Spark.save`, `Spark.remove`, `Spark.find` and `Spark.findPlayers`: collections by name, as scripts of the first years used
//! them.

use rquickjs::{Error, Value};

use super::class::Call;
use super::collection::{self, Handle, Place, projection, query};
use super::values;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::gamesparks::data::mongo::{Filter, Projection};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "store.by-name",
        "Spark.save(collection, document), Spark.remove(collection, query) and Spark.find(collection, query, fields) work on runtime collections",
        "Spark API page of 2016",
    ),
    chosen(
        "store.find",
        "Spark.find gives the document if there is one, else an array",
        "the page: a single document or a list",
    ),
    documented(
        "store.players",
        "Spark.findPlayers(query, fields, limit) gives documents of players",
        "Dynamic Forms tutorial",
    ),
];

/// The runtime collection that the first argument names, as an object of its own.
fn runtime<'js>(call: &Call<'_, 'js>) -> Result<rquickjs::Object<'js>, Error> {
    collection::give(call, Place::Runtime)?.into_object().ok_or(Error::Unknown)
}

/// Calls a member of the collection with the second argument.
fn forward<'js>(call: &Call<'_, 'js>, member: &str) -> Result<Value<'js>, Error> {
    let collection = runtime(call)?;
    let function: rquickjs::Function<'js> = collection.get(member)?;
    function.call((rquickjs::function::This(collection), call.value(1)))
}

pub(super) fn save<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    forward(call, "save")
}

pub(super) fn remove<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    forward(call, "remove")
}

pub(super) fn find<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let handle = Handle { place: Place::Runtime, name: format!("script.{}", call.name(0)?).into() };
    let found = found(call, &handle, query(call, 1)?, &projection(call, 2)?, usize::MAX)?;
    match &found[..] {
        [only] => values::document_to_js(call.ctx, only, call.run.mongo.dates.get()),
        several => values::documents_to_js(call.ctx, several, call.run.mongo.dates.get()),
    }
}

pub(super) fn find_players<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let handle = Handle { place: Place::System, name: "player".into() };
    let most = call.number(2)?.filter(|most| *most > 0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and more than all is all")]
    let most = most.map_or(usize::MAX, |most| most as usize);
    let found = found(call, &handle, query(call, 0)?, &projection(call, 1)?, most)?;
    values::documents_to_js(call.ctx, &found, call.run.mongo.dates.get())
}

fn found(
    call: &Call<'_, '_>,
    handle: &Handle,
    mut filter: Filter,
    fields: &Projection,
    most: usize,
) -> Result<Vec<std::sync::Arc<crate::platforms::gamesparks::data::bson::Document>>, Error> {
    let found = handle.matching(call.ctx, call.run, &mut filter)?;
    Ok(found.iter().take(most).map(|document| std::sync::Arc::new(fields.apply(document, &filter))).collect())
}
