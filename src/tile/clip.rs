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

use super::holes::assemble;
use crate::place::{Bounds, Coord};

/// A ring without its closing position.
pub(super) type Ring = Vec<Coord>;

/// An exterior ring and its holes.
pub(super) type Polygon = Vec<Ring>;

/// One side of the box.
#[derive(Debug, Clone, Copy)]
struct Side {
    vertical: bool,
    limit: f64,
    /// Whether what is kept lies at larger values.
    above: bool,
    /// What is no farther from the side lies on it.
    near: f64,
}

impl Side {
    fn of(window: &Bounds, near: f64) -> [Self; 4] {
        let (min, max) = (window.min(), window.max());
        [
            Self { vertical: true, limit: min.x, above: true, near },
            Self { vertical: true, limit: max.x, above: false, near },
            Self { vertical: false, limit: min.y, above: true, near },
            Self { vertical: false, limit: max.y, above: false, near },
        ]
    }

    fn across(self, c: Coord) -> f64 {
        if self.vertical { c.x } else { c.y }
    }

    fn along(self, c: Coord) -> f64 {
        if self.vertical { c.y } else { c.x }
    }

    /// Whether a position lies on the inner side. One on the side itself does not: an edge that
    /// runs along it is drawn only where the polygon lies within.
    fn keeps(self, c: Coord) -> bool {
        let depth = self.across(c) - self.limit;
        if self.above { depth > self.near } else { -depth > self.near }
    }

    fn touches(self, c: Coord) -> bool {
        (self.across(c) - self.limit).abs() <= self.near
    }

    /// Where the edge between two positions crosses the side: the same in either direction, so
    /// that neighbours who share the edge share the place.
    fn crossing(self, a: Coord, b: Coord) -> Coord {
        if let Some(c) = [a, b].into_iter().find(|c| self.touches(*c)) {
            return self.at(self.along(c));
        }
        let (a, b) = if (a.x, a.y) < (b.x, b.y) { (a, b) } else { (b, a) };
        let t = (self.limit - self.across(a)) / (self.across(b) - self.across(a));
        let along = self.along(a) + (self.along(b) - self.along(a)) * t;
        let (low, high) = (self.along(a).min(self.along(b)), self.along(a).max(self.along(b)));
        self.at(along.clamp(low, high))
    }

    /// A position on the side.
    fn at(self, along: f64) -> Coord {
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

/// The parts of a polygon inside a box. `rings` is the exterior and its holes, each closed; what
/// comes back is open rings, the exteriors wound as the one was, the holes the other way.
///
/// Simplified rings may have collapsed, turned over, or left their exterior a little. What is
/// `near` a side, because it will be rounded to it, is taken for lying on it: else a ring would
/// run along the side twice.
pub(super) fn polygon(rings: Vec<Vec<Coord>>, window: &Bounds, near: f64) -> Vec<Polygon> {
    let mut rings = rings.into_iter().map(opened);
    let Some(exterior) = rings.next().flatten() else { return Vec::new() };
    let left = signed_area(&exterior) > 0.0;
    if !Bounds::around(&exterior).is_some_and(|b| window.intersects(&b)) {
        return Vec::new();
    }
    let mut polygon = vec![exterior];
    polygon.extend(rings.flatten().map(|hole| wound(hole, !left)));
    if Bounds::around(polygon.iter().flatten()).is_some_and(|b| window.contains_box(&b)) {
        return vec![polygon];
    }
    let cut =
        Side::of(window, near).into_iter().fold(polygon, |rings, side| cut(rings, side, left));
    assemble(cut, left)
}

/// `None` where no area is left.
fn opened(mut ring: Vec<Coord>) -> Option<Ring> {
    ring.pop();
    (ring.len() >= 3 && signed_area(&ring) != 0.0).then_some(ring)
}

fn wound(mut ring: Ring, left: bool) -> Ring {
    if (signed_area(&ring) > 0.0) != left {
        ring.reverse();
    }
    ring
}

fn cut(rings: Vec<Ring>, side: Side, left: bool) -> Vec<Ring> {
    let mut kept = Vec::new();
    let mut chains = Vec::new();
    let mut crossed = Vec::new();
    for ring in rings {
        let inside = ring.iter().filter(|c| side.keeps(**c)).count();
        let on_side = ring.iter().filter(|c| side.touches(**c)).count();
        // A hole may touch the side once; at a second place it would cut the polygon in two.
        if inside + on_side == ring.len() && on_side <= 1 {
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

pub(super) fn signed_area(ring: &[Coord]) -> f64 {
    let Some(o) = ring.first().copied() else { return 0.0 };
    let edges = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| {
        let (a, b) = (*a - o, *b - o);
        a.x * b.y - b.x * a.y
    });
    edges.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{Position, position_in_ring};
    use crate::tile::contours::{SIDE, raster};
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
        let cut = polygon(vec![big], &window(), 0.0);
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
        let cut = polygon(vec![comb.into_iter().rev().collect()], &window(), 0.0);
        assert_eq!(cut.len(), 2, "two teeth: {cut:?}");
        assert_eq!(area(&cut), 8.0);
    }

    #[test]
    fn a_hole_that_crosses_the_side_opens_into_the_exterior() {
        let outer = ring(&[(-5., -5.), (15., -5.), (15., 15.), (-5., 15.), (-5., -5.)]);
        let hole = ring(&[(5., 8.), (5., 12.), (7., 12.), (7., 8.), (5., 8.)]);
        let island = ring(&[(1., 1.), (1., 2.), (2., 2.), (2., 1.), (1., 1.)]);
        let cut = polygon(vec![outer, hole, island], &window(), 0.0);
        assert_eq!(cut.len(), 1);
        assert_eq!(cut[0].len(), 2, "the crossing hole is part of the exterior now");
        assert_eq!(area(&cut), 100.0 - 4.0 - 1.0);
    }

    #[test]
    fn corners_that_touch_the_side_change_nothing() {
        let diamond = ring(&[(5., 0.), (10., 5.), (5., 10.), (0., 5.), (5., 0.)]);
        let cut = polygon(vec![diamond], &Bounds::from([0.0, 0.0, 10.0, 5.0]), 0.0);
        assert_eq!(area(&cut), 25.0);
    }

    #[test]
    fn an_exterior_that_collapsed_takes_its_holes_along() {
        let flat = ring(&[(1., 1.), (9., 1.), (1., 1.)]);
        let hole = ring(&[(2., 1.), (3., 1.1), (4., 1.), (2., 1.)]);
        assert_eq!(polygon(vec![flat, hole], &window(), 0.0), Vec::<Polygon>::new());
    }

    #[test]
    fn a_hole_that_turned_over_stays_a_hole() {
        let outer = ring(&[(-5., 1.), (5., 1.), (5., 9.), (-5., 9.), (-5., 1.)]);
        let hole = ring(&[(2., 2.), (3., 2.), (3., 3.), (2., 3.), (2., 2.)]);
        let cut = polygon(vec![outer, hole], &window(), 0.0);
        assert_eq!((cut.len(), area(&cut)), (1, 40.0 - 1.0));
    }

    #[test]
    fn a_hole_that_touches_its_exterior_with_every_vertex_is_kept() {
        // Cut at x = 0 the exterior comes apart; the hole's left edge lies on the side, its
        // tip on the exterior.
        let comb = ring(&[
            (-2., 1.),
            (4., 1.),
            (4., 3.),
            (-1., 3.),
            (-1., 5.),
            (4., 5.),
            (4., 9.),
            (-2., 9.),
            (-2., 1.),
        ]);
        let hole = ring(&[(0., 6.), (0., 8.), (4., 7.), (0., 6.)]);
        let cut = polygon(vec![comb, hole], &window(), 0.0);
        assert_eq!((cut.len(), area(&cut)), (2, 8.0 + 16.0 - 4.0));
    }

    #[test]
    fn a_hole_that_simplifying_moved_over_the_border_stays_with_its_exterior() {
        let comb = ring(&[
            (-2., 1.),
            (4., 1.),
            (4., 3.),
            (-1., 3.),
            (-1., 5.),
            (9., 5.),
            (9., 9.),
            (-2., 9.),
            (-2., 1.),
        ]);
        let hole = ring(&[(9.1, 7.), (7., 6.), (4., 6.), (2., 7.), (4., 8.), (7., 8.), (9.1, 7.)]);
        let cut = polygon(vec![comb, hole], &window(), 0.0);
        assert_eq!(cut.iter().map(Vec::len).max(), Some(2), "{cut:?}");
    }

    #[test]
    fn a_hole_that_simplifying_moved_out_of_the_box_is_cut() {
        let outer = ring(&[(1., 1.), (10., 1.), (10., 9.), (1., 9.), (1., 1.)]);
        let hole = ring(&[(10.3, 5.), (8., 4.), (8., 6.), (10.3, 5.)]);
        let cut = polygon(vec![outer, hole], &window(), 0.0);
        assert!(cut.iter().flatten().flatten().all(|c| window().contains(*c)), "{cut:?}");
    }

    #[test]
    fn what_will_be_rounded_to_a_side_does_not_run_along_it_twice() {
        let outer =
            ring(&[(-5., 5.), (5., 5.), (5., 10.2), (6., 10.2), (6., 15.), (-5., 15.), (-5., 5.)]);
        let hole = ring(&[(2., 9.8), (3., 9.8), (3., 6.), (2., 6.), (2., 9.8)]);
        let cut = polygon(vec![outer, hole], &window(), 0.5);
        assert_eq!((cut.len(), cut[0].len()), (1, 1), "the hole is part of the exterior: {cut:?}");
        assert_eq!(area(&cut), 25.0 - 4.0);
        assert!(cut[0][0].iter().all(|c| c.x <= 5.0), "no spike along the side: {cut:?}");
    }

    /// A side of a window: on a line of corners, in the middle of cells, or anywhere.
    fn limit() -> impl Strategy<Value = f64> {
        let end = i32::try_from(SIDE).expect("small");
        prop_oneof![
            (-1..=end + 1).prop_map(f64::from),
            (0..end).prop_map(|i| f64::from(i) + 0.5),
            -1.0..f64::from(end + 1),
        ]
    }

    fn covers(rings: &[Ring], c: Coord) -> bool {
        let inside = |ring: &Ring| {
            let closed: Ring = ring.iter().chain(ring.first()).copied().collect();
            position_in_ring(&closed, c) == Position::Inside
        };
        rings.first().is_some_and(inside) && !rings.iter().skip(1).any(inside)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        /// Inside the box a place lies in one piece if it lies in the polygon, otherwise in none.
        #[test]
        fn the_pieces_cover_what_the_polygon_covers(
            raster in raster(),
            (x1, y1, x2, y2) in (limit(), limit(), limit(), limit()),
            places in prop::collection::vec((0.0..1.0, 0.0..1.0), 60),
        ) {
            let window = Bounds::from([x1, y1, x2, y2]);
            prop_assume!(x1 != x2 && y1 != y2);
            for polygon in raster.polygons() {
                let pieces = super::polygon(polygon.clone(), &window, 0.0);
                prop_assert!(pieces.iter().flatten().flatten().all(|c| window.contains(*c)));
                for piece in &pieces {
                    prop_assert!(signed_area(&piece[0]) > 0.0, "{piece:?}");
                    prop_assert!(piece[1..].iter().all(|h| signed_area(h) < 0.0), "{piece:?}");
                }
                for (u, v) in &places {
                    let d = window.max() - window.min();
                    let place = window.min() + Coord { x: d.x * u, y: d.y * v };
                    let count = pieces.iter().filter(|p| covers(p, place)).count();
                    let expected = usize::from(covers(&polygon, place));
                    prop_assert_eq!(count, expected, "{:?} in {:?} of {:?}", place, pieces, polygon);
                }
            }
        }

        /// An exterior runs along a side of the box only where the polygon lies there.
        #[test]
        fn no_exterior_runs_along_a_side_without_cause(
            raster in raster(),
            (x1, y1, x2, y2) in (limit(), limit(), limit(), limit()),
        ) {
            let window = Bounds::from([x1, y1, x2, y2]);
            prop_assume!((x1 - x2).abs() > 0.01 && (y1 - y2).abs() > 0.01);
            let centre = (window.min() + window.max()) / 2.0;
            for polygon in raster.polygons() {
                for piece in super::polygon(polygon.clone(), &window, 0.0) {
                    let ring = &piece[0];
                    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                        let along = Side::of(&window, 0.0).into_iter().any(|s| s.across(*a) == s.limit && s.across(*b) == s.limit);
                        let d = *b - *a;
                        if along && d.x.abs().max(d.y.abs()) > 1e-6 {
                            let middle = (*a + *b) / 2.0;
                            let inward = middle + (centre - middle) * 1e-7;
                            prop_assert!(covers(&polygon, inward) , "{:?} {:?} of {:?}", a, b, polygon);
                        }
                    }
                }
            }
        }
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
            let sum: f64 = pieces.iter().map(|b| area(&polygon(vec![star.clone()], &Bounds::from(*b), 0.0))).sum();
            prop_assert!((sum - whole).abs() < 1e-9 * whole.abs().max(1.0), "{sum} {whole}");
        }
    }
}
