//! How faithful the emulation is, as data: one row per behaviour, kept next to the code that behaves. `backlot fidelity`
//! and `docs/fidelity.md` are made from these rows.

pub use crate::journal::verdict::Fidelity;

/// One behaviour of a platform, and how we know that it is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Short and stable: `area.behaviour`.
    pub id: &'static str,
    /// What the platform does, in a sentence; for [`Known::Absent`], what is missing.
    pub behaviour: &'static str,
    /// Whether it is emulated, and from what evidence.
    pub known: Known,
    /// The document, recording or reasoning that says so; for what was chosen, why this choice.
    pub source: &'static str,
}

/// Whether a behaviour is emulated, and from what evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It is emulated, and this is how we know.
    Emulated(Fidelity),
    /// The platform has it, and it is not emulated.
    Absent,
}

impl Known {
    /// The word that is used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Emulated(fidelity) => fidelity.word(),
            Self::Absent => "absent",
        }
    }
}

/// A behaviour that a document of the platform states.
pub const fn documented(id: &'static str, behaviour: &'static str, source: &'static str) -> Row {
    Row { id, behaviour, known: Known::Emulated(Fidelity::Documented), source }
}

/// A behaviour that was seen in recorded exchanges or in the platform's own code at work.
pub const fn observed(id: &'static str, behaviour: &'static str, source: &'static str) -> Row {
    Row { id, behaviour, known: Known::Emulated(Fidelity::Observed), source }
}

/// A behaviour that follows from what is documented or observed.
pub const fn inferred(id: &'static str, behaviour: &'static str, source: &'static str) -> Row {
    Row { id, behaviour, known: Known::Emulated(Fidelity::Inferred), source }
}

/// A behaviour that nobody knows, chosen as a user would expect it.
pub const fn chosen(id: &'static str, behaviour: &'static str, source: &'static str) -> Row {
    Row { id, behaviour, known: Known::Emulated(Fidelity::Chosen), source }
}

/// A behaviour that the platform has and Backlot has not.
pub const fn absent(id: &'static str, behaviour: &'static str, source: &'static str) -> Row {
    Row { id, behaviour, known: Known::Absent, source }
}
