//! A polygon as somebody sends it: GeoJSON.

use geojson::{GeoJson, Geometry, GeometryValue, Position};

use super::refusal::Refusal;
use crate::overlay::{Asked, NoArea, Overfull};
use crate::place::{Coord, LonLat};

/// A polygon with more vertices is refused.
pub const MAX_VERTICES: usize = 10_000;

/// Wider polygons are taken for such as cross the 180th meridian. Units: degrees.
const MAX_WIDTH: f64 = 180.0;

/// The area of GeoJSON: a Polygon, a MultiPolygon, a Feature of one of them, or a
/// FeatureCollection with one such Feature. Rings may be wound either way.
///
/// # Errors
///
/// Where it is none of them, or its rings are not closed, not on earth, too many, or cross.
pub fn polygon(text: &[u8]) -> Result<Asked, Refusal> {
    let parsed = std::str::from_utf8(text).ok().and_then(|text| text.parse::<GeoJson>().ok());
    let polygons = parsed.and_then(polygons).ok_or_else(|| {
        refused(
            "kirim GeoJSON: Polygon, MultiPolygon, atau satu Feature dengan salah satunya",
            "send GeoJSON: a Polygon, a MultiPolygon, or one Feature of either",
        )
    })?;
    let count: usize = polygons.iter().flatten().map(Vec::len).sum();
    if count > MAX_VERTICES {
        return Err(refused(
            &format!("{count} titik; paling banyak {MAX_VERTICES}: sederhanakan poligonnya"),
            &format!("{count} vertices; at most {MAX_VERTICES}: simplify the polygon"),
        ));
    }
    let checked = |rings: Vec<Vec<Position>>| rings.iter().map(|r| ring(r)).collect();
    let polygons = polygons.into_iter().map(checked).collect::<Result<Vec<Vec<_>>, _>>()?;
    in_one_half(&polygons)?;
    Asked::new(polygons).map_err(|none| no_area(&none))
}

fn polygons(parsed: GeoJson) -> Option<Vec<Vec<Vec<Position>>>> {
    let of = |geometry: Geometry| match geometry.value {
        GeometryValue::Polygon { coordinates } => Some(vec![coordinates]),
        GeometryValue::MultiPolygon { coordinates } => Some(coordinates),
        _ => None,
    };
    match parsed {
        GeoJson::Geometry(geometry) => of(geometry),
        GeoJson::Feature(feature) => of(feature.geometry?),
        GeoJson::FeatureCollection(mut collection) => {
            let only = collection.features.pop().filter(|_| collection.features.is_empty());
            of(only?.geometry?)
        }
    }
}

fn ring(positions: &[Position]) -> Result<Vec<Coord>, Refusal> {
    let place = |position: &Position| -> Result<Coord, Refusal> {
        let numbers = (position.as_slice().first().copied(), position.as_slice().get(1).copied());
        let (Some(lon), Some(lat)) = numbers else {
            return Err(refused("titik tanpa bujur dan lintang", "a vertex has no lon and lat"));
        };
        LonLat::new(lon, lat).map(LonLat::coord).ok_or_else(|| {
            refused(
                &format!("{lon}, {lat} bukan bujur dan lintang; apakah tertukar?"),
                &format!("{lon}, {lat} is no longitude and latitude; are they swapped?"),
            )
        })
    };
    let ring = positions.iter().map(place).collect::<Result<Vec<Coord>, _>>()?;
    if ring.len() < 4 || ring.first() != ring.last() {
        return Err(refused(
            "setiap cincin punya paling sedikit empat titik, dan titik terakhirnya sama dengan yang pertama",
            "each ring has at least four vertices, the last of them the same as the first",
        ));
    }
    Ok(ring)
}

fn in_one_half(polygons: &[Vec<Vec<Coord>>]) -> Result<(), Refusal> {
    let lons = || polygons.iter().flatten().flatten().map(|c| c.x);
    let (west, east) = (lons().fold(f64::MAX, f64::min), lons().fold(f64::MIN, f64::max));
    if east - west > MAX_WIDTH {
        return Err(refused(
            "poligon ini melintasi bujur 180 derajat; bagi dua di sana",
            "it crosses the 180th meridian; cut it in two there",
        ));
    }
    Ok(())
}

fn no_area(none: &NoArea) -> Refusal {
    match none {
        NoArea::Empty => refused("poligon ini tidak punya luas", "it has no area"),
        NoArea::Crosses { at } => {
            let at = format!("{:.6}, {:.6}", at.x, at.y);
            refused(
                &format!("batas poligon bersilangan atau tumpang tindih di {at}"),
                &format!("its border crosses or covers itself at {at}"),
            )
        }
        NoArea::Overfull(full) => overfull(full),
    }
}

/// What is said where a polygon is too much work.
pub(super) fn overfull(full: &Overfull) -> Refusal {
    refused(
        "terlalu banyak batas di dalam poligon ini; perkecil poligonnya, atau pakai `by`",
        &format!("{full}; ask for a smaller one, or use `by`"),
    )
}

fn refused(id: &str, en: &str) -> Refusal {
    Refusal::new("polygon", id, en)
}
