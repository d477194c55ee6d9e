//! What `main` captures of the world around the program, once: arguments, environment, working directory and terminal.
//! Everything below gets it handed down and can be tested without any of them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

/// What the program was started with.
#[derive(Debug, Clone)]
pub struct Context {
    /// The command line, the program's name first.
    pub arguments: Vec<OsString>,
    /// The environment; names and values that are not Unicode are left out.
    pub environment: BTreeMap<String, String>,
    /// The working directory.
    pub directory: PathBuf,
    /// Where it writes.
    pub terminal: Terminal,
}

impl Context {
    /// Captures it from the process.
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment and the directory are read")]
    pub fn capture() -> Self {
        let environment: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let terminal = Terminal::capture(&environment);
        Self {
            arguments: std::env::args_os().collect(),
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            environment,
            terminal,
        }
    }

    /// The same, with standard output kept free for reports: what people read goes to standard error.
    #[must_use]
    pub fn aside(&self) -> Self {
        Self { terminal: Terminal { is_aside: true, ..self.terminal }, ..self.clone() }
    }

    /// The value of an environment variable.
    pub fn env(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str)
    }
}

/// Where the program writes, and whether a person looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Standard input is a terminal.
    pub in_is_terminal: bool,
    /// Standard output is a terminal.
    pub out_is_terminal: bool,
    /// Standard error is a terminal.
    pub err_is_terminal: bool,
    /// Colours are wanted on standard output.
    pub colour: bool,
    /// Columns of the terminal, as the environment says; none if it does not.
    pub columns: Option<usize>,
    /// Standard output is kept free for reports.
    pub is_aside: bool,
}

impl Terminal {
    /// A terminal that nobody looks at.
    pub const PLAIN: Self = Self {
        in_is_terminal: false,
        out_is_terminal: false,
        err_is_terminal: false,
        colour: false,
        columns: None,
        is_aside: false,
    };

    fn capture(environment: &BTreeMap<String, String>) -> Self {
        let set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
        let out_is_terminal = io::stdout().is_terminal();
        let dumb = environment.get("TERM").is_some_and(|term| term == "dumb");
        Self {
            in_is_terminal: io::stdin().is_terminal(),
            out_is_terminal,
            err_is_terminal: io::stderr().is_terminal(),
            colour: set("FORCE_COLOR") || (out_is_terminal && !dumb && !set("NO_COLOR")),
            columns: environment.get("COLUMNS").and_then(|columns| columns.parse().ok()),
            is_aside: false,
        }
    }

    /// Writes to standard output, or to standard error where the former is kept free for reports.
    pub fn out(&self, text: &str) {
        if self.is_aside {
            self.err(text);
        } else {
            self.report(text);
        }
    }

    /// Writes to standard output. A reader that has gone away (a closed pipe) is nobody's error.
    pub fn report(&self, text: &str) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Writes to standard error.
    pub fn err(&self, text: &str) {
        let mut err = io::stderr().lock();
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}
