//! How long a certificate is valid: the one thing that is read of it here. Whether it can be believed is up to rustls.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The end of the validity of a certificate in DER; none if it cannot be read.
///
/// A certificate is `SEQUENCE { SEQUENCE { [0] version, serial, algorithm, issuer, SEQUENCE { from, until }, … }, … }` (RFC
/// 5280, section 4.1).
pub(super) fn valid_until(der: &[u8]) -> Option<Timestamp> {
    let (_, certificate, _) = element(der)?;
    let (_, mut rest, _) = element(certificate)?;
    if let (0xa0, _, after) = element(rest)? {
        rest = after;
    }
    for _ in ["serial", "algorithm", "issuer"] {
        rest = element(rest)?.2;
    }
    let (_, validity, _) = element(rest)?;
    let (_, _, until) = element(validity)?;
    let (tag, text, _) = element(until)?;
    let text = std::str::from_utf8(text).ok()?;
    // UTCTime has two digits for the year, which are 1950 to 2049; GeneralizedTime has four.
    let full = match tag {
        0x17 => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        0x18 => text.to_owned(),
        _ => return None,
    };
    let at = DateTime::strptime("%Y%m%d%H%M%SZ", full).ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// The first element of `der`: its tag, what is in it, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        let length =
            digits.iter().try_fold(0_usize, |length, &digit| length.checked_mul(256)?.checked_add(digit.into()))?;
        (length, rest)
    };
    let (inside, after) = rest.split_at_checked(length)?;
    Some((tag, inside, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_certificate_is_read_in_both_forms() {
        for (year, wanted) in [(2030, "2030-06-07T00:00:00Z"), (2060, "2060-06-07T00:00:00Z")] {
            let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
            params.not_after = rcgen::date_time_ymd(year, 6, 7);
            let certificate = params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap();
            assert_eq!(valid_until(certificate.der()).unwrap().to_string(), wanted);
            let der = certificate.der().to_vec();
            (0..der.len().min(200)).for_each(|end| assert_eq!(valid_until(&der[..end]), None));
        }
    }
}
