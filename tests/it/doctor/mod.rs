//! `backlot check` over real sockets: the example servers have nothing to be mended, and every server in `broken/` has the
//! one defect that its first line names, which is found.

mod broken;
mod command;
mod good;
mod tls;

use std::collections::BTreeSet;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::kit::{Program, soon};

/// The token of every server here.
const TOKEN: &str = "yuki-verify-token";

/// A creator server in a process of its own, killed when this is dropped.
struct Creator {
    _child: Child,
    url: String,
}

impl Creator {
    /// Starts `file` (from the repository's folder) with the program that its ending calls for, and waits until it says where
    /// it listens.
    async fn start(file: &str) -> Self {
        let program = if file.ends_with(".py") { "python3" } else { "node" };
        let mut command = Command::new(program);
        command.arg(file).current_dir(env!("CARGO_MANIFEST_DIR")).kill_on_drop(true);
        command.env("VERIFY_TOKEN", TOKEN).env("PORT", "0").env("PYTHONPATH", "examples/creator-server");
        // A server that ends says why, which is part of some of these and of no interest.
        command.env("PYTHONDONTWRITEBYTECODE", "1").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut said = String::new();
        soon(BufReader::new(child.stdout.take().unwrap()).read_line(&mut said)).await.unwrap();
        let url =
            said.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{file} said {said:?}")).to_owned();
        Self { _child: child, url }
    }
}

/// What `backlot check` finds.
struct Found {
    card: Value,
    code: Option<i32>,
}

impl Found {
    /// The names of the probes with this grade.
    fn graded(&self, grade: &str) -> BTreeSet<String> {
        let probes = self.card["probes"].as_array().unwrap();
        let graded = probes.iter().filter(|probe| probe["grade"] == grade);
        graded.map(|probe| probe["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The names of the probes that say what should be mended.
    fn defects(&self) -> BTreeSet<String> {
        self.graded("failed").into_iter().chain(self.graded("warned")).collect()
    }
}

async fn check(url: &str, options: &[&str]) -> Found {
    let line = ["check", url, "--token", TOKEN, "--json", "-"].into_iter().chain(options.iter().copied());
    let ended = Program::new(line).run().await;
    let card = serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/checkup.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let wrong: Vec<_> = jsonschema::validator_for(&schema).unwrap().iter_errors(&card).map(|e| e.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    Found { card, code: ended.code() }
}
