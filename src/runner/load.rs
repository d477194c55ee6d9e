//! From paths to scenarios that are valid as far as that can be seen without playing them: their files, the fixtures that they
//! use, and what each platform says of its part.

use std::path::{Path, PathBuf};

use crate::diag::Diagnostics;
use crate::platforms;
use crate::scenario::{Reader, Scenario, Setting, find};
use crate::world::Settings;
use crate::world::clock::Mode;

/// The scenarios that `paths` mean, seen from `directory`. Do not play them if there are errors.
pub fn load(directory: &Path, paths: &[PathBuf], problems: &mut Diagnostics) -> Vec<Scenario> {
    let language = platforms::language();
    let mut reader = Reader::new(&language);
    let mut scenarios = Vec::new();
    for file in find::files(directory, paths, problems) {
        scenarios.extend(reader.scenarios(&file.path, &file.name, problems));
    }
    scenarios.iter().for_each(|scenario| check(&scenario.setting, problems));
    scenarios
}

/// Reports what the platforms find wrong with their parts, by setting up a world that is thrown away.
pub fn check(setting: &Setting, problems: &mut Diagnostics) {
    let settings = Settings {
        name: "check".to_owned(),
        seed: setting.seed.unwrap_or_default(),
        clock: setting.clock(Mode::Virtual),
        journal: crate::journal::Limits::default(),
    };
    platforms::set_up(&platforms::new_world(settings), &setting.parts, problems);
}
