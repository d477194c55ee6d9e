//! One declaration that makes an enum of words, its decoder, its JSON schema and its text form.

use serde_json::{Value as Json, json};

use super::{Decoding, Node, Schemas, schema};
use crate::diag::Code;

/// Declares an enum that is written as one of several words. `Debug`, `Clone`, `Copy`, `PartialEq`, `Eq` and `Hash` are derived.
///
/// ```
/// backlot::tree::choice! {
///     /// How fast.
///     pub enum Speed {
///         /// Takes its time.
///         Slow = "slow",
///         /// Does not.
///         VeryFast = "very-fast",
///     }
/// }
///
/// assert_eq!(Speed::VeryFast.word(), "very-fast");
/// assert_eq!(Speed::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:path),* $(,)?)])?
        $vis:vis enum $name:ident {
            $($(#[doc = $variant_doc:literal])* $variant:ident = $word:literal),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash $(, $($derive),*)?)]
        $vis enum $name {
            $($(#[doc = $variant_doc])* $variant,)+
        }

        #[allow(dead_code, reason = "every choice offers the same, whether all of it is used or not")]
        impl $name {
            /// All of them.
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that is written for it.
            $vis const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The one that is written as `word`.
            $vis fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl $crate::tree::Decode for $name {
            fn decode(node: &$crate::tree::Node, cx: &mut $crate::tree::Decoding<'_>) -> Option<Self> {
                let index = $crate::tree::choice::index(node, &[$($word),+], cx)?;
                Self::ALL.get(index).copied()
            }

            fn schema(schemas: &mut $crate::tree::Schemas) -> ::serde_json::Value {
                let words = [$(($word, concat!($($variant_doc, "\n"),*))),+];
                $crate::tree::choice::schema_of(concat!($($doc, "\n"),*), &words, schemas)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

/// Which of `words` is in `node`.
#[doc(hidden)]
pub fn index(node: &Node, words: &[&'static str], cx: &mut Decoding<'_>) -> Option<usize> {
    if cx.is_open(node) {
        return Some(0);
    }
    let Some(typed) = node.as_text() else {
        return cx.wrong_type(node, &format!("one of {}", words.join(", ")));
    };
    let found = words.iter().position(|word| *word == typed);
    if found.is_none() {
        cx.unknown_name(
            Code::BadValue,
            &node.span,
            "one of the words that are possible here",
            typed,
            words.iter().copied(),
        );
    }
    found
}

/// The schema of one of several words, each with its documentation.
#[doc(hidden)]
pub fn schema_of(doc: &str, words: &[(&str, &str)], schemas: &Schemas) -> Json {
    let words: Vec<_> =
        words.iter().map(|(word, doc)| json!({ "const": word, "description": schema::prose(doc) })).collect();
    schema::property(schemas.scalar(json!({ "oneOf": words })), doc, None)
}
