//! A callback, from the request to the answer: who calls is checked, the request becomes data, the script runs, and what it
//! set becomes the answer.

pub mod address;
pub mod admission;
pub mod failed;

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use serde_json::Map;

use super::admission::Request;
use super::files::Base;
use super::input::Input;
use super::limits;
use super::output::{self, Asked};
use super::run::{self, Task};
use super::state::State;
use crate::journal::verdict::{Checks, Outcome};
use crate::platforms::fidelity::Row;
use crate::platforms::{Answer, Inbound};
use crate::world::World;
use admission::Admitted;

/// How we know.
pub const FIDELITY: &[&[Row]] = &[address::FIDELITY, admission::FIDELITY, failed::FIDELITY];

/// What the journal calls it.
pub const OPERATION: &str = "callback";

/// Answers a callback.
pub(super) async fn answer(world: &Arc<World>, request: Inbound) -> Answer {
    let mut checks = Checks::new();
    let asked = Request {
        method: &request.method,
        path: request.uri.path(),
        headers: &request.headers,
        length: request.body.len(),
    };
    let (response, if_failed) = match admission::admit(world.state::<State>(), asked, &mut checks) {
        Ok(admitted) => match limits::count(world, &admitted.game, &mut checks) {
            Ok(()) => (run(world, admitted, &request, &mut checks).await, Outcome::Failed),
            Err(exceeded) => (limits::too_many_callbacks(exceeded), Outcome::Refused),
        },
        Err(refused) => (refused.response(), Outcome::Refused),
    };
    Answer { response, operation: Cow::Borrowed(OPERATION), verdict: checks.verdict(if_failed) }
}

async fn run(world: &Arc<World>, admitted: Admitted, request: &Inbound, checks: &mut Checks) -> Response<Bytes> {
    let Admitted { game, credential, player } = admitted;
    let Inbound { method, uri, headers, body, .. } = request;
    let input = Input::read(method, uri.query(), headers, body, checks).await;
    let parameter = |name| input.parameters.first(name).map(str::to_owned);
    let asked = Asked { content_type: parameter("contentType"), character_encoding: parameter("characterEncoding") };
    let Some(script) = game.cloud_code.callback(&credential) else {
        let reason =
            format!("there is neither callbacks/{credential}.js nor system/GS_CALLBACK_URL.js, so nothing runs");
        checks.warn("script", reason);
        return output::answer(Map::new(), Map::new(), &asked, checks);
    };
    let base = Base::of(headers);
    let task = Task { data: input.into_data(), player, cause: Some(request.id), base, ..Task::default() };
    let ran = run::run(world, &game, script, task, checks).await;
    match ran.failure {
        Some(failure) => failed::answer(&script.id.to_string(), &failure, game.settings.error_lines.first(), checks),
        None => {
            checks.pass("script", script.id.to_string());
            let response = output::answer(ran.script_data, ran.script_errors, &asked, checks);
            limits::bounded(&game, response, checks)
        }
    }
}
