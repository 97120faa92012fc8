//! What is said of places where it is easy to say something wrong.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;

use serde_json::{Value, json};
use wareng::place::LonLat;
use wareng::query::{self, Question};
use wareng::snapshot::View;

fn at(view: &View, lon: f64, lat: f64) -> Value {
    let place = LonLat::new(lon, lat).unwrap();
    serde_json::to_value(query::at(view, &Question::at(place))).unwrap()
}

/// The demo city's generator lists the slivers and overlaps that it planted.
#[test]
fn planted_gaps_and_overlaps_are_told() {
    let demo = city::demo();
    let text = std::fs::read_to_string(city::root().join("layers/data/planted.json")).unwrap();
    let planted: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(planted.len() >= 8, "{} planted", planted.len());
    for defect in &planted {
        let answer = at(demo, defect["lon"].as_f64().unwrap(), defect["lat"].as_f64().unwrap());
        let (unit, district) = (&answer["units"][0], &answer["units"][1]);
        let units = defect["units"].as_array().unwrap();
        if defect["kind"] == "gap" {
            assert_eq!(unit["status"], "gap", "{defect}");
            assert!(units.contains(&unit["nearest"]["code"]), "{defect}: {unit}");
            let metres = unit["nearest"]["distance_m"].as_f64().unwrap();
            assert!(metres <= defect["width_m"].as_f64().unwrap(), "{defect}: {unit}");
            assert_eq!(district["status"], "gap", "a gap is not filled by the level above");
        } else {
            assert_eq!(unit["status"], "inside", "{defect}");
            let mut named = vec![unit["code"].clone()];
            named.extend(unit["also"].as_array().unwrap().iter().map(|u| u["code"].clone()));
            assert!(units.iter().all(|u| named.contains(u)), "{defect}: {unit}");
        }
    }
}

/// A folder with one hazard of three squares in a row: rendah from 0 to 1, sedang from 1 to 2,
/// tinggi from 2 to 3 hundredths of a degree east of 110.4, mapped one hundredth farther on
/// each side.
fn three_squares() -> (tempfile::TempDir, View) {
    let folder = tempfile::tempdir().unwrap();
    let square = |west: f64, east: f64| {
        let [w, e] = [west, east].map(|x| ((110.4 + x / 100.0) * 1e7).round() / 1e7);
        json!([[[w, -7.0], [e, -7.0], [e, -6.99], [w, -6.99], [w, -7.0]]])
    };
    let feature = |class: &str, west: f64, east: f64| {
        json!({ "type": "Feature", "properties": { "kelas": class },
            "geometry": { "type": "Polygon", "coordinates": square(west, east) } })
    };
    let collection = |features: &[Value]| {
        json!({ "type": "FeatureCollection", "features": features }).to_string()
    };
    let hazard = collection(&[
        feature("rendah", 0.0, 1.0),
        // Two polygons of one class: their common edge is no border.
        feature("sedang", 1.0, 1.4),
        feature("sedang", 1.4, 2.0),
        feature("tinggi", 2.0, 3.0),
    ]);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("banjir.geojson", &hazard);
    write("peta.geojson", &collection(&[feature("", -1.0, 4.0)]));
    let class = |id: &str| {
        format!(
            "[[classes.scheme]]\nid = \"{id}\"\nlabel = {{ id = \"{id}\" }}\nmeaning = {{ id = \"{id}\" }}\n\
             advice = {{ id = \"{id}\" }}\ncolor = \"#112233\"\n"
        )
    };
    let manifest = format!(
        "kind = \"hazard\"\ntitle = {{ id = \"Banjir\" }}\naccess = \"public\"\naccuracy_m = 25\n\
         source = {{ file = \"banjir.geojson\" }}\nmapped = {{ file = \"peta.geojson\" }}\n\
         fields = {{ kelas = {{}} }}\n\
         [provenance]\npublisher = \"Uji\"\nlicence = \"CC0-1.0\"\ndated = \"2025\"\n\
         link = \"https://example.org\"\ncontact = \"mailto:uji@example.org\"\n\
         [classes]\nfield = \"kelas\"\n{}{}{}",
        class("rendah"),
        class("sedang"),
        class("tinggi"),
    );
    write("banjir.toml", &manifest);
    write(
        "city.toml",
        "name = { id = \"Uji\" }\ncode = \"1\"\narea = [110, -8, 111, -6]\nemergency = \"112\"\n\
         contact = \"mailto:uji@example.org\"\nview = { lon = 110.4, lat = -7, zoom = 12 }\n",
    );
    let view = city::view(folder.path(), "prepared-squares");
    (folder, view)
}

#[test]
fn a_hazard_is_mapped_none_or_unmapped_and_never_mixed() {
    let (_folder, view) = three_squares();
    let finding = |x: f64| at(&view, 110.4 + x / 100.0, -6.995)["findings"][0].clone();
    for (x, status, class) in [
        (-1.5, "unmapped", Value::Null),
        (-0.5, "none", Value::Null),
        (0.5, "mapped", json!("rendah")),
        (1.5, "mapped", json!("sedang")),
        (2.5, "mapped", json!("tinggi")),
        (3.5, "none", Value::Null),
        (4.5, "unmapped", Value::Null),
    ] {
        let found = finding(x);
        assert_eq!(found["status"], status, "{x}: {found}");
        assert_eq!(found.get("class").cloned().unwrap_or_default(), class, "{x}: {found}");
    }
}

#[test]
fn a_hazard_that_is_refused_is_unavailable_and_not_silent() {
    let (folder, _) = three_squares();
    std::fs::write(folder.path().join("banjir.geojson"), "{").unwrap();
    let options = wareng::load::Options {
        folder: folder.path().to_owned(),
        prepared: None,
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: wareng::ingest::Limits::default(),
        workers: 1,
    };
    let loaded = wareng::load::load(&options, &|_, _| {}).unwrap();
    let view = loaded.published.snapshot.view(&wareng::snapshot::Grant::public());
    let answer = at(&view, 110.405, -6.995);
    assert_eq!(answer["unavailable"], json!(["banjir"]));
    let finding = &answer["findings"][0];
    assert_eq!((&finding["layer"], &finding["status"]), (&json!("banjir"), &json!("unavailable")));
}

#[test]
fn on_a_common_border_the_gravest_class_counts_and_the_others_are_named() {
    let (_folder, view) = three_squares();
    let found = at(&view, 110.42, -6.995)["findings"][0].clone();
    assert_eq!((&found["class"], &found["border_m"]), (&json!("tinggi"), &json!(0.0)), "{found}");
    assert_eq!(found["also"], json!([{ "class": "sedang", "label": "sedang" }]));
}

#[test]
fn borders_are_those_between_classes_and_measured_on_the_ellipsoid() {
    let (_folder, view) = three_squares();
    // A hundredth of a degree of longitude at 6.995° S is 1,105.0 m, of latitude 1,105.8 m.
    let cases = [
        // place, border_m, worse class and metres, edge
        (0.9, 110.5, Some(("sedang", 110.5)), "clear"),
        (0.99, 11.1, Some(("sedang", 11.1)), "near"),
        // The edge at 1.4 lies between two polygons of one class.
        (1.38, 419.9, Some(("tinggi", 685.1)), "clear"),
        (1.95, 55.3, Some(("tinggi", 55.3)), "clear"),
        (2.5, 552.5, None, "clear"),
        (3.02, 22.1, Some(("tinggi", 22.1)), "near"),
        (3.99, 11.0, None, "near"),
    ];
    for (x, border, worse, edge) in cases {
        let found = at(&view, 110.4 + x / 100.0, -6.995)["findings"][0].clone();
        let near = |value: &Value, metres: f64| (value.as_f64().unwrap() - metres).abs() < 0.6;
        assert!(near(&found["border_m"], border), "{x}: {found}");
        match worse {
            None => assert_eq!(found.get("worse"), None, "{x}: {found}"),
            Some((class, metres)) => {
                assert_eq!(found["worse"]["class"], class, "{x}: {found}");
                assert!(near(&found["worse"]["distance_m"], metres), "{x}: {found}");
            }
        }
        assert_eq!(found["edge"], edge, "{x}: {found}");
    }
}

/// How sure an answer is, and whether a place lies in a gap, is not for the reader to choose.
#[test]
fn a_small_radius_takes_nothing_back_but_distances() {
    let (_folder, view) = three_squares();
    let near = |view: &View, lon: f64, lat: f64| {
        let place = LonLat::new(lon, lat).unwrap();
        let question = Question { radius_m: 0.5, ..Question::at(place) };
        serde_json::to_value(query::at(view, &question)).unwrap()
    };
    let found = near(&view, 110.4099, -6.995)["findings"][0].clone();
    assert_eq!((found.get("border_m"), &found["edge"]), (None, &json!("near")), "{found}");
    let text = std::fs::read_to_string(city::root().join("layers/data/planted.json")).unwrap();
    let planted: Vec<Value> = serde_json::from_str(&text).unwrap();
    for gap in planted.iter().filter(|p| p["kind"] == "gap") {
        let (lon, lat) = (gap["lon"].as_f64().unwrap(), gap["lat"].as_f64().unwrap());
        assert_eq!(near(city::demo(), lon, lat)["units"][0]["status"], "gap", "{gap}");
    }
}

/// An answer would have to choose between two, or name none.
#[test]
fn units_without_a_code_or_with_the_same_are_refused() {
    let (folder, _) = three_squares();
    let feature = |code: Value, west: f64| {
        let e = west + 0.01;
        let ring = json!([[west, -7.0], [e, -7.0], [e, -6.99], [west, -6.99], [west, -7.0]]);
        json!({ "type": "Feature", "properties": { "kode": code, "nama": "A" },
            "geometry": { "type": "Polygon", "coordinates": [ring] } })
    };
    let features =
        [feature(json!("1"), 110.4), feature(json!("1"), 110.5), feature(json!(null), 110.6)];
    let collection = json!({ "type": "FeatureCollection", "features": features });
    std::fs::write(folder.path().join("unit.geojson"), collection.to_string()).unwrap();
    let manifest = "kind = \"boundary\"\ntitle = { id = \"Unit\" }\naccess = \"public\"\n\
        code = \"kode\"\nname = \"nama\"\nsource = { file = \"unit.geojson\" }\n\
        fields = { kode = {}, nama = {} }\n\
        [provenance]\npublisher = \"Uji\"\nlicence = \"CC0-1.0\"\ndated = \"2025\"\n\
        link = \"https://example.org\"\ncontact = \"mailto:uji@example.org\"\n";
    std::fs::write(folder.path().join("unit.toml"), manifest).unwrap();
    let options = wareng::load::Options {
        folder: folder.path().to_owned(),
        prepared: None,
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: wareng::ingest::Limits::default(),
        workers: 1,
    };
    let loaded = wareng::load::load(&options, &|_, _| {}).unwrap();
    let refused = &loaded.published.refused[&wareng::model::LayerId::new("unit").unwrap()];
    let said: Vec<String> = refused.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|d| d.contains("2 features have the code `1`")), "{said:?}");
    assert!(said.iter().any(|d| d.contains("1 features have no `kode`")), "{said:?}");
}

#[test]
fn what_is_not_mapped_has_no_border_and_nothing_worse() {
    let (_folder, view) = three_squares();
    let found = at(&view, 110.38, -6.995)["findings"][0].clone();
    for key in ["border_m", "worse", "edge"] {
        assert_eq!(found.get(key), None, "{found}");
    }
}
