use std::panic::resume_unwind;
use std::thread;

use super::borders::{Borders, NearEdge, Wanted};
use super::locator::Locator;
use crate::model::Shapes;
use crate::place::{Coord, Metric};

/// What decides which polygons cover a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// The cell of the index that it lies in: no edge passes through.
    Cell,
    /// The edges in that cell, rounded to a grid of its own.
    Edges,
    /// The published coordinates of those edges: the place is next to one of them.
    Exact,
}

/// Bytes in memory, by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Memory {
    /// Coordinates, and where paths, parts and features begin.
    pub coordinates: usize,
    /// What finds the features that cover a place.
    pub locator: usize,
    /// What finds the nearest border.
    pub borders: usize,
}

/// Geometries with what finds them by place. Units: degrees.
#[derive(Debug, Clone)]
pub struct Area {
    shapes: Shapes,
    locator: Locator,
    borders: Borders,
}

impl Area {
    /// Indexes geometries; every edge of a polygon is a border. Cost: n log n in vertices.
    pub fn new(shapes: Shapes) -> Self {
        Self::of(shapes, Borders::of_all)
    }

    /// Indexes geometries with a rank for each feature, of which the highest counts where several
    /// cover a place: edges with the same highest rank on both sides are no borders.
    pub fn of_ranks(shapes: Shapes, ranks: &[u8]) -> Self {
        Self::of(shapes, |shapes| Borders::of_ranks(shapes, ranks))
    }

    /// Both indexes at once, where that is worth a thread: of several layers the largest is waited
    /// for.
    fn of(shapes: Shapes, borders: impl FnOnce(&Shapes) -> Borders) -> Self {
        /// Some milliseconds' worth. Units: coordinates.
        const LARGE: usize = 50_000;
        let (locator, borders) = if shapes.coords().len() < LARGE {
            (Locator::new(&shapes), borders(&shapes))
        } else {
            thread::scope(|scope| {
                let locator = scope.spawn(|| Locator::new(&shapes));
                let borders = borders(&shapes);
                (locator.join().unwrap_or_else(|panic| resume_unwind(panic)), borders)
            })
        };
        Self { shapes, locator, borders }
    }

    /// The geometries.
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// The features whose polygons cover a place, ascending.
    pub fn covering(&self, place: Coord) -> Vec<u32> {
        let mut found = Vec::new();
        self.each_covering(place, |feature| found.push(feature));
        found
    }

    /// Calls `found` with each feature whose polygons cover a place, ascending, each once.
    pub fn each_covering(&self, place: Coord, found: impl FnMut(u32)) {
        self.locator.each_covering(&self.shapes, place, found);
    }

    /// The same for many places, in less time than one by one; `found` is told which of them by
    /// its place in the list.
    pub fn each_covering_of(&self, places: &[Coord], found: impl FnMut(usize, u32)) {
        self.locator.each_covering_of(&self.shapes, places, found);
    }

    /// Begins to fetch what a look-up of the place will read, for those who are about to ask
    /// several areas: the memory of one is then not waited for after that of another.
    #[inline]
    pub fn expect(&self, place: Coord) {
        self.locator.expect(place);
    }

    /// What it takes to decide which polygons cover a place.
    pub fn decided_by(&self, place: Coord) -> DecidedBy {
        self.locator.decided_by(place)
    }

    /// The bytes it holds in memory.
    pub fn memory(&self) -> Memory {
        Memory {
            coordinates: self.shapes.bytes(),
            locator: self.locator.bytes(),
            borders: self.borders.bytes(),
        }
    }

    /// Whether any polygon covers a place.
    pub fn covers(&self, place: Coord) -> bool {
        let mut covered = false;
        self.each_covering(place, |_| covered = true);
        covered
    }

    /// The nearest border that `accept` takes, of features of at least a rank, within the radius
    /// of the place that `metric` is at. `accept` is asked of each border that is nearer than
    /// those it has taken before, in no order.
    pub fn nearest_edge(
        &self,
        metric: &Metric,
        radius_m: f64,
        least_rank: u8,
        accept: impl FnMut(&NearEdge) -> bool,
    ) -> Option<NearEdge> {
        let wanted = Wanted { metric, radius_m, least_rank, feature: None };
        self.borders.nearest(&self.shapes, wanted, accept)
    }

    /// The nearest border of one feature, within the radius of the place that `metric` is at.
    pub fn nearest_edge_of(
        &self,
        feature: u32,
        metric: &Metric,
        radius_m: f64,
    ) -> Option<NearEdge> {
        let wanted = Wanted { metric, radius_m, least_rank: 0, feature: Some(feature) };
        self.borders.nearest(&self.shapes, wanted, |_| true)
    }
}
