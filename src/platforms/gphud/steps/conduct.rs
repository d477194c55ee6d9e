//! `expect-acceptable-use`: the application must not have polled, and must not have gone through everything there is.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use crate::diag::Span;
use crate::journal::Entry;
use crate::journal::verdict::CheckResult;
use crate::platforms::gphud::NAME;
use crate::platforms::gphud::pipeline::conduct::{CHECK, ENUMERATION, POLLING};
use crate::scenario::expect::{self, Difference, Mismatch};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decoding, Fields, Node, Schemas};

/// `expect-acceptable-use: {}`, or with how many warnings of each kind there must be.
pub(super) struct ExpectAcceptableUse;

struct Expected {
    place: Span,
    polling: Option<Node>,
    enumeration: Option<Node>,
}

impl StepKind for ExpectAcceptableUse {
    fn key(&self) -> &'static str {
        "expect-acceptable-use"
    }

    fn about(&self) -> &'static str {
        "GPHUD has warned of no polling and no enumeration so far: `{}`; or as often as `polling` and `enumeration` say."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let mut fields = Fields::of(node, cx)?;
        let (polling, enumeration) = (fields.node("polling").cloned(), fields.node("enumeration").cloned());
        polling.iter().chain(&enumeration).for_each(|wanted| expect::check(wanted, cx));
        fields.finish(cx)?;
        Some(Box::new(Expected { place: node.place(), polling, enumeration }))
    }

    fn schema(&self, _: &mut Schemas) -> Json {
        let count = json!({ "description": "How many warnings: a number, or a matcher. Without it: none." });
        json!({
            "type": "object",
            "properties": { "polling": count, "enumeration": count },
            "additionalProperties": false,
        })
    }
}

/// The reasons of the warnings that begin like this.
fn warnings(entries: &[std::sync::Arc<Entry>], kind: &str) -> Vec<String> {
    let exchanges = entries.iter().filter_map(|entry| entry.exchange()).filter(|exchange| exchange.platform == NAME);
    let checks = exchanges.flat_map(|exchange| &exchange.verdict.checks);
    let warned = checks.filter(|check| check.name == CHECK && check.result == CheckResult::Warned);
    warned.filter(|check| check.reason.starts_with(kind)).map(|check| check.reason.to_string()).collect()
}

impl Expected {
    fn compare(&self, name: &str, wanted: Option<&Node>, came: &[String]) -> Vec<Mismatch> {
        let mut unmet = match wanted {
            Some(wanted) => expect::compare(wanted, &came.len().into()),
            None => came
                .first()
                .map(|reason| Mismatch {
                    difference: Difference {
                        path: "$".to_owned(),
                        wanted: format!("no {name}"),
                        got: format!("{}, {} times", reason, came.len()),
                    },
                    place: self.place.clone(),
                })
                .into_iter()
                .collect(),
        };
        for mismatch in &mut unmet {
            mismatch.difference.path = mismatch.difference.path.replacen('$', name, 1);
        }
        unmet
    }
}

#[async_trait]
impl Step for Expected {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let page = stage.world.journal().after(0, usize::MAX, |_| true);
        let (polling, enumeration) = (warnings(&page.entries, POLLING), warnings(&page.entries, ENUMERATION));
        let mut unmet = self.compare("polling", self.polling.as_ref(), &polling);
        unmet.extend(self.compare("enumeration", self.enumeration.as_ref(), &enumeration));
        Ok(Played { unmet, ..Played::new(json!({ "polling": polling.len(), "enumeration": enumeration.len() })) })
    }
}
