//! What is known of callbacks, row by row: of the request, of the answer, of refusals and of limits. Each row has a scenario in
//! `scenarios/gamesparks/rows` that shows it, and no scenario there is without a row.

use std::collections::BTreeSet;
use std::path::Path;

use backlot::diag::Diagnostics;
use backlot::diag::render::{Look, render};
use backlot::report::human;
use backlot::runner::outcome::Ending;
use backlot::runner::{self, Options};

/// What is known, and the scenario that shows it.
type Rows = &'static [(&'static str, &'static str)];

const REQUEST: Rows = &[
    ("methods: GET and POST", "Callbacks are made with GET and with POST, and with nothing else"),
    ("a query parameter once", "A parameter that is there once is a text, and never a number"),
    ("a query parameter repeated", "A parameter that is there several times is a list of texts, in order"),
    ("names with dots", "A name with dots is one key, and no object"),
    ("query of a POST", "A POST has the parameters of its URL beside those of its body"),
    ("multipart form", "The fields of a multipart form are parameters"),
    ("url-encoded form", "The fields of a url-encoded form are parameters"),
    ("JSON body", "A JSON body is text for the script to parse, and its members are no parameters"),
    ("content type missing or wrong", "A body without a content type, or with a wrong one, is text"),
    (
        "content type that the body does not keep to",
        "A multipart body that is broken is text, and the journal says why",
    ),
    ("REQUEST_BODY beside a form", "A form that was read has no REQUEST_BODY, and a POST without a body neither"),
    ("a parameter called REQUEST_BODY", "A body wins over a parameter that is called REQUEST_BODY"),
    ("one name in query and form", "A name that is in the URL and in the form is a list, that of the URL first"),
    ("file in a form", "A file in a multipart form is left out, and the journal says so"),
    ("decoding, charset and +", "Names and values are decoded as forms are, in UTF-8 or in the charset of the form"),
    ("body of a GET", "The body of a GET is not read, and the journal says so"),
    ("writing to the data", "What the script was given can be changed for itself, and is a plain document"),
    ("what a script cannot see", "Headers, method, path and address of the caller are nowhere"),
];

const ANSWER: Rows = &[
    ("script data as JSON", "Script data is one JSON document, its keys at the top"),
    ("RESPONSE_RAW", "RESPONSE_RAW is the whole answer, whatever else is set"),
    ("RESPONSE_RAW of any type", "RESPONSE_RAW of any type is written as Java printed it"),
    ("no script data", "A script that sets nothing is answered with nothing"),
    ("RESPONSE_RAW null", "RESPONSE_RAW that is null counts as not set"),
    ("charset", "An answer is UTF-8 unless something says otherwise"),
    ("RESPONSE_HEADERS", "RESPONSE_HEADERS sets headers, and never shows in the JSON"),
    ("RESPONSE_HEADERS with RESPONSE_RAW", "RESPONSE_HEADERS goes with RESPONSE_RAW too"),
    ("contentType, characterEncoding", "contentType and characterEncoding of the request make the content type"),
    ("precedence of content types", "A content type in RESPONSE_HEADERS wins over the parameters, whatever its case"),
    ("header values of other types", "A header may be a list or a number, and one that cannot be sent is left out"),
    ("other origins", "Pages of another origin are not allowed to read an answer, unless the script says so"),
    ("errors of the script", "Errors that a script sets stand under errors beside its data, and the status stays 200"),
    ("errors with RESPONSE_RAW", "RESPONSE_RAW wins over errors too"),
    ("exit", "What was set before exit() is the answer"),
];

const REFUSALS: Rows = &[
    ("wrong key", "A wrong key is refused"),
    ("wrong credential", "A wrong credential is refused"),
    ("wrong secret", "A wrong secret is refused"),
    ("credential without callbacks", "A credential that does not serve callbacks is refused"),
    ("unknown player", "A player that nobody has is null for the script, and the journal says so"),
    ("uncaught error", "An error that nobody catches is answered with 500, and is in the collection script.log"),
    ("time limit", "A script that runs for too long ends in longRunningScriptError"),
    ("body too long", "A body that is too long is refused"),
    ("usage limit", "Too many callbacks in a second are refused with the name of the limit"),
    ("malformed URL", "A URL with too few or too many parts is not found"),
];

/// What scenarios cannot show, and the test beside this one that shows it.
const ELSEWHERE: Rows = &[
    ("syntax error", "a_script_that_cannot_be_read_is_a_failure_of_its_callback_alone"),
    ("bytes that are no UTF-8", "a_body_that_is_no_form_is_text"),
    ("framing of the answer", "a_script_cannot_break_the_framing_of_its_answer"),
];

const LIMITS: Rows = &[
    ("script time met", "A script may take all of its time, and no more"),
    ("script time off", "Without a limit of its own a script may take as long as it takes"),
    ("script time forced", "A fault has a script run out of its time"),
    ("script memory met", "A script may have all of its memory, and no more"),
    ("request size met", "A request may be as long as the limit, and no longer"),
    ("request size off", "Without a limit a request may be as long as Backlot reads"),
    ("request size forced", "A fault has a request be too long"),
    ("response size met", "An answer may be as long as the limit, and no longer"),
    ("response size off", "Without a limit an answer may be as long as it is"),
    ("response size forced", "A fault has an answer be too long"),
    ("HTTP timeout met", "A call of SparkHttp waits until its timeout, and no longer"),
    ("HTTP timeout off", "Without a timeout a call of SparkHttp waits for as long as it takes"),
    ("HTTP timeout forced", "A fault has a call of SparkHttp time out"),
    ("requests per second met", "A game may make as many requests in a second as its limit says"),
    ("requests per second off", "Without a limit there may be any number of requests in a second"),
    ("database size met", "A collection refuses what is more than the database may hold"),
    ("database size off", "Without a limit the database holds what comes"),
    ("usage limits forced", "A fault has each of the usage limits exceeded"),
];

#[test]
fn what_scenarios_cannot_show_has_a_test() {
    let tests = [include_str!("answers.rs"), include_str!("data.rs"), include_str!("failures.rs")].concat();
    for (row, name) in ELSEWHERE {
        assert!(tests.contains(&format!("async fn {name}()")), "nothing shows '{row}'");
    }
}

#[test]
fn each_row_has_a_scenario_that_passes_and_each_scenario_is_a_row() {
    let folder = Path::new("scenarios/gamesparks/rows");
    let files =
        [("request.yaml", REQUEST), ("answer.yaml", ANSWER), ("refusals.yaml", REFUSALS), ("limits.yaml", LIMITS)];
    for (file, rows) in files {
        let mut problems = Diagnostics::new();
        let scenarios = runner::load(Path::new(env!("CARGO_MANIFEST_DIR")), &[folder.join(file)], &mut problems);
        assert!(problems.is_empty(), "{}", render(&problems, Look::PLAIN));
        let mut shown = BTreeSet::new();
        for scenario in &scenarios {
            let outcome = runner::play(scenario, &Options { seed: Some(1), ..Options::default() });
            assert!(matches!(outcome.ending, Ending::Passed), "{}", human::outcome(&outcome, Look::PLAIN));
            // One that is played for each line of a table has the line behind its name.
            let row =
                rows.iter().find(|(_, name)| outcome.name == *name || outcome.name.starts_with(&format!("{name} ")));
            let (row, _) = row.unwrap_or_else(|| panic!("'{}' in {file} is no row", outcome.name));
            shown.insert(*row);
        }
        let missing: Vec<_> = rows.iter().filter(|(row, _)| !shown.contains(row)).collect();
        assert!(missing.is_empty(), "rows that no scenario in {file} shows: {missing:?}");
    }
    let all = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap().count();
    assert_eq!(all, files.len(), "every file in {} has its rows", folder.display());
}
