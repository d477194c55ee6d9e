//! `creator-kit`: a creator registers URLs and tokens, with the requests that Creator Kit sends.

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, header};
use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, quoted};
use crate::platforms::cluster::registration;
use crate::platforms::cluster::state::State;
use crate::platforms::dispatch::{self, Begun};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, Spanned, record};

record! {
    /// One request of a creator's Creator Kit to the registration API.
    struct CreatorKitEntry {
        /// The account that is logged in.
        account: String,
        /// The path to get: `/v1/user/web_rpc_url`, `/v1/external_call/endpoints` or `/v1/external_call/verify_tokens`.
        get: Option<Spanned<String>>,
        /// The path to post to.
        post: Option<Spanned<String>>,
        /// What is posted, as in `{ url: "https://creator.example/" }`.
        body: Json = json!({}),
    }
}

/// The kind of step.
pub(super) struct CreatorKit;

impl StepKind for CreatorKit {
    fn key(&self) -> &'static str {
        "creator-kit"
    }

    fn about(&self) -> &'static str {
        "A creator registers URLs and tokens, as Creator Kit does."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let entry = CreatorKitEntry::decode(node, cx)?;
        let (method, path) = match (entry.get, entry.post) {
            (Some(path), None) => (Method::GET, path),
            (None, Some(path)) => (Method::POST, path),
            (one, _) => {
                let (code, message) = match one {
                    Some(_) => (Code::ConflictingKeys, "'get' and 'post' exclude each other"),
                    None => (Code::MissingKey, "either 'get' or 'post' is needed, with a path"),
                };
                cx.report(Diagnostic::error(code, node.place(), message));
                return None;
            }
        };
        if !path.contains("${") && !registration::claims(&path) {
            let message = format!("{} is not a path of the registration API", quoted(&path));
            let problem = Diagnostic::error(Code::BadValue, path.span.clone(), message);
            cx.report(
                problem.help("its paths begin with /v1/external_call/, or are /v1/user/web_rpc_url and /v1/account"),
            );
            return None;
        }
        Some(Box::new(Visit { account: entry.account, method, path: path.value, body: entry.body }))
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        let path = json!({ "pattern": r"^/v1/|\$\{" });
        json!({
            "allOf": [CreatorKitEntry::schema(schemas)],
            "properties": { "get": path, "post": path },
            "oneOf": [{ "required": ["get"] }, { "required": ["post"] }],
        })
    }
}

/// A request that is ready to be sent.
struct Visit {
    account: String,
    method: Method,
    path: String,
    body: Json,
}

#[async_trait]
impl Step for Visit {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let token = {
            let data = stage.world.state::<State>().lock();
            let account = data.accounts.get(&self.account);
            account.map(|account| account.access_token.clone())
        };
        let token = token.ok_or_else(|| {
            CouldNot::because(format!("there is no account {}", quoted(&self.account))).help("add it to the fixture")
        })?;
        let body = if self.method == Method::GET { Bytes::new() } else { self.body.to_string().into() };
        let request = Request::builder()
            .method(&self.method)
            .uri(&self.path)
            .header("x-cluster-access-token", token)
            .header(header::CONTENT_TYPE, "application/json")
            .body(body)
            .map_err(|error| CouldNot::because(format!("this request cannot be sent: {error}")))?;
        let begun = Begun::now(&stage.world);
        let response = dispatch::answer(&stage.world, begun, request, None).await;
        let value = match response {
            Ok(response) => {
                let json: Json = serde_json::from_slice(response.body()).unwrap_or_default();
                json!({ "status": response.status().as_u16(), "json": json })
            }
            Err(failure) => failure.to_json(),
        };
        Ok(Played { value, exchange: Some(begun.id), ..Played::default() })
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
        let _ = CreatorKit.decode(&node, &mut Decoding::new(&mut problems, Templates::Text));
        problems.ordered().iter().map(|one| format!("{} {}", one.span, one.code)).collect()
    }

    #[test]
    fn a_request_has_one_method_and_a_path_of_the_api() {
        assert!(problems("{ account: yuki, get: /v1/user/web_rpc_url }").is_empty());
        assert!(problems("{ account: yuki, post: '/v1/external_call/endpoints/${id}/delete' }").is_empty());
        assert_eq!(problems("{ account: yuki }"), ["step.yaml:1:1 missing-key"]);
        assert_eq!(
            problems("{ account: yuki, get: /v1/user/web_rpc_url, post: x }"),
            ["step.yaml:1:1 conflicting-keys"]
        );
        assert_eq!(problems("{ account: yuki, get: /v1/users }"), ["step.yaml:1:23 bad-value"]);
    }
}
