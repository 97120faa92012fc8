//! A hazard keeps its area: what tiles draw of each class, dust included, is as large as what was
//! published, at every zoom.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops and tells"
)]
#![allow(
    dead_code,
    clippy::cast_precision_loss,
    reason = "each test takes a part of what is shared"
)]

#[path = "support/city.rs"]
mod city;
#[path = "support/drawn.rs"]
mod drawn;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/mvt.rs"]
mod mvt;
#[path = "support/random.rs"]
mod random;

use std::collections::BTreeMap;

use drawn::{FINEST, Frame, unit};
use folder::{Folder, collection, feature, hazard, square};
use mvt::Cell;
use random::Random;
use serde_json::json;
use wareng::model::{Kind, PartKind};
use wareng::place::EXTENT;
use wareng::snapshot::{Grant, LayerVersion};

/// The part that a class may be drawn too small or too large.
const TOLERANCE: f64 = 0.02;

#[test]
fn every_hazard_class_is_drawn_as_large_as_it_is() {
    let view = city::demo();
    let hazards: Vec<_> = view.layers().filter(|l| l.layer().kind == Kind::Hazard).collect();
    assert_eq!(hazards.len(), 4, "hazards of the demo city");
    all_as_large(&hazards);
}

/// A third of a unit to a unit wide where they are first drawn: each is too small, all together
/// are not.
#[test]
fn specks_are_drawn_as_large_as_they_are_together() {
    let mut random = Random(9);
    let (columns, apart) = (64_u32, 1e-3);
    let speck = |i: u32| {
        let at = |low: f64, n: u32, random: &mut Random| {
            low + apart * (f64::from(n) + random.part() * 0.5)
        };
        let (x, y) = (at(110.4, i % columns, &mut random), at(-7.05, i / columns, &mut random));
        let class = if random.below(4) == 0 { "3" } else { "1" };
        feature(json!({ "kelas": class }), square(x, y, random.between(1e-4, 3.5e-4)))
    };
    let specks: Vec<_> = (0..columns * columns).map(speck).collect();
    let folder = Folder::new();
    folder.write("specks.geojson", collection(&specks));
    let manifest = hazard("specks.geojson", "[fields]\nkelas = {}");
    folder.layer("bintik", &format!("min_zoom = 8\nmax_zoom = 16\n{manifest}"));
    let (loaded, _) = folder.load(1);
    assert!(loaded.published.refused.is_empty(), "{:#?}", loaded.published.refused);
    let view = loaded.published.snapshot.view(&Grant::public());
    all_as_large(&[city::layer(&view, "bintik")]);
}

fn all_as_large(hazards: &[&LayerVersion]) {
    println!("| layer | class | zoom | published | drawn | % | of it dust % |");
    println!("|---|---|--:|--:|--:|--:|--:|");
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> =
            hazards.iter().map(|layer| scope.spawn(move || compared(layer))).collect();
        running.into_iter().flat_map(|r| r.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "beyond 2 %, see above: {}", wrong.join(", "));
}

/// Prints the rows of a layer and returns those that are wrong.
fn compared(layer: &LayerVersion) -> Vec<String> {
    let id = layer.layer().id.as_str();
    let right = published(layer);
    let classes = &layer.classes().unwrap().classes;
    assert!(right.values().all(|area| *area > 0.0) && right.len() == classes.len(), "{right:?}");
    let zooms = layer.layer().zooms;
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for z in zooms.min..=zooms.max.min(FINEST) {
        let drawn = drawn_at(layer, z);
        for class in classes {
            let Drawn { all, dust } = drawn.get(&class.id).copied().unwrap_or_default();
            let part = all / right[&class.id];
            rows.push(format!(
                "| {id} | {} | {z} | {:.0} | {all:.0} | {:.2} | {:.2} |",
                class.id,
                right[&class.id],
                100.0 * part,
                100.0 * dust / all,
            ));
            if !((1.0 - TOLERANCE)..=(1.0 + TOLERANCE)).contains(&part) {
                wrong.push(format!("{id} {} z{z} {:+.1} %", class.id, 100.0 * part - 100.0));
            }
        }
    }
    // At once, lest the rows of two layers mix.
    println!("{}", rows.join("\n"));
    wrong
}

/// Square units of a tile of the finest zoom, by class.
fn published(layer: &LayerVersion) -> BTreeMap<String, f64> {
    let frame = Frame::of(layer);
    let mut sums = BTreeMap::new();
    for (feature, shape) in (0_u32..).zip(layer.shapes().iter()) {
        let class = layer.class(layer.rank(feature).unwrap()).unwrap();
        for part in shape.parts().filter(|p| p.kind == PartKind::Polygon) {
            for (at, ring) in part.paths().enumerate() {
                let ring: Vec<_> = ring.iter().map(|c| frame.place(c)).collect();
                let sign = if at == 0 { 1.0 } else { -1.0 };
                *sums.entry(class.id.clone()).or_insert(0.0) += sign * area(&ring).abs();
            }
        }
    }
    sums
}

#[derive(Debug, Clone, Copy, Default)]
struct Drawn {
    all: f64,
    dust: f64,
}

/// The same of what is drawn in the tiles of a zoom, each without its buffer.
fn drawn_at(layer: &LayerVersion, z: u8) -> BTreeMap<String, Drawn> {
    let mut sums: BTreeMap<String, Drawn> = BTreeMap::new();
    for tile in city::tiles_over(layer.bounds().unwrap(), z) {
        for feature in drawn::areas(drawn::read(&[layer], tile), layer.layer().id.as_str()) {
            let of_class = |p: &&(String, String)| p.0 == "class";
            let said = &feature.properties.iter().find(of_class).expect("a class").1;
            let mut classes = layer.classes().unwrap().classes.iter();
            let class = classes.find(|c| said.contains(&format!("\"{}\"", c.id)));
            let class = class.unwrap_or_else(|| panic!("{said} is no class"));
            let rings = feature.polygons.iter().flatten();
            let area: f64 =
                rings.map(|ring| area(&within_core(ring))).sum::<f64>() * unit(z) * unit(z);
            let sums = sums.entry(class.id.clone()).or_default();
            sums.all += area;
            sums.dust += if feature.dust { area } else { 0.0 };
        }
    }
    sums
}

/// Sutherland and Hodgman (1974): edges may run along the sides more than once, which does not
/// change the area.
fn within_core(ring: &[Cell]) -> Vec<(f64, f64)> {
    let side = f64::from(EXTENT);
    let mut ring: Vec<_> = ring.iter().map(|c| (f64::from(c.0), f64::from(c.1))).collect();
    // Each turn cuts what lies beyond one side, and leaves the next one there.
    for _ in 0..4 {
        let mut kept = Vec::with_capacity(ring.len());
        for (i, b) in ring.iter().enumerate() {
            let a = ring[(i + ring.len() - 1) % ring.len()];
            if (a.0 < 0.0) != (b.0 < 0.0) {
                kept.push((0.0, a.1 - a.0 * (b.1 - a.1) / (b.0 - a.0)));
            }
            if b.0 >= 0.0 {
                kept.push(*b);
            }
        }
        ring = kept.into_iter().map(|(x, y)| (y, side - x)).collect();
    }
    if let Some(first) = ring.first().copied() {
        ring.push(first);
    }
    ring
}

/// By the surveyor's formula, positive for exteriors of tiles.
fn area(ring: &[(f64, f64)]) -> f64 {
    ring.windows(2).map(|e| e[0].0 * e[1].1 - e[1].0 * e[0].1).sum::<f64>() / 2.0
}

#[test]
fn a_ring_is_cut_by_all_four_sides() {
    let square = [(-10, -10), (4106, -10), (4106, 4106), (-10, 4106), (-10, -10)];
    assert_eq!(area(&within_core(&square)), 4096.0 * 4096.0);
    let corner = [(4000, 4000), (4200, 4000), (4200, 4200), (4000, 4200), (4000, 4000)];
    assert_eq!(area(&within_core(&corner)), 96.0 * 96.0);
    let outside = [(-60, 0), (-1, 0), (-1, 50), (-60, 50), (-60, 0)];
    assert_eq!(area(&within_core(&outside)), 0.0);
}
