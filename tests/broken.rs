//! Broken and hostile layers: each is refused with file, feature, field and mend, one
//! `wareng check` lists all of them, and neither the program nor the other layers suffer.
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
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use folder::{
    Checked, Folder, WARENG, assert_says, base, collection, feature, hazard, lines, point, square,
};
use formats::{Form, Row, sample, write};
use gdal::vector::Geometry;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use wareng::load;

/// A broken layer: its name, its manifest, and what has to be said of it.
type Case = (&'static str, String, &'static [&'static str]);

/// A folder with a good layer and one for each way to be broken, the true outside beside it.
fn broken() -> (Folder, Vec<Case>, TempDir) {
    let folder = Folder::new();
    folder.write("good.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("good", "good.geojson", "");
    let mut cases = Vec::new();
    cut_short(&folder, &mut cases);
    wrong_values(&folder, &mut cases);
    wrong_geometries(&folder, &mut cases);
    let outside = wrong_files(&folder, &mut cases);
    hostile_texts(&folder, &mut cases);
    for (id, manifest, _) in &cases {
        folder.layer(id, manifest);
    }
    (folder, cases, outside)
}

fn cut_short(folder: &Folder, cases: &mut Vec<Case>) {
    let many: Vec<Row> = (0..400).flat_map(|_| sample()).collect();
    let cut = |file: &str, keep: f64| {
        let bytes = fs::read(folder.at(file)).unwrap();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of a small file"
        )]
        let end = (bytes.len() as f64 * keep) as usize;
        folder.write(file, &bytes[..end]);
    };
    let fields = "[fields]\nkode = {}\nnama = {}";
    let mut case = |id: &'static str, file: &str, parts: &'static [&'static str]| {
        cases.push((id, base(file, fields), parts));
    };
    let two = [
        feature(json!({ "kode": "a" }), point(110.4, -7.0)),
        feature(json!({ "kode": "b" }), point(110.4, -7.0)),
    ];
    folder.write("cut.geojson", &collection(&two)[..200]);
    case(
        "cut-geojson",
        "cut.geojson",
        &["cut.geojson:1: feature #2: is not JSON: it ends too early; publish the whole file anew"],
    );
    for (id, driver, file, keep) in [
        ("cut-gpkg", "GPKG", "cut.gpkg", 0.5),
        ("cut-fgb", "FlatGeobuf", "cut.fgb", 0.9),
        ("cut-xlsx", "XLSX", "cut.xlsx", 0.5),
        ("cut-kml", "LIBKML", "cut.kml", 0.7),
    ] {
        write(&folder.at(file), Form { table: driver == "XLSX", ..Form::of(driver) }, &many);
        cut(file, keep);
        case(id, file, &["whole"]);
    }
    for (id, driver, file, side, keep) in [
        ("cut-shp", "ESRI Shapefile", "cuta.shp", "cuta.shp", 0.9),
        ("cut-shx", "ESRI Shapefile", "cutb.shp", "cutb.shx", 0.9),
        ("cut-dbf", "ESRI Shapefile", "cutc.shp", "cutc.dbf", 0.9),
    ] {
        write(&folder.at(file), Form::of(driver), &many);
        cut(side, keep);
        case(id, file, &["whole"]);
    }
}

fn wrong_values(folder: &Folder, cases: &mut Vec<Case>) {
    let at = || point(110.4, -7.0);
    let mut case =
        |id: &'static str, features: &[Json], more: &str, parts: &'static [&'static str]| {
            let file = format!("{id}.geojson");
            folder.write(&file, collection(features));
            cases.push((
                id,
                base(&file, more).replacen("[source]", "id = \"kode\"\n[source]", 1),
                parts,
            ));
        };
    let fields = "[fields]\nkode = {}\njiwa = { type = \"integer\" }";
    let ok = |kode: &str| feature(json!({ "kode": kode, "jiwa": 1 }), at());
    case(
        "missing-field",
        &[feature(json!({ "KODE": "a", "jiwa": 1 }), at())],
        "[fields]\nkode = {}\njiwaa = {}",
        &[
            "missing-field.geojson: `fields.kode`: has no column `kode`; did you mean `KODE`?",
            "`fields.jiwaa`: has no column `jiwaa`; did you mean `jiwa`?",
        ],
    );
    case(
        "duplicate-id",
        &[ok("a"), ok("b"), ok("a")],
        fields,
        &[
            "duplicate-id.geojson: feature a: `kode`: 2 features have the id `a`: #1, #3; give each feature an id of its own",
        ],
    );
    case(
        "no-id",
        &[ok("a"), feature(json!({ "kode": null, "jiwa": 1 }), at())],
        fields,
        &[
            "no-id.geojson: feature #2: `kode`: has no id; give every feature an id, or take `id` out of the manifest",
        ],
    );
    case(
        "no-number",
        &[ok("a"), feature(json!({ "kode": "b", "jiwa": "seribu" }), at())],
        fields,
        &[
            "no-number.geojson: feature b: `jiwa`: `seribu` is not a whole number; correct it, or type the field \"number\" or \"text\"",
        ],
    );
    case(
        "no-whole-number",
        &[feature(json!({ "kode": "b", "jiwa": 1.5 }), at())],
        fields,
        &["feature b: `jiwa`: `1.5` is not a whole number"],
    );
    case(
        "no-date",
        &[
            feature(json!({ "kode": "b", "hari": "31-02-2024" }), at()),
            feature(json!({ "kode": "c", "hari": "2023-02-29" }), at()),
        ],
        "[fields]\nkode = {}\nhari = { type = \"date\" }",
        &[
            "feature b: `hari`: `31-02-2024` is not a date; write it as 2024-05-01",
            "feature c: `hari`: `2023-02-29` is not a date",
        ],
    );
    case(
        "empty-layer",
        &[],
        "",
        &["empty-layer.geojson: no feature to serve; publish at least one feature"],
    );
    cases.last_mut().unwrap().1 = base("empty-layer.geojson", "");
    folder.write(
        "class.geojson",
        collection(&[
            feature(json!({ "id": "a", "kelas": 1 }), square(110.4, -7.0, 0.01)),
            feature(json!({ "id": "b", "kelas": 2 }), square(110.42, -7.0, 0.01)),
            feature(json!({ "id": "c", "kelas": null }), square(110.44, -7.0, 0.01)),
        ]),
    );
    cases.push((
        "class",
        hazard("class.geojson", "[fields]\nid = {}\nkelas = {}").replacen("[source]", "id = \"id\"\n[source]", 1),
        &["class.geojson: feature b: `kelas`: class `2` is not in the scheme; known here: 1, 3; or add it to [[classes.scheme]] values", "feature c: `kelas`: has no class"],
    ));
    folder.write("kolom.csv", "kode,x,y\na,110.4,-7.0\nb,NaN,-7.0\nc,110.4,\nd,110.4 BT,7 LS\n");
    cases.push(("csv", base("kolom.csv", "lon = \"x\"\nlat = \"y\"\n[fields]\nkode = {}"), &[
        "kolom.csv: feature #2: longitude `NaN` and latitude `-7.0` are not two finite numbers; write both coordinates as decimal numbers, or neither",
        "feature #3: longitude `110.4` and latitude ``", "feature #4: longitude `110.4 BT`",
    ]));
    cases.push((
        "csv-column",
        base("kolom.csv", "lon = \"X\"\nlat = \"z\""),
        &["kolom.csv: `source.lon`: has no column `X`", "`source.lat`: has no column `z`"],
    ));
}

fn wrong_geometries(folder: &Folder, cases: &mut Vec<Case>) {
    let mut case = |id: &'static str, text: String, parts: &'static [&'static str]| {
        let file = format!("{id}.geojson");
        folder.write(&file, text);
        cases.push((
            id,
            base(&file, "[fields]\nkode = {}").replacen("[source]", "id = \"kode\"\n[source]", 1),
            parts,
        ));
    };
    let of = |kode: &str, geometry: Json| feature(json!({ "kode": kode }), geometry);
    let polygon = |ring: Json| json!({ "type": "Polygon", "coordinates": [ring] });
    let bow_tie = polygon(json!([
        [110.4, -7.0],
        [110.41, -6.99],
        [110.41, -7.0],
        [110.4, -6.99],
        [110.4, -7.0]
    ]));
    case(
        "bow-tie",
        collection(&[of("a", square(110.4, -7.0, 0.01)), of("b", bow_tie)]),
        &[
            "bow-tie.geojson: feature b: Self-intersection at or near point 110.405",
            "mend the polygon, or write self_intersection = 1 in [repairs] to let GDAL make it valid",
        ],
    );
    let unclosed = polygon(json!([[110.4, -7.0], [110.41, -7.0], [110.41, -6.99], [110.4, -6.99]]));
    case(
        "unclosed",
        collection(&[of("a", unclosed)]),
        &[
            "unclosed.geojson: feature a: ring not closed in 1 place, where [repairs] tolerates 0; mend the source, or write unclosed = 1 in [repairs]",
        ],
    );
    let flat = polygon(json!([[110.4, -7.0], [110.41, -7.0], [110.4, -7.0], [110.4, -7.0]]));
    case(
        "flat",
        collection(&[of("a", flat)]),
        &[
            "flat.geojson: feature a: the exterior ring has fewer than three different positions; draw it anew",
        ],
    );
    case(
        "nan",
        collection(&[of("a", point(110.4, -7.0)), of("b", point(110.4, -7.5))])
            .replace("-7.5", "NaN"),
        &["nan.geojson:1: feature #2: is not JSON: `NaN` is no number in JSON; correct the number"],
    );
    case(
        "huge-number",
        collection(&[of("a", point(110.4, -7.0)), of("b", point(110.4, -7.5))])
            .replace("-7.5", "1e999"),
        &["huge-number.geojson: feature #2: cannot be read as JSON: number out of range"],
    );
    case(
        "elsewhere",
        collection(&[
            of("a", point(110.4, -7.0)),
            of("b", point(110.5, -7.0)),
            of("c", point(0.0, 0.0)),
        ]),
        &[
            "elsewhere.geojson: feature c: position 0 0 is at lon lat 0.00000 0.00000, outside the city's `area`; correct the position, or the CRS",
        ],
    );
    case(
        "crs",
        collection(&[of("a", point(435_969.2, 9_227_284.0))]),
        &[
            "crs.geojson: `source.crs`: its numbers 435969..435969 9227284..9227284 contradict its CRS EPSG:4326",
            "read with crs = \"EPSG:32749\" they are 110.4203..110.4203 -6.9903..-6.9903",
        ],
    );
    case(
        "no-polygon",
        collection(&[of("a", point(110.4, -7.0))]),
        &["no-polygon.geojson: feature a: is not a polygon; this kind of layer needs polygons"],
    );
    cases.last_mut().unwrap().1 = cases.last().unwrap().1.replace("\"base\"", "\"zoning\"");
    // Formats of bytes can hold what GeoJSON cannot write.
    let nan = |wkb: &Geometry, from: f64| {
        let mut bytes = wkb.wkb().unwrap();
        let at = bytes.windows(8).rposition(|w| w == from.to_le_bytes()).unwrap();
        bytes[at..at + 8].copy_from_slice(&f64::NAN.to_le_bytes());
        Geometry::from_wkb(&bytes).unwrap()
    };
    let good = Geometry::from_wkt("POINT (110.4 -7)").unwrap();
    let line =
        nan(&Geometry::from_wkt("LINESTRING (110.4 -7,110.41 -7,110.42 -6.5)").unwrap(), -6.5);
    formats::write_geometries(&folder.at("nan.gpkg"), "GPKG", "uji", &[good.clone(), line]);
    cases.push((
        "nan-gpkg",
        base("nan.gpkg", ""),
        &["nan.gpkg: feature #2: position 110.42 NaN is not a finite number"],
    ));
    let curve = Geometry::from_wkt("CIRCULARSTRING (110.4 -7,110.41 -7.01,110.42 -7)").unwrap();
    formats::write_geometries(&folder.at("curve.gpkg"), "GPKG", "uji", &[good, curve]);
    cases.push((
        "curve",
        base("curve.gpkg", ""),
        &["curve.gpkg: feature #2: is a CIRCULARSTRING; publish it with straight segments"],
    ));
}

/// Gives the folder outside that links lead to, which has to live as long.
fn wrong_files(folder: &Folder, cases: &mut Vec<Case>) -> TempDir {
    let vrt = "<OGRVRTDataSource><OGRVRTLayer name=\"passwd\"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>";
    for file in [
        "vrt.vrt",
        "vrt.geojson",
        "vrt.gpkg",
        "vrt.fgb",
        "vrt.shp",
        "vrt.shx",
        "vrt.dbf",
        "vrt.kml",
        "vrt.xlsx",
        "vrt.csv",
    ] {
        folder.write(file, vrt);
    }
    let mut case = |id: &'static str, file: &str, parts: &'static [&'static str]| {
        cases.push((id, base(file, "[fields]\nkode = {}"), parts));
    };
    case(
        "vrt",
        "vrt.vrt",
        &["vrt.toml:5: `source.file`: `vrt.vrt` has an unknown ending; use one of .geojson"],
    );
    case(
        "vrt-geojson",
        "vrt.geojson",
        &[
            "vrt.geojson:1: is not JSON: it does not begin as JSON does; publish GeoJSON, or name the right file",
        ],
    );
    case("vrt-gpkg", "vrt.gpkg", &["vrt.gpkg: is not a GeoPackage"]);
    case(
        "vrt-fgb",
        "vrt.fgb",
        &[
            "vrt.fgb: is not a FlatGeobuf file; check that it is a whole FlatGeobuf file that QGIS opens",
        ],
    );
    case("vrt-shp", "vrt.shp", &["vrt.shp: is not a Shapefile; check"]);
    case(
        "vrt-kml",
        "vrt.kml",
        &["vrt.kml: is not a KML file: ERROR parsing kml vrt.kml :Invalid root element; check"],
    );
    case("vrt-xlsx", "vrt.xlsx", &["vrt.xlsx: is not a XLSX spreadsheet"]);
    case("vrt-csv", "vrt.csv", &["vrt.csv: `fields.kode`: has no column `kode`"]);
    case(
        "absent",
        "absent.geojson",
        &[
            "absent.geojson: cannot be opened: No such file",
            "put the file there, or name the right one in [source] file",
        ],
    );
    fs::create_dir(folder.at("dir.geojson")).unwrap();
    case(
        "directory",
        "dir.geojson",
        &["dir.geojson: is a directory; name a file in [source] file"],
    );
    let outside_folder = tempfile::tempdir().unwrap();
    let outside = outside_folder.path();
    fs::write(
        outside.join("secret.geojson"),
        collection(&[feature(json!({}), point(110.4, -7.0))]),
    )
    .unwrap();
    symlink(outside.join("secret.geojson"), folder.at("link.geojson")).unwrap();
    case(
        "link",
        "link.geojson",
        &[
            "link.geojson: a link leads out of the layers folder; copy the file into the layers folder",
        ],
    );
    symlink(outside, folder.at("out")).unwrap();
    case(
        "link-folder",
        "out/secret.geojson",
        &["out/secret.geojson: a link leads out of the layers folder"],
    );
    write(&outside.join("side.shp"), Form::of("ESRI Shapefile"), &sample());
    for ending in ["shp", "shx"] {
        fs::copy(outside.join(format!("side.{ending}")), folder.at(&format!("side.{ending}")))
            .unwrap();
    }
    symlink(outside.join("side.dbf"), folder.at("side.dbf")).unwrap();
    case("link-side", "side.shp", &["side.shp: a link leads out of the layers folder"]);
    let pipe = Command::new("mkfifo").arg(folder.at("pipe.geojson")).status().unwrap();
    assert!(pipe.success());
    case("pipe", "pipe.geojson", &["pipe.geojson: is not a regular file"]);
    symlink("/dev/zero", folder.at("zero.geojson")).unwrap();
    case("zero", "zero.geojson", &["zero.geojson: a link leads out of the layers folder"]);
    // 17 GiB that take no room.
    fs::File::create(folder.at("sparse.csv")).unwrap().set_len(17 << 30).unwrap();
    case(
        "sparse",
        "sparse.csv",
        &["sparse.csv: has 18253611008 bytes, more than 17179869184; split it into several layers"],
    );
    folder.write("photo.geojson", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    case(
        "photo",
        "photo.geojson",
        &[
            "photo.geojson:3: holds a NUL byte, so it is no text in UTF-8; publish the file anew, saved as UTF-8",
        ],
    );
    folder.write("letter.gpkg", "Dengan hormat, terlampir data banjir.");
    case(
        "letter",
        "letter.gpkg",
        &[
            "letter.gpkg: is not a GeoPackage",
            "check that it is a whole GeoPackage that QGIS opens",
        ],
    );
    folder.write("schools.json", "{\"data\": [{\"nama\": \"SD 1\"}]}");
    case(
        "json",
        "schools.json",
        &["schools.json: is JSON, but not GeoJSON: it has no `type`; publish it as GeoJSON"],
    );
    folder.write("nothing.geojson", "");
    case("nothing", "nothing.geojson", &["nothing.geojson:1: is not JSON: it ends too early"]);
    outside_folder
}

fn hostile_texts(folder: &Folder, cases: &mut Vec<Case>) {
    let mut case = |id: &'static str, bytes: Vec<u8>, parts: &'static [&'static str]| {
        let file = format!("{id}.geojson");
        folder.write(&file, bytes);
        cases.push((id, base(&file, "[fields]\nkode = {}\njiwa = { type = \"integer\" }"), parts));
    };
    let one = |kode: &str, jiwa: &str| {
        collection(&[feature(json!({ "kode": kode, "jiwa": jiwa }), point(110.4, -7.0))])
    };
    case(
        "deep",
        format!("{}{}", "[".repeat(500_000), "]".repeat(500_000)).into(),
        &["deep.geojson:1: ", "JSON"],
    );
    case(
        "deep-geometry",
        one("a", "1")
            .replace("[110.4,-7.0]", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)))
            .into(),
        &["deep-geometry.geojson: feature #1: ", "recursion limit"],
    );
    case(
        "deep-property",
        one("a", "1")
            .replace("\"a\"", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)))
            .into(),
        &["deep-property.geojson: feature #1: ", "recursion limit"],
    );
    case(
        "long-text",
        one(&"x".repeat(9_000_000), "1").into(),
        &["long-text.geojson: feature #1: `kode`: has 9000000 bytes, more than 65536; shorten it"],
    );
    case(
        "long-number",
        one("a", &"x".repeat(60_000)).into(),
        &["long-number.geojson: feature #1: `jiwa`: `xxx", "xxx…` is not a whole number"],
    );
    case(
        "nul",
        one("a\0b", "1").into(),
        &["nul.geojson: feature #1: its property `kode` holds a NUL character"],
    );
    case(
        "nul-byte",
        one("a", "1").replace("\"a\"", "\"a\0b\"").into(),
        &["nul-byte.geojson:1: holds a NUL byte"],
    );
    let mut latin = one("Caf#", "1").replace(',', ",\n").into_bytes();
    latin.iter_mut().filter(|b| **b == b'#').for_each(|b| *b = 0xE9);
    case("latin", latin, &["latin.geojson:3: is not text in UTF-8; save it as UTF-8"]);
    case(
        "utf16",
        one("a", "1").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        &["utf16.geojson:1: holds a NUL byte"],
    );
    let many: Vec<Json> = (0..5_000)
        .map(|i| feature(json!({ "kode": "k", "jiwa": format!("{i} jiwa") }), point(110.4, -7.0)))
        .collect();
    case(
        "many-defects",
        collection(&many).into(),
        &[
            "feature #1: `jiwa`: `0 jiwa` is not a whole number",
            "feature #200: `jiwa`",
            "more defects; mend these first",
        ],
    );
    // Ids and values of a source go into messages: they must not carry it all along.
    folder.write(
        "long-id.geojson",
        collection(&vec![feature(json!({ "kode": "k".repeat(60_000) }), point(110.4, -7.0)); 3]),
    );
    cases.push((
        "long-id",
        base("long-id.geojson", "[fields]\nkode = {}").replacen(
            "[source]",
            "id = \"kode\"\n[source]",
            1,
        ),
        &["long-id.geojson: feature kkkk", "…: `kode`: "],
    ));
}

#[test]
fn one_check_lists_every_broken_layer_with_file_feature_field_and_mend() {
    let (folder, cases, _outside) = broken();
    let checked = folder.check();
    assert!(!checked.ok);
    checked.version("good");
    for (id, _, parts) in &cases {
        let problems = checked.problems(id);
        assert!(!problems.is_empty(), "{id} is served");
        assert!(problems.len() <= 201, "{id}: {} problems", problems.len());
        let said = lines(&problems);
        assert_says(id, &said, parts);
        assert!(said.len() < 100_000, "{id}: {} bytes", said.len());
        assert!(
            problems.iter().all(|p| !p.reason.is_empty() && !p.mend.is_empty()),
            "{id}: {said}"
        );
    }
    // The same for people.
    let printed = folder.command(&["check"]).output().unwrap();
    assert_eq!(printed.status.code(), Some(1));
    let printed = String::from_utf8(printed.stdout).unwrap();
    for (id, ..) in &cases {
        assert_says("printed", &printed, &[&format!("refused  {id}\n")]);
    }
}

#[test]
fn the_server_lives_through_all_of_them() {
    let (folder, cases, _outside) = broken();
    let server = Server::start(folder.command(&["serve", "--listen", "127.0.0.1:0"]));
    let listed: Json = serde_json::from_str(&server.get("/v1/layers")).unwrap();
    let layers = listed["layers"].as_array().unwrap();
    let of = |id: &str| layers.iter().find(|l| l["id"] == id).unwrap();
    assert_eq!(of("good")["status"], "served");
    for (id, _, parts) in &cases {
        assert_eq!(of(id)["status"], "refused", "{id}");
        let said = of(id)["problems"].to_string();
        assert!(
            said.contains(&parts[0].split(':').next().unwrap_or_default().replace('"', "\\\"")),
            "{id}: {said}"
        );
    }
    assert_says("tile", &server.get("/tiles/good"), &["tilejson"]);
    assert_says("place", &server.get("/v1/at?lon=110.4&lat=-7.0"), &["\"snapshot\""]);
}

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().trim().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}\n{body}");
        if !head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
            return body.to_owned();
        }
        let mut rest = body;
        let mut whole = String::new();
        while let Some((size, after)) = rest.split_once("\r\n") {
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            if size == 0 {
                break;
            }
            whole += &after[..size];
            rest = &after[size + 2..];
        }
        whole
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn a_file_that_needs_more_memory_than_the_limit_ends_its_reader_alone() {
    let folder = Folder::new();
    folder.write("small.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("small", "small.geojson", "");
    let one = feature(json!({ "kode": "x".repeat(1000) }), square(110.4, -7.0, 0.01)).to_string();
    let all = vec![one; 60_000].join(",");
    folder
        .write("large.geojson", format!("{{\"type\":\"FeatureCollection\",\"features\":[{all}]}}"));
    folder.base("large", "large.geojson", "[fields]\nkode = {}");
    let mut command = folder.command(&["check", "--json"]);
    let checked = Checked::of(command.env("WARENG_INGEST_MEMORY_MIB", "300").output().unwrap());
    checked.version("small");
    let parts = [
        "large.geojson: reading it needs more than 300 MiB of memory and was ended; publish a smaller file, or raise `ingest_memory_mib`",
    ];
    assert_says("memory", &checked.said("large"), &parts);
    // So little that nothing can be read at all.
    let mut command = folder.command(&["check", "--json"]);
    let checked = Checked::of(command.env("WARENG_INGEST_MEMORY_MIB", "1").output().unwrap());
    assert_says("memory", &checked.said("large"), &["large.geojson: "]);
}

#[test]
fn a_file_that_takes_too_long_ends_its_reader_alone() {
    let folder = Folder::new();
    folder.write("good.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("good", "good.geojson", "");
    // A view that never comes to its last row.
    write(&folder.at("endless.gpkg"), Form::of("GPKG"), &sample());
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_UPDATE | GdalOpenFlags::GDAL_OF_VECTOR,
        ..DatasetOptions::default()
    };
    let dataset = Dataset::open_ex(folder.at("endless.gpkg"), options).unwrap();
    for sql in [
        "CREATE VIEW endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT uji.kode FROM uji, c",
        "INSERT INTO gpkg_contents (table_name, identifier, data_type) VALUES ('endless', 'endless', 'attributes')",
    ] {
        dataset.execute_sql(sql, None, gdal::vector::sql::Dialect::DEFAULT).unwrap();
    }
    dataset.close().unwrap();
    folder.base("endless", "endless.gpkg", "table = \"endless\"\n[fields]\nkode = {}");
    let begin = Instant::now();
    let mut command = folder.command(&["check", "--json"]);
    let checked = Checked::of(command.env("WARENG_INGEST_SECONDS", "2").output().unwrap());
    assert!(begin.elapsed() < Duration::from_secs(20));
    checked.version("good");
    let parts = [
        "endless.gpkg: reading took longer than 2 s and was ended; publish a smaller file, or raise `ingest_seconds`",
    ];
    assert_says("time", &checked.said("endless"), &parts);
}

#[test]
fn a_reader_that_misbehaves_is_ended_and_the_layer_refused() {
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("a", "a.geojson", "");
    // What stands in for the program, and what is said of it.
    let cases: [(&str, &str, &[&str]); 8] = [
        ("silent", "exit 0", &["a.geojson: the reader ended with exit status: 0: nothing said"]),
        (
            "crash",
            "echo boom >&2; kill -SEGV $$",
            &[
                "a.geojson: the reader ended with signal: 11 (SIGSEGV)",
                ": boom; check that QGIS opens the file",
            ],
        ),
        ("killed by the kernel", "kill -KILL $$", &["needs more than 4096 MiB of memory"]),
        (
            "out of memory",
            "echo \"terminate called after throwing an instance of 'std::bad_alloc'\" >&2; exit 1",
            &["needs more than 4096 MiB"],
        ),
        ("flood", "exec cat /dev/zero", &["took longer than 3 s", "the reader ended with"]),
        ("flood of lines", "exec yes", &["took longer than 3 s", "the reader ended with"]),
        (
            "flood of errors",
            "exec yes >&2",
            &["a.geojson: the reader stopped answering and was ended: y"],
        ),
        (
            "says it is done, and is not",
            "echo '\"Done\"'",
            &["a.geojson: prepared file", "a.prepared: "],
        ),
    ];
    for (case, script, parts) in cases {
        let program = folder.at("program");
        folder.write("program", format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let mut options = load::Options { program, ..folder.options(1) };
        options.limits.seconds = 3;
        let loaded = load::load(&options, &|_, _| {}).unwrap();
        let said = lines(loaded.published.refused.values().next().unwrap());
        let some = if case.starts_with("flood of l") || case == "flood" {
            parts.iter().any(|p| said.contains(p))
        } else {
            false
        };
        if !some {
            assert_says(case, &said, parts);
        }
    }
    let nothing = load::Options { program: "/nonexistent".into(), ..folder.options(1) };
    let loaded = load::load(&nothing, &|_, _| {}).unwrap();
    assert_says(
        "no program",
        &lines(loaded.published.refused.values().next().unwrap()),
        &["the reader cannot be started"],
    );
}

#[test]
fn a_reader_that_is_done_and_does_not_end_is_not_waited_for() {
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("a", "a.geojson", "");
    // The true reader, which then hangs.
    folder.write("program", format!("#!/bin/sh\n{WARENG} ingest-child\nexec sleep 60\n"));
    fs::set_permissions(folder.at("program"), fs::Permissions::from_mode(0o755)).unwrap();
    let begin = Instant::now();
    let options = load::Options { program: folder.at("program"), ..folder.options(1) };
    let loaded = load::load(&options, &|_, _| {}).unwrap();
    assert!(loaded.published.refused.is_empty());
    assert!(begin.elapsed() < Duration::from_secs(30));
}

/// The program under another user, where this one may change users; copied to where that one may
/// read it.
fn as_nobody(folder: &Folder) -> Option<Command> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return None;
    }
    let program = folder.at("wareng-copy");
    if !program.exists() {
        fs::copy(WARENG, &program).unwrap();
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
    command.env("WARENG_LAYERS", folder.path()).current_dir(folder.path());
    Some(command)
}

#[test]
fn files_and_folders_without_permission_are_named() {
    let folder = Folder::new();
    folder.write("a.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.write("shut.geojson", collection(&[feature(json!({}), point(110.4, -7.0))]));
    folder.base("a", "a.geojson", "");
    folder.base("shut", "shut.geojson", "");
    folder.base("locked", "a.geojson", "");
    for file in ["shut.geojson", "locked.toml"] {
        fs::set_permissions(folder.at(file), fs::Permissions::from_mode(0o000)).unwrap();
    }
    let prepared = folder.at("prepared");
    fs::create_dir(&prepared).unwrap();
    fs::set_permissions(&prepared, fs::Permissions::from_mode(0o777)).unwrap();
    // Root may read everything, so the program runs as somebody else.
    let run = |arguments: &[&str]| {
        as_nobody(&folder).map(|mut command| {
            Checked::of(command.args(["check", "--json"]).args(arguments).output().unwrap())
        })
    };
    let Some(checked) = run(&["--prepared", "prepared"]) else { return };
    checked.version("a");
    assert_says(
        "a source",
        &checked.said("shut"),
        &["shut.geojson: cannot be read: Permission denied", "let the service's user read it"],
    );
    assert_says(
        "a manifest",
        &checked.said("locked"),
        &["locked.toml: cannot be read", "make it a readable text file"],
    );
    // Prepared files: the folder cannot be made, then cannot be written.
    let said = lines(&run(&[]).unwrap().of_city());
    assert_says(
        "no folder",
        &said,
        &[
            ".prepared: prepared files cannot be kept there: Permission denied",
            "name a folder that can be written with --prepared",
        ],
    );
    let full = folder.at("full");
    fs::create_dir(&full).unwrap();
    let said = run(&["--prepared", "full"]).unwrap().said("a");
    assert_says(
        "not writable",
        &said,
        &["a.prepared: Permission denied", "make room, and let the service write there"],
    );
    // What is prepared already is served from there.
    fs::set_permissions(&prepared, fs::Permissions::from_mode(0o555)).unwrap();
    run(&["--prepared", "prepared"]).unwrap().version("a");
}

#[test]
fn a_disk_without_room_refuses_the_layer_and_keeps_what_was_there() {
    let folder = Folder::new();
    let write = |n: usize| {
        let many: Vec<Json> =
            (0..n).map(|i| feature(json!({ "kode": i.to_string() }), point(110.4, -7.0))).collect();
        folder.write("a.geojson", collection(&many));
    };
    write(2);
    folder.base("a", "a.geojson", "[fields]\nkode = {}");
    let before = folder.check().version("a");
    let kept = fs::read(folder.at(".prepared/a.prepared")).unwrap();
    write(3000);
    // No file may grow beyond 4 blocks of 512 or 1024 bytes.
    let script = format!("ulimit -f 4; exec {WARENG} check --json");
    let mut command = Command::new("sh");
    command.args(["-c", &script]).env("WARENG_LAYERS", folder.path()).current_dir(folder.path());
    let checked = Checked::of(command.output().unwrap());
    assert_says(
        "limit",
        &checked.said("a"),
        &["a.geojson: ", "larger than the system lets a file be", "ulimit -f"],
    );
    assert_eq!(fs::read(folder.at(".prepared/a.prepared")).unwrap(), kept);
    // A disk that is full, where one may be made.
    let disk = folder.at("disk");
    fs::create_dir(&disk).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=16k", "none"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status();
    if mount.is_ok_and(|s| s.success()) {
        let output = folder.command(&["check", "--json", "--prepared", "disk"]).output();
        Command::new("umount").arg(&disk).status().unwrap();
        let said = Checked::of(output.unwrap()).said("a");
        assert_says(
            "full",
            &said,
            &["a.prepared: No space left on device", "make room, and let the service write there"],
        );
    }
    write(2);
    assert_eq!(folder.check().version("a"), before);
}

#[test]
fn a_prepared_file_that_is_damaged_is_made_anew() {
    let folder = Folder::new();
    folder.write(
        "a.geojson",
        collection(&[feature(json!({ "kode": "a" }), square(110.4, -7.0, 0.01))]),
    );
    folder.base("a", "a.geojson", "[fields]\nkode = {}");
    let version = folder.check().version("a");
    let path = folder.at(".prepared/a.prepared");
    let whole = fs::read(&path).unwrap();
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        bytes
    };
    let mut cases = vec![
        ("empty".to_owned(), Vec::new()),
        ("of another format".to_owned(), flipped(7)),
        ("cut short".to_owned(), whole[..whole.len() / 2].to_vec()),
        ("with more behind".to_owned(), [whole.as_slice(), b"more"].concat()),
        ("no prepared file".to_owned(), b"WARENG\0\x01".to_vec()),
    ];
    cases.extend(
        (0..whole.len()).step_by(whole.len() / 12).map(|at| (format!("byte {at}"), flipped(at))),
    );
    for (case, bytes) in cases {
        fs::write(&path, bytes).unwrap();
        assert_eq!(folder.check().version("a"), version, "{case}");
        assert_eq!(fs::read(&path).unwrap(), whole, "{case}");
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_says(
        "a directory",
        &folder.check().said("a"),
        &["a.prepared: ", "make room, and let the service write there"],
    );
}
