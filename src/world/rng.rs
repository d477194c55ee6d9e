//! Randomness, in one place: one seeded generator per world, from which every token, id, jitter and chance comes.

use parking_lot::Mutex;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A world's generator: the same seed and the same questions in the same order give the same answers.
#[derive(Debug)]
pub struct Rng {
    seed: u64,
    generator: Mutex<ChaCha8Rng>,
}

impl Rng {
    /// A generator that starts from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, generator: Mutex::new(ChaCha8Rng::seed_from_u64(seed)) }
    }

    /// A seed that nobody chose. Print it, so that what it led to can be repeated.
    pub fn fresh_seed() -> u64 {
        // Seeds are read and typed by people: short ones are enough.
        RandomState::new().build_hasher().finish() & 0xffff_ffff
    }

    /// What this generator started from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How much was drawn from it so far, in words of 32 bits.
    pub fn drawn(&self) -> u64 {
        u64::try_from(self.generator.lock().get_word_pos()).unwrap_or(u64::MAX)
    }

    /// Goes to where `drawn` words were drawn, so that a world which is taken up again goes on as it would have.
    pub fn seek(&self, drawn: u64) {
        self.generator.lock().set_word_pos(drawn.into());
    }

    /// A generator of its own for one purpose, so that its answers do not depend on what others ask for meanwhile.
    pub fn fork(&self, purpose: &str) -> Self {
        // FNV-1a: stable across versions and machines, which the standard library's hashers do not promise.
        let mixed = purpose.bytes().fold(0xcbf2_9ce4_8422_2325 ^ self.seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        Self::new(mixed)
    }

    /// 64 random bits.
    pub fn bits(&self) -> u64 {
        self.generator.lock().next_u64()
    }

    /// A number of at least 0 and less than 1.
    pub fn fraction(&self) -> f64 {
        self.generator.lock().random::<f64>()
    }

    /// A whole number below `limit`; 0 if `limit` is 0.
    pub fn below(&self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.generator.lock().random_range(0..limit) }
    }

    /// `length` characters drawn from `alphabet`, which must not be empty.
    pub fn text(&self, alphabet: &[u8], length: usize) -> String {
        let mut generator = self.generator.lock();
        (0..length).map(|_| char::from(alphabet[generator.random_range(0..alphabet.len())])).collect()
    }

    /// `length` lower-case hexadecimal digits.
    pub fn hex(&self, length: usize) -> String {
        self.text(b"0123456789abcdef", length)
    }

    /// A random (version 4) UUID in lower case.
    pub fn uuid(&self) -> String {
        let mut bytes = [0u8; 16];
        self.generator.lock().fill_bytes(&mut bytes);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_answers() {
        let (a, b) = (Rng::new(7), Rng::new(7));
        assert_eq!((a.bits(), a.uuid(), a.hex(32)), (b.bits(), b.uuid(), b.hex(32)));
        assert_ne!(Rng::new(7).bits(), Rng::new(8).bits());
    }

    #[test]
    fn a_generator_goes_on_where_another_was() {
        let first = Rng::new(7);
        let _ = (first.uuid(), first.text(b"abc", 5), first.fraction());
        let second = Rng::new(7);
        second.seek(first.drawn());
        assert_eq!(first.uuid(), second.uuid());
    }

    #[test]
    fn a_fork_does_not_depend_on_what_others_asked() {
        let (a, b) = (Rng::new(7), Rng::new(7));
        a.bits();
        assert_eq!(a.fork("tokens").uuid(), b.fork("tokens").uuid());
        assert_ne!(a.fork("tokens").uuid(), a.fork("ids").uuid());
    }

    #[test]
    fn a_uuid_says_that_it_is_random() {
        let uuid = Rng::new(1).uuid();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
        assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"));
    }
}
