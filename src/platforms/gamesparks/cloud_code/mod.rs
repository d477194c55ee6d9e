//! A game's Cloud Code: its scripts, as the portal exports them, and which of them answers a callback.

pub mod check;
pub mod folder;
pub mod load;
pub mod script;

use indexmap::IndexMap;

pub use folder::Folder;
pub use script::{Script, ScriptId};

use crate::platforms::fidelity::{Row, absent, chosen, documented, observed};

/// How we know.
pub const FIDELITY: &[Row] = &[
    documented(
        "cloud-code.folders",
        "a portal export has a folder for each kind of script and a file for each script, sometimes all in a folder named after the game's key",
        "Synchronizing Cloud Code page, and exports in public projects",
    ),
    observed(
        "cloud-code.blank",
        "scripts that nobody has touched are exported with a comment in them and nothing else",
        "exports in public projects",
    ),
    documented(
        "cloud-code.callbacks",
        "each credential that serves callbacks has a script of its own",
        "Cloud Code page",
    ),
    documented(
        "cloud-code.callback-url",
        "the system's script Callback Url runs whenever something calls a callback URL",
        "Cloud Code page, and Implementing External HTTP Callbacks page",
    ),
    chosen(
        "cloud-code.which",
        "the credential's own script answers; only if it has none, or nothing but comments in it, Callback Url does",
        "the pages do not say what happens where both are there",
    ),
    chosen(
        "cloud-code.none",
        "a callback for which there is no script is answered as one whose script does nothing",
        "an untouched script is a script",
    ),
    absent(
        "cloud-code.other",
        "scripts of real-time sessions (rtScript, rtModules) are loaded, and do not run; the name of the script for files that arrive over SFTP is unknown",
        "their interface is another one, and the platform closed it to new games in 2019",
    ),
];

/// The short code of the system's script for callbacks.
pub const CALLBACK_URL: &str = "GS_CALLBACK_URL";

/// A game's scripts.
#[derive(Debug, Clone, Default)]
pub struct CloudCode {
    scripts: IndexMap<ScriptId, Script>,
}

impl CloudCode {
    /// Adds a script, in place of one of the same name.
    pub fn insert(&mut self, script: Script) {
        self.scripts.insert(script.id.clone(), script);
    }

    /// The script of that name.
    pub fn get(&self, id: &ScriptId) -> Option<&Script> {
        self.scripts.get(id)
    }

    /// Every script.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Script> {
        self.scripts.values()
    }

    /// The module of that short code.
    pub fn module(&self, short_code: &str) -> Option<&Script> {
        self.get(&ScriptId::new(Folder::Modules, short_code))
    }

    /// The script that answers callbacks made with `credential`. One that is blank does nothing.
    pub fn callback(&self, credential: &str) -> Option<&Script> {
        let own = self.get(&ScriptId::new(Folder::Callbacks, credential));
        let system = self.get(&ScriptId::new(Folder::System, CALLBACK_URL));
        let mut candidates = [own, system].into_iter().flatten();
        candidates.clone().find(|script| !script.is_blank()).or_else(|| candidates.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Source;

    fn answering(scripts: &[(&str, &str)]) -> Option<String> {
        let mut code = CloudCode::default();
        for (name, text) in scripts {
            let (folder, short_code) = name.split_once('/').unwrap();
            let id = ScriptId::new(Folder::from_word(folder).unwrap(), short_code);
            code.insert(Script::new(id, Source::new(*name, *text)));
        }
        code.callback("server").map(|script| script.id.to_string())
    }

    #[test]
    fn the_credentials_own_script_answers_or_else_the_systems() {
        let own = ("callbacks/server", "a()");
        let system = ("system/GS_CALLBACK_URL", "b()");
        let blank = ("callbacks/server", "// nothing");
        assert_eq!(answering(&[system, own]).as_deref(), Some("callbacks/server.js"));
        assert_eq!(answering(&[system]).as_deref(), Some("system/GS_CALLBACK_URL.js"));
        assert_eq!(answering(&[blank, system]).as_deref(), Some("system/GS_CALLBACK_URL.js"));
        assert_eq!(answering(&[blank]).as_deref(), Some("callbacks/server.js"));
        assert_eq!(answering(&[("callbacks/other", "a()"), ("modules/server", "a()")]), None);
    }
}
