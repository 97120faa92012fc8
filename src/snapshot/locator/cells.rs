//! The polygons of a layer by the places they cover: a grid whose cells are divided where many
//! edges pass. A cell without edges knows its answer; another knows the answer at its south-west
//! corner, and the edges that a walk from there may cross.
//!
//! Source: the cells and their covers are those of Kipf et al., "Adaptive Main-Memory Indexing for
//! High-Performance Point-Polygon Joins" (EDBT 2020); a known point in each cell with its edges is
//! S2's shape index (S2ShapeIndex, Google).

use super::build;
use super::frame::{Frame, Position};
use super::record::Group;
use crate::model::Shapes;
use crate::place::Coord;
use crate::snapshot::DecidedBy;

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Cells {
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

const SORT_BITS: u32 = 2;
const MOST: u32 = u32::MAX >> SORT_BITS;

impl Entry {
    pub(super) const NOTHING: Self = Self(0);

    /// `None` where a number is too large to be kept.
    pub(super) fn new(known: Known) -> Option<Self> {
        let number = |n: usize| u32::try_from(n).ok().filter(|n| *n <= MOST);
        let (sort, number) = match known {
            Known::Nothing => (0, 0),
            Known::Feature(feature) => (1, Some(feature).filter(|f| *f <= MOST)?),
            Known::Record(at) => (2, number(at)?),
            Known::Divided(at) => (3, number(at)?),
        };
        Some(Self(number << SORT_BITS | sort))
    }

    #[inline]
    fn known(self) -> Known {
        let number = self.0 >> SORT_BITS;
        match self.0 & 3 {
            0 => Known::Nothing,
            1 => Known::Feature(number),
            2 => Known::Record(number as usize),
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
    pub(super) fn each_covering(&self, coords: &[Coord], p: Coord, mut found: impl FnMut(u32)) {
        match self.look_up(p) {
            (Known::Feature(feature), ..) => found(feature),
            (Known::Record(at), depth, position) => {
                let mut last = None;
                let mut group = Some(Group::read(&self.words[at..]));
                while let Some(g) = group {
                    let mut covering = g.by_rounded_edges(position.local(depth)).unwrap_or_else(|| {
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
            _ => {}
        }
    }

    /// What it takes to decide which features cover the point.
    pub(super) fn decided_by(&self, p: Coord) -> DecidedBy {
        let (Known::Record(at), depth, position) = self.look_up(p) else { return DecidedBy::Cell };
        let mut group = Some(Group::read(&self.words[at..]));
        let mut decided = DecidedBy::Cell;
        while let Some(g) = group {
            if g.by_rounded_edges(position.local(depth)).is_none() {
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

    /// What is known of the smallest cell that holds the point, how often its root cell was
    /// divided, and where the point lies.
    #[inline]
    fn look_up(&self, p: Coord) -> (Known, u32, Position) {
        let Some(position) = self.frame.position(p) else {
            return (Known::Nothing, 0, Position { x: 0, y: 0 });
        };
        let mut known = self.entries[self.frame.root_index(position)].known();
        let mut depth = 0;
        while let Known::Divided(at) = known {
            known = self.entries[at + position.child(depth)].known();
            depth += 1;
        }
        (known, depth, position)
    }
}
