//! A segment: into which groups players fall.

use indexmap::IndexMap;

crate::tree::record! {
    /// A segment.
    #[derive(PartialEq)]
    pub struct Segment {
        /// What the portal calls it.
        pub name: Option<String>,
        /// What it is for.
        pub description: Option<String>,
        /// The groups, by short code.
        pub values: IndexMap<String, SegmentValue> = IndexMap::new(),
    }
}

crate::tree::record! {
    /// A group of a segment.
    #[derive(PartialEq)]
    pub struct SegmentValue {
        /// What the portal calls it.
        pub name: Option<String>,
        /// Who is in it.
        pub description: Option<String>,
    }
}
