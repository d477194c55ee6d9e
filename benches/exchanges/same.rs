//! Whether the same file and seed give the same transcript, byte for byte: every scenario of the repository that needs no network,
//! as often as wanted, several at once.

use std::num::NonZeroUsize;
use std::path::Path;

use backlot::diag::Diagnostics;
use backlot::diag::render::Look;
use backlot::report::human;
use backlot::runner::outcome::Outcome;
use backlot::runner::{self, Options, jobs};
use backlot::scenario::Scenario;
use backlot::world::clock::{Mode, Stopwatch};

use super::say;

/// Plays each so many times.
pub(crate) fn measure(times: usize) {
    let mut problems = Diagnostics::new();
    let scenarios = runner::load(Path::new(env!("CARGO_MANIFEST_DIR")), &["scenarios".into()], &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    let played: Vec<_> = scenarios
        .into_iter()
        .filter_map(|scenario| {
            let outcome = play(&scenario);
            let is_inside = outcome.clock != Mode::Real && !outcome.is_over_network();
            is_inside.then(|| (scenario, transcript(&outcome)))
        })
        .collect();
    let again: Vec<_> = played.iter().cycle().take(played.len() * times).collect();
    let threads = 4 * std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (watch, mut other) = (Stopwatch::start(), 0);
    jobs::work_through(
        &again,
        threads,
        |(scenario, wanted)| transcript(&play(scenario)) == *wanted,
        |_| true,
        |at, is_same| {
            if !is_same {
                other += 1;
                say(&format!("not the same every time: {}", again[at].0.name));
            }
        },
    );
    let (count, took) = (played.len(), watch.elapsed().as_secs_f64());
    say(&format!("{count} scenarios {times} times each, {threads} at once: {other} other transcripts, in {took:.0} s"));
    assert_eq!(other, 0);
}

fn play(scenario: &Scenario) -> Outcome {
    runner::play(scenario, &Options { seed: Some(7), ..Options::default() })
}

/// Everything that came of it but what the machine's clock says.
fn transcript(outcome: &Outcome) -> String {
    let ending = human::explanation(outcome, Look::PLAIN);
    format!("{ending}\n{:?}\n{}", outcome.platform_time, serde_json::to_string(&outcome.transcript).unwrap())
}
