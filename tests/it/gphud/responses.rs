//! The types of responses: those that the External Access API page lists, and those that the platform got later. Each that an
//! application can meet is shown by a scenario, also those that the page calls unlikely.

use std::collections::BTreeSet;

use backlot::platforms::gphud::dialect::Name;

use super::answers;

/// The types in the order of the page's list, and what arrives: two of them cannot be written down.
const LISTED: &[(&str, &str)] = &[
    ("UserException", "UserException"),
    ("SystemException", "SystemException"),
    ("ErrorResponse", "ErrorResponse"),
    ("JSONPushResponse", "JSONPushResponse"),
    ("JSONResponse", "JSONResponse"),
    ("MenuResponse", "SystemException"),
    ("NoResponse", "NoResponse"),
    ("NullResponse", "SystemException"),
    ("OKResponse", "OKResponse"),
    ("SayResponse", "SayResponse"),
    ("TabularResponse", "TabularResponse"),
    ("TerminateResponse", "TerminateResponse"),
];

/// What came after the page was written.
const LATER: &[&str] = &["RebootResponse", "UnhandledException"];

#[test]
fn each_type_of_response_is_shown_by_a_scenario() {
    for dialect in Name::ALL {
        let shown: BTreeSet<&str> = answers::ALL
            .iter()
            .filter(|answered| answered.dialect == dialect)
            .filter_map(|answered| answered.answer["responsetype"].as_str())
            .collect();
        let listed = LISTED.iter().map(|(_, arrives)| *arrives);
        let later = LATER.iter().copied().filter(|_| dialect == Name::Head);
        assert_eq!(shown, listed.chain(later).collect(), "{dialect}");
    }
}
