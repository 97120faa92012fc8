//! Which features cover a point, decided exactly on the published geometry.
//!
//! Polygons are closed sets: their borders, and those of their holes, belong to them.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::area::DecidedBy;
use crate::model::{PartKind, Shapes};
use crate::place::{Bounds, Coord, Position, position_in_ring};

/// A part of a feature, in its box.
type Entry = GeomWithData<Rectangle<[f64; 2]>, PartOf>;

#[derive(Debug, Clone, Copy, PartialEq)]
struct PartOf {
    feature: u32,
    part: u32,
}

/// Finds the features of a list of geometries by place. It holds boxes only: every call is
/// given the geometries it was made from.
#[derive(Debug, Clone)]
pub(super) struct Locator {
    tree: RTree<Entry>,
    /// The box of each path, so that most holes of a polygon are passed over unread.
    path_boxes: Vec<Bounds>,
}

impl Locator {
    /// An index over the parts of all features. Cost: n log n in their number.
    pub(super) fn new(shapes: &Shapes) -> Self {
        let mut entries = Vec::new();
        for (feature, shape) in (0_u32..).zip(shapes.iter()) {
            for part in shape.part_indices() {
                let paths = shapes.part(part).map(|p| p.path_indices()).unwrap_or_default();
                let exterior = paths.start;
                let Some(bounds) = Bounds::around(shapes.path(exterior)) else { continue };
                let part = u32::try_from(part).unwrap_or(u32::MAX);
                entries.push(Entry::new(rectangle(&bounds), PartOf { feature, part }));
            }
        }
        let empty = Bounds::from([0.0; 4]);
        let path_boxes = (0..shapes.path_count())
            .map(|p| Bounds::around(shapes.path(p)).unwrap_or(empty))
            .collect();
        Self { tree: RTree::bulk_load(entries), path_boxes }
    }

    /// The features whose polygons cover the point, ascending, each once. Units: degrees.
    pub(super) fn covering(&self, shapes: &Shapes, p: Coord) -> Vec<u32> {
        let mut found: Vec<u32> = self
            .tree
            .locate_in_envelope_intersecting(AABB::from_point([p.x, p.y]))
            .filter(|entry| self.part_covers(shapes, entry.data.part, p))
            .map(|entry| entry.data.feature)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn decided_by(&self, p: Coord) -> DecidedBy {
        let in_box = AABB::from_point([p.x, p.y]);
        match self.tree.locate_in_envelope_intersecting(in_box).next() {
            None => DecidedBy::Cell,
            Some(_) => DecidedBy::Exact,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.tree.size() * size_of::<Entry>() + self.path_boxes.len() * size_of::<Bounds>()
    }

    /// Whether any polygon covers the point.
    pub(super) fn covers(&self, shapes: &Shapes, p: Coord) -> bool {
        self.tree
            .locate_in_envelope_intersecting(AABB::from_point([p.x, p.y]))
            .any(|entry| self.part_covers(shapes, entry.data.part, p))
    }

    /// The features with a part whose box meets a box, ascending, each once.
    pub(super) fn in_box(&self, bounds: &Bounds) -> Vec<u32> {
        let (min, max) = (bounds.min(), bounds.max());
        let envelope = AABB::from_corners([min.x, min.y], [max.x, max.y]);
        let mut found: Vec<u32> = self
            .tree
            .locate_in_envelope_intersecting(envelope)
            .map(|entry| entry.data.feature)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn part_covers(&self, shapes: &Shapes, part: u32, p: Coord) -> bool {
        let part = usize::try_from(part).ok().and_then(|i| shapes.part(i));
        let Some(part) = part.filter(|part| part.kind == PartKind::Polygon) else { return false };
        let mut paths = part.path_indices();
        let Some(exterior) = paths.next() else { return false };
        match position_in_ring(shapes.path(exterior), p) {
            Position::Outside => false,
            Position::Border => true,
            Position::Inside => paths
                .filter(|hole| self.path_boxes.get(*hole).is_some_and(|b| b.contains(p)))
                .all(|hole| position_in_ring(shapes.path(hole), p) != Position::Inside),
        }
    }
}

pub(super) fn rectangle(bounds: &Bounds) -> Rectangle<[f64; 2]> {
    let (min, max) = (bounds.min(), bounds.max());
    Rectangle::from_corners([min.x, min.y], [max.x, max.y])
}

#[cfg(test)]
mod tests {
    use super::*;
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
