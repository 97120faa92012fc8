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

use super::area::DecidedBy;
use crate::model::{PartKind, Shape, Shapes};
use crate::place::Coord;
use cells::Cells;

/// Finds the features of a list of geometries whose polygons cover a place. Every call is given
/// the geometries it was made from.
#[derive(Debug, Clone)]
pub(super) enum Locator {
    /// There is no polygon.
    Nothing,
    Cells(Cells),
    /// The coordinates leave no room for cells: each polygon is looked at.
    Scan,
}

impl Locator {
    /// An index over the polygons of all features. Cost: some hundred nanoseconds a vertex.
    pub(super) fn new(shapes: &Shapes) -> Self {
        let mut parts = shapes.iter().flat_map(Shape::parts);
        if parts.all(|part| part.kind != PartKind::Polygon) {
            return Self::Nothing;
        }
        Cells::new(shapes).map_or(Self::Scan, Self::Cells)
    }

    /// Calls `found` with each feature whose polygons cover the point, ascending, each once.
    /// Units: degrees.
    pub(super) fn each_covering(&self, shapes: &Shapes, p: Coord, found: impl FnMut(u32)) {
        match self {
            Self::Nothing => {}
            Self::Cells(cells) => cells.each_covering(shapes.coords(), p, found),
            Self::Scan => scan::each_covering(shapes, p, found),
        }
    }

    /// The same for many points; `found` is told which of them by its place in the list.
    pub(super) fn each_covering_of(
        &self,
        shapes: &Shapes,
        points: &[Coord],
        mut found: impl FnMut(usize, u32),
    ) {
        match self {
            Self::Nothing => {}
            Self::Cells(cells) => cells.each_covering_of(shapes.coords(), points, found),
            Self::Scan => {
                for (i, p) in points.iter().enumerate() {
                    scan::each_covering(shapes, *p, |feature| found(i, feature));
                }
            }
        }
    }

    /// What it takes to decide which features cover the point.
    pub(super) fn decided_by(&self, p: Coord) -> DecidedBy {
        match self {
            Self::Nothing => DecidedBy::Cell,
            Self::Cells(cells) => cells.decided_by(p),
            Self::Scan => DecidedBy::Exact,
        }
    }

    /// The bytes it holds, without the geometries.
    pub(super) fn bytes(&self) -> usize {
        if let Self::Cells(cells) = self { cells.bytes() } else { 0 }
    }
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
