//! The one list of what can be wrong with a file. Each code has a stable name, for editors and scripts, and a sentence that
//! explains it.

use serde::Serialize;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal;)+) => {
        /// What is wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it means, in a sentence.
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The file could not be opened or read.
    Unreadable "unreadable";
    /// The file is not text in UTF-8.
    Encoding "encoding";
    /// The text is not valid YAML or JSON.
    Syntax "syntax";
    /// A file is larger, deeper or more repetitive than Backlot reads.
    Limit "limit";
    /// The key means nothing here; it is misspelt, or in the wrong place.
    UnknownKey "unknown-key";
    /// A key that is needed is not there.
    MissingKey "missing-key";
    /// The same key is there twice.
    DuplicateKey "duplicate-key";
    /// Keys that exclude each other are there together.
    ConflictingKeys "conflicting-keys";
    /// The value is of another kind than is wanted: text, a number, a list, a map.
    WrongType "wrong-type";
    /// The value is not one of those that are possible.
    BadValue "bad-value";
    /// The number is smaller or larger than is possible.
    OutOfRange "out-of-range";
    /// A length of time is a number with a unit: 500ms, 5s, 13h24m, 6d18h.
    BadDuration "bad-duration";
    /// A time is a date and a time of day with its offset: 2020-05-01T12:00:00Z.
    BadTime "bad-time";
    /// The text is not a URL that can be called.
    BadUrl "bad-url";
    /// The regular expression cannot be read.
    BadPattern "bad-pattern";
    /// The JSONPath cannot be read.
    BadPath "bad-path";
    /// A placeholder in a text, such as ${token}, is not written as one.
    BadTemplate "bad-template";
    /// A name refers to something that does not exist.
    UnknownName "unknown-name";
    /// A name or an id that must be unique is used twice.
    DuplicateName "duplicate-name";
    /// A name or a value is given, and nothing uses it.
    Unused "unused";
    /// What is written here is never played.
    Unreachable "unreachable";
    /// A program in a scripting language could not be read.
    Script "script";
    /// What came is not what was expected.
    Expectation "expectation";
    /// A step could not be played.
    Step "step";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_code_explains_itself() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.explanation().ends_with('.') && !code.explanation().starts_with(' '), "{code}");
        }
    }
}
