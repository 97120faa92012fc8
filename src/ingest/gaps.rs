//! The holes between the units of a boundary layer: slivers that no unit covers.

use super::geometry::RawGeometry;
use super::validity;
use crate::model::{PartKind, Shapes};
use crate::place::{Coord, ring_area_m2};

/// A larger hole is not a gap between neighbours but another place, such as an enclave.
const MAX_AREA_M2: f64 = 1_000_000.0;

/// The holes of the union of all units, as one feature of polygons.
///
/// A union rounds where borders cross, so these are good for telling that a place lies in a gap,
/// not for telling whether a unit covers it.
pub(super) fn between(units: &Shapes) -> Shapes {
    let mut polygons: Vec<(Coord, RawGeometry)> = units
        .iter()
        .filter_map(|shape| {
            Some((shape.bounds()?.min(), RawGeometry::of(shape))).filter(|(_, g)| g.is_areal())
        })
        .collect();
    // Strips from north to south, so that most pairs are neighbours.
    polygons.sort_by(|(a, _), (b, _)| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let union = validity::union(polygons.into_iter().map(|(_, g)| g).collect());
    let mut gaps = Shapes::default();
    gaps.begin_feature();
    for (_, rings) in union.iter().flat_map(|u| &u.parts) {
        for hole in rings.iter().skip(1).filter(|ring| ring_area_m2(ring) <= MAX_AREA_M2) {
            let exterior: Vec<Coord> = hole.iter().rev().copied().collect();
            gaps.push_part(PartKind::Polygon, [exterior]);
        }
    }
    gaps
}
