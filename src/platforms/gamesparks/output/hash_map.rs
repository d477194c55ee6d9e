//! The order of the keys in Java's `HashMap`, in which the platform kept script data.

use serde_json::{Map, Value};

/// How many buckets a map begins with.
const BUCKETS: usize = 16;

/// `members` as a `HashMap` of Java 8 goes through them: by their buckets, and in a bucket in the order in which they came.
pub(in crate::platforms::gamesparks) fn ordered(members: Map<String, Value>) -> Map<String, Value> {
    let mut buckets = BUCKETS;
    // It has twice as many as soon as three quarters of them would not be enough.
    while members.len() > buckets / 4 * 3 {
        buckets *= 2;
    }
    let mut members: Vec<_> = members.into_iter().collect();
    members.sort_by_key(|(name, _)| bucket(name, buckets));
    members.into_iter().collect()
}

/// The bucket of a key.
fn bucket(name: &str, buckets: usize) -> usize {
    let hash = name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    // The upper half of the hash counts too.
    (hash ^ (hash >> 16)) as usize & (buckets - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(names: &[&str]) -> Vec<String> {
        let members = names.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
        ordered(members).keys().cloned().collect()
    }

    #[test]
    fn keys_are_in_the_order_of_the_screenshot() {
        assert_eq!(keys(&["eventAttr1", "eventAttr2", "eventAttr3"]), ["eventAttr2", "eventAttr1", "eventAttr3"]);
    }

    #[test]
    fn buckets_are_those_of_java() {
        // "Aa" and "BB" have the same hash, 2112; that of "a" is 97, that of "b" 98.
        assert_eq!((bucket("Aa", 16), bucket("BB", 16), bucket("a", 16), bucket("b", 16)), (0, 0, 1, 2));
        assert_eq!(keys(&["b", "BB", "a", "Aa"]), ["BB", "Aa", "a", "b"]);
        // Thirteen keys need 32 buckets, of which "q" is in the one with the number 17, and no longer in 1.
        let twelve = ["q", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        assert_eq!(keys(&twelve)[..2], ["q", "a"]);
        let thirteen = [&twelve[..], &["l"]].concat();
        assert_eq!(keys(&thirteen).last().unwrap(), "q");
    }
}
