//! Areas as GEOS sees them, through GDAL.

use gdal::cpl::CslStringList;
use gdal::vector::{Geometry, OGRwkbGeometryType};

/// Closed rings, the exterior first.
pub(crate) type Rings = Vec<Vec<(f64, f64)>>;

const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_LINE: u32 = 5;
const MULTI_POLYGON: u32 = 6;

/// GDAL tells standard error why a geometry is not valid, which here is no news.
pub(crate) fn hush() {
    gdal::config::set_error_handler(|_, _, _| {});
}

/// A multipolygon as it is, valid or not.
pub(crate) fn area_of(polygons: &[Rings]) -> Geometry {
    let mut wkb = head(MULTI_POLYGON, polygons.len());
    for rings in polygons {
        wkb.extend(head(POLYGON, rings.len()));
        rings.iter().for_each(|ring| put(&mut wkb, ring));
    }
    Geometry::from_wkb(&wkb).unwrap()
}

/// Everything within a distance of the rings.
pub(crate) fn band(polygons: &[Rings], distance: f64) -> Geometry {
    let rings: Vec<_> = polygons.iter().flatten().collect();
    let mut wkb = head(MULTI_LINE, rings.len());
    for ring in rings {
        wkb.extend(head(LINE, 0).get(..5).unwrap());
        put(&mut wkb, ring);
    }
    Geometry::from_wkb(&wkb).unwrap().buffer(distance, 8).unwrap()
}

/// OGC 06-103r4, section 8.2: little-endian well-known binary.
fn head(kind: u32, count: usize) -> Vec<u8> {
    let count = u32::try_from(count).unwrap();
    [&[1_u8][..], &kind.to_le_bytes(), &count.to_le_bytes()].concat()
}

fn put(wkb: &mut Vec<u8>, ring: &[(f64, f64)]) {
    wkb.extend(u32::try_from(ring.len()).unwrap().to_le_bytes());
    wkb.extend(ring.iter().flat_map(|(x, y)| [x.to_le_bytes(), y.to_le_bytes()]).flatten());
}

/// The same area in a valid form, without the lines and points that were in it.
pub(crate) fn valid(area: Geometry) -> Geometry {
    if area.is_valid() { area } else { areal(&area.make_valid(&CslStringList::new()).unwrap()) }
}

/// The polygons of a geometry as one multipolygon.
pub(crate) fn areal(geometry: &Geometry) -> Geometry {
    let mut out = Geometry::empty(OGRwkbGeometryType::wkbMultiPolygon).unwrap();
    let name = geometry.geometry_name();
    if name == "POLYGON" && !geometry.is_empty() {
        out.add_geometry(geometry.clone()).unwrap();
    }
    if name == "MULTIPOLYGON" || name == "GEOMETRYCOLLECTION" {
        for i in 0..geometry.geometry_count() {
            let part = areal(&geometry.get_geometry(i));
            for j in 0..part.geometry_count() {
                out.add_geometry(part.get_geometry(j).clone()).unwrap();
            }
        }
    }
    out
}

/// The union of valid areas, in pairs.
pub(crate) fn union(areas: Vec<Geometry>) -> Geometry {
    let mut round = areas;
    while round.len() > 1 {
        round = round
            .chunks(2)
            .map(|pair| match pair {
                [a, b] => areal(&a.union(b).unwrap()),
                _ => pair[0].clone(),
            })
            .collect();
    }
    round.pop().unwrap_or_else(|| area_of(&[]))
}

/// What lies in one valid area and not in the other.
pub(crate) fn difference(a: &Geometry, b: &Geometry) -> Geometry {
    areal(&a.difference(b).unwrap())
}

/// What of a valid area lies in a box: west, north, east, south, with y running south.
pub(crate) fn within(area: &Geometry, [west, north, east, south]: [f64; 4]) -> Geometry {
    let e = area.envelope();
    if e.MinX >= west && e.MaxX <= east && e.MinY >= north && e.MaxY <= south {
        return area.clone();
    }
    if area.is_empty() || e.MinX > east || e.MaxX < west || e.MinY > south || e.MaxY < north {
        return area_of(&[]);
    }
    let square = Geometry::bbox(west, north, east, south).unwrap();
    areal(&area.intersection(&square).unwrap())
}

/// The rings of a multipolygon.
pub(crate) fn rings(area: &Geometry) -> Rings {
    let mut rings = Vec::new();
    for i in 0..area.geometry_count() {
        let polygon = area.get_geometry(i);
        for j in 0..polygon.geometry_count() {
            let mut points = Vec::new();
            polygon.get_geometry(j).get_points(&mut points);
            rings.push(points.into_iter().map(|(x, y, _)| (x, y)).collect());
        }
    }
    rings
}

/// The polygons of a multipolygon, one by one.
pub(crate) fn parts(area: &Geometry) -> Vec<Geometry> {
    (0..area.geometry_count()).map(|i| areal(&area.get_geometry(i))).collect()
}
