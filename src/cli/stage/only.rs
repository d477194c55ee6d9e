//! Which scenario of a file sets the stage: a file may hold several, and the stage is set by one of them.

use indexmap::IndexMap;

use crate::diag::quoted;
use crate::diag::suggest::suggestion;
use crate::scenario::Scenario;

/// Of each file the one scenario that sets the stage; fixtures stay as they are. An error says what must be chosen.
pub(super) fn only(acts: Vec<Scenario>, wanted: Option<&str>) -> Result<Vec<Scenario>, String> {
    let is_wanted = |act: &Scenario| wanted.is_none_or(|wanted| is_fixture(act) || act.name.contains(wanted));
    let (acts, others): (Vec<_>, Vec<_>) = acts.into_iter().partition(is_wanted);
    if let Some(wanted) = wanted
        && acts.iter().all(is_fixture)
    {
        let names = others.iter().map(|act| act.name.as_str());
        let help = suggestion(wanted, names).map(|help| format!("; {help}")).unwrap_or_default();
        return Err(format!("none of the {} scenarios has {} in its name{help}", others.len(), quoted(wanted)));
    }
    let mut files: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for act in acts.iter().filter(|act| !is_fixture(act)) {
        files.entry(act.place.source().name()).or_default().push(&act.name);
    }
    match files.into_iter().find(|(_, names)| names.len() > 1) {
        Some((file, names)) => Err(ambiguous(file, &names)),
        None => Ok(acts),
    }
}

/// What has no name of its own is known by its file's.
fn is_fixture(act: &Scenario) -> bool {
    act.name == act.place.source().name()
}

fn ambiguous(file: &str, names: &[&str]) -> String {
    let mut text = format!("{file} holds {} scenarios, and one sets the stage; choose it with --only:", names.len());
    names.iter().for_each(|name| text += &format!("\n  {name}"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostics, Source};
    use crate::platforms;
    use crate::scenario::Reader;

    fn chosen(text: &str, wanted: Option<&str>) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("s.yaml"), text).unwrap();
        let language = platforms::language();
        let mut problems = Diagnostics::new();
        let acts = Reader::new(&language).stage(folder.path(), &["s.yaml".into()], &mut problems);
        assert!(problems.is_empty(), "{problems:?} {:?}", Source::new("s.yaml", text));
        Ok(only(acts, wanted)?.into_iter().map(|act| act.name).collect())
    }

    const TWO: &str = "name: By day\nsteps: []\n---\nname: By night\nsteps: []\n";

    #[test]
    fn one_scenario_sets_the_stage() {
        assert_eq!(chosen(TWO, Some("night")).unwrap(), ["By night"]);
        let ambiguous =
            "s.yaml holds 2 scenarios, and one sets the stage; choose it with --only:\n  By day\n  By night";
        assert_eq!(chosen(TWO, None).unwrap_err(), ambiguous);
        assert_eq!(chosen(TWO, Some("By")).unwrap_err(), ambiguous);
        let nothing = "none of the 2 scenarios has 'By nihgt' in its name; did you mean 'By night'?";
        assert_eq!(chosen(TWO, Some("By nihgt")).unwrap_err(), nothing);
    }

    #[test]
    fn rows_of_a_table_are_scenarios_too() {
        let table = "name: Answers ${status}\ncases: [{ status: 200 }, { status: 500 }]\nserver: { stub: { status: \"${status}\" } }\nsteps: []\n";
        assert_eq!(chosen(table, Some("500")).unwrap(), ["Answers 500"]);
        assert!(chosen(table, None).unwrap_err().ends_with("\n  Answers 200\n  Answers 500"));
    }

    #[test]
    fn fixtures_are_not_chosen_from() {
        let fixtures = "seed: 7\n---\nclock: { mode: frozen }\n";
        assert_eq!(chosen(fixtures, None).unwrap(), ["s.yaml", "s.yaml"]);
        assert_eq!(chosen(&format!("{fixtures}---\nname: Both\nsteps: []\n"), Some("Bo")).unwrap().len(), 3);
    }
}
