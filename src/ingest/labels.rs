//! Where the names of areas stand on maps: one point for each feature, so that a map writes a
//! name once and not once in every tile that has a piece of the area.

use crate::model::{Columns, Layer, Part, PartKind, Shape, Shapes, Value};
use crate::place::{Bounds, Coord, Metric, Position, pole, position_in_ring};

/// The plane of a polygon at the ends of the globe is that of this latitude, where maps end.
const MAX_LATITUDE: f64 = 85.0;

/// The points of all features, one feature for each; no feature at all where none has a point.
/// A feature without a name has none: it would only make tiles larger.
pub(super) fn points(layer: &Layer, shapes: &Shapes, columns: &Columns) -> Shapes {
    let named = layer.name_in_tiles().filter(|_| layer.kind.names_areas());
    let Some(names) = named.and_then(|field| columns.get(field)) else { return Shapes::default() };
    let mut points = Shapes::default();
    for (feature, shape) in shapes.iter().enumerate() {
        points.begin_feature();
        if names.value(feature) != Value::Null
            && let Some(point) = point(shape)
        {
            points.push_part(PartKind::Point, [[point]]);
        }
    }
    if points.coords().is_empty() { Shapes::default() } else { points }
}

/// The place in the largest polygon that is farthest from its border: within a hundredth of the
/// largest circle that fits in. Units: degrees.
pub(super) fn point(shape: Shape<'_>) -> Option<Coord> {
    let polygons = shape.parts().filter(|p| p.kind == PartKind::Polygon);
    let flat = polygons.filter_map(Flat::of);
    let largest = flat.reduce(|best, next| if next.area() > best.area() { next } else { best })?;
    let first = largest.part.paths().next()?.first().copied();
    // Of a polygon without a place inside that a double can name, the border has to do.
    pole(&largest.rings).map(|c| largest.degrees(c)).filter(|c| largest.covers(*c)).or(first)
}

/// A polygon in a plane of metres around its middle.
struct Flat<'a> {
    part: Part<'a>,
    rings: Vec<Vec<Coord>>,
    middle: Coord,
    scale: Coord,
}

impl<'a> Flat<'a> {
    fn of(part: Part<'a>) -> Option<Self> {
        let bounds = Bounds::around(part.paths().next()?)?;
        let middle = (bounds.min() + bounds.max()) / 2.0;
        let lat = middle.y.clamp(-MAX_LATITUDE, MAX_LATITUDE);
        let scale = Metric::at(Coord { x: middle.x, y: lat }).scale();
        let flat =
            |c: &Coord| Coord { x: (c.x - middle.x) * scale.x, y: (c.y - middle.y) * scale.y };
        let rings = part.paths().map(|ring| ring.iter().map(flat).collect()).collect();
        Some(Self { part, rings, middle, scale })
    }

    fn degrees(&self, c: Coord) -> Coord {
        Coord { x: self.middle.x + c.x / self.scale.x, y: self.middle.y + c.y / self.scale.y }
    }

    /// Square metres, twice: holes are wound the other way than their exterior.
    fn area(&self) -> f64 {
        let edges = self.rings.iter().flat_map(|ring| ring.windows(2));
        edges.map(|e| e[0].x * e[1].y - e[1].x * e[0].y).sum()
    }

    /// Whether a place lies inside, as the published numbers say. Units: degrees.
    fn covers(&self, c: Coord) -> bool {
        let mut at = self.part.paths().map(|ring| position_in_ring(ring, c));
        at.next() == Some(Position::Inside) && at.all(|hole| hole == Position::Outside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64) -> Vec<Coord> {
        let corners = [(0., 0.), (1., 0.), (1., 1.), (0., 1.), (0., 0.)];
        corners.map(|(x, y)| Coord { x: west + side * x, y: south + side * y }).to_vec()
    }

    fn of(polygons: &[&[Vec<Coord>]]) -> Option<Coord> {
        let mut shapes = Shapes::default();
        shapes.begin_feature();
        shapes.push_part(PartKind::Line, [square(-9.0, 0.0, 9.0)]);
        polygons.iter().for_each(|rings| shapes.push_part(PartKind::Polygon, *rings));
        point(shapes.get(0))
    }

    fn is_near(point: Option<Coord>, x: f64, y: f64) -> bool {
        point.is_some_and(|p| (p.x - x).hypot(p.y - y) < 1e-9)
    }

    #[test]
    fn it_stands_in_the_largest_polygon() {
        let (small, large) = ([square(0., 0., 1.)], [square(2., 0., 1.1)]);
        assert!(is_near(of(&[&small, &large]), 2.55, 0.55));
        assert!(is_near(of(&[&large, &small]), 2.55, 0.55));
        assert_eq!(of(&[]), None);
    }

    /// In square degrees the northern one is larger, on the ground the southern.
    #[test]
    fn the_largest_is_so_on_the_ground_and_without_its_holes() {
        let (south, north) = ([square(0., 0., 1.)], [square(5., 60., 1.2)]);
        assert!(is_near(of(&[&north, &south]), 0.5, 0.5));
        let hollow: Vec<Coord> = square(5.1, 0.1, 1.0).into_iter().rev().collect();
        assert!(is_near(of(&[&[square(5., 0., 1.2), hollow], &south]), 0.5, 0.5));
    }

    #[test]
    fn of_a_polygon_too_thin_for_a_place_inside_it_is_on_the_border() {
        let (x, y) = (110.0_f64, -7.0);
        let ring = [(x, y), (x.next_up(), y), (x.next_up(), y + 1.0), (x, y + 1.0), (x, y)];
        assert_eq!(of(&[&[ring.map(|(x, y)| Coord { x, y }).to_vec()]]), Some(Coord { x, y }));
    }
}
