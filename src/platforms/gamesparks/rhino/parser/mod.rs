//! Reads a script as the platform's engine did, and finds what the engine here has to be given instead. It is lenient: what is
//! right is for the engine to judge, which has the better messages. Where it cannot follow, it stops, and the rest of the
//! script stays as it is.

mod expression;
mod function;
mod names;
mod object;
mod statement;
mod trying;
mod xml;

use std::collections::BTreeSet;

use super::edits::Edits;
use super::needs::Needs;
use super::token::{Kind, NoScript, Token, token};
use names::Names;

/// How deeply a script may be nested before it is left to the engine, whose own limit is wider.
const DEEPEST: usize = 160;

/// What is understood of a script, or that it is not.
type Read<T = ()> = Result<T, NoScript>;

/// A script that is being read.
pub(super) struct Parser<'t> {
    text: &'t str,
    /// The word that comes next.
    now: Token,
    /// Where the word before it ended.
    before: usize,
    edits: Edits,
    needs: Needs,
    depth: usize,
    /// Whether `in` ends an expression: in the head of a `for`.
    no_in: bool,
    /// What the functions around it, and the script itself, declare and assign.
    names: Vec<Names<'t>>,
    /// Whether there is something in it that Rhino did not know.
    is_modern: bool,
    /// The names that it uses, wherever they come from.
    used: BTreeSet<&'t str>,
}

/// What was read of a script.
pub(super) struct Reading<'t> {
    /// What it is to be said in.
    pub(super) edits: Edits,
    /// What that needs.
    pub(super) needs: Needs,
    /// The names that it uses.
    pub(super) used: BTreeSet<&'t str>,
}

/// Reads `text`: the edits that it needs, and what they need in turn. If it cannot be understood to its end, what was found up
/// to there counts.
pub(super) fn read(text: &str) -> Reading<'_> {
    let Ok(now) = token(text, 0) else {
        return Reading { edits: Edits::default(), needs: Needs::default(), used: BTreeSet::new() };
    };
    let mut parser = Parser {
        text,
        now,
        before: 0,
        edits: Edits::default(),
        needs: Needs::default(),
        depth: 0,
        no_in: false,
        names: vec![Names::default()],
        is_modern: false,
        used: BTreeSet::new(),
    };
    // What was begun and could not be ended would be worse than nothing.
    let is_read = parser.program().is_ok();
    let Parser { edits, needs, used, .. } = parser;
    Reading { edits: if is_read { edits } else { edits.whole() }, needs, used }
}

impl<'t> Parser<'t> {
    fn program(&mut self) -> Read {
        while self.now.kind != Kind::End {
            self.statement(true)?;
            self.edits.is_whole();
        }
        self.leave();
        Ok(())
    }

    /// The word that comes next, as it is written.
    fn word(&self) -> &'t str {
        &self.text[self.now.start..self.now.end]
    }

    /// Whether the sign or the keyword `word` comes next.
    fn is(&self, word: &str) -> bool {
        matches!(self.now.kind, Kind::Sign | Kind::Name) && self.word() == word
    }

    /// Goes to the next word.
    fn advance(&mut self) -> Read {
        self.resume(self.now.end)
    }

    /// Goes on with what comes after `at`.
    fn resume(&mut self, at: usize) -> Read {
        self.before = at;
        self.now = token(self.text, at)?;
        Ok(())
    }

    /// Goes past `word` if it comes next.
    fn take(&mut self, word: &str) -> Read<bool> {
        let is = self.is(word);
        if is {
            self.advance()?;
        }
        Ok(is)
    }

    /// Goes past `word`, which must come next.
    fn want(&mut self, word: &str) -> Read {
        if self.take(word)? { Ok(()) } else { Err(NoScript) }
    }

    /// The word after the next one.
    fn after(&self) -> Read<Token> {
        token(self.text, self.now.end)
    }

    /// Whether `word` comes after the next word.
    fn then(&self, word: &str) -> bool {
        self.after().is_ok_and(|after| &self.text[after.start..after.end] == word)
    }

    /// Reads something that may be nested.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == DEEPEST {
            return Err(NoScript);
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    /// Reads with `in` as an operator again, or not.
    fn with_in<T>(&mut self, allowed: bool, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let before = std::mem::replace(&mut self.no_in, !allowed);
        let done = read(self);
        self.no_in = before;
        done
    }
}
