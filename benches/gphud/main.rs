//! GPHUD on its own, without sockets: how long an award takes in a large world, and whether anything that arrives as a body makes
//! it panic or answer what is none of the platform's renderings.
//!
//! `cargo bench --bench gphud` measures awards. `cargo bench --bench gphud -- --fuzz 10000000 --seed 7` sends that many bodies;
//! it is no part of CI, and the same seed sends the same bodies. With
//! `--config profile.bench.package.backlot.overflow-checks=true` behind `cargo`, sums that overflow are panics, too.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot go on has failed")]

mod award;
mod fuzz;

use backlot::cli::context::Terminal;
use backlot::diag::{Diagnostics, Source};
use backlot::platforms::gphud::fixture;
use backlot::platforms::gphud::state::Database;
use backlot::tree::{Decoding, Templates, read};

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    match number("--fuzz") {
        Some(bodies) => {
            // What panics is reported with its body, once, and not by the runtime as well.
            std::panic::set_hook(Box::new(|_| {}));
            assert_eq!(fuzz::run(bodies, number("--seed").unwrap_or(7), say), 0);
        }
        None => award::measure(),
    }
}

/// The database that a fixture describes.
fn database(text: &str) -> Database {
    let mut problems = Diagnostics::new();
    let node = read::document(&Source::new("fixture.yaml", text), &mut problems).unwrap();
    let database = fixture::load(node.get("gphud").unwrap(), &mut Decoding::new(&mut problems, Templates::Text));
    assert!(!problems.has_errors(), "{problems:?}");
    database.unwrap()
}

fn say(line: &str) {
    Terminal::PLAIN.out(&format!("{line}\n"));
}
