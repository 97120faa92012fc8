//! The parts of a polygon in neighbouring tiles at a layer's last zoom, put together, are the
//! published polygon: where the two differ, its border is no farther than TileJSON says. What is
//! put together and compared is computed by GEOS.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops and tells"
)]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/city.rs"]
mod city;
#[path = "support/deviation.rs"]
mod deviation;
#[path = "support/geos.rs"]
mod geos;
#[path = "support/mvt.rs"]
mod mvt;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use gdal::vector::Geometry;
use geos::Rings;
use serde_json::{Value, json};
use wareng::model::PartKind;
use wareng::place::{Coord, EXTENT, TileId, World, project, unproject};
use wareng::snapshot::LayerVersion;
use wareng::tile::render;

#[test]
fn the_polygons_of_the_demo_city_come_back_from_their_tiles() {
    let view = city::demo();
    let has_polygons = |l: &&LayerVersion| {
        l.shapes().iter().any(|s| s.parts().any(|p| p.kind == PartKind::Polygon))
    };
    // The land around the city and the sea are polygons over ten thousand tiles: too long a test.
    let few_tiles = |l: &&LayerVersion| !["daratan", "perairan"].contains(&l.layer().id.as_str());
    come_back(view.layers().filter(has_polygons).filter(few_tiles).collect());
}

#[test]
fn published_polygons_come_back_from_their_tiles() {
    let Some(data) = city::real_data() else { return };
    let files = [
        ("kelurahan", "boundaries/semarang-kelurahan.geojson", ""),
        ("kelurahan-rinci", "boundaries/semarang-kelurahan-detailed.geojson", ""),
        ("kecamatan", "boundaries/semarang-kecamatan-detailed.geojson", ""),
        ("banjir", "hazards-semarang-barat/Bahaya-Banjir-KKNT.geojson", ""),
        ("longsor", "hazards-semarang-barat/bahaya-longsor.geojson", ""),
        ("kerawanan", "hazards-semarang-barat/kerawanan-longsor.geojson", ""),
        ("lahan-kritis", "hazards-semarang-barat/LahanKritis.geojson", ""),
    ];
    let folder = city::published(&data, 16, &files);
    let view = city::view(folder.path(), "prepared-published");
    come_back(view.layers().collect());
}

#[test]
fn polygons_made_to_be_hard_come_back_from_their_tiles() {
    for zoom in [12, 16, 22] {
        let data = tempfile::tempdir().unwrap();
        write_hard(&data.path().join("hard.geojson"), zoom);
        let folder = city::published(data.path(), zoom, &[("hard", "hard.geojson", "")]);
        let view = city::view(folder.path(), &format!("prepared-hard-{zoom}"));
        come_back(view.layers().collect());
    }
}

/// Takes two layers at a time, the largest first.
fn come_back(mut layers: Vec<&LayerVersion>) {
    geos::hush();
    layers.sort_by_key(|l| l.shapes().coords().len());
    let queue = Mutex::new(layers);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(layer) = queue.lock().unwrap().pop() else { break };
                    comes_back(layer);
                }
            });
        }
    });
}

/// The world's grid at a layer's last zoom, counted from the layer's first tile.
struct Frame {
    z: u8,
    first: (u32, u32),
}

fn comes_back(layer: &LayerVersion) {
    let id = layer.layer().id.as_str();
    let tiles = city::tiles_over(layer.bounds().unwrap(), layer.layer().zooms.max);
    let frame = Frame { z: tiles[0].z(), first: (tiles[0].x(), tiles[0].y()) };
    let mut found = Found::default();
    for tile in &tiles {
        found.collect(layer, *tile, &frame);
    }
    let mut polygons = 0;
    let most = deviation::deviation(layer, frame.z);
    for feature in 0..u32::try_from(layer.len()).unwrap() {
        let published = published(layer, feature, &frame);
        if !published.is_empty() {
            polygons += 1;
            let parts = found.parts.remove(&layer.tile_id(feature)).unwrap_or_default();
            let name = || format!("{} of {id}", layer.id(feature));
            differ_at_the_border_only(&published, &geos::union(parts), most, &name);
        }
    }
    assert!(found.parts.is_empty(), "{id}: parts of no polygon");
    println!(
        "{id} at zoom {}: {polygons} polygons from {} parts, {} of them not valid as drawn",
        frame.z, found.drawn, found.invalid
    );
}

#[derive(Default)]
struct Found {
    /// By the id of the feature.
    parts: BTreeMap<u64, Vec<Geometry>>,
    drawn: usize,
    invalid: usize,
}

impl Found {
    fn collect(&mut self, layer: &LayerVersion, tile: TileId, frame: &Frame) {
        let Some(bytes) = render(&[layer], tile).unwrap() else { return };
        let layers = mvt::read(&bytes, tile).unwrap_or_else(|e| panic!("{e}"));
        let own = layers.into_iter().filter(|l| l.name == layer.layer().id.as_str());
        let shift = |at: u32, first: u32| f64::from(at - first) * f64::from(EXTENT);
        let (dx, dy) = (shift(tile.x(), frame.first.0), shift(tile.y(), frame.first.1));
        let side = f64::from(EXTENT);
        let core = Geometry::bbox(dx, dy, dx + side, dy + side).unwrap();
        for feature in own.flat_map(|l| l.features).filter(|f| !f.polygons.is_empty() && !f.dust) {
            let moved = |c: &mvt::Cell| (f64::from(c.0) + dx, f64::from(c.1) + dy);
            let moved = |p: &mvt::Polygon| -> Rings {
                p.iter().map(|r| r.iter().map(moved).collect()).collect()
            };
            let drawn = geos::area_of(&feature.polygons.iter().map(moved).collect::<Vec<_>>());
            self.drawn += 1;
            self.invalid += usize::from(!drawn.is_valid());
            let inside = geos::valid(drawn).intersection(&core).unwrap();
            self.parts.entry(feature.id).or_default().push(geos::areal(&inside));
        }
    }
}

fn published(layer: &LayerVersion, feature: u32, frame: &Frame) -> Vec<Rings> {
    let units = f64::from(1_u32 << frame.z) * f64::from(EXTENT);
    let first = (
        f64::from(frame.first.0) * f64::from(EXTENT),
        f64::from(frame.first.1) * f64::from(EXTENT),
    );
    let place = |c: &Coord| {
        let w = project(c.x, c.y);
        (w.x * units - first.0, w.y * units - first.1)
    };
    let shape = layer.shapes().get(usize::try_from(feature).unwrap());
    let polygons = shape.parts().filter(|p| p.kind == PartKind::Polygon);
    polygons.map(|p| p.paths().map(|ring| ring.iter().map(place).collect()).collect()).collect()
}

fn differ_at_the_border_only(
    published: &[Rings],
    found: &Geometry,
    most: f64,
    name: &dyn Fn() -> String,
) {
    let whole = geos::valid(geos::area_of(published));
    let band = geos::band(published, most);
    let lost = geos::difference(&geos::difference(&whole, found), &band).area();
    let added = geos::difference(&geos::difference(found, &whole), &band).area();
    assert!(lost < 1e-3 && added < 1e-3, "{}: {lost} square units lost, {added} added", name());
}

/// Shapes around the corner of a tile, in units of its grid.
fn write_hard(path: &Path, zoom: u8) {
    let city = project(110.42, -7.0);
    let count = f64::from(1_u32 << zoom);
    let corner = ((city.x * count).floor() / count, (city.y * count).floor() / count);
    let unit = 1.0 / count / f64::from(EXTENT);
    let place = |(x, y): (f64, f64)| {
        let at = World { x: corner.0 + x * unit, y: corner.1 + y * unit };
        let at = unproject(at).unwrap();
        json!([at.lon(), at.lat()])
    };
    let features: Vec<Value> = hard()
        .into_iter()
        .map(|polygons| {
            let ring = |r: Vec<(f64, f64)>| {
                let mut ring: Vec<Value> = r.into_iter().map(place).collect();
                ring.push(ring[0].clone());
                ring
            };
            let polygons: Vec<Vec<_>> =
                polygons.into_iter().map(|p| p.into_iter().map(ring).collect()).collect();
            let geometry = json!({ "type": "MultiPolygon", "coordinates": polygons });
            json!({ "type": "Feature", "properties": {}, "geometry": geometry })
        })
        .collect();
    let collection = json!({ "type": "FeatureCollection", "features": features });
    std::fs::write(path, collection.to_string()).unwrap();
}

/// Open rings.
fn hard() -> Vec<Vec<Rings>> {
    let square = |x: f64, y: f64, side: f64| {
        vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    };
    let comb: Vec<(f64, f64)> = (0..40)
        .flat_map(|i| {
            let x = f64::from(i) * 9.0 - 180.3;
            [(x, -70.6), (x + 4.4, -70.6), (x + 4.4, 90.7), (x + 9.0, 90.7)]
        })
        .chain([(179.7, 400.0), (-180.3, 400.0)])
        .collect();
    vec![
        // A hole over the corner of four tiles, and one that touches the exterior there.
        vec![vec![
            square(-900.0, -900.0, 1800.0),
            square(-99.5, -99.5, 200.0),
            vec![(-900.0, 500.0), (-700.0, 400.0), (-700.0, 600.0)],
        ]],
        // Edges along the sides of the tile, and along the ends of its buffer.
        vec![vec![square(0.0, 0.0, 4096.0), square(64.0, 64.0, 64.0)]],
        vec![vec![square(-64.0, -64.0, 128.0), square(-10.0, -10.0, 10.0)]],
        // Larger than some tiles, with holes at corners, sides and ends of buffers.
        vec![vec![
            square(-9000.5, -9000.5, 20000.0),
            square(0.0, 0.0, 300.0),
            square(4096.0, 1000.0, 64.0),
            square(4160.0, 2000.0, 50.0),
            square(-4096.0, -4096.0, 4096.0),
            square(-64.0, 3000.0, 64.0),
            square(1000.2, 1000.2, 0.3),
        ]],
        // Thinner than a unit: a sliver, an annulus, a cross of holes that touch at corners.
        vec![vec![vec![(-2000.0, -700.3), (2000.0, 900.1), (2000.0, 900.5)]]],
        vec![vec![square(-300.0, -300.0, 600.0), square(-299.6, -299.6, 599.2)]],
        vec![vec![square(-50.0, -50.0, 100.0), square(-20.0, -20.0, 20.0), square(0.0, 0.0, 20.0)]],
        // Nothing is left of it.
        vec![vec![square(10.1, 10.1, 0.3)]],
        // Two parts that touch at the corner of the tiles.
        vec![vec![square(-40.0, -40.0, 40.0)], vec![square(0.0, 0.0, 40.0)]],
        vec![vec![comb]],
        stars(),
    ]
}

/// Stars of many points with a star as their hole, far from each other.
fn stars() -> Vec<Rings> {
    let mut seed = 7_u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(seed >> 33).unwrap()) / f64::from(1_u32 << 31)
    };
    let mut star = |x: f64, y: f64, least: f64, most: f64| -> Vec<(f64, f64)> {
        (0..90)
            .map(|i| {
                let angle = f64::from(i) * std::f64::consts::TAU / 90.0;
                let r = least + next() * (most - least);
                (x + r * angle.cos(), y + r * angle.sin())
            })
            .collect()
    };
    let places = (0..16).map(|i| (f64::from(i % 4) * 2000.0 - 3000.0, f64::from(i / 4) * 2000.0));
    places.map(|(x, y)| vec![star(x, y, 400.0, 900.0), star(x, y, 3.0, 380.0)]).collect()
}
