//! A geometry as it is read, and its repair into one that keeps RFC 7946's form.

use crate::model::{PartKind, Repair, Shape, Shapes};
use crate::place::{Coord, ring_area_m2};

/// The parts of a geometry as the source has them, in any CRS.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct RawGeometry {
    /// Kind and paths of each part.
    pub parts: Vec<(PartKind, Vec<Vec<Coord>>)>,
    /// The name of a type that cannot be served, such as a curve.
    pub unsupported: Option<String>,
}

impl RawGeometry {
    /// The geometry of a feature.
    pub(super) fn of(shape: Shape<'_>) -> Self {
        let parts = shape.parts().map(|p| (p.kind, p.paths().map(<[_]>::to_vec).collect()));
        Self { parts: parts.collect(), unsupported: None }
    }

    /// One polygon of closed rings, the exterior first.
    pub(super) fn polygon(rings: Vec<Vec<Coord>>) -> Self {
        Self { parts: vec![(PartKind::Polygon, rings)], unsupported: None }
    }

    /// Square metres that its polygons cover, on the ellipsoid.
    pub(super) fn area_m2(&self) -> f64 {
        let ring = |(i, ring): (usize, &Vec<Coord>)| {
            if i == 0 { ring_area_m2(ring) } else { -ring_area_m2(ring) }
        };
        let polygons = self.parts.iter().filter(|(kind, _)| *kind == PartKind::Polygon);
        polygons.map(|(_, rings)| rings.iter().enumerate().map(ring).sum::<f64>()).sum()
    }

    /// All its coordinates.
    pub(super) fn coords(&self) -> impl Iterator<Item = &Coord> {
        self.parts.iter().flat_map(|(_, paths)| paths).flatten()
    }

    /// All its coordinates, to be changed in place.
    pub(super) fn coords_mut(&mut self) -> impl Iterator<Item = &mut Coord> {
        self.parts.iter_mut().flat_map(|(_, paths)| paths).flatten()
    }

    /// Whether it has a polygon.
    pub(super) fn is_areal(&self) -> bool {
        self.parts.iter().any(|(kind, _)| *kind == PartKind::Polygon)
    }

    /// Adds it to a list as the next feature.
    pub(super) fn push_to(&self, shapes: &mut Shapes) {
        shapes.begin_feature();
        for (kind, paths) in &self.parts {
            shapes.push_part(*kind, paths);
        }
    }

    /// Closes rings and winds them as RFC 7946 asks (exteriors counterclockwise, holes
    /// clockwise). Returns what was done, once for each ring.
    ///
    /// # Errors
    /// What cannot be repaired: a ring of fewer than three places, a line of one.
    pub(super) fn tidy(&mut self) -> Result<Vec<Repair>, String> {
        let mut repairs = Vec::new();
        for (kind, paths) in &mut self.parts {
            match kind {
                PartKind::Point => {}
                PartKind::Line => {
                    if paths.iter().any(|path| distinct(path) < 2) {
                        return Err("a line has fewer than two different positions".into());
                    }
                }
                PartKind::Polygon => {
                    for (i, ring) in paths.iter_mut().enumerate() {
                        repairs.extend(tidy_ring(ring, i)?);
                    }
                }
            }
        }
        Ok(repairs)
    }
}

fn tidy_ring(ring: &mut Vec<Coord>, index: usize) -> Result<Vec<Repair>, String> {
    let mut repairs = Vec::new();
    let name = if index == 0 { "the exterior ring".to_owned() } else { format!("hole {index}") };
    let Some(first) = ring.first().copied() else { return Err(format!("{name} is empty")) };
    if distinct(ring) < 3 {
        return Err(format!("{name} has fewer than three different positions"));
    }
    if ring.last() != Some(&first) {
        ring.push(first);
        repairs.push(Repair::Unclosed);
    }
    let counterclockwise = signed_area(ring) > 0.0;
    if counterclockwise != (index == 0) {
        ring.reverse();
        repairs.push(Repair::Orientation);
    }
    Ok(repairs)
}

fn distinct(path: &[Coord]) -> usize {
    let mut seen: Vec<Coord> = Vec::with_capacity(3);
    for c in path {
        if !seen.contains(c) {
            seen.push(*c);
            if seen.len() == 3 {
                break;
            }
        }
    }
    seen.len()
}

/// Twice the area, positive for counterclockwise. Taken around the first coordinate, so that
/// small rings far from the origin keep their digits.
pub(super) fn signed_area(ring: &[Coord]) -> f64 {
    let Some(o) = ring.first().copied() else { return 0.0 };
    let edges = ring.windows(2).map(|w| {
        let (a, b) = (w[0] - o, w[1] - o);
        a.x * b.y - b.x * a.y
    });
    edges.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(positions: &[(f64, f64)]) -> Vec<Coord> {
        positions.iter().map(|&(x, y)| Coord { x, y }).collect()
    }

    fn polygon(positions: &[(f64, f64)]) -> RawGeometry {
        RawGeometry { parts: vec![(PartKind::Polygon, vec![ring(positions)])], unsupported: None }
    }

    #[test]
    fn a_clockwise_unclosed_ring_is_closed_and_turned() {
        let mut g = polygon(&[(0., 0.), (0., 1.), (1., 1.)]);
        assert_eq!(g.tidy(), Ok(vec![Repair::Unclosed, Repair::Orientation]));
        assert_eq!(g.parts[0].1[0], ring(&[(0., 0.), (1., 1.), (0., 1.), (0., 0.)]));
    }

    #[test]
    fn a_ring_of_two_places_is_refused() {
        assert!(polygon(&[(0., 0.), (1., 1.), (0., 0.)]).tidy().is_err());
    }
}
