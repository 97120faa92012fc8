//! Makes the cells: which edges pass through each, and which parts cover its south-west corner.

use super::cells::{Cells, Entry, Known};
use super::chains::{self, Shared};
use super::frame::{Cell, Frame, LOCAL_MAX};
use super::{legs, record};
use crate::model::{PartKind, Shapes};
use crate::place::{Bounds, Coord};

/// Edges for each root cell, on average. Measured: see docs/decisions/0009-cells.md.
const EDGES_PER_ROOT: f64 = 2.0;
/// Different edges in a cell above which it is divided.
const MOST_EDGES: usize = 12;
/// How many times as many edges as before may be in the cells that a root cell was divided in:
/// long edges side by side are in all cells along them, however small.
const MOST_GROWTH: f64 = 24.0;
/// How far beyond its border a cell knows the edges, in cells: what rounding may move a place by.
const MARGIN: f64 = 4.0 / (LOCAL_MAX + 1) as f64;

/// An edge of a polygon, by the place of its first coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) first: u32,
    pub(super) part: u32,
}

/// The index over all polygons; `None` where their coordinates leave no room for cells.
pub(super) fn cells(shapes: &Shapes) -> Option<Cells> {
    let polygons = Polygons::of(shapes);
    let bounds = polygons.bounds()?;
    let frame = Frame::new(bounds, polygons.edge_count() as f64 / EDGES_PER_ROOT)?;
    let roots = frame.columns as usize * frame.rows as usize;
    let mut builder = Builder {
        polygons,
        cells: Cells { frame, entries: vec![Entry::NOTHING; roots], words: Vec::new() },
    };
    let lists = Lists::of_roots(&builder.polygons, &builder.cells.frame);
    let (columns, rows) = (builder.cells.frame.columns, builder.cells.frame.rows);
    let frame = builder.cells.frame.clone();
    let block = Block { columns, rows, first: 0, cell: &|c, r| frame.root(c, r) };
    builder.fill(&block, &[], &|i| lists.get(i), 1.0)?;
    builder.cells.entries.shrink_to_fit();
    builder.cells.words.shrink_to_fit();
    Some(builder.cells)
}

/// The polygons of a layer as edges.
struct Polygons<'a> {
    coords: &'a [Coord],
    /// Each ring's coordinates, from and to, and its part.
    rings: Vec<(u32, u32, u32)>,
    /// The feature of each part.
    features: Vec<u32>,
}

impl<'a> Polygons<'a> {
    fn of(shapes: &'a Shapes) -> Self {
        let (mut rings, mut features) = (Vec::new(), Vec::new());
        for (feature, shape) in (0_u32..).zip(shapes.iter()) {
            for (index, part) in shape.part_indices().zip(shape.parts()) {
                features.push(feature);
                if part.kind == PartKind::Polygon {
                    let ring = |path| shapes.path_range(path);
                    rings.extend(part.path_indices().map(ring).map(|r| {
                        (small(r.start), small(r.end), small(index))
                    }));
                }
            }
        }
        Self { coords: shapes.coords(), rings, features }
    }

    fn edges(&self) -> impl Iterator<Item = Edge> + Clone {
        self.rings.iter().flat_map(|&(from, to, part)| {
            (from..to.saturating_sub(1)).map(move |first| Edge { first, part })
        })
    }

    fn edge_count(&self) -> usize {
        self.rings.iter().map(|(from, to, _)| to.saturating_sub(*from + 1) as usize).sum()
    }

    fn bounds(&self) -> Option<Bounds> {
        let coords = |&(from, to, _): &(u32, u32, u32)| &self.coords[from as usize..to as usize];
        Bounds::around(self.rings.iter().flat_map(coords))
    }

    fn ends(&self, edge: Edge) -> (Coord, Coord) {
        (self.coords[edge.first as usize], self.coords[edge.first as usize + 1])
    }
}

/// The edges that each of some cells has to know, in one list.
struct Lists {
    starts: Vec<usize>,
    edges: Vec<Edge>,
}

impl Lists {
    fn of_roots(polygons: &Polygons<'_>, frame: &Frame) -> Self {
        let origin = frame.coord(frame.root(0, 0).corner);
        let side = frame.side(frame.root(0, 0));
        Self::new(polygons, polygons.edges(), origin, side, frame.columns, frame.rows)
    }

    fn of_children(polygons: &Polygons<'_>, frame: &Frame, cell: Cell, edges: &[Edge]) -> Self {
        let (origin, side) = (frame.coord(cell.corner), frame.side(cell) / 4.0);
        Self::new(polygons, edges.iter().copied(), origin, side, 4, 4)
    }

    fn new(
        polygons: &Polygons<'_>,
        edges: impl Iterator<Item = Edge> + Clone,
        origin: Coord,
        side: f64,
        columns: u32,
        rows: u32,
    ) -> Self {
        let ends = |edge: Edge| {
            let (a, b) = polygons.ends(edge);
            ((a - origin) / side, (b - origin) / side)
        };
        // Counted, then filled: a list for each cell would take more memory than the index.
        let mut starts = vec![0; columns as usize * rows as usize + 1];
        for edge in edges.clone() {
            let (a, b) = ends(edge);
            each_touched(a, b, columns, rows, &mut |i| starts[i + 1] += 1);
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let none = Edge { first: 0, part: 0 };
        let mut listed = vec![none; starts.last().copied().unwrap_or(0)];
        for edge in edges {
            let (a, b) = ends(edge);
            each_touched(a, b, columns, rows, &mut |i| {
                listed[next[i]] = edge;
                next[i] += 1;
            });
        }
        Self { starts, edges: listed }
    }

    fn get(&self, cell: usize) -> &[Edge] {
        &self.edges[self.starts[cell]..self.starts[cell + 1]]
    }
}

/// Calls `found` with each cell of a grid that an edge touches or nearly touches, each once. Units:
/// cells from the corner of the grid.
fn each_touched(a: Coord, b: Coord, columns: u32, rows: u32, found: &mut impl FnMut(usize)) {
    let Some((bottom, top)) = span(a.y.min(b.y), a.y.max(b.y), rows) else { return };
    let Some((left, right)) = span(a.x.min(b.x), a.x.max(b.x), columns) else { return };
    let index = |column: u32, row: u32| row as usize * columns as usize + column as usize;
    // A level edge may touch two rows, and has no slope.
    if bottom == top || left == right || (b.y - a.y).abs() < MARGIN {
        for row in bottom..=top {
            (left..=right).for_each(|column| found(index(column, row)));
        }
        return;
    }
    let slope = (b.x - a.x) / (b.y - a.y);
    for row in bottom..=top {
        let x_at = |y: f64| a.x + (y.clamp(a.y.min(b.y), a.y.max(b.y)) - a.y) * slope;
        let (south, north) = (x_at(f64::from(row) - MARGIN), x_at(f64::from(row + 1) + MARGIN));
        if let Some((left, right)) = span(south.min(north), south.max(north), columns) {
            (left..=right).for_each(|column| found(index(column, row)));
        }
    }
}

/// The first and the last cell in a row of `count` that a range touches or nearly touches.
fn span(from: f64, to: f64, count: u32) -> Option<(u32, u32)> {
    let (from, to) = ((from - MARGIN).floor(), (to + MARGIN).floor());
    let last = f64::from(count - 1);
    (to >= 0.0 && from <= last).then(|| (from.max(0.0) as u32, to.min(last) as u32))
}

/// Cells in rows from the south, and where their entries begin.
struct Block<'a> {
    columns: u32,
    rows: u32,
    first: usize,
    cell: &'a dyn Fn(u32, u32) -> Cell,
}

struct Builder<'a> {
    polygons: Polygons<'a>,
    cells: Cells,
}

impl Builder<'_> {
    /// Fills the entries of a block. `base` are the parts that cover its south-west corner; from
    /// there each corner is walked to, north along the first column, then east.
    fn fill<'l>(
        &mut self,
        block: &Block<'_>,
        base: &[u32],
        list: &dyn Fn(usize) -> &'l [Edge],
        growth: f64,
    ) -> Option<()> {
        let mut west = base.to_vec();
        for row in 0..block.rows {
            let mut covering = west.clone();
            for column in 0..block.columns {
                let index = row as usize * block.columns as usize + column as usize;
                let (cell, edges) = ((block.cell)(column, row), list(index));
                self.cells.entries[block.first + index] = self.entry(cell, edges, &covering, growth)?;
                let corner = self.cells.frame.coord(cell.corner);
                let opposite = Coord {
                    x: self.cells.frame.coord(cell.corner(1, 0)).x,
                    y: self.cells.frame.coord(cell.corner(0, 1)).y,
                };
                for edge in edges {
                    let (a, b) = self.polygons.ends(*edge);
                    if column == 0 && legs::along_y(a, b, corner, opposite.y) {
                        toggle(&mut west, edge.part);
                    }
                    if legs::along_x(a, b, corner, opposite.x) {
                        toggle(&mut covering, edge.part);
                    }
                }
            }
        }
        Some(())
    }

    fn entry(&mut self, cell: Cell, edges: &[Edge], base: &[u32], growth: f64) -> Option<Entry> {
        if edges.is_empty() {
            return self.whole(base);
        }
        let divisible = cell.depth < self.cells.frame.depth && growth <= MOST_GROWTH;
        if divisible && edges.len() > MOST_EDGES && self.different(edges) > MOST_EDGES {
            return self.divided(cell, edges, base, growth);
        }
        let shared = Shared::new(edges, |e| self.polygons.ends(e));
        self.record(base, &shared, Some(cell))
    }

    /// A cell that no edge passes through.
    fn whole(&mut self, base: &[u32]) -> Option<Entry> {
        let feature = |part: &u32| self.polygons.features[*part as usize];
        let first = base.first().map(feature);
        match first {
            None => Some(Entry::NOTHING),
            Some(first) if base.iter().all(|part| feature(part) == first) => {
                Entry::new(Known::Feature(first))
            }
            Some(_) => self.record(base, &Shared::default(), None),
        }
    }

    fn divided(&mut self, cell: Cell, edges: &[Edge], base: &[u32], growth: f64) -> Option<Entry> {
        let lists = Lists::of_children(&self.polygons, &self.cells.frame, cell, edges);
        let growth = growth * lists.edges.len() as f64 / edges.len() as f64;
        let first = self.cells.entries.len();
        self.cells.entries.extend([Entry::NOTHING; 16]);
        let block = Block { columns: 4, rows: 4, first, cell: &|c, r| cell.child(c, r) };
        self.fill(&block, base, &|i| lists.get(i), growth)?;
        Entry::new(Known::Divided(first))
    }

    /// Writes what is known of a cell, in groups of parts.
    fn record(&mut self, base: &[u32], shared: &Shared, cell: Option<Cell>) -> Option<Entry> {
        let at = self.cells.words.len();
        let mut parts: Vec<u32> = base.iter().copied().chain(shared.parts()).collect();
        parts.sort_unstable();
        parts.dedup();
        let groups = parts.chunks(record::PARTS).count();
        for (i, group) in parts.chunks(record::PARTS).enumerate() {
            let bit = |part: u32| group.binary_search(&part).map_or(0, |i| 1_u16 << i);
            let chains = cell.map_or_else(Vec::new, |cell| {
                chains::of(shared, self.polygons.coords, &self.cells.frame, cell, bit)
            });
            let base = base.iter().fold(0, |mask, part| mask | bit(*part));
            let features: Vec<u32> =
                group.iter().map(|part| self.polygons.features[*part as usize]).collect();
            record::write(&mut self.cells.words, &features, base, &chains, i + 1 < groups);
        }
        Entry::new(Known::Record(at))
    }

    /// How many different edges there are, those that neighbours share once.
    fn different(&self, edges: &[Edge]) -> usize {
        let mut keys: Vec<u64> =
            edges.iter().map(|e| chains::key(self.polygons.ends(*e))).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.len()
    }
}

/// Adds a part to an ascending list, or takes it away where it is there.
fn toggle(parts: &mut Vec<u32>, part: u32) {
    match parts.binary_search(&part) {
        Ok(at) => drop(parts.remove(at)),
        Err(at) => parts.insert(at, part),
    }
}

fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
