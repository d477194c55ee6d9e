//! What is said of the rows of a table.

use crate::diag::{Diagnostic, Diagnostics, Span};

/// What was said of the rows of a table: what was said of all of them once, everything else with the row.
pub(super) fn report_rows(said: &[(Option<Span>, Diagnostics)], problems: &mut Diagnostics) {
    let said: Vec<_> = said.iter().map(|(place, own)| (place, own.ordered())).collect();
    let everywhere = |problem: &&Diagnostic| said.iter().all(|(_, own)| own.contains(problem));
    let first = said.first().map_or(&[][..], |(_, own)| own);
    let common: Vec<&Diagnostic> = first.iter().copied().filter(everywhere).collect();
    let mut all = Vec::new();
    for (place, own) in &said {
        for problem in own {
            all.push(match place {
                Some(place) if !common.contains(problem) && !problem.span.lies_in(place) => {
                    Diagnostic::clone(problem).also(place.clone(), "with the values of this row")
                }
                _ => Diagnostic::clone(problem),
            });
        }
    }
    all.into_iter().for_each(|problem| problems.push(problem));
}
