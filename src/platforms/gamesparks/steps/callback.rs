//! `callback`: somebody's server calls a callback URL.

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use indexmap::IndexMap;
use serde_json::Value as Json;
use url::form_urlencoded;

use super::game_of;
use super::names::{self, Thing};
use super::parts::{Part, Values, multipart};
use super::wire::{header_of, method_of, send};
use crate::diag::{Code, Diagnostic, quoted};
use crate::platforms::gamesparks::callback::address::PREFIX;
use crate::platforms::gamesparks::files::links::segment;
use crate::platforms::gamesparks::state::{Game, State, credential};
use crate::scenario::step::{CouldNot, Played, Stage, Step, StepKind};
use crate::tree::{Decode as _, Decoding, Node, Schemas, Spanned, Value, record};
use crate::world::World;

record! {
    /// A request to a callback URL.
    struct Callback {
        /// The game's key. Not needed if the world has only one game.
        game: Option<String>,
        /// The credential that it is made with.
        credential: String = credential::DEFAULT.to_owned(),
        /// The secret, where it is not to be the credential's own.
        secret: Option<String>,
        /// The player that it is made for.
        player: Option<String>,
        /// The path instead of all of these, as it is to be sent: /callback/KEY/SECRET/
        url: Option<Spanned<String>>,
        /// Its method. Without it: POST if there is a body, else GET.
        method: Option<Spanned<String>>,
        /// Parameters in the URL; a list for one that is there several times.
        query: IndexMap<String, Values> = IndexMap::new(),
        /// Headers.
        headers: IndexMap<Spanned<String>, Spanned<String>> = IndexMap::new(),
        /// The body, as JSON.
        json: Option<Json>,
        /// The body, as the fields of a form; a list for one that is there several times.
        form: Option<IndexMap<String, Values>>,
        /// The body, as the fields of a multipart form; a map with file, type and text for a file.
        multipart: Option<IndexMap<String, Part>>,
        /// The body, as text. It goes without a content type unless the headers have one.
        text: Option<String>,
    }
}

/// The kind of step.
pub(super) struct CallbackKind;

impl StepKind for CallbackKind {
    fn key(&self) -> &'static str {
        "callback"
    }

    fn about(&self) -> &'static str {
        "Somebody's server calls a callback URL of a game. What came of it: status, headers, text, and json where it is JSON."
    }

    fn decode(&self, node: &Node, cx: &mut Decoding<'_>) -> Option<Box<dyn Step>> {
        let callback = Callback::decode(node, cx)?;
        let before = cx.errors();
        callback.check(node, cx);
        (cx.errors() == before).then(|| Box::new(callback) as Box<dyn Step>)
    }

    fn schema(&self, schemas: &mut Schemas) -> Json {
        Callback::schema(schemas)
    }

    fn examine(&self, node: &Node, expects: Option<&Node>, world: &World, cx: &mut Decoding<'_>) {
        let Some(game) = names::game(node, world, cx).filter(|_| !names::expects_refusal(expects)) else { return };
        names::examine(node.get("credential"), Thing::Credential, &game, cx);
    }
}

impl Callback {
    /// What cannot be seen from each key alone.
    fn check(&self, node: &Node, cx: &mut Decoding<'_>) {
        let places = |keys: &[&str]| {
            let entries = keys.iter().filter_map(|key| node.as_map()?.entry(key));
            entries.map(|entry| entry.key.clone()).collect::<Vec<_>>()
        };
        if let [one, other, ..] = &places(&["json", "form", "multipart", "text"])[..] {
            let message = "a request has one body, and these are two";
            cx.report(Diagnostic::error(Code::ConflictingKeys, other.clone(), message).also(one.clone(), "the other"));
        }
        if let (Some(url), [other, ..]) = (&self.url, &places(&["game", "credential", "secret", "player"])[..]) {
            let message = "'url' says all of this already";
            cx.report(Diagnostic::error(Code::ConflictingKeys, other.clone(), message).also(url.span.clone(), "here"));
        }
        if let Some(url) = &self.url
            && !cx.is_open(&Node::new(url.span.clone(), Value::Text(url.value.clone())))
            && !(url.starts_with(PREFIX) && url.parse::<http::Uri>().is_ok())
        {
            let message = format!("{} is not the path of a callback URL", quoted(url));
            let problem = Diagnostic::error(Code::BadUrl, url.span.clone(), message);
            cx.report(problem.help(format!("write it without the host: {PREFIX}/KEY/CREDENTIAL/SECRET/")));
        }
        if let Some(method) = &self.method
            && method_of(method).is_none()
            && !cx.is_open_text(method)
        {
            let message = format!("{} is not a method", quoted(method));
            cx.report(Diagnostic::error(Code::BadValue, method.span.clone(), message));
        }
        for (name, value) in &self.headers {
            if header_of(name, value).is_none() {
                let message = format!("{} cannot be a header", quoted(&format!("{}: {}", name.value, value.value)));
                cx.report(Diagnostic::error(Code::BadValue, name.span.clone(), message));
            }
        }
    }

    fn request(&self, state: &State) -> Result<Request<Bytes>, CouldNot> {
        let (body, content_type) = self.body();
        let method = self.method.as_ref().and_then(|method| method_of(method));
        let is_empty = self.json.is_none() && self.form.is_none() && self.multipart.is_none() && self.text.is_none();
        let default = if is_empty { Method::GET } else { Method::POST };
        let mut request = Request::builder().method(method.unwrap_or(default)).uri(self.target(state)?);
        for (name, value) in self.headers.iter().filter_map(|(name, value)| header_of(name, value)) {
            request = request.header(name, value);
        }
        let mut request = request.body(body).map_err(|error| CouldNot::because(error.to_string()))?;
        if let Some(content_type) = content_type {
            request.headers_mut().entry(header::CONTENT_TYPE).or_insert(content_type);
        }
        Ok(request)
    }

    fn target(&self, state: &State) -> Result<String, CouldNot> {
        let mut target = match &self.url {
            Some(url) => url.value.clone(),
            None => self.path(&*game_of(self.game.as_deref(), state)?),
        };
        if !self.query.is_empty() {
            target.push(if target.contains('?') { '&' } else { '?' });
            target += &encoded(&self.query);
        }
        Ok(target)
    }

    /// The current form, with the slash that the documents want.
    fn path(&self, game: &Game) -> String {
        let own = || game.credentials.get(&self.credential).map_or("none", |credential| &credential.secret);
        let secret = self.secret.as_deref().unwrap_or_else(own);
        let player = self.player.as_deref().unwrap_or_default();
        let segments = [&game.api_key, &self.credential, secret, player];
        segments.iter().fold(PREFIX.to_owned(), |path, part| format!("{path}/{}", segment(part)))
    }

    fn body(&self) -> (Bytes, Option<HeaderValue>) {
        if let Some(json) = &self.json {
            (Bytes::from(json.to_string()), Some(HeaderValue::from_static("application/json")))
        } else if let Some(form) = &self.form {
            let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
            (Bytes::from(encoded(form)), Some(content_type))
        } else if let Some(parts) = &self.multipart {
            let (content_type, body) = multipart(parts);
            (body, content_type.parse().ok())
        } else {
            (Bytes::from(self.text.clone().unwrap_or_default()), None)
        }
    }
}

fn encoded(parameters: &IndexMap<String, Values>) -> String {
    let pairs = parameters.iter().flat_map(|(name, values)| values.0.iter().map(move |value| (name, value)));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[async_trait]
impl Step for Callback {
    async fn play(&self, stage: &Stage) -> Result<Played, CouldNot> {
        let request = self.request(stage.world.state::<State>())?;
        Ok(send(stage, request).await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client;
    use crate::diag::{Diagnostics, Source};
    use crate::tree::{Templates, decode, read};
    use crate::world::rng::Rng;

    fn node(text: &str) -> Node {
        read::document(&Source::new("step.yaml", text), &mut Diagnostics::new()).unwrap()
    }

    fn problems(text: &str) -> Vec<String> {
        let mut problems = Diagnostics::new();
        let _ = CallbackKind.decode(&node(text), &mut Decoding::new(&mut problems, Templates::Text));
        problems.ordered().iter().map(|one| format!("{} {}", one.span, one.code)).collect()
    }

    fn request(text: &str) -> Request<Bytes> {
        let mut game = Game::new("k123", &Rng::new(7));
        game.credentials["server"].secret = "S".into();
        let state = State::new(client::Settings::default());
        state.replace([game]);
        let callback: Callback = decode::decode(&node(text), Templates::Text, &mut Diagnostics::new()).unwrap();
        callback.request(&state).unwrap()
    }

    #[test]
    fn what_cannot_be_sent_is_said() {
        assert_eq!(problems("{ credential: a, query: { a: [b, c], d: e }, headers: { A: b } }"), Vec::<String>::new());
        assert_eq!(problems("{ json: {}, text: a }"), ["step.yaml:1:13 conflicting-keys"]);
        assert_eq!(problems("{ url: /callback/a/b, player: c }"), ["step.yaml:1:23 conflicting-keys"]);
        assert_eq!(problems("{ url: 'http://x/callback' }"), ["step.yaml:1:8 bad-url"]);
        assert_eq!(problems("{ url: /callback/a b }"), ["step.yaml:1:8 bad-url"]);
        assert_eq!(problems("{ method: 'a b' }"), ["step.yaml:1:11 bad-value"]);
        assert_eq!(problems("{ headers: { 'a b': c } }"), ["step.yaml:1:14 bad-value"]);
        assert_eq!(problems("{ query: { a: 1 } }"), ["step.yaml:1:15 wrong-type"]);
        assert_eq!(problems("{ from: { a: b } }"), ["step.yaml:1:3 unknown-key"]);
    }

    #[test]
    fn the_url_is_that_of_the_credential_unless_it_is_given() {
        let target = |text| request(text).uri().to_string();
        assert_eq!(target("{}"), "/callback/k123/server/S/");
        assert_eq!(target("{ player: p, query: { a: [x, y z] } }"), "/callback/k123/server/S/p?a=x&a=y+z");
        assert_eq!(target("{ secret: 'no/ne' }"), "/callback/k123/server/no%2Fne/");
        assert_eq!(target("{ credential: nobody }"), "/callback/k123/nobody/none/");
        assert_eq!(target("{ url: '/callback/k123/S?a=1', query: { b: '2' } }"), "/callback/k123/S?a=1&b=2");
    }

    #[test]
    fn a_body_comes_with_its_method_and_type() {
        let sent = |text| {
            let request = request(text);
            let kind = request.headers().get("content-type").map_or("", |kind| kind.to_str().unwrap());
            (request.method().to_string(), kind.to_owned(), String::from_utf8(request.body().to_vec()).unwrap())
        };
        let three = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(sent("{}"), three("GET", "", ""));
        assert_eq!(sent("{ json: { a: 1 } }"), three("POST", "application/json", r#"{"a":1}"#));
        assert_eq!(sent("{ form: { a: [b, c] } }"), three("POST", "application/x-www-form-urlencoded", "a=b&a=c"));
        assert_eq!(sent("{ text: a }"), three("POST", "", "a"));
        let form = sent("{ multipart: { a: b } }");
        assert_eq!((&*form.0, &*form.1), ("POST", "multipart/form-data; boundary=backlot-form"));
        assert_eq!(sent("{ method: PUT, json: 1, headers: { content-type: text/x } }"), three("PUT", "text/x", "1"));
    }
}
