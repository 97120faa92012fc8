//! `wareng tiles export`: what is in the file by another reader, what is refused, and that no
//! half of a file is ever left.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/archive.rs"]
mod archive;
#[path = "support/city.rs"]
mod city;

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use wareng::model::Lang;
use wareng::place::{Bounds, TileId};
use wareng::snapshot::LayerVersion;
use wareng::style;
use wareng::tile::render;

const LAYERS: [&str; 3] = ["bahaya", "jalan", "titik"];

/// `wareng tiles export` of the small layers.
fn export(to: &Path, flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wareng"));
    let root = city::root();
    command.args(["tiles", "export", "--layers"]).arg(root.join("fixtures/layers"));
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-fixtures");
    command.arg("--prepared").arg(kept).args(flags).arg("--").arg(to);
    command
}

fn exported(to: &Path, flags: &[&str]) -> archive::Whole {
    let output = export(to, flags).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    archive::read(to)
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    names.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_file_holds_every_tile_that_is_rendered_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let view = city::fixtures();
    let layers: Vec<&LayerVersion> = LAYERS.iter().map(|id| city::layer(&view, id)).collect();
    let whole = exported(&folder.path().join("a.pmtiles"), &[]);
    assert_eq!(whole.zooms, (8, 13), "from the first of any to the last that all have");
    for (&(z, x, y), bytes) in &whole.tiles {
        let id = TileId::new(z, x, y).unwrap();
        let rendered = render(&layers, id).unwrap();
        assert!(rendered.as_ref() == Some(bytes), "{z}/{x}/{y}");
    }
    // Further out than anything lies, so that nothing beside what is drawn is missed.
    let around = Bounds::new([109.5, -7.8, 111.4, -6.2]).unwrap();
    let filled = (8..=13).flat_map(|z| city::tiles_over(around, z));
    let filled = filled.filter(|id| render(&layers, *id).unwrap().is_some()).count();
    assert_eq!(whole.tiles.len(), filled);
    let contents: HashSet<&Vec<u8>> = whole.tiles.values().collect();
    assert_eq!(whole.contents, contents.len() as u64, "what is the same is kept once");
    assert!(whole.entries < whole.tiles.len() as u64, "and has one line where it is side by side");
}

#[test]
fn the_same_layers_give_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let [first, again] = ["a.pmtiles", "b.pmtiles"].map(|name| {
        let path = folder.path().join(name);
        exported(&path, &[]);
        std::fs::read(path).unwrap()
    });
    assert!(first == again);
}

#[test]
fn a_part_is_exported_with_what_is_true_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let view = city::fixtures();
    let bbox = [110.42, -7.015, 110.44, -7.005];
    let flags = ["--of", "jalan,titik", "--zooms", "0-12", "--bbox", "110.42,-7.015,110.44,-7.005"];
    let whole = exported(&folder.path().join("a.pmtiles"), &flags);
    assert_eq!(whole.zooms, (10, 12));
    assert!(whole.bounds.iter().zip(bbox).all(|(a, b)| (a - b).abs() < 1e-6));
    let layers = ["jalan", "titik"].map(|id| city::layer(&view, id));
    let inside = (10..=12).flat_map(|z| city::tiles_over(Bounds::new(bbox).unwrap(), z));
    let inside = inside.filter(|id| render(&layers, *id).unwrap().is_some());
    let ids: Vec<_> = inside.map(|id| (id.z(), id.x(), id.y())).collect();
    let mut found: Vec<_> = whole.tiles.keys().copied().collect();
    found.retain(|key| ids.contains(key));
    assert_eq!((found.len(), whole.tiles.len()), (ids.len(), ids.len()));

    let told: Vec<(&str, u64, u64)> = whole.metadata["vector_layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| {
            let zoom = |key: &str| l[key].as_u64().unwrap();
            (l["id"].as_str().unwrap(), zoom("minzoom"), zoom("maxzoom"))
        })
        .collect();
    assert_eq!(told, [("jalan", 10, 12), ("titik", 12, 12)]);
}

#[test]
fn the_metadata_are_those_of_the_tilejson() {
    let folder = tempfile::tempdir().unwrap();
    let view = city::fixtures();
    let layers: Vec<&LayerVersion> = LAYERS.iter().map(|id| city::layer(&view, id)).collect();
    let metadata = exported(&folder.path().join("a.pmtiles"), &["--lang", "en"]).metadata;
    let json = style::tilejson(
        view.city(),
        &layers,
        &style::Addresses::new("", wareng::tile::RENDERER),
        Lang::En,
    )
    .unwrap();
    assert_eq!(metadata["name"], json.name);
    assert_eq!(metadata["attribution"], json.attribution);
    let fields = |layers: &serde_json::Value| -> Vec<serde_json::Value> {
        let layers = layers.as_array().unwrap().iter();
        layers.map(|l| serde_json::json!([l["id"], l["description"], l["fields"]])).collect()
    };
    let expected = serde_json::to_value(&json.vector_layers).unwrap();
    assert_eq!(fields(&metadata["vector_layers"]), fields(&expected));
    assert_eq!(metadata["sources"]["jalan"]["version"], layers[1].version());
}

#[test]
fn a_layer_that_goes_on_beyond_the_others_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("a.pmtiles");
    let output = export(&to, &[]).output().unwrap();
    let text = said(&output);
    assert!(text.contains("note: bahaya, jalan have tiles beyond zoom 13"), "{text}");
    assert!(text.contains("titik ends"), "{text}");
    let sum = String::from_utf8(output.stdout).unwrap();
    assert!(sum.contains("a.pmtiles: ") && sum.contains(" distinct, "), "{sum}");
}

#[test]
fn what_cannot_be_exported_is_told_with_what_would_be_right_and_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("a.pmtiles");
    std::fs::write(&old, "old").unwrap();
    let cases: [(&[&str], &str); 8] = [
        (&["--of", "jalam"], "--of: `jalam` is no layer; did you mean `jalan`?"),
        (&["--of", "Jalan Raya"], "`Jalan Raya` is no layer; known here: bahaya, jalan, titik"),
        (&["--bbox", "0,0,1,1"], "nothing is drawn there; these layers lie in 110"),
        (&["--bbox", "110.5,-7,110.4,-6"], "write west,south,east,north in degrees"),
        (&["--bbox", "-7,110.4,-6,110.5"], "longitudes are -180 to 180, latitudes -90 to 90"),
        (
            &["--zooms", "0-16"],
            "--zooms 0-16: tiles of these layers together are from zoom 8 to 13",
        ),
        (&["--zooms", "9-8"], "write the first and the last zoom, from 0 to 22: 0-14"),
        (&["--lang", "fr"], "--lang fr: use id or en"),
    ];
    for (flags, expected) in cases {
        let output = export(&old, flags).output().unwrap();
        let text = said(&output);
        assert!(!output.status.success() && text.contains(expected), "{flags:?}: {text}");
    }
    for (to, expected) in [
        ("-", "name the file"),
        ("kota.mbtiles", "tiles are exported to PMTiles"),
        ("none/a.pmtiles", "none/a.pmtiles cannot be written: No such file or directory"),
    ] {
        let output = export(Path::new(to), &[]).current_dir(folder.path()).output().unwrap();
        let text = said(&output);
        assert!(!output.status.success() && text.contains(expected), "{to}: {text}");
    }
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "old");
    assert_eq!(names(folder.path()), ["a.pmtiles"]);
    exported(&old, &[]);
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("a.pmtiles");
    exported(&old, &["--zooms", "8"]);
    let before = std::fs::read(&old).unwrap();
    let all = export(&old, &[]);
    // Writing beyond 17 KiB fails, as on a disk that is full.
    let mut limited = Command::new("bash");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 17; exec \"$@\"", "bash"]);
    limited.arg(all.get_program()).args(all.get_args());
    let output = limited.output().unwrap();
    let text = said(&output);
    assert!(!output.status.success() && text.contains("a.pmtiles cannot be written: "), "{text}");
    assert!(std::fs::read(&old).unwrap() == before);
    assert_eq!(names(folder.path()), ["a.pmtiles"]);
}

#[test]
fn an_export_that_is_killed_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("a.pmtiles");
    let layers = city::root().join("layers");
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-demo");
    let mut child = Command::new(env!("CARGO_BIN_EXE_wareng"))
        .args(["tiles", "export", "--layers"])
        .args([layers.as_path(), "--prepared".as_ref(), kept.as_path(), to.as_path()])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    // All that is drawn takes much longer than that.
    let own = format!("/proc/{}/fd", child.id());
    let written = || {
        let files = std::fs::read_dir(&own).ok()?;
        let file = files
            .flatten()
            .find(|f| std::fs::read_link(f.path()).is_ok_and(|to| to.starts_with(folder.path())))?;
        Some(std::fs::metadata(file.path()).ok()?.len() > 100_000)
    };
    while written() != Some(true) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it wrote");
        std::thread::sleep(Duration::from_millis(20));
    }
    kill_process(pid, Signal::KILL).unwrap();
    assert!(!child.wait().unwrap().success());
    let left = names(folder.path()).into_iter().filter(|n| !n.starts_with(".wareng-"));
    assert_eq!(left.count(), 0);
}
