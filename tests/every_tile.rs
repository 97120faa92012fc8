//! Every tile from zoom 10 to 16 over the demo city, read by decoders that are not ours:
//! fast-mvt and GDAL's MVT driver.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops and tells"
)]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/city.rs"]
mod city;
#[path = "support/gdal_mvt.rs"]
mod gdal_mvt;
#[path = "support/mvt.rs"]
mod mvt;

use std::sync::atomic::{AtomicUsize, Ordering};

use wareng::place::TileId;
use wareng::snapshot::LayerVersion;
use wareng::tile::render;

#[test]
fn every_tile_of_the_demo_city_is_read_by_fast_mvt_and_by_gdal() {
    let view = city::demo();
    let layers: Vec<&LayerVersion> = view.layers().filter(|l| l.bounds().is_some()).collect();
    let city = city::layer(view, "kelurahan").bounds().unwrap();
    let tiles: Vec<TileId> = (10..=16).flat_map(|z| city::tiles_over(city, z)).collect();
    let folder = tempfile::tempdir().unwrap();
    let (next, filled) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(tile) = take(&tiles, &next) {
                    let Some(bytes) = render(&layers, tile).unwrap() else { continue };
                    filled.fetch_add(1, Ordering::Relaxed);
                    let read = mvt::read(&bytes, tile).unwrap_or_else(|e| panic!("{e}"));
                    gdal_mvt::agrees(&bytes, tile, &read, folder.path());
                }
            });
        }
    });
    let filled = filled.into_inner();
    println!("{} tiles, {filled} not empty", tiles.len());
    assert!(filled > 1_000, "the city has more tiles than this");
}

fn take(tiles: &[TileId], next: &AtomicUsize) -> Option<TileId> {
    tiles.get(next.fetch_add(1, Ordering::Relaxed)).copied()
}
