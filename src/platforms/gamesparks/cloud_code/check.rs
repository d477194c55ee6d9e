//! Looking through a game's scripts before any of them is needed.

use super::CloudCode;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::script::{self, Failure};

/// Reports every script that cannot be run because of its syntax. These are warnings: as on the platform, the other scripts
/// run, and one that is broken fails when it is called.
pub fn check(code: &CloudCode, problems: &mut Diagnostics) {
    let sources: Vec<_> = code.iter().map(|script| script.code.clone()).collect();
    for (script, problem) in code.iter().zip(script::check(&sources)) {
        let Some(problem) = problem else { continue };
        let what = match &problem {
            Failure::Syntax { message, .. } => message.clone(),
            other => other.to_string(),
        };
        let at = problem.at().map_or(0, |at| script.code.offset(at));
        let message = format!("{} cannot be run: {what}", script.id);
        problems.push(Diagnostic::warning(Code::Script, script.source.span(at..at), message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Source;
    use crate::platforms::gamesparks::cloud_code::{Folder, Script, ScriptId};

    #[test]
    fn a_broken_script_is_shown_where_it_breaks() {
        let mut code = CloudCode::default();
        for (name, text) in [("A", "nope()"), ("B", "\u{feff}var 日 = 1;\r\nvar 本 = ;")] {
            let id = ScriptId::new(Folder::Modules, name);
            code.insert(Script::new(id, Source::new(format!("game/modules/{name}.js"), text)));
        }
        let mut problems = Diagnostics::new();
        check(&code, &mut problems);
        let said: Vec<_> = problems.ordered().iter().map(|one| format!("{} {}", one.span, one.message)).collect();
        assert_eq!(said, ["game/modules/B.js:2:9 modules/B.js cannot be run: unexpected token in expression: ';'"]);
        assert!(!problems.has_errors());
    }
}
