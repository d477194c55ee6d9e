//! `$near`, `$nearSphere`, `$geoWithin`, `$geoIntersects`: places on the earth, and on a plane.

use crate::platforms::gamesparks::data::bson::{Bson, Document};
use crate::platforms::gamesparks::data::mongo::Problem;

/// The radius of the earth in metres, as the database has it.
const EARTH: f64 = 6_378_100.0;

/// A place: longitude and latitude, or x and y.
type Point = (f64, f64);

/// How near to a place something must be.
#[derive(Debug, Clone)]
pub struct Near {
    centre: Point,
    least: f64,
    most: f64,
    measure: Measure,
}

/// What distances are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// Metres on the earth.
    Metres,
    /// Angles on the earth, in radians.
    Radians,
    /// Units of the plane.
    Plane,
}

/// An area.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Left, bottom, right, top.
    Box(f64, f64, f64, f64),
    /// Centre and radius on a plane.
    Circle(Point, f64),
    /// Centre, and radius in radians, on the earth.
    Cap(Point, f64),
    /// Polygons: each one's outside, and its holes.
    Polygons(Vec<Vec<Vec<Point>>>),
    /// A place alone.
    Place(Point),
}

/// The place that `value` says, if it says one: a GeoJSON point, a pair of numbers, or a document with two numbers.
fn point(value: &Bson) -> Option<Point> {
    match value {
        Bson::Document(document) if document.get("type").and_then(Bson::as_text) == Some("Point") => {
            point(document.get("coordinates")?)
        }
        Bson::Document(document) => {
            let mut numbers = document.values().filter_map(Bson::as_f64);
            Some((numbers.next()?, numbers.next()?))
        }
        Bson::Array(items) => Some((items.first()?.as_f64()?, items.get(1)?.as_f64()?)),
        _ => None,
    }
}

/// The angle between two places on the earth, in radians.
fn angle(one: Point, other: Point) -> f64 {
    let (longitude, latitude) = ((other.0 - one.0).to_radians(), (other.1 - one.1).to_radians());
    let half = (latitude / 2.0).sin().powi(2)
        + one.1.to_radians().cos() * other.1.to_radians().cos() * (longitude / 2.0).sin().powi(2);
    2.0 * half.sqrt().min(1.0).asin()
}

impl Near {
    /// What `$near` or `$nearSphere` ask for, with the limits that stand beside them.
    pub(in super::super) fn new(value: &Bson, beside: &Document, sphere: bool) -> Result<Self, Problem> {
        let geometry = value.as_document().and_then(|value| value.get("$geometry"));
        let centre = point(geometry.unwrap_or(value)).ok_or_else(|| Problem::bad("$near requires a point"))?;
        let inside = value.as_document();
        let limit =
            |name: &str| inside.and_then(|inside| inside.get(name)).or_else(|| beside.get(name)).and_then(Bson::as_f64);
        let measure = match (geometry.is_some(), sphere) {
            (true, _) => Measure::Metres,
            (false, true) => Measure::Radians,
            (false, false) => Measure::Plane,
        };
        let (least, most) = (limit("$minDistance").unwrap_or(0.0), limit("$maxDistance").unwrap_or(f64::INFINITY));
        Ok(Self { centre, least, most, measure })
    }

    /// How far away `value` is, if it is a place.
    pub fn distance(&self, value: &Bson) -> Option<f64> {
        let place = point(value)?;
        Some(match self.measure {
            Measure::Metres => angle(self.centre, place) * EARTH,
            Measure::Radians => angle(self.centre, place),
            Measure::Plane => (place.0 - self.centre.0).hypot(place.1 - self.centre.1),
        })
    }

    /// How far away `value` is, if it is a place as near as is asked for.
    pub fn distance_within(&self, value: &Bson) -> Option<f64> {
        self.distance(value).filter(|distance| (self.least..=self.most).contains(distance))
    }

    pub(super) fn is_within(&self, value: &Bson) -> bool {
        self.distance_within(value).is_some()
    }
}

impl Shape {
    /// The area that `$geoWithin` or `$geoIntersects` say.
    pub(super) fn new(value: &Bson) -> Result<Self, Problem> {
        let document = value.as_document().ok_or_else(|| Problem::bad("geometry must be an object"))?;
        let Some((kind, value)) = document.first() else { return Err(Problem::bad("geometry must not be empty")) };
        let shape = match kind.as_str() {
            "$geometry" => geometry(value),
            "$box" => corners(value),
            "$polygon" => ring(value).map(|ring| Self::Polygons(vec![vec![ring]])),
            "$center" => round(value).map(|(centre, radius)| Self::Circle(centre, radius)),
            "$centerSphere" => round(value).map(|(centre, radius)| Self::Cap(centre, radius)),
            other => return Err(Problem::bad(format!("unknown geo specifier: {other}"))),
        };
        shape.ok_or_else(|| Problem::bad(format!("malformed geometry: {kind}")))
    }

    pub(super) fn contains_value(&self, value: &Bson) -> bool {
        match value {
            // Several places: one of them is enough.
            Bson::Array(items) if items.iter().any(|item| item.as_f64().is_none()) => {
                items.iter().filter_map(point).any(|place| self.contains(place))
            }
            other => point(other).is_some_and(|place| self.contains(place)),
        }
    }

    fn contains(&self, place: Point) -> bool {
        match self {
            Self::Box(left, bottom, right, top) => {
                (*left..=*right).contains(&place.0) && (*bottom..=*top).contains(&place.1)
            }
            Self::Circle(centre, radius) => (place.0 - centre.0).hypot(place.1 - centre.1) <= *radius,
            Self::Cap(centre, radius) => angle(*centre, place) <= *radius,
            Self::Place(only) => *only == place,
            Self::Polygons(polygons) => polygons.iter().any(|rings| {
                let mut rings = rings.iter();
                rings.next().is_some_and(|outside| is_inside(outside, place))
                    && !rings.any(|hole| is_inside(hole, place))
            }),
        }
    }
}

fn geometry(value: &Bson) -> Option<Shape> {
    let document = value.as_document()?;
    let coordinates = document.get("coordinates")?;
    let polygon = |value: &Bson| value.as_array()?.iter().map(ring).collect::<Option<Vec<_>>>();
    match document.get("type")?.as_text()? {
        "Point" => point(coordinates).map(Shape::Place),
        "Polygon" => polygon(coordinates).map(|polygon| Shape::Polygons(vec![polygon])),
        "MultiPolygon" => coordinates.as_array()?.iter().map(polygon).collect::<Option<_>>().map(Shape::Polygons),
        _ => None,
    }
}

fn ring(value: &Bson) -> Option<Vec<Point>> {
    value.as_array()?.iter().map(point).collect()
}

fn corners(value: &Bson) -> Option<Shape> {
    let corners = ring(value)?;
    let [one, other] = corners[..] else { return None };
    Some(Shape::Box(one.0.min(other.0), one.1.min(other.1), one.0.max(other.0), one.1.max(other.1)))
}

fn round(value: &Bson) -> Option<(Point, f64)> {
    let parts = value.as_array()?;
    Some((point(parts.first()?)?, parts.get(1)?.as_f64()?))
}

/// Whether a line from the place to the right crosses the ring an odd number of times.
fn is_inside(ring: &[Point], place: Point) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crossings = ring.iter().zip(next).filter(|(one, other)| {
        (one.1 > place.1) != (other.1 > place.1)
            && place.0 < (other.0 - one.0) * (place.1 - one.1) / (other.1 - one.1) + one.0
    });
    crossings.count() % 2 == 1
}
