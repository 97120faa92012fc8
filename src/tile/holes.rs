//! Which hole belongs to which exterior, after a cut.

use super::clip::{Polygon, Ring, signed_area};
use crate::place::{Bounds, Coord, Position, position_in_ring};

/// Gives each hole to the exterior that it lies in. Rings that only touch the box have no area.
pub(super) fn assemble(rings: Vec<Ring>, left: bool) -> Vec<Polygon> {
    let with_area = rings.into_iter().map(|r| (signed_area(&r), r)).filter(|(a, _)| *a != 0.0);
    let (exteriors, holes): (Vec<_>, Vec<_>) = with_area.partition(|(a, _)| (*a > 0.0) == left);
    let outlines: Vec<Outline> =
        exteriors.iter().filter_map(|(_, ring)| Outline::of(ring)).collect();
    let mut polygons: Vec<Polygon> = exteriors.into_iter().map(|(_, ring)| vec![ring]).collect();
    for (_, hole) in holes {
        let owner = if outlines.len() == 1 { Some(0) } else { owner(&hole, &outlines) };
        if let Some(polygon) = owner.and_then(|o| polygons.get_mut(o)) {
            polygon.push(hole);
        }
    }
    polygons
}

/// An exterior ring, closed, in its box.
struct Outline {
    closed: Ring,
    bounds: Bounds,
}

impl Outline {
    fn of(ring: &[Coord]) -> Option<Self> {
        let bounds = Bounds::around(ring)?;
        let closed = ring.iter().chain(ring.first()).copied().collect();
        Some(Self { closed, bounds })
    }

    fn holds(&self, c: Coord) -> bool {
        self.bounds.contains(c) && position_in_ring(&self.closed, c) == Position::Inside
    }
}

/// The exterior that holds the most of some vertices spread over a hole, because a simplified
/// hole may stick out of its own. One that touches its exterior with every vertex, as the sides
/// of the box can bring about, is found by the middles of its edges.
fn owner(hole: &[Coord], outlines: &[Outline]) -> Option<usize> {
    const VERTICES: usize = 5;
    let step = hole.len().div_ceil(VERTICES);
    let vertices: Vec<Coord> = hole.iter().copied().step_by(step).collect();
    let next = hole.iter().cycle().skip(1);
    let middles: Vec<Coord> = hole.iter().zip(next).map(|(a, b)| (*a + *b) / 2.0).collect();
    let most = |probes: Vec<Coord>| {
        let held = |o: &Outline| probes.iter().filter(|c| o.holds(**c)).count();
        let counts = outlines.iter().map(held).enumerate().filter(|(_, count)| *count > 0);
        counts.max_by_key(|(_, count)| *count).map(|(i, _)| i)
    };
    most(vertices).or_else(|| most(middles))
}
