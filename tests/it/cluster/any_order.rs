//! Calls, registrations, changes of tokens, servers that break and time, in any order: each call that is accepted ends in
//! exactly one outcome, within five seconds of the platform's clock, and it is the one that a naive model predicts.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backlot::platforms::cluster::account::LEGACY_ENDPOINT;
use backlot::platforms::cluster::call::{Call, Caller, Reason, accept};
use backlot::platforms::cluster::state::State;
use backlot::world::World;
use backlot::world::clock::Clock;
use backlot::world::upstream::{Broken, Upstream};
use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use parking_lot::Mutex;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::json;

use super::world;

/// How many servers there are to register.
const SERVERS: usize = 3;

/// Who can call, and whose server that is.
const ITEMS: [(&str, &str); 3] = [("lamp", "yuki"), ("door", "yuki"), ("cat", "momo")];

const ACCOUNTS: [&str; 2] = ["yuki", "momo"];

/// What a server answers: the token that was made as the `n`-th of all, of the world's, and a body.
#[derive(Debug, Clone)]
enum Behaviour {
    Answer { token: usize, size: usize },
    NoVerify,
    NoResponse,
    Null,
    Status(u16),
    NotJson,
    NotAnObject,
    Refuse,
    Reset,
    Close,
    Truncate,
    Hang,
}

#[derive(Debug, Clone)]
enum Step {
    /// An item calls with a request and a meta of these sizes. The endpoint: none, the legacy one, or one by its number.
    Call {
        item: usize,
        endpoint: Option<Option<usize>>,
        request: usize,
        meta: usize,
    },
    /// What a server does from now on, and how long it takes for it.
    Serve {
        server: usize,
        behaviour: Behaviour,
        delay: u64,
    },
    RegisterLegacy {
        account: usize,
        server: usize,
    },
    UnregisterLegacy {
        account: usize,
    },
    AddEndpoint {
        account: usize,
        server: usize,
    },
    DeleteEndpoint {
        account: usize,
        number: usize,
    },
    AddToken {
        account: usize,
    },
    DeleteToken {
        account: usize,
        number: usize,
    },
    Wait {
        millis: u64,
    },
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    prop_oneof![
        8 => (0..6_usize, prop_oneof![Just(0_usize), Just(1_000), Just(1_001), Just(100_000), Just(100_001)])
            .prop_map(|(token, size)| Behaviour::Answer { token, size }),
        1 => Just(Behaviour::NoVerify),
        1 => Just(Behaviour::NoResponse),
        1 => Just(Behaviour::Null),
        1 => prop_oneof![Just(404_u16), Just(500), Just(302)].prop_map(Behaviour::Status),
        1 => Just(Behaviour::NotJson),
        1 => Just(Behaviour::NotAnObject),
        1 => prop_oneof![
            Just(Behaviour::Refuse),
            Just(Behaviour::Reset),
            Just(Behaviour::Close),
            Just(Behaviour::Truncate),
            Just(Behaviour::Hang)
        ],
    ]
}

/// Answers come between the moments at which something is done, so that none is a matter of taste.
fn delay() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0_u64), (0..70_u64).prop_map(|tenth| tenth * 100 + 50)]
}

fn step() -> impl Strategy<Value = Step> {
    let account = || 0..ACCOUNTS.len();
    let server = || 0..SERVERS;
    let size = prop_oneof![6 => Just(2_usize), 1 => Just(1_000), 1 => Just(1_001), 1 => Just(100_001)];
    let meta = prop_oneof![8 => Just(1_usize), 1 => Just(100), 1 => Just(101)];
    let endpoint = prop_oneof![3 => Just(None), 1 => Just(Some(None)), 4 => (0..4_usize).prop_map(|n| Some(Some(n)))];
    prop_oneof![
        8 => (0..ITEMS.len(), endpoint, size, meta)
            .prop_map(|(item, endpoint, request, meta)| Step::Call { item, endpoint, request, meta }),
        4 => (server(), behaviour(), delay()).prop_map(|(server, behaviour, delay)| Step::Serve { server, behaviour, delay }),
        2 => (account(), server()).prop_map(|(account, server)| Step::RegisterLegacy { account, server }),
        1 => account().prop_map(|account| Step::UnregisterLegacy { account }),
        2 => (account(), server()).prop_map(|(account, server)| Step::AddEndpoint { account, server }),
        1 => (account(), 0..4_usize).prop_map(|(account, number)| Step::DeleteEndpoint { account, number }),
        2 => account().prop_map(|account| Step::AddToken { account }),
        1 => (account(), 0..2_usize).prop_map(|(account, number)| Step::DeleteToken { account, number }),
        4 => (1..130_u64).prop_map(|tenth| Step::Wait { millis: tenth * 100 }),
    ]
}

/// Every token that was ever made, in order: what it is, whose, and from when to when it was valid.
#[derive(Debug, Clone)]
struct Token {
    secret: String,
    account: usize,
    until: Option<Timestamp>,
}

type Tokens = Rc<RefCell<Vec<Token>>>;

/// A server that is played. What it does is settled when a request arrives.
struct Played(Mutex<(Behaviour, u64, String)>);

#[async_trait]
impl Upstream for Played {
    async fn answer(&self, clock: &Clock, _: Request<Bytes>) -> Result<Response<Bytes>, Broken> {
        let (behaviour, delay, token) = self.0.lock().clone();
        clock.sleep(Duration::from_millis(delay)).await;
        let body = match behaviour {
            Behaviour::Answer { size, .. } => json!({ "verify": token, "response": "x".repeat(size) }).to_string(),
            Behaviour::NoVerify => json!({ "response": "x" }).to_string(),
            Behaviour::NoResponse => json!({ "verify": token }).to_string(),
            Behaviour::Null => json!({ "verify": token, "response": null }).to_string(),
            Behaviour::Status(_) => json!({ "verify": token, "response": "x" }).to_string(),
            Behaviour::NotJson => "<html>".to_owned(),
            Behaviour::NotAnObject => "[]".to_owned(),
            Behaviour::Refuse => return Err(Broken::Refused),
            Behaviour::Reset => return Err(Broken::Reset),
            Behaviour::Close => return Err(Broken::Closed),
            Behaviour::Truncate => return Err(Broken::Truncated { promised: 9, got: 3 }),
            Behaviour::Hang => std::future::pending().await,
        };
        let mut response = Response::new(Bytes::from(body));
        if let Behaviour::Status(status) = behaviour {
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        }
        Ok(response)
    }
}

fn url(server: usize) -> String {
    format!("http://server-{server}.example/")
}

/// What is expected of an account, as plainly as it can be said.
#[derive(Debug, Default)]
struct ModelAccount {
    legacy_url: Option<usize>,
    legacy_token: Option<usize>,
    endpoints: Vec<(String, usize)>,
    deleted: Vec<String>,
    tokens: Vec<(String, usize)>,
    is_current: bool,
}

/// A number of calls a minute: full at first, and filled up evenly, in thousandths of a call.
#[derive(Debug)]
struct Bucket {
    most: i64,
    full: i64,
    at: Timestamp,
}

impl Bucket {
    fn new(per_minute: i64, at: Timestamp) -> Self {
        Self { most: per_minute * 60_000, full: per_minute * 60_000, at }
    }

    /// Each call takes a minute's share; each millisecond gives back as much as there are calls in a minute.
    fn take(&mut self, now: Timestamp) -> bool {
        let passed = now.duration_since(self.at).as_millis() as i64;
        self.at = now;
        self.full = (self.full + passed * (self.most / 60_000)).min(self.most);
        let taken = self.full >= 60_000;
        if taken {
            self.full -= 60_000;
        }
        taken
    }
}

/// What is predicted of a call that was accepted.
#[derive(Debug, Clone)]
struct Predicted {
    accepted: Timestamp,
    /// The outcome as far as it does not depend on what happens until the answer comes.
    settled: Settled,
}

#[derive(Debug, Clone)]
enum Settled {
    /// It ends so, at this time.
    As(&'static str, Timestamp),
    /// It is answered at this time with this token by the server of this account; if that is valid then, it ends so.
    IfValid { account: usize, token: String, at: Timestamp, then: &'static str },
}

/// What a call gives beside the registrations: a prediction, or the name of a refusal.
fn predict(account: (usize, &ModelAccount), target: Option<usize>, servers: &[Arc<Played>], now: Timestamp) -> Settled {
    let (account, model) = account;
    let Some(server) = target else { return Settled::As("no-endpoint", now) };
    let (behaviour, delay, token) = servers[server].0.lock().clone();
    let at = now + Duration::from_millis(delay);
    if delay > 5_000 || matches!(behaviour, Behaviour::Hang) {
        return Settled::As("timeout", now + Duration::from_secs(5));
    }
    let limit = if model.is_current { 100_000 } else { 1_000 };
    let if_valid = |then| Settled::IfValid { account, token: token.clone(), at, then };
    match behaviour {
        Behaviour::Answer { size, .. } => if_valid(if size > limit { "response-too-large" } else { "accepted" }),
        Behaviour::NoResponse => if_valid("response-missing"),
        Behaviour::Null => if_valid("response-not-string"),
        Behaviour::NoVerify => Settled::As("verify-missing", at),
        Behaviour::Status(_) => Settled::As("status", at),
        Behaviour::NotJson => Settled::As("not-json", at),
        Behaviour::NotAnObject => Settled::As("not-an-object", at),
        Behaviour::Refuse => Settled::As("refused", at),
        Behaviour::Reset => Settled::As("reset", at),
        Behaviour::Close => Settled::As("closed", at),
        Behaviour::Truncate => Settled::As("truncated", at),
        Behaviour::Hang => unreachable!(),
    }
}

/// Everything that is played, beside the world itself.
struct Stage {
    world: Arc<World>,
    servers: Vec<Arc<Played>>,
    tokens: Tokens,
    accounts: [ModelAccount; 2],
    buckets: BTreeMap<&'static str, Bucket>,
    predicted: Vec<Predicted>,
    ended: Rc<RefCell<Vec<(usize, String, Timestamp)>>>,
    calls: tokio::task::JoinSet<()>,
}

impl Stage {
    fn new(clock: &Clock) -> Self {
        let world = world(clock.clone());
        let served = || Arc::new(Played(Mutex::new((Behaviour::Refuse, 0, String::new()))));
        let servers: Vec<_> = (0..SERVERS).map(|_| served()).collect();
        for (at, server) in servers.iter().enumerate() {
            world.upstreams().play(url(at).parse().unwrap(), Arc::clone(server) as Arc<dyn Upstream>);
        }
        let now = clock.now();
        let buckets = [("cat", Bucket::new(5, now)), ("plaza", Bucket::new(100, now))].into();
        Self {
            world,
            servers,
            tokens: Tokens::default(),
            accounts: Default::default(),
            buckets,
            predicted: Vec::new(),
            ended: Rc::default(),
            calls: tokio::task::JoinSet::new(),
        }
    }

    fn now(&self) -> Timestamp {
        self.world.clock().now()
    }

    fn with_account<T>(
        &self,
        account: usize,
        work: impl FnOnce(&mut backlot::platforms::cluster::account::Account) -> T,
    ) -> T {
        let mut data = self.world.state::<State>().lock();
        work(data.accounts.get_mut(ACCOUNTS[account]).unwrap())
    }

    /// A token was made; gives its number.
    fn made(&self, account: usize, secret: String) -> usize {
        let mut tokens = self.tokens.borrow_mut();
        tokens.push(Token { secret, account, until: None });
        tokens.len() - 1
    }

    fn end_token(&self, number: usize) {
        self.tokens.borrow_mut()[number].until = Some(self.now());
    }

    async fn play(&mut self, step: &Step) {
        let (rng, now) = (self.world.rng(), self.now());
        match *step {
            Step::Wait { millis } => self.world.clock().sleep(Duration::from_millis(millis)).await,
            Step::Serve { server, ref behaviour, delay } => {
                let token = match *behaviour {
                    Behaviour::Answer { token, .. } => token,
                    // The newest of all, which is valid as often as not.
                    _ => self.tokens.borrow().len().saturating_sub(1),
                };
                let secret =
                    self.tokens.borrow().get(token).map_or("nonsense".to_owned(), |token| token.secret.clone());
                *self.servers[server].0.lock() = (behaviour.clone(), delay, secret);
            }
            Step::RegisterLegacy { account, server } => {
                let secret = self.with_account(account, |own| own.register(&url(server), rng, now)).unwrap();
                let number = self.made(account, secret);
                let before = self.accounts[account].legacy_token.replace(number);
                before.into_iter().for_each(|before| self.end_token(before));
                self.accounts[account].legacy_url = Some(server);
            }
            Step::UnregisterLegacy { account } => {
                let was = self.with_account(account, |own| own.unregister(now));
                assert_eq!(was, self.accounts[account].legacy_url.take().is_some());
                let before = self.accounts[account].legacy_token.take();
                before.into_iter().for_each(|before| self.end_token(before));
            }
            Step::AddEndpoint { account, server } => {
                let added = self.with_account(account, |own| own.add_endpoint(&url(server), rng));
                let model = &mut self.accounts[account];
                let is_known = model.endpoints.iter().any(|(_, known)| *known == server);
                assert_eq!(added.is_err(), is_known);
                if let Ok(id) = added {
                    model.endpoints.push((id, server));
                    model.is_current = true;
                }
            }
            Step::DeleteEndpoint { account, number } => {
                if number < self.accounts[account].endpoints.len() {
                    let (id, _) = self.accounts[account].endpoints.remove(number);
                    assert!(self.with_account(account, |own| own.delete_endpoint(&id)));
                    self.accounts[account].deleted.push(id);
                }
            }
            Step::AddToken { account } => {
                let added = self.with_account(account, |own| {
                    own.add_token(rng, now).map(|(token, secret)| (token.id.clone(), secret)).ok()
                });
                assert_eq!(added.is_some(), self.accounts[account].tokens.len() < 2);
                if let Some((id, secret)) = added {
                    let number = self.made(account, secret);
                    self.accounts[account].tokens.push((id, number));
                    self.accounts[account].is_current = true;
                }
            }
            Step::DeleteToken { account, number } => {
                if number < self.accounts[account].tokens.len() {
                    let (id, token) = self.accounts[account].tokens.remove(number);
                    assert!(self.with_account(account, |own| own.delete_token(&id, now)));
                    self.end_token(token);
                }
            }
            Step::Call { item, endpoint, request, meta } => self.call(item, endpoint, request, meta),
        }
        // What has begun gets to the server before anything else changes.
        tokio::task::yield_now().await;
    }

    fn call(&mut self, item: usize, endpoint: Option<Option<usize>>, request: usize, meta: usize) {
        let (name, owner) = ITEMS[item];
        let account = ACCOUNTS.iter().position(|name| *name == owner).unwrap();
        let model = &self.accounts[account];
        let (id, target) = match endpoint {
            None => (
                None,
                match (model.legacy_url, &model.endpoints[..]) {
                    (Some(url), _) => Some(url),
                    (None, [(_, only)]) => Some(*only),
                    _ => None,
                },
            ),
            Some(None) => (Some(LEGACY_ENDPOINT.to_owned()), model.legacy_url),
            Some(Some(number)) => match model.endpoints.get(number) {
                Some((id, server)) => (Some(id.clone()), Some(*server)),
                None => (Some(model.deleted.last().cloned().unwrap_or_else(|| "unknown".to_owned())), None),
            },
        };
        let limit = if model.is_current { 100_000 } else { 1_000 };
        let now = self.now();
        let refusal = if request > limit {
            Some("request-too-large")
        } else if meta > 100 {
            Some("meta-too-large")
        } else if !model.is_current {
            let bucket = self.buckets.get_mut(if name == "cat" { "cat" } else { "plaza" }).unwrap();
            (!bucket.take(now)).then_some("rate-limit")
        } else {
            None
        };
        let label = "m".repeat(meta);
        let caller = Caller::Item(name.to_owned());
        let call = Call { caller, endpoint: id, request: "x".repeat(request), meta: label.clone() };
        match accept(&self.world, call) {
            Err(refused) => {
                assert_eq!(Some(refused.result.as_ref().unwrap_err().name()), refusal);
                assert!(refused.result.unwrap_err().is_refusal());
            }
            Ok(accepted) => {
                assert_eq!(None, refusal);
                assert!(accepted.delay().is_zero(), "so few calls are never held back");
                let mut settled = predict((account, &self.accounts[account]), target, &self.servers, now);
                if matches!(settled, Settled::IfValid { at, .. } if at == now) {
                    // Answered at once: what happens later in this moment does not matter to it.
                    let (name, at) = self.wanted(&Predicted { accepted: now, settled });
                    settled = Settled::As(name, at);
                }
                let number = self.predicted.len();
                self.predicted.push(Predicted { accepted: now, settled });
                let (world, ended) = (Arc::clone(&self.world), Rc::clone(&self.ended));
                self.calls.spawn_local(async move {
                    let outcome = accepted.finish(&world).await;
                    assert_eq!(outcome.meta, label);
                    let name = outcome.result.as_ref().map_or_else(Reason::name, |_| "accepted");
                    ended.borrow_mut().push((number, name.to_owned(), world.clock().now()));
                });
            }
        }
    }

    /// What a call should have ended with, now that everything has happened.
    fn wanted(&self, predicted: &Predicted) -> (&'static str, Timestamp) {
        match &predicted.settled {
            Settled::As(name, at) => (name, *at),
            Settled::IfValid { account, token, at, then } => {
                let tokens = self.tokens.borrow();
                let found = tokens.iter().find(|known| known.secret == *token && known.account == *account);
                let is_valid = found.is_some_and(|token| token.until.is_none_or(|until| *at < until));
                (if is_valid { then } else { "verify-wrong" }, *at)
            }
        }
    }
}

/// Plays `work` in virtual time, as the runner does.
fn in_virtual_time<F: Future>(work: impl FnOnce(Clock) -> F) -> F::Output {
    let clock = Clock::virtual_at("2025-05-01T12:00:00Z".parse().unwrap());
    clock.jump_when_idle(true);
    let idle = clock.clone();
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().on_thread_park(move || idle.when_idle()).build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, work(clock))
}

fn play(steps: &[Step]) {
    in_virtual_time(|clock| async move {
        let mut stage = Stage::new(&clock);
        for step in steps {
            stage.play(step).await;
        }
        clock.sleep(Duration::from_secs(6)).await;
        while let Some(ended) = stage.calls.try_join_next() {
            ended.unwrap();
        }
        assert!(stage.calls.is_empty(), "every accepted call has ended");
        let ended = stage.ended.borrow();
        for (number, predicted) in stage.predicted.iter().enumerate() {
            let outcomes: Vec<_> = ended.iter().filter(|(of, ..)| *of == number).collect();
            let [(_, name, at)] = &outcomes[..] else { panic!("{} outcomes of one call", outcomes.len()) };
            assert!(at.duration_since(predicted.accepted) <= jiff::SignedDuration::from_secs(5));
            assert_eq!((name.as_str(), *at), stage.wanted(predicted), "{predicted:?}");
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_accepted_call_ends_once_in_time_and_as_predicted(steps in proptest::collection::vec(step(), 1..60)) {
        play(&steps);
    }
}

#[test]
fn the_model_sees_every_way_to_end() {
    // If nothing but a few outcomes came up, the property would say little.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let steps = proptest::collection::vec(step(), 60).new_tree(&mut runner).unwrap().current();
        seen.extend(in_virtual_time(|clock| async move {
            let mut stage = Stage::new(&clock);
            for step in &steps {
                stage.play(step).await;
            }
            clock.sleep(Duration::from_secs(6)).await;
            stage.predicted.iter().map(|predicted| stage.wanted(predicted).0).collect::<Vec<_>>()
        }));
    }
    for name in
        ["accepted", "verify-wrong", "response-too-large", "timeout", "no-endpoint", "status", "reset", "truncated"]
    {
        assert!(seen.contains(name), "{name} never came up: {seen:?}");
    }
}
