//! Every tile from zoom 10 to 16 over the demo city, read by decoders that are not ours:
//! fast-mvt, and GDAL's MVT driver for a sample.

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

/// GDAL reads each tile of this zoom, and one of so many of the others.
const ALL_OF_ZOOM: u8 = 13;
const ONE_OF: usize = 20;

#[test]
fn every_tile_of_the_demo_city_is_read_by_fast_mvt_and_a_sample_by_gdal() {
    let view = city::demo();
    let layers: Vec<&LayerVersion> = view.layers().filter(|l| l.bounds().is_some()).collect();
    let city = city::layer(view, "kelurahan").bounds().unwrap();
    let tiles: Vec<TileId> = (10..=16).flat_map(|z| city::tiles_over(city, z)).collect();
    let folder = tempfile::tempdir().unwrap();
    let (next, filled, read_by_gdal) =
        (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((n, tile)) = take(&tiles, &next) {
                    let Some(bytes) = render(&layers, tile).unwrap() else { continue };
                    filled.fetch_add(1, Ordering::Relaxed);
                    let read = mvt::read(&bytes, tile).unwrap_or_else(|e| panic!("{e}"));
                    if n % ONE_OF == 0 || tile.z() == ALL_OF_ZOOM {
                        gdal_mvt::agrees(&bytes, tile, &read, folder.path());
                        read_by_gdal.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let (filled, read_by_gdal) = (filled.into_inner(), read_by_gdal.into_inner());
    println!("{} tiles, {filled} not empty, {read_by_gdal} read by GDAL too", tiles.len());
    assert!(filled > 1_000 && read_by_gdal > 50, "the city has more tiles than this");
}

fn take(tiles: &[TileId], next: &AtomicUsize) -> Option<(usize, TileId)> {
    let n = next.fetch_add(1, Ordering::Relaxed);
    tiles.get(n).map(|t| (n, *t))
}
