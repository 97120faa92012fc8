//! Things on the grid by place, in square buckets.

use super::clip::Cell;
use super::frame::At;

/// The squares that the grid is divided in, about as many as there are things.
#[derive(Debug, Clone, Copy)]
pub(super) struct Squares {
    min: At,
    columns: i64,
    rows: i64,
    /// The binary logarithm of a side.
    shift: u32,
}

/// Things by the squares that they lie in.
#[derive(Debug)]
pub(super) struct Buckets {
    /// Where each square begins in `things`, row by row.
    starts: Vec<u32>,
    things: Vec<u32>,
}

impl Squares {
    /// Over all of some positions.
    pub(super) fn over(min: At, max: At, things: usize) -> Self {
        let (width, height) = (max.x - min.x, max.y - min.y);
        let most = i64::try_from(things).unwrap_or(i64::MAX).saturating_add(64);
        let count = |shift: u32| ((width >> shift) + 1).saturating_mul((height >> shift) + 1);
        let shift = (0..62).find(|s| count(*s) <= most).unwrap_or(62);
        Self { min, columns: (width >> shift) + 1, rows: (height >> shift) + 1, shift }
    }

    pub(super) fn len(&self) -> usize {
        self.columns() * self.rows()
    }

    pub(super) fn columns(&self) -> usize {
        usize::try_from(self.columns).unwrap_or(0)
    }

    pub(super) fn rows(&self) -> usize {
        usize::try_from(self.rows).unwrap_or(0)
    }

    /// A square between its corners in the south-west and in the north-east.
    pub(super) fn cell(&self, square: usize) -> Cell {
        let square = i64::try_from(square).unwrap_or(i64::MAX);
        let (column, row) = (square % self.columns, square / self.columns);
        let at = |column: i64, row: i64| At {
            x: self.min.x + (column << self.shift),
            y: self.min.y + (row << self.shift),
        };
        Cell { near: at(column, row), far: at(column + 1, row + 1) }
    }

    /// The squares that a box has a part in.
    pub(super) fn about(&self, min: At, max: At) -> impl Iterator<Item = usize> {
        let (from, to) = (self.column(min.x), self.column(max.x));
        let rows = self.row(min.y)..=self.row(max.y);
        rows.flat_map(move |row| (from..=to).map(move |column| self.number(column, row)))
    }

    /// The square of a position.
    pub(super) fn of(&self, at: At) -> usize {
        self.number(self.column(at.x), self.row(at.y))
    }

    /// Calls with each square that an edge passes, or passes within a step.
    pub(super) fn passed(&self, a: At, b: At, mut found: impl FnMut(usize)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (west, east) = (a.x.min(b.x), a.x.max(b.x));
        let (first, last) = (self.row(low.y - 1), self.row(high.y + 1));
        for row in first..=last {
            let (from, to) = if first == last || low.y == high.y {
                (west, east)
            } else {
                // Where the edge is while it is in the row, a step more on each side.
                let south = (self.min.y + (row << self.shift)).saturating_sub(1);
                let north = south + (1 << self.shift) + 2;
                let (p, q) = (x_at(low, high, south), x_at(low, high, north));
                (p.min(q).clamp(west, east), p.max(q).clamp(west, east))
            };
            for column in self.column(from - 2)..=self.column(to + 2) {
                found(self.number(column, row));
            }
        }
    }

    fn number(&self, column: i64, row: i64) -> usize {
        usize::try_from(row * self.columns + column).unwrap_or(0)
    }

    fn column(&self, x: i64) -> i64 {
        ((x - self.min.x) >> self.shift).clamp(0, self.columns - 1)
    }

    fn row(&self, y: i64) -> i64 {
        ((y - self.min.y) >> self.shift).clamp(0, self.rows - 1)
    }
}

/// About where an edge is at a latitude: within a step.
fn x_at(low: At, high: At, y: i64) -> i64 {
    let height = high.y - low.y;
    let along = i128::from(high.x - low.x) * i128::from(y.clamp(low.y, high.y) - low.y);
    low.x + i64::try_from(along / i128::from(height)).unwrap_or(0)
}

impl Buckets {
    /// A counting sort: `each` calls with each square and what lies in it, twice the same.
    pub(super) fn of(squares: &Squares, each: impl Fn(&mut dyn FnMut(usize, u32))) -> Self {
        let mut starts = vec![0_u32; squares.len() + 1];
        each(&mut |square, _| starts[square + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let total = starts.last().map_or(0, |n| index(*n));
        let mut things = vec![0; total];
        let mut next = starts.clone();
        each(&mut |square, thing| {
            let at = &mut next[square];
            things[index(*at)] = thing;
            *at += 1;
        });
        Self { starts, things }
    }

    /// What lies in a square.
    pub(super) fn within(&self, square: usize) -> &[u32] {
        &self.things[index(self.starts[square])..index(self.starts[square + 1])]
    }
}

pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
