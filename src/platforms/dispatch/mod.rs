//! From a request to its answer and its entry in the journal: the same way whether it came over a socket or was played by a
//! scenario inside this process.

mod caught;
mod open;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Uri, header};

pub use caught::caught;
pub use open::{Begun, Delivered, Open};

use super::{Answer, Inbound, PLATFORMS, Platform};
use crate::client::{Failure, Phase};
use crate::journal::exchange::Connection;
use crate::journal::verdict::{Checks, Outcome};
use crate::world::World;

/// The most that is read of a body that no platform claims, in bytes.
const UNCLAIMED_BODY: usize = 64 * 1024;

/// The platform that claims `path`, if one does.
pub fn claimant(path: &str) -> Option<&'static dyn Platform> {
    PLATFORMS.iter().copied().find(|platform| platform.claims(path))
}

/// The most that is read of the body of a request for `path`, in bytes.
pub fn body_limit(path: &str) -> usize {
    claimant(path).map_or(UNCLAIMED_BODY, Platform::body_limit)
}

/// How long an application that is played inside this process waits for an answer that faults hold back, in the platform's
/// time.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Answers `request` (its URI without the world's prefix) in `world`, and records the exchange. The application that asks is
/// played inside this process: what faults do to the answer, it notices as a client over the network would.
pub async fn answer(
    world: &Arc<World>,
    begun: Begun,
    request: Request<Bytes>,
    connection: Option<Connection>,
) -> Result<Response<Bytes>, Failure> {
    let (head, body) = request.into_parts();
    let open = Open::begin(world, begun, &head, connection);
    if !world.faults().any() {
        return Ok(open.answer(head, body).await.response);
    }
    let work = async {
        let Delivered { response, plan } = open.answer(head, body).await;
        match plan {
            None => Ok(response),
            Some(plan) => plan.deliver(world.clock(), response).await.map_err(Failure::from),
        }
    };
    let late = Failure::Timeout { phase: Phase::WaitForHead, after: PATIENCE };
    world.clock().timeout(PATIENCE, work).await.unwrap_or(Err(late))
}

/// Has the platform that claims it answer a request.
async fn ask(world: &Arc<World>, inbound: Inbound) -> Answer {
    match claimant(inbound.uri.path()) {
        Some(platform) => ask_platform(platform, world, inbound).await,
        None => nobody(&inbound.method, &inbound.uri),
    }
}

/// A panic in a platform is a mistake in Backlot: it becomes an answer like any other, so that whoever asked learns of it,
/// and everybody else goes on.
async fn ask_platform(platform: &dyn Platform, world: &Arc<World>, inbound: Inbound) -> Answer {
    let path = inbound.uri.path().to_owned();
    caught(platform.answer(world, inbound)).await.unwrap_or_else(|panic| {
        tracing::error!(platform = platform.name(), path, panic, "a platform panicked");
        let message = format!("{} panicked while it answered: {panic}", platform.title());
        refuse(StatusCode::INTERNAL_SERVER_ERROR, "panic", "panic", &message, PANIC_HELP, Outcome::Failed)
    })
}

/// What helps whoever met a panic.
pub const PANIC_HELP: &str = "This is a mistake in Backlot and not in your request; please report it with the request.";

fn nobody(method: &Method, uri: &Uri) -> Answer {
    let message = format!("no platform answers {method} {}", uri.path());
    let names: Vec<_> = PLATFORMS.iter().map(|platform| platform.title()).collect();
    let help = format!("Backlot plays {}; its own API is under /_backlot/.", names.join(", "));
    Answer {
        operation: Cow::Borrowed("unknown path"),
        ..refuse(StatusCode::NOT_FOUND, "unknown-path", "route", &message, &help, Outcome::Refused)
    }
}

/// An answer of Backlot's own, with the check that led to it.
fn refuse(
    status: StatusCode,
    code: &'static str,
    check: &'static str,
    message: &str,
    help: &str,
    outcome: Outcome,
) -> Answer {
    let mut checks = Checks::new();
    checks.fail(check, message.to_owned());
    Answer {
        response: problem(status, code, message, help),
        operation: Cow::Borrowed(code),
        verdict: checks.verdict(outcome),
    }
}

/// An answer of Backlot's own, as opposed to a platform's: `{"error": {"code", "message", "help"}}`.
pub fn problem(status: StatusCode, code: &str, message: &str, help: &str) -> Response<Bytes> {
    let body = serde_json::json!({ "error": { "code": code, "message": message, "help": help } });
    let mut response = Response::new(Bytes::from(format!("{body}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use crate::platforms::Starter;
    use async_trait::async_trait;
    use http::HeaderMap;

    use super::*;
    use crate::journal::exchange::ExchangeId;
    use crate::platforms::fidelity::Row;
    use crate::platforms::new_world;
    use crate::tree::{Decoding, Node, Schemas};
    use crate::world::{Settings, State};

    /// A platform with a mistake in it.
    struct Mistaken;

    #[async_trait]
    impl Platform for Mistaken {
        fn name(&self) -> &'static str {
            "mistaken"
        }

        fn title(&self) -> &'static str {
            "Mistaken"
        }

        fn state(&self) -> Box<dyn State> {
            unreachable!("no world holds it")
        }

        fn claims(&self, _: &str) -> bool {
            false
        }

        fn body_limit(&self) -> usize {
            0
        }

        async fn answer(&self, _: &Arc<World>, request: Inbound) -> Answer {
            panic!("did not expect {}", request.uri);
        }

        fn load(&self, _: &World, _: &Node, _: &mut Decoding<'_>) {}

        fn schema(&self, _: &mut Schemas) -> serde_json::Value {
            true.into()
        }

        fn starter(&self) -> Starter {
            Starter { fixture: "", scenario: "" }
        }

        fn snapshot(&self, _: &World) -> serde_json::Value {
            serde_json::Value::Null
        }

        fn paste(&self, _: &World, _: &str) -> Vec<(String, String)> {
            Vec::new()
        }

        fn fidelity(&self) -> Vec<Row> {
            Vec::new()
        }
    }

    #[tokio::test]
    async fn a_panic_of_a_platform_is_an_answer_that_says_so() {
        let world = new_world(Settings::named("test"));
        let inbound = Inbound {
            id: ExchangeId(1),
            method: Method::GET,
            uri: Uri::from_static("/x"),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            connection: None,
            faults: crate::world::faults::Touched::NONE,
        };
        let answer = ask_platform(&Mistaken, &world, inbound).await;
        assert_eq!(answer.response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.verdict.outcome, Outcome::Failed);
        assert_eq!(answer.verdict.summary, "Mistaken panicked while it answered: did not expect /x");
    }

    #[test]
    fn an_exchange_that_nobody_ends_is_recorded_as_hung_up() {
        let world = new_world(Settings::named("test"));
        let (head, ()) = Request::get("/x").body(()).unwrap().into_parts();
        drop(Open::begin(&world, Begun::now(&world), &head, None));
        let page = world.journal().after(0, 10, |_| true);
        let exchange = page.entries[0].exchange().unwrap();
        assert_eq!(exchange.failure.as_ref().unwrap().name, "hung-up");
        assert_eq!(exchange.verdict.outcome, Outcome::Failed);
    }
}
