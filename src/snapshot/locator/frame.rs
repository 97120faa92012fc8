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
/// A place is given in root cells, with 32 bits of fraction. What is computed of it is within one
/// unit of 2^-16 of the smallest cell: no cell is made so small that doubles were too coarse.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    bounds: Bounds,
    origin: Coord,
    /// Degrees in a root cell, and its inverse.
    side: f64,
    per_degree: f64,
    pub(super) columns: u32,
    pub(super) rows: u32,
    /// How often a root cell may be divided.
    pub(super) depth: u32,
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
        // Sixteen steps between doubles in a unit of the local grid.
        let smallest = resolution * 16.0 * f64::from(LOCAL_MAX + 1);
        let even = (width / cells).sqrt() * height.sqrt();
        let longest = width.max(height) / MAX_SIDE * 2.0;
        let side = even.max(longest).max(smallest);
        let origin = bounds.min() - Coord { x: side / 64.0, y: side / 64.0 };
        // One more than are needed: the last position may be rounded up.
        let count = |from: f64, to: f64| whole(((to - from) / side).floor() + 2.0);
        let frame = Self {
            origin,
            side,
            per_degree: 1.0 / side,
            columns: count(origin.x, bounds.max().x)?,
            rows: count(origin.y, bounds.max().y)?,
            depth: depth_between(side, smallest),
            bounds,
        };
        let usable = frame.per_degree.is_finite()
            && frame.per_degree > 0.0
            && frame.side.is_normal()
            && frame.origin.x < bounds.min().x
            && frame.origin.y < bounds.min().y;
        usable.then_some(frame)
    }

    /// Where a place lies; `None` outside of all geometries, and for what is no number.
    #[inline]
    pub(super) fn position(&self, p: Coord) -> Option<Position> {
        self.bounds.contains(p).then(|| {
            let units = (1_u64 << FRACTION_BITS) as f64 * self.per_degree;
            let x = ((p.x - self.origin.x) * units) as u64;
            let y = ((p.y - self.origin.y) * units) as u64;
            Position { x, y }
        })
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
