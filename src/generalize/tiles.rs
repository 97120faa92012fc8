//! The tiles of a grid: which an edge meets, and which lie inside of borders.

use super::grid::{Cell, Grid};
use super::trace::Side;
use super::window::Window;
use crate::place::EXTENT;

/// The tile units around a tile that are drawn with it, so that outlines of some pixels are whole.
pub const BUFFER: u32 = EXTENT / 64;

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
