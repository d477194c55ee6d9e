//! A game's credentials: who may call in, with which secret, and for what.

use crate::platforms::fidelity::{Row, chosen, documented, observed};
use crate::world::rng::Rng;

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "credential.system",
        "every game has the credentials server, debug, server-send, sftp and device, whose types are locked",
        "Credentials page",
    ),
    documented(
        "credential.flags",
        "a credential of one's own has three flags: player implies listener, player and callback exclude each other, and only callback serves callbacks",
        "Credentials page",
    ),
    documented(
        "credential.default",
        "server serves callbacks",
        "Cloud Code page and a screenshot of its list of callbacks",
    ),
    observed("credential.secret", "a secret has 32 letters and digits", "screenshots, and URLs in public projects"),
    documented(
        "credential.rest",
        "each credential has a policy for the Request REST API: allowed, with the token of a player only, or forbidden",
        "Credentials page",
    ),
    chosen(
        "credential.rest-default",
        "it is allowed unless set, but for sftp",
        "callers of every other one are known; the portal's default is not",
    ),
    documented(
        "credential.act-as",
        "server and server-send act as the player whom a request's playerId names",
        "Credentials page",
    ),
    chosen(
        "credential.system-flags",
        "of the system's credentials only server serves callbacks",
        "it is the only one in the list of callbacks",
    ),
];

/// The credential that is meant when a callback URL names none.
pub const DEFAULT: &str = "server";

/// The credentials that every game has.
pub const SYSTEM: &[(&str, Flags)] = &[
    (DEFAULT, Flags { player: false, listener: true, callback: true }),
    ("debug", Flags { player: true, listener: true, callback: false }),
    ("server-send", Flags { player: false, listener: false, callback: false }),
    ("sftp", Flags { player: false, listener: false, callback: false }),
    ("device", Flags { player: true, listener: true, callback: false }),
];

/// How many letters and digits a secret has.
pub const SECRET_LENGTH: usize = 32;

/// What a credential may be used for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// Players connect with it.
    pub player: bool,
    /// Servers listen with it.
    pub listener: bool,
    /// Callbacks are made with it.
    pub callback: bool,
}

crate::tree::choice! {
    /// Whether requests over `/rs/` may be made with a credential.
    pub enum RestPolicy {
        /// They may.
        Allowed = "allowed",
        /// They may, with the token of a player.
        RequireAuthToken = "require-auth-token",
        /// They may not.
        Forbidden = "forbidden",
    }
}

impl RestPolicy {
    /// That of the credential `name` unless something else is set.
    pub fn usual(name: &str) -> Self {
        if name == "sftp" { Self::Forbidden } else { Self::Allowed }
    }
}

/// The credentials that may act as any player whom a request names.
pub const ACT_AS_PLAYERS: &[&str] = &[DEFAULT, "server-send"];

/// One who may call in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What proves it.
    pub secret: String,
    /// What it may be used for.
    pub flags: Flags,
    /// Whether requests over `/rs/` may be made with it.
    pub rest: RestPolicy,
}

/// The flags of the credential of that name, if it is one of the system's.
pub fn system(name: &str) -> Option<Flags> {
    SYSTEM.iter().find(|(known, _)| *known == name).map(|(_, flags)| *flags)
}

/// A secret for the credential of that name in that game. The same world gives the same one, whatever else was drawn before.
pub fn secret(rng: &Rng, api_key: &str, name: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    rng.fork(&format!("secret of {name} in {api_key}")).text(ALPHABET, SECRET_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_from_the_seed_and_differ() {
        let rng = Rng::new(7);
        let server = secret(&rng, "a", "server");
        assert_eq!(server.len(), SECRET_LENGTH);
        assert_eq!(server, secret(&Rng::new(7), "a", "server"));
        assert_ne!(server, secret(&rng, "a", "debug"));
        assert_ne!(server, secret(&rng, "b", "server"));
        assert_ne!(server, secret(&Rng::new(8), "a", "server"));
    }

    #[test]
    fn one_of_the_system_is_the_default_and_serves_callbacks() {
        assert_eq!(system(DEFAULT).map(|flags| flags.callback), Some(true));
        assert_eq!(system("partner"), None);
        assert!(SYSTEM.iter().all(|(_, flags)| !(flags.player && flags.callback)));
    }
}
