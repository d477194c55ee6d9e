//! Numbers as they are compared and shown.

/// The middle one.
pub(crate) fn median(numbers: Vec<f64>) -> f64 {
    quantile(numbers, 50)
}

/// The one that so many of a hundred are not above.
pub(crate) fn quantile(mut numbers: Vec<f64>, of_hundred: usize) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() * of_hundred / 100]
}

/// `12,345`.
pub(crate) fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group)).collect();
    groups.join(",")
}
