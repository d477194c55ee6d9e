//! One script of a game: its name and its text.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Source, Span, quoted, suggest};
use crate::script::{self, Lane};
use crate::tree::{DecodeKey, Decoding};

use super::Folder;
use crate::platforms::gamesparks::rhino::{self, Needs};

/// Names a script: its folder and its short code. Written as its file is called in a portal export: `callbacks/server.js`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScriptId {
    /// What kind of script it is.
    pub folder: Folder,
    /// What it is called within its kind: a credential's name, a module's.
    pub short_code: String,
}

impl ScriptId {
    /// The script of that kind and short code.
    pub fn new(folder: Folder, short_code: impl Into<String>) -> Self {
        Self { folder, short_code: short_code.into() }
    }
}

impl std::fmt::Display for ScriptId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}.js", self.folder, self.short_code)
    }
}

impl serde::Serialize for ScriptId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl DecodeKey for ScriptId {
    fn decode_key(text: &str, span: &Span, cx: &mut Decoding<'_>) -> Option<Self> {
        let parts = text.strip_suffix(".js").and_then(|name| name.split_once('/'));
        let Some((folder, short_code)) = parts.filter(|(_, code)| !code.is_empty() && !code.contains('/')) else {
            let problem =
                Diagnostic::error(Code::BadValue, span.clone(), format!("{} is no script's name", quoted(text)));
            cx.report(problem.help("write folder and file as in a portal export: callbacks/server.js"));
            return None;
        };
        let found = Folder::from_word(folder);
        if found.is_none() {
            let known = Folder::ALL.iter().map(|folder| folder.word());
            let message = format!("{} is no folder of a portal export", quoted(folder));
            let problem = Diagnostic::error(Code::UnknownName, span.clone(), message);
            cx.report(problem.maybe_help(suggest::suggestion(folder, known)));
        }
        Some(Self::new(found?, short_code))
    }
}

/// A script of a game.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its name.
    pub id: ScriptId,
    /// Its text, under the name by which the author knows the file.
    pub source: Source,
    /// The same under the name by which errors show it, ready for the engine.
    pub code: script::Source,
    /// What it needs of the engine.
    pub needs: Needs,
    /// The names that it uses, wherever they come from.
    pub used: Arc<[Box<str>]>,
    /// The turns of its runs.
    pub lane: Lane,
    is_blank: bool,
}

impl Script {
    /// The script that is in `source`.
    pub fn new(id: ScriptId, source: Source) -> Self {
        let is_blank = is_blank(source.text());
        let rhino::Ready { source: code, needs, used } =
            rhino::ready(&script::Source::new(&id.to_string(), source.text()));
        Self { id, source, code, needs, used, lane: Lane::new(), is_blank }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// Whether there is nothing in it but comments: the portal exports scripts that nobody has touched like that.
    pub fn is_blank(&self) -> bool {
        self.is_blank
    }
}

/// Whether there is nothing in `text` but white space and comments.
fn is_blank(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if rest.is_empty() {
            return true;
        }
        let comment = if let Some(line) = rest.strip_prefix("//") {
            Some(line.split_once('\n').map_or("", |(_, after)| after))
        } else {
            rest.strip_prefix("/*").and_then(|block| block.split_once("*/")).map(|(_, after)| after)
        };
        match comment {
            Some(after) => rest = after,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_of_comments_is_blank() {
        let untouched = "// ====\r\n//\r\n// Cloud Code for server\n/* x\n * y */ \u{feff}\n//";
        for (text, blank) in [
            ("", true),
            (" \n\t", true),
            (untouched, true),
            ("// a\nSpark.exit();", false),
            ("/* open", false),
            ("/* a */ b", false),
            ("/", false),
        ] {
            assert_eq!(is_blank(text), blank, "{text:?}");
        }
    }
}
