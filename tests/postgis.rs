//! Which features cover a place: the answer of wareng, that of PostGIS (`ST_Covers`, and
//! behind it no code of ours), and that of exact whole-number arithmetic, for places where
//! a wrong answer would hide: random ones, vertices, places level with a vertex, the
//! middles of edges, and places a few last bits beside those.
#![allow(
    clippy::cast_precision_loss,
    reason = "whole numbers below 2^53, or checked on the way back"
)]

#[path = "support/postgres.rs"]
mod postgres;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use postgres::Postgres;
use serde_json::{Value, json};
use wareng::ingest::Limits;
use wareng::load::{self, Options};
use wareng::model::LayerId;
use wareng::place::Coord;
use wareng::snapshot::{Grant, View};

/// Degrees.
type Point = (f64, f64);
/// For each point the features that cover it, by their place in the file, ascending.
type Covering = Vec<Vec<usize>>;

#[test]
fn wareng_postgis_and_exact_arithmetic_agree_on_a_made_city() -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let file = folder.path().join("blocks.geojson");
    fs::write(&file, made_city(12).to_string()).map_err(|e| e.to_string())?;
    agree_on(&file, 4326, 20_000).map(|_| ())
}

#[test]
fn wareng_postgis_and_exact_arithmetic_agree_on_published_borders() -> Result<(), String> {
    let Some(data) = std::env::var_os("WARENG_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARENG_REAL_DATA is not set");
        return Ok(());
    };
    let mut agreed = 0;
    for (file, srid) in [
        ("boundaries/semarang-kelurahan.geojson", 4326),
        ("boundaries/semarang-kelurahan-detailed.geojson", 4326),
        ("hazards-semarang-barat/Bahaya-Banjir-KKNT.geojson", 4326),
        ("hazards-semarang-barat/LahanKritis.geojson", 4326),
        ("hazards-semarang-barat/bahaya-longsor.geojson", 32749),
        ("hazards-semarang-barat/kerawanan-longsor.geojson", 32749),
        ("hazards-semarang-barat/kerentanan-longsor.geojson", 32749),
        ("hazards-semarang-barat/kapasitas-longsor.geojson", 32749),
        ("hazards-semarang-barat/risiko-longsor.geojson", 32749),
    ] {
        let places = agree_on(&data.join(file), srid, 100_000)?;
        println!("{places} places agree on {file}");
        agreed += places;
    }
    println!("{agreed} places agree with PostGIS");
    assert!(agreed >= 1_000_000, "docs/BENCHMARKS.md says a million");
    Ok(())
}

#[test]
fn postgis_reprojects_before_it_answers() -> Result<(), String> {
    // A square kilometre in UTM 49S at Semarang, and the places its centre and a point 2 km off have.
    let square = json!([
        [435e3, 9226e3],
        [436e3, 9226e3],
        [436e3, 9227e3],
        [435e3, 9227e3],
        [435e3, 9226e3]
    ]);
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let file = folder.path().join("metres.geojson");
    let collection = collection(&[feature("Polygon", &json!([square]))]);
    fs::write(&file, collection.to_string()).map_err(|e| e.to_string())?;
    let points = [(110.416, -6.996_9), (110.434, -6.996_9)];
    let answers = oracle(&[("metres", &file, 32749)], &points)?;
    assert_eq!(answers, [[vec![0], vec![]]]);
    Ok(())
}

/// Asks both about `random` random places in the extent of a file, and about the
/// vertices and middles of edges of its polygons and places level with a vertex,
/// at most as many of each. Returns how many places that were.
fn agree_on(file: &Path, srid: u32, random: usize) -> Result<usize, String> {
    let shapes = read_shapes(file, srid)?;
    let vertices: Vec<Point> = sample(&vertices(&shapes), random).collect();
    let mut points = random_points(extent(&shapes), random, &mut Random(1));
    points.extend(level_with(&vertices, &points));
    points.extend(&vertices);
    let middles = middles(&shapes);
    assert!(!middles.is_empty(), "no edge of {} has an exact middle", file.display());
    points.extend(sample(&middles, random));

    let exact = exactly_covering(&shapes, &points)?;
    let postgis = oracle(&[("shapes", file, srid)], &points)?.remove(0);
    let wareng = wareng(file)?;
    same("PostGIS", &postgis, &exact, &points)?;
    same("wareng", &ours(&wareng, &points), &postgis, &points)?;

    // PostGIS takes sides in plain doubles: here only exact arithmetic is asked.
    let beside: Vec<Point> =
        points.iter().rev().take(random / 2).flat_map(|p| beside(*p)).collect();
    same("wareng", &ours(&wareng, &beside), &exactly_covering(&shapes, &beside)?, &beside)?;
    Ok(points.len())
}

fn same(who: &str, found: &Covering, right: &Covering, points: &[Point]) -> Result<(), String> {
    let mut wrong = (0..points.len()).filter(|&i| found[i] != right[i]);
    let Some(i) = wrong.next() else { return Ok(()) };
    Err(format!(
        "{:?}: {who} says {:?}, right is {:?}; {} more of {} differ",
        points[i],
        found[i],
        right[i],
        wrong.count(),
        points.len()
    ))
}

// ---- wareng

const LAYER: &str = "shapes";

/// The file as a layer that is served, each feature under its place in the file.
fn wareng(file: &Path) -> Result<View, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut collection: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let features = collection["features"].as_array_mut().ok_or("`features` is not an array")?;
    for (i, feature) in features.iter_mut().enumerate() {
        feature["properties"] = json!({ "place": i });
    }
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    for (name, text) in [
        ("city.toml", CITY.to_owned()),
        ("shapes.toml", MANIFEST.to_owned()),
        ("shapes.geojson", collection.to_string()),
    ] {
        fs::write(folder.path().join(name), text).map_err(|e| e.to_string())?;
    }
    let options = Options {
        folder: folder.path().to_owned(),
        prepared: None,
        program: env!("CARGO_BIN_EXE_wareng").into(),
        limits: Limits::default(),
        workers: 1,
    };
    let loaded = load::load(&options, &|_, _| {}).map_err(|defects| format!("{defects:?}"))?;
    if !loaded.published.refused.is_empty() {
        return Err(format!("{:?}", loaded.published.refused));
    }
    Ok(loaded.published.snapshot.view(&Grant::public()))
}

fn ours(view: &View, points: &[Point]) -> Covering {
    let layer = LayerId::new(LAYER).and_then(|id| view.layer(&id)).expect("it was loaded");
    let places = |p: &Point| {
        let covering = layer.covering(Coord { x: p.0, y: p.1 });
        let mut places: Vec<usize> =
            covering.iter().map(|f| layer.id(*f).parse().expect("its id is its place")).collect();
        places.sort_unstable();
        places
    };
    points.iter().map(places).collect()
}

const CITY: &str = r#"
name = { id = "Uji", en = "Test" }
code = "0"
area = [-180, -90, 180, 90]
emergency = "112"
contact = "mailto:test@example.org"
view = { lon = 110.4, lat = -7.0, zoom = 10 }
"#;

const MANIFEST: &str = r#"
kind = "base"
title = { id = "Bentuk", en = "Shapes" }
access = "public"
id = "place"
source = { file = "shapes.geojson" }
fields = { place = { type = "integer" } }
[provenance]
publisher = "Test"
licence = "CC0-1.0"
dated = "2025"
link = "https://example.org/"
contact = "mailto:test@example.org"
"#;

/// The eight places that are the next a double can name.
fn beside((lon, lat): Point) -> Vec<Point> {
    let around = |c: f64| [c.next_down(), c, c.next_up()];
    let all = around(lon).into_iter().flat_map(|x| around(lat).map(|y| (x, y)));
    all.filter(|p| *p != (lon, lat)).collect()
}

// ---- PostGIS

/// What PostGIS says covers each of `points`, layer by layer. A layer is a name, a
/// GeoJSON file and the EPSG code of its coordinates; its bytes reach PostGIS as they
/// are published.
fn oracle(layers: &[(&str, &Path, u32)], points: &[Point]) -> Result<Vec<Covering>, String> {
    let mut script = String::from(
        "CREATE TABLE file (layer int, srid int, json json);
         CREATE TABLE point (i int, lon float8, lat float8);\n",
    );
    script.push_str("COPY file FROM STDIN;\n");
    for (layer, (name, path, srid)) in layers.iter().enumerate() {
        let json = fs::read_to_string(path)
            .map_err(|e| format!("layer {name}: cannot read {}: {e}", path.display()))?;
        line(&mut script, format_args!("{layer}\t{srid}\t{}", copy_text(&json)));
    }
    script.push_str("\\.\nCOPY point FROM STDIN;\n");
    for (i, (lon, lat)) in points.iter().enumerate() {
        // The shortest decimals that name the number: the server reads the same bits.
        line(&mut script, format_args!("{i}\t{lon}\t{lat}"));
    }
    script.push_str(
        "\\.
        CREATE TABLE shape AS
          SELECT layer, ord - 1 AS feature,
                 ST_Transform(ST_SetSRID(ST_Force2D(ST_GeomFromGeoJSON(f->>'geometry')), srid), 4326) AS geom
          FROM file, json_array_elements(json->'features') WITH ORDINALITY AS a(f, ord)
          WHERE json_typeof(f->'geometry') = 'object';
        CREATE TABLE place AS SELECT i, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geom FROM point;
        CREATE INDEX ON place USING gist (geom);
        ANALYZE;
        SELECT layer, i, feature FROM shape JOIN place ON ST_Covers(shape.geom, place.geom)
          ORDER BY 1, 2, 3;",
    );
    let mut answers = vec![vec![Vec::new(); points.len()]; layers.len()];
    for row in Postgres::start()?.sql(&script)? {
        let number = |column: usize| {
            row.get(column)
                .and_then(|text| text.parse::<usize>().ok())
                .ok_or_else(|| format!("PostGIS returned {row:?}, expected three numbers"))
        };
        answers[number(0)?][number(1)?].push(number(2)?);
    }
    Ok(answers)
}

fn line(script: &mut String, text: std::fmt::Arguments) {
    // Writing to a String cannot fail.
    let _ = writeln!(script, "{text}");
}

/// As one value of `COPY`'s text format.
fn copy_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

// ---- Exact arithmetic

/// A position in whole units of 2⁻⁵⁴ degrees. Every f64 of half a degree or more,
/// north, south, east or west, is such a number exactly; products of differences fit i128.
type Exact = [i64; 2];
const UNIT: f64 = (1_u64 << 54) as f64;

/// The polygons of one feature, each its rings, closed, the outer one first.
type Shape = Vec<Vec<Vec<Exact>>>;

#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
fn exact((lon, lat): Point) -> Result<Exact, String> {
    let units = [lon * UNIT, lat * UNIT];
    if units.iter().any(|u| u.fract() != 0.0 || u.abs() > 180.0 * UNIT) {
        return Err(format!("{lon}, {lat} is not a whole number of units: too near 0 or too far"));
    }
    Ok(units.map(|u| u as i64))
}

/// `None` when the position lies between two f64.
#[expect(clippy::cast_possible_truncation, reason = "compared after the way back")]
fn inexact(position: Exact) -> Option<Point> {
    let [lon, lat] = position.map(|c| c as f64);
    ([lon as i64, lat as i64] == position).then_some((lon / UNIT, lat / UNIT))
}

fn exactly_covering(shapes: &[Shape], points: &[Point]) -> Result<Covering, String> {
    let boxes: Vec<_> = shapes.iter().map(|shape| extent(std::slice::from_ref(shape))).collect();
    points
        .iter()
        .map(|&point| {
            let p = exact(point)?;
            let near = |i: &usize| {
                let [low, high] = boxes[*i];
                (0..2).all(|axis| low[axis] <= p[axis] && p[axis] <= high[axis])
            };
            Ok((0..shapes.len()).filter(near).filter(|&i| covers(&shapes[i], p)).collect())
        })
        .collect()
}

/// Polygons are closed sets: their borders and those of their holes belong to them.
fn covers(shape: &Shape, p: Exact) -> bool {
    shape.iter().any(|rings| {
        let mut rings = rings.iter().map(|ring| winding(ring, p));
        match rings.next().unwrap_or(Some(0)) {
            None => true,
            Some(0) => false,
            // A hole takes its inside away, not its border.
            Some(_) => rings.all(|hole| hole.is_none_or(|turns| turns == 0)),
        }
    })
}

/// How often a ring turns around a position; `None` when it lies on the ring.
fn winding(ring: &[Exact], p: Exact) -> Option<i32> {
    let mut turns = 0;
    for edge in ring.windows(2) {
        let (a, b) = (edge[0], edge[1]);
        if p[1] < a[1].min(b[1]) || p[1] > a[1].max(b[1]) {
            continue;
        }
        let side = side(a, b, p);
        if side == 0 && a[0].min(b[0]) <= p[0] && p[0] <= a[0].max(b[0]) {
            return None;
        }
        if a[1] <= p[1] && p[1] < b[1] && side > 0 {
            turns += 1;
        } else if b[1] <= p[1] && p[1] < a[1] && side < 0 {
            turns -= 1;
        }
    }
    Some(turns)
}

/// Above 0: left of the way from a to b; 0: on its line.
fn side(a: Exact, b: Exact, p: Exact) -> i128 {
    let minus =
        |c: Exact| [i128::from(c[0]) - i128::from(a[0]), i128::from(c[1]) - i128::from(a[1])];
    let ([bx, by], [px, py]) = (minus(b), minus(p));
    bx * py - px * by
}

// ---- Places to ask about

/// splitmix64: the same places in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// At least 0, below 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn random_points(extent: [Exact; 2], count: usize, random: &mut Random) -> Vec<Point> {
    let [low, high] = extent.map(|corner| corner.map(|c| c as f64 / UNIT));
    (0..count)
        .map(|_| {
            let mut at = |axis: usize| low[axis] + random.part() * (high[axis] - low[axis]);
            (at(0), at(1))
        })
        .collect()
}

/// South-west and north-east corners.
fn extent(shapes: &[Shape]) -> [Exact; 2] {
    let mut corners = [[i64::MAX; 2], [i64::MIN; 2]];
    for position in shapes.iter().flatten().flatten().flatten() {
        for axis in 0..2 {
            corners[0][axis] = corners[0][axis].min(position[axis]);
            corners[1][axis] = corners[1][axis].max(position[axis]);
        }
    }
    corners
}

fn vertices(shapes: &[Shape]) -> Vec<Point> {
    shapes.iter().flatten().flatten().flatten().copied().filter_map(inexact).collect()
}

/// Places with the latitude of a vertex or its longitude, where a ray meets a corner.
fn level_with(vertices: &[Point], random: &[Point]) -> Vec<Point> {
    let pairs = vertices.iter().zip(random).enumerate();
    pairs.map(|(i, (v, r))| if i % 2 == 0 { (r.0, v.1) } else { (v.0, r.1) }).collect()
}

/// The middles of those edges whose middle an f64 can name, so that it lies on the
/// edge exactly. PostGIS takes sides in plain f64, which gives exactly 0 there too;
/// for other places nearer to an edge than the last bit of a coordinate it may say
/// "on the edge" wrongly, the more often the longer the edge (measured: 1 of 6,000
/// for edges of 0.1 degrees), so such places are no question to put to it.
fn middles(shapes: &[Shape]) -> Vec<Point> {
    let edges = shapes.iter().flatten().flatten().flat_map(|ring| ring.windows(2));
    edges
        .filter(|edge| {
            edge[0] != edge[1] && (0..2).all(|axis| (edge[0][axis] + edge[1][axis]) % 2 == 0)
        })
        .filter_map(|edge| inexact([0, 1].map(|axis| edge[0][axis].midpoint(edge[1][axis]))))
        .collect()
}

/// About `count` of the points, spread over all of them.
fn sample(points: &[Point], count: usize) -> impl Iterator<Item = Point> {
    points.iter().copied().step_by(points.len().div_ceil(count).max(1))
}

// ---- Files

/// The polygons of a GeoJSON file in degrees, one shape for each of its features.
fn read_shapes(path: &Path, srid: u32) -> Result<Vec<Shape>, String> {
    let text = if srid == 4326 {
        fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?
    } else {
        in_degrees(path, srid)?
    };
    let collection: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let features = collection["features"].as_array().ok_or("`features` is not an array")?;
    features.iter().map(|feature| shape(&feature["geometry"])).collect()
}

/// The same file reprojected by GDAL, with decimals enough for every bit.
fn in_degrees(path: &Path, srid: u32) -> Result<String, String> {
    let output = Command::new("ogr2ogr")
        .args(["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=17", "-t_srs", "EPSG:4326"])
        .args(["-s_srs", &format!("EPSG:{srid}"), "/vsistdout/"])
        .arg(path)
        .output()
        .map_err(|e| format!("no ogr2ogr ({e}); `scripts/bootstrap.sh test` installs it"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|e| e.to_string())
}

fn shape(geometry: &Value) -> Result<Shape, String> {
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some("Polygon") => Ok(vec![polygon(coordinates)?]),
        Some("MultiPolygon") => each(coordinates, polygon),
        _ => Ok(Vec::new()),
    }
}

fn polygon(rings: &Value) -> Result<Vec<Vec<Exact>>, String> {
    each(rings, |ring| each(ring, position))
}

fn position(value: &Value) -> Result<Exact, String> {
    match (value[0].as_f64(), value[1].as_f64()) {
        (Some(lon), Some(lat)) => exact((lon, lat)),
        _ => Err(format!("{value} is not a position")),
    }
}

fn each<T>(array: &Value, read: impl Fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    array.as_array().ok_or_else(|| format!("{array} is not an array"))?.iter().map(read).collect()
}

/// `size` times `size` blocks with crooked borders that neighbours share; in every
/// third a lake, its hole, with an island of its own in every second lake; and over
/// all of them one square whose border runs through the blocks.
fn made_city(size: usize) -> Value {
    let mut random = Random(2);
    let mut corners = vec![Vec::new(); size + 1];
    for (x, column) in corners.iter_mut().enumerate() {
        column.extend((0..=size).map(|y| [x, y].map(|cell| cell as f64 + random.part() * 0.7)));
    }
    let mut features = Vec::new();
    for (n, (x, y)) in (0..size).flat_map(|x| (0..size).map(move |y| (x, y))).enumerate() {
        let [west, south] = [x, y].map(|cell| cell as f64);
        let ways = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
        let mut block = vec![ring(&ways.map(|(x, y)| corners[x][y]))];
        if n % 3 == 0 {
            let lake = square(west + 0.72, south + 0.74, 0.21);
            block.push(lake.clone());
            if n % 2 == 0 {
                features.push(feature("MultiPolygon", &json!([[lake]])));
            }
        }
        features.push(feature("Polygon", &json!(block)));
    }
    features.push(feature("Polygon", &json!([square(1.23, 1.27, size as f64 - 2.0)])));
    collection(&features)
}

fn square(west: f64, south: f64, side: f64) -> Value {
    let (east, north) = (west + side, south + side);
    ring(&[[west, south], [east, south], [east, north], [west, north]])
}

/// A closed ring from corners counted in blocks of a hundredth of a degree.
fn ring(corners: &[[f64; 2]]) -> Value {
    let degrees =
        |[x, y]: &[f64; 2]| [110.3 + x / 100.0, -7.1 + y / 100.0].map(|c| (c * 1e7).round() / 1e7);
    corners.iter().chain(corners.first()).map(degrees).map(Vec::from).collect()
}

fn feature(kind: &str, coordinates: &Value) -> Value {
    json!({ "type": "Feature", "properties": {}, "geometry": { "type": kind, "coordinates": coordinates } })
}

fn collection(features: &[Value]) -> Value {
    json!({ "type": "FeatureCollection", "features": features })
}
