//! The URLs of files: where they are, and what proves that they were given.

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{DOWNLOAD, UPLOAD};
use crate::platforms::gamesparks::state::{Game, PlayerId, credential};
use crate::world::World;

/// For how long a URL of a file is good.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// How many hexadecimal digits of a signature a URL has.
const DIGITS: usize = 32;

/// What URLs that are given begin with: the host to which whoever asks has come. Without one, the platform's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Base(Option<HeaderValue>);

/// A file that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The portal put it there; by short code.
    Downloadable(String),
    /// Somebody uploaded it; by id.
    Uploaded(String),
}

impl Base {
    /// The host to which a request with these headers has come.
    pub fn of(headers: &HeaderMap) -> Self {
        Self(headers.get(header::HOST).cloned())
    }

    /// The URL with these parts behind it.
    fn url(&self, world: &World, game: &Game, prefix: &str, parts: [&str; 3]) -> String {
        let base = match self.0.as_ref().and_then(|host| host.to_str().ok()) {
            None => format!("https://{}.{}.gamesparks.net", game.api_key, game.stage),
            Some(host) => {
                // Everything speaks plain HTTP too, but for clients who know the platform's own host and nothing else.
                let name = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
                let scheme = if name.ends_with(".gamesparks.net") { "https" } else { "http" };
                let world = if world.name() == "default" { String::new() } else { format!("/w/{}", world.name()) };
                format!("{scheme}://{host}{world}")
            }
        };
        parts.iter().fold(base + prefix, |url, part| format!("{url}/{}", segment(part)))
    }

    /// Where `player` may upload the file that will have this `id`.
    pub fn upload(&self, world: &World, game: &Game, player: &PlayerId, id: &str) -> String {
        self.url(world, game, UPLOAD, [&game.api_key, player.as_str(), id])
    }

    /// Where the file can be fetched for a while.
    pub fn download(&self, world: &World, game: &Game, which: &Which) -> String {
        let expires = world.clock().now().checked_add(LIFETIME).unwrap_or(Timestamp::MAX).as_second();
        let url = self.url(world, game, DOWNLOAD, [&game.api_key, which.kind(), which.name()]);
        format!("{url}?expires={expires}&signature={}", signature(game, which, expires))
    }
}

/// `text` as it stands between the slashes of a path.
pub fn segment(text: &str) -> String {
    /// What is not encoded in a segment of a path.
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, PLAIN).to_string()
}

impl Which {
    /// The file that the last two parts of a path name.
    pub(super) fn of(kind: &str, name: String) -> Option<Self> {
        match kind {
            "downloadable" => Some(Self::Downloadable(name)),
            "uploaded" => Some(Self::Uploaded(name)),
            _ => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Downloadable(_) => "downloadable",
            Self::Uploaded(_) => "uploaded",
        }
    }

    fn name(&self) -> &str {
        let (Self::Downloadable(name) | Self::Uploaded(name)) = self;
        name
    }
}

impl std::fmt::Display for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} file {}", self.kind(), self.name())
    }
}

/// What proves that the game gave the URL.
pub(super) fn signature(game: &Game, which: &Which, expires: i64) -> String {
    let secret = game.credentials.get(credential::DEFAULT).map_or("", |server| &server.secret);
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{}/{}/{}/{expires}", game.api_key, which.kind(), which.name()).as_bytes());
    let mut digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    digits.truncate(DIGITS);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Settings;
    use crate::world::rng::Rng;

    #[test]
    fn urls_begin_with_the_way_on_which_whoever_asks_has_come() {
        let game = Game::new("k123", &Rng::new(7));
        let id: PlayerId = "5b2f9c0e4d3a1f0001a2b3c4".parse().unwrap();
        let from = |host: &str, world: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            let world = World::new(Settings::named(world), Vec::new());
            Base::of(&headers).upload(&world, &game, &id, "u 1")
        };
        let path = "/upload/k123/5b2f9c0e4d3a1f0001a2b3c4/u%201";
        assert_eq!(from("localhost:4400", "default"), format!("http://localhost:4400{path}"));
        assert_eq!(from("localhost:4400", "other"), format!("http://localhost:4400/w/other{path}"));
        let own = "K123.preview.gamesparks.net";
        assert_eq!(from(own, "default"), format!("https://{own}{path}"));
        let world = World::new(Settings::named("default"), Vec::new());
        assert_eq!(
            Base::default().upload(&world, &game, &id, "u 1"),
            format!("https://k123.preview.gamesparks.net{path}")
        );
    }

    #[test]
    fn a_signature_is_for_one_file_and_one_time() {
        let game = Game::new("k123", &Rng::new(7));
        let (one, other) = (Which::Downloadable("a".into()), Which::Uploaded("a".into()));
        let signed = signature(&game, &one, 100);
        assert_eq!((signed.len(), signature(&game, &one, 100) == signed), (DIGITS, true));
        assert_ne!(signature(&game, &one, 101), signed);
        assert_ne!(signature(&game, &other, 100), signed);
        assert_ne!(signature(&Game::new("k123", &Rng::new(8)), &one, 100), signed);
    }
}
