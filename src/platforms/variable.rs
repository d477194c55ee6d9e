//! What a program that Backlot runs finds in its environment: where each platform is, and with what it proves itself there.
//! Each platform has one list of variables, from which the documentation and the environment come.

use crate::world::World;

/// A variable.
#[derive(Clone, Copy)]
pub struct Variable {
    /// Its name: `BACKLOT_`, the platform, and what it is, in capitals.
    pub name: &'static str,
    /// What it holds, in a sentence without its full stop.
    pub about: &'static str,
    /// Its values in a world, with the server's URL (without a slash at the end): each with whose it is, in words of the
    /// fixture, or nobody's.
    pub values: fn(&World, &str) -> Vec<(String, String)>,
}

impl Variable {
    /// What is set: the first value under the name itself, and every value that is somebody's under the name with theirs, as
    /// in `BACKLOT_GPHUD_DEVELOPERKEY_KATE_BURNER`.
    pub fn assign(&self, world: &World, base: &str) -> Vec<(String, String)> {
        let values = (self.values)(world, base);
        let own = values.first().map(|(_, value)| (self.name.to_owned(), value.clone()));
        let of_each = values.into_iter().filter(|(whose, _)| !whose.is_empty());
        own.into_iter()
            .chain(of_each.map(|(whose, value)| (format!("{}_{}", self.name, word(&whose)), value)))
            .collect()
    }
}

impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Variable").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A name as a part of the name of a variable.
fn word(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    name.chars().map(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::new_world;
    use crate::world::Settings;

    #[test]
    fn the_first_value_has_the_plain_name() {
        let variable = Variable {
            name: "BACKLOT_X_KEY",
            about: "a key",
            values: |_, base| vec![("Kate Burner".into(), "k".into()), ("é.y".into(), base.into())],
        };
        let world = new_world(Settings::named("test"));
        let assigned = variable.assign(&world, "http://127.0.0.1:1");
        let assigned: Vec<_> = assigned.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            assigned,
            [("BACKLOT_X_KEY", "k"), ("BACKLOT_X_KEY_KATE_BURNER", "k"), ("BACKLOT_X_KEY___Y", "http://127.0.0.1:1")]
        );
    }
}
