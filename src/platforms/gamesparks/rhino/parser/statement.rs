//! Statements: declarations that may be repeated, and `for each`.

use super::{Kind, NoScript, Parser, Read};
use crate::platforms::gamesparks::rhino::needs::Need;

impl Parser<'_> {
    /// A statement; `top` is whether what it declares belongs to the whole game and not to a block or a function.
    pub(super) fn statement(&mut self, top: bool) -> Read {
        self.nested(|parser| parser.any_statement(top))
    }

    fn any_statement(&mut self, top: bool) -> Read {
        if self.now.kind == Kind::Sign {
            match self.word() {
                "{" => return self.block(),
                ";" => return self.advance(),
                _ => {}
            }
        }
        if self.now.kind != Kind::Name {
            return self.expression_statement();
        }
        match self.word() {
            "var" => self.declaration_statement(false),
            "const" => {
                self.edits.replace(self.now.start, self.now.end, "var");
                self.declaration_statement(true)
            }
            "let" if self.is_let() => {
                if top {
                    self.edits.replace(self.now.start, self.now.end, "var");
                }
                self.declaration_statement(false)
            }
            "function" => self.function(),
            "class" => self.class(),
            "if" => self.condition(),
            "for" => self.iteration(),
            "while" | "with" => {
                self.advance()?;
                self.bracketed()?;
                self.statement(false)
            }
            "do" => {
                self.advance()?;
                self.statement(false)?;
                self.want("while")?;
                self.bracketed()?;
                self.take(";").map(drop)
            }
            "switch" => self.switch(),
            "try" => self.trying(),
            "return" | "throw" => {
                self.advance()?;
                if !self.is(";") && !self.is("}") && self.now.kind != Kind::End && !self.now.after_line_break {
                    self.expression()?;
                }
                self.end_statement()
            }
            "break" | "continue" => {
                self.advance()?;
                if self.now.kind == Kind::Name && !self.now.after_line_break && !self.is("}") {
                    self.advance()?;
                }
                self.end_statement()
            }
            "debugger" => {
                self.advance()?;
                self.end_statement()
            }
            "default" if self.then("xml") => self.default_namespace(),
            "import" | "export" => Err(NoScript),
            _ if self.then(":") => {
                self.advance()?;
                self.advance()?;
                self.statement(top)
            }
            _ => self.expression_statement(),
        }
    }

    /// `default xml namespace = …`: names are compared without their namespaces here, so that it does nothing.
    fn default_namespace(&mut self) -> Read {
        let start = self.now.start;
        self.advance()?;
        self.advance()?;
        self.want("namespace")?;
        let equals = self.now;
        self.want("=")?;
        self.edits.replace(start, equals.end, "");
        self.expression_statement()
    }

    fn expression_statement(&mut self) -> Read {
        self.expression()?;
        self.end_statement()
    }

    /// The end of a statement, which need not be written where a line or a block ends.
    fn end_statement(&mut self) -> Read {
        if self.take(";")? || self.is("}") || self.now.kind == Kind::End || self.now.after_line_break {
            Ok(())
        } else {
            Err(NoScript)
        }
    }

    /// Statements in braces.
    pub(super) fn block(&mut self) -> Read {
        self.want("{")?;
        while !self.is("}") {
            if self.now.kind == Kind::End {
                return Err(NoScript);
            }
            self.statement(false)?;
        }
        self.advance()
    }

    /// `(…)` after a keyword.
    pub(super) fn bracketed(&mut self) -> Read {
        self.want("(")?;
        self.with_in(true, Self::expression)?;
        self.want(")")
    }

    fn is_let(&self) -> bool {
        self.after().is_ok_and(|after| {
            let word = &self.text[after.start..after.end];
            after.kind == Kind::Name && !matches!(word, "in" | "of" | "instanceof") || matches!(word, "[" | "{")
        })
    }

    fn declaration_statement(&mut self, is_constant: bool) -> Read {
        self.declaration(is_constant)?;
        self.end_statement()
    }

    /// A keyword, and what it declares.
    fn declaration(&mut self, is_constant: bool) -> Read {
        self.advance()?;
        loop {
            // A name, or a pattern, which reads as an array or an object does.
            self.declares(self.word(), is_constant);
            self.primary()?;
            if self.take("=")? {
                self.assignment()?;
            }
            if !self.take(",")? {
                return Ok(());
            }
        }
    }

    /// A chain of any length of `if` and `else if`.
    fn condition(&mut self) -> Read {
        loop {
            self.want("if")?;
            self.bracketed()?;
            self.statement(false)?;
            if !self.take("else")? {
                return Ok(());
            }
            if !self.is("if") {
                return self.statement(false);
            }
        }
    }

    fn switch(&mut self) -> Read {
        self.advance()?;
        self.bracketed()?;
        self.want("{")?;
        while !self.take("}")? {
            if self.take("default")? {
                self.want(":")?;
            } else if self.take("case")? {
                self.expression()?;
                self.want(":")?;
            } else {
                self.statement(false)?;
            }
        }
        Ok(())
    }

    fn iteration(&mut self) -> Read {
        self.advance()?;
        let each = self.is("each").then_some(self.now);
        if let Some(each) = each {
            self.advance()?;
            self.edits.replace(each.start, each.end, "");
        }
        self.take("await")?;
        self.want("(")?;
        self.with_in(false, |parser| match parser.word() {
            ";" => Ok(()),
            // What a loop counts with is no constant, whatever it is called.
            "var" | "const" => parser.declaration(false),
            "let" if parser.is_let() => parser.declaration(false),
            _ => parser.expression(),
        })?;
        if each.is_some() {
            if !self.is("in") {
                return Err(NoScript);
            }
            self.edits.replace(self.now.start, self.now.end, "of __backlot_each(");
            self.needs.add(Need::Each);
            self.advance()?;
            self.expression()?;
            self.edits.end(self.before, ")");
        } else if self.take("in")? || self.take("of")? {
            self.expression()?;
        } else {
            for end in [";", ";"] {
                self.want(end)?;
                if !self.is(";") && !self.is(")") {
                    self.expression()?;
                }
            }
        }
        self.want(")")?;
        self.statement(false)
    }
}
