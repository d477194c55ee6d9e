//! Reading scripts without running them, so that what is no JavaScript is known before it is needed.

use std::sync::Arc;

use super::ambient::Ambient;
use super::engine::{Engine, Library, THREAD_STACK};
use super::failure::Failure;
use super::limits::Limits;
use super::meter::Meter;
use super::source::Source;

/// What is wrong with the syntax of each of `sources`, if anything is. Blocks until all are read, which takes about a tenth
/// of a millisecond for each.
pub fn check(sources: &[Source]) -> Vec<Option<Failure>> {
    std::thread::scope(|scope| {
        let read = || sources.iter().map(one).collect();
        // The engine needs a stack that is larger than the caller's may be.
        let thread = std::thread::Builder::new().name("script check".to_owned()).stack_size(THREAD_STACK);
        let read = thread.spawn_scoped(scope, read).map(std::thread::ScopedJoinHandle::join);
        match read {
            Ok(Ok(problems)) => problems,
            // Then each says for itself what is wrong, when it is run.
            Ok(Err(_)) | Err(_) => vec![None; sources.len()],
        }
    })
}

/// Read alone: what two scripts declare must not collide.
fn one(source: &Source) -> Option<Failure> {
    let limits = Limits::default();
    let ambient: Arc<dyn Ambient> = Arc::new(Nothing);
    let engine = Engine::new(Library::Old, limits.memory, &ambient).ok()?;
    engine.run(&Arc::new(Meter::new(limits)), |scope| Ok(scope.check(source))).ok().flatten()
}

/// Nothing is played, so that nothing is asked.
struct Nothing;

impl Ambient for Nothing {
    fn now(&self) -> f64 {
        0.0
    }

    fn random(&self) -> f64 {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> Option<String> {
        let problem = check(&[Source::new("a.js", text)]).pop().unwrap();
        problem.map(|problem| problem.to_string())
    }

    #[test]
    fn only_the_syntax_is_looked_at() {
        for fine in ["", "nope()", "throw new Error('x')", "while (true) {}", "function f() {} // end", "var a = 010"] {
            assert_eq!(checked(fine), None, "{fine}");
        }
        assert_eq!(
            checked("var a;\nvar 日 = ;").as_deref(),
            Some("SyntaxError: unexpected token in expression: ';' (a.js:2:9)")
        );
        assert_eq!(checked("f(").as_deref(), Some("SyntaxError: unexpected token in expression: '' (a.js:1:3)"));
        assert!(checked("for each (var x in y) {}").is_some());
        assert!(checked("return 1").is_some());
        assert!(checked("\0").is_some());
        assert!(matches!(
            check(&[Source::new("a.js", &"(".repeat(100_000))])[0],
            Some(Failure::StackOverflow { .. } | Failure::Syntax { .. })
        ));
    }

    #[test]
    fn scripts_do_not_collide() {
        let both = [Source::new("a.js", "const x = 1; let y"), Source::new("b.js", "const x = 2; let y")];
        assert_eq!(check(&both), [None, None]);
    }
}
