//! Which edges a walk between two points crosses, exactly.
//!
//! Two points of a cell are joined by a leg along x and a leg along y. Whether an edge is crossed
//! is asked of points moved by infinitely little, to the north and, infinitely less still, to the
//! east: then no end of an edge lies on a leg, and no end of a leg on an edge, so that the number
//! of crossings is odd exactly where one end is inside and the other is not. (Simulation of
//! simplicity: Edelsbrunner and Mücke, 1990.)

use crate::place::{Coord, Side, side};

/// Whether the edge a–b is crossed on the way from `from` east or west to the x of `to`.
pub(super) fn along_x(a: Coord, b: Coord, from: Coord, to_x: f64) -> bool {
    let y = from.y;
    if (a.y > y) == (b.y > y) {
        return false;
    }
    let (west, east) = (from.x.min(to_x), from.x.max(to_x));
    if a.x.max(b.x) <= west || a.x.min(b.x) > east {
        return false;
    }
    left_of(a, b, from) != left_of(a, b, Coord { x: to_x, y })
}

/// Whether the edge a–b is crossed on the way from `from` north or south to the y of `to`.
pub(super) fn along_y(a: Coord, b: Coord, from: Coord, to_y: f64) -> bool {
    let x = from.x;
    if (a.x > x) == (b.x > x) {
        return false;
    }
    let (south, north) = (from.y.min(to_y), from.y.max(to_y));
    if a.y.max(b.y) <= south || a.y.min(b.y) > north {
        return false;
    }
    left_of(a, b, from) != left_of(a, b, Coord { x, y: to_y })
}

/// Whether the line that the edge a–b crosses north or south of `from`, at the x of `from`, is
/// crossed north of it. The edge has to have its ends on both sides of that x.
pub(super) fn crosses_north_of(a: Coord, b: Coord, from: Coord) -> bool {
    // Seen along an edge to the east, what is north of a place leaves it to the right.
    left_of(a, b, from) != (b.x > a.x)
}

/// Whether the point, moved, lies left of the edge a → b.
fn left_of(a: Coord, b: Coord, p: Coord) -> bool {
    match side(a, b, p) {
        Side::Left => true,
        Side::Right => false,
        Side::On if a.x != b.x => b.x > a.x,
        Side::On => b.y < a.y,
    }
}
