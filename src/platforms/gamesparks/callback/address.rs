//! The callback URL: what its path says, in each of the forms that the documents and real callers used.

use percent_encoding::percent_decode_str;

use crate::platforms::fidelity::{Row, chosen, documented, observed};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "url.current",
        "/callback/KEY/CREDENTIAL/SECRET/PLAYER, the player being optional",
        "Implementing External HTTP Callbacks page",
    ),
    documented(
        "url.earliest",
        "/callback/KEY/SECRET/PLAYER, the secret being that of the credential server and the player optional",
        "Implementing External HTTP Callbacks page, versions until 2017",
    ),
    documented("url.credential", "/callback/KEY/CREDENTIAL/SECRET", "Using Custom Callback Urls page"),
    observed(
        "url.host",
        "the path alone decides; any host name will do, and old hosts with new paths do too",
        "screenshots and callers in public projects that mix them",
    ),
    chosen(
        "url.three-segments",
        "of three segments the second is a credential if the game has one of that name, else the server's secret",
        "no document says how the platform told the two forms apart",
    ),
    chosen("url.decoding", "%XX in a segment is decoded", "keys, names and secrets never needed it"),
];

/// What the path of a callback URL starts with.
pub const PREFIX: &str = "/callback";

/// Whether `path` is that of a callback URL, well formed or not.
pub fn is_callback(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A callback URL's path, split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    segments: Vec<String>,
    /// Whether it ends with a slash.
    pub ends_with_slash: bool,
}

/// What a callback URL says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'p> {
    /// The form that it was read as: `KEY/CREDENTIAL/SECRET`…
    pub form: &'static str,
    /// The credential, where it names one.
    pub credential: Option<&'p str>,
    /// The secret.
    pub secret: &'p str,
    /// The player.
    pub player: Option<&'p str>,
}

impl Path {
    /// What comes after [`PREFIX`] in `path`.
    pub fn split(path: &str) -> Self {
        let rest = path.strip_prefix(PREFIX).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let (rest, ends_with_slash) = match rest.strip_suffix('/') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let decode = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let segments = if rest.is_empty() { Vec::new() } else { rest.split('/').map(decode).collect() };
        Self { segments, ends_with_slash }
    }

    /// How many segments come after [`PREFIX`].
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// The game's key.
    pub fn api_key(&self) -> Option<&str> {
        self.segments.first().map(String::as_str)
    }

    /// What the path says in a game that has those credentials; nothing if it has too few segments or too many.
    pub fn address(&self, is_credential: impl Fn(&str) -> bool) -> Option<Address<'_>> {
        let segments: Vec<_> = self.segments.iter().map(String::as_str).collect();
        let address = match segments[..] {
            [_, secret] => Address { form: "KEY/SECRET", credential: None, secret, player: None },
            [_, credential, secret] if is_credential(credential) => {
                Address { form: "KEY/CREDENTIAL/SECRET", credential: Some(credential), secret, player: None }
            }
            [_, secret, player] => {
                Address { form: "KEY/SECRET/PLAYER", credential: None, secret, player: Some(player) }
            }
            [_, credential, secret, player] => {
                let (credential, player) = (Some(credential), Some(player));
                Address { form: "KEY/CREDENTIAL/SECRET/PLAYER", credential, secret, player }
            }
            _ => return None,
        };
        Some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Option<(&'static str, Option<String>, String, Option<String>)> {
        let path = Path::split(path);
        let address = path.address(|name| matches!(name, "server" | "partner"))?;
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Some((address.form, owned(address.credential), address.secret.to_owned(), owned(address.player)))
    }

    #[test]
    fn every_form_is_read() {
        let some = |text: &str| Some(text.to_owned());
        for (path, form, credential, player) in [
            ("/callback/k/S", "KEY/SECRET", None, None),
            ("/callback/k/S/", "KEY/SECRET", None, None),
            ("/callback/k/S/p", "KEY/SECRET/PLAYER", None, some("p")),
            ("/callback/k/S/p/", "KEY/SECRET/PLAYER", None, some("p")),
            ("/callback/k/partner/S", "KEY/CREDENTIAL/SECRET", some("partner"), None),
            ("/callback/k/partner/S/", "KEY/CREDENTIAL/SECRET", some("partner"), None),
            ("/callback/k/server/S/p", "KEY/CREDENTIAL/SECRET/PLAYER", some("server"), some("p")),
            ("/callback/k/nobody/S/p", "KEY/CREDENTIAL/SECRET/PLAYER", some("nobody"), some("p")),
            ("/callback/k/%73erver/%53/", "KEY/CREDENTIAL/SECRET", some("server"), None),
        ] {
            assert_eq!(read(path), Some((form, credential, "S".to_owned(), player)), "{path}");
        }
    }

    #[test]
    fn too_little_and_too_much_is_no_address() {
        for path in ["/callback", "/callback/", "/callback/k", "/callback/k/", "/callback/k/a/b/c/d"] {
            assert_eq!(read(path), None, "{path}");
        }
        assert_eq!(read("/callback//S").map(|address| address.0), Some("KEY/SECRET"));
    }

    #[test]
    fn only_callback_urls_are_claimed() {
        for (path, claimed) in [
            ("/callback", true),
            ("/callback/", true),
            ("/callback/x", true),
            ("/callbacks/x", false),
            ("/Callback/x", false),
            ("/", false),
        ] {
            assert_eq!(is_callback(path), claimed, "{path}");
        }
    }
}
