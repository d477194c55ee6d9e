//! `call`: an item calls the server of its creator.

use async_trait::async_trait;
use serde_json::Value as Json;

use crate::diag::suggest::suggestion;
use crate::diag::{Code, Diagnostic, quoted};
use crate::platforms::cluster::call::{self, Call, Caller, Reason};
use crate::platforms::cluster::state::State;
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, record};
use crate::world::World;

record! {
    /// One callExternal: an item in a space calls the server of its creator.
    struct CallEntry {
        /// The item that calls; `space/item` where several spaces have one of that name.
        item: Option<String>,
        /// Instead of an item: the account whose server is called, without counting how often.
        account: Option<String>,
        /// The endpoint that is called. Not needed for the URL of the legacy way, nor if there is only one.
        endpoint: Option<String>,
        /// What the item sends.
        request: String,
        /// What comes back to the item with the answer, and is not sent.
        meta: String = String::new(),
    }
}

/// The kind of step.
pub(super) struct CallKind;

impl StepKind for CallKind {
    fn key(&self) -> &'static str {
        "call"
    }

    fn about(&self) -> &'static str {
        "An item calls the server of its creator with callExternal."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let entry = CallEntry::decode(node, cx)?;
        let caller = match (entry.item, entry.account) {
            (Some(item), None) => Caller::Item(item),
            (None, Some(account)) => Caller::Account(account),
            (Some(_), Some(_)) => {
                let problem =
                    Diagnostic::error(Code::ConflictingKeys, node.place(), "an item and an account cannot both call");
                cx.report(problem.help("name the item; it calls for the account that it belongs to"));
                return None;
            }
            (None, None) => {
                let problem = Diagnostic::error(Code::MissingKey, node.place(), "it is not said who calls");
                cx.report(problem.help("name the item: call: { item: lamp, request: \"on\" }"));
                return None;
            }
        };
        Some(Box::new(Call { caller, endpoint: entry.endpoint, request: entry.request, meta: entry.meta }))
    }

    fn examine(&self, node: &Node, _: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        let data = world.state::<State>().lock();
        let items: Vec<&str> = data.spaces.values().flat_map(|space| space.items.keys().map(String::as_str)).collect();
        let accounts: Vec<&str> = data.accounts.keys().map(String::as_str).collect();
        for (key, what, known) in [("item", "an item", items), ("account", "an account", accounts)] {
            let Some(typed) = node.get(key).filter(|typed| !cx.is_open(typed)) else { continue };
            // Items of a space may be named with it.
            let Some(name) = typed.as_text().filter(|name| !name.contains('/') && !known.contains(name)) else {
                continue;
            };
            let message = format!("{} is not {what} of this world as it begins", quoted(name));
            let problem = Diagnostic::warning(Code::UnknownName, typed.place(), message);
            cx.report(problem.maybe_help(suggestion(name, known)));
        }
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        CallEntry::schema(schemas)
    }
}

#[async_trait]
impl Step for Call {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let outcome = call::call(&stage.world, self).await;
        match &outcome.result {
            // A mistake of the scenario's author, which no expectation should pass over.
            Err(reason @ (Reason::NoItem(_) | Reason::NoAccount { .. })) => {
                Err(CouldNot::because(reason.to_string()).help(reason.help()))
            }
            _ => Ok(Played { exchange: outcome.exchange, ..Played::new(outcome.to_json()) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::{Templates, read};

    fn problems(text: &str) -> Vec<String> {
        let mut problems = Diagnostics::new();
        let node = read::document(&Source::new("step.yaml", text), &mut problems).unwrap();
        let _ = CallKind.decode(&node, &mut Decoding::new(&mut problems, Templates::Text));
        problems.ordered().iter().map(|one| format!("{} {}", one.span, one.code)).collect()
    }

    #[test]
    fn a_call_is_made_by_an_item_or_for_an_account() {
        assert!(problems("{ item: lamp, request: on, meta: x }").is_empty());
        assert!(problems("{ account: yuki, endpoint: a, request: on }").is_empty());
        assert_eq!(problems("{ request: on }"), ["step.yaml:1:1 missing-key"]);
        assert_eq!(problems("{ item: a, account: b, request: on }"), ["step.yaml:1:1 conflicting-keys"]);
        assert_eq!(problems("{ item: a, reqest: on }"), ["step.yaml:1:12 unknown-key"]);
        assert_eq!(problems("{ item: a, request: 1 }"), ["step.yaml:1:21 wrong-type"]);
    }
}
