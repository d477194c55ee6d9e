//! What the reports in JUnit XML share: how a document is written so that the schema accepts it that CI servers publish
//! (Jenkins' `junit-10.xsd`, which Surefire's and pytest's reports follow too), and how it says times.

use std::time::Duration;

use quick_junit::{Report, TestSuite};

/// The whole document.
pub(super) fn document(report: &Report) -> String {
    // Written into memory, from texts that were freed of what XML cannot say: neither can fail.
    let text = report.to_string().unwrap_or_default();
    // The writer counts what was skipped for all suites together too, and the schema knows that count in each suite only.
    let Some((start, root)) = text.split_once("<testsuites ") else { return text };
    let Some((root, rest)) = root.split_once('>') else { return text };
    let known = root.split(' ').filter(|attribute| !attribute.starts_with("skipped=")).collect::<Vec<_>>().join(" ");
    format!("{start}<testsuites {known}>{rest}")
}

/// Says when a suite was begun, at `started` as reports write it: the schema knows a time without fractions and without a zone;
/// it is UTC.
pub(super) fn begun(suite: &mut TestSuite, started: &str) {
    suite.extra.insert("timestamp".into(), started.get(..19).unwrap_or(started).into());
}

/// What is no time at all, which a sum of durations cannot be, counts as none.
pub(super) fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}

/// The schema as far as reports can meet it.
#[cfg(test)]
pub(super) mod schema {
    use quick_xml::Reader;
    use quick_xml::events::{BytesStart, Event};

    /// An element, the attributes that it must have, those that it may have besides, and what may stand in it; text where that
    /// is `#text`.
    type Element = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

    const ELEMENTS: &[Element] = &[
        ("testsuites", &[], &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
        (
            "testsuite",
            &["name", "tests", "failures", "errors"],
            &["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", "version"],
            &["testsuite", "properties", "testcase", "system-out", "system-err"],
        ),
        ("properties", &[], &[], &["property"]),
        ("property", &["name", "value"], &[], &[]),
        (
            "testcase",
            &["name"],
            &["time", "classname", "group"],
            &["skipped", "error", "failure", "system-out", "system-err"],
        ),
        ("skipped", &[], &["type", "message"], &["#text"]),
        ("error", &[], &["type", "message"], &["#text"]),
        ("failure", &[], &["type", "message"], &["#text"]),
        ("system-out", &[], &[], &["#text"]),
        ("system-err", &[], &[], &["#text"]),
    ];

    /// What the schema has against `text`; nothing, if it accepts it.
    pub(in crate::report) fn objections(text: &str) -> Vec<String> {
        let mut objections = Vec::new();
        let mut open: Vec<&Element> = Vec::new();
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => open.extend(element(&start, open.last(), &mut objections)),
                Ok(Event::Empty(start)) => {
                    element(&start, open.last(), &mut objections);
                }
                Ok(Event::End(_)) => {
                    open.pop();
                }
                Ok(Event::Text(text)) if !text.iter().all(u8::is_ascii_whitespace) => {
                    let (name, _, _, within) = open.last().copied().unwrap_or(&("", &[], &[], &[]));
                    if !within.contains(&"#text") {
                        objections.push(format!("text in <{name}>"));
                    }
                }
                Ok(Event::Eof) => return objections,
                Ok(_) => {}
                Err(error) => {
                    objections.push(error.to_string());
                    return objections;
                }
            }
        }
    }

    fn element(
        start: &BytesStart<'_>,
        parent: Option<&&Element>,
        objections: &mut Vec<String>,
    ) -> Option<&'static Element> {
        let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
        if !parent.map_or(name == "testsuites", |(_, _, _, within)| within.contains(&name.as_str())) {
            objections.push(format!("<{name}> in <{}>", parent.map_or("the document", |(name, ..)| name)));
        }
        let Some(known) = ELEMENTS.iter().find(|known| known.0 == name) else {
            objections.push(format!("<{name}>"));
            return None;
        };
        let attributes: Vec<(String, String)> = start
            .attributes()
            .map(|attribute| attribute.unwrap())
            .map(|one| (String::from_utf8_lossy(one.key.as_ref()).into(), String::from_utf8_lossy(&one.value).into()))
            .collect();
        let has = |wanted: &str| attributes.iter().any(|(name, _)| name == wanted);
        objections
            .extend(known.1.iter().filter(|wanted| !has(wanted)).map(|wanted| format!("<{name}> without {wanted}")));
        let time = regex::Regex::new(r"^[0-9]*(\.[0-9]{0,3})?$").unwrap();
        for (attribute, value) in &attributes {
            if !known.1.contains(&attribute.as_str()) && !known.2.contains(&attribute.as_str()) {
                objections.push(format!("{attribute} at <{name}>"));
            }
            if attribute == "time" && !time.is_match(value) {
                objections.push(format!("the time {value} at <{name}>"));
            }
        }
        Some(known)
    }

    #[test]
    fn what_the_schema_does_not_know_is_objected_to() {
        let text = r#"<testsuites skipped="0" time="1.2345"><testsuite name="a" tests="1" failures="0"><testcase name="b" line="3">said<properties/></testcase></testsuite></testsuites>"#;
        assert_eq!(
            objections(text),
            [
                "skipped at <testsuites>",
                "the time 1.2345 at <testsuites>",
                "<testsuite> without errors",
                "line at <testcase>",
                "text in <testcase>",
                "<properties> in <testcase>"
            ]
        );
    }
}
