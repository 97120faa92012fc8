//! What ingest makes of sources that are in order, or that may be mended: repairs are counted
//! and listed, an unchanged source is not read again, and the same features have the same version
//! whatever the order, the run or the number of children.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::type_complexity,
    reason = "a test fails where something is missing; cases are rows of a table"
)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/formats.rs"]
mod formats;

use std::fs;
use std::path::Path;

use folder::{
    CITY, Folder, assert_says, base, collection, feature, hazard, point, real_data, served, square,
};
use formats::{Form, sample, write};
use serde_json::{Value as Json, json};
use wareng::load::Event;
use wareng::model::Value;

/// A square the wrong way round, one that is not closed, a bow-tie and the like.
fn polygon(ring: &[(f64, f64)]) -> Json {
    let ring: Vec<[f64; 2]> = ring.iter().map(|(x, y)| [110.0 + x, -7.0 + y]).collect();
    json!({ "type": "Polygon", "coordinates": [ring] })
}

#[test]
fn a_repair_is_counted_and_listed_where_it_is_tolerated_and_refused_where_not() {
    let clockwise = polygon(&[(0., 0.), (0., 0.1), (0.1, 0.1), (0.1, 0.), (0., 0.)]);
    let unclosed = polygon(&[(0.2, 0.), (0.3, 0.), (0.3, 0.1), (0.2, 0.1)]);
    let bow_tie = polygon(&[(0.4, 0.), (0.5, 0.1), (0.5, 0.), (0.4, 0.1), (0.4, 0.)]);
    let good = square(110.6, -7.0, 0.1);
    let none = Json::Null;
    // The manifest's limit, how many are broken, what becomes of them.
    let cases: [(&str, &Json, u32, usize, &str); 5] = [
        (
            "orientation",
            &clockwise,
            2,
            3,
            "ring wound the other way than RFC 7946 asks in 2 places",
        ),
        ("unclosed", &unclosed, 2, 3, "ring not closed in 2 places"),
        ("self_intersection", &bow_tie, 2, 3, "Self-intersection"),
        ("empty", &none, 2, 1, "no geometry in 2 places"),
        ("duplicate", &good, 2, 1, "the same as another feature in 2 places"),
    ];
    for (sort, geometry, count, kept, said) in cases {
        let folder = Folder::new();
        let of = |kode: &str, g: &Json| feature(json!({ "kode": kode }), g.clone());
        let twice = sort == "duplicate";
        let features = [
            of("good", &good),
            of(if twice { "good" } else { "b" }, geometry),
            of(if twice { "good" } else { "c" }, geometry),
        ];
        folder.write("a.geojson", collection(&features));
        let manifest = |limit: Option<u32>| {
            let limit = limit.map(|n| format!("{sort} = {n}\n")).unwrap_or_default();
            let id = if twice { "" } else { "id = \"kode\"\n" };
            base("a.geojson", &format!("[fields]\nkode = {{}}\n[repairs]\n{limit}"))
                .replace("\"base\"", "\"zoning\"")
                .replacen("[source]", &format!("{id}[source]"), 1)
        };
        folder.layer("kept", &manifest(Some(count)));
        folder.layer("none", &manifest(Some(0)));
        folder.layer("fewer", &manifest(Some(1)));
        folder.layer("default", &manifest(None));
        let checked = folder.check();
        let report = checked.report("kept");
        assert_eq!((report.read, report.kept), (3, kept), "{sort}: {report:?}");
        let repaired = report.repairs.iter().find(|r| r.sort.name() == sort).unwrap();
        assert_eq!(repaired.count, count, "{sort}");
        assert_eq!(repaired.examples.len(), 2, "{sort}: {report:?}");
        assert_says(sort, &checked.said("none"), &[said, "a.geojson"]);
        if sort == "orientation" {
            checked.version("default");
        } else {
            assert_says(sort, &checked.said("default"), &[said]);
            let fewer = [
                "where [repairs] tolerates 1; mend the source, or write",
                &format!("{sort} = 2 in [repairs]"),
            ];
            assert_says(sort, &checked.said("fewer"), &fewer);
        }
    }
}

#[test]
fn a_polygon_made_valid_covers_what_it_covered() {
    let folder = Folder::new();
    let bow_tie = polygon(&[(0.4, 0.), (0.5, 0.1), (0.5, 0.), (0.4, 0.1), (0.4, 0.)]);
    folder.write("a.geojson", collection(&[feature(json!({}), bow_tie)]));
    folder.layer(
        "a",
        &base("a.geojson", "[repairs]\nself_intersection = 1").replace("\"base\"", "\"zoning\""),
    );
    served(&folder.load(1).0, "a", |layer| {
        let at = |x: f64, y: f64| {
            layer.covering(wareng::place::Coord { x: 110.0 + x, y: -7.0 + y }).len()
        };
        assert_eq!([at(0.42, 0.05), at(0.48, 0.05), at(0.45, 0.08), at(0.45, 0.02)], [1, 1, 0, 0]);
        assert_eq!(layer.shapes().get(0).parts().count(), 2);
    });
}

#[test]
fn a_class_is_matched_however_the_source_writes_its_number() {
    let folder = Folder::new();
    for (id, kelas, kind) in [
        ("integer", json!([1, 3]), "integer"),
        ("number", json!([1.0, 3.5]), "number"),
        ("text", json!(["1", "3.50"]), "text"),
        ("integer-as-text", json!([1, 3]), "text"),
        ("mixed", json!([1, "3"]), "text"),
    ] {
        let features: Vec<Json> = (0..2)
            .map(|i| feature(json!({ "kelas": kelas[i] }), square([110.4, 110.5][i], -7.0, 0.05)))
            .collect();
        folder.write(&format!("{id}.geojson"), collection(&features));
        let values = if kelas[1] == json!(3) || kelas[1] == json!("3") { "3.0" } else { "3.5" };
        let fields = format!("[fields]\nkelas = {{ type = \"{kind}\" }}");
        folder.layer(
            id,
            &hazard(&format!("{id}.geojson"), &fields)
                .replace("[\"3\"]", &format!("[\"{values}\"]")),
        );
    }
    let (loaded, _) = folder.load(2);
    for id in ["integer", "number", "text", "integer-as-text", "mixed"] {
        let mut ranks = served(&loaded, id, |l| vec![l.rank(0).unwrap(), l.rank(1).unwrap()]);
        ranks.sort_unstable();
        assert_eq!(ranks, [0, 1], "{id}");
    }
}

#[test]
fn blank_rows_of_a_table_are_counted_and_not_served() {
    let folder = Folder::new();
    folder.write("a.csv", "kode,x,y\na,110.4,-7.0\n,,\nb,110.4,-7.0\n,,\n");
    let fields = "lon = \"x\"\nlat = \"y\"\n[fields]\nkode = {}\n[repairs]\nempty = 2";
    folder.base("a", "a.csv", fields);
    folder.base("b", "a.csv", &fields.replace("empty = 2", "empty = 0"));
    let checked = folder.check();
    assert_eq!(checked.report("a").kept, 2);
    assert_says(
        "b",
        &checked.said("b"),
        &["a.csv: feature #2, #4: no geometry in 2 places", "empty = 2 in [repairs]"],
    );
}

#[test]
fn an_unchanged_source_is_not_read_again() {
    let folder = Folder::new();
    write(
        &folder.at("uji.shp"),
        Form { options: &["ENCODING=UTF-8"], ..Form::of("ESRI Shapefile") },
        &sample(),
    );
    folder.base("uji", "uji.shp", "[fields]\nkode = {}\nnama = {}");
    let read = |folder: &Folder| {
        let (loaded, told) = folder.load(1);
        let version = served(&loaded, "uji", |l| l.version().to_owned());
        // Reading is told only where it takes a while.
        let read = !told.iter().any(|(_, e)| *e == Event::Unchanged);
        (read, version)
    };
    let (first, version) = read(&folder);
    assert!(first);
    assert_eq!(read(&folder), (false, version.clone()));
    // A new date of the same bytes changes nothing.
    let shp = fs::read(folder.at("uji.shp")).unwrap();
    folder.write("uji.shp", &shp);
    assert_eq!(read(&folder), (false, version.clone()));
    // Each of its files counts, and so does what the manifest and the city say.
    for file in ["uji.dbf", "uji.prj", "uji.cpg", "uji.shx", "uji.shp"] {
        let bytes = fs::read(folder.at(file)).unwrap();
        let other = match file {
            "uji.dbf" => String::from_utf8_lossy(&bytes).contains("Tengah").then(|| {
                let at = bytes.windows(6).position(|w| w == b"Tengah").unwrap();
                [&bytes[..at], b"Selata", &bytes[at + 6..]].concat()
            }),
            "uji.prj" | "uji.cpg" => Some([bytes.as_slice(), b" "].concat()),
            // Bytes that say nothing about features.
            _ => Some([&bytes[..4], &[9], &bytes[5..]].concat()),
        };
        folder.write(file, other.unwrap());
        assert!(read(&folder).0, "{file}");
        folder.write(file, bytes);
        assert!(read(&folder).0, "{file} again");
    }
    let manifest = fs::read_to_string(folder.at("uji.toml")).unwrap();
    folder.write("uji.toml", manifest.replace("nama = {}", "nama = { tile = true }"));
    let (again, tiled) = read(&folder);
    assert!(again);
    assert_ne!(tiled, version);
    folder.write("uji.toml", format!("# a remark\n{manifest}"));
    assert_eq!(read(&folder), (true, version.clone()));
    assert_eq!(read(&folder), (false, version.clone()));
    folder.write("city.toml", CITY.replace("109.9,", "109.8,"));
    assert_eq!(read(&folder), (true, version));
}

#[test]
fn the_version_is_the_same_over_runs_children_and_the_order_in_the_file() {
    let square_at =
        |i: i32| square(110.0 + f64::from(i % 20) * 0.02, -7.3 + f64::from(i / 20) * 0.02, 0.015);
    let features: Vec<Json> = (0..200)
        .map(|i| feature(json!({ "kode": format!("k{i}"), "kelas": 1 + i % 2 * 2 }), square_at(i)))
        .collect();
    let mut orders = vec![features.clone(), features.iter().rev().cloned().collect()];
    // 77 and 200 have no common divisor, so each feature comes once.
    orders.push((0..200).map(|i| features[i * 77 % 200].clone()).collect());
    let mut versions = std::collections::BTreeSet::new();
    for order in &orders {
        for workers in [1, 4] {
            let folder = Folder::new();
            folder.write("a.geojson", collection(order));
            let fields = "[fields]\nkode = {}\nkelas = {}";
            folder.layer(
                "by-id",
                &hazard("a.geojson", fields).replacen("[source]", "id = \"kode\"\n[source]", 1),
            );
            folder.layer("by-content", &hazard("a.geojson", fields));
            folder.layer(
                "mapped",
                &hazard("a.geojson", fields)
                    .replace("polygons_only = true", "file = \"a.geojson\""),
            );
            let (loaded, _) = folder.load(workers);
            let all: Vec<String> = ["by-id", "by-content", "mapped"]
                .map(|id| served(&loaded, id, |l| l.version().to_owned()))
                .into();
            versions.insert((
                all,
                loaded
                    .published
                    .snapshot
                    .view(&wareng::snapshot::Grant::public())
                    .version()
                    .to_owned(),
            ));
        }
    }
    assert_eq!(versions.len(), 1, "{versions:?}");
}

#[test]
fn features_without_an_id_field_keep_their_ids_wherever_they_stand() {
    let ids = |features: &[Json]| {
        let folder = Folder::new();
        folder.write("a.geojson", collection(features));
        folder.base("a", "a.geojson", "[fields]\nnama = {}");
        served(&folder.load(1).0, "a", |l| {
            let all = 0..u32::try_from(l.len()).unwrap();
            let mut pairs: Vec<(String, Value)> =
                all.map(|i| (l.id(i).to_owned(), l.value("nama", i))).collect();
            pairs.sort_by(|a, b| a.0.cmp(&b.0));
            pairs
        })
    };
    let of = |nama: &str, x: f64| feature(json!({ "nama": nama }), point(x, -7.0));
    let some = ids(&[of("a", 110.1), of("b", 110.2)]);
    let more = ids(&[of("c", 110.3), of("b", 110.2), of("a", 110.1)]);
    assert!(some.iter().all(|pair| more.contains(pair)), "{some:?} {more:?}");
}

/// A city with the whole of Indonesia as its area.
fn indonesia() -> Folder {
    Folder::of_city(&CITY.replace("[109.9, -7.4, 110.9, -6.6]", "[94.0, -12.0, 142.0, 7.0]"))
}

/// Copies a file of the real data, or a Shapefile with its side files, into a layers folder.
fn take(folder: &Folder, data: &Path, file: &str) -> String {
    let from = data.join(file);
    let name = from.file_name().unwrap().to_str().unwrap().to_owned();
    fs::copy(&from, folder.at(&name)).unwrap();
    if name.ends_with(".shp") {
        for ending in ["shx", "dbf", "prj"] {
            fs::copy(from.with_extension(ending), folder.at(&name).with_extension(ending)).unwrap();
        }
    }
    name
}

#[test]
fn real_layers_are_served_whole() {
    let Some(data) = real_data() else { return };
    let folder = indonesia();
    // Layer, file, fields, positions and features as README.md of the data counts them.
    let cases: [(&str, &str, &str, usize, usize); 12] = [
        ("kelurahan", "boundaries/semarang-kelurahan.geojson", "kode = {}\nnama = {}", 177, 7_887),
        ("detailed", "boundaries/semarang-kelurahan-detailed.geojson", "name = {}", 177, 33_207),
        ("banjir", "hazards-semarang-barat/Bahaya-Banjir-KKNT.geojson", "Kelas = {}", 30, 1_015),
        (
            "longsor",
            "hazards-semarang-barat/bahaya-longsor.geojson",
            "DN = { type = \"integer\" }",
            31,
            1_220,
        ),
        ("kerawanan", "hazards-semarang-barat/kerawanan-longsor.geojson", "DN = {}", 30, 1_701),
        (
            "kerentanan",
            "hazards-semarang-barat/kerentanan-longsor.geojson",
            "namaobj = {}",
            87,
            2_828,
        ),
        ("kapasitas", "hazards-semarang-barat/kapasitas-longsor.geojson", "DN = {}", 7, 457),
        ("risiko", "hazards-semarang-barat/risiko-longsor.geojson", "DN = {}", 28, 920),
        ("kritis", "hazards-semarang-barat/LahanKritis.geojson", "Kelas = {}", 35, 3_077),
        ("kumpul", "places-semarang-barat/titik-kumpul.geojson", "", 137, 137),
        ("rute", "places-semarang-barat/evacuation-route.geojson", "nama = {}", 285, 2_427),
        ("jalan", "roads-jakarta/jakarta_roads.shp", "NAME = {}\nTYPE = {}", 18_574, 92_784),
    ];
    for (id, file, fields, ..) in cases {
        let name = take(&folder, &data, file);
        folder.base(id, &name, &format!("[fields]\n{fields}\n[repairs]\nduplicate = 100"));
    }
    let (loaded, _) = folder.load(2);
    for (id, _, _, features, positions) in cases {
        served(&loaded, id, |layer| {
            let report = layer.report();
            assert_eq!(report.read, features, "{id}");
            let left: u32 = report
                .repairs
                .iter()
                .filter(|r| r.sort == wareng::model::Repair::Duplicate)
                .map(|r| r.count)
                .sum();
            assert_eq!(layer.len() + left as usize, features, "{id}: {report:?}");
            if left == 0 {
                assert_eq!(layer.shapes().coords().len(), positions, "{id}");
            }
        });
    }
    // Five of them are in metres, and lie where the district is.
    for id in ["longsor", "kerawanan", "kerentanan", "kapasitas", "risiko"] {
        served(&loaded, id, |layer| {
            let [w, s, e, n] = layer.bounds().unwrap().to_array();
            assert!(110.3 < w && e < 110.45 && -7.06 < s && n < -6.94, "{id}: {w} {s} {e} {n}");
        });
    }
}

/// The manifest of a boundary.
fn boundary(file: &str, code: &str, name: &str) -> String {
    let fields =
        format!("[fields]\nkode = {{ from = \"{code}\" }}\nnama = {{ from = \"{name}\" }}");
    base(file, &fields).replace("\"base\"", "\"boundary\"").replacen(
        "[source]",
        "id = \"kode\"\ncode = \"kode\"\nname = \"nama\"\n[source]",
        1,
    )
}

#[test]
fn real_hazards_have_their_classes_and_real_units_their_codes() {
    let Some(data) = real_data() else { return };
    let folder = indonesia();
    let simple = take(&folder, &data, "boundaries/semarang-kelurahan.geojson");
    let detailed = take(&folder, &data, "boundaries/semarang-kelurahan-detailed.geojson");
    folder.layer("kelurahan", &boundary(&simple, "kode", "nama"));
    folder.layer("detailed", &boundary(&detailed, "id", "name"));
    for (id, file, field, values, mapped) in [
        (
            "banjir",
            "Bahaya-Banjir-KKNT.geojson",
            "Kelas",
            ["Rendah", "Sedang\", \"Tinggi"],
            "layer = \"kelurahan\"",
        ),
        ("longsor", "bahaya-longsor.geojson", "DN", ["1", "2\", \"3"], "polygons_only = true"),
    ] {
        let name = take(&folder, &data, &format!("hazards-semarang-barat/{file}"));
        let manifest = hazard(&name, &format!("[fields]\nkelas = {{ from = \"{field}\" }}"))
            .replace("values = [\"1\"]", &format!("values = [\"{}\"]", values[0]))
            .replace("values = [\"3\"]", &format!("values = [\"{}\"]", values[1]))
            .replace("polygons_only = true", mapped);
        folder.layer(id, &manifest);
    }
    let (loaded, _) = folder.load(2);
    for id in ["kelurahan", "detailed"] {
        served(&loaded, id, |layer| assert_eq!(layer.len(), 177, "{id}"));
    }
    served(&loaded, "kelurahan", |layer| {
        let unit = layer.with_code("33.74.13.1001").unwrap();
        assert!(layer.name(unit).is_some());
        // Slivers between neighbours, but no unit's worth of them.
        assert!(layer.gaps().shapes().bounds().is_some());
    });
    for id in ["banjir", "longsor"] {
        served(&loaded, id, |layer| {
            let graver =
                (0..u32::try_from(layer.len()).unwrap()).filter(|i| layer.rank(*i) == Some(1));
            assert!((1..layer.len()).contains(&graver.count()), "{id}");
        });
    }
}

#[test]
fn real_schools_are_read_from_a_table_with_and_without_coordinates() {
    let Some(data) = real_data() else { return };
    let folder = indonesia();
    let text = fs::read_to_string(data.join("schools/kota-semarang-036300.json")).unwrap();
    let json: Json = serde_json::from_str(&text).unwrap();
    let mut table = String::from("npsn;sekolah;bujur;lintang\n");
    for school in json["036300"].as_array().unwrap() {
        let cell = |key: &str| school[key].as_str().unwrap_or_default().replace('"', "'");
        let comma = |key: &str| cell(key).trim().replace('.', ",");
        let line = [cell("npsn"), cell("sekolah"), comma("bujur"), comma("lintang")];
        table += &format!("\"{}\"\n", line.join("\";\""));
    }
    folder.write("sekolah.csv", table);
    let fields = "lon = \"bujur\"\nlat = \"lintang\"\n[fields]\nnpsn = {}\nsekolah = {}";
    let manifest = base("sekolah.csv", fields).replace("\"base\"", "\"school\"");
    folder.layer(
        "sekolah",
        &manifest.replacen("[source]", "id = \"npsn\"\nname = \"sekolah\"\n[source]", 1),
    );
    served(&folder.load(1).0, "sekolah", |layer| {
        assert_eq!(layer.len(), 874);
        assert_eq!(layer.shapes().iter().filter(|s| s.is_empty()).count(), 2);
    });
}

#[test]
fn real_layers_that_are_broken_are_refused_or_mended_as_the_manifest_says() {
    let Some(data) = real_data() else { return };
    let folder = indonesia();
    // 35 of 1,032 polygons are not valid; of the villages one is not.
    for (id, file, broken) in [
        ("tsunami", "hazards-maumere/tsunami_polygon.shp", 35_usize),
        ("desa", "boundaries/neighbours-desa.geojson", 1),
        ("jabar", "stress/jawa-barat-desa.gpkg", 1),
    ] {
        let name = take(&folder, &data, file);
        let kind = |more: &str| base(&name, more).replace("\"base\"", "\"zoning\"");
        let repairs =
            format!("[repairs]\nself_intersection = {broken}\nduplicate = 100\nempty = 100");
        folder.layer(&format!("{id}-refused"), &kind("[repairs]\nduplicate = 100\nempty = 100"));
        folder.layer(&format!("{id}-mended"), &kind(&repairs));
    }
    let checked = folder.check();
    for (id, file, broken) in [
        ("tsunami", "tsunami_polygon.shp", 35),
        ("desa", "neighbours-desa.geojson", 1),
        ("jabar", "jawa-barat-desa.gpkg", 1),
    ] {
        let problems = checked.problems(&format!("{id}-refused"));
        let said = folder::lines(&problems);
        let whole = problems.iter().filter(|p| p.feature.is_some());
        let points = whole.filter(|p| p.to_string().contains("at or near point")).count();
        assert_eq!(points, broken.min(3), "some in full: {said}");
        assert!(problems.iter().all(|p| p.file == file), "{said}");
        assert_says(id, &said, &[&format!("self_intersection = {broken} in [repairs]")]);
        let report = checked.report(&format!("{id}-mended"));
        let mended = report.repairs.iter().find(|r| r.sort.name() == "self_intersection").unwrap();
        assert_eq!(mended.count as usize, broken, "{id}");
    }
}

#[test]
fn real_json_that_is_no_geojson_says_so() {
    let Some(data) = real_data() else { return };
    let folder = indonesia();
    for (id, file) in [
        ("sekolah", "schools/kota-semarang-036300.json"),
        ("halte", "transit/trans-semarang-koridor.json"),
    ] {
        let name = take(&folder, &data, file);
        folder.base(id, &name, "");
        let said = folder.check().said(id);
        assert_says(
            id,
            &said,
            &[&name, "is JSON, but not GeoJSON: it has no `type`; publish it as GeoJSON"],
        );
    }
}
