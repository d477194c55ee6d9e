//! Which of the scenarios are played: by their names, their files and their tags.

use std::collections::BTreeSet;

use crate::diag::suggest::suggestion;
use crate::runner::{Listed, Listing};

/// Which of the scenarios are played.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Choice {
    /// Only scenarios whose name or file contains this text; may be given more than once
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// Only scenarios with this tag; with one of them, if it is given more than once
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only scenarios without this tag; without any of them, if it is given more than once
    #[arg(long, value_name = "TAG")]
    without_tag: Vec<String>,
}

impl Choice {
    /// Those that were chosen; if there is none, why.
    pub(super) fn of<'a>(&self, listing: &'a Listing<'_>) -> Result<Vec<&'a Listed>, String> {
        let all = listing.scenarios();
        let chosen: Vec<_> = all.iter().filter(|listed| self.picks(listed, listing.file_of(listed))).collect();
        if chosen.is_empty() {
            let known: BTreeSet<_> = all.iter().flat_map(|listed| listed.tags.iter().map(String::as_str)).collect();
            return Err(self.nothing(all.len(), &known));
        }
        Ok(chosen)
    }

    fn picks(&self, listed: &Listed, file: &str) -> bool {
        let named = |text: &String| listed.name.contains(text.as_str()) || file.contains(text.as_str());
        let has = |tag: &String| listed.tags.contains(tag);
        (self.filter.is_empty() || self.filter.iter().any(named))
            && (self.tag.is_empty() || self.tag.iter().any(has))
            && !self.without_tag.iter().any(has)
    }

    fn nothing(&self, all: usize, known: &BTreeSet<&str>) -> String {
        let mut wanted = Vec::new();
        if !self.filter.is_empty() {
            wanted.push(format!("has {} in its name or file", list(&self.filter)));
        }
        if !self.tag.is_empty() {
            wanted.push(format!("has the tag {}", list(&self.tag)));
        }
        if !self.without_tag.is_empty() {
            wanted.push(format!("is without the tag {}", list(&self.without_tag)));
        }
        let mut message = format!("none of the {all} scenarios {}", wanted.join(" and "));
        let unknown = self.tag.iter().find(|tag| !known.contains(tag.as_str()));
        if let Some(help) = unknown.and_then(|tag| suggestion(tag, known.iter().copied())) {
            message += &format!("; {help}");
        }
        message
    }
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(" or ")
}
