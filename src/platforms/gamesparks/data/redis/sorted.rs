//! Different texts with scores, in the order of their scores.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use super::{
    ANY, Entry, Failure, Listed, Redis, Reply, Result, SYNTAX, Value, WRONG_KIND, failure, float, listed, range, whole,
    written,
};

/// Members with scores.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    scores: HashMap<String, f64>,
    order: BTreeSet<Place>,
}

/// A score and its member; of equal scores the members decide.
#[derive(Debug, Clone, PartialEq)]
struct Place(f64, String);

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        // There are no scores that are not numbers; zero is zero, whatever its sign.
        (self.0 + 0.0).total_cmp(&(other.0 + 0.0)).then_with(|| self.1.cmp(&other.1))
    }
}

impl Sorted {
    /// How many members there are.
    #[expect(clippy::len_without_is_empty, reason = "an empty one goes away")]
    pub fn len(&self) -> usize {
        self.scores.len()
    }

    /// The score of a member.
    pub fn score(&self, member: &str) -> Option<f64> {
        self.scores.get(member).copied()
    }

    /// All members with their scores, from the least.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> {
        self.order.iter().map(|Place(score, member)| (member.as_str(), *score))
    }

    /// Gives `member` that score; says whether it is new.
    pub fn put(&mut self, member: &str, score: f64) -> bool {
        let before = self.scores.insert(member.to_owned(), score);
        if let Some(before) = before {
            self.order.remove(&Place(before, member.to_owned()));
        }
        self.order.insert(Place(score, member.to_owned()));
        before.is_none()
    }

    /// Takes a member out; says whether it was there.
    pub fn remove(&mut self, member: &str) -> bool {
        let score = self.scores.remove(member);
        score.is_some_and(|score| self.order.remove(&Place(score, member.to_owned())))
    }

    fn rank(&self, member: &str) -> Option<usize> {
        let score = self.score(member)?;
        Some(self.order.range(..Place(score, member.to_owned())).count())
    }
}

pub(super) const LIST: &[Listed] = &[
    listed("ZADD", 3, ANY, |redis, args, now| {
        if args.len().is_multiple_of(2) {
            return failure(SYNTAX);
        }
        let pairs = args[1..].chunks_exact(2).map(|pair| Ok((score(pair[0])?, pair[1])));
        let pairs = pairs.collect::<std::result::Result<Vec<_>, Failure>>()?;
        change(redis, args[0], now, |sorted| {
            Ok(Reply::count(pairs.iter().filter(|(score, member)| sorted.put(member, *score)).count()))
        })
    }),
    listed("ZCARD", 1, 1, |redis, args, now| look(redis, args[0], now, |sorted| Ok(Reply::count(sorted.len())))),
    listed("ZSCORE", 2, 2, |redis, args, now| {
        look(redis, args[0], now, |sorted| Ok(Reply::maybe(sorted.score(args[1]).map(written))))
    }),
    listed("ZRANK", 2, 2, |redis, args, now| {
        look(redis, args[0], now, |sorted| Ok(sorted.rank(args[1]).map_or(Reply::Nil, Reply::count)))
    }),
    listed("ZREVRANK", 2, 2, |redis, args, now| {
        look(redis, args[0], now, |sorted| {
            Ok(sorted.rank(args[1]).map_or(Reply::Nil, |rank| Reply::count(sorted.len() - 1 - rank)))
        })
    }),
    listed("ZINCRBY", 3, 3, |redis, args, now| {
        let by = score(args[1])?;
        change(redis, args[0], now, |sorted| {
            let sum = sorted.score(args[2]).unwrap_or(0.0) + by;
            if sum.is_nan() {
                return failure("ERR resulting score is not a number (NaN)");
            }
            sorted.put(args[2], sum);
            Ok(Reply::text(written(sum)))
        })
    }),
    listed("ZREM", 2, ANY, |redis, args, now| {
        change(redis, args[0], now, |sorted| {
            Ok(Reply::count(args[1..].iter().filter(|member| sorted.remove(member)).count()))
        })
    }),
    listed("ZCOUNT", 3, 3, |redis, args, now| {
        let bounds = Bounds::new(args[1], args[2])?;
        look(redis, args[0], now, |sorted| {
            Ok(Reply::count(sorted.iter().filter(|(_, score)| bounds.hold(*score)).count()))
        })
    }),
    listed("ZRANGE", 3, 4, |redis, args, now| by_rank(redis, args, now, false)),
    listed("ZREVRANGE", 3, 4, |redis, args, now| by_rank(redis, args, now, true)),
    listed("ZRANGEBYSCORE", 3, ANY, |redis, args, now| by_score(redis, args, now, false)),
    listed("ZREVRANGEBYSCORE", 3, ANY, |redis, args, now| by_score(redis, args, now, true)),
    listed("ZREMRANGEBYRANK", 3, 3, |redis, args, now| {
        let (from, to) = (whole(args[1])?, whole(args[2])?);
        change(redis, args[0], now, |sorted| {
            let part = range(sorted.len(), from, to);
            let gone: Vec<String> =
                sorted.iter().skip(part.start).take(part.len()).map(|(member, _)| member.to_owned()).collect();
            Ok(Reply::count(gone.iter().filter(|member| sorted.remove(member)).count()))
        })
    }),
    listed("ZREMRANGEBYSCORE", 3, 3, |redis, args, now| {
        let bounds = Bounds::new(args[1], args[2])?;
        change(redis, args[0], now, |sorted| {
            let within = sorted.iter().filter(|(_, score)| bounds.hold(*score));
            let gone: Vec<String> = within.map(|(member, _)| member.to_owned()).collect();
            Ok(Reply::count(gone.iter().filter(|member| sorted.remove(member)).count()))
        })
    }),
    listed("ZUNIONSTORE", 3, ANY, |redis, args, now| store(redis, args, now, false)),
    listed("ZINTERSTORE", 3, ANY, |redis, args, now| store(redis, args, now, true)),
];

fn score(text: &str) -> std::result::Result<f64, Failure> {
    float(text)
}

pub(super) fn change(redis: &mut Redis, key: &str, now: i64, change: impl FnOnce(&mut Sorted) -> Result) -> Result {
    redis.change(
        key,
        now,
        || Value::Sorted(Sorted::default()),
        |value| match value {
            Value::Sorted(sorted) => change(sorted),
            _ => failure(WRONG_KIND),
        },
    )
}

pub(super) fn look(redis: &mut Redis, key: &str, now: i64, look: impl FnOnce(&Sorted) -> Result) -> Result {
    match redis.get(key, now).map(|entry| &entry.value) {
        None => look(&Sorted::default()),
        Some(Value::Sorted(sorted)) => look(sorted),
        Some(_) => failure(WRONG_KIND),
    }
}

/// The scores between two, each of which may be left out with `(`.
struct Bounds {
    least: (f64, bool),
    most: (f64, bool),
}

impl Bounds {
    fn new(least: &str, most: &str) -> std::result::Result<Self, Failure> {
        let bound = |text: &str| {
            let (text, open) = text.strip_prefix('(').map_or((text, false), |text| (text, true));
            let number = float(text).map_err(|_| Failure("ERR min or max is not a float".to_owned()));
            number.map(|number| (number, open))
        };
        Ok(Self { least: bound(least)?, most: bound(most)? })
    }

    fn hold(&self, score: f64) -> bool {
        let above = if self.least.1 { score > self.least.0 } else { score >= self.least.0 };
        let below = if self.most.1 { score < self.most.0 } else { score <= self.most.0 };
        above && below
    }
}

/// Members, and after each its score if that is wanted.
fn told<'a>(members: impl Iterator<Item = (&'a str, f64)>, scores: bool) -> Reply {
    let one = |(member, score): (&str, f64)| {
        let score = scores.then(|| Reply::text(written(score)));
        [Some(Reply::text(member)), score].into_iter().flatten()
    };
    Reply::List(members.flat_map(one).collect())
}

fn by_rank(redis: &mut Redis, args: &[&str], now: i64, down: bool) -> Result {
    let (from, to) = (whole(args[1])?, whole(args[2])?);
    let scores = with_scores(args.get(3).copied())?;
    look(redis, args[0], now, |sorted| {
        let part = range(sorted.len(), from, to);
        Ok(if down {
            told(sorted.iter().rev().skip(part.start).take(part.len()), scores)
        } else {
            told(sorted.iter().skip(part.start).take(part.len()), scores)
        })
    })
}

fn with_scores(option: Option<&str>) -> std::result::Result<bool, Failure> {
    match option {
        None => Ok(false),
        Some(option) if option.eq_ignore_ascii_case("WITHSCORES") => Ok(true),
        Some(_) => failure(SYNTAX),
    }
}

fn by_score(redis: &mut Redis, args: &[&str], now: i64, down: bool) -> Result {
    let bounds = if down { Bounds::new(args[2], args[1])? } else { Bounds::new(args[1], args[2])? };
    let (mut scores, mut skip, mut most) = (false, 0, usize::MAX);
    let mut options = args[3..].iter();
    while let Some(option) = options.next() {
        if option.eq_ignore_ascii_case("LIMIT") {
            let (Some(from), Some(count)) = (options.next(), options.next()) else { return failure(SYNTAX) };
            let (from, count) = (whole(from)?, whole(count)?);
            // From before the beginning nothing comes; a negative number is all.
            (skip, most) = (usize::try_from(from).unwrap_or(usize::MAX), usize::try_from(count).unwrap_or(usize::MAX));
        } else {
            scores = with_scores(Some(option))?;
        }
    }
    look(redis, args[0], now, |sorted| {
        let within = |(_, score): &(&str, f64)| bounds.hold(*score);
        Ok(if down {
            told(sorted.iter().rev().filter(within).skip(skip).take(most), scores)
        } else {
            told(sorted.iter().filter(within).skip(skip).take(most), scores)
        })
    })
}

/// `destination number key…`: scores of a member in several are added up.
fn store(redis: &mut Redis, args: &[&str], now: i64, common: bool) -> Result {
    let keys = &args[2..];
    if whole(args[1])? != i64::try_from(keys.len()).unwrap_or(i64::MAX) {
        return failure(SYNTAX);
    }
    let mut sums: HashMap<String, (f64, usize)> = HashMap::new();
    for key in keys {
        let members: Vec<(String, f64)> = match redis.get(key, now).map(|entry| &entry.value) {
            None => Vec::new(),
            Some(Value::Sorted(sorted)) => sorted.iter().map(|(member, score)| (member.to_owned(), score)).collect(),
            Some(Value::Set(set)) => set.iter().map(|member| (member.clone(), 1.0)).collect(),
            Some(_) => return failure(WRONG_KIND),
        };
        for (member, score) in members {
            let sum = sums.entry(member).or_default();
            let added = sum.0 + score;
            // What is infinite both ways is zero.
            *sum = (if added.is_nan() { 0.0 } else { added }, sum.1 + 1);
        }
    }
    let mut sorted = Sorted::default();
    for (member, (score, count)) in &sums {
        if !common || *count == keys.len() {
            sorted.put(member, *score);
        }
    }
    redis.take(args[0]);
    let count = sorted.len();
    if count > 0 {
        redis.put(args[0], Entry { value: Value::Sorted(sorted), expires: None });
    }
    Ok(Reply::count(count))
}
