//! Whether a feature and a polygon share a place, both closed sets, by exact predicates.

use crate::model::{Part, PartKind};
use crate::place::{AskedPolygon, Coord, Position, TooMuch, Work};
use crate::snapshot::LayerVersion;

/// The features of a layer that may share a place with a polygon, ascending, and those of them
/// that certainly do: they cover a corner of it.
pub(super) fn candidates(layer: &LayerVersion, asked: &AskedPolygon) -> (Vec<u32>, Vec<u32>) {
    let corners = asked.polygons().iter().filter_map(|polygon| polygon.first()?.first());
    let mut certain: Vec<u32> = corners.flat_map(|c| layer.covering(*c)).collect();
    let mut all: Vec<u32> = asked.boxes().iter().flat_map(|b| layer.about(b)).collect();
    all.extend(&certain);
    for list in [&mut certain, &mut all] {
        list.sort_unstable();
        list.dedup();
    }
    (all, certain)
}

/// Whether a part of a feature shares a place with a polygon, where it does not cover a corner of
/// it. Where no borders meet, the two are apart, or one lies in the other; then the first place
/// of the part is as good as any.
pub(super) fn meets(
    part: Part<'_>,
    asked: &AskedPolygon,
    work: &mut Work,
) -> Result<bool, TooMuch> {
    let Some(first) = part.paths().next().and_then(<[Coord]>::first) else { return Ok(false) };
    if asked.position(*first, work)? != Position::Outside {
        return Ok(true);
    }
    if part.kind == PartKind::Point {
        return Ok(false);
    }
    for path in part.paths() {
        for edge in path.windows(2) {
            if asked.meets((edge[0], edge[1]), work)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
