//! Requests from scripts: `Spark.sendRequest`, `sendRequestAs` and `logEvent`, and the constructors of `SparkRequests`.

use std::rc::Rc;

use rquickjs::function::Opt;
use rquickjs::object::Accessor;
use rquickjs::{Ctx, Error, Exception, Function, Value};
use serde_json::Value as Json;

use super::Run;
use super::class::Call;
use crate::diag::{quoted, suggest};
use crate::platforms::fidelity::{Row, chosen, documented, inferred};
use crate::platforms::gamesparks::requests::names::NAMES;
use crate::platforms::gamesparks::requests::sending::Sending;
use crate::platforms::gamesparks::requests::{Document, text};
use crate::platforms::gamesparks::state::PlayerId;
use crate::script::host::{self, Surface};
use crate::script::value::{self, Plain, from_json};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "requests.objects",
        "new SparkRequests.NAME() is a plain object with @class in it, whose fields are set as properties; it has Send, SendAs, Execute and ExecuteAs",
        "Using the SparkRequests API, and a screenshot of the debugger",
    ),
    documented(
        "requests.player",
        "sendRequest fails without a current player for requests that need one; sendRequestAs and SendAs act as the player of that id, and fail if nobody has it",
        "Spark API page",
    ),
    inferred("requests.log-event", "logEvent gives the response like the others", "documented as void, used both ways"),
    chosen(
        "requests.set-script-data",
        "setScriptData(NAME, VALUE) of a request sets a member of its scriptData",
        "one game calls it; no document has it",
    ),
    chosen(
        "requests.as-nobody",
        "SendAs for an id that nobody has gives a response with the error playerId: INVALID",
        "the documents say only that it fails",
    ),
    chosen(
        "requests.unknown",
        "a name that the platform did not have throws an error that names it",
        "a silent undefined would be looked for in the wrong place",
    ),
];

/// `Spark.sendRequest(REQUEST)`.
pub(super) fn send<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let request = request(call.ctx, &call.value(0))?;
    give(call.ctx, call.run, request, call.run.occasion.player.clone(), false)
}

/// `Spark.sendRequestAs(REQUEST, ID)`.
pub(super) fn send_as<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let request = request(call.ctx, &call.value(0))?;
    as_player(call.ctx, call.run, request, &call.name(1)?, false)
}

/// `Spark.logEvent(KEY, ATTRIBUTES)`.
pub(super) fn log_event<'js>(call: &Call<'_, 'js>) -> Result<Value<'js>, Error> {
    let mut event = Document::new();
    event.insert("@class".to_owned(), Json::from(".LogEventRequest"));
    event.insert("eventKey".to_owned(), Json::from(call.name(0)?));
    if let Json::Object(attributes) = call.json(1)? {
        event.extend(attributes);
    }
    give(call.ctx, call.run, event, call.run.occasion.player.clone(), false)
}

/// The request that `value` describes.
fn request<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Document, Error> {
    match value::to_json(ctx, value, &Plain)? {
        Some(Json::Object(request)) if text(&request, "@class").is_some() => Ok(request),
        Some(Json::Object(_)) => Err(Exception::throw_internal(ctx, "a request needs an @class")),
        None | Some(Json::Null) => Err(Exception::throw_internal(ctx, "java.lang.NullPointerException: null")),
        Some(_) => Err(Exception::throw_internal(ctx, "a request is an object with an @class")),
    }
}

fn as_player<'js>(
    ctx: &Ctx<'js>,
    run: &Rc<Run>,
    request: Document,
    id: &str,
    with_scripts: bool,
) -> Result<Value<'js>, Error> {
    let known = id.parse().ok().filter(|id: &PlayerId| run.game().lock().players.contains_key(id));
    if known.is_none() {
        let class = text(&request, "@class").map(|class| class.trim_start_matches('.')).unwrap_or_default();
        let class = format!(".{}", crate::platforms::gamesparks::requests::names::response_to(class));
        return from_json(ctx, &serde_json::json!({ "@class": class, "error": { "playerId": "INVALID" } }));
    }
    give(ctx, run, request, known, with_scripts)
}

fn give<'js>(
    ctx: &Ctx<'js>,
    run: &Rc<Run>,
    request: Document,
    player: Option<PlayerId>,
    with_scripts: bool,
) -> Result<Value<'js>, Error> {
    let response = run.ask(ctx, Sending { request, player, with_scripts })?;
    from_json(ctx, &Json::Object(response))
}

/// Puts `SparkRequests` into the global scope. Most scripts never use it, so it is made when one does.
pub(super) fn show<'js>(ctx: &Ctx<'js>, run: &Rc<Run>) -> Result<(), Error> {
    let run = Rc::clone(run);
    let first_use = Accessor::from(move |ctx: Ctx<'js>| -> Result<Value<'js>, Error> {
        let constructors = Rc::new(Constructors { run: Rc::clone(&run) });
        let requests = host::object(&ctx, constructors)?.into_value();
        ctx.globals().prop("SparkRequests", rquickjs::object::Property::from(requests.clone()).configurable())?;
        Ok(requests)
    });
    ctx.globals().prop("SparkRequests", first_use.configurable())
}

/// `SparkRequests`: a constructor for each class of request.
struct Constructors {
    run: Rc<Run>,
}

/// What makes a constructor of requests: the class's name, and what sends one.
const MAKE: &str = r"(function (name, send) {
    function Request() { this['@class'] = '.' + name; }
    function add(name, work) { Object.defineProperty(Request.prototype, name, { value: work, writable: true, configurable: true }); }
    add('Send', function () { return send(this, false); });
    add('SendAs', function (id) { return send(this, false, id); });
    add('Execute', function () { return send(this, true); });
    add('ExecuteAs', function (id) { return send(this, true, id); });
    add('setScriptData', function (name, value) { (this.scriptData || (this.scriptData = {}))[name] = value; return this; });
    return Request;
})";

impl Surface for Constructors {
    fn get<'js>(&self, ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>, Error> {
        if !NAMES.contains(&name) {
            let help = suggest::suggestion(name, NAMES.iter().copied()).map(|help| format!("; {help}"));
            let message = format!("SparkRequests has no {}{}", quoted(name), help.unwrap_or_default());
            return Err(Exception::throw_internal(ctx, &message));
        }
        let run = Rc::clone(&self.run);
        let send = move |ctx: Ctx<'js>, object: Value<'js>, with_scripts: bool, id: Opt<Value<'js>>| {
            let request = request(&ctx, &object)?;
            match id.0 {
                None => give(&ctx, &run, request, run.occasion.player.clone(), with_scripts),
                Some(id) => as_player(&ctx, &run, request, &value::text(&ctx, &id)?, with_scripts),
            }
        };
        let make: Function<'js> = ctx.eval(MAKE)?;
        make.call((name, Function::new(ctx.clone(), send)?))
    }

    fn set<'js>(&self, _: &Ctx<'js>, _: &str, _: Value<'js>) -> Result<bool, Error> {
        Ok(false)
    }

    fn has(&self, name: &str) -> bool {
        NAMES.contains(&name)
    }

    fn names(&self) -> Vec<String> {
        NAMES.iter().map(|name| (*name).to_owned()).collect()
    }
}
