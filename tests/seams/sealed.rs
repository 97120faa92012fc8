//! A partition whose slivers are closed in what is drawn.

use std::collections::BTreeMap;
use std::path::Path;

use gdal::vector::Geometry;
use wareng::place::{Coord, EXTENT, Metric};
use wareng::snapshot::LayerVersion;

use crate::drawn::{self, FINEST, Frame, unit};
use crate::published::{overlaps, polygons};
use crate::{city, deviation, geos};

/// Makes the layers of a folder units that are a partition.
pub(crate) fn seal(folder: &Path, id: &str, [code, name]: [&str; 2], metres: f64) {
    let path = folder.join(id).with_extension("toml");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let unit = format!("kind = \"boundary\"\ncode = \"{code}\"\nname = \"{name}\"");
    let more =
        format!("[fields.{code}]\n[fields.{name}]\n[partition]\nseal_m = {metres:?}\n[provenance]");
    let manifest = manifest.replace("kind = \"base\"", &unit).replace("[provenance]", &more);
    std::fs::write(path, manifest).unwrap();
}

/// The gaps and overlaps of what is drawn at a zoom that are no wider than so many metres: how
/// many, and the area of the largest in units of a tile.
pub(crate) fn slivers(layer: &LayerVersion, z: u8, metres: f64) -> [(usize, f64); 2] {
    let (frame, one) = (Frame::of(layer), unit(z));
    let mut pieces: BTreeMap<u64, Vec<Geometry>> = BTreeMap::new();
    for tile in city::tiles_over(layer.bounds().unwrap(), z) {
        let read = drawn::read(&[layer], tile);
        for feature in drawn::areas(read, layer.layer().id.as_str()) {
            let polygons: Vec<geos::Rings> = feature
                .polygons
                .iter()
                .map(|p| p.iter().map(|r| r.iter().map(|c| frame.at(tile, c)).collect()).collect())
                .collect();
            let area = geos::valid(geos::area_of(&polygons));
            pieces.entry(feature.id).or_default().push(geos::within(&area, frame.core(tile)));
        }
    }
    let features: Vec<Geometry> = pieces.into_values().map(geos::union).collect();
    let both = overlaps(&features);
    let holes = holes(&geos::union(features));
    let width = metres / metres_a_unit(layer);
    // What was published wider stays, and may be drawn a little narrower than it is.
    let wide: Vec<Geometry> = published(layer, &frame)
        .iter()
        .flat_map(geos::parts)
        .filter(|area| !area.buffer(-width / 2.0, 4).unwrap().is_empty())
        // And as far off as borders may be.
        .map(|area| area.buffer(deviation::deviation(layer, z) * one, 4).unwrap())
        .collect();
    let is_wide = |area: &Geometry| wide.iter().any(|wide| wide.intersects(area));
    // GEOS, which takes overlaps away, has borders of its own rounding: an overlap of less than a
    // unit of the grid may be left.
    let is_seen = |area: &Geometry| !area.buffer(-one / 2.0, 4).unwrap().is_empty();
    let both = both.iter().flat_map(geos::parts).filter(|a| !is_wide(a) && is_seen(a)).collect();
    [holes, both].map(|areas: Vec<Geometry>| {
        // What is no wider is gone when as much is taken from its border; what is less than a
        // unit is a corner that the side of a tile cuts.
        let narrow = areas.iter().filter(|area| area.area() > one * one);
        let narrow = narrow.filter(|area| area.buffer(-width / 2.0, 4).unwrap().is_empty());
        let areas: Vec<f64> = narrow.map(|area| area.area() / one / one).collect();
        (areas.len(), areas.into_iter().fold(0.0, f64::max))
    })
}

/// The overlaps that were published.
fn published(layer: &LayerVersion, frame: &Frame) -> Vec<Geometry> {
    let features: Vec<Geometry> =
        polygons(layer, frame).iter().map(|p| geos::valid(geos::area_of(p))).collect();
    overlaps(&features)
}

fn holes(area: &Geometry) -> Vec<Geometry> {
    let polygons = geos::parts(area);
    let rings = polygons.iter().flat_map(|p| geos::rings(p).into_iter().skip(1));
    rings.map(|ring| geos::valid(geos::area_of(&[vec![ring]]))).collect()
}

/// Of the finest zoom, in the middle of a layer.
fn metres_a_unit(layer: &LayerVersion) -> f64 {
    let bounds = layer.bounds().unwrap();
    let middle = (bounds.min() + bounds.max()) / 2.0;
    let degree = Metric::at(middle).offset(Coord { x: middle.x + 1.0, y: middle.y }).x;
    degree * 360.0 / f64::from(1_u32 << FINEST) / f64::from(EXTENT)
}
