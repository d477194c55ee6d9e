//! What the scenarios of GPHUD are answered, for the tests that ask whether they show everything.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use backlot::diag::Diagnostics;
use backlot::platforms::gphud::dialect::Name;
use backlot::runner::load::load;
use backlot::runner::outcome::Ending;
use backlot::runner::play::{Options, play};
use serde_json::Value;

/// An answer in a scenario.
pub(super) struct Answered {
    pub(super) dialect: Name,
    /// The command in lower case; what a line for the console calls, if it was one.
    pub(super) command: String,
    pub(super) answer: Value,
}

/// All of them. The scenarios are played once, whoever asks.
pub(super) static ALL: LazyLock<Vec<Answered>> = LazyLock::new(|| {
    let mut problems = Diagnostics::new();
    let scenarios = load(Path::new(env!("CARGO_MANIFEST_DIR")), &[PathBuf::from("scenarios/gphud")], &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    let mut answers = Vec::new();
    for scenario in scenarios {
        let dialect = scenario.setting.parts.get("gphud").and_then(|part| part.get("dialect")?.as_text());
        let dialect = if dialect == Some("head") { Name::Head } else { Name::Of2020 };
        let outcome = play(&scenario, &Options { seed: Some(7), ..Options::default() });
        assert!(matches!(outcome.ending, Ending::Passed), "{}: {:?}", outcome.name, outcome.ending);
        for entry in &outcome.transcript.entries {
            let Some(exchange) = entry.exchange() else { continue };
            let body = exchange.response.as_ref().map(|response| response.body.kept().to_vec()).unwrap_or_default();
            let Ok(answer) = serde_json::from_slice(&body) else { continue };
            let request = serde_json::from_slice(exchange.request.body.kept()).unwrap_or_default();
            answers.push(Answered { dialect, command: called(&exchange.operation, &request), answer });
        }
    }
    answers
});

fn called(operation: &str, request: &Value) -> String {
    let line = request["console"].as_str().filter(|_| operation == "console");
    let word = line.and_then(|line| line.split(' ').next());
    word.map_or_else(|| operation.to_owned(), |word| word.trim_start_matches('*').to_lowercase())
}
