//! `backlot init`: a first fixture and a first scenario, to be played, looked at and changed.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::context::Context;
use super::exit::Exit;
use crate::platforms::{self, PLATFORMS, Platform};

/// Write a first scenario for a platform, with its fixture. Never overwrites anything.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The platform
    #[arg(value_parser = names())]
    platform: String,
    /// The folder to write to; it is made if it is not there
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
}

fn names() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(PLATFORMS.iter().map(|platform| platform.name()))
}

pub(super) fn run(context: &Context, args: &Args) -> Exit {
    let Some(platform) = platforms::named(&args.platform) else { return Exit::Usage };
    // Paths are shown as one would type them.
    let folder = args.folder.strip_prefix(".").unwrap_or(&args.folder);
    let files = files(platform);
    let there: Vec<_> =
        files.iter().map(|(path, _)| folder.join(path)).filter(|path| context.directory.join(path).exists()).collect();
    // The schema is the same for everybody, so that a second platform can be added.
    let taken: Vec<_> = there.iter().filter(|path| !path.ends_with(SCHEMA)).collect();
    if let Some(first) = taken.first() {
        let message = format!("backlot: {} is there already, and nothing was written\n", first.display());
        context.terminal.err(&message);
        return Exit::CouldNotRun;
    }
    for (path, text) in &files {
        let path = folder.join(path);
        if there.contains(&path) {
            continue;
        }
        if let Err(error) = write(&context.directory.join(&path), text) {
            context.terminal.err(&format!("backlot: could not write {}: {error}\n", path.display()));
            return Exit::CouldNotRun;
        }
        context.terminal.out(&format!("wrote {}\n", path.display()));
    }
    let scenario = folder.join(scenario_path(platform));
    let fixture = folder.join(fixture_path(platform));
    context.terminal.out(&format!(
        "\nplay it:        backlot run {}\nserve its world: backlot serve {}\n",
        scenario.display(),
        fixture.display()
    ));
    Exit::Passed
}

/// Where the schema is, seen from the folder.
const SCHEMA: &str = "scenario.schema.json";

fn scenario_path(platform: &dyn Platform) -> PathBuf {
    Path::new("scenarios").join(format!("{}.yaml", platform.name()))
}

fn fixture_path(platform: &dyn Platform) -> PathBuf {
    Path::new("fixtures").join(format!("{}.yaml", platform.name()))
}

fn files(platform: &dyn Platform) -> Vec<(PathBuf, String)> {
    let starter = platform.starter();
    let head = format!("# yaml-language-server: $schema=../{SCHEMA}\n");
    vec![
        (fixture_path(platform), head.clone() + starter.fixture),
        (scenario_path(platform), head + starter.scenario),
        (PathBuf::from(SCHEMA), super::schema::text()),
    ]
}

/// What is there by now is not overwritten, whoever has made it.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
