//! The platforms: the trait, the one list, and a folder for each.
