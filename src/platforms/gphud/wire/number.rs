//! Numbers as org.json and Java hold them: what text becomes which number, how it is written again, and its low 32 bits.

use std::fmt::{self, Write as _};

/// A number of org.json.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// A Java `Integer` or `Long`.
    Int(i64),
    /// A Java `BigInteger`: its digits, with a sign if it is negative.
    Big(Box<str>),
    /// A Java `BigDecimal`: its value is `digits` divided by ten to the power of `scale`.
    Decimal {
        /// Whether it is negative.
        negative: bool,
        /// The digits without leading zeros; `0` for zero.
        digits: Box<str>,
        /// How many of the digits are behind the point; negative for zeros that follow the digits.
        scale: i32,
    },
    /// A Java `Double`.
    Double(f64),
}

impl Number {
    /// The number that org.json sees in an unquoted text, or none if it is a string to it.
    pub fn parse(text: &str) -> Option<Self> {
        if !looks_like_one(text) {
            return None;
        }
        if text.contains(['.', 'e', 'E']) || text == "-0" {
            return decimal(text);
        }
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = digits.trim_start_matches('0');
        // "-0…0" has lost its digits here; Java's BigInteger has no negative zero.
        if digits.is_empty() {
            return Some(Self::Int(0));
        }
        let text = format!("{sign}{digits}");
        Some(text.parse().map_or_else(|_| Self::Big(text.into()), Self::Int))
    }

    /// Java's `intValue`: the fraction is dropped, and what does not fit into 32 bits is cut off.
    #[expect(clippy::cast_possible_truncation, reason = "cutting off is what Java does")]
    pub fn low_bits(&self) -> i32 {
        match self {
            Self::Int(number) => *number as i32,
            Self::Big(text) => match text.strip_prefix('-') {
                Some(digits) => low_bits_of(digits, 0).wrapping_neg(),
                None => low_bits_of(text, 0),
            },
            Self::Decimal { negative, digits, scale } => {
                let whole = match usize::try_from(*scale) {
                    Ok(behind) => low_bits_of(&digits[..digits.len().saturating_sub(behind)], 0),
                    Err(_) => low_bits_of(digits, scale.unsigned_abs()),
                };
                if *negative { whole.wrapping_neg() } else { whole }
            }
            // Unlike the others, a Double stops at the ends of the range.
            Self::Double(number) => *number as i32,
        }
    }

    /// How org.json writes it inside JSON: as Java's `toString`, without zeros at the end of a fraction.
    pub fn write(&self, out: &mut String) {
        let start = out.len();
        // Writing to a String cannot fail.
        let _ = write!(out, "{self}");
        let text = &out[start..];
        if text.find('.').is_some_and(|at| at > 0) && !text.contains(['e', 'E']) {
            let kept = text.trim_end_matches('0').trim_end_matches('.').len();
            out.truncate(start + kept);
        }
    }
}

impl fmt::Display for Number {
    /// Java's `toString`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => write!(f, "{number}"),
            Self::Big(text) => f.write_str(text),
            Self::Decimal { negative, digits, scale } => write_decimal(f, *negative, digits, i64::from(*scale)),
            Self::Double(number) => write_double(f, *number),
        }
    }
}

/// A text that Java's `Integer.parseInt` accepts, as a number.
pub fn parse_int(text: &str) -> Option<i32> {
    // Rust's parser accepts exactly the same, apart from digits of other scripts.
    text.parse().ok()
}

/// Digits, after a minus or a point or both.
fn looks_like_one(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let text = text.strip_prefix('.').unwrap_or(text);
    text.starts_with(|first: char| first.is_ascii_digit())
}

fn decimal(text: &str) -> Option<Number> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return double_with_suffix(text);
    }
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    if negative && digits == "0" {
        return Some(Number::Double(-0.0));
    }
    let exponent = match exponent {
        None => 0,
        // Java reads at most ten digits of an exponent; what it cannot read as a BigDecimal it reads as a Double.
        Some(exponent) => match exponent.parse::<i64>() {
            Ok(exponent) => exponent,
            Err(_) => return double_with_suffix(text),
        },
    };
    let scale = i64::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    match i32::try_from(scale) {
        Ok(scale) => Some(Number::Decimal { negative, digits: digits.into(), scale }),
        // Out of BigDecimal's range; as a Double it is zero, or infinite and thereby no number.
        Err(_) if scale > 0 || digits == "0" => Some(Number::Double(if negative { -0.0 } else { 0.0 })),
        Err(_) => None,
    }
}

/// What Java's `Double.valueOf` accepts beyond a decimal: a type suffix, as in `1.5f`.
fn double_with_suffix(text: &str) -> Option<Number> {
    let number: f64 = text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text).parse().ok()?;
    number.is_finite().then_some(Number::Double(number))
}

/// The low 32 bits of `digits` followed by `zeros` zeros.
fn low_bits_of(digits: &str, zeros: u32) -> i32 {
    // 2 to the power of 32 divides 10 to the power of 32.
    if zeros >= 32 {
        return 0;
    }
    let bits = digits.bytes().fold(0u32, |bits, digit| bits.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')));
    bits.wrapping_mul(10u32.wrapping_pow(zeros)).cast_signed()
}

/// Java's `BigDecimal.toString`.
fn write_decimal(f: &mut fmt::Formatter<'_>, negative: bool, digits: &str, scale: i64) -> fmt::Result {
    if negative {
        f.write_str("-")?;
    }
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let exponent = count - 1 - scale;
    if scale == 0 {
        return f.write_str(digits);
    }
    if scale > 0 && exponent >= -6 {
        let behind = usize::try_from(scale).unwrap_or(usize::MAX);
        return match digits.len().checked_sub(behind) {
            Some(0) | None => write!(f, "0.{digits:0>behind$}"),
            Some(point) => write!(f, "{}.{}", &digits[..point], &digits[point..]),
        };
    }
    let (first, rest) = digits.split_at(1);
    f.write_str(first)?;
    if !rest.is_empty() {
        write!(f, ".{rest}")?;
    }
    if exponent != 0 {
        write!(f, "E{exponent:+}")?;
    }
    Ok(())
}

/// Java's `Double.toString`, for finite numbers.
fn write_double(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    let size = number.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        return write!(f, "{number:?}");
    }
    let text = format!("{number:E}");
    let (mantissa, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let point = if mantissa.contains('.') { "" } else { ".0" };
    write!(f, "{mantissa}{point}E{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Number::parse(text).map_or_else(|| "a string".to_owned(), |number| number.to_string())
    }

    #[test]
    fn text_becomes_the_number_that_java_shows() {
        // Computed with Java's BigDecimal, BigInteger and Double.
        for (text, expected) in [
            ("15", "15"),
            ("-7", "-7"),
            ("007", "7"),
            ("-007", "-7"),
            ("00", "0"),
            ("-0", "-0.0"),
            ("-0.0", "-0.0"),
            ("0.0", "0.0"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("1.", "1"),
            ("1.50", "1.50"),
            ("1e3", "1E+3"),
            ("1.5E3", "1.5E+3"),
            ("12e-9", "1.2E-8"),
            ("0.000001", "0.000001"),
            ("0.0000001", "1E-7"),
            ("100e-2", "1.00"),
            ("1.5f", "1.5"),
            ("1e-99999999999", "0.0"),
            ("1e99999999999", "a string"),
            ("9223372036854775807", "9223372036854775807"),
            ("9223372036854775808", "9223372036854775808"),
            ("1e", "a string"),
            ("1x", "a string"),
            ("--1", "a string"),
            ("abc", "a string"),
            ("-", "a string"),
            ("1.2.3", "a string"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn doubles_are_written_as_java_does() {
        for (number, expected) in
            [(1e7, "1.0E7"), (123_456_789.0, "1.23456789E8"), (0.001, "0.001"), (0.0001, "1.0E-4"), (1e22, "1.0E22")]
        {
            assert_eq!(Number::Double(number).to_string(), expected);
        }
    }

    #[test]
    fn a_fraction_loses_its_zeros_inside_json() {
        for (text, expected) in [("1.50", "1.5"), ("2.00", "2"), ("1.0E+3", "1.0E+3"), ("100", "100"), ("-0", "-0")] {
            let mut out = String::from("x");
            Number::parse(text).unwrap().write(&mut out);
            assert_eq!(out, format!("x{expected}"), "{text}");
        }
    }

    #[test]
    fn as_an_int_a_number_loses_what_does_not_fit() {
        for (text, expected) in [
            ("15", 15),
            ("15.9", 15),
            ("-15.9", -15),
            ("0.5", 0),
            ("4294967311", 15),
            ("1e1", 10),
            ("1.5e1", 15),
            ("1e400", 0),
            ("18446744073709551631", 15),
            ("-18446744073709551631", -15),
            ("1.5f", 1),
        ] {
            assert_eq!(Number::parse(text).unwrap().low_bits(), expected, "{text}");
        }
    }
}
