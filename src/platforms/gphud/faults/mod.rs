//! The faults inside GPHUD: the answers of a platform that is not well, one file for each kind. The request is read as far as
//! is needed to choose it, and nothing that it asks for happens.

mod error_text;
mod maintenance;
mod not_authorised;
mod response;
mod system_exception;
mod terminate;
mod user_exception;

use std::borrow::Cow;

use super::commands;
use super::dialect::Dialect;
use super::pipeline;
use super::reply::{Refusal, Reply};
use super::state::State;
use super::wire::{Json, Object, read};
use crate::journal::verdict::{Checks, Outcome};
use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::platforms::{Answer, Asking, Inbound};
use crate::world::World;
use crate::world::faults::{Effect, Kind};

/// The one list.
pub(super) const KINDS: &[Kind] = &[
    terminate::KIND,
    system_exception::KIND,
    user_exception::KIND,
    error_text::KIND,
    not_authorised::KIND,
    maintenance::KIND,
    response::KIND,
];

/// What the platform answers in the place of what was asked for.
trait Answers: Effect {
    fn answer(&self, dialect: &'static Dialect) -> pipeline::Answer;
}

fn replied(reply: Reply, dialect: &'static Dialect) -> pipeline::Answer {
    pipeline::Answer::Json(reply.into_json(dialect, Vec::new()))
}

fn refused(refusal: Refusal, dialect: &'static Dialect) -> pipeline::Answer {
    pipeline::Answer::Json(refusal.into_json(dialect))
}

/// What faults choose by: the command, and the developer by the name of the avatar.
pub(super) fn asked(world: &World, request: &Inbound) -> Asking {
    let body = String::from_utf8_lossy(&request.body);
    let Ok(fields) = read::object(&body) else {
        return Asking { operation: Cow::Borrowed("request"), credential: None };
    };
    let state = world.state::<State>().lock();
    let operation = pipeline::name(&fields, state.settings.dialect.dialect());
    Asking { operation, credential: credential(&fields, &state) }
}

fn credential(fields: &Object<'_>, state: &super::state::Database) -> Option<String> {
    let Some(Json::Text(key)) = fields.get("developerkey") else { return None };
    state.avatars.with_developer_key(key).map(|avatar| avatar.name.to_string())
}

/// Everything that can be asked.
pub(super) fn operations() -> Vec<String> {
    let named = commands::all().map(|command| command.name.to_ascii_lowercase());
    named.chain(["console", "request"].map(str::to_owned)).collect()
}

/// The answer to a request that one of these faults has hit; nothing if none has.
pub(super) fn answer(world: &World, request: &Inbound) -> Option<Answer> {
    let faults = &request.faults;
    let found: Option<&dyn Answers> = None
        .or_else(|| faults.find::<terminate::Terminate>().map(|fault| fault as &dyn Answers))
        .or_else(|| faults.find::<system_exception::SystemException>().map(|fault| fault as &dyn Answers))
        .or_else(|| faults.find::<user_exception::UserException>().map(|fault| fault as &dyn Answers))
        .or_else(|| faults.find::<error_text::ErrorText>().map(|fault| fault as &dyn Answers))
        .or_else(|| faults.find::<not_authorised::NotAuthorised>().map(|fault| fault as &dyn Answers))
        .or_else(|| faults.find::<maintenance::Maintenance>().map(|fault| fault as &dyn Answers))
        .or_else(|| faults.find::<response::Response>().map(|fault| fault as &dyn Answers));
    let fault = found?;
    let dialect = world.state::<State>().lock().settings.dialect.dialect();
    let mut checks = Checks::new();
    checks.fail("fault", format!("a fault answers in the place of the command: {}", fault.label()));
    let response = super::response(fault.answer(dialect), dialect);
    let operation = asked(world, request).operation;
    Some(Answer { response, operation, verdict: checks.verdict(Outcome::Refused) })
}

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "fault.terminate",
        "a terminate response may come at any time, and the program must not ask any more",
        "External Access API page, Terminate Response and List of ALL Response types",
    ),
    documented(
        "fault.user-exception",
        "a UserException of any class may come with any command",
        "External Access API page, Exception Reports",
    ),
    observed("fault.system-exception", "a SystemException tells nothing of what went wrong", "recorded exchange 14"),
    observed("fault.not-authorised", "what a developer is told whose grant was taken away", "recorded exchanges"),
    documented(
        "fault.response",
        "the types of responses that are called unlikely, as they would arrive",
        "External Access API page, List of ALL Response types",
    ),
    chosen(
        "fault.maintenance",
        "while the platform is down, a web server in front of it answers with 503 and a page of HTML",
        "nobody has recorded it; clients that expect JSON must live with it",
    ),
    chosen(
        "fault.nothing-happens",
        "a request that a fault of GPHUD has hit has no effect and no audit row",
        "the kinder half",
    ),
];
