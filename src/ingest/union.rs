//! The union of many polygons: near ones first, so that the borders between them are gone early
//! and what is left to unite is outlines.

use std::ops::Range;

use super::geometry::RawGeometry;
use super::validity;
use crate::model::Shapes;
use crate::place::Bounds;

/// The polygons of a feature, and the box around them.
pub(super) struct Piece {
    /// Its place in the list of features.
    pub feature: usize,
    pub bounds: Bounds,
    pub polygons: RawGeometry,
}

/// The features that have polygons.
pub(super) fn pieces(shapes: &Shapes) -> Vec<Piece> {
    let piece = |(feature, shape): (usize, crate::model::Shape<'_>)| {
        let (bounds, polygons) = (shape.bounds()?, RawGeometry::of(shape));
        polygons.is_areal().then_some(Piece { feature, bounds, polygons })
    };
    shapes.iter().enumerate().filter_map(piece).collect()
}

/// What all pieces cover together; `None` for none of them, or where GEOS cannot tell.
pub(super) fn of(pieces: &mut [Piece]) -> Option<RawGeometry> {
    join(pieces, 0, &mut |_, _| {})
}

/// The same for pieces from a place in a longer list. `seen` is shown each union on the way, with
/// the places of its pieces in the order that they are brought into here, and may change it.
pub(super) fn join(
    pieces: &mut [Piece],
    first: usize,
    seen: &mut dyn FnMut(&mut RawGeometry, Range<usize>),
) -> Option<RawGeometry> {
    let mut union = match pieces {
        [] => return None,
        [piece] => piece.polygons.clone(),
        _ => {
            let (a, b) = halves(pieces)?;
            let middle = first + a.len();
            validity::union(&join(a, first, seen)?, &join(b, middle, seen)?)?
        }
    };
    seen(&mut union, first..first + pieces.len());
    Some(union)
}

/// The two halves of pieces, across the longer side of the box around them all.
fn halves(pieces: &mut [Piece]) -> Option<(&mut [Piece], &mut [Piece])> {
    let around = pieces.iter().map(|p| p.bounds).reduce(Bounds::union)?;
    let size = around.max() - around.min();
    let along = |p: &Piece| {
        let doubled = p.bounds.min() + p.bounds.max();
        if size.x > size.y { doubled.x } else { doubled.y }
    };
    pieces.sort_by(|a, b| along(a).total_cmp(&along(b)));
    Some(pieces.split_at_mut(pieces.len() / 2))
}
