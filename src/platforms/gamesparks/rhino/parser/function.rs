//! Functions, those without braces included: `function (x) x * 2`.

use super::{Parser, Read};

impl Parser<'_> {
    /// `function name(…) {…}`, in a statement or an expression.
    pub(super) fn function(&mut self) -> Read {
        self.want("function")?;
        self.take("*")?;
        let mut own = None;
        if !self.is("(") {
            own = Some(self.word());
            self.declares(self.word(), false);
            self.advance()?;
        }
        self.enter();
        own.into_iter().for_each(|own| self.declares(own, false));
        self.parameters()?;
        if self.is("{") {
            self.body()?;
        } else {
            self.edits.begin(self.now.start, "{ return ");
            self.assignment()?;
            self.edits.end(self.before, "; }");
        }
        self.leave();
        Ok(())
    }

    /// Names, patterns and defaults in brackets.
    pub(super) fn parameters(&mut self) -> Read {
        self.want("(")?;
        self.with_in(true, |parser| {
            while !parser.is(")") {
                parser.take("...")?;
                parser.declares(parser.word(), false);
                parser.primary()?;
                if parser.take("=")? {
                    parser.assignment()?;
                }
                if !parser.take(",")? {
                    break;
                }
            }
            parser.want(")")
        })
    }

    /// The statements of a function, in braces.
    pub(super) fn body(&mut self) -> Read {
        self.with_in(true, Self::block)
    }

    /// `class NAME extends … {…}`.
    pub(super) fn class(&mut self) -> Read {
        self.want("class")?;
        self.is_modern = true;
        if !self.is("{") && !self.is("extends") {
            self.advance()?;
        }
        if self.take("extends")? {
            self.postfix()?;
        }
        self.want("{")?;
        while !self.take("}")? {
            if self.take(";")? {
                continue;
            }
            if self.is("static") && self.then("{") {
                self.advance()?;
                self.body()?;
                continue;
            }
            let is_method = self.member_name()?;
            if is_method || self.is("(") {
                self.parameters()?;
                self.body()?;
                continue;
            }
            if self.take("=")? {
                self.assignment()?;
            }
            self.take(";")?;
        }
        Ok(())
    }
}
