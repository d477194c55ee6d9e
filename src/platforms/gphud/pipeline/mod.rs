//! What happens to a request, from its method to its answer: the platform's own order of checks, each of which becomes a line
//! of the verdict. Both dialects take the same way.

pub mod caller;
pub mod checks;
pub mod conduct;
pub mod console;
pub mod dispatch;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::net::IpAddr;

use http::{HeaderMap, Method};

use super::commands;
use super::commands::call::{Caller, Happening};
use super::commands::template::Subject;
use super::conveyance;
use super::dialect::{Bodiless, Dialect};
use super::experience::{automatic, points};
use super::reply::{Answered, Class, Refusal, Reply, Told};
use super::state::Database;
use super::wire::{Json, Object, read};
use crate::journal::verdict::{Checks, Outcome, Verdict};
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::world::rng::Rng;

/// What the world gives to a request besides the platform's own state.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'w> {
    /// The platform's time in seconds since 1970.
    pub now: i64,
    /// The same in milliseconds.
    pub millis: i64,
    /// The world's randomness.
    pub rng: &'w Rng,
}

/// A request, as far as the platform looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// Its method.
    pub method: &'r Method,
    /// Its headers.
    pub headers: &'r HeaderMap,
    /// The address that it came from.
    pub peer: Option<IpAddr>,
    /// Its body.
    pub body: &'r [u8],
}

/// What a request came to.
#[derive(Debug)]
pub struct Outcomes {
    /// The dialect that it was answered in.
    pub dialect: &'static Dialect,
    /// The answer.
    pub answer: Answer,
    /// What was asked, in the platform's own words.
    pub operation: Cow<'static, str>,
    /// The platform's judgement.
    pub verdict: Verdict,
    /// What happened, for the journal.
    pub happenings: Vec<Happening>,
}

/// An answer of the platform.
#[derive(Debug)]
pub enum Answer {
    /// JSON with status 200.
    Json(Object<'static>),
    /// A page of HTML with status 400.
    Page(&'static str),
    /// A page of HTML with status 503, from a web server in front of the platform.
    Down(&'static str),
}

/// The longest name of a command that the journal repeats; a longer one is cut.
const LONGEST_OPERATION: usize = 100;

/// Answers a request.
pub fn answer(database: &mut Database, surroundings: Surroundings<'_>, request: Request<'_>) -> Outcomes {
    let dialect = database.settings.dialect.dialect();
    let mut checks = Checks::new();
    let mut happenings = Vec::new();
    automatic::catch_up(database, surroundings.now, &mut happenings);
    let mut operation = Cow::Borrowed("request");
    let answered = match brings_body(request.method) {
        true => {
            checks.pass("method", "");
            let text = String::from_utf8_lossy(request.body);
            read_body(dialect, &text, &mut checks).and_then(|fields| {
                operation = name(&fields, dialect);
                let mut work =
                    Work { database, surroundings, dialect, checks: &mut checks, happenings: &mut happenings };
                work.answer(&request, &fields, text.len())
            })
        }
        false => {
            let reason = format!("{} brings no JSON: send it with POST", request.method);
            checks.fail("method", reason);
            match dialect.bodiless {
                Bodiless::UserError(text) => Err(Refusal::user(Class::Empty, text)),
                Bodiless::Page(page) => {
                    let verdict = checks.verdict(Outcome::Refused);
                    return Outcomes { dialect, answer: Answer::Page(page), operation, verdict, happenings };
                }
            }
        }
    };
    let json = match answered {
        Ok((reply, told)) => reply.into_json(dialect, told),
        Err(refusal) => refusal.into_json(dialect),
    };
    let verdict = checks.verdict(Outcome::Refused);
    Outcomes { dialect, answer: Answer::Json(json), operation, verdict, happenings }
}

/// The platform decides by the method whether there is a body, not by the request's headers.
fn brings_body(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::DELETE | Method::OPTIONS | Method::TRACE | Method::CONNECT)
}

fn read_body<'b>(dialect: &'static Dialect, text: &'b str, checks: &mut Checks) -> Result<Object<'b>, Refusal> {
    let refusal = |class, text: String| match dialect.unreadable_is_users {
        true => Refusal::user(class, text),
        false => Refusal::system(text),
    };
    if text.is_empty() {
        let text = "Reading from HTTP Response gave immediate EOF? (no data sent in POST body)";
        checks.fail("body", "the request has no body");
        return Err(refusal(Class::RemoteFailure, text.into()));
    }
    match read::object(text) {
        Ok(fields) => {
            checks.pass("body", "");
            Ok(fields)
        }
        Err(error) => {
            checks.fail("body", format!("the body is not the JSON that the platform reads: {error}"));
            Err(refusal(Class::Parse, format!("JSON Parse Error:{error}")))
        }
    }
}

/// What the journal calls the request.
pub(super) fn name(fields: &Object<'_>, dialect: &'static Dialect) -> Cow<'static, str> {
    let Some(Json::Text(command)) = fields.get("command") else { return Cow::Borrowed("request") };
    match commands::named(command, dialect.name) {
        Some((name, _)) => Cow::Borrowed(name),
        None => Cow::Owned(command.to_lowercase().chars().take(LONGEST_OPERATION).collect()),
    }
}

/// The work on one request, with the database locked.
pub(super) struct Work<'a> {
    database: &'a mut Database,
    surroundings: Surroundings<'a>,
    dialect: &'static Dialect,
    checks: &'a mut Checks,
    happenings: &'a mut Vec<Happening>,
}

/// Ends a request early: with an answer that is no error to the platform, or with an error.
type Ends = Box<Answered>;

impl Work<'_> {
    /// The answer, and what is told with it to the HUD of the character that the request runs as.
    fn answer(
        &mut self,
        request: &Request<'_>,
        fields: &Object<'_>,
        length: usize,
    ) -> Result<(Reply, Vec<Told>), Refusal> {
        let caller = match self.identify(request, fields) {
            Ok(caller) => caller,
            Err(ends) => return (*ends).map(|reply| (reply, Vec::new())),
        };
        self.watch(&caller, request, fields);
        let hud = caller.character.filter(|_| self.dialect.conveys);
        let spent = hud.map(|character| points::spent(self.database, character));
        let reply = self.run(&caller, fields, length)?;
        let Some(character) = hud else { return Ok((reply, Vec::new())) };
        let subject = Subject { avatar: caller.avatar, character: hud, spent };
        match conveyance::tell(self.database, subject, character, self.surroundings.now) {
            Ok(told) => Ok((reply, told)),
            Err(refusal) => self.fail("hud", refusal),
        }
    }

    /// What comes of the command.
    fn run(&mut self, caller: &Caller, fields: &Object<'_>, length: usize) -> Answered {
        let command = match fields.get("command") {
            Some(Json::Text(command)) => command,
            other => {
                let reason = if other.is_none() { "`command` is missing" } else { "`command` is not a string" };
                return self.fail("command", Refusal::unhandled(reason));
            }
        };
        let answered =
            if command == "console" { self.console(caller, fields) } else { self.dispatch(caller, command, fields) };
        if let Ok(reply) = &answered {
            self.account(caller, reply, length);
        }
        answered
    }

    /// Ends the request with an error, which is a failed check of that name.
    fn fail<T>(&mut self, check: &'static str, refusal: Refusal) -> Result<T, Refusal> {
        self.checks.fail(check, refusal.reason());
        Err(refusal)
    }

    /// Counts the request among those that the developer's programs made.
    fn account(&mut self, caller: &Caller, reply: &Reply, request: usize) {
        /// The length of what Java shows of a response object: the name of its class, and its hash.
        const PACKAGE_AND_HASH: usize = "net.coagulate.GPHUD.Interfaces.Responses.".len() + "@00000000".len();
        let Some(developer) = caller.source.developer else { return };
        let instance = self.database.instances.get_mut(caller.instance);
        if let Some(usage) = instance.and_then(|instance| instance.developers.get_mut(&developer)) {
            usage.queries += 1;
            usage.bytes += (PACKAGE_AND_HASH + reply.response_type().len() + request) as u64;
        }
    }
}

/// How we know about the way of a request.
pub const FIDELITY: &[Row] = &[
    observed(
        "request.method",
        "methods with a body are all the same; the others are refused",
        "recorded exchanges 2 to 4 and 210 to 212",
    ),
    observed("request.empty", "an empty body is an error of its own", "recorded exchange 5"),
    observed("request.malformed", "2020 says what is wrong with the JSON, 2026 does not", "recorded exchange 6"),
    observed("request.order", "the order of the checks", "the recorded exchanges, above all 121 to 138 and 234 to 236"),
    inferred(
        "request.accounting",
        "queries and bytes are counted per instance and developer; bytes are not those on the wire",
        "the code of both generations",
    ),
    documented(
        "request.command-required",
        "a request names a command",
        "External Access API page: you MUST supply a command",
    ),
    chosen(
        "request.parallel",
        "requests are applied one after the other, each whole",
        "two awards near a limit must not both pass",
    ),
];
