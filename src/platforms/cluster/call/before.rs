//! What the platform checks before anything is sent: who calls, how much, how often, and where to.

use std::time::Duration;

use url::Url;

use super::Call;
use super::Caller;
use super::reason::Reason;
use crate::journal::verdict::{Checks, Headroom};
use crate::platforms::cluster::account::{LEGACY_ENDPOINT, NoEndpoint};
use crate::platforms::cluster::faults::{self, EndpointDeleted, FlowControl, RateLimit};
use crate::platforms::cluster::flow::MOST_DELAY;
use crate::platforms::cluster::profile::Profile;
use crate::platforms::cluster::rate::{Rate, Taken};
use crate::platforms::cluster::space;
use crate::platforms::cluster::space::item::{Item, Kind};
use crate::platforms::cluster::state::Data;
use crate::world::World;
use crate::world::faults::Touched;

/// A call that may be sent.
#[derive(Debug)]
pub(super) struct Ready {
    /// Whose server is called.
    pub(super) account: String,
    /// The rules that apply.
    pub(super) profile: Profile,
    /// Where it goes.
    pub(super) url: Url,
    /// Whether redirects are followed.
    pub(super) follow_redirects: bool,
    /// How long it may take.
    pub(super) timeout: Duration,
    /// How long flow control holds it back.
    pub(super) delay: Duration,
    /// The faults that have hit it.
    pub(super) faults: Touched,
}

/// Checks `call`. Only a call that passes everything else counts against the rate.
pub(super) fn check(call: &Call, data: &mut Data, world: &World, checks: &mut Checks) -> Result<Ready, Reason> {
    let place = match &call.caller {
        Caller::Item(name) => Some(space::find(&data.spaces, name)?),
        Caller::Account(_) => None,
    };
    let Data { accounts, spaces, follow_redirects, timeout } = data;
    let mut item = place.and_then(|(space, item)| {
        let (place, space) = spaces.get_index_mut(space)?;
        let (name, item) = space.items.get_index_mut(item)?;
        Some((place, &space.creator, name, item, &mut space.world_item_calls, &mut space.flow))
    });
    let account = match (&item, &call.caller) {
        (Some((_, creator, _, item, ..)), _) => item.creator(creator).to_owned(),
        (None, Caller::Item(name) | Caller::Account(name)) => name.clone(),
    };
    let owner = accounts.get(&account).ok_or_else(|| Reason::NoAccount { name: account.clone() })?;
    let profile = owner.profile();
    checks.pass(
        "caller",
        match &item {
            Some((space, _, name, item, ..)) => {
                format!("{name}, a {} in {space}, calls for {account} ({} profile)", item.kind(), profile.word())
            }
            None => format!("{account} ({} profile)", profile.word()),
        },
    );

    let limits = profile.limits();
    let (size, limit) = (call.request.len(), limits.request);
    if size > limit {
        return Err(Reason::RequestTooLarge { size, limit });
    }
    checks.pass_within("request size", Headroom::new(size, limit, "bytes"), "");
    let (size, limit) = (call.meta.len(), limits.meta);
    if size > limit {
        return Err(Reason::MetaTooLarge { size, limit });
    }
    checks.pass_within("meta size", Headroom::new(size, limit, "bytes"), "");

    let clock = world.clock();
    let faults = if world.faults().any() {
        let target = owner.target(call.endpoint.as_deref()).ok().map(|(_, url)| url);
        faults::of_call(world, Some(&account), target)
    } else {
        Touched::NONE
    };
    if faults.is_hit() {
        checks.warn("fault", faults.labels().join(", "));
        refused_by(&faults)?;
    }

    let counted: Option<(&'static str, u32, &mut Rate)> = match &mut item {
        Some((_, _, _, Item { kind: Kind::Craft { calls, .. }, .. }, ..)) => {
            limits.craft_item_calls.map(|per_minute| ("a craft item", per_minute, calls))
        }
        Some((_, _, _, Item { kind: Kind::World, .. }, calls, _)) => {
            limits.world_item_calls.map(|per_minute| ("the world items of a space", per_minute, &mut **calls))
        }
        None => None,
    };
    if let Some((who, per_minute, calls)) = counted {
        let Taken { used, wait } = calls.take(per_minute, clock.now());
        if let Some(wait) = wait {
            return Err(Reason::RateLimit { who, per_minute, wait });
        }
        checks.pass_within("rate", Headroom::new(used, per_minute, "calls a minute"), "");
    }

    let mut delay = Duration::ZERO;
    if let (Profile::Current, Some((.., flow))) = (profile, &mut item) {
        delay = flow.take(clock.now()).map_err(|over| Reason::FlowControl { delay: over.delay })?;
        let headroom = Headroom::new(delay.as_millis(), MOST_DELAY.as_millis(), "ms of delay");
        checks.pass_within("flow control", headroom, "");
    }

    if faults.find::<EndpointDeleted>().is_some() {
        return Err(NoEndpoint::Unknown { id: call.endpoint.clone().unwrap_or_default() }.into());
    }
    let (endpoint, url) = owner.target(call.endpoint.as_deref())?;
    match (endpoint, profile) {
        (LEGACY_ENDPOINT, Profile::Legacy) => checks.pass("endpoint", url.to_string()),
        (LEGACY_ENDPOINT, Profile::Current) => {
            checks
                .warn("endpoint", format!("{url}: calls without an endpoint id are deprecated since Creator Kit 2.32"));
        }
        (endpoint, _) => checks.pass("endpoint", format!("{url} ({endpoint})")),
    }
    Ok(Ready {
        account,
        profile,
        url: url.clone(),
        follow_redirects: *follow_redirects,
        timeout: *timeout,
        delay,
        faults,
    })
}

/// Whether a fault has the platform refuse the call.
fn refused_by(faults: &Touched) -> Result<(), Reason> {
    if faults.find::<RateLimit>().is_some() {
        return Err(Reason::RateLimit {
            who: "a fault says that the item",
            per_minute: 5,
            wait: Duration::from_secs(12),
        });
    }
    if faults.find::<FlowControl>().is_some() {
        return Err(Reason::FlowControl { delay: MOST_DELAY + Duration::from_secs(1) });
    }
    Ok(())
}
