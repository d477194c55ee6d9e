//! Which entries of a journal somebody wants to see.

use super::problem::Problem;
use super::query::{Query, bad_value};
use crate::diag::suggest::suggestion;
use crate::journal::exchange::{Direction, Exchange};
use crate::journal::verdict::Outcome;
use crate::journal::{Entry, What};

/// The parameters of a query that filter.
pub(super) const PARAMETERS: &[&str] = &["platform", "direction", "operation", "outcome", "path", "status", "kind"];

/// Which entries are wanted. A parameter that occurs several times wants any of its values; different parameters must all
/// hold. What only exchanges have (a direction, an outcome, a path, a status) no event has, so it is not picked.
#[derive(Debug, Default)]
pub(super) struct Filter {
    platforms: Vec<String>,
    directions: Vec<Direction>,
    operations: Vec<Pattern>,
    outcomes: Vec<Outcome>,
    paths: Vec<Pattern>,
    statuses: Vec<Status>,
    kinds: Vec<String>,
}

impl Filter {
    pub(super) fn of(query: &Query) -> Result<Self, Problem> {
        let text = |name| query.all(name).map(str::to_owned).collect();
        let patterns = |name| query.all(name).map(Pattern::of).collect();
        Ok(Self {
            platforms: text("platform"),
            directions: words(
                query,
                "direction",
                &[("inbound", Direction::Inbound), ("outbound", Direction::Outbound)],
            )?,
            operations: patterns("operation"),
            outcomes: words(
                query,
                "outcome",
                &[("accepted", Outcome::Accepted), ("refused", Outcome::Refused), ("failed", Outcome::Failed)],
            )?,
            paths: patterns("path"),
            statuses: query.all("status").map(Status::of).collect::<Result<_, _>>()?,
            kinds: text("kind"),
        })
    }

    pub(super) fn picks(&self, entry: &Entry) -> bool {
        let (platform, kind) = match &entry.what {
            What::Exchange(exchange) => (exchange.platform, "exchange"),
            What::Event(event) => (event.platform, event.kind),
        };
        any(&self.platforms, |wanted| wanted == platform)
            && any(&self.kinds, |wanted| wanted == kind)
            && match entry.exchange() {
                Some(exchange) => self.picks_exchange(exchange),
                None => !self.wants_exchanges(),
            }
    }

    fn picks_exchange(&self, exchange: &Exchange) -> bool {
        let status = exchange.response.as_ref().map(|response| response.status.as_u16());
        any(&self.directions, |wanted| *wanted == exchange.direction)
            && any(&self.operations, |wanted| wanted.fits(&exchange.operation))
            && any(&self.outcomes, |wanted| *wanted == exchange.verdict.outcome)
            && any(&self.paths, |wanted| wanted.fits(path(&exchange.request.target)))
            && any(&self.statuses, |wanted| status.is_some_and(|status| wanted.fits(status)))
    }

    /// Whether something is wanted that only exchanges have.
    fn wants_exchanges(&self) -> bool {
        !(self.directions.is_empty()
            && self.operations.is_empty()
            && self.outcomes.is_empty()
            && self.paths.is_empty()
            && self.statuses.is_empty())
    }
}

/// Whether any of what is wanted fits; nothing wanted fits always.
fn any<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}

/// The path of a target, which for outbound requests is a whole URL.
fn path(target: &str) -> &str {
    let target = target.split(['?', '#']).next().unwrap_or(target);
    match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => target,
    }
}

fn words<T: Copy>(query: &Query, name: &str, known: &[(&str, T)]) -> Result<Vec<T>, Problem> {
    let find = |text: &str| {
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        let help = || suggestion(text, known.iter().map(|(word, _)| *word)).unwrap_or_default();
        found.ok_or_else(|| bad_value(name, text, help()))
    };
    query.all(name).map(find).collect()
}

/// A text as it is, or with `*` at its end everything that begins with it.
#[derive(Debug)]
struct Pattern {
    text: String,
    open: bool,
}

impl Pattern {
    fn of(text: &str) -> Self {
        match text.strip_suffix('*') {
            Some(begin) => Self { text: begin.to_owned(), open: true },
            None => Self { text: text.to_owned(), open: false },
        }
    }

    fn fits(&self, text: &str) -> bool {
        if self.open { text.starts_with(&self.text) } else { text == self.text }
    }
}

/// A status, or all of a hundred: `404`, `4xx`.
#[derive(Debug)]
struct Status {
    from: u16,
    to: u16,
}

impl Status {
    fn of(text: &str) -> Result<Self, Problem> {
        let number = |text: &str| text.parse::<u16>().ok().filter(|number| (1..=999).contains(number));
        let found = match text.strip_suffix("xx") {
            Some(hundred) => {
                number(hundred).filter(|hundred| *hundred < 10).map(|hundred| (hundred * 100, hundred * 100 + 99))
            }
            None => number(text).map(|number| (number, number)),
        };
        found
            .map(|(from, to)| Self { from, to })
            .ok_or_else(|| bad_value("status", text, "Write a status such as 404, or a hundred of them such as 4xx."))
    }

    fn fits(&self, status: u16) -> bool {
        (self.from..=self.to).contains(&status)
    }
}
