//! Tiles of the small layers in `fixtures/layers`, read by fast-mvt and compared with what
//! `fixtures/tiles` holds. `UPDATE=1` writes those files anew: read the difference before you
//! commit it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops and tells"
)]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/city.rs"]
mod city;
#[path = "support/mvt.rs"]
mod mvt;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wareng::model::Lang;
use wareng::place::{EXTENT, TileId, World, project};
use wareng::snapshot::{LayerVersion, Recipe, View};
use wareng::style::{Addresses, tilejson};
use wareng::tile::{BUFFER, RENDERER, render};

/// Four tiles that share a corner, one above them at each of three zooms, and one of which some
/// layers have no more.
const GOLDEN: [(u8, u32, u32); 8] = [
    (14, 13217, 8511),
    (14, 13218, 8511),
    (14, 13217, 8512),
    (14, 13218, 8512),
    (13, 6608, 4255),
    (12, 3304, 2127),
    (10, 826, 531),
    (8, 206, 132),
];

#[test]
fn tiles_are_as_they_were() {
    let view = city::fixtures();
    let layers: Vec<&LayerVersion> = view.layers().collect();
    let folder = city::root().join("fixtures/tiles");
    let update = std::env::var_os("UPDATE").is_some();
    let mut changed = Vec::new();
    for (z, x, y) in GOLDEN {
        let tile = TileId::new(z, x, y).unwrap();
        let bytes = render(&layers, tile).unwrap().expect("something is drawn there");
        mvt::read(&bytes, tile).unwrap_or_else(|e| panic!("{e}"));
        let text = format!("{:?}", fast_mvt::MvtReaderRef::new(&bytes).unwrap());
        let path = folder.join(format!("{z}-{x}-{y}.txt"));
        if update {
            std::fs::write(&path, &text).unwrap();
        } else if std::fs::read_to_string(&path).unwrap_or_default() != text {
            changed.push(path.file_name().unwrap().to_owned());
        }
    }
    assert!(changed.is_empty(), "{changed:?} differ: UPDATE=1 writes them, `git diff` shows them");
}

#[test]
fn the_same_layers_give_the_same_bytes() {
    let (one, other) = (city::fixtures(), city::fixtures());
    for (z, x, y) in GOLDEN {
        let tile = TileId::new(z, x, y).unwrap();
        let bytes = |view: &View| render(&view.layers().collect::<Vec<_>>(), tile).unwrap();
        assert_eq!(bytes(&one), bytes(&other));
    }
}

#[test]
fn a_layer_is_drawn_from_its_first_zoom_to_its_last_and_where_it_lies() {
    let view = city::fixtures();
    let at = project(110.434_57, -7.013_66);
    for id in ["bahaya", "jalan", "titik"] {
        let layer = city::layer(&view, id);
        for z in 0..=22 {
            let drawn = names(&[layer], tile_at(at, z)).contains(id);
            assert_eq!(drawn, layer.layer().zooms.contains(z), "{id} at zoom {z}");
        }
        assert!(!names(&[layer], tile_at(project(110.2, -6.7), 12)).contains(id), "far away");
    }
    assert_eq!(render(&[], tile_at(at, 12)).unwrap(), None);
}

#[test]
fn a_feature_carries_its_class_and_the_fields_that_its_manifest_marks() {
    let view = city::fixtures();
    let tile = TileId::new(13, 6608, 4255).unwrap();
    let layers: Vec<&LayerVersion> = view.layers().collect();
    let read = mvt::read(&render(&layers, tile).unwrap().unwrap(), tile).unwrap();
    let properties: BTreeMap<(&str, u64), &[(String, String)]> = read
        .iter()
        .flat_map(|l| l.features.iter().map(|f| ((l.name.as_str(), f.id), f.properties.as_slice())))
        .collect();
    let hazard = &properties[&("bahaya", 1)];
    assert!(hazard.contains(&("class".into(), "\"tinggi\"".into())), "{hazard:?}");
    assert!(!hazard.iter().any(|(name, _)| name == "kelas"), "not marked: {hazard:?}");
    let point = city::layer(&view, "titik");
    let id = (0..3).find(|f| point.id(*f) == "x9").map(|f| point.tile_id(f)).unwrap();
    let door = &properties[&("titik", id)];
    assert!(door.contains(&("lantai".into(), "9007199254740993 (uint)".into())), "{door:?}");
    assert!(!door.iter().any(|(name, _)| name == "buka"), "has no value: {door:?}");
}

#[test]
fn tilejson_names_the_layers_and_fields_that_the_tiles_have() {
    let view = city::fixtures();
    let layers: Vec<&LayerVersion> = view.layers().collect();
    let addresses = Addresses::new("https://example.org", RENDERER);
    let json = tilejson(view.city(), &layers, &addresses, Lang::default()).unwrap();
    let json = serde_json::to_value(json).unwrap();
    assert_eq!(json["tilejson"], "3.0.0");
    let tag = Recipe::of(layers.iter().copied(), RENDERER).tag();
    let tiles = format!("https://example.org/tiles/bahaya,jalan,titik/{{z}}/{{x}}/{{y}}?v={tag}");
    assert_eq!(json["tiles"], json!([tiles]));
    assert_eq!((&json["minzoom"], &json["maxzoom"]), (&json!(8), &json!(13)));
    let declared: BTreeMap<&str, &Value> = json["vector_layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["id"].as_str().unwrap(), &l["fields"]))
        .collect();
    for (z, x, y) in GOLDEN {
        let tile = TileId::new(z, x, y).unwrap();
        for layer in mvt::read(&render(&layers, tile).unwrap().unwrap(), tile).unwrap() {
            let fields = declared[layer.name.as_str()].as_object().unwrap();
            for (name, value) in layer.features.iter().flat_map(|f| &f.properties) {
                let sort = match value.as_str() {
                    text if text.ends_with("(bool)") => "Boolean",
                    text if text.starts_with('"') => "String",
                    _ => "Number",
                };
                assert_eq!(fields[name], sort, "{name} of {}", layer.name);
            }
        }
    }
}

#[test]
fn tiles_at_the_ends_of_the_world_hold_what_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let ring = json!([[[-180, -89], [180, -89], [180, 89], [-180, 89], [-180, -89]]]);
    let points = json!([[-180, 0], [180, 0], [0, 85.05], [0, -85.05], [179.999_99, 85.05]]);
    let line = json!([[-180, -85.06], [180, 85.06]]);
    let feature = |kind: &str, coordinates: &Value| {
        let geometry = json!({ "type": kind, "coordinates": coordinates });
        json!({ "type": "Feature", "properties": {}, "geometry": geometry })
    };
    let all =
        [feature("Polygon", &ring), feature("MultiPoint", &points), feature("LineString", &line)];
    let text = json!({ "type": "FeatureCollection", "features": all }).to_string();
    std::fs::write(folder.path().join("world.geojson"), text).unwrap();
    let layers = city::published(folder.path(), 22, &[("world", "world.geojson", "")]);
    let view = city::view(layers.path(), "prepared-world");
    let world = city::layer(&view, "world");
    for z in [0, 1, 2, 5, 14, 22] {
        let last = (1_u32 << z) - 1;
        let middle = 1_u32 << (z.max(1) - 1);
        for (x, y) in [
            (0, 0),
            (last, 0),
            (0, last),
            (last, last),
            (0, middle.min(last)),
            (last, middle.min(last)),
        ] {
            let tile = TileId::new(z, x, y).unwrap();
            let bytes = render(&[world], tile).unwrap().expect("the world is everywhere");
            let read = mvt::read(&bytes, tile).unwrap_or_else(|e| panic!("{e}"));
            let rings: Vec<_> =
                read[0].features.iter().flat_map(|f| &f.polygons).flatten().collect();
            assert_eq!(rings.len(), 1, "{tile:?}");
            // The world ends where the tile does, and goes on where it has a neighbour.
            let buffers = |at: u32| i64::from(at > 0) + i64::from(at < last);
            let side = |at: u32| i64::from(EXTENT) + buffers(at) * i64::from(BUFFER);
            assert_eq!(mvt::area(rings[0]) / 2, side(x) * side(y), "{tile:?}");
        }
    }
    let at_the_ends = |x: u32| {
        let tile = TileId::new(3, x, 4).unwrap();
        let read = mvt::read(&render(&[world], tile).unwrap().unwrap(), tile).unwrap();
        read[0].features.iter().flat_map(|f| f.points.clone()).collect::<BTreeSet<_>>()
    };
    assert_eq!((at_the_ends(0), at_the_ends(7)), ([(0, 0)].into(), [(4096, 0)].into()));
}

/// The tile of a zoom that holds a position.
fn tile_at(at: World, z: u8) -> TileId {
    let count = f64::from(1_u32 << z);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a zoom")]
    let cell = |v: f64| (v * count) as u32;
    TileId::new(z, cell(at.x), cell(at.y)).unwrap()
}

fn names(layers: &[&LayerVersion], tile: TileId) -> BTreeSet<String> {
    let Some(bytes) = render(layers, tile).unwrap() else { return BTreeSet::new() };
    mvt::read(&bytes, tile).unwrap().into_iter().map(|l| l.name).collect()
}
