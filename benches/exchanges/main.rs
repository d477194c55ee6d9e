//! What an exchange costs, beside a bare hyper server that echoes, in the same run and on the same machine: only the ratio says
//! something. `cargo bench` prints tables of ratios; `cargo bench -- --quick` takes seconds and is for looking. What scenarios
//! cost comes first, and `cargo bench -- --scenarios` measures nothing else; `cargo bench -- --same 1000` plays every scenario of
//! the repository so often, and compares.
//!
//! The server under measurement, the echo and the load are processes of their own. Rounds alternate between the two servers, so
//! that what else the machine does touches both, and the median of the rounds counts.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot go on has failed")]

mod calls;
mod echo;
mod load;
mod numbers;
mod program;
mod same;
mod scenarios;

use std::time::Duration;

use backlot::cli::context::Terminal;
use load::{Load, Measured};
use numbers::{grouped, median};
use program::Program;

/// How long and how often is measured.
#[derive(Clone, Copy)]
struct Plan {
    round: Duration,
    rounds: usize,
    /// Requests before the resident memory is looked at again.
    many: u64,
    starts: usize,
}

const WHOLE: Plan = Plan { round: Duration::from_secs(2), rounds: 7, many: 1_000_000, starts: 20 };
const QUICK: Plan = Plan { round: Duration::from_millis(300), rounds: 3, many: 20_000, starts: 5 };

const CONNECTIONS: [usize; 2] = [1, 32];

/// A request that is measured: its name, and what is sent.
struct Subject {
    name: &'static str,
    target: &'static str,
    body: &'static str,
    /// What every answer must contain, so that it is the right thing which is measured.
    proof: &'static str,
}

const SUBJECTS: &[Subject] = &[
    Subject {
        name: "GPHUD `external.status`",
        target: "/GPHUD/external",
        body: r#"{"developerkey":"test","applicationname":"Demo Application","runasinstanceid":15,"command":"external.status"}"#,
        proof: "JSONResponse",
    },
    Subject {
        name: "GameSparks callback",
        target: "/callback/g351284AbCdE/server/ServerSecretServerSecretServer12/",
        body: r#"{"player":"alice","items":[{"name":"sword","count":1},{"name":"potion","count":12}]}"#,
        proof: "\"total\":180",
    },
];

/// The fixtures that the subjects need.
const FIXTURES: &[&str] = &["fixtures/gphud/seed.yaml", "benches/exchanges/cloud-code.yaml"];

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("--echo") => return echo::serve(None),
        Some("--answer") => return echo::serve(Some(arguments[1].clone())),
        Some("--same") => return same::measure(arguments.get(1).map_or(1000, |times| times.parse().unwrap())),
        Some("--play") => return scenarios::play(arguments[1].parse().unwrap()),
        _ => {}
    }
    scenarios::measure();
    if arguments.iter().any(|argument| argument == "--scenarios") {
        return;
    }
    let plan = if arguments.iter().any(|argument| argument == "--quick") { QUICK } else { WHOLE };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    say("| what | connections | echo/s | Backlot/s | ratio | echo p50 | Backlot p50 | Backlot p99 |");
    say("| --- | --- | --- | --- | --- | --- | --- | --- |");
    let echo = Program::this(&["--echo"]);
    let backlot = Program::backlot(FIXTURES);
    for subject in SUBJECTS {
        for connections in CONNECTIONS {
            let load = |address, proof| Load { address, connections, subject, proof };
            let (bare, ours) = alternate(plan, |duration| {
                let bare = runtime.block_on(load(echo.address(), subject.body).run(duration));
                let ours = runtime.block_on(load(backlot.address(), subject.proof).run(duration));
                (bare, ours)
            });
            row(subject.name, connections, &bare, &ours);
        }
    }
    for connections in CONNECTIONS {
        let (bare, ours) = calls::measure(plan, connections);
        row("cluster call (out)", connections, &bare, &ours);
    }
    say("");
    memory(plan, &runtime);
    start(plan);
}

/// Measures two things in turns, and gives what each of them came to.
fn alternate(plan: Plan, mut round: impl FnMut(Duration) -> (Measured, Measured)) -> (Vec<Measured>, Vec<Measured>) {
    // The first round warms up.
    let _ = round(plan.round / 2);
    (0..plan.rounds).map(|_| round(plan.round)).unzip()
}

fn row(name: &str, connections: usize, bare: &[Measured], ours: &[Measured]) {
    let rate = |all: &[Measured]| median(all.iter().map(|one| one.per_second).collect());
    let p50 = |all: &[Measured]| median(all.iter().map(|one| one.p50).collect());
    // Each round has its own ratio: what disturbed the machine then is in both parts of it.
    let ratio = median(bare.iter().zip(ours).map(|(bare, ours)| ours.per_second / bare.per_second).collect());
    say(&format!(
        "| {name} | {connections} | {} | {} | {ratio:.2} | {:.3} ms | {:.3} ms | {:.3} ms |",
        grouped(rate(bare)),
        grouped(rate(ours)),
        p50(bare) * 1000.0,
        p50(ours) * 1000.0,
        median(ours.iter().map(|one| one.p99).collect()) * 1000.0,
    ));
}

/// The resident memory of a server: idle, and after many requests.
fn memory(plan: Plan, runtime: &tokio::runtime::Runtime) {
    let backlot = Program::backlot(FIXTURES);
    let idle = backlot.resident();
    let load = Load { address: backlot.address(), connections: 32, subject: &SUBJECTS[0], proof: SUBJECTS[0].proof };
    runtime.block_on(load.send(plan.many));
    let after = backlot.resident();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let many = grouped(plan.many as f64);
    say(&format!("Resident memory: {idle:.1} MB when idle, {after:.1} MB after {many} requests.\n"));
}

/// From the start of the process to the moment when it answers.
fn start(plan: Plan) {
    let times = |fixtures: &[&str]| {
        median((0..plan.starts).map(|_| Program::backlot(fixtures).took().as_secs_f64() * 1000.0).collect())
    };
    let (bare, set) = (times(&[]), times(FIXTURES));
    say(&format!("Start: {bare:.1} ms until it answers, {set:.1} ms with a fixture."));
}

fn say(line: &str) {
    Terminal::PLAIN.out(&format!("{line}\n"));
}
