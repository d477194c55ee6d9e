//! Expressions.

use super::{Kind, NoScript, Parser, Read};
use crate::platforms::gamesparks::rhino::needs::Need;
use crate::platforms::gamesparks::rhino::token::pattern_end;

/// The built-in objects that are sealed.
const BUILT_IN: [&str; 17] = [
    "Array",
    "Boolean",
    "Date",
    "Error",
    "EvalError",
    "Function",
    "JSON",
    "Math",
    "Number",
    "Object",
    "RangeError",
    "ReferenceError",
    "RegExp",
    "String",
    "SyntaxError",
    "TypeError",
    "URIError",
];

/// What of an expression matters for what comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing.
    Other,
    /// One of the built-in objects, or the prototype of one.
    BuiltIn,
    /// A member of such a one, the object ending there; with brackets, or by its name.
    Member { object_end: usize, bracket: Option<usize> },
}

impl Parser<'_> {
    /// Expressions with commas between them.
    pub(super) fn expression(&mut self) -> Read {
        loop {
            self.assignment()?;
            if !self.take(",")? {
                return Ok(());
            }
        }
    }

    /// An expression without a comma.
    pub(super) fn assignment(&mut self) -> Read {
        self.nested(|parser| {
            // Assignments in a row are read one after the other, and ended from the last to the first.
            let mut open = 0;
            let mut sums = Vec::new();
            loop {
                let first = parser.now;
                let start = first.start;
                let shape = parser.conditional()?;
                if parser.now.kind != Kind::Sign {
                    break;
                }
                let is_name = first.kind == Kind::Name && parser.before == first.end;
                let name = &parser.text[first.start..first.end];
                match parser.word() {
                    "=" => {
                        if is_name {
                            parser.assigns(name, start);
                        }
                        if let Shape::Member { object_end, bracket } = shape {
                            parser.put(start, object_end, bracket);
                            open += 1;
                        }
                    }
                    "=>" => {
                        parser.is_modern = true;
                        parser.advance()?;
                        if parser.is("{") {
                            parser.body()?;
                            break;
                        }
                        continue;
                    }
                    "+=" | "-=" | "*=" | "/=" | "%=" | "<<=" | ">>=" | ">>>=" | "&=" | "|=" | "^=" | "**=" | "&&="
                    | "||=" | "??=" => {
                        if is_name {
                            sums.push(parser.assigns_by(name, parser.now.start, parser.now.end));
                        }
                    }
                    _ => break,
                }
                parser.advance()?;
            }
            for sum in sums.into_iter().rev() {
                parser.ends_assignment(sum);
            }
            for _ in 0..open {
                parser.edits.end(parser.before, ")");
            }
            Ok(())
        })
    }

    /// An assignment to a member of a built-in object becomes a call, which refuses it as the platform did.
    fn put(&mut self, start: usize, object_end: usize, bracket: Option<usize>) {
        let equals = self.now;
        self.needs.add(Need::Sealed);
        self.edits.begin(start, "__backlot_put(");
        match bracket {
            Some(open) => {
                self.edits.replace(object_end, open + 1, ", (");
                self.edits.replace(self.before - 1, equals.end, "), ");
            }
            None => {
                let name =
                    self.text[object_end..self.before].trim_start_matches(|c: char| c == '.' || c.is_whitespace());
                self.edits.replace(object_end, equals.end, format!(", '{name}', "));
            }
        }
    }

    fn conditional(&mut self) -> Read<Shape> {
        let shape = self.binary()?;
        if !self.is("?") {
            return Ok(shape);
        }
        self.advance()?;
        self.with_in(true, Self::assignment)?;
        self.want(":")?;
        self.assignment()?;
        Ok(Shape::Other)
    }

    /// Operands with operators between them: which of them binds tighter does not matter here.
    fn binary(&mut self) -> Read<Shape> {
        let mut shape = self.unary()?;
        loop {
            let is_operator = match self.now.kind {
                Kind::Sign => matches!(
                    self.word(),
                    "+" | "-"
                        | "*"
                        | "/"
                        | "%"
                        | "**"
                        | "<<"
                        | ">>"
                        | ">>>"
                        | "<"
                        | ">"
                        | "<="
                        | ">="
                        | "=="
                        | "!="
                        | "==="
                        | "!=="
                        | "&"
                        | "|"
                        | "^"
                        | "&&"
                        | "||"
                        | "??"
                ),
                Kind::Name => self.word() == "instanceof" || self.word() == "in" && !self.no_in,
                _ => false,
            };
            if !is_operator {
                return Ok(shape);
            }
            self.advance()?;
            self.unary()?;
            shape = Shape::Other;
        }
    }

    fn unary(&mut self) -> Read<Shape> {
        let mut is_plain = true;
        let mut step = None;
        while match self.now.kind {
            Kind::Sign => matches!(self.word(), "!" | "~" | "+" | "-" | "++" | "--"),
            Kind::Name => matches!(self.word(), "typeof" | "void" | "delete") || self.is_await(),
            _ => false,
        } {
            is_plain = false;
            step = (self.is("++") || self.is("--")).then_some(self.now);
            self.advance()?;
        }
        if self.is("yield") && !self.then("=") && !self.then(")") {
            self.advance()?;
            self.take("*")?;
            if !self.now.after_line_break && !matches!(self.word(), ")" | "]" | "}" | "," | ";" | ":") {
                self.assignment()?;
            }
            return Ok(Shape::Other);
        }
        let first = self.now;
        let shape = self.postfix()?;
        let name = (first.kind == Kind::Name && self.before == first.end).then(|| &self.text[first.start..first.end]);
        if !self.now.after_line_break && (self.is("++") || self.is("--")) {
            if let Some(name) = name {
                self.steps(name, self.now.start);
            }
            self.advance()?;
            return Ok(Shape::Other);
        }
        if let (Some(step), Some(name)) = (step, name) {
            self.steps(name, step.start);
        }
        Ok(if is_plain { shape } else { Shape::Other })
    }

    fn is_await(&self) -> bool {
        let is_operand = |kind| matches!(kind, Kind::Name | Kind::Number | Kind::Text);
        self.word() == "await" && self.after().is_ok_and(|after| is_operand(after.kind))
    }

    /// An operand with its members and calls.
    pub(super) fn postfix(&mut self) -> Read<Shape> {
        let start = self.now.start;
        let mut shape = self.operand()?;
        loop {
            if self.now.kind != Kind::Sign {
                return Ok(shape);
            }
            let object_end = self.before;
            match self.word() {
                "." | "?." => {
                    let dot = self.now;
                    self.advance()?;
                    shape = self.member(start, dot.start, object_end, shape)?;
                }
                ".." => {
                    let dots = self.now;
                    self.advance()?;
                    self.descendants(dots)?;
                    shape = Shape::Other;
                }
                "[" => {
                    let open = self.now.start;
                    self.advance()?;
                    self.with_in(true, Self::expression)?;
                    self.want("]")?;
                    let bracket = Some(open);
                    shape = if shape == Shape::BuiltIn { Shape::Member { object_end, bracket } } else { Shape::Other };
                }
                "(" => {
                    self.arguments()?;
                    // A module that is required inside of a function may use what the function has.
                    let called = &self.text[start..object_end];
                    if self.is_within() && matches!(called, "require" | "requireOnce") {
                        self.edits.begin(self.before - 1, ", function ($n, $v) { return eval($n); }");
                    }
                    shape = Shape::Other;
                }
                "`" => {
                    self.template()?;
                    shape = Shape::Other;
                }
                _ => return Ok(shape),
            }
        }
    }

    /// What comes after a dot.
    fn member(&mut self, start: usize, dot: usize, object_end: usize, shape: Shape) -> Read<Shape> {
        if self.now.kind != Kind::Name {
            return match self.word() {
                "[" | "`" => Ok(Shape::Other),
                // `f?.(x)` is a call, `x.(y)` a choice among XML.
                "(" if self.text[dot..].starts_with('?') => Ok(Shape::Other),
                _ => self.xml_member(start, dot).map(|()| Shape::Other),
            };
        }
        let name = self.word();
        self.advance()?;
        if self.is("::") {
            return self.qualified(self.now).map(|()| Shape::Other);
        }
        let of = self.text[start..object_end].trim_end();
        let is_generic = matches!(of, "Array" | "String")
            && !matches!(name, "prototype" | "isArray" | "fromCharCode" | "from" | "of" | "name" | "length");
        if is_generic || matches!(name, "toSource" | "equals" | "equalsIgnoreCase") {
            self.needs.add(Need::Extras);
        }
        Ok(match shape {
            Shape::BuiltIn if name == "prototype" && BUILT_IN.contains(&of) => Shape::BuiltIn,
            Shape::BuiltIn => Shape::Member { object_end, bracket: None },
            _ => Shape::Other,
        })
    }

    /// What a call is given.
    fn arguments(&mut self) -> Read {
        self.want("(")?;
        self.with_in(true, |parser| {
            while !parser.is(")") {
                parser.take("...")?;
                parser.assignment()?;
                if !parser.take(",")? {
                    break;
                }
            }
            parser.want(")")
        })
    }

    /// What stands by itself, and says whether it is a built-in object.
    fn operand(&mut self) -> Read<Shape> {
        let is_built_in = self.now.kind == Kind::Name && BUILT_IN.contains(&self.word());
        self.primary()?;
        Ok(if is_built_in { Shape::BuiltIn } else { Shape::Other })
    }

    /// What stands by itself.
    pub(super) fn primary(&mut self) -> Read {
        match (self.now.kind, self.word()) {
            (Kind::Number | Kind::Text, _) => self.advance(),
            (Kind::Name, "function") => self.function(),
            (Kind::Name, "async") if self.then("function") => {
                self.advance()?;
                self.function()
            }
            (Kind::Name, "class") => self.class(),
            (Kind::Name, "new") => {
                self.advance()?;
                // `new.target`, or what is made.
                if self.is(".") { Ok(()) } else { self.primary() }
            }
            (Kind::Name, word) => {
                match word {
                    "XML" | "XMLList" | "QName" | "Namespace" | "isXMLName" => self.needs.add(Need::Xml),
                    "uneval" => self.needs.add(Need::Extras),
                    _ => {}
                }
                self.used.insert(word);
                self.advance()?;
                // `async x => …`
                if word == "async" && self.now.kind == Kind::Name && !self.now.after_line_break && self.then("=>") {
                    self.advance()?;
                }
                Ok(())
            }
            (Kind::Sign, "(") => {
                self.advance()?;
                self.with_in(true, |parser| {
                    while !parser.is(")") {
                        parser.take("...")?;
                        parser.assignment()?;
                        if !parser.take(",")? {
                            break;
                        }
                    }
                    parser.want(")")
                })
            }
            (Kind::Sign, "[") => self.with_in(true, Self::array),
            (Kind::Sign, "{") => self.with_in(true, Self::object),
            (Kind::Sign, "/" | "/=") => self.resume(pattern_end(self.text, self.now.start)?),
            (Kind::Sign, "`") => self.template(),
            (Kind::Sign, "@") => self.attribute_alone(),
            (Kind::Sign, "<" | "<<" | "<=") if self.now.end == self.now.start + 1 => self.xml_literal(),
            _ => Err(NoScript),
        }
    }

    /// A text in backquotes, with expressions in it.
    fn template(&mut self) -> Read {
        let mut at = self.now.end;
        loop {
            let rest = &self.text[at..];
            let next = rest.find(['`', '\\', '$']).ok_or(NoScript)?;
            at += next;
            let rest = &self.text[at..];
            if rest.starts_with('`') {
                return self.resume(at + 1);
            }
            if rest.starts_with("${") {
                self.resume(at + 2)?;
                self.with_in(true, Self::expression)?;
                if !self.is("}") {
                    return Err(NoScript);
                }
                at = self.now.end;
            } else {
                let escaped = rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
                at += 1 + escaped.map_or(0, char::len_utf8);
            }
        }
    }
}
