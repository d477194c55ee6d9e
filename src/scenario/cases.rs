//! Tables: one scenario over several rows of data. `cases` names the rows one by one, `matrix` makes one of every combination.
//! Placeholders with the names of a row's values stand for them everywhere in the scenario, its name and fixtures included.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::capture;
use super::fill::fill;
use crate::diag::{Code, Diagnostic, Span, quoted};
use crate::tree::{Decoding, Entry, Map, Node, Value, template};

/// The most rows of one scenario.
pub const MOST_ROWS: usize = 1_000;

/// The most characters of a row's label.
const MOST_LABEL: usize = 100;

/// The keys that make a table of a scenario.
pub(super) const KEYS: [&str; 2] = ["cases", "matrix"];

/// One row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// What tells it from the others, in a few words.
    pub label: String,
    /// Its values, by their names.
    pub values: IndexMap<String, Node>,
    /// Where it was written.
    pub place: Span,
}

/// A scenario with the values of one row.
pub(super) struct Filled {
    pub(super) node: Node,
    pub(super) row: Option<Row>,
    /// Whether the name of the scenario says which row it is by itself.
    pub(super) is_named: bool,
}

/// The scenarios that `document` is one for each row of; itself, if it is no table. Nothing, and problems, if its table is wrong.
pub(super) fn expand(document: &Node, cx: &mut Decoding<'_>) -> Option<Vec<Filled>> {
    let plain = || vec![Filled { node: document.clone(), row: None, is_named: true }];
    let Some(map) = document.as_map() else { return Some(plain()) };
    let rows = match KEYS.map(|key| map.entry(key)) {
        [None, None] => return Some(plain()),
        [Some(cases), None] => cases_of(&cases.value, cx)?,
        [None, Some(matrix)] => matrix_of(&matrix.value, cx)?,
        [Some(cases), Some(matrix)] => {
            let message = "'cases' and 'matrix' exclude each other";
            let problem = Diagnostic::error(Code::ConflictingKeys, matrix.key.clone(), message);
            cx.report(problem.also(cases.key.clone(), "there is one table"));
            return None;
        }
    };
    let mut body = Map::new();
    for (name, Entry { key, value }) in map.iter().filter(|(name, _)| !KEYS.contains(name)) {
        // Cannot be there: keys are unique.
        let _ = body.insert(name.to_owned(), key.clone(), value.clone());
    }
    let body = Node::new(document.span.clone(), Value::Map(body));
    let named = body.get("name").map(|name| template::references(name, cx.problems())).unwrap_or_default();
    let mut used = BTreeSet::new();
    let filled = rows
        .iter()
        .map(|row| Filled {
            node: fill(&body, &row.values, &mut used),
            row: Some(row.clone()),
            is_named: named.iter().any(|reference| row.values.contains_key(&reference.name)),
        })
        .collect();
    report_unused(&rows, &used, cx);
    Some(filled)
}

fn cases_of(node: &Node, cx: &mut Decoding<'_>) -> Option<Vec<Row>> {
    let rows: Vec<(Option<&str>, &Node)> = match &node.value {
        Value::List(rows) => rows.iter().map(|row| (None, row)).collect(),
        Value::Map(rows) => rows.iter().map(|(name, entry)| (Some(name), &entry.value)).collect(),
        _ => return cx.wrong_type(node, "a list of rows, or a map of them with names"),
    };
    if !is_some(rows.len(), node, cx) {
        return None;
    }
    let before = cx.errors();
    let mut made: Vec<Row> = Vec::with_capacity(rows.len());
    for (name, row) in rows {
        let Some(map) = row.as_map() else {
            let _: Option<()> = cx.wrong_type(row, "a map of names and values");
            continue;
        };
        map.iter().for_each(|(name, entry)| check_name(name, &entry.key, cx));
        if let Some(first) = made.first() {
            report_differing(first, row, map, cx);
        }
        let values: IndexMap<_, _> = map.iter().map(|(name, entry)| (name.to_owned(), entry.value.clone())).collect();
        let label = name.map_or_else(|| label(&values), str::to_owned);
        made.push(Row { label, values, place: row.place() });
    }
    (cx.errors() == before).then_some(made)
}

fn matrix_of(node: &Node, cx: &mut Decoding<'_>) -> Option<Vec<Row>> {
    let Some(map) = node.as_map() else { return cx.wrong_type(node, "a map of names and lists of values") };
    let before = cx.errors();
    let mut combinations: Vec<IndexMap<String, Node>> = vec![IndexMap::new()];
    let mut size: usize = 1;
    for (name, entry) in map.iter() {
        check_name(name, &entry.key, cx);
        let Some(values) = entry.value.as_list() else {
            let _: Option<()> = cx.wrong_type(&entry.value, "a list of values");
            continue;
        };
        size = size.saturating_mul(values.len());
        if values.is_empty() || size > MOST_ROWS {
            is_some(size, &entry.value, cx);
            return None;
        }
        combinations = combinations
            .iter()
            .flat_map(|row| {
                values.iter().map(|value| {
                    let mut longer = row.clone();
                    longer.insert(name.to_owned(), value.clone());
                    longer
                })
            })
            .collect();
    }
    if map.is_empty() {
        is_some(0, node, cx);
    }
    let rows = combinations.into_iter().map(|values| Row { label: label(&values), values, place: node.place() });
    (cx.errors() == before).then(|| rows.collect())
}

/// Whether there are as many rows as there may be.
fn is_some(rows: usize, node: &Node, cx: &mut Decoding<'_>) -> bool {
    if rows == 0 {
        let problem = Diagnostic::error(Code::BadValue, node.place(), "a table without rows plays nothing");
        cx.report(problem);
    } else if rows > MOST_ROWS {
        let message = format!("this makes more rows than the {MOST_ROWS} that one scenario may have");
        cx.report(Diagnostic::error(Code::Limit, node.place(), message));
    }
    (1..=MOST_ROWS).contains(&rows)
}

fn check_name(name: &str, place: &Span, cx: &mut Decoding<'_>) {
    if !capture::is_name(name) {
        let message = format!("{} cannot be the name of a value", quoted(name));
        let problem = Diagnostic::error(Code::BadValue, place.clone(), message);
        cx.report(problem.help("begin with a letter, then use letters, digits, '-' and '_'"));
    }
}

/// Every row says the same things.
fn report_differing(first: &Row, row: &Node, map: &Map, cx: &mut Decoding<'_>) {
    for name in first.values.keys().filter(|name| map.get(name).is_none()) {
        let message = format!("this row has no {}, which the first has", quoted(name));
        cx.report(Diagnostic::error(Code::MissingKey, row.place(), message).also(first.place.clone(), "the first"));
    }
    for (name, entry) in map.iter().filter(|(name, _)| !first.values.contains_key(*name)) {
        let message = format!("the first row has no {}", quoted(name));
        let help = crate::diag::suggest::suggestion(name, first.values.keys().map(String::as_str));
        let problem = Diagnostic::error(Code::UnknownKey, entry.key.clone(), message).maybe_help(help);
        cx.report(problem.also(first.place.clone(), "the first"));
    }
}

fn report_unused(rows: &[Row], used: &BTreeSet<String>, cx: &mut Decoding<'_>) {
    let Some(first) = rows.first() else { return };
    for (name, value) in first.values.iter().filter(|(name, _)| !used.contains(*name)) {
        let message = format!("nothing uses the value {} of the rows", quoted(name));
        let problem = Diagnostic::warning(Code::Unused, value.place(), message);
        cx.report(problem.help(format!("write ${{{name}}} in the scenario, or take the value away")));
    }
}

/// What tells a row without a name from the others.
fn label(values: &IndexMap<String, Node>) -> String {
    let shown = |node: &Node| node.as_text().map_or_else(|| node.to_json().to_string(), str::to_owned);
    let parts: Vec<_> = values.iter().map(|(name, value)| format!("{name}: {}", shown(value))).collect();
    let whole = parts.join(", ");
    match whole.char_indices().nth(MOST_LABEL) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}
