//! Verify tokens, kept as what is needed to compare and no more: a token is shown once, when it is made.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::platforms::fidelity::{Row, chosen, documented};
use crate::world::rng::Rng;

/// A token that can be recognised, but not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its name in the registration API.
    pub id: String,
    /// The platform's time when it was made.
    pub registered_at: Timestamp,
    /// The secret, only if it was written into a fixture: then it is no secret, and the server under test is told of it.
    pub secret: Option<String>,
    pub(super) salt: [u8; 16],
    pub(super) digest: [u8; 32],
}

impl Token {
    /// Makes a new token, and gives the secret that is shown this one time.
    pub fn issue(rng: &Rng, now: Timestamp) -> (Self, String) {
        let secret = rng.uuid().to_uppercase();
        (Self::of(&secret, rng, now), secret)
    }

    /// The token that is written into a fixture as `secret`.
    pub fn written(secret: &str, rng: &Rng, now: Timestamp) -> Self {
        Self { secret: Some(secret.to_owned()), ..Self::of(secret, rng, now) }
    }

    /// A token of which only this was kept.
    pub(super) fn kept(salt: [u8; 16], digest: [u8; 32]) -> Self {
        Self { id: String::new(), registered_at: Timestamp::UNIX_EPOCH, secret: None, salt, digest }
    }

    /// The token whose secret is known to somebody already.
    pub fn of(secret: &str, rng: &Rng, now: Timestamp) -> Self {
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&rng.bits().to_le_bytes());
        salt[8..].copy_from_slice(&rng.bits().to_le_bytes());
        Self { id: rng.uuid(), registered_at: now, secret: None, salt, digest: digest(&salt, secret) }
    }

    /// Whether `candidate` is this token's secret. Takes the same time wherever the two differ.
    pub fn is(&self, candidate: &str) -> bool {
        digest(&self.salt, candidate).ct_eq(&self.digest).into()
    }
}

fn digest(salt: &[u8; 16], secret: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(secret.as_bytes());
    hash.finalize().into()
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.token.shown-once",
        "A token is shown when it is made and never again; a lost one must be replaced.",
        "External communication page",
    ),
    chosen(
        "cluster.token.format",
        "A token is an upper-case UUID, and a token's id a lower-case one.",
        "the format is not documented; one sample in a public project looks like this",
    ),
    chosen(
        "cluster.token.no-expiry",
        "A token is valid until it is deleted or replaced, and from that moment no more.",
        "no expiry and no delay are mentioned anywhere",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_recognised_and_cannot_be_read() {
        let rng = Rng::new(1);
        let (token, secret) = Token::issue(&rng, Timestamp::UNIX_EPOCH);
        assert!(token.is(&secret));
        assert!(!token.is(&secret.to_lowercase()));
        assert!(!token.is(""));
        assert!(!format!("{token:?}").contains(&secret));
    }

    #[test]
    fn the_same_secret_is_kept_differently_each_time() {
        let rng = Rng::new(1);
        let (a, b) = (Token::of("s", &rng, Timestamp::UNIX_EPOCH), Token::of("s", &rng, Timestamp::UNIX_EPOCH));
        assert_ne!(a.digest, b.digest);
    }
}
