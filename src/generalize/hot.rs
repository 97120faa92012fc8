//! The cells that hold a vertex, and the edges that pass them.
//!
//! Snap rounding (Hobby 1999; Guibas and Marimont 1998): where every edge that passes through a
//! cell with a vertex in it is led through the middle of that cell, rounding makes no edge cross
//! another and no vertex change sides; at most, what was apart meets.

use super::grid::{Cell, FINE, Fine};
use super::index::{index, size};

/// The hot cells of a grid, in buckets. A cell is known by its place in them.
#[derive(Debug)]
pub(crate) struct Hot {
    cells: Vec<Cell>,
    /// Where each bucket begins in `cells`, row by row.
    starts: Vec<u32>,
    min: Cell,
    columns: i64,
    rows: i64,
    /// The binary logarithm of a bucket's side.
    shift: u32,
}

impl Hot {
    /// Of the cells of some positions.
    pub(crate) fn of(fines: impl Iterator<Item = Fine> + Clone) -> Self {
        let cells = fines.map(Fine::cell);
        let first = cells.clone().next().unwrap_or_default();
        let (mut min, mut max, mut count) = (first, first, 0_usize);
        for c in cells.clone() {
            min = Cell { x: min.x.min(c.x), y: min.y.min(c.y) };
            max = Cell { x: max.x.max(c.x), y: max.y.max(c.y) };
            count += 1;
        }
        let (width, height) =
            (i64::from(max.x) - i64::from(min.x), i64::from(max.y) - i64::from(min.y));
        let most = i64::try_from(count).unwrap_or(i64::MAX).saturating_add(1024);
        let buckets = |shift: u32| ((width >> shift) + 1).saturating_mul((height >> shift) + 1);
        let shift = (0..31).find(|s| buckets(*s) <= most).unwrap_or(31);
        let mut hot = Self {
            cells: Vec::new(),
            starts: Vec::new(),
            min,
            columns: (width >> shift) + 1,
            rows: (height >> shift) + 1,
            shift,
        };
        hot.fill(cells);
        hot
    }

    /// A counting sort by bucket; each cell once.
    fn fill(&mut self, cells: impl Iterator<Item = Cell> + Clone) {
        let buckets = usize::try_from(self.columns * self.rows).unwrap_or(0);
        let mut ends = vec![0_u32; buckets + 1];
        let mut last = None;
        for c in cells.clone() {
            if last != Some(c) {
                ends[self.bucket(c) + 1] += 1;
            }
            last = Some(c);
        }
        for i in 1..ends.len() {
            ends[i] += ends[i - 1];
        }
        let total = ends.last().map_or(0, |n| size(*n));
        let mut sorted = vec![Cell::default(); total];
        let mut next = ends.clone();
        last = None;
        for c in cells {
            if last != Some(c) {
                let at = &mut next[self.bucket(c)];
                sorted[size(*at)] = c;
                *at += 1;
            }
            last = Some(c);
        }
        self.starts = Vec::with_capacity(buckets + 1);
        self.starts.push(0);
        for bucket in 0..buckets {
            let slice = &mut sorted[size(ends[bucket])..size(ends[bucket + 1])];
            slice.sort_unstable();
            let from = self.cells.len();
            for c in slice.iter() {
                if self.cells.get(from..).and_then(<[Cell]>::last) != Some(c) {
                    self.cells.push(*c);
                }
            }
            self.starts.push(index(self.cells.len()));
        }
    }

    fn bucket(&self, c: Cell) -> usize {
        let (column, row) = (self.column(i64::from(c.x)), self.row(i64::from(c.y)));
        usize::try_from(row * self.columns + column).unwrap_or(0)
    }

    fn column(&self, x: i64) -> i64 {
        ((x - i64::from(self.min.x)) >> self.shift).clamp(0, self.columns - 1)
    }

    fn row(&self, y: i64) -> i64 {
        ((y - i64::from(self.min.y)) >> self.shift).clamp(0, self.rows - 1)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// A cell by its place.
    pub(crate) fn cell(&self, place: u32) -> Cell {
        self.cells[size(place)]
    }

    /// The place of a cell that is hot.
    pub(crate) fn place(&self, c: Cell) -> u32 {
        let bucket = self.bucket(c);
        let (from, to) = (self.starts[bucket], self.starts[bucket + 1]);
        let among = &self.cells[size(from)..size(to)];
        from + index(among.partition_point(|other| *other < c))
    }

    /// Calls with each hot cell near a box of cells, sides included; some lie outside it.
    pub(crate) fn near(&self, min: Cell, max: Cell, mut found: impl FnMut(u32, Cell)) {
        let columns = self.column(i64::from(min.x))..=self.column(i64::from(max.x));
        for row in self.row(i64::from(min.y))..=self.row(i64::from(max.y)) {
            self.among(row, *columns.start(), *columns.end(), &mut found);
        }
    }

    /// Calls with the hot cells of a stretch of buckets in a row.
    fn among(&self, row: i64, from: i64, to: i64, found: &mut impl FnMut(u32, Cell)) {
        let at = |column: i64| usize::try_from(row * self.columns + column).unwrap_or(0);
        let (first, last) = (self.starts[at(from)], self.starts[at(to) + 1]);
        for place in first..last {
            found(place, self.cells[size(place)]);
        }
    }

    /// Calls with each hot cell that the edge between two positions passes through.
    pub(crate) fn passed(&self, a: Fine, b: Fine, mut found: impl FnMut(u32, Cell)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let ((x0, y0), (x1, y1)) = (low.steps(), high.steps());
        let (left, right) = (x0.min(x1), x0.max(x1));
        let slope = if y1 > y0 { (x1 - x0) / (y1 - y0) } else { 0.0 };
        let rows = self.row(i64::from(low.cell().y) - 1)..=self.row(i64::from(high.cell().y) + 1);
        for row in rows.clone() {
            // Where the edge lies while it is in the row, with a cell to spare on each side.
            let (from, to) = if y1 - y0 < 1.0 || rows.start() == rows.end() {
                (left, right)
            } else {
                #[expect(clippy::cast_precision_loss, reason = "below 2^31")]
                let top = (i64::from(self.min.y) + (row << self.shift)) as f64 - 1.0;
                let bottom = top + f64::from(1_u32 << self.shift) + 1.0;
                let (at_top, at_bottom) = (x0 + (top - y0) * slope, x0 + (bottom - y0) * slope);
                (at_top.min(at_bottom).clamp(left, right), at_top.max(at_bottom).clamp(left, right))
            };
            #[expect(clippy::cast_possible_truncation, reason = "positions on the grid")]
            let (from, to) = ((from - 1.0).floor() as i64, (to + 1.0).ceil() as i64);
            self.among(row, self.column(from), self.column(to), &mut |place, cell| {
                if passes(a, b, cell) {
                    found(place, cell);
                }
            });
        }
    }
}

/// Whether the edge between two positions passes through a cell: the square of a step around its
/// middle. An edge through a corner passes as if it ran a little beside it, always on one side,
/// so that edges in either direction and of all neighbours decide alike.
pub(crate) fn passes(a: Fine, b: Fine, cell: Cell) -> bool {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let (middle, half) = (cell.fine(), FINE / 2);
    let (west, east) = (middle.x - half, middle.x + half);
    let (north, south) = (middle.y - half, middle.y + half);
    if a.x.max(b.x) < west || a.x.min(b.x) > east || a.y.max(b.y) < north || a.y.min(b.y) > south {
        return false;
    }
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let side = |x: i64, y: i64| {
        let (px, py) = (x - a.x, y - a.y);
        // Products of differences below 2^30 fit.
        let near = |v: i64| v.unsigned_abs() < 1 << 30;
        if near(dx) && near(dy) && near(px) && near(py) {
            dx * py - dy * px >= 0
        } else {
            i128::from(dx) * i128::from(py) - i128::from(dy) * i128::from(px) >= 0
        }
    };
    let first = side(west, north);
    first != side(east, north) || first != side(west, south) || first != side(east, south)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fine(x: i64, y: i64) -> Fine {
        Fine { x: 2 * x + 1, y: 2 * y + 1 }
    }

    proptest! {
        #[test]
        fn buckets_lose_no_cell_that_an_edge_passes(
            positions in prop::collection::vec((-90_000..90_000_i64, -90_000..90_000_i64), 2..60),
        ) {
            let fines: Vec<Fine> = positions.iter().map(|&(x, y)| fine(x, y)).collect();
            let hot = Hot::of(fines.iter().copied());
            for pair in fines.windows(2) {
                let mut found = Vec::new();
                hot.passed(pair[0], pair[1], |place, cell| {
                    assert_eq!(hot.place(cell), place);
                    found.push(cell);
                });
                found.sort_unstable();
                let mut all: Vec<Cell> = fines.iter().map(|f| f.cell()).filter(|c| passes(pair[0], pair[1], *c)).collect();
                all.sort_unstable();
                all.dedup();
                prop_assert!(all.contains(&pair[0].cell()) && all.contains(&pair[1].cell()));
                prop_assert_eq!(found, all);
            }
        }
    }
}
