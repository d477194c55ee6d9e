//! Places on the earth: members of a sorted set whose score is a geohash of 52 bits.

use super::{ANY, Failure, Listed, Redis, Reply, Result, SYNTAX, failure, float, listed, sorted, whole};

/// The radius of the earth in metres, as Redis has it.
const EARTH: f64 = 6_372_797.560_856;

/// How far north and south a place can be.
const MOST_LATITUDE: f64 = 85.051_128_78;

/// How many bits of the hash each of the two numbers has.
const BITS: u32 = 26;

pub(super) const LIST: &[Listed] = &[
    listed("GEOADD", 4, ANY, |redis, args, now| {
        if !(args.len() - 1).is_multiple_of(3) {
            return failure(SYNTAX);
        }
        let place = |part: &[&str]| Ok((hash(float(part[0])?, float(part[1])?)?, part[2].to_owned()));
        let places = args[1..].chunks_exact(3).map(place).collect::<std::result::Result<Vec<_>, Failure>>()?;
        sorted::change(redis, args[0], now, |sorted| {
            Ok(Reply::count(places.iter().filter(|(score, member)| sorted.put(member, *score)).count()))
        })
    }),
    listed("GEODIST", 3, 4, |redis, args, now| {
        let unit = unit(args.get(3).copied().unwrap_or("m"))?;
        sorted::look(redis, args[0], now, |sorted| {
            let place = |member: &str| sorted.score(member).map(place);
            Ok(match (place(args[1]), place(args[2])) {
                (Some(one), Some(other)) => Reply::text(format!("{:.4}", distance(one, other) / unit)),
                _ => Reply::Nil,
            })
        })
    }),
    listed("GEOHASH", 1, ANY, |redis, args, now| {
        sorted::look(redis, args[0], now, |sorted| {
            let one = |member: &&str| Reply::maybe(sorted.score(member).map(|score| letters(place(score))));
            Ok(Reply::List(args[1..].iter().map(one).collect()))
        })
    }),
    listed("GEOPOS", 1, ANY, |redis, args, now| {
        sorted::look(redis, args[0], now, |sorted| {
            let one = |member: &&str| sorted.score(member).map_or(Reply::Nil, |score| told(place(score)));
            Ok(Reply::List(args[1..].iter().map(one).collect()))
        })
    }),
    listed("GEORADIUS", 5, ANY, |redis, args, now| {
        sorted::look(redis, args[0], now, |_| Ok(Reply::Nil))?;
        let centre = (float(args[1])?, float(args[2])?);
        hash(centre.0, centre.1)?;
        around(redis, args[0], now, centre, &args[3..])
    }),
    listed("GEORADIUSBYMEMBER", 4, ANY, |redis, args, now| {
        let mut centre = None;
        sorted::look(redis, args[0], now, |sorted| {
            centre = sorted.score(args[1]).map(place);
            Ok(Reply::Nil)
        })?;
        match centre {
            Some(centre) => around(redis, args[0], now, centre, &args[2..]),
            None if redis.get(args[0], now).is_none() => Ok(Reply::List(Vec::new())),
            None => failure("ERR could not decode requested zset member"),
        }
    }),
];

fn told(place: (f64, f64)) -> Reply {
    // As C writes 17 digits after the point, without the zeros at the end.
    let number = |number: f64| {
        let text = format!("{number:.17}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    Reply::texts([number(place.0), number(place.1)])
}

fn hash(longitude: f64, latitude: f64) -> std::result::Result<f64, Failure> {
    if !(-180.0..=180.0).contains(&longitude) || !(-MOST_LATITUDE..=MOST_LATITUDE).contains(&latitude) {
        return failure(&format!("ERR invalid longitude,latitude pair {longitude:.6},{latitude:.6}"));
    }
    let bits = interleaved(cell(longitude, -180.0, 180.0), cell(latitude, -MOST_LATITUDE, MOST_LATITUDE));
    #[expect(clippy::cast_precision_loss, reason = "52 bits are exact")]
    Ok(bits as f64)
}

/// The number of the cell, of 2^26 between the two ends.
fn cell(number: f64, least: f64, most: f64) -> u64 {
    let cells = f64::from(1_u32 << BITS);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 0 and within 26 bits")]
    let cell = ((number - least) / (most - least) * cells) as u64;
    cell
}

/// The bits of both numbers in turns, those of the latitude first from the right.
fn interleaved(longitude: u64, latitude: u64) -> u64 {
    (0..BITS).fold(0, |bits, at| bits | (latitude >> at & 1) << (2 * at) | (longitude >> at & 1) << (2 * at + 1))
}

/// The middle of the cell that a hash means.
fn place(score: f64) -> (f64, f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "52 bits")]
    let bits = score as u64;
    let (mut longitude, mut latitude) = (0_u32, 0_u32);
    for at in 0..BITS {
        latitude |= u32::from(bits >> (2 * at) & 1 == 1) << at;
        longitude |= u32::from(bits >> (2 * at + 1) & 1 == 1) << at;
    }
    let middle = |cell: u32, least: f64, most: f64| {
        let (size, cells) = (most - least, f64::from(1_u32 << BITS));
        let (from, to) = (least + f64::from(cell) / cells * size, least + (f64::from(cell) + 1.0) / cells * size);
        ((from + to) / 2.0).clamp(least, most)
    };
    (middle(longitude, -180.0, 180.0), middle(latitude, -MOST_LATITUDE, MOST_LATITUDE))
}

fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (longitude, latitude) = ((other.0 - one.0).to_radians(), (other.1 - one.1).to_radians());
    let (u, v) = ((latitude / 2.0).sin(), (longitude / 2.0).sin());
    let sum = u * u + one.1.to_radians().cos() * other.1.to_radians().cos() * v * v;
    2.0 * EARTH * sum.sqrt().asin()
}

fn unit(name: &str) -> std::result::Result<f64, Failure> {
    match name.to_ascii_lowercase().as_str() {
        "m" => Ok(1.0),
        "km" => Ok(1000.0),
        "mi" => Ok(1609.34),
        "ft" => Ok(0.3048),
        _ => failure("ERR unsupported unit provided. please use M, KM, FT, MI"),
    }
}

/// The eleven letters that are known as a geohash, which reaches to the poles.
fn letters(place: (f64, f64)) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";
    let bits = interleaved(cell(place.0, -180.0, 180.0), cell(place.1, -90.0, 90.0));
    let letter = |at: u32| {
        // The last letter has bits that the hash lacks.
        let index = if at == 10 { 0 } else { bits >> (52 - (at + 1) * 5) & 0x1f };
        char::from(ALPHABET[usize::try_from(index).unwrap_or_default()])
    };
    (0..11).map(letter).collect()
}

/// `radius unit [WITHCOORD] [WITHDIST] [COUNT n] [ASC|DESC]` around a place.
fn around(redis: &mut Redis, key: &str, now: i64, centre: (f64, f64), args: &[&str]) -> Result {
    let (Some(radius), Some(unit)) = (args.first(), args.get(1)) else { return failure(SYNTAX) };
    let unit = self::unit(unit)?;
    let radius = match float(radius) {
        Ok(radius) if radius < 0.0 => return failure("ERR radius cannot be negative"),
        Ok(radius) => radius * unit,
        Err(_) => return failure("ERR need numeric radius"),
    };
    let (mut coordinates, mut distances, mut most, mut down) = (false, false, usize::MAX, None);
    let mut options = args[2..].iter();
    while let Some(option) = options.next() {
        match option.to_ascii_uppercase().as_str() {
            "WITHCOORD" => coordinates = true,
            "WITHDIST" => distances = true,
            "ASC" => down = Some(false),
            "DESC" => down = Some(true),
            "COUNT" => match options.next().map(|count| whole(count)).transpose()? {
                Some(count @ 1..) => most = usize::try_from(count).unwrap_or(usize::MAX),
                Some(_) => return failure("ERR COUNT must be > 0"),
                None => return failure(SYNTAX),
            },
            _ => return failure(SYNTAX),
        }
    }
    // The nearest ones are those that count, whether they were to be sorted or not.
    let down = down.or((most < usize::MAX).then_some(false));
    sorted::look(redis, key, now, |sorted| {
        let far = sorted.iter().map(|(member, score)| (member, place(score), distance(centre, place(score))));
        let mut found: Vec<_> = far.filter(|(_, _, distance)| *distance <= radius).collect();
        if let Some(down) = down {
            found.sort_by(|(.., one), (.., other)| if down { other.total_cmp(one) } else { one.total_cmp(other) });
        }
        found.truncate(most);
        let one = |(member, place, distance): (&str, (f64, f64), f64)| {
            if !coordinates && !distances {
                return Reply::text(member);
            }
            let mut parts = vec![Reply::text(member)];
            if distances {
                parts.push(Reply::text(format!("{:.4}", distance / unit)));
            }
            if coordinates {
                parts.push(told(place));
            }
            Reply::List(parts)
        };
        Ok(Reply::List(found.into_iter().map(one).collect()))
    })
}
