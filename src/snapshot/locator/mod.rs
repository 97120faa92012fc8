//! Which features cover a point, decided exactly on the published geometry.
//!
//! Polygons are closed sets: their borders, and those of their holes, belong to them. A part is
//! the even-odd set of its rings, which for valid polygons is what OGC calls a polygon.

mod build;
mod cells;
mod chains;
mod frame;
mod legs;
mod record;
mod scan;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::area::DecidedBy;
use crate::model::{PartKind, Shape, Shapes};
use crate::place::{Bounds, Coord};
use cells::Cells;

/// A part of a feature, in its box.
type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Finds the features of a list of geometries by place. Every call is given the geometries it
/// was made from.
#[derive(Debug, Clone)]
pub(super) struct Locator {
    /// The parts by their boxes, for questions about a box.
    boxes: RTree<Entry>,
    polygons: Polygons,
}

/// The polygons by the places they cover.
#[derive(Debug, Clone)]
enum Polygons {
    None,
    Cells(Cells),
    /// Their coordinates leave no room for cells: each polygon is looked at.
    Scanned,
}

impl Locator {
    /// An index over the parts of all features. Cost: some hundred nanoseconds a vertex.
    pub(super) fn new(shapes: &Shapes) -> Self {
        let mut entries = Vec::new();
        for (feature, shape) in (0_u32..).zip(shapes.iter()) {
            for part in shape.parts() {
                let exterior = part.paths().next().unwrap_or_default();
                let Some(bounds) = Bounds::around(exterior) else { continue };
                entries.push(Entry::new(rectangle(&bounds), feature));
            }
        }
        Self { boxes: RTree::bulk_load(entries), polygons: Polygons::of(shapes) }
    }

    /// Calls `found` with each feature whose polygons cover the point, ascending, each once.
    /// Units: degrees.
    pub(super) fn each_covering(&self, shapes: &Shapes, p: Coord, found: impl FnMut(u32)) {
        match &self.polygons {
            Polygons::None => {}
            Polygons::Cells(cells) => cells.each_covering(shapes.coords(), p, found),
            Polygons::Scanned => scan::each_covering(shapes, p, found),
        }
    }

    /// The features with a part whose box meets a box, ascending, each once.
    pub(super) fn in_box(&self, bounds: &Bounds) -> Vec<u32> {
        let (min, max) = (bounds.min(), bounds.max());
        let envelope = AABB::from_corners([min.x, min.y], [max.x, max.y]);
        let entries = self.boxes.locate_in_envelope_intersecting(envelope);
        let mut found: Vec<u32> = entries.map(|entry| entry.data).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What it takes to decide which features cover the point.
    pub(super) fn decided_by(&self, p: Coord) -> DecidedBy {
        match &self.polygons {
            Polygons::None => DecidedBy::Cell,
            Polygons::Cells(cells) => cells.decided_by(p),
            Polygons::Scanned => DecidedBy::Exact,
        }
    }

    /// The bytes it holds, without the geometries.
    pub(super) fn bytes(&self) -> usize {
        let boxes = self.boxes.size() * size_of::<Entry>();
        match &self.polygons {
            Polygons::Cells(cells) => boxes + cells.bytes(),
            Polygons::None | Polygons::Scanned => boxes,
        }
    }
}

impl Polygons {
    fn of(shapes: &Shapes) -> Self {
        let mut parts = shapes.iter().flat_map(Shape::parts);
        if parts.all(|part| part.kind != PartKind::Polygon) {
            return Self::None;
        }
        Cells::new(shapes).map_or(Self::Scanned, Self::Cells)
    }
}

pub(super) fn rectangle(bounds: &Bounds) -> Rectangle<[f64; 2]> {
    let (min, max) = (bounds.min(), bounds.max());
    Rectangle::from_corners([min.x, min.y], [max.x, max.y])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PartKind;
    use crate::snapshot::Area;

    #[test]
    fn the_border_of_a_hole_is_covered_and_its_inside_is_not() {
        let mut shapes = Shapes::default();
        shapes.begin_feature();
        let square = |r: f64| {
            [(-r, -r), (r, -r), (r, r), (-r, r), (-r, -r)].map(|(x, y)| Coord { x, y }).to_vec()
        };
        shapes.push_part(PartKind::Polygon, [square(3.0), square(1.0)]);
        let area = Area::new(shapes);
        assert!(area.covers(Coord { x: 1.0, y: 0.0 }));
        assert!(area.covers(Coord { x: 2.0, y: 0.0 }));
        assert!(!area.covers(Coord { x: 0.0, y: 0.0 }));
    }
}
