//! The stage that files set for a server: the world as they say that it begins, and the scenarios whose steps are played in
//! it beside what comes from outside.

mod only;

use std::path::{Component, Path, PathBuf};

use super::context::Context;
use super::exit::Exit;
use crate::diag::Diagnostics;
use crate::diag::render::{self, Look};
use crate::platforms;
use crate::scenario::{Reader, Scenario, Setting};
use crate::server::worlds::DEFAULT;
use crate::tree::{Node, Value};
use crate::world::clock::Mode;

/// What the files say.
#[derive(Debug, Default)]
pub(super) struct Set {
    /// How the world begins: what the files say, one over the other.
    pub(super) setting: Setting,
    /// Those that have more to say than how the world begins: servers, and steps.
    pub(super) acts: Vec<Scenario>,
}

/// What is asked of files that set the stage.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Wanted {
    /// Of files that hold several scenarios, the one with this text in its name sets the stage
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Where randomness starts, so that ids and tokens can be repeated
    #[arg(long)]
    pub(super) seed: Option<u64>,
}

/// What came of reading files.
#[derive(Debug)]
pub(super) struct Loaded {
    /// Nothing if something is wrong.
    pub(super) set: Option<Set>,
    /// What is wrong with the files.
    problems: Diagnostics,
    /// What is wrong with what was asked of them.
    objection: Option<String>,
}

impl Loaded {
    /// Says on the terminal what is wrong.
    pub(super) fn tell(&self, context: &Context) {
        if !self.problems.is_empty() {
            context.terminal.err(&render::render(&self.problems, look(context)));
        }
        if let Some(objection) = &self.objection {
            context.terminal.err(&format!("backlot: {objection}\n"));
        }
    }
}

/// What `files` say, seen from `directory`, and what is wrong with them, which includes what the platforms say of their parts.
pub(super) fn load(directory: &Path, files: &[PathBuf], wanted: &Wanted, seed: u64) -> Loaded {
    let mut problems = Diagnostics::new();
    let language = platforms::language();
    let acts = Reader::new(&language).stage(directory, files, &mut problems);
    let mut acts = match only::only(acts, wanted.only.as_deref()) {
        Ok(acts) => acts,
        // What is wrong with the files may be why a scenario is missing.
        Err(objection) => {
            let objection = Some(objection).filter(|_| !problems.has_errors());
            return Loaded { set: None, problems, objection };
        }
    };
    let below = acts.iter().map(|act| act.setting.clone());
    let setting = below.fold(Setting::default(), Setting::under).live().seeded(wanted.seed);
    platforms::make(DEFAULT, &setting, seed, Mode::Real, &mut problems);
    acts.retain(|act| act.server.is_some() || act.stubs.is_some() || !act.steps.is_empty());
    Loaded { set: Some(Set { setting, acts }).filter(|_| !problems.has_errors()), problems, objection: None }
}

/// As [`load`], on a thread of its own, with what is wrong said on the terminal.
pub(super) async fn open(context: &Context, files: &[PathBuf], wanted: &Wanted, seed: u64) -> Result<Set, Exit> {
    let (directory, files, wanted) = (context.directory.clone(), files.to_vec(), wanted.clone());
    let loading = tokio::task::spawn_blocking(move || load(&directory, &files, &wanted, seed)).await;
    let loaded = loading.map_err(|error| {
        context.terminal.err(&format!("backlot: could not load the files: {error}\n"));
        Exit::CouldNotRun
    })?;
    loaded.tell(context);
    loaded.set.ok_or(if loaded.objection.is_some() { Exit::Usage } else { Exit::Invalid })
}

/// The files that make up the stage: `files`, those that they use, and whatever else they name that is there, such as folders
/// of scripts.
pub(super) fn files(directory: &Path, files: &[PathBuf]) -> Vec<PathBuf> {
    let mut problems = Diagnostics::new();
    let language = platforms::language();
    let mut reader = Reader::new(&language);
    let acts = reader.stage(directory, files, &mut problems);
    let mut all: Vec<_> = files.iter().map(|file| directory.join(file)).collect();
    all.extend(reader.used().map(Path::to_owned));
    acts.iter().for_each(|act| act.setting.parts.iter().for_each(|(_, entry)| named(&entry.value, &mut all)));
    all
}

/// Collects what texts in `node` name, seen from the folder of their file.
fn named(node: &Node, all: &mut Vec<PathBuf>) {
    match &node.value {
        Value::Text(text) if !text.is_empty() && !text.contains('\n') => {
            let path = node.span.source().folder().unwrap_or_else(|| Path::new("")).join(text);
            // Texts that mean no file are not to be taken for half of the disk.
            let is_within = matches!(Path::new(text).components().next_back(), Some(Component::Normal(_)));
            if is_within && Path::new(text).is_relative() && path.exists() {
                all.push(path);
            }
        }
        Value::List(items) => items.iter().for_each(|item| named(item, all)),
        Value::Map(map) => map.iter().for_each(|(_, entry)| named(&entry.value, all)),
        _ => {}
    }
}

/// How problems are shown on the terminal.
pub(super) fn look(context: &Context) -> Look {
    Look { colour: context.terminal.colour, ..Look::PLAIN }
}
