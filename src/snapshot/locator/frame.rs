//! Places in cells: whole numbers for what is published in degrees.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a position has at most 53 bits, 32 of them fraction, which doubles hold exactly; \
              what is made smaller was masked or compared before"
)]

use crate::place::{Bounds, Coord};

/// How many times a root cell is divided in four by four, at most.
pub(super) const MAX_DEPTH: u32 = 8;
/// The bits of a position inside a cell, in each direction.
pub(super) const LOCAL_BITS: u32 = 16;
/// What of a root cell a unit of [`Position`] is: 2^-32.
const FRACTION_BITS: u32 = LOCAL_BITS + 2 * MAX_DEPTH;
/// The last position inside a cell, in units of 2^-16 of its side.
pub(super) const LOCAL_MAX: i32 = (1 << LOCAL_BITS) - 1;

/// More root cells in a row than this make no index faster.
const MAX_SIDE: f64 = 1_048_576.0;

/// A square grid over the coordinates of a layer.
///
/// A place is given in root cells, with 32 bits of fraction. No cell is made smaller than 2^20
/// steps between doubles, as wide as these are at the largest coordinate: a unit, 2^-16 of the
/// side of any cell, is sixteen steps or more. Coordinates are no further apart than a little more
/// than twice the largest: rounding a double moves a place by hardly more than an eighth of a unit.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    bounds: Bounds,
    origin: Coord,
    /// Degrees in a root cell.
    side: f64,
    /// Units of [`Position`] in a degree.
    units: f64,
    pub(super) columns: u32,
    pub(super) rows: u32,
    /// How often a root cell may be divided.
    pub(super) depth: u32,
    /// About how many root cells were asked for.
    cells: f64,
}

/// A place in a frame, in units of 2^-32 of a root cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) x: u64,
    pub(super) y: u64,
}

/// A cell: its south-west corner, and how often its root cell was divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) corner: Position,
    pub(super) depth: u32,
}

impl Frame {
    /// A grid of about `cells` root cells; `None` where doubles are too coarse or too small for it.
    pub(super) fn new(bounds: Bounds, cells: f64) -> Option<Self> {
        let (width, height) = (bounds.max().x - bounds.min().x, bounds.max().y - bounds.min().y);
        let largest = bounds.to_array().into_iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let resolution = largest.next_up() - largest;
        // Sixteen steps between doubles in a unit of the smallest cell.
        let smallest = resolution * 16.0 * f64::from(LOCAL_MAX + 1);
        let even = (width / cells).sqrt() * height.sqrt();
        // No row of cells is many times as long as that of a square: what is long and thin would
        // have all of its edges in all of its cells.
        let longest = width.max(height) / (4.0 * cells.sqrt() + 16.0).min(MAX_SIDE);
        let side = even.max(longest).max(smallest);
        let origin = bounds.min() - Coord { x: side / 64.0, y: side / 64.0 };
        // Two more than are needed: the last position may be rounded up, and beyond what that may
        // reach there is a cell with nothing in it, for what is outside.
        let count = |from: f64, to: f64| whole(((to - from) / side).floor() + 3.0);
        let frame = Self {
            origin,
            side,
            units: (1_u64 << FRACTION_BITS) as f64 / side,
            columns: count(origin.x, bounds.max().x)?,
            rows: count(origin.y, bounds.max().y)?,
            depth: depth_between(side, smallest),
            bounds,
            cells,
        };
        let usable = frame.units.is_finite()
            && frame.units > 0.0
            && frame.side.is_normal()
            && frame.origin.x < bounds.min().x
            && frame.origin.y < bounds.min().y;
        usable.then_some(frame)
    }

    /// What [`Self::new`] made it of.
    pub(super) fn made_of(&self) -> (Bounds, f64) {
        (self.bounds, self.cells)
    }

    /// Where a place lies; `None` outside of all geometries, and for what is no number.
    #[inline]
    pub(super) fn position(&self, p: Coord) -> Option<Position> {
        self.bounds.contains(p).then(|| {
            // Nothing in the bounds is negative, and signed numbers are the faster ones.
            let x = ((p.x - self.origin.x) * self.units) as i64 as u64;
            let y = ((p.y - self.origin.y) * self.units) as i64 as u64;
            Position { x, y }
        })
    }

    /// The same with the root cell, by its place in the list of them; what is outside of all
    /// geometries lies in the last, in which there is nothing.
    #[inline]
    pub(super) fn position_or_outside(&self, p: Coord) -> (Position, usize) {
        match self.position(p) {
            Some(position) => (position, self.root_index(position)),
            None => {
                let last = self.root(self.columns - 1, self.rows - 1).corner;
                (last, self.root_index(last))
            }
        }
    }

    /// The root cell that a position lies in, by its place in the list of them.
    #[inline]
    pub(super) fn root_index(&self, at: Position) -> usize {
        let (column, row) = (at.x >> FRACTION_BITS, at.y >> FRACTION_BITS);
        (row * u64::from(self.columns) + column) as usize
    }

    /// A root cell.
    pub(super) fn root(&self, column: u32, row: u32) -> Cell {
        let (x, y) = (u64::from(column) << FRACTION_BITS, u64::from(row) << FRACTION_BITS);
        Cell { corner: Position { x, y }, depth: 0 }
    }

    /// The coordinates of a corner of cells: the same corner is the same coordinates, whichever
    /// cell it is asked for.
    pub(super) fn coord(&self, at: Position) -> Coord {
        let degrees = |origin: f64, units: u64| {
            origin + units as f64 / (1_u64 << FRACTION_BITS) as f64 * self.side
        };
        Coord { x: degrees(self.origin.x, at.x), y: degrees(self.origin.y, at.y) }
    }

    /// The side of a cell in degrees.
    pub(super) fn side(&self, cell: Cell) -> f64 {
        self.side / (1_u64 << (2 * cell.depth)) as f64
    }
}

impl Position {
    /// Which of the sixteen cells that a cell at `depth` was divided in holds it: rows from the
    /// south, four in each.
    #[inline]
    pub(super) fn child(self, depth: u32) -> usize {
        let shift = FRACTION_BITS - 2 * (depth + 1);
        (((self.y >> shift) & 3) << 2 | ((self.x >> shift) & 3)) as usize
    }

    /// The south-west corner of its cell at `depth`.
    pub(super) fn corner(self, depth: u32) -> Self {
        let shift = FRACTION_BITS - 2 * depth;
        Self { x: self.x >> shift << shift, y: self.y >> shift << shift }
    }

    /// Where it lies in its cell at `depth`, in units of 2^-16 of the cell's side.
    #[inline]
    pub(super) fn local(self, depth: u32) -> (i32, i32) {
        let shift = FRACTION_BITS - LOCAL_BITS - 2 * depth;
        let local = |v: u64| ((v >> shift) & 0xffff) as i32;
        (local(self.x), local(self.y))
    }
}

impl Cell {
    /// One of its sixteen cells.
    pub(super) fn child(self, column: u32, row: u32) -> Self {
        let step = 1_u64 << (FRACTION_BITS - 2 * (self.depth + 1));
        let corner = Position {
            x: self.corner.x + u64::from(column) * step,
            y: self.corner.y + u64::from(row) * step,
        };
        Self { corner, depth: self.depth + 1 }
    }

    /// The corner that is `columns` to the east and `rows` to the north, in its own sides.
    pub(super) fn corner(self, columns: u32, rows: u32) -> Position {
        let step = 1_u64 << (FRACTION_BITS - 2 * self.depth);
        Position {
            x: self.corner.x + u64::from(columns) * step,
            y: self.corner.y + u64::from(rows) * step,
        }
    }
}

/// How often a side can be divided by four and stays at least as large as the smallest.
fn depth_between(side: f64, smallest: f64) -> u32 {
    let mut depth = 0;
    let mut side = side / 4.0;
    while depth < MAX_DEPTH && side >= smallest {
        depth += 1;
        side /= 4.0;
    }
    depth
}

/// A count of cells in a row, or `None` where it is none.
fn whole(count: f64) -> Option<u32> {
    (1.0..=MAX_SIDE * 2.0).contains(&count).then_some(count as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(corners: [f64; 4]) -> Frame {
        Frame::new(Bounds::from(corners), 1_000.0).unwrap()
    }

    /// What `record` and `lists` rely on: less than two units, of whichever cell.
    #[test]
    fn a_place_is_less_than_two_units_from_its_position_and_from_its_cell() {
        for corners in [[110.2, -7.2, 110.6, -6.9], [-180.0, -90.0, 180.0, 90.0]] {
            let frame = frame(corners);
            let (min, max) = (frame.bounds.min(), frame.bounds.max());
            for i in 0..=1_000 {
                let share = |n: i32| f64::from(n) / 1_000.0;
                let p = Coord {
                    x: min.x + (max.x - min.x) * share(i),
                    y: min.y + (max.y - min.y) * share(i * 619 % 1_001),
                };
                let at = frame.position(p).unwrap();
                for depth in 0..=frame.depth {
                    let cell = Cell { corner: at.corner(depth), depth };
                    let (corner, unit) = (frame.coord(cell.corner), frame.side(cell) / 65_536.0);
                    let local = (p - corner) / unit;
                    let (x, y) = at.local(depth);
                    let off = (local.x - f64::from(x)).abs().max((local.y - f64::from(y)).abs());
                    assert!(off < 2.0, "{p:?} at {depth} is off by {off} units");
                }
            }
        }
    }

    #[test]
    fn a_corner_is_the_same_place_whichever_cell_it_is_asked_for() {
        let frame = frame([110.2, -7.2, 110.6, -6.9]);
        let (cell, east) = (frame.root(3, 5), frame.root(4, 5));
        let beside = cell.child(3, 0).child(3, 0);
        assert_eq!(frame.coord(beside.corner(1, 0)), frame.coord(east.corner));
        assert_eq!(frame.coord(cell.corner), frame.coord(cell.child(0, 0).corner));
    }

    #[test]
    fn the_corner_of_all_is_outside_and_what_is_outside_lies_where_nothing_is() {
        let frame = frame([110.2, -7.2, 110.6, -6.9]);
        let first = frame.coord(frame.root(0, 0).corner);
        assert!(first.x < 110.2 && first.y < -7.2);
        let last = frame.root_index(frame.position(frame.bounds.max()).unwrap());
        let (_, outside) = frame.position_or_outside(Coord { x: f64::NAN, y: 0.0 });
        assert!(last < outside && outside < (frame.columns * frame.rows) as usize);
    }

    #[test]
    fn there_is_no_frame_where_doubles_end() {
        let largest = f64::MAX;
        assert!(Frame::new(Bounds::from([0.0, 0.0, largest, largest]), 4.0).is_none());
        assert!(Frame::new(Bounds::from([0.0, 0.0, 1e-310, 1e-310]), 4.0).is_none());
        // Too small to be divided is not too small.
        let next = 110.0_f64.next_up();
        let tiny = Frame::new(Bounds::from([110.0, -7.0, next, -7.0]), 4.0).unwrap();
        assert_eq!(tiny.depth, 0);
    }
}
