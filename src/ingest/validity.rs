//! What GEOS says of polygons, through GDAL: whether they are valid, and what they cover together.
//! (`geo`'s own check takes quadratic time, and its repair loses small parts: docs/decisions.)

use std::sync::{Arc, Mutex, PoisonError};

use gdal::cpl::CslStringList;
use gdal::vector::Geometry;

use super::dataset::collect_parts;
use super::geometry::RawGeometry;
use crate::model::PartKind;
use crate::place::Coord;

/// `None` where the polygons are valid; otherwise what is wrong and where, and what GDAL makes
/// of them: the same places, in a valid form.
pub(super) fn invalidity(geometry: &RawGeometry) -> Option<(String, RawGeometry)> {
    let polygons = Geometry::from_wkb(&multi_polygon_wkb(geometry)).ok()?;
    let reason = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&reason);
    gdal::config::set_error_handler(move |_, _, text| {
        *heard.lock().unwrap_or_else(PoisonError::into_inner) = text.to_owned();
    });
    if polygons.is_valid() {
        return None;
    }
    let reason = reason.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let reason = if reason.is_empty() { "not a valid polygon".to_owned() } else { reason };
    let mut mended = RawGeometry::default();
    if let Ok(valid) = polygons.make_valid(&CslStringList::new()) {
        collect_parts(&valid, &mut mended);
        mended.parts.retain(|(kind, _)| *kind == PartKind::Polygon);
    }
    let others = geometry.parts.iter().filter(|(kind, _)| *kind != PartKind::Polygon).cloned();
    mended.parts.extend(others);
    Some((reason, mended))
}

/// What either of two lots of polygons covers; `None` where GEOS cannot tell.
pub(super) fn union(a: &RawGeometry, b: &RawGeometry) -> Option<RawGeometry> {
    overlaid(a, b, Geometry::union)
}

/// What both of two lots of polygons cover; `None` where GEOS cannot tell.
pub(super) fn intersection(a: &RawGeometry, b: &RawGeometry) -> Option<RawGeometry> {
    overlaid(a, b, Geometry::intersection)
}

/// What polygons cover and others do not; `None` where GEOS cannot tell.
pub(super) fn difference(whole: &RawGeometry, less: &RawGeometry) -> Option<RawGeometry> {
    overlaid(whole, less, Geometry::difference)
}

/// The polygons of an overlay. Where borders only touch GEOS has lines and points too, which
/// cover nothing.
fn overlaid(
    a: &RawGeometry,
    b: &RawGeometry,
    overlay: fn(&Geometry, &Geometry) -> Option<Geometry>,
) -> Option<RawGeometry> {
    let [a, b] = [a, b].map(|g| Geometry::from_wkb(&multi_polygon_wkb(g)).ok());
    let mut polygons = RawGeometry::default();
    collect_parts(&overlay(&a?, &b?)?, &mut polygons);
    polygons.parts.retain(|(kind, _)| *kind == PartKind::Polygon);
    Some(polygons)
}

/// OGC 06-103r4, section 8.2: little-endian well-known binary.
fn multi_polygon_wkb(geometry: &RawGeometry) -> Vec<u8> {
    const POLYGON: u32 = 3;
    const MULTI_POLYGON: u32 = 6;
    let polygons = || geometry.parts.iter().filter(|(kind, _)| *kind == PartKind::Polygon);
    let mut out = Vec::new();
    let begin = |out: &mut Vec<u8>, kind: u32, count: usize| {
        out.push(1);
        out.extend_from_slice(&kind.to_le_bytes());
        put_count(out, count);
    };
    begin(&mut out, MULTI_POLYGON, polygons().count());
    for (_, rings) in polygons() {
        begin(&mut out, POLYGON, rings.len());
        for ring in rings {
            put_count(&mut out, ring.len());
            ring.iter().for_each(|c| put_coord(&mut out, *c));
        }
    }
    out
}

fn put_count(out: &mut Vec<u8>, count: usize) {
    // `features::read` bounds a geometry far below 2^32 positions.
    out.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_coord(out: &mut Vec<u8>, c: Coord) {
    out.extend_from_slice(&c.x.to_le_bytes());
    out.extend_from_slice(&c.y.to_le_bytes());
}
