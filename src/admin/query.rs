//! The query of a request: names that are known, each with its values.

use http::Uri;

use super::problem::Problem;
use crate::diag::suggest::suggestion;

/// The parameters of a query, in order.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// The query of `uri`, in which only the names in `known` may occur.
    pub(super) fn of(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let pairs: Vec<_> = pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        for (name, _) in &pairs {
            if !known.contains(&name.as_str()) {
                let help = suggestion(name, known.iter().copied()).unwrap_or_else(|| "Leave it out.".to_owned());
                return Err(Problem::bad("unknown-parameter", format!("'{name}' is no parameter of this route"), help));
            }
        }
        Ok(Self(pairs))
    }

    /// Every value of `name`.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The one value of `name`; the last one if there are several.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A parameter whose value is not what is wanted.
pub(super) fn bad_value(name: &str, value: &str, help: impl Into<String>) -> Problem {
    Problem::bad("bad-parameter", format!("'{value}' is no value for '{name}'"), help)
}
