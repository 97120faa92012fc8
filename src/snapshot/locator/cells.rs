//! The polygons of a layer by the places they cover: a grid whose cells are divided where many
//! edges pass. A cell without edges knows its answer; another knows the answer at its south-west
//! corner, and the edges that a walk from there may cross. Why, and what else was measured:
//! docs/decisions/0009-cells.md.
//!
//! Source: the cells and their covers are those of Kipf et al., "Adaptive Main-Memory Indexing for
//! High-Performance Point-Polygon Joins" (EDBT 2020); a known point in each cell with its edges is
//! S2's shape index (S2ShapeIndex, Google).

use std::hint::select_unpredictable;

use prefetch_index::prefetch_index;

use super::build;
use super::frame::{Frame, Position};
use super::record::Group;
use crate::model::Shapes;
use crate::place::Coord;
use crate::snapshot::DecidedBy;

/// See the module.
#[derive(Debug, Clone)]
pub(in crate::snapshot) struct Cells {
    pub(super) frame: Frame,
    /// The root cells, row by row, then blocks of sixteen.
    pub(super) entries: Vec<Entry>,
    /// What is known of cells with edges, or with several features.
    pub(super) words: Vec<u32>,
}

/// What is known of a cell: two bits of sort, and what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u32);

/// An entry, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// No feature covers any of it.
    Nothing,
    /// This feature covers all of it, and no other any.
    Feature(u32),
    /// Groups of parts begin here in the words.
    Record(usize),
    /// Its sixteen cells begin here in the entries.
    Divided(usize),
}

/// What is known of a cell that holds a position, and how often its root cell was divided.
#[derive(Debug, Clone, Copy)]
struct Looked {
    entry: Entry,
    depth: u32,
    position: Position,
}

impl Looked {
    const OUTSIDE: Self =
        Self { entry: Entry::NOTHING, depth: 0, position: Position { x: 0, y: 0 } };
}

/// Cells that one is divided in: four by four.
pub(super) const BLOCK: usize = 16;

/// Points that memory is fetched for at once.
const AT_ONCE: usize = 64;

/// The words of most records.
const TYPICAL_WORDS: usize = 9;

const RECORD: u32 = 2;

const SORT_BITS: u32 = 2;
const SORT: u32 = (1 << SORT_BITS) - 1;
const MOST: u32 = u32::MAX >> SORT_BITS;

impl Entry {
    pub(super) const NOTHING: Self = Self(0);

    /// `None` where a number is too large to be kept.
    pub(super) fn new(known: Known) -> Option<Self> {
        let number = |n: usize| u32::try_from(n).ok().filter(|n| *n <= MOST);
        let (sort, number) = match known {
            Known::Nothing => (0, 0),
            Known::Feature(feature) => (1, Some(feature).filter(|f| *f <= MOST)?),
            Known::Record(at) => (RECORD, number(at)?),
            Known::Divided(at) => (3, number(at)?),
        };
        Some(Self(number << SORT_BITS | sort))
    }

    /// For a file.
    pub(super) fn to_bits(self) -> u32 {
        self.0
    }

    /// What [`Self::to_bits`] gave.
    pub(super) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    #[inline]
    pub(super) fn known(self) -> Known {
        let number = self.0 >> SORT_BITS;
        match self.0 & SORT {
            0 => Known::Nothing,
            1 => Known::Feature(number),
            RECORD => Known::Record(number as usize),
            _ => Known::Divided(number as usize),
        }
    }
}

impl Cells {
    /// An index over all polygons; `None` where their coordinates leave no room for cells.
    pub(super) fn new(shapes: &Shapes) -> Option<Self> {
        build::cells(shapes)
    }

    /// Calls `found` with each feature whose polygons cover the point, ascending, each once.
    #[inline]
    pub(super) fn each_covering(&self, coords: &[Coord], p: Coord, found: impl FnMut(u32)) {
        let Some(position) = self.frame.position(p) else { return };
        self.answer(self.smallest(self.root(position)), coords, p, found);
    }

    /// The same for many points; `found` is told which of them by its place in the list.
    ///
    /// A large index is not in the caches of a processor, and the time of a look-up is that of
    /// waiting for memory: what some points need of it is fetched side by side.
    pub(super) fn each_covering_of(
        &self,
        coords: &[Coord],
        points: &[Coord],
        mut found: impl FnMut(usize, u32),
    ) {
        let mut looked = [Looked::OUTSIDE; AT_ONCE];
        let mut roots = [0; AT_ONCE];
        for (from, points) in (0..).step_by(AT_ONCE).zip(points.chunks(AT_ONCE)) {
            let looked = &mut looked[..points.len()];
            for ((looked, root), p) in looked.iter_mut().zip(&mut roots).zip(points) {
                (looked.position, *root) = self.frame.position_or_outside(*p);
                prefetch_index(&self.entries, *root);
            }
            for (looked, root) in looked.iter_mut().zip(&roots) {
                (looked.entry, looked.depth) = (self.entries[*root], 0);
                *looked = self.smallest(*looked);
                self.fetch(looked.entry);
            }
            for (i, p) in points.iter().enumerate() {
                self.answer(looked[i], coords, *p, |feature| found(from + i, feature));
            }
        }
    }

    /// Begins to fetch what a look-up of the point will read, and does not wait for it.
    #[inline]
    pub(super) fn expect(&self, p: Coord) {
        if let Some(position) = self.frame.position(p) {
            self.fetch(self.smallest(self.root(position)).entry);
        }
    }

    /// Begins to fetch the record of a cell, where it has one.
    #[inline]
    fn fetch(&self, entry: Entry) {
        // Without a branch: which it is nobody can guess.
        let number = (entry.0 >> SORT_BITS) as usize;
        let at = select_unpredictable(entry.0 & SORT == RECORD, number, 0);
        prefetch_index(&self.words, at);
        prefetch_index(&self.words, at + TYPICAL_WORDS);
    }

    /// Calls `found` with what covers a point, by the smallest cell that holds it.
    #[inline]
    fn answer(&self, looked: Looked, coords: &[Coord], p: Coord, mut found: impl FnMut(u32)) {
        match looked.entry.known() {
            Known::Nothing | Known::Divided(_) => {}
            Known::Feature(feature) => found(feature),
            Known::Record(at) => {
                let Looked { depth, position, .. } = looked;
                let mut last = None;
                let mut group = Some(Group::read(&self.words[at..]));
                while let Some(g) = group {
                    let rounded = g.by_rounded_edges(position.local(depth));
                    let mut covering = rounded.unwrap_or_else(|| {
                        let corner = self.frame.coord(position.corner(depth));
                        g.by_published_edges(coords, corner, p)
                    });
                    while covering != 0 {
                        let feature = g.features[covering.trailing_zeros() as usize];
                        covering &= covering - 1;
                        // Parts are in the order of their features.
                        if last != Some(feature) {
                            last = Some(feature);
                            found(feature);
                        }
                    }
                    group = g.next();
                }
            }
        }
    }

    /// What it takes to decide which features cover the point.
    pub(super) fn decided_by(&self, p: Coord) -> DecidedBy {
        let Some(position) = self.frame.position(p) else { return DecidedBy::Cell };
        let looked = self.smallest(self.root(position));
        let Known::Record(at) = looked.entry.known() else { return DecidedBy::Cell };
        let mut group = Some(Group::read(&self.words[at..]));
        let mut decided = DecidedBy::Cell;
        while let Some(g) = group {
            if g.by_rounded_edges(position.local(looked.depth)).is_none() {
                return DecidedBy::Exact;
            }
            if g.has_edges() {
                decided = DecidedBy::Edges;
            }
            group = g.next();
        }
        decided
    }

    /// The bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.entries.as_slice()) + size_of_val(self.words.as_slice())
    }

    /// The root cell that holds a position.
    #[inline]
    fn root(&self, position: Position) -> Looked {
        Looked { entry: self.entries[self.frame.root_index(position)], depth: 0, position }
    }

    /// The smallest cell that holds the position.
    #[inline]
    fn smallest(&self, mut looked: Looked) -> Looked {
        while let Known::Divided(at) = looked.entry.known() {
            looked.entry = self.entries[at + looked.position.child(looked.depth)];
            looked.depth += 1;
        }
        looked
    }
}
