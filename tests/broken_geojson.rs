//! The 74 files of `broken-geojson` (chrieke/geojson-invalid-geometry, MIT), each a layer of its
//! own where nothing may be mended: what becomes of each stands in `docs/broken-geojson.md`,
//! with the reason where it is not the verdict of its folder.
#![allow(clippy::unwrap_used, reason = "a test fails where something is missing")]

#[path = "support/folder.rs"]
mod folder;

use std::collections::BTreeMap;
use std::fs;

use folder::{CITY, Folder, base, real_data};

/// A row of the table: what is expected of a file, and what its folder says.
struct Row {
    folder: String,
    served: bool,
    reason: String,
}

#[test]
fn each_file_gets_the_verdict_of_its_folder_or_a_reason_is_given() {
    let rows = table();
    for (id, row) in &rows {
        // Problematic files are within RFC 7946: either verdict is one, if it is explained.
        let of_folder = match row.folder.as_str() {
            "valid" => Some(true),
            "invalid_structure" | "invalid_geometries" => Some(false),
            _ => None,
        };
        assert!(of_folder == Some(row.served) || !row.reason.is_empty(), "{id} lacks a reason");
    }
    let Some(data) = real_data() else { return };
    let layers =
        Folder::of_city(&CITY.replace("[109.9, -7.4, 110.9, -6.6]", "[-180, -90, 180, 90]"));
    let mut found = 0;
    for folder in fs::read_dir(data.join("broken-geojson")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let id = path.file_stem().unwrap().to_str().unwrap();
            let folder = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
            let row = rows.get(id).map(|row| row.folder.as_str());
            assert_eq!(row, Some(folder), "{id} is not in docs/broken-geojson.md");
            let name = format!("{id}.geojson");
            layers.write(&name, fs::read(&path).unwrap());
            layers.layer(id, &base(&name, "[repairs]\norientation = 0"));
            found += 1;
        }
    }
    assert_eq!(found, 74);
    assert_eq!(rows.len(), 74);
    let checked = layers.check();
    for (id, row) in &rows {
        let said = checked.said(id);
        assert_eq!(said.is_empty(), row.served, "{id}: {said}");
        assert!(row.served || said.starts_with(&format!("{id}.geojson")), "{id}: {said}");
    }
}

/// The table of `docs/broken-geojson.md`, by the name of the file.
fn table() -> BTreeMap<String, Row> {
    let text = include_str!("../docs/broken-geojson.md");
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [file, folder, verdict, reason] = cells.as_slice() else { return None };
        let served = match *verdict {
            "served" => true,
            "refused" => false,
            _ => return None,
        };
        let row = Row { folder: (*folder).to_owned(), served, reason: (*reason).to_owned() };
        Some(((*file).to_owned(), row))
    };
    text.lines().filter_map(row).collect()
}
