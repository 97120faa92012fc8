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

#[cfg(test)]
mod tests {
    use super::*;

    /// A diamond, of which both legs run through vertices and along the edges of the square in it.
    const RINGS: [&[(f64, f64)]; 2] = [
        &[(2.0, 0.0), (4.0, 2.0), (2.0, 4.0), (0.0, 2.0), (2.0, 0.0)],
        &[(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0)],
    ];

    fn crossings(crosses: impl Fn(Coord, Coord) -> bool) -> usize {
        let coord = |&(x, y): &(f64, f64)| Coord { x, y };
        let edges = RINGS.iter().flat_map(|ring| ring.windows(2));
        edges.filter(|e| crosses(coord(&e[0]), coord(&e[1]))).count()
    }

    /// Places on no edge are what they are by counting, whichever of the two ways is walked, and
    /// from wherever: corners of the walk lie on vertices and on edges.
    #[test]
    fn walks_through_vertices_and_along_edges_cross_oddly_where_they_should() {
        let inside = |p: Coord| {
            let (x, y) = ((p.x - 2.0).abs(), (p.y - 2.0).abs());
            (x + y < 2.0) != (x < 1.0 && y < 1.0)
        };
        let places = [(2.0, 2.0), (2.0, 0.5), (0.5, 2.0), (3.5, 2.0), (2.0, 3.5), (0.5, 0.5)];
        for (fx, fy) in [(-1.0, -1.0), (-1.0, 1.0), (5.0, 3.0), (0.0, 0.0), (4.0, 0.0)] {
            for (tx, ty) in places {
                let (from, to) = (Coord { x: fx, y: fy }, Coord { x: tx, y: ty });
                let odd = |corner: Coord, x_first: bool| {
                    let count = crossings(|a, b| match x_first {
                        true => along_x(a, b, from, to.x) != along_y(a, b, corner, to.y),
                        false => along_y(a, b, from, to.y) != along_x(a, b, corner, to.x),
                    });
                    count % 2 == 1
                };
                let expected = inside(to);
                assert_eq!(odd(Coord { x: fx, y: ty }, false), expected, "{from:?} to {to:?}");
                assert_eq!(odd(Coord { x: tx, y: fy }, true), expected, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_way_there_and_back_crosses_as_much() {
        let (a, b) = (Coord { x: 0.0, y: 0.0 }, Coord { x: 2.0, y: 2.0 });
        for (from, to) in [(0.0, 2.0), (1.0, 3.0), (-1.0, 1.0), (-1.0, 3.0)] {
            let at = |x: f64| Coord { x, y: 1.0 };
            assert_eq!(along_x(a, b, at(from), to), along_x(a, b, at(to), from), "{from} {to}");
        }
    }
}
