//! The holes of a union: places that no polygon covers, with polygons all around.

use std::ops::Range;

use super::geometry::{RawGeometry, signed_area};
use super::meeting::meeting;
use super::union::{Piece, join};
use super::{Progress, Stage, validity};
use crate::place::{Bounds, Coord, Position, position_in_ring, ring_area_m2};

/// A hole up to this area is taken out of the union as soon as it is closed, so that thousands
/// of slivers are not united over and over. Little of what comes later can lie in it.
const SMALL_M2: f64 = 1_000_000.0;

/// What is smaller than about a square millimetre was made by the rounding of the union itself.
/// Units: square degrees, for an area on the ellipsoid is not good to so little.
const DUST: f64 = 1e-16;

/// A hole that was taken out of the union of some pieces.
struct Closed {
    polygon: RawGeometry,
    bounds: Bounds,
    /// The places of those pieces.
    by: Range<usize>,
}

/// The holes of the union of all pieces, each a polygon; `None` where GEOS cannot tell.
///
/// A union rounds where borders cross: good for telling that there is a hole and how large it is,
/// not for telling whether a polygon covers a place.
pub(super) fn of(
    pieces: &mut [Piece],
    progress: &mut dyn FnMut(Progress),
) -> Option<Vec<RawGeometry>> {
    let mut closed = Vec::new();
    let total = pieces.len() as u64;
    let whole = join(pieces, 0, &mut |union, by| {
        progress(Progress { stage: Stage::Gaps, done: by.end as u64, total });
        take_small_holes(union, &by, &mut closed);
    })?;
    let mut holes = large(&whole)?;
    for (hole, entering) in entered(&closed, pieces) {
        let mut rest = hole.polygon.clone();
        for polygons in entering {
            rest = validity::difference(&rest, polygons)?;
        }
        holes.extend(rest.parts.into_iter().map(|(_, rings)| RawGeometry::polygon(rings)));
    }
    holes.retain(|hole| !is_dust(hole));
    Some(holes)
}

fn take_small_holes(union: &mut RawGeometry, by: &Range<usize>, closed: &mut Vec<Closed>) {
    for (_, rings) in &mut union.parts {
        let exterior = usize::from(!rings.is_empty());
        for ring in rings.extract_if(exterior.., |ring| ring_area_m2(ring) <= SMALL_M2) {
            if let Some(bounds) = Bounds::around(&ring) {
                let polygon = RawGeometry::polygon(vec![ring]);
                closed.push(Closed { polygon, bounds, by: by.clone() });
            }
        }
    }
}

fn is_dust(hole: &RawGeometry) -> bool {
    let exteriors = hole.parts.iter().filter_map(|(_, rings)| rings.first());
    exteriors.map(|ring| signed_area(ring).abs() / 2.0).sum::<f64>() < DUST
}

/// The holes that are left, less the polygons in them.
fn large(union: &RawGeometry) -> Option<Vec<RawGeometry>> {
    let exteriors = || union.parts.iter().filter_map(|(_, rings)| rings.first());
    let boxes: Vec<Option<Bounds>> = exteriors().map(Bounds::around).collect();
    let holes = union.parts.iter().flat_map(|(_, rings)| rings.iter().skip(1));
    holes
        .map(|hole| {
            let around = Bounds::around(hole)?;
            let inside = union.parts.iter().zip(&boxes);
            let inside = inside.filter(|(_, b)| b.is_some_and(|b| around.contains_box(&b)));
            let islands = inside.map(|(part, _)| part.clone()).collect();
            let islands = RawGeometry { parts: islands, unsupported: None };
            validity::difference(&RawGeometry::polygon(vec![hole.clone()]), &islands)
        })
        .collect()
}

/// Each closed hole, with what reaches into it: pieces that did not close it, and holes that were
/// closed earlier, in which the same place would be found twice.
fn entered<'a>(
    closed: &'a [Closed],
    pieces: &'a [Piece],
) -> impl Iterator<Item = (&'a Closed, Vec<&'a RawGeometry>)> {
    let polygons = pieces.iter().map(|p| &p.polygons).chain(closed.iter().map(|c| &c.polygon));
    let polygons: Vec<&RawGeometry> = polygons.collect();
    let boxes = pieces.iter().map(|p| p.bounds).chain(closed.iter().map(|c| c.bounds));
    let boxes: Vec<Bounds> = boxes.collect();
    let mut entering: Vec<Vec<&RawGeometry>> = closed.iter().map(|_| Vec::new()).collect();
    for (a, met) in meeting(&boxes) {
        for b in met {
            let (first, last) = (a.min(b), a.max(b));
            let Some(at) = last.checked_sub(pieces.len()) else { continue };
            if !closed[at].by.contains(&first) && may_enter(polygons[first], &closed[at]) {
                entering[at].push(polygons[first]);
            }
        }
    }
    closed.iter().zip(entering)
}

/// Whether polygons may have a place in a hole: they have where an edge passes, or where they
/// hold it whole.
fn may_enter(polygons: &RawGeometry, hole: &Closed) -> bool {
    let rings = || polygons.parts.iter().flat_map(|(_, rings)| rings);
    let passes = |edge: &[Coord]| Bounds::around(edge).is_some_and(|b| b.intersects(&hole.bounds));
    let within = |at: Coord| {
        rings().filter(|ring| position_in_ring(ring, at) != Position::Outside).count() % 2 == 1
    };
    rings().any(|ring| ring.windows(2).any(passes))
        || hole.polygon.coords().next().is_some_and(|at| within(*at))
}
