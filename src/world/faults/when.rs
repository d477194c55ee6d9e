//! When a fault hits: which of the exchanges that it is about, and at which times of the platform's clock. Everything that is
//! said must hold. Chance is drawn from the world's seed for each exchange by its number, so that it does not matter what else
//! is drawn meanwhile.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, quoted};
use crate::tree::schema::property;
use crate::tree::{Decode, Decoding, Duration, Fields, Node, Schemas, Value};
use crate::world::clock::later;

/// When a fault hits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct When {
    /// Only these, counted from 1; none said means any.
    pub nth: Vec<u64>,
    /// Only the first so many.
    pub first: Option<u64>,
    /// Only each that divides by this.
    pub every: Option<u64>,
    /// Not the first so many.
    pub after: u64,
    /// How likely each is hit.
    pub chance: Option<Chance>,
    /// Only from the first of these to just before the second.
    pub between: Option<(Moment, Moment)>,
    /// At most so often.
    pub times: Option<u64>,
}

/// A time of the platform's clock: as such, or how long after the fault was armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A time.
    At(Timestamp),
    /// How long after the fault was armed.
    Since(Duration),
}

/// How likely something is, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance(pub f64);

/// The keys of [`When`] in a file, with what they say.
pub const KEYS: [(&str, &str); 7] = [
    ("nth", "Only this one of the exchanges that `on` is about, counted from 1; or a list of them."),
    ("first", "Only the first so many of them."),
    ("every", "Only every so manieth of them: `every: 3` is the third, the sixth and so on."),
    ("after", "Only those after the first so many."),
    ("chance", "How likely each is hit: 0.25 or 25%. The world's seed decides, so that a run can be repeated."),
    (
        "between",
        "Only from one time to just before another: two times of the platform's clock, or two lengths of time since the fault was armed. Only exchanges within count.",
    ),
    ("times", "At most so many times in all."),
];

impl When {
    /// Takes the keys out of a fault's.
    pub(super) fn take(fields: &mut Fields<'_>, cx: &mut Decoding<'_>) -> Option<Self> {
        let nth = fields.node("nth").map_or(Some(Vec::new()), |node| numbers(node, cx));
        let first = counted(fields, "first", cx);
        let every = counted(fields, "every", cx);
        let after = fields.take_or("after", cx, || 0);
        let chance = fields.take("chance", cx);
        let between = fields.node("between").map_or(Some(None), |node| between(node, cx).map(Some));
        let times = counted(fields, "times", cx);
        Some(Self {
            nth: nth?,
            first: first?,
            every: every?,
            after: after?,
            chance: chance?,
            between: between?,
            times: times?,
        })
    }

    /// The JSON Schemas of the keys.
    pub(super) fn properties(schemas: &mut Schemas) -> serde_json::Map<String, Json> {
        let count = schemas.scalar(json!({ "type": "integer", "minimum": 1 }));
        let moment = Moment::schema(schemas);
        let chance = Chance::schema(schemas);
        let about = |key: &str, schema: Json| {
            let doc = KEYS.iter().find(|(name, _)| *name == key).map_or("", |(_, about)| about);
            (key.to_owned(), property(schema, doc, None))
        };
        [
            about("nth", json!({ "anyOf": [count, { "type": "array", "items": count, "minItems": 1 }] })),
            about("first", count.clone()),
            about("every", count.clone()),
            about("after", schemas.scalar(json!({ "type": "integer", "minimum": 0 }))),
            about("chance", chance),
            about("between", json!({ "type": "array", "items": moment, "minItems": 2, "maxItems": 2 })),
            about("times", count),
        ]
        .into_iter()
        .collect()
    }

    /// Whether `now` is a time at which it can hit, for a fault that was armed at `armed`.
    pub fn is_time(&self, armed: Timestamp, now: Timestamp) -> bool {
        self.between.is_none_or(|(from, to)| from.of(armed) <= now && now < to.of(armed))
    }

    /// Whether it hits the exchange of this number, counted from 1, if it has hit so many before. `draw` gives a number of at
    /// least 0 and less than 1, always the same for the same exchange.
    pub fn picks(&self, number: u64, hits: u64, draw: impl FnOnce() -> f64) -> bool {
        (self.nth.is_empty() || self.nth.contains(&number))
            && self.first.is_none_or(|first| number <= first)
            && self.every.is_none_or(|every| number.is_multiple_of(every))
            && number > self.after
            && self.times.is_none_or(|times| hits < times)
            && self.chance.is_none_or(|Chance(chance)| draw() < chance)
    }

    /// What it says of which exchanges it hits, as it could be written: `nth: 3, times: 2`. Empty if it hits all of them.
    pub fn words(&self) -> String {
        let nth = match self.nth.as_slice() {
            [] => None,
            [one] => Some(one.to_string()),
            several => Some(format!("[{}]", several.iter().map(u64::to_string).collect::<Vec<_>>().join(", "))),
        };
        let words = [
            ("nth", nth),
            ("first", self.first.map(|first| first.to_string())),
            ("every", self.every.map(|every| every.to_string())),
            ("after", (self.after > 0).then(|| self.after.to_string())),
            ("times", self.times.map(|times| times.to_string())),
            ("chance", self.chance.map(|Chance(chance)| chance.to_string())),
        ];
        let said = words.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}", value?)));
        said.collect::<Vec<_>>().join(", ")
    }

    /// The times at which it begins and ends, for a fault that was armed at `armed`.
    pub fn turns(&self, armed: Option<Timestamp>) -> impl Iterator<Item = Timestamp> + use<> {
        let turns = armed.zip(self.between).map(|(armed, (from, to))| [from.of(armed), to.of(armed)]);
        turns.into_iter().flatten()
    }

    /// Whether only time decides, and not which exchange it is.
    pub fn is_only_time(&self) -> bool {
        *self == Self { between: self.between, ..Self::default() }
    }
}

impl Moment {
    /// The time that it is for a fault that was armed at `armed`.
    pub fn of(self, armed: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Since(duration) => later(armed, *duration),
        }
    }
}

/// A number of at least 1.
fn counted(fields: &mut Fields<'_>, key: &'static str, cx: &mut Decoding<'_>) -> Option<Option<u64>> {
    fields.node(key).map_or(Some(None), |node| number(node, cx).map(Some))
}

fn number(node: &Node, cx: &mut Decoding<'_>) -> Option<u64> {
    let number = u64::decode(node, cx)?;
    if number == 0 && !cx.is_open(node) {
        let message = "exchanges are counted from 1";
        cx.report(Diagnostic::error(Code::OutOfRange, node.place(), message));
        return None;
    }
    Some(number)
}

fn numbers(node: &Node, cx: &mut Decoding<'_>) -> Option<Vec<u64>> {
    match &node.value {
        Value::List(items) if items.is_empty() => {
            cx.report(Diagnostic::error(Code::BadValue, node.place(), "a list of numbers needs a number"));
            None
        }
        Value::List(items) => {
            let numbers: Vec<_> = items.iter().map(|item| number(item, cx)).collect();
            numbers.into_iter().collect()
        }
        _ => number(node, cx).map(|only| vec![only]),
    }
}

fn between(node: &Node, cx: &mut Decoding<'_>) -> Option<(Moment, Moment)> {
    let Some([from, to]) = node.as_list() else { return cx.wrong_type(node, "a list of two times") };
    let (from, until) = (Moment::decode(from, cx), Moment::decode(to, cx));
    let (from, until) = (from?, until?);
    let is_backwards = match (from, until) {
        (Moment::At(from), Moment::At(to)) => from >= to,
        (Moment::Since(from), Moment::Since(to)) => from >= to,
        _ => false,
    };
    if is_backwards {
        let message = "the second time must be later than the first";
        cx.report(Diagnostic::error(Code::BadValue, to.place(), message));
        return None;
    }
    Some((from, until))
}

impl Decode for Moment {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let is_duration = node.as_text().is_some_and(|text| Duration::parse(text).is_ok());
        if is_duration || matches!(node.value, Value::Int(_)) {
            return Duration::decode(node, cx).map(Self::Since);
        }
        Timestamp::decode(node, cx).map(Self::At)
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let (time, duration) = (Timestamp::schema(schemas), Duration::schema(schemas));
        json!({ "anyOf": [time, duration] })
    }
}

impl Decode for Chance {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let percent = node.as_text().and_then(|text| text.strip_suffix('%')?.trim().parse::<f64>().ok());
        let chance = match percent {
            Some(percent) => percent / 100.0,
            None if cx.is_open(node) => 0.0,
            None if node.as_text().is_some() => return cx.wrong_type(node, "a number from 0 to 1, or a percentage"),
            None => f64::decode(node, cx)?,
        };
        if (0.0..=1.0).contains(&chance) {
            return Some(Self(chance));
        }
        let message =
            format!("{} is no chance: from 0 to 1, or from 0% to 100%, is possible", quoted(node.span.text()));
        cx.report(Diagnostic::error(Code::OutOfRange, node.place(), message));
        None
    }

    fn schema(schemas: &mut Schemas) -> Json {
        schemas.scalar(json!({ "anyOf": [
            { "type": "number", "minimum": 0, "maximum": 1 },
            { "type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?%$" },
        ] }))
    }

    fn missing() -> Option<Self> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::rng::Rng;
    use proptest::prelude::*;

    fn picked(when: &When, of: u64) -> Vec<u64> {
        let rng = Rng::new(7);
        let mut hits = 0;
        let mut picked = Vec::new();
        for number in 1..=of {
            if when.picks(number, hits, || rng.fork(&format!("{number}")).fraction()) {
                hits += 1;
                picked.push(number);
            }
        }
        picked
    }

    #[test]
    fn exchanges_are_picked_by_their_number() {
        let nth = When { nth: vec![3, 5], ..When::default() };
        let first = When { first: Some(2), ..When::default() };
        let every = When { every: Some(3), ..When::default() };
        let after = When { after: 7, ..When::default() };
        let times = When { every: Some(2), times: Some(2), ..When::default() };
        assert_eq!(picked(&nth, 9), [3, 5]);
        assert_eq!(picked(&first, 9), [1, 2]);
        assert_eq!(picked(&every, 9), [3, 6, 9]);
        assert_eq!(picked(&after, 9), [8, 9]);
        assert_eq!(picked(&times, 9), [2, 4]);
        assert_eq!(picked(&When::default(), 3), [1, 2, 3]);
    }

    #[test]
    fn chance_is_about_as_likely_as_it_says() {
        let when = When { chance: Some(Chance(0.25)), ..When::default() };
        let count = picked(&when, 4_000).len();
        assert!((900..=1_100).contains(&count), "{count}");
        assert_eq!(picked(&when, 4_000), picked(&when, 4_000));
    }

    #[test]
    fn a_window_begins_at_its_first_time_and_ends_before_its_second() {
        let armed: Timestamp = "2020-05-01T12:00:00Z".parse().unwrap();
        let seconds = |s| Duration(std::time::Duration::from_secs(s));
        let when = When { between: Some((Moment::Since(seconds(10)), Moment::Since(seconds(20)))), ..When::default() };
        let at = |s| when.is_time(armed, later(armed, std::time::Duration::from_secs(s)));
        assert_eq!([9, 10, 19, 20].map(at), [false, true, true, false]);
    }

    proptest! {
        #[test]
        fn everything_that_is_said_holds(
            nth in proptest::collection::vec(1u64..30, 0..3),
            first in proptest::option::of(1u64..30),
            every in proptest::option::of(1u64..6),
            after in 0u64..10,
            chance in proptest::option::of(0.0f64..=1.0),
            times in proptest::option::of(1u64..5),
        ) {
            let when = When { nth, first, every, after, chance: chance.map(Chance), between: None, times };
            let picked = picked(&when, 40);
            for &number in &picked {
                prop_assert!(when.nth.is_empty() || when.nth.contains(&number));
                prop_assert!(first.is_none_or(|first| number <= first));
                prop_assert!(every.is_none_or(|every| number % every == 0));
                prop_assert!(number > after);
            }
            prop_assert!(times.is_none_or(|times| picked.len() as u64 <= times));
            if chance == Some(0.0) {
                prop_assert!(picked.is_empty());
            }
            // What is said less narrowly picks no less.
            let wider = When { times: None, chance: None, ..when };
            let wide = self::picked(&wider, 40);
            prop_assert!(picked.iter().all(|number| wide.contains(number)));
        }
    }
}
