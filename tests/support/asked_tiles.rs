//! What a tile says of a place in it, read from the whole numbers of its rings.

use std::collections::BTreeSet;

use wareng::place::{Coord, EXTENT, TileId, project};

use crate::mvt::{Cell, Feature, Layer};

/// The tile that holds a place, and the place in its units. Units: degrees.
pub(crate) fn tile_at(place: Coord, z: u8) -> (TileId, (f64, f64)) {
    let (count, w) = (f64::from(1_u32 << z), project(place.x, place.y));
    let (x, y) = (w.x * count, w.y * count);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a zoom")]
    let tile = TileId::new(z, x as u32, y as u32).unwrap();
    let units = f64::from(EXTENT);
    (tile, (x.fract() * units, y.fract() * units))
}

/// The features of a source layer that cover a place, without dust.
pub(crate) fn covering<'t>(layers: &'t [Layer], name: &str, place: (f64, f64)) -> Vec<&'t Feature> {
    let own = layers.iter().filter(|l| l.name == name).flat_map(|l| &l.features);
    own.filter(|f| !f.dust && covers(f, place)).collect()
}

/// Whether any polygon covers it: inside of its exterior, and of none of its holes.
fn covers(feature: &Feature, place: (f64, f64)) -> bool {
    let mut polygons = feature.polygons.iter();
    polygons.any(|rings| {
        let mut rings = rings.iter();
        let exterior = rings.next();
        exterior.is_some_and(|r| is_inside(r, place)) && !rings.any(|r| is_inside(r, place))
    })
}

/// Whether a ray to the east crosses the ring an odd number of times.
fn is_inside(ring: &[Cell], (x, y): (f64, f64)) -> bool {
    let crossed = ring.windows(2).filter(|edge| {
        let [a, b] = [edge[0], edge[1]].map(|c| (f64::from(c.0), f64::from(c.1)));
        (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)
    });
    crossed.count() % 2 == 1
}

/// The texts of a property of some features.
pub(crate) fn texts<'t>(features: &[&'t Feature], property: &str) -> BTreeSet<&'t str> {
    let of = |f: &&'t Feature| f.properties.iter().find(|(name, _)| name == property);
    features.iter().filter_map(of).filter_map(|(_, value)| value.split('"').nth(1)).collect()
}
