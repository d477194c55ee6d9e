//! A creator's account: the URLs and tokens that it has registered, either the legacy way (one URL with one token) or the
//! current way (endpoints and tokens that have nothing to do with each other).

use std::collections::VecDeque;

use indexmap::IndexMap;
use jiff::Timestamp;
use url::Url;

use super::profile::{MOST_ENDPOINTS, MOST_TOKENS, Profile};
use super::token::Token;
use crate::platforms::fidelity::{Row, chosen, documented, inferred, observed};
use crate::world::rng::Rng;

/// The id under which the one URL of the legacy way is known.
pub const LEGACY_ENDPOINT: &str = "_legacy_single_endpoint";

/// How many tokens that are no longer valid are remembered, to say so when one is used.
const MOST_REVOKED: usize = 32;

/// How long an access token must be for Creator Kit to try it, in characters.
const CREATOR_KIT_TOKEN: usize = 64;

/// The longest URL that can be registered, in bytes.
pub const MOST_URL: usize = 2_048;

/// A creator's account.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// What Creator Kit proves itself with in the registration API.
    pub access_token: String,
    /// The profile, where it was set outright.
    pub set_profile: Option<Profile>,
    /// The one URL of the legacy way, which every world and item of the account calls.
    pub url: Option<Address>,
    /// The token that came with it.
    pub token: Option<Token>,
    /// URLs of the current way, by endpoint id, in the order of their registration.
    pub endpoints: IndexMap<String, Address>,
    /// Tokens of the current way, in the order of their registration.
    pub tokens: Vec<Token>,
    /// Tokens that were valid once, the newest last.
    pub revoked: VecDeque<Revoked>,
    /// Whether anything was ever registered the current way.
    pub is_current: bool,
}

/// A URL that was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As it was written, and is given back.
    pub text: String,
    /// What is called.
    pub url: Url,
}

/// A token that is no longer valid.
#[derive(Debug, Clone)]
pub struct Revoked {
    /// The token.
    pub token: Token,
    /// The platform's time when it ended.
    pub at: Timestamp,
}

/// Why something was not registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not a URL that can be called.
    #[error("the URL {url:?} cannot be called: {why}")]
    InvalidUrl {
        /// What was given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// The account has an endpoint with this URL already.
    #[error("the URL {url} is registered already, as endpoint {endpoint}")]
    UrlExists {
        /// The URL.
        url: String,
        /// The endpoint that has it.
        endpoint: String,
    },
    /// The account has as many endpoints as it may.
    #[error("the account has {MOST_ENDPOINTS} endpoints already, which is the most it may have")]
    TooManyEndpoints,
    /// The account has as many tokens as it may.
    #[error("the account has {MOST_TOKENS} verify tokens already, which is the most it may have; delete one first")]
    TooManyTokens,
}

/// Why a call has nowhere to go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoEndpoint {
    /// Nothing is registered.
    #[error("the account has no URL registered")]
    Nothing,
    /// There is no such endpoint.
    #[error("the account has no endpoint {id:?}")]
    Unknown {
        /// The id that was asked for.
        id: String,
    },
    /// There are several, and the call names none.
    #[error("the account has {count} endpoints, and the call names none of them")]
    Ambiguous {
        /// How many there are.
        count: usize,
    },
}

impl Account {
    /// The access token in the form that Creator Kit takes: with hyphens after it, up to 64 characters.
    pub fn creator_kit_token(&self) -> String {
        format!("{:-<CREATOR_KIT_TOKEN$}", self.access_token)
    }

    /// The rules that it lives under.
    pub fn profile(&self) -> Profile {
        self.set_profile.unwrap_or(if self.is_current { Profile::Current } else { Profile::Legacy })
    }

    /// Registers the one URL of the legacy way. The token before it ends, and a new one is shown.
    pub fn register(&mut self, url: &str, rng: &Rng, now: Timestamp) -> Result<String, Refusal> {
        let address = callable(url)?;
        let (token, secret) = Token::issue(rng, now);
        self.url = Some(address);
        self.replace_token(Some(token), now);
        Ok(secret)
    }

    /// Takes the one URL of the legacy way back, with its token; `false` if there was none.
    pub fn unregister(&mut self, now: Timestamp) -> bool {
        self.replace_token(None, now);
        self.url.take().is_some()
    }

    fn replace_token(&mut self, with: Option<Token>, now: Timestamp) {
        if let Some(before) = std::mem::replace(&mut self.token, with) {
            self.revoke(before, now);
        }
    }

    /// Registers a URL the current way, and gives the id of its endpoint.
    pub fn add_endpoint(&mut self, url: &str, rng: &Rng) -> Result<String, Refusal> {
        let address = callable(url)?;
        if let Some((endpoint, _)) = self.endpoints.iter().find(|(_, known)| known.url == address.url) {
            return Err(Refusal::UrlExists { url: address.text, endpoint: endpoint.clone() });
        }
        if self.endpoints.len() >= MOST_ENDPOINTS {
            return Err(Refusal::TooManyEndpoints);
        }
        let id = rng.uuid();
        self.endpoints.insert(id.clone(), address);
        self.is_current = true;
        Ok(id)
    }

    /// Deletes an endpoint; `false` if there is none of that id.
    pub fn delete_endpoint(&mut self, id: &str) -> bool {
        self.endpoints.shift_remove(id).is_some()
    }

    /// Makes another token the current way, and gives it with the secret that is shown this one time.
    pub fn add_token(&mut self, rng: &Rng, now: Timestamp) -> Result<(&Token, String), Refusal> {
        if self.tokens.len() >= MOST_TOKENS {
            return Err(Refusal::TooManyTokens);
        }
        let (token, secret) = Token::issue(rng, now);
        self.is_current = true;
        Ok((self.tokens.push_mut(token), secret))
    }

    /// Deletes a token; `false` if there is none of that id.
    pub fn delete_token(&mut self, id: &str, now: Timestamp) -> bool {
        let Some(at) = self.tokens.iter().position(|token| token.id == id) else { return false };
        let token = self.tokens.remove(at);
        self.revoke(token, now);
        true
    }

    fn revoke(&mut self, token: Token, at: Timestamp) {
        if self.revoked.len() >= MOST_REVOKED {
            self.revoked.pop_front();
        }
        self.revoked.push_back(Revoked { token, at });
    }

    /// Whether it has any URL to call.
    pub fn has_url(&self) -> bool {
        self.url.is_some() || !self.endpoints.is_empty()
    }

    /// Registers `address` in the way of its profile, in the place of every other URL, and gives a token that the server there
    /// can prove itself with: one that was written into a fixture, or else a new one. Endpoints keep their ids, which scripts
    /// name, and their paths.
    pub fn adopt(&mut self, address: Address, rng: &Rng, now: Timestamp) -> Option<String> {
        match self.profile() {
            Profile::Legacy => self.url = Some(address),
            Profile::Current => {
                self.url = None;
                if self.endpoints.is_empty() {
                    self.endpoints.insert(rng.uuid(), address);
                } else {
                    self.endpoints.values_mut().for_each(|endpoint| *endpoint = endpoint.at(&address));
                }
            }
        }
        if let Some(secret) = self.valid_tokens().find_map(|token| token.secret.clone()) {
            return Some(secret);
        }
        let (token, secret) = Token::issue(rng, now);
        match self.profile() {
            Profile::Legacy => self.replace_token(Some(token), now),
            Profile::Current if self.tokens.len() < MOST_TOKENS => self.tokens.push(token),
            Profile::Current => return None,
        }
        Some(secret)
    }

    /// The tokens that are valid now. Which endpoint is called does not matter to them.
    pub fn valid_tokens(&self) -> impl Iterator<Item = &Token> {
        self.token.iter().chain(&self.tokens)
    }

    /// Whether `candidate` is a valid token. Every token is compared, so that the time does not tell which one it was.
    pub fn accepts(&self, candidate: &str) -> bool {
        self.valid_tokens().fold(false, |found, token| token.is(candidate) | found)
    }

    /// When `candidate` ended, if it was valid once.
    pub fn revoked_at(&self, candidate: &str) -> Option<Timestamp> {
        self.revoked.iter().rev().find(|revoked| revoked.token.is(candidate)).map(|revoked| revoked.at)
    }

    /// Where a call goes: to the endpoint that it names; if it names none, to the URL of the legacy way, or to the only
    /// endpoint there is.
    pub fn target(&self, endpoint: Option<&str>) -> Result<(&str, &Url), NoEndpoint> {
        let legacy = self.url.as_ref().map(|address| (LEGACY_ENDPOINT, &address.url));
        let found = match endpoint {
            Some(LEGACY_ENDPOINT) => legacy,
            Some(id) => self.endpoints.get_key_value(id).map(|(id, address)| (id.as_str(), &address.url)),
            None => match (legacy, self.endpoints.len()) {
                (Some(legacy), _) => Some(legacy),
                (None, 0) => return Err(NoEndpoint::Nothing),
                (None, 1) => self.endpoints.first().map(|(id, address)| (id.as_str(), &address.url)),
                (None, count) => return Err(NoEndpoint::Ambiguous { count }),
            },
        };
        found.ok_or_else(|| NoEndpoint::Unknown { id: endpoint.unwrap_or_default().to_owned() })
    }
}

impl Address {
    /// The same path on the server at `other`.
    fn at(&self, other: &Self) -> Self {
        let mut url = other.url.clone();
        if self.url.path() != "/" {
            url.set_path(self.url.path());
        }
        url.set_query(self.url.query());
        Self { text: url.to_string(), url }
    }
}

/// The URL in `text`, if a call can go there.
pub fn callable(text: &str) -> Result<Address, Refusal> {
    let invalid = |why: &str| Refusal::InvalidUrl { url: shortened(text), why: why.to_owned() };
    if text.len() > MOST_URL {
        return Err(invalid(&format!("it is longer than {MOST_URL} bytes")));
    }
    let url = Url::parse(text).map_err(|error| invalid(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("it must begin with http:// or https://"));
    }
    Ok(Address { text: text.to_owned(), url })
}

fn shortened(text: &str) -> String {
    const SHOWN: usize = 200;
    if text.chars().count() <= SHOWN { text.to_owned() } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.account.one-url",
        "The legacy way, an account has one URL, which all its worlds and items call.",
        "External communication page, first edition",
    ),
    documented(
        "cluster.account.token-replaced",
        "The legacy way, each registration replaces the token.",
        "External communication page, first edition",
    ),
    observed(
        "cluster.account.most-endpoints",
        "The current way, an account has at most 100 endpoints.",
        "Creator Kit v3.3.0 source",
    ),
    observed(
        "cluster.account.most-tokens",
        "The current way, an account has at most 2 verify tokens.",
        "Creator Kit v3.3.0 source",
    ),
    observed(
        "cluster.account.same-url-once",
        "The same URL cannot be registered twice.",
        "Creator Kit v3.3.0 source names the error code",
    ),
    documented(
        "cluster.account.any-token",
        "Any valid token of the account is accepted for any of its endpoints.",
        "official type definitions of April 2025",
    ),
    inferred(
        "cluster.account.legacy-endpoint-id",
        "The URL of the legacy way is also known as the endpoint _legacy_single_endpoint.",
        "a published script and the emulator inside Unity use this id",
    ),
    chosen(
        "cluster.account.legacy-token-stays-valid",
        "An account that has registered both ways accepts the legacy token as well as the current ones.",
        "the move from the one to the other is not documented; this way nothing breaks that worked",
    ),
    chosen(
        "cluster.account.valid-url",
        "A URL must be absolute, http or https, with a host, of at most 2,048 bytes; addresses of this machine are welcome.",
        "the platform's rules are unknown, and a server under test is seldom public",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn the_legacy_way_replaces_url_and_token() {
        let (mut account, rng) = (Account::default(), Rng::new(1));
        let first = account.register("http://127.0.0.1:1/", &rng, NOW).unwrap();
        assert!(account.accepts(&first));
        let second = account.register("http://127.0.0.1:2/", &rng, NOW).unwrap();
        assert!(account.accepts(&second) && !account.accepts(&first));
        assert_eq!(account.revoked_at(&first), Some(NOW));
        assert_eq!(account.target(None).unwrap().1.port(), Some(2));
        assert_eq!(account.profile(), Profile::Legacy);
    }

    #[test]
    fn the_current_way_rotates_tokens_without_a_gap() {
        let (mut account, rng) = (Account::default(), Rng::new(1));
        let (first_id, first) = account.add_token(&rng, NOW).map(|(token, secret)| (token.id.clone(), secret)).unwrap();
        let (_, second) = account.add_token(&rng, NOW).unwrap();
        assert!(account.accepts(&first) && account.accepts(&second));
        assert_eq!(account.add_token(&rng, NOW).unwrap_err(), Refusal::TooManyTokens);
        assert!(account.delete_token(&first_id, NOW));
        assert!(!account.accepts(&first) && account.accepts(&second));
        assert_eq!(account.profile(), Profile::Current);
    }

    #[test]
    fn an_account_has_a_hundred_endpoints_at_most() {
        let (mut account, rng) = (Account::default(), Rng::new(1));
        for port in 1..=100 {
            account.add_endpoint(&format!("http://127.0.0.1:{port}/"), &rng).unwrap();
        }
        assert!(matches!(account.add_endpoint("http://127.0.0.1:7", &rng), Err(Refusal::UrlExists { .. })));
        assert_eq!(account.add_endpoint("http://127.0.0.1:101/", &rng), Err(Refusal::TooManyEndpoints));
        assert_eq!(account.target(None), Err(NoEndpoint::Ambiguous { count: 100 }));
    }

    #[test]
    fn an_adopted_server_can_prove_itself() {
        let rng = Rng::new(1);
        let server = callable("http://127.0.0.1:9/").unwrap();
        let mut account = Account::default();
        let secret = account.adopt(server.clone(), &rng, NOW).unwrap();
        assert!(account.accepts(&secret) && account.target(None).is_ok());

        let mut account = Account { token: Some(Token::written("known", &rng, NOW)), ..Account::default() };
        assert_eq!(account.adopt(server.clone(), &rng, NOW).as_deref(), Some("known"), "the author wrote it down");

        let mut account = Account::default();
        account.add_endpoint("http://127.0.0.1:1/", &rng).unwrap();
        let secret = account.adopt(server.clone(), &rng, NOW).unwrap();
        assert_eq!(account.target(None).unwrap().1, &server.url);
        assert!(account.accepts(&secret));
    }

    #[test]
    fn what_cannot_be_called_cannot_be_registered() {
        for text in [
            "",
            "creator.example",
            "ftp://creator.example/",
            "http://",
            "/path",
            &format!("http://a/{}", "x".repeat(2_048)),
        ] {
            assert!(matches!(callable(text), Err(Refusal::InvalidUrl { .. })), "{text}");
        }
        assert!(callable("https://creator.example/hook?x=1").is_ok());
    }

    #[test]
    fn the_memory_of_revoked_tokens_is_bounded() {
        let (mut account, rng) = (Account::default(), Rng::new(1));
        let first = account.register("http://127.0.0.1/", &rng, NOW).unwrap();
        for _ in 0..100 {
            account.register("http://127.0.0.1/", &rng, NOW).unwrap();
        }
        assert_eq!((account.revoked.len(), account.revoked_at(&first)), (MOST_REVOKED, None));
    }
}
