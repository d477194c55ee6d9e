//! What ECMAScript for XML adds to the language: literals, attributes, descendants, choices, and names with namespaces.

use super::{Kind, NoScript, Parser, Read, Token};
use crate::platforms::gamesparks::rhino::needs::Need;
use crate::platforms::gamesparks::rhino::token::name_end;

impl Parser<'_> {
    /// What comes after a dot and is no name: `.@name`, `.@[…]`, `.*`, `.(…)`. The expression began at `start`.
    pub(super) fn xml_member(&mut self, start: usize, dot: usize) -> Read {
        match self.word() {
            "@" => {
                self.advance()?;
                self.attribute(dot)
            }
            "*" if self.then("::") => {
                self.advance()?;
                self.qualified(self.now)
            }
            "*" => {
                self.edits.replace(dot, self.now.end, "['*']");
                self.advance()
            }
            "(" => {
                self.needs.add(Need::Xml);
                let open = self.now;
                self.edits.begin(start, "__backlot_filter(");
                self.edits.replace(dot, open.end, ", function ($x) { with ($x) { return (");
                self.advance()?;
                self.with_in(true, Self::expression)?;
                if !self.is(")") {
                    return Err(NoScript);
                }
                self.edits.replace(self.now.start, self.now.end, "); } })");
                self.advance()
            }
            _ => Err(NoScript),
        }
    }

    /// What comes after `.@`; what stands from `from` on becomes brackets.
    fn attribute(&mut self, from: usize) -> Read {
        if self.is("[") {
            self.edits.replace(from, self.now.end, "['@' + (");
            self.advance()?;
            self.with_in(true, Self::expression)?;
            if !self.is("]") {
                return Err(NoScript);
            }
            self.edits.replace(self.now.start, self.now.end, ")]");
            return self.advance();
        }
        let name = self.local_name()?;
        self.edits.replace(from, self.before, format!("['@{name}']"));
        Ok(())
    }

    /// A name, or `*`, without what stands before `::`.
    fn local_name(&mut self) -> Read<String> {
        loop {
            if self.now.kind != Kind::Name && !self.is("*") {
                return Err(NoScript);
            }
            let name = self.word().to_owned();
            self.advance()?;
            if !self.take("::")? {
                return Ok(name);
            }
        }
    }

    /// `@name` by itself, which makes sense within a choice.
    pub(super) fn attribute_alone(&mut self) -> Read {
        let at = self.now.start;
        self.advance()?;
        self.edits.begin(at, "$x");
        self.attribute(at)
    }

    /// What comes after `..`: all that is below by that name.
    pub(super) fn descendants(&mut self, dots: Token) -> Read {
        let at = if self.take("@")? { "@" } else { "" };
        let name = self.local_name()?;
        self.edits.replace(dots.start, self.before, format!(".descendants('{at}{name}')"));
        Ok(())
    }

    /// `::` after a name that is a namespace: names are compared without one.
    pub(super) fn qualified(&mut self, colons: Token) -> Read {
        let namespace = self.text[..colons.start].trim_end().len();
        let start = self.text[..namespace].rfind('.').ok_or(NoScript)? + 1;
        self.advance()?;
        if self.is("*") {
            self.edits.replace(start - 1, self.now.end, "['*']");
            return self.advance();
        }
        self.edits.replace(start, self.now.start, "");
        if self.now.kind == Kind::Name { self.advance() } else { Err(NoScript) }
    }

    /// XML as it is written in a script, which becomes a call that is given its text.
    pub(super) fn xml_literal(&mut self) -> Read {
        let start = self.now.start;
        let is_xml = self.text[self.now.end..]
            .starts_with(|next: char| next.is_alphabetic() || matches!(next, '_' | '>' | '{' | '!' | '?'));
        if !is_xml {
            return Err(NoScript);
        }
        self.needs.add(Need::Xml);
        self.edits.begin(start, "__backlot_xml(");
        let end = self.content(start)?;
        self.edits.end(end, ")");
        self.resume(end)
    }

    /// From the `<` at `start` to the end of what it opens.
    fn content(&mut self, start: usize) -> Read<usize> {
        let mut at = start;
        let mut piece = start;
        let mut open = 0_usize;
        loop {
            let rest = &self.text[at..];
            if let Some(special) =
                [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")].iter().find(|one| rest.starts_with(one.0))
            {
                at += rest.find(special.1).ok_or(NoScript)? + special.1.len();
            } else if rest.starts_with("</") {
                at += rest.find('>').ok_or(NoScript)? + 1;
                open = open.checked_sub(1).ok_or(NoScript)?;
            } else if rest.starts_with('<') {
                let (end, closed) = self.tag(at, &mut piece)?;
                at = end;
                open += usize::from(!closed);
            } else if rest.starts_with('{') {
                at = self.embedded(at, &mut piece, "__backlot_xml_text")?;
            } else {
                at += rest.find(['<', '{']).ok_or(NoScript)?;
                continue;
            }
            if open == 0 {
                self.piece(piece, at);
                return Ok(at);
            }
        }
    }

    /// A tag that opens something: where it ends, and whether it closes at once.
    fn tag(&mut self, start: usize, piece: &mut usize) -> Read<(usize, bool)> {
        let mut at = start + 1;
        loop {
            let rest = &self.text[at..];
            let Some(next) = rest.chars().next() else { return Err(NoScript) };
            match next {
                '>' => return Ok((at + 1, false)),
                '/' if rest.starts_with("/>") => return Ok((at + 2, true)),
                '"' | '\'' => at += 1 + rest[1..].find(next).ok_or(NoScript)? + 1,
                '{' => {
                    let is_value = self.text[..at].trim_end().ends_with('=');
                    let helper = if is_value { "__backlot_xml_value" } else { "String" };
                    at = self.embedded(at, piece, helper)?;
                }
                '<' => return Err(NoScript),
                next if next.is_alphabetic() => at = name_end(self.text, at),
                next => at += next.len_utf8(),
            }
        }
    }

    /// `{…}` within XML: an expression, whose value `helper` writes.
    fn embedded(&mut self, start: usize, piece: &mut usize, helper: &'static str) -> Read<usize> {
        self.piece(*piece, start);
        self.edits.replace(start, start + 1, format!(" + {helper}("));
        self.resume(start + 1)?;
        self.with_in(true, Self::expression)?;
        if !self.is("}") {
            return Err(NoScript);
        }
        let close = self.now;
        self.edits.replace(close.start, close.end, ") + ");
        *piece = close.end;
        Ok(close.end)
    }

    /// A piece of the text becomes a text of the script.
    fn piece(&mut self, start: usize, end: usize) {
        let quoted = serde_json::Value::from(&self.text[start..end]).to_string();
        if start == end {
            self.edits.end(start, quoted);
        } else {
            self.edits.replace(start, end, quoted);
        }
    }
}
