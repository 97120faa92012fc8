use super::edges::{Edges, NearEdge};
use super::locator::Locator;
use crate::model::Shapes;
use crate::place::{Bounds, Coord};

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
    edges: Edges,
}

impl Area {
    /// Indexes geometries. Cost: n log n in their parts and vertices.
    pub fn new(shapes: Shapes) -> Self {
        let (locator, edges) = (Locator::new(&shapes), Edges::new(&shapes));
        Self { shapes, locator, edges }
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

    /// What it takes to decide which polygons cover a place.
    pub fn decided_by(&self, place: Coord) -> DecidedBy {
        self.locator.decided_by(place)
    }

    /// The bytes it holds in memory.
    pub fn memory(&self) -> Memory {
        Memory {
            coordinates: self.shapes.bytes(),
            locator: self.locator.bytes(),
            borders: self.edges.bytes(),
        }
    }

    /// Whether any polygon covers a place.
    pub fn covers(&self, place: Coord) -> bool {
        let mut covered = false;
        self.each_covering(place, |_| covered = true);
        covered
    }

    /// The features with a part whose box meets a box, ascending.
    pub fn in_box(&self, bounds: &Bounds) -> Vec<u32> {
        self.locator.in_box(bounds)
    }

    /// The nearest edge of the features asked for that `accept` takes. Edges are offered from
    /// the nearest outward, none beyond `radius_m`.
    pub fn nearest_edge(
        &self,
        place: Coord,
        radius_m: f64,
        of_feature: impl Fn(u32) -> bool,
        mut accept: impl FnMut(&NearEdge) -> bool,
    ) -> Option<NearEdge> {
        self.edges
            .outward(&self.shapes, place, radius_m)
            .find_map(|ring| ring.into_iter().filter(|e| of_feature(e.feature)).find(&mut accept))
    }
}
