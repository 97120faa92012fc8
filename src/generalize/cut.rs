//! Cuts borders to tiles.
//!
//! ```text
//!         exit            What lies inside a window is bounded by the edges in it and by the
//!      +---^======+       stretches of its sides that lie inside: from where an edge leaves to
//!      |   |######|       where the next one comes in. Both together are edges again, from
//!      |   `------<       which polygons are made, so that holes stay holes, parts come apart
//!      +----------+ entry and nothing runs along a side where the polygon is not.
//! ```

use super::grid::{Cell, Grid, cross};
use super::trace::{Polygon, Side, polygons, without_pairs};
use crate::place::EXTENT;

/// A tile of the grid with its buffer; sides included. Units: steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) min: Cell,
    pub(crate) max: Cell,
}

/// The tiles that a grid is cut to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tiles {
    side: i64,
    buffer: i64,
    /// Where the world begins.
    corner: (i64, i64),
    /// How many there are along each side of the world.
    count: i64,
}

/// A tile by its column and row.
pub(crate) type Tile = (u32, u32);

/// Tiles of a row, from the first to the last, that lie inside wholly, buffer and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inside {
    pub(crate) row: u32,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

impl Tiles {
    /// Those of the zoom `depth`, with a buffer of some tile units of the grid's own zoom.
    pub(crate) fn of(grid: &Grid, depth: u8, buffer: u32) -> Self {
        Self {
            side: grid.tile_side(depth),
            buffer: i64::from(buffer >> grid.coarse),
            corner: grid.world_corner(),
            count: 1 << depth,
        }
    }

    /// The north-west corner of a tile.
    pub(crate) fn corner(&self, (column, row): Tile) -> Cell {
        let at =
            |tile: u32, o: i64| i32::try_from(o + i64::from(tile) * self.side).unwrap_or(i32::MAX);
        Cell { x: at(column, self.corner.0), y: at(row, self.corner.1) }
    }

    pub(crate) fn window(&self, tile: Tile) -> Window {
        let at = |tile: u32, o: i64| {
            let from = o + i64::from(tile) * self.side;
            let cell = |v: i64| i32::try_from(v).unwrap_or(if v < 0 { i32::MIN } else { i32::MAX });
            (cell(from - self.buffer), cell(from + self.side + self.buffer))
        };
        let ((x0, x1), (y0, y1)) = (at(tile.0, self.corner.0), at(tile.1, self.corner.1));
        Window { min: Cell { x: x0, y: y0 }, max: Cell { x: x1, y: y1 } }
    }

    /// The first and last tile along an axis whose window meets a stretch.
    fn span(&self, from: i64, to: i64, o: i64) -> (i64, i64) {
        let first = (from - o - self.buffer + self.side - 1).div_euclid(self.side) - 1;
        let last = (to - o + self.buffer).div_euclid(self.side);
        (first.max(0), last.min(self.count - 1))
    }

    /// Calls with each tile whose window an edge meets, and perhaps some beside it.
    pub(crate) fn meeting(&self, (a, b): Side, mut found: impl FnMut(Tile)) {
        let low = (i64::from(a.x.min(b.x)), i64::from(a.y.min(b.y)));
        let high = (i64::from(a.x.max(b.x)), i64::from(a.y.max(b.y)));
        let columns = self.span(low.0, high.0, self.corner.0);
        let rows = self.span(low.1, high.1, self.corner.1);
        for row in rows.0..=rows.1 {
            let (mut from, mut to) = columns;
            if columns.0 < columns.1 && rows.0 < rows.1 {
                let top = self.corner.1 + row * self.side - self.buffer - 1;
                let bottom = top + self.side + 2 * self.buffer + 2;
                let (west, east) = stretch((a, b), top, bottom);
                let (first, last) = self.span(west - 1, east + 1, self.corner.0);
                (from, to) = (from.max(first), to.min(last));
            }
            for column in from..=to {
                found((narrow(column), narrow(row)));
            }
        }
    }

    /// The rows whose middle an edge crosses, each with where along it. Half open, so that a
    /// vertex on a middle counts once.
    fn middles(&self, (a, b): Side, mut found: impl FnMut(u32, f64)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let middle = |row: i64| self.corner.1 + row * self.side + self.side / 2;
        let row_of = |y: i32| {
            // The first row whose middle is not above.
            (i64::from(y) - self.corner.1 - self.side / 2 + self.side - 1).div_euclid(self.side)
        };
        for row in row_of(low.y).max(0)..row_of(high.y).min(self.count) {
            #[expect(clippy::cast_precision_loss, reason = "below 2^32")]
            let share =
                (middle(row) - i64::from(low.y)) as f64 / (f64::from(high.y) - f64::from(low.y));
            found(narrow(row), f64::from(low.x) + (f64::from(high.x) - f64::from(low.x)) * share);
        }
    }

    /// The tiles inside some borders that no edge meets; `met` are the others, by row.
    pub(crate) fn inside(&self, sides: &[Side], met: &[Tile]) -> Vec<Inside> {
        let mut crossings: Vec<(u32, f64)> = Vec::new();
        for side in sides {
            self.middles(*side, |row, x| crossings.push((row, x)));
        }
        crossings.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut out = Vec::new();
        for row in crossings.chunk_by(|a, b| a.0 == b.0) {
            let number = row[0].0;
            let first = met.partition_point(|t| t.1 < number);
            let met = &met[first..];
            let met = &met[..met.partition_point(|t| t.1 == number)];
            for pair in row.chunks_exact(2) {
                self.between(number, (pair[0].1, pair[1].1), met, &mut out);
            }
        }
        out
    }

    /// The tiles of a row whose middles lie between two crossings, but for those met.
    fn between(&self, row: u32, (west, east): (f64, f64), met: &[Tile], out: &mut Vec<Inside>) {
        #[expect(clippy::cast_precision_loss, reason = "below 2^34")]
        let column = |x: f64| (x - self.corner.0 as f64) / self.side as f64 - 0.5;
        #[expect(clippy::cast_possible_truncation, reason = "columns of a zoom")]
        let (from, to) = (column(west).ceil() as i64, column(east).floor() as i64);
        let (mut from, to) = (from.max(0), to.min(self.count - 1));
        let mut push = |from: i64, to: i64| {
            if from <= to {
                out.push(Inside { row, from: narrow(from), to: narrow(to) });
            }
        };
        let begin = met.partition_point(|t| i64::from(t.0) < from);
        for tile in met[begin..].iter().take_while(|t| i64::from(t.0) <= to) {
            push(from, i64::from(tile.0) - 1);
            from = i64::from(tile.0) + 1;
        }
        push(from, to);
    }
}

fn narrow(v: i64) -> u32 {
    u32::try_from(v).unwrap_or(0)
}

/// Where an edge lies between two lines of y, to a step.
fn stretch((a, b): Side, top: i64, bottom: i64) -> (i64, i64) {
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    let height = f64::from(high.y) - f64::from(low.y);
    #[expect(clippy::cast_precision_loss, reason = "below 2^32")]
    let at = |y: i64| {
        let share = ((y as f64 - f64::from(low.y)) / height).clamp(0.0, 1.0);
        f64::from(low.x) + (f64::from(high.x) - f64::from(low.x)) * share
    };
    let (x0, x1) = (at(top), at(bottom));
    #[expect(clippy::cast_possible_truncation, reason = "positions on the grid")]
    let (west, east) = (x0.min(x1).floor() as i64, x0.max(x1).ceil() as i64);
    (west, east)
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
        let crossed = sides.iter().filter(|(a, b)| {
            let at = self.min;
            let (low, high) = if a.y < b.y { (*a, *b) } else { (*b, *a) };
            (a.y > at.y) != (b.y > at.y) && cross(low, high, at) > 0
        });
        crossed.count() % 2 == 1
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

/// The tile units around a tile that are drawn with it, so that outlines of some pixels are whole.
pub const BUFFER: u32 = EXTENT / 64;
