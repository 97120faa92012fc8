//! The gaps between the units of a boundary layer: slivers that no unit covers.

use super::geometry::RawGeometry;
use crate::model::Shapes;

/// A larger hole is not a gap between neighbours but another place, such as an enclave.
const MAX_AREA_M2: f64 = 1_000_000.0;

/// The holes between units that are gaps, as one feature of polygons.
pub(super) fn among(holes: &[RawGeometry]) -> Shapes {
    let small = holes.iter().filter(|hole| hole.area_m2() <= MAX_AREA_M2);
    let mut gaps = RawGeometry::default();
    for mut hole in small.cloned() {
        if hole.tidy().is_ok() {
            gaps.parts.extend(hole.parts);
        }
    }
    let mut shapes = Shapes::default();
    gaps.push_to(&mut shapes);
    shapes
}
