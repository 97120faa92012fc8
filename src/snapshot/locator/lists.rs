//! Which edges each cell of a block has to know.

use super::frame::{Cell, Frame, LOCAL_MAX};
use super::polygons::{Edge, Polygons};
use crate::place::Coord;

/// How far beyond its border a cell knows the edges, in cells: four of its units, of which
/// rounding moves a place by less than two.
const MARGIN: f64 = 4.0 / (LOCAL_MAX + 1) as f64;

/// The edges that each cell of a block has to know, in one list.
pub(super) struct Lists {
    starts: Vec<usize>,
    edges: Vec<Edge>,
}

/// Cells of one size, in rows from the south.
#[derive(Debug, Clone, Copy)]
struct Grid {
    /// The south-west corner. Units: degrees.
    origin: Coord,
    /// The side of a cell in degrees.
    side: f64,
    columns: u32,
    rows: u32,
}

impl Lists {
    /// Of all root cells; `None` where they would hold more than `most` edges together.
    pub(super) fn of_roots(polygons: &Polygons<'_>, frame: &Frame, most: usize) -> Option<Self> {
        let first = frame.root(0, 0);
        let (origin, side) = (frame.coord(first.corner), frame.side(first));
        let grid = Grid { origin, side, columns: frame.columns, rows: frame.rows };
        Self::new(polygons, polygons.edges(), grid, most)
    }

    /// Of the sixteen cells that a cell with these edges is divided in; `None` where they would
    /// hold more than `most` together.
    pub(super) fn of_children(
        polygons: &Polygons<'_>,
        frame: &Frame,
        (cell, edges): (Cell, &[Edge]),
        most: usize,
    ) -> Option<Self> {
        let (origin, side) = (frame.coord(cell.corner), frame.side(cell) / 4.0);
        let grid = Grid { origin, side, columns: 4, rows: 4 };
        Self::new(polygons, edges.iter().copied(), grid, most)
    }

    fn new(
        polygons: &Polygons<'_>,
        edges: impl Iterator<Item = Edge> + Clone,
        grid: Grid,
        most: usize,
    ) -> Option<Self> {
        let ends = |edge: Edge| {
            let (a, b) = polygons.ends(edge);
            ((a - grid.origin) / grid.side, (b - grid.origin) / grid.side)
        };
        // Counted, then filled: a list for each cell would take more memory than the index.
        let mut starts = vec![0; grid.columns as usize * grid.rows as usize + 1];
        let mut all = 0;
        for edge in edges.clone() {
            let (a, b) = ends(edge);
            grid.each_touched(a, b, &mut |i| {
                starts[i + 1] += 1;
                all += 1;
            });
            if all > most {
                return None;
            }
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let none = Edge { first: 0, part: 0 };
        let mut listed = vec![none; starts.last().copied().unwrap_or(0)];
        for edge in edges {
            let (a, b) = ends(edge);
            grid.each_touched(a, b, &mut |i| {
                listed[next[i]] = edge;
                next[i] += 1;
            });
        }
        Some(Self { starts, edges: listed })
    }

    /// The edges of a cell, by its place in the block.
    pub(super) fn get(&self, cell: usize) -> &[Edge] {
        &self.edges[self.starts[cell]..self.starts[cell + 1]]
    }

    /// How many edges all cells have to know; those of several cells count in each.
    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }
}

impl Grid {
    /// Calls `found` with each cell that an edge touches or comes nearer to than the margin, each
    /// once; perhaps with some that it does not. Units: cells from the corner of the grid.
    fn each_touched(&self, a: Coord, b: Coord, found: &mut impl FnMut(usize)) {
        let Some((bottom, top)) = span(a.y.min(b.y), a.y.max(b.y), self.rows) else { return };
        let Some((left, right)) = span(a.x.min(b.x), a.x.max(b.x), self.columns) else { return };
        let columns = self.columns as usize;
        let index = |column: u32, row: u32| row as usize * columns + column as usize;
        // A level edge may touch two rows, and has no slope.
        if bottom == top || left == right || (b.y - a.y).abs() < MARGIN {
            for row in bottom..=top {
                (left..=right).for_each(|column| found(index(column, row)));
            }
            return;
        }
        let slope = (b.x - a.x) / (b.y - a.y);
        // What is between the heights of a row and its margins is between these two ends: the
        // margin in y also takes up what rounding does to steep slopes.
        let x_at = |y: f64| a.x + (y.clamp(a.y.min(b.y), a.y.max(b.y)) - a.y) * slope;
        for row in bottom..=top {
            let (south, north) = (x_at(f64::from(row) - MARGIN), x_at(f64::from(row + 1) + MARGIN));
            if let Some((left, right)) = span(south.min(north), south.max(north), self.columns) {
                (left..=right).for_each(|column| found(index(column, row)));
            }
        }
    }
}

/// The first and the last cell in a row of `count` that a range touches or nearly touches.
#[expect(clippy::cast_possible_truncation, reason = "between 0 and the last of the row")]
fn span(from: f64, to: f64, count: u32) -> Option<(u32, u32)> {
    let (from, to) = ((from - MARGIN).floor(), (to + MARGIN).floor());
    let last = f64::from(count - 1);
    (to >= 0.0 && from <= last).then(|| (from.max(0.0) as u32, to.min(last) as u32))
}
