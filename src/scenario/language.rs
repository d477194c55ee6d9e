//! What can be said in a file: which platforms there are, and which kinds of steps.

use std::sync::Arc;

use super::step::StepKind;
use super::steps;
use super::variant::Variant;
use crate::tree::Schemas;
use crate::world::faults::{Kind, Words, place};

/// What can be said in a file.
#[derive(Clone)]
pub struct Language {
    platforms: Vec<&'static str>,
    kinds: Vec<Arc<dyn StepKind>>,
    faults: Arc<Words>,
    variants: Vec<Variant>,
}

impl Language {
    /// With these platforms, and with these kinds of steps in addition to those that every world knows.
    pub fn new(
        platforms: impl IntoIterator<Item = &'static str>,
        kinds: impl IntoIterator<Item = &'static dyn StepKind>,
    ) -> Self {
        let platforms: Vec<_> = platforms.into_iter().collect();
        let mut all = steps::all(&platforms);
        all.extend(kinds.into_iter().map(|kind| Arc::new(kind) as Arc<dyn StepKind>));
        Self { platforms, kinds: all, faults: Arc::default(), variants: Vec::new() }.with_faults([], [])
    }

    /// With the faults that every world knows, in which the platforms are known as `platforms`, and with these kinds in
    /// addition.
    #[must_use]
    pub fn with_faults(
        mut self,
        platforms: impl IntoIterator<Item = place::Platform>,
        kinds: impl IntoIterator<Item = Kind>,
    ) -> Self {
        self.faults = Arc::new(Words::new(platforms.into_iter().collect(), kinds));
        for kind in steps::of_faults(&self.faults) {
            match self.kinds.iter_mut().find(|known| known.key() == kind.key()) {
                Some(known) => *known = kind,
                None => self.kinds.push(kind),
            }
        }
        self
    }

    /// With the ways in which a scenario can be played several times.
    #[must_use]
    pub fn with_variants(self, variants: impl IntoIterator<Item = Variant>) -> Self {
        Self { variants: variants.into_iter().collect(), ..self }
    }

    /// The ways in which a scenario can be played several times.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The words in which faults are written.
    pub fn faults(&self) -> &Words {
        &self.faults
    }

    /// The JSON Schema of the key `faults`.
    pub fn faults_schema(&self, schemas: &mut Schemas) -> serde_json::Value {
        let fault = self.faults.schema(schemas);
        serde_json::json!({ "type": "array", "items": fault })
    }

    /// The names of the platforms: each is a key of a file, with that platform's part of the world under it.
    pub fn platforms(&self) -> &[&'static str] {
        &self.platforms
    }

    /// The kinds of steps.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = &Arc<dyn StepKind>> + Clone {
        self.kinds.iter()
    }

    /// The kind of step that is written under `key`.
    pub fn kind(&self, key: &str) -> Option<&Arc<dyn StepKind>> {
        self.kinds.iter().find(|kind| kind.key() == key)
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds: Vec<_> = self.kinds.iter().map(|kind| kind.key()).collect();
        f.debug_struct("Language").field("platforms", &self.platforms).field("kinds", &kinds).finish()
    }
}
