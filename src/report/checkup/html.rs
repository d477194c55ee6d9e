//! The scorecard as one HTML file that needs nothing from outside: the page says so itself to the browser, which may load
//! nothing and run nothing.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::{Format, Scorecard};
use crate::journal::verdict::thousands;
use crate::report::html::{STYLE, clock_time, duration, share};

/// HTML.
pub const FORMAT: Format<Scorecard> = Format { name: "html", about: "One HTML file, for people", write };

const PAGE: &str = include_str!("page.html");

#[expect(clippy::expect_used, reason = "the template is part of the program, and the tests render all of it")]
fn write(card: &Scorecard) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("clock_time", clock_time);
    environment.add_filter("duration", duration);
    environment.add_filter("thousands", thousands);
    environment.add_filter("share", share);
    environment.add_template("page", PAGE).expect("the template is well-formed");
    let chapters: Vec<_> = card.chapters().map(|(chapter, entries)| (chapter.title(), entries)).collect();
    let values = context! {
        card => Value::from(Serde(card)),
        chapters => Value::from(Serde(chapters)),
        judgement => card.judgement(),
        style => STYLE,
    };
    environment.get_template("page").and_then(|page| page.render(values)).expect("every value is there")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::checkup::sample;

    #[test]
    fn a_whole_scorecard() {
        let page = write(&sample::scorecard());
        let (_, body) = page.split_once("</style>").unwrap();
        insta::assert_snapshot!(body);
    }

    #[test]
    fn nothing_is_loaded_from_outside_and_nothing_that_came_becomes_markup() {
        let page = write(&sample::scorecard());
        assert!(page.contains("&lt;b&gt;Error"));
        for outside in ["src=", "href=", "url(", "@import", "<link", "<img", "<iframe", "<script", "<b>"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
