//! A run in which everything that a report must be able to show has happened.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use jiff::Timestamp;

use super::Report;
use super::story::Story;
use crate::diag::{Code, Diagnostic, Source};
use crate::journal::exchange::{
    Body, Connection, Direction, Event, Exchange, ExchangeId, RecordedFailure, RecordedRequest, RecordedResponse,
};
use crate::journal::verdict::{Checks, Headroom, Outcome as Judged, Verdict};
use crate::journal::{Entry, Evicted, Page, What};
use crate::runner::outcome::{About, Difference, DifferentAnswer, Differs, Ending, Failure, Outcome, Trouble};
use crate::world::clock::Mode;

/// A secret that stands under a name that says so in some of the exchanges, and elsewhere without one.
pub(super) const SECRET: &str = "5d41402a-bc4b-2a76-b971-9d911017c592";

pub(super) fn report() -> Report {
    let stories = outcomes().iter().map(Story::of).collect();
    Report::new(at("2026-05-01T12:00:00Z"), Duration::from_micros(1_234_567), 2, stories)
}

pub(super) fn outcomes() -> Vec<Outcome> {
    vec![passed(), failed(), errored(), skipped()]
}

fn passed() -> Outcome {
    let scenario = "name: An award over the XP limit is refused until the period has passed\nsteps: []\n";
    let award = |id, time, answer: &'static str, verdict| {
        let mut exchange = exchange(id, time, "experience.award", verdict);
        exchange.connection = Some(Connection { id: 1, request: id, peer: "127.0.0.1:50812".parse().ok() });
        exchange.request.body = body(&format!(
            r#"{{"developerkey":"{SECRET}","command":"experience.award","target":"test989","ammount":1}}"#
        ));
        exchange.response = Some(response(200, answer));
        exchange
    };
    let mut within = Checks::new();
    within.pass("developer key", format!("{SECRET} is Kate's"));
    within.pass("permission", "Experience.Award");
    within.pass_within("XP limit", Headroom::new(1, 1, "xp"), "");
    let mut beyond = Checks::new();
    beyond.pass("developer key", "");
    beyond.fail_beyond("XP limit", Headroom::new(2, 1, "xp"), "test989 has already reached their limit for 6d18h");
    let ok = r#"{"responsetype":"OKResponse","message":"OK : Awarded 1 xp to test989"}"#;
    let no = r#"{"responsetype":"ErrorResponse","error":"This character has already reached their xp XP limit"}"#;
    let first = award(1, "2020-05-01T12:00:00Z", ok, within.verdict(Judged::Refused));
    let second = award(2, "2020-05-01T12:00:00.0125Z", no, beyond.verdict(Judged::Refused));
    let mut again = Checks::new();
    again.pass_within("XP limit", Headroom::new(1, 1, "xp"), "");
    let third = award(3, "2020-05-08T06:00:00Z", ok, again.verdict(Judged::Refused));
    let moved = Event {
        at: at("2020-05-08T06:00:00Z"),
        platform: "backlot",
        kind: "clock",
        cause: None,
        detail: serde_json::json!({ "moved": "6d18h" }),
    };
    let entries = vec![
        What::Exchange(Box::new(first)),
        What::Exchange(Box::new(second)),
        What::Event(moved),
        What::Exchange(Box::new(third)),
    ];
    let about = About {
        tags: vec!["xp".to_owned(), "slow".to_owned()],
        row: Some([("limit".to_owned(), 1.into()), ("名前".to_owned(), "test989".into())].into_iter().collect()),
        warnings: vec![
            Diagnostic::warning(
                Code::Unused,
                Source::new("scenarios/gphud/limit.yaml", scenario).span(0..4),
                "nothing uses the capture 'token'",
            )
            .help("write ${token} in a step after this one, or take the capture away"),
        ],
    };
    let changed = |path: &str, was: &str, is: &str| Difference {
        path: path.to_owned(),
        wanted: was.to_owned(),
        got: is.to_owned(),
    };
    let differs = Differs {
        variant: "head".to_owned(),
        exchanges: vec![DifferentAnswer {
            number: 2,
            operation: "experience.award".to_owned(),
            differences: vec![
                changed("$.error", "\"<b>no</b>\"", &format!("\"not with {SECRET}\"")),
                changed("the order of the keys in $", "error, responsetype", "responsetype, error"),
            ],
        }],
        layout: Some(changed("white space", "indented by 4, a line feed at the end", "indented by 2")),
        compared: 3,
        unpaired: 0,
    };
    Outcome {
        about,
        variants: vec![differs],
        platform_time: Duration::from_secs(6 * 86_400 + 18 * 3600),
        transcript: page(entries, 0),
        ..outcome("scenarios/gphud/limit.yaml", scenario, 7, Ending::Passed)
    }
}

fn failed() -> Outcome {
    let scenario = "name: 照明をつけると、サーバーは五秒以内に答える <script>alert('名前')</script>\nsteps:\n  \
                    - call: { item: 玄関の照明, request: \"点けて\" }\n    expect: { response: \"点きました\" }\n";
    let source = Source::new("scenarios/クラスター/照明 & 鍵.yaml", scenario);
    let start = scenario.find("{ response").unwrap();
    let mut checks = Checks::new();
    checks.pass_within("request size", Headroom::new(9, 1000, "bytes"), "");
    checks.pass_within("time", Headroom::new(412, 5000, "ms"), "");
    checks.warn("content type", "text/html; the platform does not look at it");
    checks.pass("verify", "a valid token of yuki");
    checks.pass_within("response size", Headroom::new(912, 1000, "bytes"), "");
    let mut call = exchange(2, "2026-05-01T03:00:05Z", "callExternal", checks.verdict(Judged::Failed));
    call.direction = Direction::Outbound;
    call.platform = "cluster";
    call.took = Duration::from_millis(412);
    call.request.target = format!("http://127.0.0.1:8080/灯り?next=%3Cb%3E&key={SECRET}");
    call.request.headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {SECRET}")).unwrap());
    call.request.body = body(r#"{"request":"点けて"}"#);
    let long = "とても長い答えは折り返されて、電話の画面でも横にはみ出しません。".repeat(12);
    call.response = Some(response(200, &format!(r#"{{"verify":"{SECRET}","response":"</pre><b>{long}"}}"#)));
    call.faults = vec![Cow::Borrowed("delay 400ms")];
    let mut caused = exchange(3, "2026-05-01T03:00:05.1Z", "GET", Checks::new().verdict(Judged::Failed));
    caused.direction = Direction::Outbound;
    caused.platform = "backlot";
    caused.cause = Some(ExchangeId(2));
    caused.response = None;
    caused.failure = Some(RecordedFailure {
        name: Cow::Borrowed("reset"),
        detail: "the connection was reset while the head of the answer was awaited".to_owned(),
    });
    caused.verdict = Verdict { outcome: Judged::Failed, summary: Cow::Borrowed("reset"), checks: Vec::new() };
    caused.request.body = Body::keep(&Bytes::from_static(b"\xff\xfe\x00binary"));
    let logged = Event {
        at: at("2026-05-01T03:00:05Z"),
        platform: "cluster",
        kind: "log",
        cause: Some(ExchangeId(2)),
        detail: serde_json::json!({ "text": format!("灯り: <b>点けます</b> {SECRET}") }),
    };
    let page = page(vec![What::Event(logged), What::Exchange(Box::new(caused)), What::Exchange(Box::new(call))], 17);
    let failure = Failure {
        problem: Diagnostic::error(
            Code::Expectation,
            source.span(start..start + "{ response: \"点きました\" }".len()),
            "the answer is not what was expected",
        )
        .help("look at what the server printed"),
        differences: vec![Difference {
            path: "$.response".to_owned(),
            wanted: "\"点きました\"".to_owned(),
            got: format!("\"</pre><b>{long}\""),
        }],
        exchange: page.entries.last().cloned(),
        before: page.entries[..2].to_vec(),
        said: format!("listening on 8080 with {SECRET}\n\u{1b}[31merror\u{1b}[0m: <灯り> が見つかりません\n"),
    };
    Outcome {
        variants: Vec::new(),
        clock: Mode::Real,
        platform_time: Duration::from_millis(5_412),
        machine_time: Duration::from_millis(5_430),
        transcript: page,
        name: "照明をつけると、サーバーは五秒以内に答える <script>alert('名前')</script>".to_owned(),
        place: source.span(0..4),
        ending: Ending::Failed(Box::new(failure)),
        ..outcome("", "", 4_294_967_295, Ending::Passed)
    }
}

fn errored() -> Outcome {
    let scenario = "name: \"A server # that does not start\"\nserver: { run: [python3, server.py] }\nsteps: []\n";
    let source = Source::new("scenarios/cluster/python.yaml", scenario);
    let start = scenario.find("server:").unwrap();
    let trouble = Trouble {
        problem: Diagnostic::error(
            Code::Step,
            source.span(start..start + 6),
            "the server ended with exit code 1 before it listened",
        ),
        before: Vec::new(),
        said: "Traceback (most recent call last):\n  File \"server.py\", line 1\nSyntaxError: invalid syntax\n"
            .to_owned(),
    };
    Outcome {
        variants: Vec::new(),
        played: 0,
        clock: Mode::Real,
        ..outcome("scenarios/cluster/python.yaml", scenario, 3, Ending::Errored(Box::new(trouble)))
    }
}

fn skipped() -> Outcome {
    let scenario = "name: A token that is revoked while it is in use\nskip: needs a second account\n";
    Outcome {
        variants: Vec::new(),
        played: 0,
        machine_time: Duration::ZERO,
        ..outcome("scenarios/cluster/python.yaml", scenario, 3, Ending::Skipped("needs a second account".to_owned()))
    }
}

fn outcome(file: &str, scenario: &str, seed: u64, ending: Ending) -> Outcome {
    let name = scenario.lines().next().unwrap_or_default().trim_start_matches("name: ").trim_matches('"');
    Outcome {
        variants: Vec::new(),
        remarks: Vec::new(),
        name: name.to_owned(),
        place: Source::new(file, scenario).span(0..4),
        about: About::default(),
        ending,
        played: 3,
        steps: 3,
        seed,
        clock: Mode::Virtual,
        platform_time: Duration::ZERO,
        machine_time: Duration::from_micros(1_800),
        transcript: Page::default(),
    }
}

fn exchange(id: u64, time: &str, operation: &'static str, verdict: Verdict) -> Exchange {
    Exchange {
        id: ExchangeId(id),
        direction: Direction::Inbound,
        platform: "gphud",
        operation: Cow::Borrowed(operation),
        at: at(time),
        took: Duration::from_micros(430),
        cause: None,
        connection: None,
        request: RecordedRequest {
            method: Method::POST,
            target: "/GPHUD/external".to_owned(),
            headers: headers(&[("content-type", "application/json"), ("user-agent", "tests/1.0")]),
            body: Body::default(),
        },
        response: None,
        failure: None,
        verdict,
        faults: Vec::new(),
        again: None,
    }
}

fn response(status: u16, text: &str) -> RecordedResponse {
    RecordedResponse {
        status: StatusCode::from_u16(status).unwrap(),
        headers: headers(&[("content-type", "application/json; charset=utf-8")]),
        body: body(text),
    }
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
}

fn body(text: &str) -> Body {
    Body::keep(&Bytes::from(text.to_owned()))
}

fn page(what: Vec<What>, evicted: u64) -> Page {
    let entries: Vec<_> = (evicted + 1..).zip(what).map(|(seq, what)| Arc::new(Entry { seq, what })).collect();
    Page { newest: evicted + entries.len() as u64, entries, evicted: Evicted { entries: evicted, through: evicted } }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
