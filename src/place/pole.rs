//! The pole of inaccessibility: the place inside a polygon that is farthest from its border.
//!
//! The search is that of Mapbox's polylabel (2016): squares, the most promising first, each
//! quartered until none can hold a place that is much better ([`SLACK`]). There every
//! square asks every edge; here a square asks only the edges that its parent left it, those that
//! may be nearest to any place in it, so that the cost grows little faster than the edges.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::f64::consts::SQRT_2;

use super::{Bounds, Coord, Position, Side, position_in_ring, side};

/// A place is not looked for that is farther from the border by less than this share of the
/// distance found (a hundredth of the diameter of the largest circle that fits in), or of the
/// longer side of the box around the polygon, which decides where that is a thin stripe.
const SLACK: f64 = 0.02;
const SLACK_OF_SIZE: f64 = 0.001;

/// How often the search may measure the distance to an edge: for each edge, and besides. An
/// outline as ragged as a random walk takes 45 an edge; combs of hair-thin teeth would never end.
const MEASURES_PER_EDGE: usize = 64;
const MEASURES: usize = 10_000;

/// Where the middle of the first square lies beside that of the polygon, as a share of its half
/// side, and what makes it hold the polygon all the same. Corners lie on round shares of a box
/// more often than anywhere else, and a middle must not be one.
const ASIDE: Coord = Coord { x: 0.013_754_1, y: -0.008_231_7 };
const ROOM: f64 = 1.02;

type Edge = (Coord, Coord);

/// The place in a polygon of closed rings, exterior first, that is farthest from its border, or
/// by [`SLACK`] nearer; nearer still where the search is cut short. `None` where no place is
/// strictly inside. Units: of any plane; the answer is in the same.
pub fn pole(rings: &[Vec<Coord>]) -> Option<Coord> {
    let edges: Vec<Edge> =
        rings.iter().flat_map(|ring| ring.windows(2)).map(|e| (e[0], e[1])).collect();
    let mut search = Search { edges: &edges, slack: 0.0, best: None, measures: 0 };
    for at in [centroid(&edges), across(&edges)].into_iter().flatten() {
        if inside(rings, at) {
            search.offer(at, nearest(&edges, at));
        }
    }
    search.run(rings);
    search.best.map(|(at, _)| at)
}

/// A square, and what is known of it.
struct Square {
    middle: Coord,
    half: f64,
    /// Whether its middle lies inside.
    inside: bool,
    /// No place in it is farther from the border.
    reach: f64,
    /// The edges that may be nearest to a place in it, and with them all that pass through it.
    near: Vec<u32>,
}

/// The one with the farthest reach comes first.
impl Ord for Square {
    fn cmp(&self, other: &Self) -> Ordering {
        self.reach.total_cmp(&other.reach)
    }
}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Square {}

struct Search<'a> {
    edges: &'a [Edge],
    /// What [`SLACK_OF_SIZE`] is here.
    slack: f64,
    /// The best place, and its distance from the border.
    best: Option<(Coord, f64)>,
    measures: usize,
}

impl Search<'_> {
    fn run(&mut self, rings: &[Vec<Coord>]) {
        let Some(first) = self.first(rings) else { return };
        let most = self.edges.len().saturating_mul(MEASURES_PER_EDGE).saturating_add(MEASURES);
        let mut squares = BinaryHeap::from([first]);
        while let Some(square) = squares.pop() {
            if square.reach <= self.wanted() || self.measures > most {
                break;
            }
            for (x, y) in [(-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5)] {
                let aside = Coord { x: x * square.half, y: y * square.half };
                squares.extend(self.quarter(&square, square.middle + aside));
            }
        }
    }

    /// A square that holds the polygon.
    fn first(&mut self, rings: &[Vec<Coord>]) -> Option<Square> {
        let bounds = Bounds::around(rings.first()?)?;
        let size = bounds.max() - bounds.min();
        let half = size.x.max(size.y) / 2.0;
        self.slack = half * 2.0 * SLACK_OF_SIZE;
        let middle = (bounds.min() + bounds.max()) / 2.0 + ASIDE * half;
        let near = (0..u32::try_from(self.edges.len()).ok()?).collect();
        Some(Square {
            middle,
            half: half * ROOM,
            inside: inside(rings, middle),
            reach: f64::MAX,
            near,
        })
    }

    /// A quarter of a square; `None` where it holds nothing that is better.
    fn quarter(&mut self, square: &Square, middle: Coord) -> Option<Square> {
        let half = square.half / 2.0;
        let radius = half * SQRT_2;
        // On the way from one middle to the other each edge is a step in or out.
        let mut inside = square.inside;
        let mut least = f64::INFINITY;
        let measured: Vec<(u32, f64)> = (square.near.iter())
            .filter_map(|i| Some((*i, self.edges.get(usize::try_from(*i).ok()?)?)))
            .map(|(i, edge)| {
                inside ^= crosses(*edge, square.middle, middle);
                let distance2 = distance2(*edge, middle);
                least = least.min(distance2);
                (i, distance2)
            })
            .collect();
        self.measures += measured.len();
        let distance = least.sqrt();
        if inside {
            self.offer(middle, distance);
        }
        let reach = if inside { radius + distance } else { radius - distance };
        if reach <= self.wanted() {
            return None;
        }
        // The nearest edge of a place in the square is at most this far from its middle.
        let far = distance + 2.0 * radius;
        let near = measured.into_iter().filter(|(_, d2)| *d2 <= far * far).map(|(i, _)| i);
        Some(Square { middle, half, inside, reach, near: near.collect() })
    }

    /// What a square has to reach for being looked into.
    fn wanted(&self) -> f64 {
        self.best.map_or(0.0, |(_, distance)| distance + self.slack.max(distance * SLACK))
    }

    fn offer(&mut self, at: Coord, distance: f64) {
        if self.best.is_none_or(|(_, best)| distance > best) && distance > 0.0 {
            self.best = Some((at, distance));
        }
    }
}

fn inside(rings: &[Vec<Coord>], c: Coord) -> bool {
    let mut at = rings.iter().map(|ring| position_in_ring(ring, c));
    at.next() == Some(Position::Inside) && at.all(|hole| hole == Position::Outside)
}

/// Whether an edge crosses a way. Ends on the line of the other count as right of it, so that a
/// way past a corner crosses both of its edges or one.
fn crosses((a, b): Edge, from: Coord, to: Coord) -> bool {
    let apart = |a: f64, b: f64, c: f64, d: f64| a.max(b) < c.min(d) || c.max(d) < a.min(b);
    if apart(a.x, b.x, from.x, to.x) || apart(a.y, b.y, from.y, to.y) {
        return false;
    }
    let left = |a: Coord, b: Coord, c: Coord| side(a, b, c) == Side::Left;
    left(from, to, a) != left(from, to, b) && left(a, b, from) != left(a, b, to)
}

fn nearest(edges: &[Edge], c: Coord) -> f64 {
    edges.iter().map(|e| distance2(*e, c)).fold(f64::INFINITY, f64::min).sqrt()
}

fn distance2((a, b): Edge, c: Coord) -> f64 {
    let (d, v) = (b - a, c - a);
    let length2 = d.x * d.x + d.y * d.y;
    let t = if length2 > 0.0 { ((v.x * d.x + v.y * d.y) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let o = v - d * t;
    o.x * o.x + o.y * o.y
}

/// The middle of the area: of most shapes not far from the pole, of many even ones the pole.
fn centroid(edges: &[Edge]) -> Option<Coord> {
    let origin = edges.first()?.0;
    let (mut area, mut sum) = (0.0, Coord { x: 0.0, y: 0.0 });
    for (a, b) in edges.iter().map(|(a, b)| (*a - origin, *b - origin)) {
        let cross = a.x * b.y - b.x * a.y;
        area += cross;
        sum = sum + (a + b) * cross;
    }
    (area != 0.0).then(|| origin + sum / (3.0 * area))
}

/// The middle of the longest stretch inside along a line from west to east that meets no corner.
fn across(edges: &[Edge]) -> Option<Coord> {
    let ys = || edges.iter().map(|(a, _)| a.y);
    let (low, high) = (ys().fold(f64::INFINITY, f64::min), ys().fold(f64::NEG_INFINITY, f64::max));
    let middle = (low + high) / 2.0;
    let below = ys().filter(|y| *y <= middle).fold(low, f64::max);
    let above = ys().filter(|y| *y > middle).fold(high, f64::min);
    let y = (below + above) / 2.0;
    let met = edges.iter().filter(|(a, b)| (a.y > y) != (b.y > y));
    let mut xs: Vec<f64> =
        met.map(|(a, b)| a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y))).collect();
    xs.sort_by(f64::total_cmp);
    let stretches = xs.chunks_exact(2).map(|x| (x[0], x[1]));
    let longest =
        stretches.reduce(|best, next| if next.1 - next.0 > best.1 - best.0 { next } else { best });
    longest.map(|(from, to)| Coord { x: (from + to) / 2.0, y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::f64::consts::TAU;

    fn ring(positions: &[(f64, f64)]) -> Vec<Coord> {
        positions.iter().chain(positions.first()).map(|&(x, y)| Coord { x, y }).collect()
    }

    /// A ring around a middle, a corner for each distance from it.
    fn around(middle: (f64, f64), distances: &[f64]) -> Vec<Coord> {
        let corner = |(i, distance): (usize, &f64)| {
            #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
            let angle = TAU * i as f64 / distances.len() as f64;
            (middle.0 + distance * angle.cos(), middle.1 + distance * angle.sin())
        };
        ring(&distances.iter().enumerate().map(corner).collect::<Vec<_>>())
    }

    fn turned(mut ring: Vec<Coord>) -> Vec<Coord> {
        ring.reverse();
        ring
    }

    fn clearance(rings: &[Vec<Coord>], at: Coord) -> f64 {
        let edges: Vec<Edge> =
            rings.iter().flat_map(|r| r.windows(2)).map(|e| (e[0], e[1])).collect();
        if inside(rings, at) { nearest(&edges, at) } else { -1.0 }
    }

    /// The pole and how far it is from the border.
    fn found(rings: &[Vec<Coord>]) -> (Coord, f64) {
        let at = pole(rings).expect("a place inside");
        (at, clearance(rings, at))
    }

    #[test]
    fn of_a_square_and_a_circle_it_is_the_middle() {
        for shape in
            [ring(&[(0., 0.), (4., 0.), (4., 4.), (0., 4.)]), around((2., 2.), &vec![2.0; 360])]
        {
            let (at, _) = found(&[shape]);
            assert!((at.x - 2.0).hypot(at.y - 2.0) < 1e-9, "{at:?}");
        }
    }

    #[test]
    fn of_an_angle_it_is_in_the_corner() {
        // A circle of 3 / (2 + √2) from the outer sides just touches the inner corner.
        let l = ring(&[(0., 0.), (9., 0.), (9., 1.5), (1.5, 1.5), (1.5, 9.), (0., 9.)]);
        let best = 3.0 / (2.0 + SQRT_2);
        let (at, distance) = found(&[l]);
        assert!(distance > best / (1.0 + SLACK) && distance <= best, "{distance}, {best}");
        assert!(at.x < 1.5 && at.y < 1.5, "{at:?}");
    }

    #[test]
    fn it_is_beside_a_hole_and_not_in_it() {
        let hole = turned(around((0., 0.), &vec![6.0; 90]));
        let (_, distance) = found(&[around((0., 0.), &vec![10.0; 90]), hole]);
        assert!((1.9..=2.0).contains(&distance), "{distance}");
    }

    #[test]
    fn in_a_thin_crescent_it_is_where_that_is_thickest() {
        let outer = (0..=200).map(|i| TAU / 2.0 * f64::from(i) / 200.0);
        let inner = outer.clone().rev().map(|a| (0.98 * a.cos(), 0.94 * a.sin()));
        let outline: Vec<_> = outer.map(|a| (a.cos(), a.sin())).chain(inner).collect();
        let (at, distance) = found(&[ring(&outline)]);
        assert!((0.028..=0.0301).contains(&distance) && at.x.abs() < 0.3, "{at:?} {distance}");
    }

    #[test]
    fn a_polygon_without_a_place_inside_has_none() {
        let next = 1.0_f64.next_up();
        assert_eq!(pole(&[ring(&[(1., 1.), (next, 1.), (next, next), (1., next)])]), None);
        assert_eq!(pole(&[vec![Coord { x: 1.0, y: 1.0 }; 4]]), None);
        assert_eq!(pole(&[]), None);
    }

    /// No square is ever promising enough to be left alone.
    #[test]
    fn the_search_in_a_comb_of_hair_thin_teeth_ends() {
        let teeth = 20_000;
        let tooth = |i: i32| [(f64::from(i), 1e6), (f64::from(i) + 1e-3, 1.0)];
        let mut outline = vec![(f64::from(teeth), 0.0), (f64::from(teeth), 1.0)];
        outline.extend((0..teeth).rev().flat_map(tooth));
        outline.push((0.0, 0.0));
        let comb = [ring(&outline)];
        assert!(found(&comb).1 > 0.0);
    }

    proptest! {
        #[test]
        fn it_is_inside_and_no_place_of_a_grid_is_much_better(
            distances in prop::collection::vec(0.2..10.0_f64, 3..40),
            hole in prop::collection::vec(0.01..0.1_f64, 3..9),
            flat in 0.01..1.0_f64,
        ) {
            let mut rings = vec![around((0.0, 0.0), &distances), turned(around((0.0, 0.0), &hole))];
            rings.iter_mut().flatten().for_each(|c| c.y *= flat);
            // A star of three corners may leave its middle, and the hole with it.
            prop_assume!(rings[1].iter().all(|c| position_in_ring(&rings[0], *c) == Position::Inside));
            let (at, distance) = found(&rings);
            prop_assert!(distance > 0.0, "{at:?} is not inside");
            prop_assert_eq!(pole(&rings), Some(at));
            let bounds = Bounds::around(&rings[0]).expect("a ring");
            let size = bounds.max() - bounds.min();
            let slack = (distance * SLACK).max(size.x.max(size.y) * SLACK_OF_SIZE * 1.000_001);
            let share = |i: i32| f64::from(i) / 20.0 * 10.0;
            for (x, y) in (-20..=20).flat_map(|x| (-20..=20).map(move |y| (x, y))) {
                let other = clearance(&rings, Coord { x: share(x), y: share(y) * flat });
                prop_assert!(other <= distance + slack, "{other} at {x} {y}, {distance} at {at:?}");
            }
        }
    }
}
