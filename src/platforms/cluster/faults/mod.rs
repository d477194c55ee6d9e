//! The faults inside cluster, one file for each kind: what may befall a `callExternal` before it leaves the platform, or after
//! the answer has come.

mod endpoint_deleted;
mod flow_control;
mod rate_limit;
mod token_revoked;

use std::borrow::Cow;

use http::Method;
use url::Url;

use super::registration;
use super::state::State;
use crate::journal::exchange::Direction;
use crate::platforms::cluster::NAME;
use crate::platforms::fidelity::{Row, chosen, documented};
use crate::platforms::{Asking, Inbound};
use crate::world::World;
use crate::world::faults::{Asked, Kind, Touched};

pub(super) use endpoint_deleted::EndpointDeleted;
pub(super) use flow_control::FlowControl;
pub(super) use rate_limit::RateLimit;
pub(super) use token_revoked::TokenRevoked;

/// The one list.
pub(super) const KINDS: &[Kind] = &[rate_limit::KIND, flow_control::KIND, token_revoked::KIND, endpoint_deleted::KIND];

/// What the journal calls a call.
pub(super) const CALL: &str = "callExternal";

/// What faults choose requests of the registration API by: the operation, and the account by its name.
pub(super) fn asked(world: &World, request: &Inbound) -> Asking {
    let operation = registration::operation(&request.method, request.uri.path());
    let data = world.state::<State>().lock();
    let credential = registration::access_token(&request.headers).and_then(|token| {
        let mut accounts = data.accounts.iter();
        accounts.find(|(_, account)| account.access_token == token).map(|(name, _)| name.clone())
    });
    Asking { operation: Cow::Borrowed(operation), credential }
}

/// Everything that can be asked of it, and by it of others.
pub(super) fn operations() -> Vec<String> {
    registration::operations().chain([CALL]).map(str::to_owned).collect()
}

/// The faults that hit a call for `account`, which would go to `url`.
pub(super) fn of_call(world: &World, account: Option<&str>, url: Option<&Url>) -> Touched {
    let asked = Asked {
        direction: Direction::Outbound,
        platform: NAME,
        operation: CALL,
        credential: account,
        method: &Method::POST,
        path: url.map_or("", |url| url.path()),
        url,
        accepted: false,
    };
    world.faults().exchange(&asked, world.clock().now(), world.rng())
}

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.fault.rate-limit",
        "A call may be refused with rateLimitExceeded: an exception in the script, and no callback.",
        "official type definitions",
    ),
    documented(
        "cluster.fault.flow-control",
        "A call may be refused with rateLimitExceeded because the space's flow control holds back more than 30 s.",
        "official type definitions of April 2025",
    ),
    chosen(
        "cluster.fault.token-revoked",
        "The token that the server answered with is taken for one that was revoked just before.",
        "what a call in flight sees when its token is deleted is not documented",
    ),
    chosen(
        "cluster.fault.endpoint-deleted",
        "A call to an endpoint that was deleted has failed and sends nothing.",
        "Creator Kit warns that items which name it stop working, and does not say how",
    ),
];
