//! A file of tiles as a layer: served as it was exported, beside other layers; and what becomes
//! of files that are something else, cut, damaged or hostile.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where a step of it does")]
#![allow(dead_code, reason = "each test takes a part of what is shared")]

#[path = "support/archive.rs"]
mod archive;
#[path = "support/city.rs"]
mod city;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/mvt.rs"]
mod mvt;
#[path = "support/styles.rs"]
mod styles;

use std::io::Write;
use std::process::Command;
use std::sync::OnceLock;

use archive::{AT, made};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use folder::{Folder, assert_says, base, collection, feature, square};
use http_body_util::BodyExt;
use pmtiles::Compression;
use serde_json::{Value as Json, json};
use tower::ServiceExt;
use wareng::place::{Bounds, TileId};
use wareng::server::{AppState, router};
use wareng::snapshot::LayerVersion;
use wareng::tile::render;

/// The small layers as one file.
fn exported() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("a.pmtiles");
        let output = Command::new(folder::WARENG)
            .args(["tiles", "export", "--layers"])
            .arg(city::root().join("fixtures/layers"))
            .arg("--prepared")
            .arg(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-archives"))
            .arg(&to)
            .output();
        assert!(output.unwrap().status.success());
        std::fs::read(to).unwrap()
    })
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(plain).unwrap();
    out.finish().unwrap()
}

/// A folder with a file of tiles as layer `peta`, and areas as layer `petak`.
fn folder_with(file: &[u8]) -> Folder {
    let folder = Folder::new();
    folder.write("peta.pmtiles", file).base("peta", "peta.pmtiles", "");
    folder.write("petak.geojson", collection(&[feature(json!({}), square(110.42, -7.02, 0.02))]));
    folder.base("petak", "petak.geojson", "");
    folder
}

fn app(folder: &Folder) -> Router {
    let (loaded, _) = folder.load(1);
    // Without a cache each tile is read from its file each time.
    let state = AppState::new(loaded.published, styles::book(), 1, None);
    router(state.with_tile_cache_mib(0))
}

async fn ask(app: &Router, path: &str) -> (StatusCode, Vec<u8>) {
    let request = Request::builder().uri(path).header(header::HOST, "city.test");
    let request = request.body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    (status, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

async fn ask_json(app: &Router, path: &str) -> Json {
    let (status, body) = ask(app, path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test]
async fn tiles_are_served_as_they_were_exported() {
    let folder = folder_with(exported());
    let app = app(&folder);
    let view = city::view(&city::root().join("fixtures/layers"), "prepared-archives");
    let layers: Vec<&LayerVersion> = view.layers().collect();
    let around = Bounds::new([110.3, -7.1, 110.6, -6.9]).unwrap();
    let mut filled = 0;
    for id in (8..=13).flat_map(|z| city::tiles_over(around, z)) {
        let path = format!("/tiles/peta/{}/{}/{}", id.z(), id.x(), id.y());
        let (status, body) = ask(&app, &path).await;
        match render(&layers, id).unwrap() {
            Some(bytes) => {
                assert!(status == StatusCode::OK && body == bytes, "{path}: {status}");
                filled += 1;
            }
            None => assert_eq!(status, StatusCode::NO_CONTENT, "{path}"),
        }
    }
    assert!(filled > 100, "{filled}");
}

#[tokio::test]
async fn a_file_is_told_as_it_says_itself_and_stands_beside_other_layers() {
    let folder = folder_with(exported());
    let app = app(&folder);
    let json = ask_json(&app, "/tiles/peta,petak").await;
    let names: Vec<&str> = json["vector_layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["id"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["bahaya", "bahaya.unmapped", "jalan", "titik", "petak"]);
    assert_eq!((&json["minzoom"], &json["maxzoom"]), (&json!(0), &json!(13)));
    let alone = ask_json(&app, "/tiles/peta").await;
    assert_eq!((&alone["minzoom"], &alone["maxzoom"]), (&json!(8), &json!(13)));
    let credit = alone["attribution"].as_str().unwrap();
    assert!(credit.contains("https://example.org/data"), "{credit}");
    assert_eq!(credit.matches("<a ").count(), 1, "of the file only the text: {credit}");

    let (z, x, y) = AT;
    let (status, both) = ask(&app, &format!("/tiles/petak,peta/{z}/{x}/{y}")).await;
    assert_eq!(status, StatusCode::OK);
    let read = mvt::read(&both, TileId::new(z, x, y).unwrap()).unwrap();
    let names: Vec<&str> = read.iter().map(|l| l.name.as_str()).collect();
    assert!(names.contains(&"petak") && names.contains(&"jalan"), "{names:?}");

    let layer = ask_json(&app, "/v1/layers/peta").await;
    assert_eq!((&layer["status"], &layer["tiles"]), (&json!("served"), &json!("/tiles/peta")));
    let answer = ask_json(&app, "/v1/at?lon=110.43&lat=-7.01").await;
    assert!(!answer.to_string().contains("peta\""), "{answer}");
    let style = ask_json(&app, "/styles/dasar-siang").await;
    assert!(style["sources"]["peta"].is_null() && !style["sources"]["petak"].is_null());
}

#[test]
fn another_file_is_another_version_and_a_file_is_told_by_its_tiles() {
    let folder = folder_with(exported());
    let first = folder.check();
    let tiles = first.json["layers"]["peta"]["tiles"].as_u64();
    assert!(tiles > Some(100), "{:?}", first.json["layers"]["peta"]);
    let version = first.version("peta");
    assert_eq!(folder.check().version("peta"), version);
    let metadata = json!({ "vector_layers": [{ "id": "a", "fields": {} }] });
    folder.write("peta.pmtiles", made(Compression::None, b"\x1a\x03\x0a\x01a", &metadata));
    assert_ne!(folder.check().version("peta"), version);
}

#[test]
fn what_is_no_file_of_vector_tiles_is_refused_with_what_would_be_right() {
    let whole = exported();
    let changed = |at: usize, to: u8| {
        let mut file = whole.to_vec();
        file[at] = to;
        file
    };
    let bomb = gzip(&vec![b' '; 40 << 20]);
    let mut large = changed(0, b'P');
    // The metadata are where the bomb is.
    large[24..32].copy_from_slice(&(whole.len() as u64).to_le_bytes());
    large[32..40].copy_from_slice(&(bomb.len() as u64).to_le_bytes());
    large.extend_from_slice(&bomb);
    let mut lines = changed(0, b'P');
    let many = gzip(&vec![0; 5 << 20]);
    lines[8..16].copy_from_slice(&(whole.len() as u64).to_le_bytes());
    lines[16..24].copy_from_slice(&(many.len() as u64).to_le_bytes());
    lines.extend_from_slice(&many);
    let nothing = json!({});
    for (case, file, expected) in [
        ("text", b"a,b\n1,2\n".to_vec(), "peta.pmtiles: it is no PMTiles file; name a PMTiles"),
        ("empty", Vec::new(), "it is no PMTiles file"),
        ("version 2", changed(7, 2), "it is of version 2 of PMTiles"),
        ("images", changed(99, 2), "its tiles are PNG images, not vector tiles (MVT)"),
        ("unknown packing", changed(98, 0), "packed in a way that is unknown here"),
        ("cut", whole[..whole.len() - 1].to_vec(), "it is cut off; copy or make it again"),
        ("zooms", changed(101, 3), "its tiles are said to be from zoom 8 to 3"),
        ("bounds", changed(105, 0x7f), "which is no box of west, south, east, north"),
        ("directory", changed(130, 0xff), "its directory is damaged"),
        ("bomb", large, "its metadata is larger than 32 MiB"),
        ("a directory of many lines", lines, "its directory is larger than 4 MiB"),
        ("no layers", made(Compression::None, b"a", &nothing), "name no `vector_layers`"),
    ] {
        assert_says(case, &folder_with(&file).check().said("peta"), &[expected]);
    }
}

#[test]
fn a_manifest_says_nothing_of_features_that_are_not_read() {
    let folder = folder_with(exported());
    let fields = base("peta.pmtiles", "crs = \"EPSG:4326\"\n[fields]\nnama = {}");
    let manifest = fields.replacen("[source]", "min_zoom = 3\n[source]", 1);
    folder.layer("peta", &manifest.replace("\"base\"", "\"street\""));
    let parts = [
        "`kind`: a file of tiles is drawn and answers nothing; write kind = \"base\"",
        "`fields`: a file of tiles is served as it is",
        "`source.crs`: a file of tiles is served as it is",
        "`min_zoom`: a file of tiles says its zooms itself; remove it",
    ];
    assert_says("manifest", &folder.check().said("peta"), &parts);
}

#[test]
fn a_name_that_another_layer_has_in_tiles_is_refused() {
    let folder = folder_with(exported());
    folder.write("jalan.geojson", collection(&[feature(json!({}), square(110.4, -7.0, 0.01))]));
    folder.base("jalan", "jalan.geojson", "");
    let checked = folder.check();
    let said = "its layer `jalan` has the name of one of layer `jalan`; rename jalan.toml";
    assert_says("ours", &checked.said("peta"), &[said]);
    checked.version("jalan");
    let folder = folder_with(exported());
    folder.write("lain.pmtiles", exported()).base("lain", "lain.pmtiles", "");
    let said = "its layer `titik` has the name of one of layer `lain`";
    assert_says("two files", &folder.check().said("peta"), &[said]);
}

#[tokio::test]
async fn a_tile_that_is_damaged_is_an_error_and_spoils_no_other() {
    let metadata = json!({ "vector_layers": [{ "id": "a", "fields": {} }] });
    let (z, x, y) = AT;
    let path = format!("/tiles/peta/{z}/{x}/{y}");
    let bomb = gzip(&vec![0; 40 << 20]);
    for (case, packing, tile) in [
        ("no gzip", Compression::Gzip, b"abc".to_vec()),
        ("a bomb", Compression::Gzip, bomb),
        ("no tile", Compression::None, vec![0x1a, 200]),
        ("a layer without a name", Compression::None, vec![0x1a, 2, 0x12, 0]),
    ] {
        let app = app(&folder_with(&made(packing, &tile, &metadata)));
        assert_eq!(ask(&app, &path).await.0, StatusCode::INTERNAL_SERVER_ERROR, "{case}");
        assert_eq!(ask(&app, "/tiles/petak/12/3304/2127").await.0, StatusCode::OK, "{case}");
    }
    // What the file does not say it has would be beside a layer of that name.
    let other = b"\x1a\x07\x0a\x05petak\x1a\x03\x0a\x01a".to_vec();
    for packing in [Compression::None, Compression::Gzip, Compression::Brotli, Compression::Zstd] {
        let packed = match packing {
            Compression::Gzip => gzip(&other),
            Compression::Zstd => zstd::encode_all(other.as_slice(), 1).unwrap(),
            Compression::Brotli => {
                let mut out = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
                out.write_all(&other).unwrap();
                out.into_inner()
            }
            _ => other.clone(),
        };
        let app = app(&folder_with(&made(packing, &packed, &metadata)));
        assert_eq!(ask(&app, &path).await, (StatusCode::OK, b"\x1a\x03\x0a\x01a".to_vec()));
    }
}

#[tokio::test]
async fn a_file_that_is_cut_or_replaced_while_it_is_served_ends_nothing() {
    let folder = folder_with(exported());
    let app = app(&folder);
    let (z, x, y) = AT;
    let path = format!("/tiles/peta/{z}/{x}/{y}");
    let before = ask(&app, &path).await;
    assert_eq!(before.0, StatusCode::OK);
    // Renamed into its place: the file that was opened goes on being served.
    folder.write("new.pmtiles", "another");
    std::fs::rename(folder.at("peta.pmtiles"), folder.at("old.pmtiles")).unwrap();
    std::fs::rename(folder.at("new.pmtiles"), folder.at("peta.pmtiles")).unwrap();
    assert!(ask(&app, &path).await == before);
    let file = std::fs::File::options().write(true).open(folder.at("old.pmtiles")).unwrap();
    file.set_len(200).unwrap();
    assert_eq!(ask(&app, &path).await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(ask(&app, "/healthz").await.0, StatusCode::OK);
}
