//! `wareng tiles inspect`: what it counts against another reader, and tiles that are none.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where a step of it does")]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/city.rs"]
mod city;
#[path = "support/mvt.rs"]
mod mvt;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;
use wareng::place::TileId;
use wareng::snapshot::LayerVersion;
use wareng::tile::inspect::inspect;
use wareng::tile::render;

fn command(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wareng"));
    command.args(["tiles"]).args(arguments).arg("--layers");
    command.arg(city::root().join("fixtures/layers")).arg("--prepared");
    command.arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-fixtures"));
    command.output().unwrap()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn what_is_counted_in_the_demo_city_is_what_another_reader_finds() {
    let view = city::demo();
    let layers: Vec<&LayerVersion> = view.layers().filter(|l| l.bounds().is_some()).collect();
    let place = wareng::place::project(110.42, -6.97);
    for z in 8..=16_u8 {
        let across = f64::from(1_u32 << z);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a column")]
        let id = TileId::new(z, (place.x * across) as u32, (place.y * across) as u32).unwrap();
        let bytes = render(&layers, id).unwrap().unwrap();
        let contents = inspect(&bytes).unwrap();
        let total: usize = contents.layers.iter().map(|l| l.split.total()).sum();
        assert_eq!((contents.bytes, total), (bytes.len(), bytes.len()), "zoom {z}");
        let read = mvt::read(&bytes, id).unwrap();
        assert_eq!(contents.layers.len(), read.len());
        for (layer, read) in contents.layers.iter().zip(&read) {
            assert_eq!(layer.name, read.name);
            assert_eq!(layer.split.total(), layer.bytes);
            let count =
                |has: fn(&mvt::Feature) -> bool| read.features.iter().filter(|f| has(f)).count();
            assert_eq!(layer.features.point, count(|f| !f.points.is_empty()), "{}", layer.name);
            assert_eq!(layer.features.line, count(|f| !f.lines.is_empty()), "{}", layer.name);
            assert_eq!(layer.features.polygon, count(|f| !f.polygons.is_empty()));
            let (mut parts, mut vertices) = (0, 0);
            for f in &read.features {
                let rings = f.polygons.iter().flatten();
                parts += f.points.len() + f.lines.len() + rings.clone().count();
                vertices += f.points.len() + f.lines.iter().map(Vec::len).sum::<usize>();
                vertices += rings.map(|ring| ring.len() - 1).sum::<usize>();
            }
            assert_eq!((layer.drawing.parts, layer.drawing.vertices), (parts, vertices));
            for attribute in &layer.attributes {
                let values: Vec<&String> = read
                    .features
                    .iter()
                    .flat_map(|f| f.properties.iter().filter(|p| p.0 == attribute.name))
                    .map(|p| &p.1)
                    .collect();
                assert_eq!(attribute.features, values.len(), "{}", attribute.name);
                let mut distinct = values;
                distinct.sort();
                distinct.dedup();
                assert_eq!(attribute.distinct, distinct.len(), "{}", attribute.name);
            }
        }
        assert!(contents.largest.is_sorted_by(|a, b| a.bytes >= b.bytes));
    }
}

#[test]
fn a_file_tells_the_same_as_the_folder_that_it_was_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pmtiles");
    let file = file.to_str().unwrap();
    assert!(command(&["export", file]).status.success());
    let of_folder = command(&["inspect", "12/3304/2127", "--json"]);
    let of_file = command(&["inspect", "12/3304/2127", "--json", "--file", file]);
    assert!(of_folder.stdout == of_file.stdout, "{}", lossy(&of_file.stderr));
    let json: Json = serde_json::from_slice(&of_file.stdout).unwrap();
    assert_eq!(json["tile"], "12/3304/2127");
    let bytes = json["bytes"].as_u64().unwrap();
    assert!(json["coded"]["br"].as_u64().unwrap() < bytes, "{json}");
    assert!(json["layers"][0]["split"]["geometry"].as_u64().unwrap() < bytes);

    let text = lossy(&command(&["inspect", "12/3304/2127"]).stdout);
    for part in ["12/3304/2127: ", " br, ", "vertices\n", "jalan", "attribute", "largest"] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
    let empty = command(&["inspect", "12/0/0", "--file", file]);
    assert_eq!(lossy(&empty.stdout), "12/0/0: nothing is in this tile\n");
}

#[test]
fn what_cannot_be_inspected_is_told_with_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let [cut, other] = ["cut.pmtiles", "other.pmtiles"].map(|n| folder.path().join(n));
    assert!(command(&["export", cut.to_str().unwrap()]).status.success());
    let whole = std::fs::read(&cut).unwrap();
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    std::fs::write(&other, "a,b\n1,2\n").unwrap();
    let [cut, other] = [&cut, &other].map(|p| p.to_str().unwrap());
    for (arguments, expected) in [
        (&["12/3304"][..], "write zoom/column/row"),
        (&["2/4/0"], "write zoom/column/row"),
        (&["2/1/1", "--of", "jalam"], "`jalam` is no layer; did you mean `jalan`?"),
        (&["2/1/1", "--file", "none.pmtiles"], "none.pmtiles: it cannot be read: No such file"),
        (&["2/1/1", "--file", other], "other.pmtiles: it is no PMTiles file; name"),
        (&["2/1/1", "--file", cut], "it is cut off; copy or make it again"),
    ] {
        let output = command(&[&["inspect"], arguments].concat());
        let text = lossy(&output.stderr);
        assert!(!output.status.success() && text.contains(expected), "{arguments:?}: {text}");
    }
}
