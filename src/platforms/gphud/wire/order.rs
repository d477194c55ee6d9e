//! The order in which a Java `HashMap` of strings shows its keys: by bucket, and within a bucket as they were put.
//!
//! The table starts with 16 buckets and doubles whenever it is more than three quarters full. A bucket so full that Java
//! turns it into a tree keeps its order too, as long as nobody built the keys to collide.

/// The places of `keys` in the order in which a `HashMap` shows them, given the order in which they were put.
pub fn shown<'k>(keys: impl ExactSizeIterator<Item = &'k str>) -> Vec<usize> {
    let mask = buckets(keys.len()) - 1;
    let mut places: Vec<(u32, usize)> =
        keys.enumerate().map(|(place, key)| (spread(hash(key)) & mask, place)).collect();
    // The place is part of what is sorted, so that a sort that is not stable keeps the order within a bucket.
    places.sort_unstable();
    places.into_iter().map(|(_, place)| place).collect()
}

/// How many buckets the table has after `count` keys were put.
fn buckets(count: usize) -> u32 {
    let mut buckets: u32 = 16;
    while count > buckets as usize / 4 * 3 && buckets < 1 << 30 {
        buckets *= 2;
    }
    buckets
}

/// Java's `String.hashCode`.
fn hash(text: &str) -> u32 {
    let add = |hash: u32, unit: u16| hash.wrapping_mul(31).wrapping_add(u32::from(unit));
    if text.is_ascii() {
        text.bytes().fold(0, |hash, byte| add(hash, u16::from(byte)))
    } else {
        text.encode_utf16().fold(0, add)
    }
}

/// `HashMap` mixes the high half of a hash into the low one.
fn spread(hash: u32) -> u32 {
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order<'k>(keys: &[&'k str]) -> Vec<&'k str> {
        shown(keys.iter().copied()).into_iter().map(|place| keys[place]).collect()
    }

    #[test]
    fn hashes_are_those_of_java() {
        // Computed with Java's String.hashCode.
        for (text, expected) in [("", 0), ("responsetype", 1_440_193_275), ("café☃", 94_433_282), ("😀", 1_772_899)]
        {
            assert_eq!(hash(text).cast_signed(), expected, "{text}");
        }
    }

    #[test]
    fn keys_come_out_as_in_the_documents_answers() {
        assert_eq!(
            order(&[
                "environment",
                "nodename",
                "avatar",
                "character",
                "instance",
                "sourcename",
                "sourceowner",
                "sourcedeveloper",
                "responsetype"
            ]),
            [
                "nodename",
                "environment",
                "character",
                "instance",
                "sourcename",
                "avatar",
                "sourcedeveloper",
                "responsetype",
                "sourceowner"
            ]
        );
        assert_eq!(
            order(&[
                "avatarid",
                "avatarname",
                "playingcharacterid",
                "playingcharactername",
                "playingcharacterregion",
                "playingcharacterzone",
                "responsetype"
            ]),
            [
                "avatarid",
                "playingcharactername",
                "avatarname",
                "playingcharacterid",
                "responsetype",
                "playingcharacterregion",
                "playingcharacterzone"
            ]
        );
        assert_eq!(order(&["error", "errorclass", "responsetype"]), ["errorclass", "error", "responsetype"]);
    }

    #[test]
    fn many_keys_come_out_as_from_java() {
        // Put into a HashMap and read back by Java.
        let put = concat!(
            "487 92 474 424 506 605 854 691 722 321 831 303 747 560 428 90 978 215 17 308 165 808 356 761 402 ",
            "180 647 715 320 689 292 557 129 707 30 946 543 569 633 884 451 870 357 541 198 452 42 53 595 925 ",
            "805 712 637 503 912 59 900 947 431"
        );
        let read = concat!(
            "715 712 557 637 912 356 831 633 357 198 42 431 474 870 595 925 605 805 129 569 722 90 689 647 ",
            "884 487 402 92 165 560 321 761 53 320 854 978 215 451 452 59 292 691 17 808 947 506 308 946 707 ",
            "503 747 428 900 543 424 303 541 30 180"
        );
        let keys = |numbers: &str| numbers.split(' ').map(|number| format!("key{number}")).collect::<Vec<_>>();
        let (put, read) = (keys(put), keys(read));
        let put: Vec<_> = put.iter().map(String::as_str).collect();
        assert_eq!(order(&put), read);
    }

    #[test]
    fn the_table_grows_above_three_quarters() {
        assert_eq!([0, 12, 13, 24, 25, 48, 49].map(buckets), [16, 16, 32, 32, 64, 64, 128]);
    }
}
