//! Makes the cells: walks from corner to corner, and writes down for each cell which parts cover
//! its south-west corner, and the edges that are listed for it.

use std::collections::HashMap;

use super::cells::{BLOCK, Cells, Entry, Known};
use super::chains::{self, Shared};
use super::frame::{Cell, Frame};
use super::lists::Lists;
use super::polygons::{Edge, Polygons};
use super::{legs, record};
use crate::model::Shapes;
use crate::place::{Coord, edge_key};

/// Edges for each root cell, on average. Measured: see docs/decisions/0009-cells.md.
const EDGES_PER_ROOT: f64 = 1.0;
/// Different edges in a cell above which it is divided.
const MOST_EDGES: usize = 16;
/// How many times as many edges as before may be in the cells that a root cell was divided in:
/// long edges side by side are in all cells along them, however small.
const MOST_GROWTH: f64 = 24.0;
/// How many times the edges of a layer its root cells may list, and again those that they are
/// divided in. Published layers need 2 to 3 and less than 1; what is made of long edges side by
/// side gets larger cells instead of an index without bounds.
const MOST_LISTED: usize = 6;

/// The index over all polygons; `None` where their coordinates leave no room for cells.
pub(super) fn cells(shapes: &Shapes) -> Option<Cells> {
    let polygons = Polygons::of(shapes);
    let bounds = polygons.bounds()?;
    // A small layer may have more for each edge: it is small.
    let most = polygons.edge_count() * MOST_LISTED + 1024;
    let mut cells = real(polygons.edge_count()) / EDGES_PER_ROOT;
    let (frame, lists) = loop {
        let frame = Frame::new(bounds, cells)?;
        match Lists::of_roots(&polygons, &frame, most) {
            Some(lists) => break (frame, lists),
            None => cells /= 4.0,
        }
    };
    let (columns, rows) = (frame.columns, frame.rows);
    let entries = vec![Entry::NOTHING; columns as usize * rows as usize];
    let mut builder = Builder {
        polygons,
        cells: Cells { frame: frame.clone(), entries, words: Vec::new() },
        left: most,
        wholes: HashMap::new(),
    };
    let block = Block { columns, rows, first: 0, cell: &|c, r| frame.root(c, r) };
    builder.fill(&block, &[], &|i| lists.get(i), 1.0)?;
    builder.cells.entries.shrink_to_fit();
    builder.cells.words.shrink_to_fit();
    Some(builder.cells)
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
    /// How many edges cells may list that others are divided in.
    left: usize,
    /// The records of cells that no edge passes through, by the parts that cover them.
    wholes: HashMap<Vec<u32>, Entry>,
}

impl Builder<'_> {
    /// Fills the entries of a block from the edges listed for each of its cells. `base` are the
    /// parts that cover its south-west corner; from there each corner is walked to, north along
    /// the first column, then east. `None` where an entry would have to hold too large a number.
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
                self.cells.entries[block.first + index] =
                    self.entry(cell, edges, &covering, growth)?;
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
            let (polygons, frame) = (&self.polygons, &self.cells.frame);
            let lists = Lists::of_children(polygons, frame, (cell, edges), self.left);
            if let Some(lists) = lists {
                let growth = growth * real(lists.len()) / real(edges.len());
                return self.divided(cell, &lists, base, growth);
            }
        }
        let shared = Shared::new(edges, |e| self.polygons.ends(e));
        self.record(base, &shared, Some(cell))
    }

    /// A cell that no edge passes through.
    fn whole(&mut self, base: &[u32]) -> Option<Entry> {
        let feature = |part: &u32| self.polygons.feature(*part);
        let first = base.first().map(feature);
        match first {
            None => Some(Entry::NOTHING),
            Some(first) if base.iter().all(|part| feature(part) == first) => {
                Entry::new(Known::Feature(first))
            }
            // Many cells are covered by the same parts: what they are is written once.
            Some(_) => match self.wholes.get(base) {
                Some(entry) => Some(*entry),
                None => {
                    let entry = self.record(base, &Shared::default(), None)?;
                    self.wholes.insert(base.to_vec(), entry);
                    Some(entry)
                }
            },
        }
    }

    fn divided(&mut self, cell: Cell, lists: &Lists, base: &[u32], growth: f64) -> Option<Entry> {
        self.left = self.left.saturating_sub(lists.len());
        let first = self.cells.entries.len();
        self.cells.entries.extend([Entry::NOTHING; BLOCK]);
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
                chains::of(shared, self.polygons.coords(), &self.cells.frame, cell, bit)
            });
            let base = base.iter().fold(0, |mask, part| mask | bit(*part));
            let features: Vec<u32> =
                group.iter().map(|part| self.polygons.feature(*part)).collect();
            record::write(&mut self.cells.words, &features, base, &chains, i + 1 < groups);
        }
        Entry::new(Known::Record(at))
    }

    /// How many different edges there are, those that neighbours share once.
    fn different(&self, edges: &[Edge]) -> usize {
        let key = |edge: &Edge| {
            let (a, b) = self.polygons.ends(*edge);
            edge_key(a, b)
        };
        let mut keys: Vec<u64> = edges.iter().map(key).collect();
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

#[expect(clippy::cast_precision_loss, reason = "numbers of edges, of which the ratio counts")]
fn real(count: usize) -> f64 {
    count as f64
}
