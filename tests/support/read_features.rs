//! Published GeoJSON as it is: the numbers of the file, whatever its frame, rings of either
//! winding, valid or not.

use std::path::Path;

use serde_json::Value;

use super::features::{Feature, Part, Position, Ring};

/// The layers of real data that wareng is held against exact arithmetic on.
const FILES: [&str; 14] = [
    "boundaries/semarang-kelurahan.geojson",
    "boundaries/semarang-kelurahan-detailed.geojson",
    "boundaries/semarang-kecamatan-detailed.geojson",
    "boundaries/neighbours-desa.geojson",
    "boundaries/jawa-tengah-kabupaten.geojson",
    "hazards-semarang-barat/Bahaya-Banjir-KKNT.geojson",
    "hazards-semarang-barat/Kapasitas-Banjir-Smg-Bar.geojson",
    "hazards-semarang-barat/Kerentanan-Bencana-Banjir.json",
    "hazards-semarang-barat/LahanKritis.geojson",
    "hazards-semarang-barat/bahaya-longsor.geojson",
    "hazards-semarang-barat/kerawanan-longsor.geojson",
    "hazards-semarang-barat/kerentanan-longsor.geojson",
    "hazards-semarang-barat/risiko-longsor.geojson",
    "stress/us-counties-10m.geojson",
];

/// Names and features.
pub(crate) fn published(data: &Path) -> Vec<(String, Vec<Feature>)> {
    let name = |file: &str| file.split(['/', '.']).nth(1).unwrap_or(file).to_owned();
    FILES.iter().map(|file| (name(file), read(&data.join(file)))).collect()
}

fn read(path: &Path) -> Vec<Feature> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let collection: Value = serde_json::from_str(&text).unwrap();
    list(&collection["features"]).iter().map(|feature| parts(&feature["geometry"])).collect()
}

fn parts(geometry: &Value) -> Feature {
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some("Polygon") => vec![polygon(coordinates)],
        Some("MultiPolygon") => list(coordinates).iter().map(polygon).collect(),
        _ => Vec::new(),
    }
}

fn polygon(rings: &Value) -> Part {
    let ring = |ring: &Value| -> Ring { list(ring).iter().map(position).collect() };
    Part::Polygon(list(rings).iter().map(ring).collect())
}

fn position(value: &Value) -> Position {
    [0, 1].map(|axis| value[axis].as_f64().unwrap_or_else(|| panic!("{value} is no position")))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| panic!("{value} is no array"), Vec::as_slice)
}
