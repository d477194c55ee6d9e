//! Colours for what a person reads, where they are wanted. What the colours say is always said in words or signs too.

/// Puts colours on text, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink {
    /// Whether colours are wanted.
    pub colour: bool,
}

impl Ink {
    /// No colours.
    pub const PLAIN: Self = Self { colour: false };

    /// For what went well.
    pub fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// For what did not.
    pub fn bad(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// For what is worth a look.
    pub fn warn(self, text: &str) -> String {
        self.paint("33", text)
    }

    /// For what matters less.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// For what matters more.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
