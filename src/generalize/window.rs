//! Cuts borders to tiles.
//!
//! ```text
//!         exit            What lies inside a window is bounded by the edges in it and by the
//!      +---^======+       stretches of its sides that lie inside: from where an edge leaves to
//!      |   |######|       where the next one comes in. Both together are edges again, from
//!      |   `------<       which polygons are made, so that holes stay holes, parts come apart
//!      +----------+ entry and nothing runs along a side where the polygon is not.
//! ```

use super::grid::{Cell, cross};
use super::trace::{Polygon, Side, polygons, without_pairs};

/// A tile of the grid with its buffer; sides included. Units: steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) min: Cell,
    pub(crate) max: Cell,
}

impl Window {
    /// The polygons inside the window that some edges bound; `None` where no edge tells whether
    /// the window lies inside.
    pub(crate) fn cut(&self, sides: &[Side]) -> Option<Vec<Polygon>> {
        let mut kept: Vec<Side> = Vec::with_capacity(sides.len() + 8);
        let mut changes: Vec<(i64, i64)> = Vec::new();
        for side in sides {
            let Some(piece) = self.piece(*side) else { continue };
            if piece.enters {
                changes.push((self.along(piece.from), -1));
            }
            if piece.leaves {
                changes.push((self.along(piece.to), 1));
            }
            if piece.from != piece.to {
                kept.push((piece.from, piece.to));
            }
        }
        let changes = summed(changes);
        if changes.is_empty() && kept.is_empty() {
            return None;
        }
        if changes.is_empty() {
            return self.around(kept);
        }
        kept.extend(self.inside_stretches(&kept, &changes));
        Some(polygons(kept))
    }

    /// Rings that do not cross the sides: the window lies inside where the outermost is a hole.
    fn around(&self, sides: Vec<Side>) -> Option<Vec<Polygon>> {
        let mut sides = without_pairs(sides);
        if self.lies_inside(&sides)? {
            let mut stops: Vec<Cell> =
                sides.iter().map(|s| s.0).filter(|c| self.touches(*c)).collect();
            stops.extend(self.corners());
            stops.sort_by_key(|c| self.along(*c));
            stops.dedup();
            let next = stops.iter().cycle().skip(1);
            sides.extend(stops.iter().zip(next).map(|(a, b)| (*a, *b)));
        }
        Some(polygons(sides))
    }

    /// Whether what lies around some rings is inside. Of the edges at the vertex farthest west
    /// the one farthest with the clock tells: what lies beyond it is on its right where it leads
    /// away, on its left where it leads there.
    fn lies_inside(&self, sides: &[Side]) -> Option<bool> {
        let west = sides.iter().map(|s| s.0).min()?;
        let ends = sides.iter().filter_map(|&(a, b)| {
            if a == west {
                Some((b, false))
            } else if b == west {
                Some((a, true))
            } else {
                None
            }
        });
        let outer =
            ends.reduce(|best, next| if cross(west, best.0, next.0) < 0 { next } else { best });
        outer.map(|(_, leads_there)| leads_there)
    }

    /// Its corners, as an exterior ring.
    pub(crate) fn corners(&self) -> [Cell; 4] {
        let (min, max) = (self.min, self.max);
        [min, Cell { x: max.x, y: min.y }, max, Cell { x: min.x, y: max.y }]
    }

    fn touches(&self, c: Cell) -> bool {
        c.x == self.min.x || c.x == self.max.x || c.y == self.min.y || c.y == self.max.y
    }

    /// Whether the window, which no edge meets, lies inside what some edges bound.
    pub(crate) fn lies_in(&self, sides: &[Side]) -> bool {
        is_inside(self.min, sides)
    }

    /// A place in the window that is more than two steps from these edges; its middle if may be.
    pub(crate) fn clear_place(&self, sides: &[Side]) -> Option<Cell> {
        let places = [2, 1, 3].into_iter().flat_map(|x| [2, 1, 3].map(|y| (x, y)));
        let mut places = places.map(|(x, y)| self.quarter(x, y));
        places.find(|place| sides.iter().all(|side| distance(*place, *side) > 2.0))
    }

    pub(crate) fn middle(&self) -> Cell {
        self.quarter(2, 2)
    }

    /// The place so many quarters of the way to the east and to the south.
    fn quarter(&self, x: i64, y: i64) -> Cell {
        let at = |from: i32, to: i32, n: i64| {
            let (from, to) = (i64::from(from), i64::from(to));
            i32::try_from(from + (to - from) * n / 4).unwrap_or(i32::MAX)
        };
        Cell { x: at(self.min.x, self.max.x, x), y: at(self.min.y, self.max.y, y) }
    }

    /// The stretches of some lines inside the window, each edge in its order.
    pub(crate) fn chains(&self, edges: impl Iterator<Item = Side>) -> Vec<Vec<Cell>> {
        let mut chains: Vec<Vec<Cell>> = Vec::new();
        for edge in edges {
            let Some(piece) = self.piece(edge).filter(|p| p.from != p.to) else { continue };
            match chains.last_mut() {
                Some(last) if last.last() == Some(&piece.from) => last.push(piece.to),
                _ => chains.push(vec![piece.from, piece.to]),
            }
        }
        chains
    }

    /// Whether a position lies in the window, or on a side of it.
    pub(crate) fn holds(&self, c: Cell) -> bool {
        (self.min.x..=self.max.x).contains(&c.x) && (self.min.y..=self.max.y).contains(&c.y)
    }

    /// How far along the sides a position on them lies, with the inside on the left.
    fn along(&self, c: Cell) -> i64 {
        let (width, height) = (
            i64::from(self.max.x) - i64::from(self.min.x),
            i64::from(self.max.y) - i64::from(self.min.y),
        );
        let (x, y) =
            (i64::from(c.x) - i64::from(self.min.x), i64::from(c.y) - i64::from(self.min.y));
        if y == 0 {
            x
        } else if x == width {
            width + y
        } else if y == height {
            2 * width + height - x
        } else {
            2 * width + 2 * height - y
        }
    }

    /// The stretches of the sides that lie inside: behind where an edge leaves.
    fn inside_stretches(&self, kept: &[Side], changes: &[(i64, i64)]) -> Vec<Side> {
        let ends = kept.iter().flat_map(|s| [s.0, s.1]).filter(|c| self.touches(*c));
        let mut stops: Vec<(i64, Cell)> =
            ends.chain(self.corners()).map(|c| (self.along(c), c)).collect();
        // An edge that only touches a side has changed it all the same.
        stops.sort_unstable();
        stops.dedup();
        let mut depths = Vec::with_capacity(stops.len());
        let (mut depth, mut next) = (0, changes.iter().peekable());
        for (along, _) in &stops {
            while let Some((_, change)) = next.next_if(|(at, _)| at <= along) {
                depth += change;
            }
            depths.push(depth);
        }
        let outside = depths.iter().copied().min().unwrap_or(0);
        let pairs = stops.iter().zip(stops.iter().cycle().skip(1));
        pairs.zip(depths).filter(|(_, d)| *d > outside).map(|((a, b), _)| (a.1, b.1)).collect()
    }

    /// What of an edge lies in the window.
    fn piece(&self, (a, b): Side) -> Option<Piece> {
        let (a_in, b_in) = (self.holds(a), self.holds(b));
        if a_in && b_in {
            return Some(Piece { from: a, to: b, enters: false, leaves: false });
        }
        let (min, max) = (self.min, self.max);
        if a.x.max(b.x) < min.x
            || a.x.min(b.x) > max.x
            || a.y.max(b.y) < min.y
            || a.y.min(b.y) > max.y
        {
            return None;
        }
        let (first, last) = self.crossings(a, b)?;
        Some(Piece {
            from: if a_in { a } else { first },
            to: if b_in { b } else { last },
            enters: !a_in,
            leaves: !b_in,
        })
    }

    /// Where the line of an edge first and last meets the sides, on the way from a to b. Rounded,
    /// and the same from either end, so that neighbours who share the edge share the place.
    fn crossings(&self, a: Cell, b: Cell) -> Option<(Cell, Cell)> {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        let d = (i64::from(high.x) - i64::from(low.x), i64::from(high.y) - i64::from(low.y));
        let mut found: [Option<Cell>; 4] = [None; 4];
        let lines =
            [(true, self.min.x), (true, self.max.x), (false, self.min.y), (false, self.max.y)];
        for (at, (vertical, limit)) in found.iter_mut().zip(lines) {
            let (from, to) = if vertical { (low.x, high.x) } else { (low.y, high.y) };
            if from == to || limit < from.min(to) || limit > from.max(to) {
                continue;
            }
            let ahead = i64::from(limit) - i64::from(from);
            let c = if vertical {
                Cell { x: limit, y: near(i64::from(low.y), ahead, d.1, d.0) }
            } else {
                Cell { x: near(i64::from(low.x), ahead, d.0, d.1), y: limit }
            };
            *at = Some(c).filter(|c| self.holds(*c));
        }
        let way = |c: &Cell| {
            let v = (i64::from(c.x) - i64::from(a.x), i64::from(c.y) - i64::from(a.y));
            let d = (i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y));
            i128::from(v.0) * i128::from(d.0) + i128::from(v.1) * i128::from(d.1)
        };
        let all = found.into_iter().flatten();
        Some((all.clone().min_by_key(way)?, all.max_by_key(way)?))
    }
}

/// Whether a place that is on none of some edges lies inside what they bound.
pub(crate) fn is_inside(at: Cell, sides: &[Side]) -> bool {
    let crossed = sides.iter().filter(|(a, b)| {
        let (low, high) = if a.y < b.y { (*a, *b) } else { (*b, *a) };
        (a.y > at.y) != (b.y > at.y) && cross(low, high, at) > 0
    });
    crossed.count() % 2 == 1
}

/// How far a place is from an edge. Units: steps.
fn distance(at: Cell, (a, b): Side) -> f64 {
    let from = |c: Cell| (f64::from(at.x) - f64::from(c.x), f64::from(at.y) - f64::from(c.y));
    let along = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let (v, length) = (from(a), along.0.hypot(along.1));
    let share = (v.0 * along.0 + v.1 * along.1) / (length * length).max(1.0);
    let share = share.clamp(0.0, 1.0);
    (v.0 - share * along.0).hypot(v.1 - share * along.1)
}

/// `from + ahead * rise / run`, rounded to the nearest.
fn near(from: i64, ahead: i64, rise: i64, run: i64) -> i32 {
    let (rise, run) = if run < 0 { (-rise, -run) } else { (rise, run) };
    let twice = 2 * i128::from(ahead) * i128::from(rise) + i128::from(run);
    let rounded = i128::from(from) + twice.div_euclid(2 * i128::from(run));
    i32::try_from(rounded).unwrap_or(i32::MAX)
}

/// What of an edge lies in a window.
struct Piece {
    from: Cell,
    to: Cell,
    enters: bool,
    leaves: bool,
}

/// Changes at the same place together, without those that come to nothing.
fn summed(mut changes: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    changes.sort_unstable();
    let sums = changes
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| (same[0].0, same.iter().map(|c| c.1).sum::<i64>()));
    sums.filter(|(_, sum)| *sum != 0).collect()
}
