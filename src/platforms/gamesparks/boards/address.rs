//! What of a leaderboard is meant: all of it, a partition, what it was in an earlier period. Written as short codes are:
//! `HSBC`, `HSBC.COUNTRY.UK`, `HSBC.SCHEDULED.2020-05-01`.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::Value;

use super::Line;

/// The word before the date.
const SCHEDULED: &str = "SCHEDULED";

/// What of a leaderboard is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// The short code of the leaderboard.
    pub code: String,
    /// The values of the partition, by field; none for all of it.
    pub partition: IndexMap<String, Value>,
    /// The day on which the period began; nothing for the one that goes on.
    pub period: Option<Date>,
    /// The challenge whose own leaderboard is meant, if it is one of a challenge.
    pub challenge: Option<Box<str>>,
}

impl Address {
    /// All of the leaderboard of that short code.
    pub fn whole(code: &str) -> Self {
        Self { code: code.to_owned(), partition: IndexMap::new(), period: None, challenge: None }
    }

    /// The leaderboard of the challenge `id`, which is filled as the one of the short code `code` is.
    pub fn of_challenge(id: &str, code: &str) -> Self {
        Self { challenge: Some(id.into()), ..Self::whole(code) }
    }

    /// What `text` means; nothing if its parts make no sense. Values are texts.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut address = Self::whole(parts.next()?);
        while let Some(name) = parts.next() {
            let value = parts.next()?;
            if name == SCHEDULED {
                address.period = Some(value.parse().ok()?);
            } else {
                address.partition.insert(name.to_owned(), Value::from(value));
            }
        }
        Some(address)
    }

    /// Whether `line` is in it; `current` is the period that goes on.
    pub fn has(&self, line: &Line, current: Option<Date>) -> bool {
        let wanted = self.period.or(current);
        let same =
            |(name, value): (&String, &Value)| line.partition.get(name).is_some_and(|own| shown(own) == shown(value));
        line.period == wanted && self.partition.iter().all(same)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code)?;
        for (name, value) in &self.partition {
            write!(f, ".{name}.{}", shown(value))?;
        }
        self.period.map_or(Ok(()), |period| write!(f, ".{SCHEDULED}.{period}"))
    }
}

/// A value as it stands in a short code: texts as they are.
pub fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_are_read_as_they_are_written() {
        for text in ["HSBC", "HSBC.COUNTRY.UK", "HSBC.COUNTRY.UK.CITY.York", "HSBC.SCHEDULED.2020-05-01"] {
            assert_eq!(Address::parse(text).map(|address| address.to_string()).as_deref(), Some(text));
        }
        for text in ["HSBC.COUNTRY", "HSBC.SCHEDULED.soon"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
