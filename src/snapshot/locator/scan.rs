//! Every polygon looked at: for coordinates that leave no room for cells.

use crate::model::{Part, PartKind, Shapes};
use crate::place::{Coord, Position, position_in_ring};

/// Calls `found` with each feature whose polygons cover the point, ascending, each once.
pub(super) fn each_covering(shapes: &Shapes, p: Coord, mut found: impl FnMut(u32)) {
    if !(p.x.is_finite() && p.y.is_finite()) {
        return;
    }
    for (feature, shape) in (0_u32..).zip(shapes.iter()) {
        if shape.parts().any(|part| part.kind == PartKind::Polygon && covers(part, p)) {
            found(feature);
        }
    }
}

fn covers(part: Part<'_>, p: Coord) -> bool {
    let mut inside = false;
    for ring in part.paths() {
        match position_in_ring(ring, p) {
            Position::Border => return true,
            Position::Inside => inside = !inside,
            Position::Outside => {}
        }
    }
    inside
}
