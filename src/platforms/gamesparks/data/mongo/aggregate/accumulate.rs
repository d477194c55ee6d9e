//! Accumulators: what becomes of the values of a group.

use super::operators::plus;
use super::wrong;
use crate::platforms::gamesparks::data::bson::{Bson, Document, compare};
use crate::platforms::gamesparks::data::mongo::Problem;

/// An accumulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accumulator {
    Sum,
    Avg,
    Min,
    Max,
    First,
    Last,
    Push,
    AddToSet,
    StdDevPop,
    StdDevSamp,
    MergeObjects,
}

impl Accumulator {
    /// The accumulator of that name.
    pub(super) fn named(name: &str) -> Result<Self, Problem> {
        Ok(match name {
            "$sum" => Self::Sum,
            "$avg" => Self::Avg,
            "$min" => Self::Min,
            "$max" => Self::Max,
            "$first" => Self::First,
            "$last" => Self::Last,
            "$push" => Self::Push,
            "$addToSet" => Self::AddToSet,
            "$stdDevPop" => Self::StdDevPop,
            "$stdDevSamp" => Self::StdDevSamp,
            "$mergeObjects" => Self::MergeObjects,
            other => return Err(wrong(format!("unknown group operator '{other}'"))),
        })
    }

    /// What becomes of `values`, one of each document of the group.
    pub(super) fn of(self, values: Vec<Option<Bson>>) -> Bson {
        match self {
            Self::First => values.into_iter().next().flatten().unwrap_or(Bson::Null),
            Self::Last => values.into_iter().next_back().flatten().unwrap_or(Bson::Null),
            _ => self.present(values.into_iter().flatten().collect()),
        }
    }

    fn present(self, values: Vec<Bson>) -> Bson {
        let numbers = || values.iter().filter_map(Bson::as_f64);
        match self {
            Self::Sum => {
                values.iter().filter(|value| value.is_number()).fold(Bson::Int(0), |sum, value| plus(&sum, value))
            }
            Self::Avg => mean(numbers()).map_or(Bson::Null, Bson::Double),
            Self::Min => extreme(values, true),
            Self::Max => extreme(values, false),
            Self::Push => Bson::Array(values),
            Self::AddToSet => {
                let mut set = std::collections::BTreeSet::new();
                let new = values.into_iter().filter(|value| set.insert(super::super::super::bson::Key(value.clone())));
                Bson::Array(new.collect())
            }
            Self::StdDevPop => deviation(&numbers().collect::<Vec<_>>(), 0),
            Self::StdDevSamp => deviation(&numbers().collect::<Vec<_>>(), 1),
            Self::MergeObjects => {
                let documents = values.into_iter().filter_map(|value| match value {
                    Bson::Document(document) => Some(document),
                    _ => None,
                });
                Bson::Document(documents.flatten().collect::<Document>())
            }
            Self::First | Self::Last => Bson::Null,
        }
    }
}

/// As the accumulator of that name, of values that are all there.
pub(super) fn fold(name: &str, values: Vec<Bson>) -> Bson {
    Accumulator::named(name).map_or(Bson::Null, |accumulator| accumulator.present(values))
}

fn extreme(values: Vec<Bson>, least: bool) -> Bson {
    let better = |one: Bson, other: Bson| {
        let order = compare(&other, &one);
        if if least { order.is_lt() } else { order.is_gt() } { other } else { one }
    };
    values.into_iter().filter(|value| !value.is_null()).reduce(better).unwrap_or(Bson::Null)
}

#[expect(clippy::cast_precision_loss, reason = "there are never that many")]
fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = numbers.fold((0.0, 0_usize), |(sum, count), number| (sum + number, count + 1));
    (count > 0).then(|| sum / count as f64)
}

#[expect(clippy::cast_precision_loss, reason = "there are never that many")]
fn deviation(numbers: &[f64], less: usize) -> Bson {
    let Some(mean) = mean(numbers.iter().copied()).filter(|_| numbers.len() > less) else { return Bson::Null };
    let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
    Bson::Double((squares / (numbers.len() - less) as f64).sqrt())
}
