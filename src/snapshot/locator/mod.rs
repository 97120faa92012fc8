//! Which features cover a point, decided exactly on the published geometry.
//!
//! Polygons are closed sets: their borders, and those of their holes, belong to them. A part is
//! the even-odd set of its rings, which for valid polygons is what OGC calls a polygon.
//!
//! # Why the answer is exact
//!
//! A cell knows which parts cover its south-west corner, and the edges near it. A place in the
//! cell is walked to from there, north along the cell's western border and then east; each edge
//! of a part that is crossed turns inside into outside.
//!
//! *A cell knows every edge that counts.* A unit is 2^-16 of the cell's side. What is computed of
//! a place may put it in a cell from which it is less than two units away (`frame`). The walk to
//! it stays in the box of corner and place, and a cell knows all edges that come nearer to it
//! than four units (`lists`): those that the walk crosses, and those that the place lies on.
//!
//! *What covers a corner is exact.* Nothing covers the south-west corner of all, which lies
//! outside of the box of all coordinates. From there every other is walked to, corner by corner
//! along borders of cells that know the edges there, with exact predicates on the published
//! coordinates (`build`), and a corner has the same coordinates whichever cell it is asked for. A
//! walk may run along an edge or through a vertex: it is taken to be moved by infinitely little,
//! always in the same direction (`legs`).
//!
//! *Rounded edges decide only from afar.* In a cell, edges are cut at its border and rounded down
//! to units (`chains`), and so is the place. Every double that is computed on the way is rounded
//! by hardly more than an eighth of a unit (`frame`). A place takes three such roundings, an end of
//! an edge fifteen: two for the corner, two for its distance from it, five for where the western
//! border cuts it, six for where the others do. So a place is moved by less than one and a half
//! units, an end by less than three, and no difference of two of them is wrong by six, which is
//! `NEAR` (`record`). A place further than that from the cell's border, in y from every end, and
//! from every edge that it is level with, lies on the same side of each edge as before: while the
//! published edges are bent into the rounded ones, none sweeps over the place.
//!
//! *The western border is exact.* The walk begins at the corner and goes along that border, where
//! rounding could move an edge to the other side. So it is decided on the published coordinates on
//! which side of the border an end lies, and whether an edge crosses it north of the corner; this
//! is kept with the chain, and rounding moves such a crossing along the border only, not over the
//! corner. Where it moves past the height of the place, both legs of the walk cross the chain in
//! place of neither, or neither in place of both: that is as even as before.
//!
//! *What is near is decided by the published coordinates.* They are those of the geometry that
//! every call is given; the cell says which edges, and the same walk is taken with exact
//! predicates. A place that lies on an edge is covered by its parts.
//!
//! Why it is made so, and what else was measured: docs/decisions/0009-cells.md. Held by
//! tests/exact.rs and fuzz against the definition in exact arithmetic, by tests/brute.rs against
//! every polygon.

mod build;
mod cells;
mod chains;
mod form;
mod frame;
mod legs;
mod lists;
mod polygons;
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

    /// Begins to fetch what a look-up of the point will read.
    #[inline]
    pub(super) fn expect(&self, p: Coord) {
        if let Self::Cells(cells) = self {
            cells.expect(p);
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

    /// A square whose north-east corner all but reaches another root cell.
    #[test]
    fn what_is_outside_is_covered_by_nothing_among_many_too() {
        let mut ring = vec![Coord { x: 0.0, y: 0.0 }, Coord { x: 1.0, y: 0.0 }];
        ring.extend((0..=1020).rev().map(|i| Coord { x: 0.0, y: f64::from(i) / 1020.0 }));
        ring.insert(2, Coord { x: 1.0, y: 1.0 });
        let mut shapes = Shapes::default();
        shapes.begin_feature();
        shapes.push_part(PartKind::Polygon, [ring]);
        let area = Area::new(shapes);
        let places = [(-1.0, 0.5), (0.5, 0.5), (2.0, 2.0)].map(|(x, y)| Coord { x, y });
        let mut found = Vec::new();
        area.each_covering_of(&places, |place, feature| found.push((place, feature)));
        assert_eq!(found, [(1, 0)]);
    }

    /// Long edges side by side are in every cell along them.
    #[test]
    fn a_comb_of_long_teeth_does_not_make_a_large_index() {
        let mut ring = vec![Coord { x: 0.0, y: 0.0 }];
        let tooth = |i: i32| Coord { x: f64::from(i), y: if i % 2 == 0 { 1.0 } else { 5_000.0 } };
        ring.extend((0..5_000).map(tooth));
        ring.extend([Coord { x: 4_999.0, y: 0.0 }, Coord { x: 0.0, y: 0.0 }]);
        let mut shapes = Shapes::default();
        shapes.begin_feature();
        shapes.push_part(PartKind::Polygon, [ring]);
        let raw = shapes.bytes();
        let area = Area::new(shapes);
        assert!(area.memory().locator < 10 * raw, "{} of {raw}", area.memory().locator);
        assert!(area.covers(Coord { x: 1.0, y: 4_000.0 }));
        assert!(!area.covers(Coord { x: 2.0, y: 4_000.0 }));
    }
}
