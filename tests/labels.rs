//! The points where maps write the names of areas: inside, as GEOS sees it, and each in the one
//! tile that holds it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/city.rs"]
mod city;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/geos.rs"]
mod geos;
#[path = "support/mvt.rs"]
mod mvt;
#[path = "support/styles.rs"]
mod styles;

use std::collections::BTreeMap;

use folder::Folder;
use gdal::vector::Geometry;
use serde_json::{Value, json};
use wareng::model::{Lang, PartKind};
use wareng::place::{EXTENT, TileId, unproject};
use wareng::snapshot::{Grant, LayerVersion, View};
use wareng::style::{Addresses, tilejson};
use wareng::tile::{RENDERER, render};

/// The features of a layer that have a polygon and a name.
fn named_areas(layer: &LayerVersion) -> Vec<u32> {
    let has_area = |f: &u32| shape(layer, *f).parts().any(|part| part.kind == PartKind::Polygon);
    let all = 0..u32::try_from(layer.len()).unwrap();
    all.filter(has_area).filter(|f| layer.name(*f).is_some()).collect()
}

fn shape(layer: &LayerVersion, feature: u32) -> wareng::model::Shape<'_> {
    layer.shapes().get(usize::try_from(feature).unwrap())
}

/// The label point of a feature, in degrees.
fn label(layer: &LayerVersion, feature: u32) -> Option<(f64, f64)> {
    let world = TileId::new(0, 0, 0).unwrap();
    let labels = layer.labels().in_tile(world);
    let (_, place) = labels.into_iter().find(|(f, _)| *f == feature)?;
    let place = unproject(place).unwrap();
    Some((place.lon(), place.lat()))
}

fn is_inside(layer: &LayerVersion, feature: u32) -> bool {
    let polygons: Vec<geos::Rings> = shape(layer, feature)
        .parts()
        .filter(|part| part.kind == PartKind::Polygon)
        .map(|part| part.paths().map(|r| r.iter().map(|c| (c.x, c.y)).collect()).collect())
        .collect();
    let (x, y) = label(layer, feature).unwrap();
    let point = Geometry::from_wkt(&format!("POINT ({x} {y})")).unwrap();
    geos::area_of(&polygons).contains(&point)
}

/// How often the label of each feature lies in the tiles of a zoom, their buffers left out.
fn in_tiles(layer: &LayerVersion, z: u8) -> BTreeMap<u64, usize> {
    let mut seen = BTreeMap::new();
    let own = 0..i32::try_from(EXTENT).unwrap();
    for tile in city::tiles_over(layer.bounds().unwrap(), z) {
        let Some(bytes) = render(&[layer], tile).unwrap() else { continue };
        let read = mvt::read(&bytes, tile).unwrap_or_else(|e| panic!("{e}"));
        for feature in read.iter().filter(|l| l.name.ends_with(".label")).flat_map(|l| &l.features)
        {
            let [(x, y)] = feature.points[..] else { panic!("not one point: {feature:?}") };
            let count: &mut usize = seen.entry(feature.id).or_default();
            *count += usize::from(own.contains(&x) && own.contains(&y));
        }
    }
    seen
}

#[test]
fn every_named_area_of_the_demo_city_has_a_label_inside_and_in_one_tile() {
    let view = city::demo();
    let labelled: Vec<&LayerVersion> = view.layers().filter(|l| !l.labels().is_empty()).collect();
    for id in ["kecamatan", "kelurahan", "rw", "zona-sd"] {
        assert!(labelled.iter().any(|l| l.layer().id.as_str() == id), "{id} has no labels");
    }
    for layer in labelled {
        let id = &layer.layer().id;
        let named = named_areas(layer);
        for feature in &named {
            assert!(is_inside(layer, *feature), "{id} {}", layer.id(*feature));
        }
        for z in [layer.layer().zooms.min, 14, 16] {
            let seen = in_tiles(layer, z);
            assert_eq!(seen.len(), named.len(), "{id} at zoom {z}");
            let other = seen.iter().find(|(_, count)| **count != 1);
            assert_eq!(other, None, "{id} at zoom {z}");
        }
    }
}

const MANIFEST: &str = "access = \"public\"\ntitle = { id = \"Uji\", en = \"Test\" }\nname = \"nama\"\n\
    max_zoom = 14\n[source]\nfile = \"areas.geojson\"\n[fields.jenis]\n";

/// One layer of some kind over the same areas, whose names are in tiles or not.
fn areas(kind: &str, more: &str, in_tiles: bool) -> View {
    let ring = |w: f64, s: f64, side: f64| {
        let corners = [(0., 0.), (1., 0.), (1., 1.), (0., 1.), (0., 0.)];
        corners.map(|(x, y)| [w + side * x, s + side * y])
    };
    let angle =
        [[0., 0.], [0.09, 0.], [0.09, 0.01], [0.01, 0.01], [0.01, 0.09], [0., 0.09], [0., 0.]];
    let angle = angle.map(|[x, y]| [110.1 + x, -7.1 + y]);
    let mut hole = ring(110.31, -7.09, 0.06);
    hole.reverse();
    let feature = |name: Value, kind: &str, coordinates: Value| {
        let geometry = json!({ "type": kind, "coordinates": coordinates });
        let properties = json!({ "nama": name, "jenis": "danau" });
        json!({ "type": "Feature", "properties": properties, "geometry": geometry })
    };
    let features = json!([
        feature(json!("siku"), "Polygon", json!([angle])),
        feature(json!("lubang"), "Polygon", json!([ring(110.3, -7.1, 0.1), hole])),
        feature(
            json!("pulau"),
            "MultiPolygon",
            json!([[ring(110.5, -7.1, 0.01)], [ring(110.6, -7.1, 0.05)]])
        ),
        feature(Value::Null, "Polygon", json!([ring(110.7, -7.1, 0.01)])),
    ]);
    let folder = Folder::new();
    let collection = json!({ "type": "FeatureCollection", "features": features });
    folder.write("areas.geojson", collection.to_string());
    let nama = format!("[fields.nama]\ntile = {in_tiles}\n");
    folder.layer("lapisan", &format!("kind = \"{kind}\"\n{MANIFEST}tile = true\n{nama}{more}"));
    let (loaded, _) = folder.load(1);
    assert!(loaded.published.refused.is_empty(), "{:#?}", loaded.published.refused);
    loaded.published.snapshot.view(&Grant::public())
}

#[test]
fn a_label_is_inside_the_largest_polygon_whatever_its_form_and_only_where_there_is_a_name() {
    let view = areas("zoning", "", true);
    let layer = city::layer(&view, "lapisan");
    let named = named_areas(layer);
    assert_eq!((named.len(), layer.len()), (3, 4));
    assert!(named.iter().all(|f| is_inside(layer, *f)));
    assert_eq!((0..4).filter(|f| label(layer, *f).is_some()).count(), 3);
    let island = named.iter().find(|f| layer.name(**f).as_deref() == Some("pulau")).unwrap();
    let (x, y) = label(layer, *island).unwrap();
    assert!((x - 110.625).hypot(y + 7.075) < 1e-9, "{x} {y}");
}

#[test]
fn a_label_carries_what_tiles_carry_of_its_feature_and_tilejson_says_so() {
    let view = areas("base", "", true);
    let layer = city::layer(&view, "lapisan");
    let read = city::tiles_over(layer.bounds().unwrap(), 8)
        .into_iter()
        .filter_map(|tile| Some(mvt::read(&render(&[layer], tile).unwrap()?, tile).unwrap()))
        .find(|layers| layers.iter().any(|l| l.name == "lapisan.label"));
    let read = read.unwrap();
    let of = |name: &str| &read.iter().find(|l| l.name == name).unwrap().features;
    for point in of("lapisan.label") {
        let area = of("lapisan").iter().find(|area| area.id == point.id).unwrap();
        assert_eq!(point.properties, area.properties);
    }
    let named = |lang| {
        let json = tilejson(view.city(), &[layer], &Addresses::new("", RENDERER), lang).unwrap();
        json.vector_layers.into_iter().map(|l| (l.id, l.description, l.fields.len())).nth(1)
    };
    let expected = |words: &str| Some(("lapisan.label".to_owned(), words.to_owned(), 2));
    assert_eq!(named(Lang::Id), expected("Uji: titik untuk nama"));
    assert_eq!(named(Lang::En), expected("Test: points for the names"));
}

#[test]
fn layers_whose_areas_are_not_named_in_tiles_have_no_labels() {
    let hazard = "[mapped]\npolygons_only = true\n[classes]\nfield = \"jenis\"\n\
        [[classes.scheme]]\nid = \"danau\"\nlabel = { id = \"D\" }\nmeaning = { id = \"D\" }\n\
        advice = { id = \"D\" }\ncolor = \"#0b4a8f\"\n";
    for view in
        [areas("base", "", false), areas("facility", "", true), areas("hazard", hazard, true)]
    {
        let layer = city::layer(&view, "lapisan");
        assert!(layer.labels().is_empty(), "{:?}", layer.layer().kind);
        assert!(in_tiles(layer, 9).is_empty());
        let json =
            tilejson(view.city(), &[layer], &Addresses::new("", RENDERER), Lang::Id).unwrap();
        assert!(!json.vector_layers.iter().any(|l| l.id.ends_with(".label")));
        assert!(!labels_drawn(&view), "{:?}", layer.layer().kind);
    }
}

#[test]
fn places_that_are_areas_are_drawn_at_their_labels() {
    assert!(labels_drawn(&areas("place", "", true)));
    assert!(!labels_drawn(&areas("place", "", false)));
}

/// Whether the plain style draws a layer of labels.
fn labels_drawn(view: &View) -> bool {
    let style =
        styles::book().fill("dasar-siang", view, &Addresses::new("", RENDERER), Lang::Id).unwrap();
    let layers = style["layers"].as_array().unwrap();
    layers.iter().any(|l| l["source-layer"] == "lapisan.label")
}
