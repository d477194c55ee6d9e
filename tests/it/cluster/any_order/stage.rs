//! Plays the steps in a world, and keeps the model up with them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use backlot::platforms::cluster::account::Account;
use backlot::platforms::cluster::call::{Call, Caller, Reason, accept};
use backlot::platforms::cluster::space::callback::Callback;
use backlot::platforms::cluster::space::deed::Deed;
use backlot::platforms::cluster::space::drive;
use backlot::platforms::cluster::space::script::{File, Script};
use backlot::platforms::cluster::space::sendable::Sendable;
use backlot::platforms::cluster::state::State;
use backlot::world::World;
use backlot::world::clock::Clock;
use backlot::world::upstream::Upstream;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::faults::{Fault, name};
use super::model::Model;
use super::servers::{Behaviour, Played, url};
use super::steps::{ACCOUNTS, Endpoint, ITEMS, SERVERS, Step};
use crate::cluster::world;
use crate::faults::arm;

/// Who makes the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The platform itself, as if an item had called.
    Host,
    /// A script in each item, which notes what it is told.
    Script,
}

/// Calls as it is told, and notes what comes of it.
const SCRIPT: &str = r#"
let ended = [];
$.onReceive((type, call) => {
  const request = "x".repeat(call.request);
  try {
    if (call.endpoint === null) $.callExternal(request, call.meta);
    else $.callExternal(new ExternalEndpointId(call.endpoint), request, call.meta);
    $.state.said = "accepted";
  } catch (error) {
    $.state.said = error.requestSizeLimitExceeded ? "too-large" : error.rateLimitExceeded ? "too-often" : String(error);
  }
});
$.onExternalCallEnd((response, meta, reason) => {
  ended.push([meta, (response === null) === (reason === null) ? "both or neither" : reason ?? "accepted", Date.now()]);
  $.state.ended = JSON.stringify(ended);
});
"#;

/// How a call has ended: its meta, how, and when.
type Outcome = (String, String, Timestamp);

/// Everything that is played.
pub(super) struct Stage {
    world: Arc<World>,
    by: By,
    servers: Vec<Arc<Played>>,
    pub(super) model: Model,
    ended: Rc<RefCell<Vec<Outcome>>>,
    calls: tokio::task::JoinSet<()>,
}

impl Stage {
    pub(super) async fn new(clock: &Clock, by: By) -> Self {
        let world = world(clock.clone());
        let servers: Vec<_> = (0..SERVERS).map(|_| Arc::new(Played::new())).collect();
        for (at, server) in servers.iter().enumerate() {
            world.upstreams().play(url(at).parse().unwrap(), Arc::clone(server) as Arc<dyn Upstream>);
        }
        if by == By::Script {
            {
                let mut data = world.state::<State>().lock();
                for item in data.spaces["plaza"].items.values_mut() {
                    let file = File { name: "item.js".to_owned(), code: SCRIPT.to_owned() };
                    item.script = Some(Script::new(vec![file]));
                }
            }
            let enter = Deed::Enter { player: "alice".to_owned(), position: None };
            drive::perform(&world, "plaza", vec![enter]).await.unwrap()[0].as_ref().unwrap();
        }
        let model = Model::new(clock.now());
        Self { world, by, servers, model, ended: Rc::default(), calls: tokio::task::JoinSet::new() }
    }

    fn now(&self) -> Timestamp {
        self.world.clock().now()
    }

    fn with_account<T>(&self, account: usize, work: impl FnOnce(&mut Account) -> T) -> T {
        let mut data = self.world.state::<State>().lock();
        work(data.accounts.get_mut(ACCOUNTS[account]).unwrap())
    }

    pub(super) async fn play(&mut self, step: &Step) {
        let world = Arc::clone(&self.world);
        let (rng, now) = (world.rng(), self.now());
        match *step {
            Step::Wait { millis } => world.clock().sleep(Duration::from_millis(millis)).await,
            Step::Serve { server, ref behaviour, delay } => {
                // Mostly the newest of all tokens, which is valid as often as not.
                let token = if let Behaviour::Answer { token, .. } = *behaviour { Some(token) } else { None };
                let does = (behaviour.clone(), delay, self.model.secret(token));
                self.servers[server].set(does.clone());
                self.model.serves(server, now, does);
            }
            Step::RegisterLegacy { account, server } => {
                let secret = self.with_account(account, |own| own.register(&url(server), rng, now)).unwrap();
                let number = self.model.made(account, secret);
                let before = self.model.accounts[account].legacy_token.replace(number);
                before.into_iter().for_each(|before| self.model.end_token(before, now));
                self.model.accounts[account].legacy_url = Some(server);
            }
            Step::UnregisterLegacy { account } => {
                let was = self.with_account(account, |own| own.unregister(now));
                assert_eq!(was, self.model.accounts[account].legacy_url.take().is_some());
                let before = self.model.accounts[account].legacy_token.take();
                before.into_iter().for_each(|before| self.model.end_token(before, now));
            }
            Step::AddEndpoint { account, server } => {
                let added = self.with_account(account, |own| own.add_endpoint(&url(server), rng));
                let model = &mut self.model.accounts[account];
                let is_known = model.endpoints.iter().any(|(_, known)| *known == server);
                assert_eq!(added.is_err(), is_known);
                if let Ok(id) = added {
                    model.endpoints.push((id, server));
                    model.is_current = true;
                }
            }
            Step::DeleteEndpoint { account, number } => {
                if number < self.model.accounts[account].endpoints.len() {
                    let (id, _) = self.model.accounts[account].endpoints.remove(number);
                    assert!(self.with_account(account, |own| own.delete_endpoint(&id)));
                    self.model.accounts[account].deleted.push(id);
                }
            }
            Step::AddToken { account } => {
                let added = self.with_account(account, |own| {
                    own.add_token(rng, now).map(|(token, secret)| (token.id.clone(), secret)).ok()
                });
                assert_eq!(added.is_some(), self.model.accounts[account].tokens.len() < 2);
                if let Some((id, secret)) = added {
                    let number = self.model.made(account, secret);
                    self.model.accounts[account].tokens.push((id, number));
                    self.model.accounts[account].is_current = true;
                }
            }
            Step::DeleteToken { account, number } => {
                if number < self.model.accounts[account].tokens.len() {
                    let (id, token) = self.model.accounts[account].tokens.remove(number);
                    assert!(self.with_account(account, |own| own.delete_token(&id, now)));
                    self.model.end_token(token, now);
                }
            }
            Step::Arm { slot, ref fault } => self.arm(slot, fault),
            Step::ArmAgain { slot } => {
                assert_eq!(self.model.arm_again(slot), world.faults().arm(&name(slot), now).is_ok());
            }
            Step::Disarm { slot } => {
                assert_eq!(self.model.disarm(slot), world.faults().disarm(&name(slot)).is_ok());
            }
            Step::Call { item, endpoint, request, meta, times } => {
                for _ in 0..times {
                    self.call(item, endpoint, request, meta).await;
                }
            }
        }
        // What has begun gets to its end, or waits, before anything else is done: no two things happen at the same time.
        world.clock().sleep(Duration::from_nanos(1)).await;
    }

    fn arm(&mut self, slot: usize, fault: &Fault) {
        arm(&self.world, &json!([fault.written(slot)]).to_string());
        self.model.arm(slot, fault.clone());
    }

    async fn call(&mut self, item: usize, endpoint: Endpoint, request: usize, meta: usize) {
        let (name, owner) = ITEMS[item];
        let account = ACCOUNTS.iter().position(|name| *name == owner).unwrap();
        // Scripts that name no endpoint mean the URL of the legacy way.
        let endpoint = match (endpoint, self.by) {
            (Endpoint::None, By::Script) => Endpoint::Legacy,
            (endpoint, _) => endpoint,
        };
        let (id, target) = self.model.accounts[account].target(endpoint);
        let label = label(self.model.accepted.len(), meta);
        let wanted = self.model.call(account, name == "cat", target, (request, meta), self.now());
        match self.by {
            By::Host => {
                let caller = Caller::Item(name.to_owned());
                self.call_as_host(Call { caller, endpoint: id, request: "x".repeat(request), meta: label }, wanted);
            }
            By::Script => {
                let call = json!({ "endpoint": id, "request": request, "meta": label });
                let said = self.call_as_script(name, call).await;
                let wanted = match wanted {
                    Ok(_) => "accepted",
                    Err("request-too-large" | "meta-too-large") => "too-large",
                    Err(_) => "too-often",
                };
                assert_eq!(said, wanted);
            }
        }
    }

    fn call_as_host(&mut self, call: Call, wanted: Result<usize, &'static str>) {
        let meta = call.meta.clone();
        match accept(&self.world, call) {
            Err(refused) => {
                let reason = refused.result.unwrap_err();
                assert_eq!(Some(reason.name()), wanted.err());
                assert!(reason.is_refusal());
            }
            Ok(accepted) => {
                wanted.unwrap();
                let (world, ended) = (Arc::clone(&self.world), Rc::clone(&self.ended));
                self.calls.spawn_local(async move {
                    let (outcome, trail) = accepted.finish(&world).await;
                    assert_eq!(outcome.meta, meta);
                    let name = outcome.result.as_ref().map_or_else(Reason::name, |_| "accepted");
                    ended.borrow_mut().push((meta, name.to_owned(), world.clock().now()));
                    trail.end(&world).await;
                });
            }
        }
    }

    /// Has an item's script make a call; gives what it says of it.
    async fn call_as_script(&self, item: &str, call: Value) -> String {
        let args = vec!["call".into(), call, Value::Null];
        let told = Deed::Happen { item: Some(item.to_owned()), callback: Callback::Receive, args };
        let done = drive::perform(&self.world, "plaza", vec![told]).await.unwrap();
        assert_eq!(done[0].as_ref().unwrap(), &json!({ "called": 1 }));
        self.state(item, "said").unwrap()
    }

    fn state(&self, item: &str, key: &str) -> Option<String> {
        match self.world.state::<State>().lock().spaces["plaza"].items[item].state.get(key) {
            Some(Sendable::Text(text)) => Some(text.to_string()),
            _ => None,
        }
    }

    /// Everything that has ended, once all of it has.
    async fn all_ended(&mut self) -> Vec<Outcome> {
        // Longer than anything can be held back, wait for others, be late and take.
        self.world.clock().sleep(Duration::from_secs(120)).await;
        while let Some(ended) = self.calls.try_join_next() {
            ended.unwrap();
        }
        assert!(self.calls.is_empty(), "every accepted call has ended");
        if self.by == By::Host {
            return self.ended.borrow().clone();
        }
        let told = ITEMS.iter().filter_map(|(item, _)| self.state(item, "ended"));
        let told = told.flat_map(|text| serde_json::from_str::<Vec<(String, String, i64)>>(&text).unwrap());
        told.map(|(meta, name, at)| (meta, name, Timestamp::from_millisecond(at).unwrap())).collect()
    }

    /// Compares how every call has ended with what the model says.
    pub(super) async fn compare(&mut self) {
        let ended = self.all_ended().await;
        assert_eq!(ended.len(), self.model.accepted.len(), "no call has ended that was not accepted");
        for (number, call) in self.model.accepted.iter().enumerate() {
            let own = ended.iter().filter(|(meta, ..)| meta.trim_end_matches('m') == number.to_string());
            let own: Vec<_> = own.collect();
            let [(_, name, at)] = &own[..] else { panic!("{} callbacks for one call", own.len()) };
            let wanted = self.model.end(number);
            assert!(wanted.at.duration_since(wanted.left) <= jiff::SignedDuration::from_secs(5));
            let wanted_at = match self.by {
                By::Host => wanted.at,
                // A script's clock has milliseconds.
                By::Script => Timestamp::from_millisecond(wanted.at.as_millisecond()).unwrap(),
            };
            assert_eq!((name.as_str(), *at), (wanted.name, wanted_at), "{call:?}");
        }
    }
}

/// The meta of the call of that number, of that size in bytes.
fn label(number: usize, size: usize) -> String {
    format!("{number:m<size$}")
}
