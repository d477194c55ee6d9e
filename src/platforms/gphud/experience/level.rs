//! Levels: each one takes as many points as the one before, and every few levels a point more.

/// The highest level that there is.
pub const HIGHEST: i64 = 1_000;

/// The level that comes of that many points. Each `step` levels, a level takes one point more.
pub fn of(points: i64, step: i64) -> i64 {
    // A step below one would make every level endless or free; the platform's own arithmetic divides by it.
    let step = step.max(1);
    let mut needed = 0;
    for level in 0..HIGHEST {
        needed += level / step + 1;
        if needed > points {
            return level;
        }
    }
    HIGHEST
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn levels_are_reached_as_on_the_platform() {
        // Level and the number of points at which it ends, with a step of 6.
        for (level, end) in [
            (0, 1),
            (1, 2),
            (2, 3),
            (3, 4),
            (4, 5),
            (5, 6),
            (6, 8),
            (7, 10),
            (8, 12),
            (9, 14),
            (10, 16),
            (11, 18),
            (12, 21),
            (13, 24),
            (18, 40),
            (24, 65),
            (30, 96),
            (36, 133),
        ] {
            assert_eq!((of(end - 1, 6), of(end, 6)), (level, level + 1), "{level}");
        }
        assert_eq!((of(-2, 6), of(0, 6), of(i64::MAX, 6), of(5, 0)), (0, 0, 1_000, 2));
    }
}
