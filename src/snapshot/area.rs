use super::edges::{Edges, NearEdge};
use super::locator::Locator;
use crate::model::Shapes;
use crate::place::{Bounds, Coord};

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
        self.locator.covering(&self.shapes, place)
    }

    /// Whether any polygon covers a place.
    pub fn covers(&self, place: Coord) -> bool {
        self.locator.covers(&self.shapes, place)
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
