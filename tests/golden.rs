//! Golden questions: a layer that does not say of a place what its manifest says it must is not
//! published.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/folder.rs"]
mod folder;

use folder::{Folder, assert_says, base, collection, feature, hazard, lines, point, square};
use serde_json::json;
use wareng::load;
use wareng::model::LayerId;

fn golden(lon: f64, lat: f64, expect: &str) -> String {
    format!("[[golden]]\nlon = {lon:?}\nlat = {lat:?}\nexpect = \"{expect}\"\n")
}

/// A square of class `tinggi` from 110.41, -7.01 within a mapped square twice as wide.
fn flood(questions: &str) -> Folder {
    let folder = Folder::new();
    folder.write("a.geojson", flooded("3"));
    folder.write("m.geojson", collection(&[feature(json!({}), square(110.41, -7.01, 0.04))]));
    let manifest = hazard("a.geojson", "[fields]\nkelas = {}");
    let manifest = manifest.replace("polygons_only = true", "file = \"m.geojson\"");
    folder.layer("banjir", &(manifest + questions));
    folder
}

fn flooded(class: &str) -> String {
    collection(&[feature(json!({ "kelas": class }), square(110.41, -7.01, 0.02))])
}

#[test]
fn a_hazard_is_held_to_its_classes_to_none_and_to_unmapped() {
    let places = [(110.42, -7.0, "tinggi"), (110.44, -7.0, "none"), (110.5, -7.0, "unmapped")];
    let right: String = places.map(|(lon, lat, is)| golden(lon, lat, is)).concat();
    assert_eq!(flood(&right).check().said("banjir"), "");
    for (lon, lat, is) in places {
        for other in ["rendah", "tinggi", "none", "unmapped"].iter().filter(|o| **o != is) {
            let said = flood(&(right.clone() + &golden(lon, lat, other))).check().said("banjir");
            let place = format!("at lon {lon}, lat {lat} `{other}` must be found, and `{is}` is");
            assert_says(other, &said, &["banjir.toml:", "`golden`", &place]);
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}

#[test]
fn other_layers_are_held_to_the_codes_names_and_ids_of_what_is_there() {
    let folder = Folder::new();
    let unit = json!({ "kode": "33.74.01", "nama": "Bubakan" });
    folder.write("u.geojson", collection(&[feature(unit, square(110.41, -7.01, 0.02))]));
    let school = json!({ "npsn": "20328888", "nama": "SD Satu" });
    folder.write("s.geojson", collection(&[feature(school, point(110.4, -7.0))]));
    let unit = |questions: &str| {
        let keys = "code = \"kode\"\nname = \"nama\"\n[fields]\nkode = {}\nnama = {}\n[source]";
        let manifest = base("u.geojson", "").replace("\"base\"", "\"boundary\"");
        folder.layer("unit", &(manifest.replace("[source]", keys) + questions));
        folder.check().said("unit")
    };
    for name in ["33.74.01", "Bubakan"] {
        assert_eq!(unit(&golden(110.42, -7.0, name)), "");
        // Five metres beside a unit is not in it.
        let beside = unit(&golden(110.40995, -7.0, name));
        assert_says(name, &beside, &[&format!("`{name}` must be found, and nothing is")]);
    }
    let school = |questions: &str| {
        let keys = "id = \"npsn\"\nname = \"nama\"\n[fields]\nnpsn = {}\nnama = {}\n[source]";
        folder.layer("tempat", &(base("s.geojson", "").replace("[source]", keys) + questions));
        folder.check().said("tempat")
    };
    // A point is there within ten metres.
    assert_eq!(
        school(&(golden(110.40005, -7.0, "20328888") + &golden(110.4, -7.0, "SD Satu"))),
        ""
    );
    let wrong = school(&golden(110.4, -7.0, "SD Dua"));
    assert_says("SD Dua", &wrong, &["`SD Dua` must be found, and `20328888`, `SD Satu` is"]);
    assert_says("far", &school(&golden(110.4005, -7.0, "SD Satu")), &["nothing is"]);
}

#[test]
fn a_question_that_cannot_be_answered_is_told_with_its_line() {
    let cases = [
        (
            golden(110.42, -7.0, "tingi"),
            "`tingi` is not a class of this layer; did you mean `tinggi`?",
        ),
        (golden(1104.2, -7.0, "tinggi"), "golden"),
        ("[[golden]]\nlon = 110.4\nlat = -7.0\n".to_owned(), "expect"),
    ];
    for (question, says) in cases {
        let said = flood(&question).check().said("banjir");
        assert_says(&question, &said, &["banjir.toml:", says]);
    }
}

#[test]
fn a_publication_that_answers_wrongly_leaves_the_older_version() {
    let folder = flood(&golden(110.42, -7.0, "tinggi"));
    let banjir = LayerId::new("banjir").unwrap();
    let reload = |before: &wareng::snapshot::Published| {
        load::reload(&folder.options(1), before, &|_| None, &|_, _| {}).unwrap().published
    };
    let version = |of: &wareng::snapshot::Published| {
        let view = of.view(&wareng::snapshot::Grant::public());
        view.layer(&banjir).map(|l| l.version().to_owned())
    };
    let first = folder.load(1).0.published;
    assert!(first.is_whole());

    folder.write("a.geojson", flooded("1"));
    let second = reload(&first);
    assert_eq!(version(&second), version(&first));
    assert_says("kept", &lines(&second.outdated[&banjir]), &["and `rendah` is"]);
    assert!(folder.load(1).0.published.refused.contains_key(&banjir), "nothing older is there");

    // Nor is it lost where the service starts anew before that is mended.
    let seen = first.view(&wareng::snapshot::Grant::public());
    let resume = || {
        let last = |id: &LayerId| seen.shared_layer(id).cloned();
        load::resume(&folder.options(1), &last, &|_, _| {}).unwrap().published
    };
    let resumed = resume();
    assert_eq!(version(&resumed), version(&first));
    assert_says("resumed", &lines(&resumed.outdated[&banjir]), &["and `rendah` is"]);

    folder.write("a.geojson", flooded("3"));
    let third = reload(&second);
    assert!(third.is_whole() && version(&third) == version(&first));

    // The data did not change, and what is asked of it did.
    let manifest = std::fs::read_to_string(folder.at("banjir.toml")).unwrap();
    folder.write("banjir.toml", manifest.replace("expect = \"tinggi\"", "expect = \"none\""));
    let fourth = reload(&third);
    assert_eq!(version(&fourth), version(&first));
    assert_says("asked", &lines(&fourth.outdated[&banjir]), &["`none` must be found"]);
    assert!(resume().refused.contains_key(&banjir), "what was served last answers wrongly now");
}
