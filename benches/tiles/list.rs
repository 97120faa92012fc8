//! Which tiles are taken: of each zoom so many of those that touch a layer, by a fixed seed.

use std::collections::BTreeSet;

use wareng::place::{Coord, LonLat, TileId, project, unproject};
use wareng::snapshot::LayerVersion;

use crate::random::Random;

pub(crate) const ZOOMS: std::ops::RangeInclusive<u8> = 10..=16;

/// In the order of zooms, and by chance within each.
pub(crate) fn tiles(layer: &LayerVersion, at_most: usize) -> Vec<TileId> {
    let mut random = Random::new(3374);
    ZOOMS.flat_map(|z| some_of(touching(layer, z), at_most, &mut random)).collect()
}

fn some_of(mut tiles: Vec<TileId>, at_most: usize, random: &mut Random) -> Vec<TileId> {
    for at in 0..tiles.len().min(at_most) {
        let other = at + random.below(tiles.len() - at);
        tiles.swap(at, other);
    }
    tiles.truncate(at_most);
    tiles
}

/// Those that a border passes through, and those whose centre is covered.
fn touching(layer: &LayerVersion, z: u8) -> Vec<TileId> {
    let mut found = BTreeSet::new();
    let paths = (0..layer.shapes().path_count()).map(|path| layer.shapes().path(path));
    for edge in paths.flat_map(|path| path.windows(2)) {
        let (a, b) = (project(edge[0].x, edge[0].y), project(edge[1].x, edge[1].y));
        // No step is longer than a sixteenth of a tile.
        let steps = ((a.x - b.x).hypot(a.y - b.y) * f64::from(1_u32 << z) * 16.0).ceil().max(1.0);
        let mut step = 0.0;
        while step <= steps {
            let part = step / steps;
            found.insert(cell(a.x + part * (b.x - a.x), a.y + part * (b.y - a.y), z));
            step += 1.0;
        }
    }
    if let Some([west, south, east, north]) = layer.bounds().map(|b| b.to_array()) {
        let (from, to) = (project(west, north), project(east, south));
        let (from, to) = (cell(from.x, from.y, z), cell(to.x, to.y, z));
        for y in from.0..=to.0 {
            for x in from.1..=to.1 {
                let centre = TileId::new(z, x, y).and_then(centre);
                if centre.is_some_and(|place| layer.area().covers(place)) {
                    found.insert((y, x));
                }
            }
        }
    }
    found.into_iter().filter_map(|(y, x)| TileId::new(z, x, y)).collect()
}

/// Row and column.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a zoom")]
fn cell(x: f64, y: f64, z: u8) -> (u32, u32) {
    let count = f64::from(1_u32 << z);
    ((y * count) as u32, (x * count) as u32)
}

fn centre(tile: TileId) -> Option<Coord> {
    let (mut at, half) = (tile.origin(), tile.size() / 2.0);
    at.x += half;
    at.y += half;
    unproject(at).map(LonLat::coord)
}
