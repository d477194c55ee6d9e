//! `user-exception`: the platform takes what was asked for the user's mistake, of some class.

use super::{Answers, refused};
use crate::diag::Code;
use crate::platforms::gphud::NAME;
use crate::platforms::gphud::dialect::Dialect;
use crate::platforms::gphud::pipeline::Answer;
use crate::platforms::gphud::reply::{Class, Refusal};
use crate::tree::{Decode, Decoding, Node, Schemas, Spanned, Value, record};
use crate::world::faults::{Effect, Group, Kind};
use serde_json::{Value as Json, json};

pub(super) const KIND: Kind = Kind::of::<UserException>(
    "user-exception",
    Group::Platform(NAME),
    "GPHUD answers with a UserException: `user-exception: UserInputStateException`, or `{ class: …, text: … }`.",
);

record! {
    /// The user's mistake.
    #[derive(PartialEq)]
    struct Entry {
        /// Its class, as clients see it under errorclass.
        class: Spanned<String> = Spanned::made("UserInputStateException".to_owned()),
        /// What it says.
        text: String = "This can not be done at the moment".to_owned(),
    }
}

/// The user's mistake.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UserException {
    class: Class,
    text: String,
}

impl Decode for UserException {
    fn decode(node: &Node, cx: &mut Decoding<'_>) -> Option<Self> {
        let entry = match node.value {
            Value::Map(_) => Entry::decode(node, cx)?,
            _ => Entry { class: Spanned::decode(node, cx)?, text: "This can not be done at the moment".to_owned() },
        };
        if cx.is_open_text(&entry.class.value) {
            return Some(Self { class: Class::ALL[0], text: entry.text });
        }
        let Some(class) = Class::ALL.iter().copied().find(|class| class.word() == entry.class.value) else {
            let known = Class::ALL.iter().map(|class| class.word());
            let (span, typed) = (&entry.class.span, entry.class.value.as_str());
            cx.unknown_name(Code::UnknownName, span, "a class of errors of GPHUD", typed, known);
            return None;
        };
        Some(Self { class, text: entry.text })
    }

    fn schema(schemas: &mut Schemas) -> Json {
        let classes: Vec<_> = Class::ALL.iter().map(|class| class.word()).collect();
        let whole = Entry::schema(schemas);
        json!({ "anyOf": [{ "enum": classes }, whole] })
    }
}

impl Effect for UserException {
    fn label(&self) -> String {
        format!("user-exception {}", self.class.word())
    }
}

impl Answers for UserException {
    fn answer(&self, dialect: &'static Dialect) -> Answer {
        refused(Refusal::user(self.class, self.text.clone()), dialect)
    }
}
