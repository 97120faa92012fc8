//! The polygons of a layer as edges.

use crate::model::{PartKind, Shapes};
use crate::place::{Bounds, Coord};

/// An edge of a polygon, by the place of its first coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) first: u32,
    pub(super) part: u32,
}

/// See the module.
pub(super) struct Polygons<'a> {
    coords: &'a [Coord],
    /// Each ring's coordinates, from and to, and its part.
    rings: Vec<(u32, u32, u32)>,
    features: Vec<u32>,
}

impl<'a> Polygons<'a> {
    pub(super) fn of(shapes: &'a Shapes) -> Self {
        let (mut rings, mut features) = (Vec::new(), Vec::new());
        for (feature, shape) in (0_u32..).zip(shapes.iter()) {
            for (index, part) in shape.part_indices().zip(shape.parts()) {
                features.push(feature);
                if part.kind == PartKind::Polygon {
                    let paths = part.path_indices().map(|path| shapes.path_range(path));
                    rings.extend(paths.map(|r| (small(r.start), small(r.end), small(index))));
                }
            }
        }
        Self { coords: shapes.coords(), rings, features }
    }

    /// The coordinates that edges are named by. Units: degrees.
    pub(super) fn coords(&self) -> &'a [Coord] {
        self.coords
    }

    /// The feature that a part is of.
    pub(super) fn feature(&self, part: u32) -> u32 {
        self.features[part as usize]
    }

    /// All edges, ring by ring.
    pub(super) fn edges(&self) -> impl Iterator<Item = Edge> + Clone {
        self.rings.iter().flat_map(|&(from, to, part)| {
            (from..to.saturating_sub(1)).map(move |first| Edge { first, part })
        })
    }

    pub(super) fn edge_count(&self) -> usize {
        self.rings.iter().map(|(from, to, _)| to.saturating_sub(*from + 1) as usize).sum()
    }

    /// The smallest box around them; `None` where there is no coordinate.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        let coords = |&(from, to, _): &(u32, u32, u32)| &self.coords[from as usize..to as usize];
        Bounds::around(self.rings.iter().flat_map(coords))
    }

    /// The ends of an edge, in the order of its ring. Units: degrees.
    pub(super) fn ends(&self, edge: Edge) -> (Coord, Coord) {
        (self.coords[edge.first as usize], self.coords[edge.first as usize + 1])
    }
}

/// Places in a list of [`Shapes`] are of 32 bits.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
