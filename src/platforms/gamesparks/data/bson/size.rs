//! How much room a value takes in the database.

use super::Bson;

/// About how many bytes `value` takes, as the database would store it.
pub fn size(value: &Bson) -> usize {
    match value {
        Bson::MinKey | Bson::MaxKey | Bson::Null => 0,
        Bson::Bool(_) => 1,
        Bson::Int(_) => 4,
        Bson::Long(_) | Bson::Double(_) | Bson::Date(_) => 8,
        Bson::Id(_) => 12,
        Bson::Text(text) => text.len() + 5,
        Bson::Regex(regex) => regex.pattern.len() + regex.options.len() + 2,
        // Names of elements are their numbers.
        Bson::Array(items) => 5 + items.iter().map(|item| size(item) + 5).sum::<usize>(),
        Bson::Document(document) => 5 + document.iter().map(|(name, item)| name.len() + 2 + size(item)).sum::<usize>(),
    }
}
