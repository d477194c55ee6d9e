//! Scenarios that are played inside this process: captures, stubs, the journal, time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use backlot::runner::Options;
use backlot::runner::outcome::Ending;
use backlot::world::clock::Mode;

use super::{passes, played, played_of};

#[test]
fn values_are_carried_from_step_to_step() {
    passes(
        r#"
name: A token is carried
server: { stub: [{ reply: { token: abc, n: [1, 2] } }, { reply: { ok: true } }] }
steps:
- http: /token
  capture: { token: $.json.token, second: "$.json.n[1]", all: $.json.n }
- http: { url: "/use/${token}", query: { n: "${second}-x" }, json: { all: "${all}", text: "n=${second}" } }
  expect: { status: 200, json: { ok: true } }
- expect-journal:
    backlot: http
    where:
      target: "http://server.test/use/abc?n=2-x"
      request: { all: [1, 2], text: n=2 }
      method: POST
    count: 1
"#,
    );
}

#[test]
fn the_environment_is_handed_in_and_never_read() {
    let text = "name: x\nserver: { url: \"${env.URL}\" }\nstubs: { http://partner.test/: { text: \"${env.WORD}\" } }\nsteps:\n- http: http://partner.test/\n  expect: { text: hello }\n- http: { url: \"http://partner.test/${env.WORD}\" }\n";
    let environment = [("URL", "http://127.0.0.1:1/"), ("WORD", "hello")];
    let environment: BTreeMap<_, _> =
        environment.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let options = Options { environment: Arc::new(environment), ..Options::default() };
    let outcome = played_of(&[("s.yaml", text)], &options).remove(0);
    assert!(matches!(outcome.ending, Ending::Passed), "{:?}", outcome.ending);
    // A server over the network takes part.
    assert_eq!(outcome.clock, Mode::Real);
    let unknown = played(text).remove(0);
    let Ending::Errored(trouble) = unknown.ending else { panic!("{:?}", unknown.ending) };
    assert_eq!(trouble.problem.message, "nothing is known under the name 'env.URL'");
}

#[test]
fn time_passes_without_waiting() {
    let outcome = passes(
        r#"
name: A slow server and a long wait
clock: { at: 2020-05-01T12:00:00Z }
server: { stub: { reply: {}, delay: 6s } }
steps:
- http: { url: /, within: 5s }
  expect: { failure: timeout, took: 5s, status: { absent: true } }
- http: { url: /, within: 6s }
  expect: { status: 200, took: { above: 5999ms, below: 6001ms } }
- advance: 6d18h
  expect: { now: "2020-05-08T06:00:11Z" }
"#,
    );
    assert_eq!(outcome.clock, Mode::Virtual);
    assert_eq!(outcome.platform_time, Duration::from_secs(583_211));
    assert!(outcome.machine_time < Duration::from_secs(10), "{:?}", outcome.machine_time);
}

#[test]
fn a_server_that_is_played_can_break_in_every_way() {
    passes(
        r#"
name: Every way to break
server:
  stub:
  - break: refuse
  - break: reset
  - break: close
  - { break: truncate, text: "twenty bytes of text" }
  - { break: hang }
  - { status: 503, text: down, headers: { retry-after: "5" } }
steps:
- { http: /, expect: { failure: refused } }
- { http: /, expect: { failure: reset } }
- { http: /, expect: { failure: closed } }
- { http: /, expect: { failure: truncated, detail: { contains: "20" } } }
- { http: { url: /, within: 3s }, expect: { failure: timeout, took: 3s } }
- { http: /, expect: { status: 503, text: down, headers: { retry-after: "5", content-type: { contains: text/plain } } } }
- { http: /, expect: { status: 503 } }
"#,
    );
}

#[test]
fn every_document_of_a_file_is_a_scenario_of_its_own() {
    let outcomes = played(
        "name: one\nsteps: [{ advance: 1h }]\n---\nname: two\nsteps: [{ advance: 1s, expect: { now: '2020-01-01T00:00:01Z' } }]\n",
    );
    let names: Vec<_> = outcomes.iter().map(|outcome| (outcome.name.as_str(), outcome.ending.word())).collect();
    assert_eq!(names, [("one", "passed"), ("two", "passed")]);
}

#[test]
fn fixtures_lie_below_what_uses_them() {
    let files = [
        (
            "s.yaml",
            "name: x\nuse: [f/one.yaml, f/two.json]\nclock: { mode: frozen }\nsteps: [{ advance: 1s, expect: { now: '2021-01-01T00:00:01Z' } }]\n",
        ),
        ("f/one.yaml", "clock: { at: 2020-05-01T12:00:00Z, mode: real }\nseed: 7\n"),
        ("f/two.json", "{\"use\": [\"three.yaml\"], \"clock\": {\"at\": \"2021-01-01T00:00:00Z\"}}"),
        ("f/three.yaml", "seed: 9\n"),
    ];
    let outcome = played_of(&files, &Options { seed: Some(1), ..Options::default() }).remove(0);
    assert!(matches!(outcome.ending, Ending::Passed), "{:?}", outcome.ending);
    assert_eq!((outcome.clock, outcome.seed), (Mode::Frozen, 9));
}
