//! Ids as the database makes them: twelve bytes that begin with the time.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::world::rng::Rng;

/// The text is not 24 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id has 24 hexadecimal digits")]
pub struct NotAnId;

/// An id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId([u8; 12]);

impl ObjectId {
    /// When it was made, in seconds since 1970.
    pub fn seconds(self) -> u32 {
        u32::from_be_bytes([self.0[0], self.0[1], self.0[2], self.0[3]])
    }
}

impl fmt::Display for ObjectId {
    /// 24 hexadecimal digits in lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectId({self})")
    }
}

impl FromStr for ObjectId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 24 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAnId);
        }
        let mut bytes = [0; 12];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| NotAnId)?;
        }
        Ok(Self(bytes))
    }
}

/// Makes the ids of one game: the world's time, five bytes of the game's own, and a count, so that ids made later are greater.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    own: [u8; 5],
    made: u32,
}

impl Ids {
    /// Ids of the game `api_key`, of which `made` were made already.
    pub fn new(rng: &Rng, api_key: &str, made: u32) -> Self {
        let bits = rng.fork(&format!("object ids of {api_key}")).bits().to_be_bytes();
        Self { own: [bits[0], bits[1], bits[2], bits[3], bits[4]], made }
    }

    /// How many were made.
    pub fn made(&self) -> u32 {
        self.made
    }

    /// The next one, made `now`.
    pub fn next(&mut self, now: Timestamp) -> ObjectId {
        self.made = self.made.wrapping_add(1);
        // The format has room for times until 2106; after that it begins anew.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the format has four bytes")]
        let seconds = (now.as_second() as u32).to_be_bytes();
        let count = self.made.to_be_bytes();
        let mut bytes = [0; 12];
        bytes[..4].copy_from_slice(&seconds);
        bytes[4..9].copy_from_slice(&self.own);
        bytes[9..].copy_from_slice(&count[1..]);
        ObjectId(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_are_greater_and_tell_their_time() {
        let now: Timestamp = "2020-05-01T12:00:00Z".parse().unwrap();
        let mut ids = Ids::new(&Rng::new(7), "k", 0);
        let (first, second) = (ids.next(now), ids.next(now));
        assert!(first < second);
        assert_eq!(i64::from(first.seconds()), now.as_second());
        assert_eq!(first.to_string().parse(), Ok(first));
        assert_eq!(Ids::new(&Rng::new(7), "k", 1).next(now), second, "it goes on where a snapshot was made");
        assert!("5b2f9c0e4d3a1f0001a2b3cg".parse::<ObjectId>().is_err());
    }
}
