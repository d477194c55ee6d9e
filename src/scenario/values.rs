//! What placeholders stand for while a scenario is played: what its steps captured, and the environment.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::tree::template;

/// In front of the name of a variable of the environment: `${env.NAME}`.
pub const ENVIRONMENT: &str = "env.";

/// What placeholders stand for.
#[derive(Debug, Clone, Default)]
pub struct Values {
    captured: IndexMap<String, Json>,
    environment: Arc<BTreeMap<String, String>>,
}

impl Values {
    /// Nothing captured yet.
    pub fn new(environment: Arc<BTreeMap<String, String>>) -> Self {
        Self { captured: IndexMap::new(), environment }
    }

    /// From here on, `name` stands for `value`.
    pub fn capture(&mut self, name: String, value: Json) {
        self.captured.insert(name, value);
    }
}

impl Values {
    /// From here on, `name` stands for nothing any more.
    pub fn forget(&mut self, name: &str) {
        self.captured.shift_remove(name);
    }

    /// Takes what was captured in `branch` since it was a copy of `before`.
    pub fn absorb(&mut self, before: &Self, branch: Self) {
        let is_new = |(name, value): &(String, Json)| before.captured.get(name) != Some(value);
        self.captured.extend(branch.captured.into_iter().filter(is_new));
    }
}

impl template::Values for Values {
    fn value(&self, name: &str) -> Option<Json> {
        match name.strip_prefix(ENVIRONMENT) {
            Some(variable) => self.environment.get(variable).map(|value| Json::from(value.as_str())),
            None => self.captured.get(name).cloned(),
        }
    }

    fn names(&self) -> Vec<String> {
        let variables = self.environment.keys().map(|name| format!("{ENVIRONMENT}{name}"));
        self.captured.keys().cloned().chain(variables).collect()
    }
}
