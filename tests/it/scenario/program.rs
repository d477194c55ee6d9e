//! Scenarios that start a real program as the server under test.

use backlot::diag::render::Look;
use backlot::report::human;
use backlot::runner::Options;
use backlot::runner::outcome::Ending;
use backlot::world::clock::Mode;

use super::played_of;

/// Answers every request with a word from its environment, and says where it listens only if asked to.
const SERVER: &str = r#"
import http.server, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = (os.environ["WORD"] + " " + os.path.basename(os.getcwd())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler)
if os.environ["PORT"] == "0":
    print("listening on", server.server_address[1], flush=True)
server.serve_forever()
"#;

fn play(server: &str) -> backlot::runner::outcome::Outcome {
    let text = format!(
        "name: x\nserver: {server}\nsteps:\n- http: /\n  expect: {{ status: 200, text: hello things, took: {{ below: 30s }} }}\n"
    );
    let files = [("things/s.yaml", text.as_str()), ("things/server.py", SERVER)];
    played_of(&files, &Options { seed: Some(1), ..Options::default() }).remove(0)
}

#[test]
fn a_program_that_is_told_its_port() {
    let outcome = play("{ run: [python3, server.py], env: { WORD: hello }, within: 30s }");
    assert!(matches!(outcome.ending, Ending::Passed), "{}", human::outcome(&outcome, Look::PLAIN));
    assert_eq!(outcome.clock, Mode::Real);
}

#[test]
fn a_program_that_says_where_it_listens() {
    let outcome =
        play("{ run: [python3, server.py], env: { WORD: hello }, ready: 'listening on (\\d+)', within: 30s }");
    assert!(matches!(outcome.ending, Ending::Passed), "{}", human::outcome(&outcome, Look::PLAIN));
}

#[test]
fn a_program_that_does_not_come_up_is_quoted() {
    let outcome = play("{ run: [python3, nothing.py], within: 30s }");
    let Ending::Errored(trouble) = &outcome.ending else { panic!("{:?}", outcome.ending) };
    assert!(trouble.problem.message.contains("before it listened"), "{}", trouble.problem.message);
    assert!(trouble.problem.message.contains("nothing.py"), "{}", trouble.problem.message);
    assert_eq!(trouble.problem.span.to_string(), "things/s.yaml:2:9");
}
