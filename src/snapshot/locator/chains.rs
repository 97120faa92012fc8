//! The edges of a cell as it keeps them: what several parts share once, consecutive ones as a
//! chain, cut at the cell's border and rounded.

use super::frame::{Cell, Frame, LOCAL_MAX};
use super::legs;
use super::polygons::Edge;
use super::record::{self, Chain};
use crate::place::{Coord, edge_key};

/// The edges of a cell, those that several parts share once.
#[derive(Debug, Default)]
pub(super) struct Shared(Vec<Edge>);

impl Shared {
    /// Edges in the order of their first coordinates, made to name one edge where several have
    /// the same ends.
    pub(super) fn new(edges: &[Edge], ends: impl Fn(Edge) -> (Coord, Coord)) -> Self {
        let key = |e: Edge| {
            let (a, b) = ends(e);
            edge_key(a, b)
        };
        let mut keyed: Vec<(u64, Edge)> = edges.iter().map(|e| (key(*e), *e)).collect();
        keyed.sort_unstable_by_key(|(key, edge)| (*key, edge.first));
        let mut named: Vec<Edge> = Vec::with_capacity(edges.len());
        for same in keyed.chunk_by(|(a, _), (b, _)| a == b) {
            let from = named.len();
            for (_, edge) in same {
                let (a, b) = ends(*edge);
                let alike = |other: &&Edge| {
                    let (c, d) = ends(**other);
                    (a, b) == (c, d) || (a, b) == (d, c)
                };
                let owner = named[from..].iter().find(alike).map_or(edge.first, |o| o.first);
                let own = Edge { first: owner, part: edge.part };
                // Twice in one part, it is crossed twice.
                named.push(if named[from..].contains(&own) { *edge } else { own });
            }
        }
        named.sort_unstable_by_key(|e| (e.first, e.part));
        Self(named)
    }

    /// The parts that have any of the edges; each as often as it has one.
    pub(super) fn parts(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|e| e.part)
    }
}

/// The chains of the edges of some parts; `bit` is the mask of a part, 0 for those of others.
pub(super) fn of(
    shared: &Shared,
    coords: &[Coord],
    frame: &Frame,
    cell: Cell,
    bit: impl Fn(u32) -> u16,
) -> Vec<Chain> {
    let square = Square { corner: frame.coord(cell.corner), side: frame.side(cell) };
    let mut chains: Vec<Chain> = Vec::new();
    let mut open = false;
    for same in shared.0.chunk_by(|a, b| a.first == b.first) {
        let mask = same.iter().fold(0, |mask, edge| mask | bit(edge.part));
        if mask == 0 {
            continue;
        }
        let first = same[0].first;
        let piece = square.cut(coords[first as usize], coords[first as usize + 1]);
        let last = chains.last_mut().filter(|c| {
            let follows = c.first + c.edges == first && c.mask == mask && c.edges < record::EDGES;
            follows
                && open == piece.starts_inside
                && (open || c.points.is_empty() && piece.points.is_empty())
        });
        open = piece.ends_inside;
        match last {
            Some(chain) => {
                chain.edges += 1;
                chain.points.extend(piece.points.iter().skip(1));
                chain.to_west = piece.to_west;
            }
            None => chains.push(Chain {
                first,
                edges: 1,
                mask,
                points: piece.points,
                from_west: piece.from_west,
                to_west: piece.to_west,
            }),
        }
    }
    chains
}

struct Square {
    corner: Coord,
    side: f64,
}

/// What of an edge is in a square.
struct Piece {
    points: Vec<(u16, u16)>,
    from_west: bool,
    to_west: bool,
    /// Whether its ends are those of the edge, so that a chain may go on there.
    starts_inside: bool,
    ends_inside: bool,
}

impl Square {
    /// What of the edge a–b is in the square and east of its western border. On which side of that
    /// border an end lies, and whether the border is crossed north of the corner, is exact.
    fn cut(&self, a: Coord, b: Coord) -> Piece {
        let nothing = Piece {
            points: Vec::new(),
            from_west: false,
            to_west: false,
            starts_inside: false,
            ends_inside: false,
        };
        let west = self.corner.x;
        let (a_east, b_east) = (a.x > west, b.x > west);
        if !a_east && !b_east {
            return nothing;
        }
        let north_of_corner = a_east != b_east && legs::crosses_north_of(a, b, self.corner);
        let (la, lb) = (self.local(a), self.local(b));
        let crossing = crossing(la, lb, north_of_corner);
        let start = if a_east { la } else { crossing };
        let end = if b_east { lb } else { crossing };
        // Where it is crossed north of the square, no walk in the square gets so far.
        let meets = north_of_corner && crossing.y <= 1.0;
        let (from_west, to_west) = (meets && !a_east, meets && !b_east);
        let Some((t0, t1)) = within(start, end) else {
            let points = if meets { vec![rounded(crossing)] } else { Vec::new() };
            // It touches the square where it crosses the border, and rounding says it does not:
            // one point, at which the border is crossed once, whichever way.
            return Piece { points, from_west: meets, ..nothing };
        };
        let at = |t: f64| Coord {
            x: start.x + (end.x - start.x) * t,
            y: start.y + (end.y - start.y) * t,
        };
        let first = if t0 > 0.0 { at(t0) } else { start };
        let last = if t1 < 1.0 { at(t1) } else { end };
        Piece {
            points: vec![rounded(first), rounded(last)],
            from_west,
            to_west,
            starts_inside: a_east && t0 == 0.0,
            ends_inside: b_east && t1 == 1.0,
        }
    }

    /// In sides of the square from its corner.
    fn local(&self, c: Coord) -> Coord {
        (c - self.corner) / self.side
    }
}

/// Where the line a–b crosses the western border. Rounding may move it along the border, not past
/// the corner: on which side of that it lies is known.
fn crossing(a: Coord, b: Coord, north_of_corner: bool) -> Coord {
    let share = a.x / (a.x - b.x);
    let y = if share.is_finite() { a.y + (b.y - a.y) * share } else { a.y };
    Coord { x: 0.0, y: if north_of_corner { y.max(0.0) } else { y.min(0.0) } }
}

/// From where to where the line a–b is in the unit square, as shares of it (Liang and Barsky 1984).
fn within(a: Coord, b: Coord) -> Option<(f64, f64)> {
    let d = b - a;
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (step, before, room) in
        [(-d.x, a.x, 0.0), (d.x, 1.0 - a.x, 0.0), (-d.y, a.y, 0.0), (d.y, 1.0 - a.y, 0.0)]
    {
        if step == 0.0 {
            if before < room {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(before / step);
        } else {
            to = to.min(before / step);
        }
    }
    (from <= to).then_some((from, to))
}

/// Rounded down to units of 2^-16 of the side. What rounding had put outside, or lies on the
/// northern or eastern border, is taken to the nearest unit inside.
#[expect(clippy::cast_possible_truncation, reason = "clamped to what 16 bits hold")]
fn rounded(c: Coord) -> (u16, u16) {
    let round = |v: f64| (v * f64::from(LOCAL_MAX + 1)).clamp(0.0, f64::from(LOCAL_MAX)) as u16;
    (round(c.x), round(c.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What NEAR relies on, in the smallest cells that there are, with edges from within the cell
    /// to across the globe.
    #[test]
    fn what_is_cut_and_rounded_is_less_than_three_units_from_its_edge() {
        // Sixteen steps between doubles at 180 degrees.
        let unit = (180.0_f64.next_up() - 180.0) * 16.0;
        let square = Square { corner: Coord { x: 110.4, y: -7.0 }, side: unit * 65_536.0 };
        let lengths = [square.side / 3.0, square.side * 2.0, 1e-3, 60.0];
        let mut points = 0;
        for i in 0..4_000 {
            let share = |n: i32| f64::from(i * n % 4_001) / 4_001.0;
            let through = square.corner + Coord { x: share(619), y: share(1_409) } * square.side;
            let (sin, cos) = (share(271) * std::f64::consts::TAU).sin_cos();
            for (to, fro) in lengths.iter().zip(lengths.iter().cycle().skip(i as usize % 4)) {
                let (a, b) = (
                    through + Coord { x: cos, y: sin } * *to,
                    through - Coord { x: cos, y: sin } * *fro,
                );
                for (x, y) in square.cut(a, b).points {
                    let at = Coord { x: f64::from(x), y: f64::from(y) } * unit + square.corner;
                    let (d, v) = (b - a, at - a);
                    let off = (d.x * v.y - d.y * v.x).abs() / d.x.hypot(d.y) / unit;
                    assert!(off < 3.0, "{a:?} {b:?}: {off} units at {x} {y}");
                    points += 1;
                }
            }
        }
        assert!(points > 16_000);
    }
}
