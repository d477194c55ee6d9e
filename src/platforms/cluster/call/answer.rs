//! What the platform makes of a server's answer: status, JSON, `verify`, `response`, one check after the other until one
//! does not hold.

use http::StatusCode;
use serde_json::{Map, Value};

use super::reason::{Mistake, Reason, Stray};
use crate::journal::verdict::{Checks, Headroom};
use crate::platforms::cluster::account::Account;
use crate::platforms::cluster::profile::Profile;
use crate::platforms::cluster::state::Data;
use crate::platforms::fidelity::{Row, chosen, documented, inferred};

/// Checks the status.
pub(super) fn status(status: StatusCode, checks: &mut Checks) -> Result<(), Reason> {
    if !status.is_success() {
        return Err(Reason::Status { status });
    }
    if status == StatusCode::OK {
        checks.pass("status", "200");
    } else {
        checks.warn("status", format!("{}: it is not known whether anything but 200 is accepted", status.as_u16()));
    }
    Ok(())
}

/// Checks that `body` is a JSON object, and gives it.
pub(super) fn json(body: &[u8], checks: &mut Checks) -> Result<Map<String, Value>, Reason> {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return Err(Reason::NotJson { detail: not_json(body, &error) }),
    };
    let Value::Object(object) = value else { return Err(Reason::NotAnObject { what: kind(&value) }) };
    checks.pass("json", "an object");
    let ignored: Vec<_> = object.keys().filter(|key| !matches!(key.as_str(), "verify" | "response")).cloned().collect();
    if !ignored.is_empty() {
        checks.warn("keys", format!("ignored: {}", shown(&ignored)));
    }
    Ok(object)
}

/// Checks `verify` against every token that is valid now.
pub(super) fn verify(
    object: &Map<String, Value>,
    request: &str,
    account: &str,
    data: &Data,
    checks: &mut Checks,
) -> Result<(), Reason> {
    let Some(verify) = object.get("verify") else { return Err(Reason::VerifyMissing(stray(object))) };
    let owner = data.accounts.get(account);
    let wrong = |mistake| Err(Reason::VerifyWrong { account: account.to_owned(), mistake });
    let Value::String(candidate) = verify else { return wrong(Mistake::NotAString(kind(verify))) };
    match owner {
        Some(owner) if owner.accepts(candidate) => {
            checks.pass("verify", format!("a valid token of {account}"));
            Ok(())
        }
        owner => wrong(mistake(candidate, request, account, owner, data)),
    }
}

/// What a wrong token is instead, as far as it can be known.
fn mistake(candidate: &str, request: &str, account: &str, owner: Option<&Account>, data: &Data) -> Mistake {
    let accepts = |text: &str| owner.is_some_and(|owner| owner.accepts(text));
    let others = || data.accounts.iter().filter(|(name, _)| *name != account);
    if candidate.is_empty() {
        Mistake::Empty
    } else if owner.is_none_or(|owner| owner.valid_tokens().next().is_none()) {
        Mistake::NoneValid
    } else if accepts(candidate.trim()) {
        Mistake::Untrimmed
    } else if accepts(&candidate.to_uppercase()) || accepts(&candidate.to_lowercase()) {
        Mistake::OtherCase
    } else if let Some(at) = owner.and_then(|owner| owner.revoked_at(candidate.trim())) {
        Mistake::Revoked(at)
    } else if let Some((name, _)) = others().find(|(_, other)| other.accepts(candidate.trim())) {
        Mistake::OtherAccount(name.clone())
    } else if candidate == request {
        Mistake::TheRequest
    } else {
        Mistake::Unknown
    }
}

/// Checks `response`, and gives it.
pub(super) fn response(
    object: &mut Map<String, Value>,
    profile: Profile,
    checks: &mut Checks,
) -> Result<String, Reason> {
    let text = match object.remove("response") {
        None => return Err(Reason::ResponseMissing),
        Some(Value::String(text)) => text,
        Some(other) => return Err(Reason::ResponseNotString { what: kind(&other) }),
    };
    checks.pass("response", if text.is_empty() { "an empty string" } else { "a string" });
    let limit = profile.limits().response;
    let headroom = Headroom::new(text.len(), limit, "bytes");
    if text.len() > limit {
        return Err(Reason::ResponseTooLarge { size: text.len(), limit, profile });
    }
    checks.pass_within("response size", headroom, "");
    Ok(text)
}

/// Why `body` is not JSON, with a guess at what it is.
fn not_json(body: &[u8], error: &serde_json::Error) -> String {
    let body = body.trim_ascii_start();
    match body {
        [] => "it is empty".to_owned(),
        [0xef, 0xbb, 0xbf, ..] => "it begins with a byte order mark".to_owned(),
        [0x1f, 0x8b, ..] => "it is compressed with gzip, which was not asked for".to_owned(),
        [b'<', ..] => "it looks like HTML".to_owned(),
        [b'{', b'\'', ..] => "it has single quotes, as Python prints a dict: use json.dumps".to_owned(),
        _ if std::str::from_utf8(body).is_err() => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

fn stray(object: &Map<String, Value>) -> Option<Stray> {
    let nested = match object.get("response") {
        Some(Value::Object(nested)) => nested.contains_key("verify"),
        Some(Value::String(text)) => text.starts_with('{') && text.contains("\"verify\""),
        _ => false,
    };
    if nested {
        return Some(Stray::InResponse);
    }
    object.keys().any(|key| key.trim().eq_ignore_ascii_case("verify")).then_some(Stray::OtherCase)
}

/// What a JSON value is, as a person says it.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Some names, at most a line of them.
fn shown(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = names
        .iter()
        .take(SHOWN)
        .map(|name| if name.chars().count() > 40 { name.chars().take(40).chain(['…']).collect() } else { name.clone() })
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.answer.shape",
        "The answer is a JSON object with the strings verify and response.",
        "External communication page",
    ),
    documented(
        "cluster.answer.error-status",
        "A server that answers with an error has failed.",
        "External communication page",
    ),
    chosen(
        "cluster.answer.success",
        "Every status from 200 to 299 is accepted; anything but 200 gets a warning.",
        "which statuses count is not documented; the emulator inside Unity accepts 200 only",
    ),
    documented(
        "cluster.answer.verify",
        "verify must be a token that is valid when the answer comes.",
        "External communication page",
    ),
    documented(
        "cluster.answer.size",
        "A response over its limit has failed; only the string counts, not the JSON around it.",
        "official type definitions",
    ),
    chosen(
        "cluster.answer.not-a-string",
        "An answer without response, or with one that is not a string (null too), has failed.",
        "not documented; the type of the callback says string",
    ),
    inferred(
        "cluster.answer.empty-response",
        "An empty response is delivered.",
        "it is a string, and nothing says that it must not be empty",
    ),
    inferred("cluster.answer.extra-keys", "Other keys in the answer are ignored.", "they are not mentioned anywhere"),
    chosen(
        "cluster.answer.content-type",
        "The content type of the answer does not matter.",
        "no requirement is documented",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::rng::Rng;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        let Value::Object(object) = value else { panic!("{value}") };
        object
    }

    /// Yuki with one token, one that she had before, and Momo with a token of her own.
    fn world() -> (Data, [String; 3]) {
        let (mut yuki, mut momo, rng) = (Account::default(), Account::default(), Rng::new(1));
        let old = yuki.register("http://127.0.0.1/", &rng, Timestamp::UNIX_EPOCH).unwrap();
        let valid = yuki.register("http://127.0.0.1/", &rng, Timestamp::UNIX_EPOCH).unwrap();
        let other = momo.register("http://127.0.0.1/", &rng, Timestamp::UNIX_EPOCH).unwrap();
        let accounts = [("yuki".to_owned(), yuki), ("momo".to_owned(), momo)].into();
        (Data { accounts, ..Data::default() }, [valid, old, other])
    }

    #[test]
    fn a_wrong_token_is_told_from_every_other_wrong_token() {
        let (data, [valid, old, other]) = world();
        let judged = |token: Value| {
            verify(&object(json!({ "verify": token })), "on", "yuki", &data, &mut Checks::new()).err().map(|reason| {
                match reason {
                    Reason::VerifyWrong { mistake, .. } => mistake,
                    other => panic!("{other}"),
                }
            })
        };
        assert_eq!(judged(json!(valid)), None);
        assert_eq!(judged(json!(format!("{valid}\n"))), Some(Mistake::Untrimmed));
        assert_eq!(judged(json!(valid.to_lowercase())), Some(Mistake::OtherCase));
        assert_eq!(judged(json!(old)), Some(Mistake::Revoked(Timestamp::UNIX_EPOCH)));
        assert_eq!(judged(json!(other)), Some(Mistake::OtherAccount("momo".to_owned())));
        assert_eq!(judged(json!("")), Some(Mistake::Empty));
        assert_eq!(judged(json!("on")), Some(Mistake::TheRequest));
        assert_eq!(judged(json!(true)), Some(Mistake::NotAString("a boolean")));
        assert_eq!(judged(json!("nonsense")), Some(Mistake::Unknown));
    }

    #[test]
    fn a_missing_token_is_looked_for() {
        let missing = |value: Value| {
            verify(&object(value), "on", "yuki", &Data::default(), &mut Checks::new()).unwrap_err().to_string()
        };
        assert_eq!(missing(json!({})), "the answer has no verify");
        assert!(missing(json!({ "Verify": "x" })).ends_with("names are case-sensitive"));
        assert!(missing(json!({ "response": { "verify": "x" } })).ends_with("one level too deep"));
        assert!(missing(json!({ "response": "{\"verify\":\"x\"}" })).ends_with("one level too deep"));
    }

    #[test]
    fn what_is_not_json_is_guessed_at() {
        let detail = |body: &[u8]| json(body, &mut Checks::new()).unwrap_err().to_string();
        assert_eq!(detail(b""), "the answer is not JSON: it is empty");
        assert_eq!(detail(b"<html>"), "the answer is not JSON: it looks like HTML");
        assert!(detail(b"{'verify': 'x'}").ends_with("use json.dumps"));
        assert!(detail(b"\xef\xbb\xbf{}").ends_with("byte order mark"));
        assert!(detail(b"\"\xff\"").ends_with("not UTF-8"));
        assert_eq!(detail(b"{\"verify\": }"), "the answer is not JSON: expected value at line 1 column 12");
        assert_eq!(detail(b"[]"), "the answer is an array, and must be an object with verify and response");
    }

    #[test]
    fn a_response_is_measured_in_bytes_and_the_limit_belongs_to_it() {
        let judged =
            |text: &str| response(&mut object(json!({ "response": text })), Profile::Legacy, &mut Checks::new());
        assert!(judged(&"あ".repeat(333)).is_ok());
        assert!(judged(&"x".repeat(1_000)).is_ok());
        let reason = judged(&"あ".repeat(334)).unwrap_err();
        assert_eq!(reason, Reason::ResponseTooLarge { size: 1_002, limit: 1_000, profile: Profile::Legacy });
        assert!(judged("").is_ok());
        let null = response(&mut object(json!({ "response": null })), Profile::Legacy, &mut Checks::new());
        assert_eq!(null.unwrap_err().to_string(), "response is null, and must be a string");
    }

    /// Bodies that are almost right: the shapes that servers answer with, and any bytes at all.
    fn body(token: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
        let value = prop_oneof![
            Just(json!(null)),
            Just(json!(token)),
            any::<bool>().prop_map(Value::from),
            "\\PC{0,40}".prop_map(Value::from),
            (995_usize..1_005).prop_map(|size| Value::from("x".repeat(size))),
        ];
        let key = prop_oneof![Just("verify".to_owned()), Just("response".to_owned()), "[a-zA-Z]{0,8}"];
        let object = proptest::collection::vec((key, value), 0..4)
            .prop_map(|fields| Value::Object(fields.into_iter().collect()).to_string().into_bytes());
        prop_oneof![4 => object, 1 => proptest::collection::vec(any::<u8>(), 0..64)]
    }

    proptest! {
        #[test]
        fn an_answer_is_accepted_exactly_if_it_is_what_was_agreed(body in body(&world().1[0])) {
            let (data, [valid, ..]) = world();
            let mut checks = Checks::new();
            let judged = json(&body, &mut checks).and_then(|mut object| {
                verify(&object, "on", "yuki", &data, &mut checks)?;
                response(&mut object, Profile::Legacy, &mut checks)
            });
            let parsed: Value = serde_json::from_slice(&body).unwrap_or_default();
            let wanted = parsed["response"].as_str().filter(|text| text.len() <= 1_000 && parsed["verify"] == valid);
            let judged = judged.ok();
            prop_assert_eq!(judged.as_deref(), wanted);
        }
    }
}
