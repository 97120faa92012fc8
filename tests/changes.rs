//! `wareng snapshot diff`: what a publisher sees of a change before citizens do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/folder.rs"]
mod folder;

use folder::{CITY, Folder, PEOPLE, VILLAGES, assert_says, base, collection, feature};
use folder::{hazard, point, square};
use serde_json::{Value, json};

/// Radii of WGS 84: a box of 0.05 degrees is not curved enough to matter here. Units: metres.
const A_M: f64 = 6_378_137.0;
const B_M: f64 = 6_356_752.314_245;

/// A village of four squares, with a hundred people in each, and what stands in it.
fn city() -> Folder {
    let levels = "[[levels]]\nid = \"desa\"\nlabel = { id = \"Desa\" }\nlayer = \"desa\"\n";
    let folder = Folder::of_city(&format!("{CITY}{levels}"));
    let village = feature(json!({ "kode": "A" }), square(110.0, -7.0, 0.1));
    folder
        .write("desa.geojson", collection(&[village]))
        .write("penduduk.csv", "kode,jiwa\nA,400\n")
        .layer("desa", VILLAGES)
        .layer("penduduk", PEOPLE)
        .layer("banjir", &hazard("banjir.geojson", "[fields]\nkode = {}\nkelas = {}\n"))
        .layer("posko", &named(&base("posko.geojson", "")));
    floods(&folder, &[("barat", "1", 110.0, -7.0), ("timur", "1", 110.05, -7.0)]);
    posts(&folder, &[("Posko A", 10, 110.01), ("Posko B", 20, 110.02), ("Posko C", 30, 110.03)]);
    folder
}

fn named(manifest: &str) -> String {
    let fields =
        "id = \"nama\"\nname = \"nama\"\n[fields]\nnama = {}\nisi = { type = \"integer\" }\n";
    manifest.replace("[source]", &format!("{fields}[source]"))
}

/// Squares of a twentieth of a degree in classes.
fn floods(folder: &Folder, all: &[(&str, &str, f64, f64)]) {
    let of = |&(id, class, x, y): &(&str, &str, f64, f64)| {
        feature(json!({ "kode": id, "kelas": class }), square(x, y, 0.05))
    };
    folder.write("banjir.geojson", collection(&all.iter().map(of).collect::<Vec<_>>()));
    let manifest = hazard("banjir.geojson", "[fields]\nkode = {}\nkelas = {}\n");
    folder.layer("banjir", &manifest.replace("[source]", "id = \"kode\"\n[source]"));
}

fn posts(folder: &Folder, all: &[(&str, i64, f64)]) {
    let of = |&(name, size, x): &(&str, i64, f64)| {
        feature(json!({ "nama": name, "isi": size }), point(x, -6.97))
    };
    folder.write("posko.geojson", collection(&all.iter().map(of).collect::<Vec<_>>()));
}

fn run(folder: &Folder, arguments: &[&str]) -> String {
    let output = folder.command(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The area of a box on the ellipsoid (Snyder, Map Projections, equation 3-12).
fn area_m2(south: f64, north: f64, width: f64) -> f64 {
    let e = (1.0 - (B_M / A_M).powi(2)).sqrt();
    let q = |degrees: f64| {
        let sine = degrees.to_radians().sin();
        sine / (1.0 - (e * sine).powi(2)) + (e * sine).atanh() / e
    };
    width.to_radians() * B_M * B_M / 2.0 * (q(north) - q(south))
}

#[test]
fn what_changes_is_told_by_feature_area_and_people() {
    let folder = city();
    run(&folder, &["snapshot", "build", "lama.wareng"]);
    // One square becomes grave, one moves to the north; a post goes, one comes, one grows.
    floods(&folder, &[("barat", "3", 110.0, -7.0), ("timur", "1", 110.05, -6.95)]);
    posts(&folder, &[("Posko A", 10, 110.01), ("Posko B", 25, 110.02), ("Posko D", 5, 110.04)]);
    let json = run(&folder, &["snapshot", "diff", "lama.wareng", "--json"]);
    let told: Value = serde_json::from_str(&json).unwrap();
    let layers = told["layers"].as_array().unwrap();
    let of = |id: &str| layers.iter().find(|layer| layer["layer"] == id).unwrap();
    assert_eq!((layers.len(), &told["city"]), (2, &json!(false)), "{told:#}");

    let posts = &of("posko")["features"];
    let one = |name: &str| json!({ "count": 1, "examples": [name] });
    assert_eq!(posts["added"], one("Posko D"));
    assert_eq!(posts["removed"], one("Posko C"));
    assert_eq!(posts["moved"]["count"], 0);
    let grown = json!({ "count": 1, "examples": ["Posko B"], "fields": { "isi": 1 } });
    assert_eq!(posts["altered"], grown);

    let flood = of("banjir");
    assert_eq!(flood["became"], "changed");
    assert_eq!(flood["features"]["moved"], one("timur"));
    assert_eq!(flood["features"]["reclassified"], one("barat"));
    let (low, high) = (area_m2(-7.0, -6.95, 0.05), area_m2(-6.95, -6.9, 0.05));
    let rows = flood["reclassified"].as_array().unwrap();
    for (from, to, area) in
        [("rendah", "tinggi", low), ("rendah", "unmapped", low), ("unmapped", "rendah", high)]
    {
        let row = rows.iter().find(|row| row["from"] == from && row["to"] == to).unwrap();
        let told = row["area_m2"].as_f64().unwrap();
        assert!((told - area).abs() < area * 1e-6, "{from} to {to}: {told} and not {area}");
        assert_eq!(row["people"], 100, "{from} to {to}");
    }
    assert_eq!(rows.len(), 3, "{rows:#?}");

    let text = run(&folder, &["snapshot", "diff", "lama.wareng"]);
    assert_says(
        "text",
        &text,
        &["posko: changed", "Posko D", "isi (1)", "rendah -> tinggi", "100 people", "-> b3:"],
    );
}

#[test]
fn layers_that_come_and_go_are_told_and_nothing_where_nothing_changed() {
    let folder = city();
    run(&folder, &["snapshot", "build", "lama.wareng"]);
    assert_says(
        "same",
        &run(&folder, &["snapshot", "diff", "lama.wareng"]),
        &["nothing changed", "-> b3:"],
    );
    std::fs::remove_file(folder.at("posko.toml")).unwrap();
    folder.layer("gardu", &named(&base("posko.geojson", "")));
    run(&folder, &["snapshot", "build", "baru.wareng"]);
    assert_says(
        "two files",
        &run(&folder, &["snapshot", "diff", "lama.wareng", "baru.wareng"]),
        &["gardu: added, 3 features", "posko: removed, 3 features"],
    );
}

#[test]
fn what_cannot_be_compared_says_why() {
    let folder = city();
    folder.write("rusak.wareng", "WARENGS");
    let output = folder.command(&["snapshot", "diff", "rusak.wareng"]).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_says("damaged", &said, &["rusak.wareng", "damaged", "wareng snapshot build"]);
}
