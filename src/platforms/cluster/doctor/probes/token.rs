//! Whether the server proves that it is the creator's, and keeps the proof to itself.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::platforms::cluster::call::Reason;
use crate::platforms::cluster::doctor::finding::Finding;
use crate::platforms::cluster::doctor::patient::Patient;
use crate::platforms::cluster::doctor::{Chapter, Needs, Probe, judge};

pub(super) const PROBES: &[Probe] = &[
    Probe {
        name: "verify",
        chapter: Chapter::Token,
        about: "verify is a valid token of the account",
        platform: "compares verify with every token of the account that is valid, and fails the call if it is none of them",
        mend: "copy the token that was shown when it was made, exactly as it is; it is shown only once",
        needs: Needs::Answer,
        hostile: false,
        requests: |_| 0,
        run: |patient| Box::pin(verify(patient)),
    },
    Probe {
        name: "rotation",
        chapter: Chapter::Token,
        about: "While two tokens are valid, it is known which one the server uses",
        platform: "accepts both tokens of an account for all its endpoints, so that servers can be switched without a gap",
        mend: "make the second token, give it to every server, run this again, and delete the first when none uses it",
        needs: Needs::Accepted,
        hostile: false,
        requests: |_| ASKED,
        run: |patient| Box::pin(rotation(patient)),
    },
    Probe {
        name: "verify-not-from-caller",
        chapter: Chapter::Token,
        about: "The token comes from the server and not out of the request",
        platform: "sends no token: whoever knows the URL could otherwise make the server say anything",
        mend: "take the token from the server's own configuration only",
        needs: Needs::Accepted,
        hostile: true,
        requests: |_| 1,
        run: |patient| Box::pin(forged(patient)),
    },
    Probe {
        name: "response-without-token",
        chapter: Chapter::Token,
        about: "The token is not inside response, where scripts and players can read it",
        platform: "hands response to the script, and keeps verify to itself",
        mend: "put the token into verify only",
        needs: Needs::Answer,
        hostile: false,
        requests: |_| 0,
        run: |patient| Box::pin(inside(patient)),
    },
];

/// How many calls are made to see which token is used.
const ASKED: usize = 4;

async fn verify(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    match &outcome.result {
        Ok(_) => Finding::passed("a valid token"),
        Err(reason @ (Reason::VerifyMissing(_) | Reason::VerifyWrong { .. })) => {
            judge::failed(patient, outcome, reason)
        }
        Err(Reason::ResponseMissing | Reason::ResponseNotString { .. } | Reason::ResponseTooLarge { .. }) => {
            Finding::passed("a valid token")
        }
        Err(reason) => Finding::skipped(format!("the plain call fails before that ({})", reason.name())),
    }
}

async fn rotation(patient: &Arc<Patient>) -> Finding {
    let tokens = &patient.options.server.tokens;
    if tokens.len() < 2 {
        return Finding::skipped("only one token was given; give --token twice while you rotate");
    }
    let mut used = vec![0_usize; tokens.len()];
    for _ in 0..ASKED {
        let outcome = patient.call(patient.options.plain()).await;
        if let Err(reason) = &outcome.result {
            return judge::failed(patient, &outcome, reason);
        }
        let answer = outcome.hops.last().and_then(|hop| hop.answer.as_ref());
        let answer: Value = answer.and_then(|answer| serde_json::from_slice(&answer.body).ok()).unwrap_or_default();
        if let Some(at) = tokens.iter().position(|token| answer["verify"] == token.as_str()) {
            used[at] += 1;
        }
    }
    match used.iter().filter(|count| **count > 0).count() {
        1 => {
            let at = used.iter().position(|count| *count > 0).unwrap_or_default();
            Finding::passed(format!(
                "uses token {} of {}: the other can be deleted once no other server uses it",
                at + 1,
                tokens.len()
            ))
        }
        _ => Finding::noted(
            "uses one token now and the other then: several servers answer, and not all are switched over",
        ),
    }
}

async fn forged(patient: &Arc<Patient>) -> Finding {
    let forged = "backlot-forged-token";
    let body = json!({ "request": patient.options.plain(), "verify": forged, "token": forged }).to_string();
    let exchange = patient.post(body).await;
    let answer = exchange.answer.as_ref().and_then(|answer| serde_json::from_slice::<Value>(&answer.body).ok());
    match answer {
        Some(answer) if answer["verify"] == forged => Finding::failed("verify is what the caller sent"),
        _ => judge::answered(&exchange),
    }
}

async fn inside(patient: &Arc<Patient>) -> Finding {
    let outcome = patient.plain().await;
    let answer = outcome.hops.last().and_then(|hop| hop.answer.as_ref());
    let answer: Option<Value> = answer.and_then(|answer| serde_json::from_slice(&answer.body).ok());
    let Some(response) = answer.as_ref().and_then(|answer| answer.get("response")) else {
        return Finding::skipped("there is no response");
    };
    let text = response.as_str().map_or_else(|| response.to_string(), str::to_owned);
    let has = patient.options.server.tokens.iter().any(|token| !token.trim().is_empty() && text.contains(token.trim()));
    if has {
        Finding::failed("a valid token is inside response").showing("response", &text)
    } else {
        Finding::passed("")
    }
}
