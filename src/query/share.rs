//! How much of an area lies in another, in the flat frame around a place: good to a part in a
//! million over a city.

use geo::{Area, BooleanOps};
use geo_types::{LineString, MultiPolygon, Polygon};

use crate::model::{PartKind, Shape};
use crate::place::{Coord, Metric};

/// Square metres of the polygons of a shape.
pub(super) fn area_m2(shape: Shape<'_>, metric: &Metric) -> f64 {
    flat([shape], metric).unsigned_area()
}

/// Square metres that the polygons of a shape and of some others share.
pub(super) fn shared_m2<'a>(
    shape: Shape<'a>,
    others: impl IntoIterator<Item = Shape<'a>>,
    metric: &Metric,
) -> f64 {
    let shape = flat([shape], metric);
    let share = |other: Shape<'a>| shape.intersection(&flat([other], metric)).unsigned_area();
    others.into_iter().map(share).sum()
}

/// Square metres of the polygons of a shape within a circle around the place that `metric` is at.
/// Exact for straight edges and a round circle: each edge adds the part of the circle that is
/// seen from the middle between its ends.
pub(super) fn within_circle_m2(shape: Shape<'_>, metric: &Metric, radius_m: f64) -> f64 {
    let polygons = shape.parts().filter(|part| part.kind == PartKind::Polygon);
    let ring = |(i, ring): (usize, &[Coord])| {
        let edges =
            ring.windows(2).map(|e| seen_m2(metric.offset(e[0]), metric.offset(e[1]), radius_m));
        let area = edges.sum::<f64>().abs();
        if i == 0 { area } else { -area }
    };
    polygons.map(|part| part.paths().enumerate().map(ring).sum::<f64>()).sum::<f64>().max(0.0)
}

/// The signed area, within a circle around the origin, of the triangle of the origin and an edge.
fn seen_m2(a: Coord, b: Coord, radius: f64) -> f64 {
    let (d, r2) = (b - a, radius * radius);
    let length2 = d.x * d.x + d.y * d.y;
    if length2 == 0.0 {
        return 0.0;
    }
    let along = (a.x * d.x + a.y * d.y) / length2;
    let outside = (a.x * a.x + a.y * a.y - r2) / length2;
    let square = along * along - outside;
    if square <= 0.0 {
        return sector_m2(a, b, r2);
    }
    // Where the line of the edge enters and leaves the circle, in parts of the edge.
    let (enter, leave) =
        ((-along - square.sqrt()).clamp(0.0, 1.0), (-along + square.sqrt()).clamp(0.0, 1.0));
    if enter >= leave {
        return sector_m2(a, b, r2);
    }
    let (p, q) = (a + d * enter, a + d * leave);
    sector_m2(a, p, r2) + cross(p, q) / 2.0 + sector_m2(q, b, r2)
}

fn sector_m2(a: Coord, b: Coord, r2: f64) -> f64 {
    cross(a, b).atan2(a.x * b.x + a.y * b.y) * r2 / 2.0
}

fn cross(a: Coord, b: Coord) -> f64 {
    a.x * b.y - a.y * b.x
}

fn flat<'a>(shapes: impl IntoIterator<Item = Shape<'a>>, metric: &Metric) -> MultiPolygon<f64> {
    let line = |path: &[Coord]| LineString::from_iter(path.iter().map(|c| metric.offset(*c)));
    let parts = shapes.into_iter().flat_map(Shape::parts);
    let polygons = parts.filter(|part| part.kind == PartKind::Polygon).filter_map(|part| {
        let mut rings = part.paths().map(line);
        Some(Polygon::new(rings.next()?, rings.collect()))
    });
    polygons.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Shapes;

    fn square(metric: &Metric, west: f64, south: f64, side: f64) -> Shapes {
        let scale = metric.scale();
        let at = |x: f64, y: f64| metric.place() + Coord { x: x / scale.x, y: y / scale.y };
        let (e, n) = (west + side, south + side);
        let ring = [(west, south), (e, south), (e, n), (west, n), (west, south)];
        let mut shapes = Shapes::default();
        shapes.begin_feature();
        shapes.push_part(PartKind::Polygon, [ring.map(|(x, y)| at(x, y)).to_vec()]);
        shapes
    }

    #[test]
    fn a_circle_takes_of_a_square_what_it_covers() {
        let metric = Metric::at(Coord { x: 110.42, y: -6.98 });
        let quarter = std::f64::consts::PI * 250_000.0 / 4.0;
        for (west, south, side, radius, expected) in [
            (-1000.0, -1000.0, 2000.0, 500.0, quarter * 4.0),
            (0.0, 0.0, 2000.0, 500.0, quarter),
            (-10.0, -10.0, 20.0, 500.0, 400.0),
            (600.0, 0.0, 100.0, 500.0, 0.0),
            (0.0, -1000.0, 2000.0, 500.0, quarter * 2.0),
        ] {
            let shapes = square(&metric, west, south, side);
            let found = within_circle_m2(shapes.get(0), &metric, radius);
            assert!((found - expected).abs() < 2.0, "{west} {south}: {found}, {expected}");
        }
    }

    #[test]
    fn shares_of_squares() {
        let metric = Metric::at(Coord { x: 110.42, y: -6.98 });
        let (one, two) = (square(&metric, 0.0, 0.0, 100.0), square(&metric, 50.0, 0.0, 100.0));
        assert!((area_m2(one.get(0), &metric) - 10_000.0).abs() < 0.1);
        assert!((shared_m2(one.get(0), [two.get(0)], &metric) - 5_000.0).abs() < 0.1);
    }
}
