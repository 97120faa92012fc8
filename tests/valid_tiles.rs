//! Every polygon of every tile from zoom 8 to 16 over the demo city is valid, as GEOS sees it.
//! What `support/mvt.rs` refuses besides: rings without an area or wound the wrong way, a position
//! twice in a row, anything beyond the buffer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a test stops and tells, and its counts are small"
)]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/city.rs"]
mod city;
#[path = "support/geos.rs"]
mod geos;
#[path = "support/mvt.rs"]
mod mvt;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use mvt::Polygon;
use wareng::place::TileId;
use wareng::snapshot::LayerVersion;
use wareng::tile::render;

/// Of all polygons, those that may be invalid. The polygons of a feature may touch along an edge
/// or overlap, as rounding leaves those of lakes side by side: that is told, and no error to MVT.
const MOST: f64 = 1e-4;

#[test]
fn every_polygon_of_every_tile_of_the_demo_city_is_valid() {
    geos::hush();
    let view = city::demo();
    let layers: Vec<&LayerVersion> = view.layers().filter(|l| l.bounds().is_some()).collect();
    let city = city::layer(view, "kelurahan").bounds().unwrap();
    let tiles: Vec<TileId> = (8..=16).flat_map(|z| city::tiles_over(city, z)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Found::default();
        while let Some(tile) = tiles.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.look(&layers, *tile);
        }
        found
    };
    let mut all = Found::default();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        running.into_iter().for_each(|found| all.add(found.join().unwrap()));
    });
    all.print();
    let Counts { all, invalid } = all.sum(|row| row.polygons);
    assert!(all > 10_000, "{all} polygons are few");
    let share = Counts { all, invalid }.share();
    assert!(share < MOST, "{invalid} of {all} polygons are invalid");
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    all: usize,
    invalid: usize,
}

impl Counts {
    fn share(self) -> f64 {
        self.invalid as f64 / self.all as f64
    }

    fn count(&mut self, polygons: &[&Polygon]) -> bool {
        let real = |p: &&Polygon| -> geos::Rings {
            let ring = |r: &Vec<mvt::Cell>| r.iter().map(|c| (c.0.into(), c.1.into())).collect();
            p.iter().map(ring).collect()
        };
        let valid = geos::area_of(&polygons.iter().map(real).collect::<Vec<_>>()).is_valid();
        self.all += 1;
        self.invalid += usize::from(!valid);
        valid
    }
}

/// Each polygon by itself, and those of each feature together.
#[derive(Debug, Clone, Default)]
struct Row {
    polygons: Counts,
    features: Counts,
    first: Option<String>,
}

/// By layer and zoom.
#[derive(Default)]
struct Found(BTreeMap<(String, u8), Row>);

impl Found {
    fn look(&mut self, layers: &[&LayerVersion], tile: TileId) {
        let Some(bytes) = render(layers, tile).unwrap() else { return };
        for layer in mvt::read(&bytes, tile).unwrap_or_else(|e| panic!("{e}")) {
            for feature in layer.features.iter().filter(|f| !f.polygons.is_empty()) {
                let row = self.0.entry((layer.name.clone(), tile.z())).or_default();
                for polygon in &feature.polygons {
                    row.polygons.count(&[polygon]);
                }
                if !row.features.count(&feature.polygons.iter().collect::<Vec<_>>()) {
                    let (z, x, y) = (tile.z(), tile.x(), tile.y());
                    row.first.get_or_insert_with(|| format!("{} in {z}/{x}/{y}", feature.id));
                }
            }
        }
    }

    fn add(&mut self, other: Self) {
        for (key, row) in other.0 {
            let sum = self.0.entry(key).or_default();
            for (a, b) in [(&mut sum.polygons, row.polygons), (&mut sum.features, row.features)] {
                a.all += b.all;
                a.invalid += b.invalid;
            }
            sum.first = sum.first.take().or(row.first);
        }
    }

    fn sum(&self, of: fn(&Row) -> Counts) -> Counts {
        self.0.values().map(of).fold(Counts::default(), |a, b| Counts {
            all: a.all + b.all,
            invalid: a.invalid + b.invalid,
        })
    }

    /// Those with something invalid, and all together.
    fn print(&self) {
        println!("| layer | zoom | polygons | invalid | features | invalid | one of them |");
        println!("|---|--:|--:|--:|--:|--:|---|");
        let row = |name: &str, z: &str, p: Counts, f: Counts, first: &str| {
            let counts = format!("{} | {} | {} | {}", p.all, p.invalid, f.all, f.invalid);
            println!("| {name} | {z} | {counts} | {first} |");
        };
        for ((name, z), Row { polygons, features, first }) in &self.0 {
            if let Some(first) = first {
                row(name, &z.to_string(), *polygons, *features, first);
            }
        }
        let (polygons, features) = (self.sum(|r| r.polygons), self.sum(|r| r.features));
        let share = format!("{:.4} %, {:.4} %", 100.0 * polygons.share(), 100.0 * features.share());
        row("all", "8–16", polygons, features, &share);
    }
}

#[test]
fn a_bow_tie_and_two_squares_that_overlap_are_found_out() {
    geos::hush();
    let square = |x: i32| vec![vec![(x, 0), (x + 9, 0), (x + 9, 9), (x, 9), (x, 0)]];
    let bow = vec![vec![(0, 0), (9, 9), (9, 0), (0, 5), (0, 0)]];
    let mut counts = Counts::default();
    assert!(counts.count(&[&square(0)]) && counts.count(&[&square(0), &square(20)]));
    assert!(!counts.count(&[&bow]) && !counts.count(&[&square(0), &square(5)]));
}
