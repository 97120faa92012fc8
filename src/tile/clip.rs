//! Cuts geometry to a box. A polygon is cut by one side after the other:
//!
//! ```text
//!            |                       A ring that crosses the side falls into chains that lie
//!      <-----+--- chain 1            inside. The places where they begin and end, sorted along
//!      |  ###|                       the side, bound in pairs the stretches of the side that
//!      |  ###|                       lie in the polygon; joining each pair closes the chains
//!      `---->+                       to rings. Holes stay holes, parts come apart, and no edge
//!      ,-----+--- chain 2            runs along the side where the polygon is not.
//!      `---->+
//!            |
//! ```

use crate::place::{Bounds, Coord};
use crate::snapshot::{Position, position_in_ring};

/// A ring without its closing position.
type Ring = Vec<Coord>;

/// An exterior ring and its holes.
pub(super) type Polygon = Vec<Ring>;

/// One side of the box.
#[derive(Debug, Clone, Copy)]
struct Side {
    vertical: bool,
    limit: f64,
    /// Whether what is kept lies at larger values.
    above: bool,
}

impl Side {
    fn of(window: &Bounds) -> [Self; 4] {
        let (min, max) = (window.min(), window.max());
        [
            Self { vertical: true, limit: min.x, above: true },
            Self { vertical: true, limit: max.x, above: false },
            Self { vertical: false, limit: min.y, above: true },
            Self { vertical: false, limit: max.y, above: false },
        ]
    }

    fn across(self, c: Coord) -> f64 {
        if self.vertical { c.x } else { c.y }
    }

    fn along(self, c: Coord) -> f64 {
        if self.vertical { c.y } else { c.x }
    }

    fn keeps(self, c: Coord) -> bool {
        if self.above { self.across(c) >= self.limit } else { self.across(c) <= self.limit }
    }

    /// Where the edge between two positions crosses the side: the same in either direction, so
    /// that neighbours who share the edge share the place.
    fn crossing(self, a: Coord, b: Coord) -> Coord {
        let (a, b) = if (a.x, a.y) < (b.x, b.y) { (a, b) } else { (b, a) };
        let t = (self.limit - self.across(a)) / (self.across(b) - self.across(a));
        let along = self.along(a) + (self.along(b) - self.along(a)) * t;
        let (low, high) = (self.along(a).min(self.along(b)), self.along(a).max(self.along(b)));
        let along = along.clamp(low, high);
        if self.vertical {
            Coord { x: self.limit, y: along }
        } else {
            Coord { x: along, y: self.limit }
        }
    }

    /// Whether, walking along the side towards larger values, a stretch inside the polygon
    /// begins where the ring enters (rather than leaves), for rings with their inside on the
    /// left in a frame whose y grows upward.
    fn stretch_begins_with_entry(self) -> bool {
        self.vertical == self.above
    }
}

/// The parts of a polygon inside a box. `rings` is the exterior and its holes, wound opposite
/// ways, each closed; what comes back is open rings, wound the same ways.
pub(super) fn polygon(rings: Vec<Vec<Coord>>, window: &Bounds) -> Vec<Polygon> {
    let mut rings: Vec<Ring> = rings.into_iter().filter_map(opened).collect();
    let Some(exterior) = rings.first() else { return Vec::new() };
    let left = signed_area(exterior) > 0.0;
    let Some(bounds) = Bounds::around(exterior) else { return Vec::new() };
    if !window.intersects(&bounds) {
        return Vec::new();
    }
    if window.contains_box(&bounds) {
        return vec![rings];
    }
    for side in Side::of(window) {
        rings = cut(rings, side, left);
    }
    assemble(rings, left)
}

fn opened(mut ring: Vec<Coord>) -> Option<Ring> {
    ring.pop();
    (ring.len() >= 3).then_some(ring)
}

fn cut(rings: Vec<Ring>, side: Side, left: bool) -> Vec<Ring> {
    let mut kept = Vec::new();
    let mut chains = Vec::new();
    let mut crossed = Vec::new();
    for ring in rings {
        let inside = ring.iter().filter(|c| side.keeps(**c)).count();
        if inside == ring.len() {
            kept.push(ring);
        } else if inside > 0 {
            chains.extend(chains_of(&ring, side));
            crossed.push(ring);
        }
    }
    match join(chains, side, left) {
        Some(joined) => kept.extend(joined),
        // Rings that cross each other, as simplified ones may, have no such pairs: each is cut
        // on its own, which draws the same places with edges along the side.
        None => kept.extend(crossed.iter().map(|ring| cut_alone(ring, side))),
    }
    kept
}

/// The stretches of a ring inside, each from where it enters to where it leaves.
fn chains_of(ring: &[Coord], side: Side) -> Vec<Ring> {
    let n = ring.len();
    let Some(outside) = ring.iter().position(|c| !side.keeps(*c)) else { return Vec::new() };
    let mut chains: Vec<Ring> = Vec::new();
    let mut was_inside = false;
    for i in 0..n {
        let a = ring[(outside + i) % n];
        let b = ring[(outside + i + 1) % n];
        match (was_inside, side.keeps(b)) {
            (false, true) => chains.push(vec![side.crossing(a, b), b]),
            (true, true) => chains.last_mut().into_iter().for_each(|c| c.push(b)),
            (true, false) => {
                let leaves = side.crossing(a, b);
                chains.last_mut().into_iter().for_each(|c| c.push(leaves));
            }
            (false, false) => {}
        }
        was_inside = side.keeps(b);
    }
    chains
}

/// Where a chain begins or ends on the side.
#[derive(Debug, Clone, Copy)]
struct End {
    along: f64,
    chain: usize,
    enters: bool,
}

/// Joins chains along the side to rings; `None` where their ends do not pair up.
fn join(chains: Vec<Ring>, side: Side, left: bool) -> Option<Vec<Ring>> {
    let mut ends = Vec::with_capacity(chains.len() * 2);
    for (i, chain) in chains.iter().enumerate() {
        ends.push(End { along: side.along(*chain.first()?), chain: i, enters: true });
        ends.push(End { along: side.along(*chain.last()?), chain: i, enters: false });
    }
    ends.sort_by(|a, b| a.along.total_cmp(&b.along));
    let entry_first = side.stretch_begins_with_entry() == left;
    let mut next = vec![usize::MAX; chains.len()];
    let mut left_over = ends;
    let mut at = 0;
    while at < left_over.len() {
        let first = take(&mut left_over, at, entry_first)?;
        let second = take(&mut left_over, at + 1, !entry_first)?;
        let (enter, leave) = if first.enters { (first, second) } else { (second, first) };
        next[leave.chain] = enter.chain;
        at += 2;
    }
    Some(follow(chains, &next))
}

/// Brings the wanted sort of end to a position, from among those at the same place.
fn take(ends: &mut [End], at: usize, enters: bool) -> Option<End> {
    let along = ends.get(at)?.along;
    let same = ends[at..].iter().take_while(|e| e.along == along);
    let found = at + same.clone().position(|e| e.enters == enters)?;
    ends.swap(at, found);
    ends.get(at).copied()
}

fn follow(mut chains: Vec<Ring>, next: &[usize]) -> Vec<Ring> {
    let mut rings = Vec::new();
    for start in 0..chains.len() {
        let mut ring = Ring::new();
        let mut at = start;
        while let Some(chain) = chains.get_mut(at).filter(|c| !c.is_empty()) {
            ring.append(chain);
            at = next[at];
        }
        if ring.len() >= 3 {
            rings.push(ring);
        }
    }
    rings
}

/// Sutherland and Hodgman (1974), one side.
fn cut_alone(ring: &[Coord], side: Side) -> Ring {
    let mut out = Ring::new();
    for (i, a) in ring.iter().enumerate() {
        let b = ring[(i + 1) % ring.len()];
        if side.keeps(*a) {
            out.push(*a);
        }
        if side.keeps(*a) != side.keeps(b) {
            out.push(side.crossing(*a, b));
        }
    }
    out
}

/// Gives each hole to the exterior that it lies in.
fn assemble(rings: Vec<Ring>, left: bool) -> Vec<Polygon> {
    let (exteriors, holes): (Vec<Ring>, Vec<Ring>) =
        rings.into_iter().partition(|r| (signed_area(r) > 0.0) == left);
    let mut polygons: Vec<Polygon> = exteriors.into_iter().map(|e| vec![e]).collect();
    let boxes: Vec<Option<Bounds>> = polygons.iter().map(|p| Bounds::around(&p[0])).collect();
    let alone = polygons.len() == 1;
    for hole in holes {
        let owner = polygons.iter().zip(&boxes).position(|(polygon, bounds)| {
            alone || (bounds.is_some_and(|b| b.contains(hole[0])) && lies_in(&hole, &polygon[0]))
        });
        if let Some(polygon) = owner.and_then(|o| polygons.get_mut(o)) {
            polygon.push(hole);
        }
    }
    polygons
}

fn lies_in(hole: &[Coord], exterior: &[Coord]) -> bool {
    let mut closed = exterior.to_vec();
    closed.extend(exterior.first());
    let decided = hole.iter().map(|c| position_in_ring(&closed, *c));
    decided.into_iter().find(|p| *p != Position::Border) == Some(Position::Inside)
}

pub(super) fn signed_area(ring: &[Coord]) -> f64 {
    let Some(o) = ring.first().copied() else { return 0.0 };
    let edges = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| {
        let (a, b) = (*a - o, *b - o);
        a.x * b.y - b.x * a.y
    });
    edges.sum()
}

/// The stretches of a line inside a box.
pub(super) fn line(path: &[Coord], window: &Bounds) -> Vec<Vec<Coord>> {
    let mut lines: Vec<Vec<Coord>> = Vec::new();
    for edge in path.windows(2) {
        let Some((a, b)) = segment(edge[0], edge[1], window) else { continue };
        match lines.last_mut() {
            Some(last) if last.last() == Some(&a) => last.push(b),
            _ => lines.push(vec![a, b]),
        }
    }
    lines
}

/// Liang and Barsky (1984).
fn segment(a: Coord, b: Coord, window: &Bounds) -> Option<(Coord, Coord)> {
    let (min, max) = (window.min(), window.max());
    let d = b - a;
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (step, room) in
        [(-d.x, a.x - min.x), (d.x, max.x - a.x), (-d.y, a.y - min.y), (d.y, max.y - a.y)]
    {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    if from > to {
        return None;
    }
    let at = |t: f64| {
        if t == 0.0 {
            a
        } else if t == 1.0 {
            b
        } else {
            a + d * t
        }
    };
    Some((at(from), at(to)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(positions: &[(f64, f64)]) -> Vec<Coord> {
        positions.iter().map(|&(x, y)| Coord { x, y }).collect()
    }

    fn window() -> Bounds {
        Bounds::from([0.0, 0.0, 10.0, 10.0])
    }

    fn area(polygons: &[Polygon]) -> f64 {
        polygons.iter().flatten().map(|r| signed_area(r) / 2.0).sum()
    }

    #[test]
    fn a_box_deep_inside_is_the_whole_box() {
        let big = ring(&[(-50., -50.), (50., -50.), (50., 50.), (-50., 50.), (-50., -50.)]);
        let cut = polygon(vec![big], &window());
        assert_eq!((cut.len(), area(&cut)), (1, 100.0));
    }

    #[test]
    fn a_comb_comes_apart_without_edges_along_the_side() {
        let comb = ring(&[
            (1., 8.),
            (1., 12.),
            (9., 12.),
            (9., 8.),
            (7., 8.),
            (7., 11.),
            (3., 11.),
            (3., 8.),
            (1., 8.),
        ]);
        let cut = polygon(vec![comb.into_iter().rev().collect()], &window());
        assert_eq!(cut.len(), 2, "two teeth: {cut:?}");
        assert_eq!(area(&cut), 8.0);
    }

    #[test]
    fn a_hole_that_crosses_the_side_opens_into_the_exterior() {
        let outer = ring(&[(-5., -5.), (15., -5.), (15., 15.), (-5., 15.), (-5., -5.)]);
        let hole = ring(&[(5., 8.), (5., 12.), (7., 12.), (7., 8.), (5., 8.)]);
        let island = ring(&[(1., 1.), (1., 2.), (2., 2.), (2., 1.), (1., 1.)]);
        let cut = polygon(vec![outer, hole, island], &window());
        assert_eq!(cut.len(), 1);
        assert_eq!(cut[0].len(), 2, "the crossing hole is part of the exterior now");
        assert_eq!(area(&cut), 100.0 - 4.0 - 1.0);
    }

    #[test]
    fn corners_that_touch_the_side_change_nothing() {
        let diamond = ring(&[(5., 0.), (10., 5.), (5., 10.), (0., 5.), (5., 0.)]);
        let cut = polygon(vec![diamond], &Bounds::from([0.0, 0.0, 10.0, 5.0]));
        assert_eq!(area(&cut), 25.0);
    }

    proptest! {
        /// A star cut by a box and the four boxes around it have the area of the star.
        #[test]
        fn pieces_add_up(radii in prop::collection::vec(0.5..8.0_f64, 3..40), x in -3.0..3.0_f64, y in -3.0..3.0_f64) {
            let n = radii.len();
            let mut star: Vec<Coord> = radii.iter().enumerate().map(|(i, r)| {
                #[expect(clippy::cast_precision_loss, reason = "a small count")]
                let angle = std::f64::consts::TAU * i as f64 / n as f64;
                Coord { x: r * angle.cos(), y: r * angle.sin() }
            }).collect();
            star.push(star[0]);
            let whole = signed_area(&star[..n]) / 2.0;
            let far = 100.0;
            let pieces = [
                [-far, -far, x, y], [x, -far, far, y], [-far, y, x, far], [x, y, far, far],
            ];
            let sum: f64 = pieces.iter().map(|b| area(&polygon(vec![star.clone()], &Bounds::from(*b)))).sum();
            prop_assert!((sum - whole).abs() < 1e-9 * whole.abs().max(1.0), "{sum} {whole}");
        }
    }
}
