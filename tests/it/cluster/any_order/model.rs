//! What is predicted of a call, as plainly as it can be said. A call is followed from its time to its end by what was so at each
//! of these times: nothing is computed before everything has happened.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::faults::{Effect, Fault, OVERSIZE, On, Point, Then};
use super::servers::{Answer, Now, first};
use super::steps::{Endpoint, SERVERS};

/// How long a call may take once it is on its way.
const LIMIT: Duration = Duration::from_secs(5);

/// What is expected of an account.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) legacy_url: Option<usize>,
    pub(super) legacy_token: Option<usize>,
    pub(super) endpoints: Vec<(String, usize)>,
    pub(super) deleted: Vec<String>,
    pub(super) tokens: Vec<(String, usize)>,
    pub(super) is_current: bool,
}

impl Account {
    /// The id that a call names, and the server that it goes to.
    pub(super) fn target(&self, endpoint: Endpoint) -> (Option<String>, Option<usize>) {
        match endpoint {
            Endpoint::None => match (self.legacy_url, &self.endpoints[..]) {
                (Some(url), _) => (None, Some(url)),
                (None, [(_, only)]) => (None, Some(*only)),
                _ => (None, None),
            },
            Endpoint::Legacy => (Some("_legacy_single_endpoint".to_owned()), self.legacy_url),
            Endpoint::Number(number) => match self.endpoints.get(number) {
                Some((id, server)) => (Some(id.clone()), Some(*server)),
                None => (Some(self.deleted.last().cloned().unwrap_or_else(|| "unknown".to_owned())), None),
            },
        }
    }

    /// The most bytes of a request or of a response.
    fn most(&self) -> usize {
        if self.is_current { 100_000 } else { 1_000 }
    }
}

/// Every token that was ever made: what it is, whose, and until when it was valid.
#[derive(Debug)]
struct Token {
    secret: String,
    account: usize,
    until: Option<Timestamp>,
}

/// A number of calls a minute: full at first, and filled up evenly, in nanoseconds of a minute.
#[derive(Debug)]
struct Bucket {
    per_minute: i128,
    full: i128,
    at: Timestamp,
}

const MINUTE: i128 = 60_000_000_000;

impl Bucket {
    fn new(per_minute: i128, at: Timestamp) -> Self {
        Self { per_minute, full: per_minute * MINUTE, at }
    }

    /// Each call takes a minute's share; each nanosecond gives back as much as there are calls in a minute.
    fn take(&mut self, now: Timestamp) -> bool {
        let passed = now.duration_since(self.at).as_nanos();
        self.at = now;
        self.full = (self.full + passed * self.per_minute).min(self.per_minute * MINUTE);
        let taken = self.full >= MINUTE;
        if taken {
            self.full -= MINUTE;
        }
        taken
    }
}

/// Flow control: what is on its way out of a space takes 12.5 ms each, and the first second of that is nobody's delay.
#[derive(Debug)]
struct Flow {
    waiting: i128,
    at: Timestamp,
}

impl Flow {
    const EACH: i128 = 12_500_000;
    const FREE: i128 = 1_000_000_000 - Self::EACH;

    /// How long the next call is held back; nothing if it is refused.
    fn take(&mut self, now: Timestamp) -> Option<Duration> {
        self.waiting = (self.waiting - now.duration_since(self.at).as_nanos()).max(0);
        self.at = now;
        let delay = u64::try_from((self.waiting - Self::FREE).max(0)).unwrap();
        let delay = Duration::from_nanos(delay);
        (delay <= Duration::from_secs(30)).then(|| {
            self.waiting += Self::EACH;
            delay
        })
    }
}

/// A fault that is or was armed.
#[derive(Debug)]
struct Armed {
    slot: usize,
    fault: Fault,
    is_on: bool,
    /// Which arming it is, of all that there were: calls wait for those of the same arming only.
    line: usize,
    seen: u64,
    hits: u64,
}

/// A call that was accepted.
#[derive(Debug)]
pub(super) struct Accepted {
    pub(super) at: Timestamp,
    account: usize,
    target: Option<usize>,
    most: usize,
    delay: Duration,
    effects: Vec<Effect>,
    /// The places that it has in lines of calls.
    places: Vec<(usize, u64)>,
    /// The line and the place of the fault that has it wait.
    behind: Option<(usize, u64)>,
}

/// How a call ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) name: &'static str,
    pub(super) at: Timestamp,
    /// When it went out.
    pub(super) left: Timestamp,
    /// When the first answer to it was there, whether that was a redirect or not.
    answered: Timestamp,
}

/// Everything that is known.
pub(super) struct Model {
    pub(super) accounts: [Account; 2],
    pub(super) accepted: Vec<Accepted>,
    tokens: Vec<Token>,
    served: [Vec<(Timestamp, Now)>; SERVERS],
    buckets: BTreeMap<bool, Bucket>,
    flow: Flow,
    faults: Vec<Armed>,
    armings: usize,
    /// Places of calls that were over when they were made, with the time.
    over: Vec<(usize, u64, Timestamp)>,
    known: RefCell<BTreeMap<usize, Ended>>,
}

impl Model {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            accounts: Default::default(),
            accepted: Vec::new(),
            tokens: Vec::new(),
            served: std::array::from_fn(|_| vec![(now, first())]),
            buckets: [(true, Bucket::new(5, now)), (false, Bucket::new(100, now))].into(),
            flow: Flow { waiting: 0, at: now },
            faults: Vec::new(),
            armings: 0,
            over: Vec::new(),
            known: RefCell::default(),
        }
    }

    /// A token was made; gives its number.
    pub(super) fn made(&mut self, account: usize, secret: String) -> usize {
        self.tokens.push(Token { secret, account, until: None });
        self.tokens.len() - 1
    }

    pub(super) fn end_token(&mut self, number: usize, now: Timestamp) {
        self.tokens[number].until = Some(now);
    }

    /// The secret of the token of that number; something else if there is none. `None` is the newest.
    pub(super) fn secret(&self, number: Option<usize>) -> String {
        let number = number.unwrap_or(self.tokens.len().saturating_sub(1));
        self.tokens.get(number).map_or("nonsense".to_owned(), |token| token.secret.clone())
    }

    pub(super) fn serves(&mut self, server: usize, now: Timestamp, what: Now) {
        self.served[server].push((now, what));
    }

    pub(super) fn arm(&mut self, slot: usize, fault: Fault) {
        self.armings += 1;
        let armed = Armed { slot, fault, is_on: true, line: self.armings, seen: 0, hits: 0 };
        match self.faults.iter_mut().find(|known| known.slot == slot) {
            Some(known) => *known = armed,
            None => self.faults.push(armed),
        }
    }

    /// Arms what was in a slot; says whether there was anything.
    pub(super) fn arm_again(&mut self, slot: usize) -> bool {
        let before = self.faults.iter().find(|known| known.slot == slot).map(|known| known.fault.clone());
        let is_any = before.is_some();
        before.into_iter().for_each(|fault| self.arm(slot, fault));
        is_any
    }

    pub(super) fn disarm(&mut self, slot: usize) -> bool {
        let known = self.faults.iter_mut().find(|known| known.slot == slot);
        known.map(|known| known.is_on = false).is_some()
    }

    /// A call is made: the name of its refusal, or its number among those that were accepted.
    pub(super) fn call(
        &mut self,
        account: usize,
        is_craft: bool,
        target: Option<usize>,
        sizes: (usize, usize),
        now: Timestamp,
    ) -> Result<usize, &'static str> {
        let own = &self.accounts[account];
        let (most, is_current) = (own.most(), own.is_current);
        if sizes.0 > most {
            return Err("request-too-large");
        }
        if sizes.1 > 100 {
            return Err("meta-too-large");
        }
        let mut call = Accepted {
            at: now,
            account,
            target,
            most,
            delay: Duration::ZERO,
            effects: Vec::new(),
            places: Vec::new(),
            behind: None,
        };
        self.hit(&mut call);
        let has = |kind: &str| call.effects.iter().any(|effect| effect.kind() == kind);
        let refusal = if has("rate-limit") {
            Some("rate-limit")
        } else if has("flow-control") {
            Some("flow-control")
        } else if is_current {
            let delay = self.flow.take(now);
            call.delay = delay.unwrap_or_default();
            delay.is_none().then_some("flow-control")
        } else {
            (!self.buckets.get_mut(&is_craft).unwrap().take(now)).then_some("rate-limit")
        };
        let has_nowhere_to_go = target.is_none() || call.effects.iter().any(|one| one.kind() == "endpoint-deleted");
        if refusal.is_some() || has_nowhere_to_go {
            self.over.extend(call.places.drain(..).map(|(line, place)| (line, place, now)));
            call.target = None;
        }
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
        self.accepted.push(call);
        Ok(self.accepted.len() - 1)
    }

    /// The faults that hit a call.
    fn hit(&mut self, call: &mut Accepted) {
        for armed in self.faults.iter_mut().filter(|armed| armed.is_on) {
            let is_about = match armed.fault.on {
                On::All => true,
                On::Account(account) => account == call.account,
                On::Server(server) => Some(server) == call.target,
            };
            if !is_about {
                continue;
            }
            armed.seen += 1;
            if armed.fault.does.iter().any(Effect::is_of_the_caller) {
                call.places.push((armed.line, armed.seen));
            }
            if armed.fault.when.picks(armed.seen, armed.hits) {
                armed.hits += 1;
                for effect in &armed.fault.does {
                    if matches!(effect, Effect::OutOfOrder { .. }) {
                        call.behind = Some((armed.line, armed.seen));
                    }
                    call.effects.push(effect.clone());
                }
            }
        }
    }

    /// How the call of that number ends, now that everything has happened.
    pub(super) fn end(&self, number: usize) -> Ended {
        if let Some(known) = self.known.borrow().get(&number) {
            return known.clone();
        }
        let ended = self.follow(&self.accepted[number]);
        self.known.borrow_mut().insert(number, ended.clone());
        ended
    }

    fn follow(&self, call: &Accepted) -> Ended {
        let Some(server) = call.target else {
            return Ended { name: "no-endpoint", at: call.at, left: call.at, answered: call.at };
        };
        let last = |of: &dyn Fn(&Effect) -> Option<u64>| call.effects.iter().filter_map(of).next_back();
        let sum = |of: &dyn Fn(&Effect) -> Option<u64>| call.effects.iter().filter_map(of).sum::<u64>();
        let late = sum(&|effect| if let Effect::Late(by) = effect { Some(*by) } else { None });
        let mut left = call.at + call.delay + millis(late);
        if let (Some((line, place)), Some((behind, at_most))) = (call.behind, behind(call)) {
            let first = self.first_that_ends(line, place + behind);
            left = first.unwrap_or(Timestamp::MAX).min(left + millis(at_most)).max(left);
        }
        let (until, has) = (left + LIMIT, |kind: &str| call.effects.iter().any(|effect| effect.kind() == kind));
        let ends = |(name, at, answered): (&'static str, Timestamp, Timestamp)| {
            let is_late = at >= until;
            let (name, at) = if is_late { ("timeout", until) } else { (name, at) };
            Ended { name, at, left, answered: answered.min(until) }
        };
        let at_once = |name, at| ends((name, at, at));

        if has("connect-timeout") {
            return at_once("timeout", until);
        }
        if has("refuse") {
            return at_once("refused", left);
        }
        if has("tls-failure") || has("bad-certificate") {
            return at_once("tls", left);
        }
        let slow = last(&|effect| match effect {
            Effect::SlowBody { pieces, interval } => Some(pieces * interval),
            _ => None,
        });
        let sent = left + millis(slow.unwrap_or_default());
        let cut = call.effects.iter().rev().find_map(|effect| match effect {
            Effect::CutBody(then) => Some(*then),
            _ => None,
        });
        match cut {
            Some(Then::Hang) => return at_once("timeout", until),
            Some(_) => return at_once("hung-up", sent),
            None => {}
        }
        let hang_up = last(&|effect| if let Effect::HangUp { after } = effect { Some(*after) } else { None });
        let (came, answer) = self.ask(server, sent);
        if let Some(after) = hang_up
            && (after == 0 || came > sent + millis(after))
        {
            return at_once("hung-up", sent + millis(after));
        }
        let Some(answer) = answer.filter(|_| came < until) else { return at_once("timeout", until) };
        let (came, answer) = match answer {
            Err(name) => return at_once(name, came),
            Ok(answer) => deliver(call, came, rewrite(call, answer)),
        };
        let Some(answer) = answer.filter(|_| came < until) else { return at_once("timeout", until) };
        let (name, at) = match answer {
            Err(name) => (name, came),
            Ok(answer) => self.judge(call, answer, came, until),
        };
        ends((name, at, came))
    }

    /// What a server answers to what gets to it at a time, and when.
    fn ask(&self, server: usize, at: Timestamp) -> (Timestamp, Option<Result<Answer, &'static str>>) {
        let (_, (behaviour, delay, token)) = self.served[server].iter().rev().find(|(since, _)| *since <= at).unwrap();
        match behaviour.answer(token) {
            None => (Timestamp::MAX, None),
            some => (at + millis(*delay), some),
        }
    }

    /// What is made of an answer, with the redirects that follow it.
    fn judge(&self, call: &Accepted, answer: Answer, at: Timestamp, until: Timestamp) -> (&'static str, Timestamp) {
        let (mut answer, mut at, mut redirects) = (answer, at, 0);
        loop {
            if answer.body.len() > 1_048_576 {
                return ("too-large", at);
            }
            let (Some(to), 307) = (answer.to, answer.status) else { break };
            redirects += 1;
            if redirects > 10 {
                return ("too-many-redirects", at);
            }
            let (came, next) = self.ask(to, at);
            if came >= until {
                return ("timeout", until);
            }
            at = came;
            match next {
                Some(Ok(next)) => answer = next,
                Some(Err(name)) => return (name, at),
                None => return ("timeout", until),
            }
        }
        (self.read(call, &answer, at), at)
    }

    /// What an answer says at a time.
    fn read(&self, call: &Accepted, answer: &Answer, at: Timestamp) -> &'static str {
        if !(200..300).contains(&answer.status) {
            return "status";
        }
        let Ok(json) = serde_json::from_str::<Value>(&answer.body) else { return "not-json" };
        if !json.is_object() {
            return "not-an-object";
        }
        if call.effects.iter().any(|effect| effect.kind() == "token-revoked") {
            return "verify-wrong";
        }
        let Some(verify) = json.get("verify") else { return "verify-missing" };
        let mut valid = self
            .tokens
            .iter()
            .filter(|token| token.account == call.account && token.until.is_none_or(|until| at < until));
        if !valid.any(|token| verify == token.secret.as_str()) {
            return "verify-wrong";
        }
        match json.get("response") {
            None => "response-missing",
            Some(Value::String(text)) if text.len() > call.most => "response-too-large",
            Some(Value::String(_)) => "accepted",
            Some(_) => "response-not-string",
        }
    }

    /// When the first call ends that has this place in the line, or a later one.
    fn first_that_ends(&self, line: usize, place: u64) -> Option<Timestamp> {
        let is_it = |of: usize, at: u64| of == line && at >= place;
        let over = self.over.iter().filter(|(of, at, _)| is_it(*of, *at)).map(|(_, _, time)| *time);
        let calls = self.accepted.iter().enumerate();
        let calls = calls.filter(|(_, call)| call.places.iter().any(|(of, at)| is_it(*of, *at)));
        over.chain(calls.map(|(number, _)| self.end(number).answered)).min()
    }
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// How many calls one lets go first, and for how long it waits for them.
fn behind(call: &Accepted) -> Option<(u64, u64)> {
    call.effects.iter().rev().find_map(|effect| match effect {
        Effect::OutOfOrder { behind, at_most } => Some((*behind, *at_most)),
        _ => None,
    })
}

/// What faults make of an answer.
fn rewrite(call: &Accepted, mut answer: Answer) -> Answer {
    for effect in &call.effects {
        match effect {
            Effect::Status { code, keep_body } => {
                answer.status = *code;
                if !keep_body {
                    answer.body.clear();
                }
            }
            Effect::Body(text) => (*text).clone_into(&mut answer.body),
            Effect::Empty => answer.body.clear(),
            Effect::MalformedJson => {
                let length = answer.body.trim_ascii_end().len();
                answer.body.truncate(length.saturating_sub(1));
                if answer.body.is_empty() {
                    answer.body.push('{');
                }
            }
            Effect::Oversize => {
                let missing = OVERSIZE.saturating_sub(answer.body.len());
                answer.body.push_str(&" ".repeat(missing));
            }
            _ => {}
        }
    }
    answer
}

/// What gets through of an answer that begins to come at a time, and when it is through; nothing if it never is.
fn deliver(call: &Accepted, at: Timestamp, answer: Answer) -> (Timestamp, Option<Result<Answer, &'static str>>) {
    let (mut delay, mut dribble, mut cut) = (0, None, None);
    let (mut is_garbage, mut is_badly_chunked) = (false, false);
    for effect in &call.effects {
        match *effect {
            Effect::Delay(by) => delay += by,
            Effect::Dribble { pieces, interval } => dribble = Some((pieces, interval)),
            Effect::End(point, then) | Effect::Truncate(point, then) => cut = Some((point, then)),
            Effect::Garbage => is_garbage = true,
            Effect::MalformedChunk => is_badly_chunked = true,
            _ => {}
        }
    }
    let whole = if is_garbage { 36 } else { answer.body.len() };
    // How much of the body comes; nothing if not even the head does.
    let comes = match cut.map(|(point, _)| point) {
        Some(Point::Start | Point::InHead) => None,
        Some(Point::Head) => Some(0),
        Some(Point::FiveBytes) => Some(whole.min(5)),
        Some(Point::Half) => Some(whole / 2),
        Some(Point::End) | None => Some(whole),
    };
    let in_pieces = if is_badly_chunked { usize::MAX } else { comes.unwrap_or(0) };
    let waits = dribble.map_or(0, |(pieces, interval)| (pieces.min(in_pieces.max(1) as u64) - 1) * interval);
    let at = at + millis(delay + waits);
    let result = match (cut, comes) {
        _ if is_garbage || is_badly_chunked => Some(Err("protocol")),
        (None, _) => Some(Ok(answer)),
        (Some(_), Some(comes)) if comes == whole => Some(Ok(answer)),
        (Some((_, Then::Hang)), _) => None,
        (Some((_, Then::Reset)), _) => Some(Err("reset")),
        (Some((_, Then::Close)), None) => Some(Err("closed")),
        (Some((_, Then::Close)), Some(_)) => Some(Err("truncated")),
    };
    (at, result)
}
