//! What the client libraries that people use report of each fault.

use std::process::Stdio;

use backlot::client::{Client, Limits, Request, Settings};
use http::{HeaderMap, Method};
use std::time::Duration;
use tokio::process::Command;

use super::with;
use crate::kit::{bare, soon};

/// Each fault, what Python's `http.client` raises, and what Backlot's own client (which is hyper) calls it.
const REPORTED: &[(&str, &str, &str)] = &[
    ("refuse", "ConnectionResetError", "reset"),
    ("close", "RemoteDisconnected", "closed"),
    ("{ close: { after: in-head } }", "RemoteDisconnected or whatever comes of half a head", "closed"),
    ("{ close: { after: head } }", "IncompleteRead", "truncated"),
    ("reset", "ConnectionResetError", "reset"),
    ("{ reset: { after: head } }", "ConnectionResetError", "reset"),
    ("{ truncate: { after: 20 bytes } }", "IncompleteRead", "truncated"),
    ("{ truncate: { after: 20 bytes, then: reset } }", "ConnectionResetError", "reset"),
    ("malformed-chunk", "IncompleteRead", "protocol"),
    ("garbage", "BadStatusLine", "protocol"),
    ("hang", "TimeoutError", "timeout"),
    ("{ truncate: { then: hang } }", "TimeoutError", "timeout"),
    ("malformed-json", "JSONDecodeError", "none"),
    ("empty", "JSONDecodeError", "none"),
    ("{ status: 503 }", "JSONDecodeError", "none"),
    ("{ dribble: { pieces: 5, interval: 1ms } }", "none", "none"),
    ("close-after-answer", "none", "none"),
    ("wrong-content-type", "none", "none"),
    ("{ oversize: 1 MiB }", "none", "none"),
];

const PYTHON: &str = r#"
import http.client, json, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=float(sys.argv[2]))
try:
    connection.request("POST", "/GPHUD/external", "{}")
    json.loads(connection.getresponse().read())
    print("none")
except Exception as error:
    print(type(error).__name__)
"#;

#[tokio::test]
async fn what_python_reports() {
    for (kind, wanted, _) in REPORTED {
        let backlot = with(&format!("- {{ do: {kind} }}")).await;
        // Long where an answer comes, so that a busy machine is no timeout.
        let patience = if *wanted == "TimeoutError" { "0.5" } else { "20" };
        let mut python = Command::new("python3");
        python.args(["-c", PYTHON, &backlot.address().port().to_string(), patience]).stdin(Stdio::null());
        let output = soon(python.output()).await.unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        match wanted.split_once(" or ") {
            // What comes of half a head depends on where the half is; it is never an answer.
            Some(_) => assert_ne!(said.trim(), "none", "{kind}: {errors}"),
            None => assert_eq!(said.trim(), *wanted, "{kind}: {errors}"),
        }
    }
}

#[tokio::test]
async fn what_hyper_reports() {
    for (kind, _, wanted) in REPORTED {
        let backlot = with(&format!("- {{ do: {kind} }}")).await;
        let world = bare("caller", None);
        let client = Client::new(Settings::default());
        let url = format!("{}/GPHUD/external", backlot.url()).parse().unwrap();
        let body = bytes::Bytes::from_static(b"{}");
        let request = Request { method: Method::POST, url, headers: HeaderMap::new(), body, is_named: true };
        let patience = if *wanted == "timeout" { Duration::from_millis(300) } else { Duration::from_secs(20) };
        let limits = Limits { within: patience, body: 16 * 1024 * 1024 };
        let exchange = soon(Box::pin(client.exchange(&world, request, limits))).await;
        let failure = exchange.failure.as_ref().map_or("none", |failure| failure.name());
        assert_eq!(failure, *wanted, "{kind}: {:?}", exchange.failure);
    }
}
