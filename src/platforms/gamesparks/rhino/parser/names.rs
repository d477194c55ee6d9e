//! Constants. An assignment to one does nothing in Rhino, and has its value all the same: it is taken out where the constant is
//! one of the same script. Names are looked up function by function, as the language does.

use std::collections::HashSet;

use super::Parser;
use crate::platforms::gamesparks::rhino::edits::Edits;

/// Where assignments to constants go.
const IGNORED: &str = "__backlot_ignored";

/// What a function, or the script itself, declares and assigns.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    constants: HashSet<&'t str>,
    others: HashSet<&'t str>,
    assigned: Vec<Assigned<'t>>,
}

/// An assignment to a name, and the edits that take it out.
#[derive(Debug)]
struct Assigned<'t> {
    name: &'t str,
    /// Where an edit was reserved, how much of the text it replaces, and by what.
    edits: Vec<(usize, usize, String)>,
}

impl<'t> Parser<'t> {
    /// A name is declared here; whether it is a constant.
    pub(super) fn declares(&mut self, name: &'t str, is_constant: bool) {
        if let Some(names) = self.names.last_mut() {
            if is_constant {
                names.constants.insert(name)
            } else {
                names.others.insert(name)
            };
        }
    }

    /// Whether this is inside of a function.
    pub(super) fn is_within(&self) -> bool {
        self.names.len() > 1
    }

    /// A function begins.
    pub(super) fn enter(&mut self) {
        self.names.push(Names::default());
    }

    /// The function, or the script, has ended: what it has assigned to its constants is taken out. What it does not declare
    /// may be something of the function around it.
    pub(super) fn leave(&mut self) {
        let Some(ended) = self.names.pop() else { return };
        let mut outer = self.names.last_mut();
        for assigned in ended.assigned {
            let (is_constant, is_other) =
                (ended.constants.contains(assigned.name), ended.others.contains(assigned.name));
            if is_constant && !is_other && !self.is_modern {
                assigned.take_out(&mut self.edits);
            } else if let (false, false, Some(outer)) = (is_constant, is_other, &mut outer) {
                outer.assigned.push(assigned);
            }
        }
    }

    /// `name = …`, the name standing at `start`: another name takes what is assigned.
    pub(super) fn assigns(&mut self, name: &'t str, start: usize) {
        let edits = vec![(self.edits.reserve(start), name.len(), IGNORED.to_owned())];
        self.assigned(Assigned { name, edits });
    }

    /// `name++`, the sign standing at `start`: it goes.
    pub(super) fn steps(&mut self, name: &'t str, start: usize) {
        let edits = vec![(self.edits.reserve(start), "++".len(), String::new())];
        self.assigned(Assigned { name, edits });
    }

    /// `name += …`, the sign being between `start` and `end`: a sum, whose last part is in brackets. Gives the edit that ends it.
    pub(super) fn assigns_by(&mut self, name: &'t str, start: usize, end: usize) -> usize {
        let sign = self.text[start..end].trim_end_matches('=');
        let edits = vec![(self.edits.reserve(start), end - start, format!("{sign} ("))];
        self.assigned(Assigned { name, edits })
    }

    /// The value of the assignment `at` has ended.
    pub(super) fn ends_assignment(&mut self, at: usize) {
        let bracket = (self.edits.reserve_end(self.before), 0, ")".to_owned());
        if let Some(assigned) = self.names.last_mut().and_then(|names| names.assigned.get_mut(at)) {
            assigned.edits.push(bracket);
        }
    }

    fn assigned(&mut self, assigned: Assigned<'t>) -> usize {
        let Some(names) = self.names.last_mut() else { return 0 };
        names.assigned.push(assigned);
        names.assigned.len() - 1
    }
}

impl Assigned<'_> {
    fn take_out(self, edits: &mut Edits) {
        for (reserved, length, by) in self.edits {
            edits.fill(reserved, length, by);
        }
    }
}
