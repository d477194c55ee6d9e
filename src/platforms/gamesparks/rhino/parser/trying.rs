//! `try`, with as many `catch (e if CONDITION)` as there are: they become one `catch` with conditions in it.

use super::{Parser, Read};

impl Parser<'_> {
    pub(super) fn trying(&mut self) -> Read {
        self.advance()?;
        self.block()?;
        // How many conditions are open, and the name that the last one is about.
        let mut open = 0;
        let mut unmet: Option<String> = None;
        while self.is("catch") {
            if let Some(name) = unmet.take() {
                self.edits.begin(self.now.start, format!(" else try {{ throw {name}; }} "));
            }
            self.advance()?;
            if !self.is("(") {
                self.block()?;
                break;
            }
            self.advance()?;
            let caught = self.now;
            self.declares(self.word(), false);
            self.primary()?;
            if self.is("if") {
                let name = self.text[caught.start..caught.end].to_owned();
                self.edits.replace(self.now.start, self.now.end, ") { if (");
                self.advance()?;
                self.expression()?;
                open += 1;
                unmet = Some(name);
            }
            self.want(")")?;
            self.block()?;
            if unmet.is_none() {
                break;
            }
        }
        let end = self.before;
        if let Some(name) = unmet {
            self.edits.end(end, format!(" else throw {name};"));
        }
        for _ in 0..open {
            self.edits.end(end, " }");
        }
        if self.take("finally")? {
            self.block()?;
        }
        Ok(())
    }
}
