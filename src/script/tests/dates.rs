//! Time and randomness in scripts are the world's.

use super::*;

#[test]
fn the_clock_is_the_worlds() {
    assert_eq!(
        result("var result = [Date.now(), +new Date(), typeof Date(), Math.random()]"),
        serde_json::json!([1_588_334_400_500_i64, 1_588_334_400_500_i64, "string", 0.5])
    );
    assert_eq!(result("var result = Date()"), Json::from("Fri May 01 2020 12:00:00 GMT+0000 (UTC)"));
}

#[test]
fn local_time_is_utc_wherever_the_machine_is() {
    for (text, want) in [
        ("new Date(2020, 4, 1, 12).toISOString()", "2020-05-01T12:00:00.000Z"),
        ("new Date(99, 0).toISOString()", "1999-01-01T00:00:00.000Z"),
        ("new Date('2020-05-01T12:00:00').toISOString()", "2020-05-01T12:00:00.000Z"),
        ("new Date('2020-05-01T12:00:00+09:00').toISOString()", "2020-05-01T03:00:00.000Z"),
        ("new Date('2020-05-01').toISOString()", "2020-05-01T00:00:00.000Z"),
        ("new Date('May 1, 2020 12:00').toISOString()", "2020-05-01T12:00:00.000Z"),
        ("new Date('Fri, 01 May 2020 12:00:00 GMT').toISOString()", "2020-05-01T12:00:00.000Z"),
        ("new Date(new Date(7)).toISOString()", "1970-01-01T00:00:00.007Z"),
        ("new Date(0).toString()", "Thu Jan 01 1970 00:00:00 GMT+0000 (UTC)"),
        ("new Date(0).toDateString()", "Thu Jan 01 1970"),
        ("new Date(0).toTimeString()", "00:00:00 GMT+0000 (UTC)"),
        ("new Date(0).toLocaleString()", "01/01/1970, 12:00:00 AM"),
        ("new Date(13 * 3600000).toLocaleTimeString()", "01:00:00 PM"),
        ("String(new Date(NaN))", "Invalid Date"),
        ("'' + new Date(0).getHours() + new Date(0).getTimezoneOffset() + new Date(0).getYear()", "0070"),
        ("var d = new Date(0); d.setHours(5); d.toISOString()", "1970-01-01T05:00:00.000Z"),
        ("JSON.stringify(new Date(0))", "\"1970-01-01T00:00:00.000Z\""),
        (
            "'' + (new Date() instanceof Date) + (new Date().constructor === Date) + Date.length + Date.name",
            "truetrue7Date",
        ),
        ("String(Date.UTC(1970, 0, 2) + Date.parse('1970-01-01T00:00:01'))", "86401000"),
        ("'' + new Date(undefined).getTime() + new Date(null).getTime() + new Date(true).getTime()", "NaN01"),
        ("Object.keys(Date.prototype).length + Object.keys(Date).join()", "0"),
    ] {
        assert_eq!(result(&format!("var result; result = eval({})", Json::from(text))), Json::from(want), "{text}");
    }
}

#[test]
fn a_script_may_have_a_date_of_its_own() {
    assert_eq!(result("var Date = 5; var result = Date"), Json::from(5));
    assert_eq!(result("function Date() {} var result = typeof Date.now"), Json::from("undefined"));
    assert_eq!(result("Date = 5; var result = Date"), Json::from(5));
}
