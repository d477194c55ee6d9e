//! Programs that have the platforms' own URLs written into them.

use super::Run;

const SEED: [&str; 2] = ["-s", "fixtures/gphud/seed.yaml"];

#[tokio::test]
async fn a_python_program_runs_as_it_is() {
    let program = r#"
import json, urllib.request
request = {"developerkey": "test", "command": "external.status", "runasinstanceid": 15}
answer = urllib.request.urlopen("https://sl.coagulate.net/GPHUD/external", json.dumps(request).encode())
print(json.load(answer)["instance"])
try:
    urllib.request.urlopen("https://bank.example/")
except OSError as error:
    print(error)
"#;
    let ended = Run::command(&SEED, &["python3", "-c", program]).ended().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    assert_eq!(ended.out, "DEV Test[#15]\n<urlopen error Tunnel connection failed: 403 Forbidden>\n");
    assert!(ended.err.contains("a tunnel to 'bank.example' was asked for, which no platform owns"), "{}", ended.err);
}

#[tokio::test]
async fn a_node_program_trusts_the_authority() {
    // Node asks the proxy by itself from 22.21 on only, so it is led to the tunnel here.
    let program = r#"
const http = require("http"), https = require("https"), tls = require("tls");
const proxy = new URL(process.env.https_proxy);
const host = "sl.coagulate.net";
http.request({ host: proxy.hostname, port: proxy.port, method: "CONNECT", path: host + ":443" })
    .on("connect", (_, socket) => {
        const createConnection = () => tls.connect({ socket, servername: host });
        const request = https.request({ host, path: "/GPHUD/external", method: "POST", createConnection }, (answer) => {
            answer.on("data", (data) => process.stdout.write(JSON.parse(data).instance)).on("end", () => process.exit(0));
        });
        request.end(JSON.stringify({ developerkey: "test", command: "external.status", runasinstanceid: 15 }));
    })
    .end();
"#;
    let ended = Run::command(&SEED, &["node", "-e", program]).ended().await;
    assert_eq!((ended.code(), ended.out.as_str()), (Some(0), "DEV Test[#15]"), "{ended:?}");
}

#[tokio::test]
async fn the_example_passes_on_a_bad_day() {
    let suite = ["python3", "-m", "unittest", "discover", "-s", "examples/gphud-client"];
    let run = Run::command(&["-s", "examples/gphud-client/bad-day.yaml"], &suite);
    let ended = run.program().env("PYTHONDONTWRITEBYTECODE", "1").run().await;
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    assert!(!ended.err.contains("no fault and no step explains"), "{}", ended.err);
}
