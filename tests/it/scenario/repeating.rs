//! The same file and seed give the same, however often and however many at once.

use std::path::Path;
use std::time::Duration;

use backlot::diag::Diagnostics;
use backlot::diag::render::Look;
use backlot::report::human;
use backlot::runner::outcome::{Ending, Outcome};
use backlot::runner::{self, Options, jobs};
use backlot::scenario::Scenario;
use backlot::world::clock::Mode;

use super::Folder;

/// How many are played at once: more than there are processors, so that they get into each other's way.
const AT_ONCE: usize = 8;

/// The scenarios of a path in the repository.
fn scenarios(path: &str) -> Vec<Scenario> {
    let mut problems = Diagnostics::new();
    let loaded = runner::load(Path::new(env!("CARGO_MANIFEST_DIR")), &[path.into()], &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    loaded
}

fn play(scenario: &Scenario) -> Outcome {
    runner::play(scenario, &Options { seed: Some(7), ..Options::default() })
}

/// Everything that came of it but what the machine's clock says.
fn transcript(outcome: &Outcome) -> String {
    let ending = human::explanation(outcome, Look::PLAIN);
    let told = serde_json::to_string(&outcome.transcript).unwrap();
    format!("{}\n{ending}\n{:?} of platform time\n{told}", outcome.name, outcome.platform_time)
}

/// Plays each so many times, all of them mixed, and gives the names of those that were not the same every time.
fn differing(scenarios: &[(Scenario, String)], times: usize) -> Vec<&str> {
    let again: Vec<_> = scenarios.iter().cycle().take(scenarios.len() * times).collect();
    let mut differing = Vec::new();
    jobs::work_through(
        &again,
        AT_ONCE,
        |(scenario, wanted)| transcript(&play(scenario)) == *wanted,
        |_| true,
        |at, is_same| {
            if !is_same {
                differing.push(again[at].0.name.as_str());
            }
        },
    );
    differing
}

/// A file, how long one of its scenarios takes of the platform's time at least, and how often it is played: what runs many
/// scripts takes longer. In real time the last one alone would take 18 years.
const LONG: [(&str, Duration, usize); 6] = [
    ("scenarios/cluster/late-after-five-seconds.yaml", Duration::from_secs(5), 1000),
    ("scenarios/gamesparks/sparkhttp-waits-thirty-seconds.yaml", Duration::from_secs(30), 200),
    ("scenarios/gamesparks/due-at-the-last-instant.yaml", Duration::from_secs(7200), 200),
    ("scenarios/gamesparks/daily-job-over-three-days.yaml", Duration::from_secs(3 * 86_400), 200),
    ("scenarios/gamesparks/arcade/the-daily-job-runs-for-three-days.yaml", Duration::from_secs(2 * 86_400), 200),
    ("scenarios/gphud/awards-have-a-rolling-limit.yaml", Duration::from_secs(583_200), 1000),
];

#[test]
fn long_waits_cost_nothing_and_give_the_same_transcript_every_time() {
    for (file, long, times) in LONG {
        let mut longest = Duration::ZERO;
        let first = scenarios(file).into_iter().map(|scenario| {
            let outcome = play(&scenario);
            assert!(matches!(outcome.ending, Ending::Passed), "{}", transcript(&outcome));
            longest = longest.max(outcome.platform_time);
            (scenario, transcript(&outcome))
        });
        let first: Vec<_> = first.collect();
        assert_eq!(differing(&first, times), [] as [&str; 0], "not the same every time");
        assert!(longest >= long, "{file} took {longest:?} of the platform's time");
    }
}

#[test]
fn every_scenario_without_a_network_gives_the_same_transcript() {
    let played = scenarios("scenarios").into_iter().filter_map(|scenario| {
        let outcome = play(&scenario);
        let is_inside = outcome.clock != Mode::Real && !outcome.is_over_network();
        is_inside.then(|| (scenario, transcript(&outcome)))
    });
    let played: Vec<_> = played.collect();
    assert!(played.len() > 250, "{}", played.len());
    assert_eq!(differing(&played, 2), [] as [&str; 0], "not the same every time");
}

/// Fails at its end, so that everything that happened is shown: four requests that are in flight one after the other, a
/// timeout, an eternity, and a token.
const TEXT: &str = "name: x\nserver: { stub: [{ reply: { a: 1 }, delay: 300ms }, { break: hang }, { text: x, delay: 1h }] }\nsteps:\n- http: /a\n- http: { url: /b, within: 7s }\n- advance: 1w\n- http: { url: /c, within: 2h }\n- expect-journal: { backlot: http, count: 4 }\n";

#[test]
fn a_scenario_gives_the_same_every_time() {
    let folder = Folder::with(&[("s.yaml", TEXT)]);
    let (scenarios, problems) = folder.load("s.yaml");
    assert!(problems.is_empty());
    let first = play(&scenarios[0]);
    let shown = human::outcome(&first, Look::PLAIN);
    assert!(shown.contains("got    3"), "{shown}");
    let played = [(scenarios[0].clone(), transcript(&first))];
    assert_eq!(differing(&played, 200), [] as [&str; 0], "not the same every time");
}
