//! Which probes are run: all, or those that `--only` names.

use crate::diag::suggest;
use crate::platforms::cluster::doctor::{self, Chapter, Probe};

/// The probes that have one of these names, or stand in a chapter of one of them; all if there is none.
pub(super) fn probes(only: &[String]) -> Result<Vec<&'static Probe>, String> {
    for name in only {
        let is_known = doctor::all().any(|probe| probe.name == name) || chapters().any(|chapter| chapter == name);
        if !is_known {
            let names: Vec<_> = doctor::all().map(|probe| probe.name).chain(chapters()).collect();
            let near = suggest::nearest(name, names.iter().copied());
            let help = near.map_or("--list shows them all".to_owned(), |near| format!("did you mean '{near}'?"));
            return Err(format!("there is no probe and no chapter named '{name}': {help}"));
        }
    }
    let is_wanted =
        |probe: &&Probe| only.is_empty() || only.iter().any(|name| name == probe.name || name == probe.chapter.word());
    Ok(doctor::all().filter(is_wanted).collect())
}

fn chapters() -> impl Iterator<Item = &'static str> {
    Chapter::ALL.iter().map(|chapter| chapter.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_chapters_choose() {
        let chosen = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            probes(&names).map(|probes| probes.len())
        };
        assert_eq!(chosen(&[]).unwrap(), doctor::all().count());
        assert_eq!(chosen(&["verify", "utf8"]), Ok(2));
        assert!(chosen(&["answer"]).unwrap() > 5);
        assert_eq!(
            chosen(&["verfy"]),
            Err("there is no probe and no chapter named 'verfy': did you mean 'verify'?".to_owned())
        );
    }
}
