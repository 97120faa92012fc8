//! Neighbours meet: what tiles draw has no gap and no overlap that was not published, inside of a
//! tile exactly, and from tile to tile to a unit. Areas are computed by GEOS.
//!
//! A gap or an overlap was not published where a point of it is farther than the layer's deviation
//! from every published gap and overlap, and from where the layer ends. Dust is left out; where it stands for a polygon that is missing
//! among its neighbours, the gap is counted as gathered.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops and tells"
)]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/borders.rs"]
mod borders;
#[path = "support/city.rs"]
mod city;
#[path = "support/deviation.rs"]
mod deviation;
#[path = "support/drawn.rs"]
mod drawn;
#[path = "support/geos.rs"]
mod geos;
#[path = "seams/inside.rs"]
mod inside;
#[path = "support/mvt.rs"]
mod mvt;
#[path = "seams/published.rs"]
mod published;
#[path = "seams/sealed.rs"]
mod sealed;
#[path = "seams/sides.rs"]
mod sides;
#[path = "seams/tally.rs"]
mod tally;

use std::collections::HashMap;
use std::sync::Mutex;

use drawn::FINEST;
use mvt::Feature;
use published::Published;
use tally::{HEAD, Tally};
use wareng::place::TileId;
use wareng::snapshot::LayerVersion;

/// The units, the zones that share borders, and the hazards, whose classes do.
const COVERAGES: [&str; 8] =
    ["kelurahan", "kecamatan", "rw", "zona-smp", "banjir", "rob", "longsor", "kekeringan"];

#[test]
fn neighbours_of_the_demo_city_meet_at_every_zoom() {
    let view = city::demo();
    all_meet(COVERAGES.iter().map(|id| city::layer(view, id)).collect());
}

#[test]
fn neighbours_that_were_published_meet_at_every_zoom() {
    let Some(data) = city::real_data() else { return };
    let files = [
        ("kelurahan", "boundaries/semarang-kelurahan.geojson", ""),
        ("kelurahan-rinci", "boundaries/semarang-kelurahan-detailed.geojson", ""),
    ];
    let folder = city::published(&data, FINEST, &files);
    let view = city::view(folder.path(), "prepared-seams");
    all_meet(view.layers().collect());
}

/// The width that a manifest asks to be closed, in metres.
const SEAL_M: f64 = 30.0;

#[test]
fn slivers_of_a_sealed_partition_are_closed() {
    let Some(data) = city::real_data() else { return };
    geos::hush();
    let files = [
        ("kelurahan", "boundaries/semarang-kelurahan.geojson", ""),
        ("kelurahan-rinci", "boundaries/semarang-kelurahan-detailed.geojson", ""),
    ];
    let folder = city::published(&data, FINEST, &files);
    sealed::seal(folder.path(), "kelurahan", ["kode", "nama"], SEAL_M);
    sealed::seal(folder.path(), "kelurahan-rinci", ["id", "name"], SEAL_M);
    let view = city::view(folder.path(), "prepared-sealed");
    println!("| layer | zoom | gaps | largest | overlaps | largest |\n|---|--:|--:|--:|--:|--:|");
    let mut left = 0;
    for layer in view.layers() {
        for z in 8..=FINEST {
            let [gaps, overlaps] = sealed::slivers(layer, z, SEAL_M);
            let told = [gaps, overlaps].map(|(n, largest)| format!("{n} | {largest:.1}"));
            println!("| {} | {z} | {} |", layer.layer().id, told.join(" | "));
            left += gaps.0 + overlaps.0;
        }
    }
    assert_eq!(left, 0, "slivers of at most {SEAL_M} m, see above");
}

/// Takes two layers at a time, the largest first.
fn all_meet(mut layers: Vec<&LayerVersion>) {
    geos::hush();
    layers.sort_by_key(|l| l.shapes().coords().len());
    let (queue, told) = (Mutex::new(layers), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(layer) = queue.lock().unwrap().pop() else { break };
                    let rows = looked_at(layer);
                    told.lock().unwrap().extend(rows);
                }
            });
        }
    });
    let mut told = told.into_inner().unwrap();
    told.sort();
    println!("{HEAD}");
    told.iter().for_each(|(.., row, _)| println!("{row}"));
    let seams: Vec<String> =
        told.iter().filter(|t| !t.3).map(|(id, z, ..)| format!("{id} z{z}")).collect();
    assert!(seams.is_empty(), "not published, see above: {}", seams.join(", "));
}

/// A layer at each zoom: its id, the zoom, what is told of it, and whether it has no seam.
fn looked_at(layer: &LayerVersion) -> Vec<(String, u8, String, bool)> {
    let id = layer.layer().id.as_str();
    let published = Published::of(layer);
    let zooms = layer.layer().zooms;
    let tally = |z: u8| {
        let tally = at_zoom(layer, z, &published);
        (id.to_owned(), z, tally.row(id, z), tally.is_seamless())
    };
    (zooms.min.max(8)..=zooms.max.min(FINEST)).map(tally).collect()
}

fn at_zoom(layer: &LayerVersion, z: u8, published: &Published) -> Tally {
    let (id, most) = (layer.layer().id.as_str(), deviation::deviation(layer, z));
    let order = city::tiles_over(layer.bounds().unwrap(), z);
    let drawn = |tile: &TileId| (*tile, drawn::areas(drawn::read(&[layer], *tile), id));
    let tiles: HashMap<TileId, Vec<Feature>> = order.iter().map(drawn).collect();
    let mut tally = Tally::default();
    for tile in &order {
        let features = &tiles[tile];
        let own = || features.iter().filter(|f| !f.dust);
        tally.features.extend(own().map(|f| f.id));
        tally.pieces += own().count();
        inside::look(*tile, features, published, most, &mut tally);
    }
    sides::look(&order, &tiles, most, &mut tally);
    assert!(tally.pieces > 0, "{id} is drawn at zoom {z}");
    tally
}
