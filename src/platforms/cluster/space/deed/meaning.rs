//! What a scenario means by a value that it gives to a script.

use serde_json::Value as Json;

use crate::platforms::cluster::space::Space;
use crate::platforms::cluster::space::sendable::Sendable;

/// What a scenario means by a value: `{ item: lamp }` and `{ player: alice }` are handles, and three numbers under x, y and z
/// a vector.
pub(super) fn meant(space: &Space, json: &Json) -> Sendable {
    if let Json::Object(entries) = json
        && let Some((key, Json::String(name))) = entries.iter().next().filter(|_| entries.len() == 1)
    {
        if key == "item"
            && let Some(item) = space.items.get(name)
        {
            return Sendable::Item(item.id);
        }
        if key == "player"
            && let Some(player) = space.players.get(name)
        {
            return Sendable::Player(player.id.clone());
        }
    }
    match json {
        Json::Object(entries) => {
            let number = |key: &str| entries.get(key).and_then(Json::as_f64);
            match (entries.len(), number("x"), number("y"), number("z"), number("w")) {
                (2, Some(x), Some(y), None, None) => Sendable::Vector2([x, y]),
                (3, Some(x), Some(y), Some(z), None) => Sendable::Vector3([x, y, z]),
                (4, Some(x), Some(y), Some(z), Some(w)) => Sendable::Quaternion([x, y, z, w]),
                _ if entries.keys().any(|key| key.starts_with('$')) => Sendable::from_json(json),
                _ => Sendable::Map(
                    entries.iter().map(|(key, value)| (key.as_str().into(), meant(space, value))).collect(),
                ),
            }
        }
        Json::Array(elements) => Sendable::List(elements.iter().map(|element| meant(space, element)).collect()),
        plain => Sendable::from_json(plain),
    }
}
