//! Objects and arrays, and the patterns that look like them.

use super::{Kind, NoScript, Parser, Read};

impl Parser<'_> {
    /// `{…}` as an expression.
    pub(super) fn object(&mut self) -> Read {
        self.want("{")?;
        while !self.is("}") {
            if self.take("...")? {
                self.assignment()?;
            } else if self.member_name()? || self.is("(") {
                self.enter();
                self.parameters()?;
                self.body()?;
                self.leave();
            } else if self.take(":")? || self.take("=")? {
                self.assignment()?;
            }
            if !self.take(",")? {
                break;
            }
        }
        self.want("}")
    }

    /// `[…]` as an expression.
    pub(super) fn array(&mut self) -> Read {
        self.want("[")?;
        while !self.is("]") {
            if self.take(",")? {
                continue;
            }
            self.take("...")?;
            self.assignment()?;
            if !self.is("]") && !self.is(",") {
                return Err(NoScript);
            }
        }
        self.advance()
    }

    /// The name of a member, with what stands before one; says whether a function must follow.
    pub(super) fn member_name(&mut self) -> Read<bool> {
        let mut is_method = false;
        loop {
            if self.take("*")? {
                is_method = true;
            }
            if self.take("[")? {
                self.with_in(true, Self::assignment)?;
                self.want("]")?;
                return Ok(is_method);
            }
            if !matches!(self.now.kind, Kind::Name | Kind::Number | Kind::Text) {
                return Err(NoScript);
            }
            let modifies = matches!(self.word(), "get" | "set" | "async" | "static");
            let is_accessor = matches!(self.word(), "get" | "set");
            self.advance()?;
            let goes_on =
                matches!(self.now.kind, Kind::Name | Kind::Number | Kind::Text) || self.is("[") || self.is("*");
            if !modifies || !goes_on {
                return Ok(is_method);
            }
            is_method |= is_accessor;
        }
    }
}
