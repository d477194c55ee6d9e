//! What is configured of a type of the Game Data Service.

use indexmap::IndexMap;

crate::tree::choice! {
    /// What an index is of.
    pub enum IndexKind {
        /// Text.
        Text = "string",
        /// Numbers.
        Number = "number",
    }
}

impl IndexKind {
    /// Whether it is of text.
    pub fn is_text(self) -> bool {
        self == Self::Text
    }
}

crate::tree::record! {
    /// A type of the Game Data Service.
    #[derive(PartialEq, Default)]
    pub struct DataType {
        /// Its indexes: fields, and what each is of. Without any, every field can be asked for.
        pub indexes: IndexMap<String, IndexKind> = IndexMap::new(),
    }
}
