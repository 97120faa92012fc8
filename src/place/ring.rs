use super::{Coord, Side, side};

/// Where a point lies relative to a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Strictly inside.
    Inside,
    /// On an edge or a vertex.
    Border,
    /// Strictly outside.
    Outside,
}

/// Where a point lies relative to a closed ring of either winding: a ray to the east is
/// intersected with every edge that spans the point's y, lower end included and upper end not.
///
/// Exact: whether an edge passes east or west is decided by a robust predicate.
pub fn position_in_ring(ring: &[Coord], p: Coord) -> Position {
    position_among(ring.windows(2).map(|edge| (edge[0], edge[1])), p)
}

/// The same for the edges of several rings, of which each takes away or adds what it surrounds.
/// Edges that do not reach the point's y may be left out.
pub(super) fn position_among(edges: impl Iterator<Item = (Coord, Coord)>, p: Coord) -> Position {
    let mut inside = false;
    for (a, b) in edges {
        if a == p {
            return Position::Border;
        }
        if (a.y > p.y) != (b.y > p.y) {
            if a.x > p.x && b.x > p.x {
                inside = !inside;
            } else if a.x >= p.x || b.x >= p.x {
                let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
                match side(low, high, p) {
                    Side::On => return Position::Border,
                    Side::Left => inside = !inside,
                    Side::Right => {}
                }
            }
        } else if a.y == p.y && b.y == p.y && (a.x < p.x) != (b.x < p.x) {
            return Position::Border;
        }
    }
    if inside { Position::Inside } else { Position::Outside }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(positions: &[(f64, f64)]) -> Vec<Coord> {
        positions.iter().map(|&(x, y)| Coord { x, y }).collect()
    }

    const DIAMOND: [(f64, f64); 5] = [(0., -1.), (1., 0.), (0., 1.), (-1., 0.), (0., -1.)];

    #[test]
    fn borders_and_vertices_belong_to_a_ring() {
        let diamond = ring(&DIAMOND);
        for (x, y, expected) in [
            (0.0, 0.0, Position::Inside),
            (0.5, 0.5, Position::Border),
            (1.0, 0.0, Position::Border),
            (-1.0, 0.0, Position::Border),
            (0.0, 1.0, Position::Border),
            (0.0, -1.0, Position::Border),
            (-2.0, 0.0, Position::Outside),
            (2.0, 0.0, Position::Outside),
            (-0.5, 1.0, Position::Outside),
            (0.5_f64.next_up(), 0.5, Position::Outside),
            (0.5_f64.next_down(), 0.5, Position::Inside),
        ] {
            assert_eq!(position_in_ring(&diamond, Coord { x, y }), expected, "{x} {y}");
        }
    }

    #[test]
    fn horizontal_edges_are_borders_between_their_ends_only() {
        let step = ring(&[(0., 0.), (2., 0.), (2., 1.), (1., 1.), (1., 2.), (0., 2.), (0., 0.)]);
        for (x, y, expected) in [
            (1.5, 1.0, Position::Border),
            (0.5, 1.0, Position::Inside),
            (2.5, 1.0, Position::Outside),
            (-0.5, 0.0, Position::Outside),
            (1.0, 0.0, Position::Border),
        ] {
            assert_eq!(position_in_ring(&step, Coord { x, y }), expected, "{x} {y}");
        }
    }
}
