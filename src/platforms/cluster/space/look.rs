//! What scenarios see of a space: an item with what its script has left, and the texts of its sub nodes.

use serde_json::{Map, Value as Json, json};

use super::Space;
use super::item::Item;

impl Space {
    /// An item's `$.state`, key by key.
    pub fn state_of(&self, item: &Item) -> Json {
        Json::Object(item.state.iter().map(|(key, value)| (key.to_string(), value.shown(self))).collect())
    }

    /// What its group shares.
    pub fn group_state_of(&self, item: &Item) -> Json {
        let kept = item.group.as_ref().and_then(|host| self.groups.get(host));
        let entries = kept.into_iter().flatten().map(|(key, value)| (key.to_string(), value.shown(self)));
        Json::Object(entries.collect::<Map<_, _>>())
    }

    /// An item as a whole.
    pub fn shown(&self, item: &Item) -> Json {
        let vector = |[x, y, z]: [f64; 3]| json!({ "x": x, "y": y, "z": z });
        let texts: Map<_, _> =
            item.nodes.iter().filter_map(|(name, node)| Some((name.clone(), node.text.clone()?.into()))).collect();
        let enabled: Map<_, _> = item.nodes.keys().map(|name| (name.clone(), item.is_shown(name).into())).collect();
        json!({
            "item": &*item.name,
            "id": item.id.to_string(),
            "state": self.state_of(item),
            "group-state": self.group_state_of(item),
            "position": vector(item.position),
            "rotation": item.rotation,
            "owner": item.owner,
            "grabbed-by": item.grabbed_by,
            "ridden-by": item.ridden_by,
            "texts": texts,
            "enabled": enabled,
            "kept": item.kept,
        })
    }
}
