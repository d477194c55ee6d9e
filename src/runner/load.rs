//! From paths to scenarios that are valid as far as that can be seen without playing them: their files, the fixtures that they
//! use, and what each platform says of its part.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::{Diagnostics, Severity};
use crate::platforms;
use crate::scenario::find::{self, Found};
use crate::scenario::{Planned, Reader, Scenario, Setting};
use crate::tree::{Decoding, Templates};
use crate::world::clock::Mode;
use crate::world::{Settings, World};

/// The scenarios that `paths` mean, seen from `directory`, all at once; [`super::Listing`] is for many. Do not play them if there
/// are errors.
pub fn load(directory: &Path, paths: &[PathBuf], problems: &mut Diagnostics) -> Vec<Scenario> {
    let language = platforms::language();
    let mut reader = Reader::new(&language);
    let files = find::files(directory, paths, problems);
    files.iter().flat_map(|found| file(&mut reader, found, problems)).collect()
}

/// The scenarios of one file.
pub(super) fn file(reader: &mut Reader<'_>, found: &Found, problems: &mut Diagnostics) -> Vec<Scenario> {
    let mut scenarios = reader.found(found, problems);
    finish(reader, &mut scenarios, problems);
    scenarios
}

/// Reports what the platforms find wrong with what `reader` has just read, also of scenarios that could not be made.
pub fn finish(reader: &mut Reader<'_>, scenarios: &mut [Scenario], problems: &mut Diagnostics) {
    scenarios.iter_mut().for_each(|scenario| examine(scenario, problems));
    reader.unfinished().iter().for_each(|setting| drop(check(setting, problems)));
}

/// Reports what the platforms find wrong with a scenario: with their parts of its setting, and with its steps in the world that
/// it sets up. Warnings are kept with the scenario, too.
pub fn examine(scenario: &mut Scenario, problems: &mut Diagnostics) {
    let mut own = Diagnostics::new();
    let world = check(&scenario.setting, &mut own);
    if !own.has_errors() {
        examine_steps(&scenario.steps, &world, &mut Decoding::new(&mut own, Templates::Open));
    }
    let warnings = own.ordered().into_iter().filter(|one| one.severity == Severity::Warning);
    scenario.warnings.extend(warnings.cloned());
    problems.append(own);
}

fn examine_steps(steps: &[Planned], world: &World, cx: &mut Decoding<'_>) {
    for step in steps {
        step.kind.examine(&step.node, step.expect.as_ref(), world, cx);
        step.held.iter().for_each(|branch| examine_steps(&branch.steps, world, cx));
    }
}

/// Reports what the platforms find wrong with their parts, by setting up a world that is there to be looked at.
pub fn check(setting: &Setting, problems: &mut Diagnostics) -> Arc<World> {
    let settings = Settings {
        name: "check".to_owned(),
        seed: setting.seed.unwrap_or_default(),
        clock: setting.clock(Mode::Virtual),
        journal: crate::journal::Limits::default(),
    };
    let world = platforms::new_world(settings);
    platforms::set_up(&world, &setting.parts, problems);
    world
}
