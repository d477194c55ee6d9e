//! `SparkDigester`, from `Spark.getDigester()`: digests of texts, and codes that prove who wrote one.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};
use hmac::{Hmac, KeyInit, Mac};
use rquickjs::{Error, Value};
use sha2::Digest;

use super::class::{Call, Class, Member, member};
use crate::platforms::fidelity::{Row, chosen, documented};

/// How we know.
pub(super) const FIDELITY: &[Row] = &[
    documented(
        "digest.members",
        "digests (md2, md5, sha1, sha256, sha384, sha512) and HMACs (all but md2), in base64 and in hex in lower case, also with keys in base64 and in hex",
        "SparkDigester API page",
    ),
    chosen("digest.utf8", "texts are digested as UTF-8", "not stated; what scripts compare with is UTF-8"),
    chosen(
        "digest.bad-key",
        "a key that is no base64, or no hex, throws java.lang.IllegalArgumentException",
        "unknown",
    ),
    chosen("digest.null", "null throws java.lang.NullPointerException: null", "as elsewhere on the platform"),
];

/// Takes base64 with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The class.
pub(super) static CLASS: Class = Class { name: "SparkDigester", members: MEMBERS, absent: &[] };

macro_rules! digests {
    ({ $($digest:ty: $base64:literal $hex:literal;)* } { $($hmac:ty: $to_base64:literal $to_hex:literal $with_base64:literal $with_hex:literal;)* }) => {
        &[
            $(
                member($base64, &[1], |call| call.give(base64(&digest::<$digest>(call)?))),
                member($hex, &[1], |call| call.give(hex(&digest::<$digest>(call)?))),
            )*
            $(
                member($to_base64, &[2], |call| give(call, &key(call)?, code::<$hmac>, base64)),
                member($to_hex, &[2], |call| give(call, &key(call)?, code::<$hmac>, hex)),
                member($with_base64, &[2], |call| give(call, &base64_key(call)?, code::<$hmac>, base64)),
                member($with_hex, &[2], |call| give(call, &hex_key(call)?, code::<$hmac>, hex)),
            )*
        ]
    };
}

const MEMBERS: &[Member] = digests! {{
    md2::Md2: "md2Base64" "md2Hex";
    md5::Md5: "md5Base64" "md5Hex";
    sha1::Sha1: "sha1Base64" "sha1Hex";
    sha2::Sha256: "sha256Base64" "sha256Hex";
    sha2::Sha384: "sha384Base64" "sha384Hex";
    sha2::Sha512: "sha512Base64" "sha512Hex";
} {
    Hmac<md5::Md5>: "hmacMd5Base64" "hmacMd5Hex" "hmacMd5Base64WithBase64Key" "hmacMd5HexWithHexKey";
    Hmac<sha1::Sha1>: "hmacSha1Base64" "hmacSha1Hex" "hmacSha1Base64WithBase64Key" "hmacSha1HexWithHexKey";
    Hmac<sha2::Sha256>: "hmacSha256Base64" "hmacSha256Hex" "hmacSha256Base64WithBase64Key" "hmacSha256HexWithHexKey";
    Hmac<sha2::Sha384>: "hmacSha384Base64" "hmacSha384Hex" "hmacSha384Base64WithBase64Key" "hmacSha384HexWithHexKey";
    Hmac<sha2::Sha512>: "hmacSha512Base64" "hmacSha512Hex" "hmacSha512Base64WithBase64Key" "hmacSha512HexWithHexKey";
}};

fn digest<D: Digest>(call: &Call<'_, '_>) -> Result<Vec<u8>, Error> {
    Ok(D::digest(needed(call, 0)?).to_vec())
}

fn code<M: Mac + KeyInit>(key: &[u8], text: &str) -> Vec<u8> {
    // A key of any length will do.
    let Ok(mut code) = <M as KeyInit>::new_from_slice(key) else { return Vec::new() };
    code.update(text.as_bytes());
    code.finalize().into_bytes().to_vec()
}

fn give<'js>(
    call: &Call<'_, 'js>,
    key: &[u8],
    code: fn(&[u8], &str) -> Vec<u8>,
    written: fn(&[u8]) -> String,
) -> Result<Value<'js>, Error> {
    call.give(written(&code(key, &needed(call, 1)?)))
}

fn needed(call: &Call<'_, '_>, at: usize) -> Result<String, Error> {
    call.text(at)?.ok_or_else(|| call.throw("java.lang.NullPointerException: null"))
}

fn key(call: &Call<'_, '_>) -> Result<Vec<u8>, Error> {
    needed(call, 0).map(String::into_bytes)
}

fn base64_key(call: &Call<'_, '_>) -> Result<Vec<u8>, Error> {
    BASE64
        .decode(needed(call, 0)?.trim())
        .map_err(|_| call.throw("java.lang.IllegalArgumentException: the key is not base64"))
}

fn hex_key(call: &Call<'_, '_>) -> Result<Vec<u8>, Error> {
    let text = needed(call, 0)?;
    let wrong = || call.throw("java.lang.IllegalArgumentException: the key is not hexadecimal");
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong());
    (0..text.len()).step_by(2).map(byte).collect()
}

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
