//! Where things are: turning and moving positions, and what is near to, overlaps with or lies on the way from something. All
//! bodies are spheres; there is no physics.

use super::Space;
use super::item::{Component, Item};
use super::sendable::Sendable;
use crate::platforms::fidelity::{Row, chosen, documented};

/// How large a player is, as a sphere around the feet, in metres.
pub const PLAYER_RADIUS: f64 = 0.5;

/// `v` turned by `q`.
pub fn turned(v: [f64; 3], q: [f64; 4]) -> [f64; 3] {
    let [x, y, z] = v;
    let [a, b, c, w] = q;
    let (tx, ty, tz) = (2.0 * (b * z - c * y), 2.0 * (c * x - a * z), 2.0 * (a * y - b * x));
    [x + w * tx + b * tz - c * ty, y + w * ty + c * tx - a * tz, z + w * tz + a * ty - b * tx]
}

/// `p` after `q`: first `q` turns, then `p`.
pub fn combined(p: [f64; 4], q: [f64; 4]) -> [f64; 4] {
    let ([x, y, z, w], [a, b, c, d]) = (p, q);
    [
        w * a + x * d + y * c - z * b,
        w * b - x * c + y * d + z * a,
        w * c + x * b - y * a + z * d,
        w * d - x * a - y * b - z * c,
    ]
}

/// The rotation of Euler angles in degrees: about Z, then X, then Y.
pub fn rotation_of([x, y, z]: [f64; 3]) -> [f64; 4] {
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin_cos();
    let ((sx, cx), (sy, cy), (sz, cz)) = (half(x), half(y), half(z));
    [cy * sx * cz + sy * cx * sz, sy * cx * cz - cy * sx * sz, cy * cx * sz - sy * sx * cz, cy * cx * cz + sy * sx * sz]
}

/// How far apart two points are.
pub fn distance([a, b, c]: [f64; 3], [x, y, z]: [f64; 3]) -> f64 {
    ((a - x).powi(2) + (b - y).powi(2) + (c - z).powi(2)).sqrt()
}

fn plus([a, b, c]: [f64; 3], [x, y, z]: [f64; 3]) -> [f64; 3] {
    [a + x, b + y, c + z]
}

impl Item {
    /// Where one of its nodes is in the space, and how it is turned there.
    pub fn node_in_space(&self, node: &str) -> Option<([f64; 3], [f64; 4])> {
        let node = self.nodes.get(node)?;
        Some((plus(self.position, turned(node.position, self.rotation)), combined(self.rotation, node.rotation)))
    }

    fn is_touchable(&self) -> bool {
        !self.has(Component::NoCollider)
    }
}

/// Something that a ray has hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What was hit.
    pub handle: Sendable,
    /// Where.
    pub point: [f64; 3],
    /// Which way its surface looks there.
    pub normal: [f64; 3],
    /// How far that is.
    pub distance: f64,
}

impl Space {
    /// The items within `radius` of `point`, without `but`.
    pub fn items_near(&self, point: [f64; 3], radius: f64, but: &str) -> Vec<Sendable> {
        let others = self.items.values().filter(|item| &*item.name != but && item.is_touchable());
        let near = others.filter(|item| distance(item.position, point) <= radius + item.radius);
        near.map(|item| Sendable::Item(item.id)).collect()
    }

    /// The players within `radius` of `point`.
    pub fn players_near(&self, point: [f64; 3], radius: f64) -> Vec<Sendable> {
        let near = self.players.values().filter(|player| distance(player.position, point) <= radius);
        near.map(|player| Sendable::Player(player.id.clone())).collect()
    }

    /// What overlaps an item that detects it: what is set, and whatever else is close enough.
    pub fn overlaps(&self, name: &str) -> Vec<Sendable> {
        let Some(item) = self.items.get(name) else { return Vec::new() };
        let detects = item.has(Component::OverlapDetector);
        let is_set = |other: &str| item.overlaps.iter().any(|set| set == other);
        let touches = |other: [f64; 3], radius: f64| detects && distance(item.position, other) <= item.radius + radius;
        let items = self.items.values().filter(|other| {
            let touched = other.is_touchable() && touches(other.position, other.radius);
            &*other.name != name && (is_set(&other.name) || touched)
        });
        let players =
            self.players.iter().filter(|(other, player)| is_set(other) || touches(player.position, PLAYER_RADIUS));
        let items = items.map(|item| Sendable::Item(item.id));
        items.chain(players.map(|(_, player)| Sendable::Player(player.id.clone()))).collect()
    }

    /// What a ray hits on at most `most` metres, the nearest first, without `but`.
    pub fn hits(&self, from: [f64; 3], direction: [f64; 3], most: f64, but: &str) -> Vec<Hit> {
        let length = distance(direction, [0.0; 3]);
        if length < 1e-9 {
            return Vec::new();
        }
        let along = direction.map(|part| part / length);
        let items = self.items.values().filter(|item| &*item.name != but && item.is_touchable());
        let items = items.map(|item| (Sendable::Item(item.id), item.position, item.radius));
        let players = self.players.values();
        let players = players.map(|player| (Sendable::Player(player.id.clone()), player.position, PLAYER_RADIUS));
        let hit = |(handle, centre, radius): (Sendable, [f64; 3], f64)| {
            let away = [centre[0] - from[0], centre[1] - from[1], centre[2] - from[2]];
            let nearest: f64 = away.iter().zip(along).map(|(a, b)| a * b).sum();
            let beside = distance(away, along.map(|part| part * nearest));
            let distance = nearest - (radius.powi(2) - beside.powi(2)).max(0.0).sqrt();
            if beside > radius || distance < 0.0 || distance > most {
                return None;
            }
            let point = plus(from, along.map(|part| part * distance));
            let normal = [0, 1, 2].map(|at| (point[at] - centre[at]) / radius.max(1e-9));
            Some(Hit { handle, point, normal, distance })
        };
        let mut hits: Vec<_> = items.chain(players).filter_map(hit).collect();
        hits.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        hits
    }
}

pub(super) const FIDELITY: &[Row] = &[
    documented(
        "cluster.place.frame",
        "Positions are in metres in a left-handed frame with y up; rotations are quaternions, Euler angles degrees in the order Z, X, Y.",
        "official type definitions",
    ),
    chosen(
        "cluster.place.spheres",
        "Items and players are spheres: getItemsNear, getPlayersNear, getOverlaps and raycast go by positions and radii, and overlaps can be set in a fixture.",
        "there are no models to collide with",
    ),
    chosen(
        "cluster.place.at-once",
        "setPosition, setRotation and the setters of sub nodes and players apply at once.",
        "the platform moves things there over up to 0.2 s",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::cluster::space::item::Kind;

    #[test]
    fn turning_is_left_handed() {
        let close = |a: [f64; 3], b: [f64; 3]| assert!(distance(a, b) < 1e-9, "{a:?} {b:?}");
        close(turned([0.0, 0.0, 1.0], rotation_of([0.0, 90.0, 0.0])), [1.0, 0.0, 0.0]);
        close(turned([0.0, 0.0, 1.0], rotation_of([90.0, 0.0, 0.0])), [0.0, -1.0, 0.0]);
        close(turned([1.0, 0.0, 0.0], rotation_of([0.0, 0.0, 90.0])), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn rays_hit_the_nearest_first() {
        let mut space = Space::default();
        for (name, z) in [("far", 9.0), ("near", 3.0), ("beside", 5.0)] {
            let x = if name == "beside" { 2.0 } else { 0.0 };
            space
                .items
                .insert(name.to_owned(), Item { id: z as u64, position: [x, 0.0, z], ..Item::new(Kind::World, name) });
        }
        let hits = space.hits([0.0; 3], [0.0, 0.0, 2.0], 100.0, "");
        assert_eq!(hits.iter().map(|hit| hit.distance).collect::<Vec<_>>(), [2.5, 8.5]);
        assert_eq!((hits[0].point, hits[0].normal), ([0.0, 0.0, 2.5], [0.0, 0.0, -1.0]));
        assert_eq!(space.hits([0.0; 3], [0.0, 0.0, 2.0], 2.0, "").len(), 0);
        assert_eq!(space.hits([0.0; 3], [0.0; 3], 2.0, "").len(), 0);
        assert_eq!(space.items_near([0.0; 3], 2.5, ""), [Sendable::Item(3)]);
    }
}
