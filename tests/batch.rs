//! Many places at once: in the library, on the command line and over HTTP.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/styles.rs"]
mod styles;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tower::ServiceExt;
use wareng::batch::{Carrier, Columns, OpenError, Plan, Rows, Tally, Wanted};
use wareng::model::{Lang, Refused};
use wareng::place::LonLat;
use wareng::query::{self, Answer, FindingStatus, NearUnit, Question, UnitName, UnitStatus};
use wareng::server::{AppState, router};
use wareng::snapshot::{Grant, Snapshot};

const KEPT: &str = "prepared-batch";

fn demo() -> &'static wareng::snapshot::View {
    static DEMO: OnceLock<wareng::snapshot::View> = OnceLock::new();
    DEMO.get_or_init(|| city::view(&city::root().join("layers"), KEPT))
}

fn fields(list: &str) -> Wanted {
    let fields = Some(list.split(',').map(str::to_owned).collect());
    Wanted { columns: Columns { layers: None, fields }, lang: Lang::En, ..Wanted::default() }
}

fn try_answer(
    carrier: Carrier,
    input: &[u8],
    wanted: &Wanted,
) -> Result<(Vec<u8>, Tally), Refused> {
    let (head, mut rows) = Rows::open(carrier, Cursor::new(input)).map_err(OpenError::of_memory)?;
    let plan = Plan::new(demo(), wanted, &head)?;
    let mut out = plan.head(&head);
    let mut tally = Tally::default();
    while let Some(mut chunk) = rows.next().unwrap() {
        while !chunk.is_done() {
            tally.add(plan.answer(&mut chunk, &mut out));
        }
    }
    Ok((out, tally))
}

fn answer(carrier: Carrier, input: &str, wanted: &Wanted) -> String {
    let (out, _) = try_answer(carrier, input.as_bytes(), wanted).unwrap();
    String::from_utf8(out).unwrap()
}

/// Places all over the city and around it, the same in every run.
fn places(count: u32) -> impl Iterator<Item = (f64, f64)> {
    let mut state = 1_u32;
    let mut dice = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 24)
    };
    (0..count).map(move |_| {
        let round = |n: f64| (n * 1e6).round() / 1e6;
        (round(110.2 + 0.4 * dice()), round(-7.2 + 0.3 * dice()))
    })
}

const ASKED: &str = "kelurahan.status,kelurahan.code,kelurahan.border_m,\
    kelurahan.nearest.name,kelurahan.nearest.distance_m,kecamatan.name,kecamatan.nearest.code,\
    banjir.status,banjir.label,banjir.also,banjir.border_m,banjir.worse.class,\
    banjir.worse.distance_m,banjir.edge,longsor.status,longsor.class,zona-smp.id,penduduk.people";

/// What the columns of [`ASKED`] say, by the answer about one place.
fn expected(lon: f64, lat: f64) -> Vec<Value> {
    let place = LonLat::new(lon, lat).unwrap();
    let answer = query::at(demo(), &Question { lang: Lang::En, ..Question::at(place) });
    let mut row = of_units(&answer);
    row.extend(of_hazards(&answer));
    let zones: Vec<&str> =
        answer.zones.iter().filter(|z| z.layer == "zona-smp").map(|z| z.id).collect();
    row.push(if zones.is_empty() { Value::Null } else { zones.join("|").into() });
    row.push(answer.population.map_or(Value::Null, |p| json!(p.people)));
    row
}

fn of_units(answer: &Answer) -> Vec<Value> {
    let [kelurahan, kecamatan] = &answer.units[..] else { panic!("two levels") };
    fn inside<'v>(status: &UnitStatus<'v>) -> Option<(UnitName<'v>, Option<f64>)> {
        match status {
            UnitStatus::Inside { unit, border_m, .. } => Some((unit.clone(), *border_m)),
            _ => None,
        }
    }
    fn near<'v>(status: &UnitStatus<'v>) -> Option<NearUnit<'v>> {
        match status {
            UnitStatus::Gap { nearest } => Some(nearest.clone()),
            UnitStatus::Outside { nearest } => nearest.clone(),
            _ => None,
        }
    }
    let word = match kelurahan.status {
        UnitStatus::Inside { .. } => "inside",
        UnitStatus::Gap { .. } => "gap",
        UnitStatus::Outside { .. } => "outside",
        UnitStatus::Unavailable => "unavailable",
    };
    let (unit, nearest) = (inside(&kelurahan.status), near(&kelurahan.status));
    vec![
        json!(word),
        json!(unit.as_ref().map(|(u, _)| u.code.clone())),
        json!(unit.and_then(|(_, border)| border)),
        json!(nearest.as_ref().map(|n| n.unit.name.clone())),
        json!(nearest.map(|n| n.distance_m)),
        json!(inside(&kecamatan.status).map(|(u, _)| u.name)),
        json!(near(&kecamatan.status).map(|n| n.unit.code)),
    ]
}

fn of_hazards(answer: &Answer) -> Vec<Value> {
    let status = |layer: &str| {
        let finding = answer.findings.iter().find(|f| f.layer == layer).unwrap();
        (finding, serde_json::to_value(finding).unwrap())
    };
    let (banjir, flood) = status("banjir");
    let (_, slides) = status("longsor");
    let also = match &banjir.status {
        FindingStatus::Mapped { also, .. } if !also.is_empty() => {
            let classes: Vec<&str> = also.iter().map(|c| c.class).collect();
            classes.join("|").into()
        }
        _ => Value::Null,
    };
    vec![
        flood["status"].clone(),
        flood["label"].clone(),
        also,
        flood["border_m"].clone(),
        flood["worse"]["class"].clone(),
        flood["worse"]["distance_m"].clone(),
        flood["edge"].clone(),
        slides["status"].clone(),
        slides["class"].clone(),
    ]
}

/// Every hundredth row is damaged, in one of several ways.
fn is_damaged(row: usize) -> bool {
    row % 100 == 50
}

/// The rows of a table, some of them damaged.
fn table(rows: &[(f64, f64)]) -> String {
    let row = |(i, (lon, lat)): (usize, &(f64, f64))| match (is_damaged(i), i / 100 % 5) {
        (false, _) => format!("{i},\"a, \"\"b\"\"\",{lon},{lat}\n"),
        (_, 0) => format!("{i},\"open,{lon},{lat}\n"),
        (_, 1) => format!("{i},x,{lon}\n"),
        (_, 2) => format!("{i},x,{lat},{lon}\n"),
        (_, 3) => format!("{i},x,satu,{lat}\n"),
        (_, _) => format!("{i},x,,{lat}\n"),
    };
    "id,note,lon,lat\n".to_owned() + &rows.iter().enumerate().map(row).collect::<String>()
}

fn lines(rows: &[(f64, f64)]) -> String {
    let row = |(i, (lon, lat)): (usize, &(f64, f64))| match (is_damaged(i), i / 100 % 3) {
        (false, _) => format!("{{\"id\":{i},\"lon\":{lon},\"lat\":{lat}}}\n"),
        (_, 0) => format!("{{\"id\":{i},\"lon\":{lon},\"lat\":\n"),
        (_, 1) => format!("{{\"id\":{i},\"lon\":{lon}}}\n"),
        (_, _) => format!("{{\"id\":{i},\"lon\":{lat},\"lat\":{lon}}}\n"),
    };
    rows.iter().enumerate().map(row).collect()
}

fn collection(rows: &[(f64, f64)]) -> String {
    let row = |(i, (lon, lat)): (usize, &(f64, f64))| {
        let feature = format!(
            "{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\
             \"coordinates\":[{lon},{lat}]}},\"properties\":{{\"id\":{i}}}}}"
        );
        match (is_damaged(i), i / 100 % 3) {
            (false, _) => feature,
            (_, 0) => feature.trim_end_matches('}').to_owned() + "}",
            (_, 1) => feature.replace("id\"", "id"),
            (_, _) => "{\"type\":\"Feature\",\"geometry\":null,\"properties\":null}".into(),
        }
    };
    let features: Vec<String> = rows.iter().enumerate().map(row).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}

#[test]
fn every_row_says_what_its_place_alone_says_and_a_damaged_one_why_not() {
    let rows: Vec<(f64, f64)> = places(12_000).collect();
    let inputs = [
        (Carrier::Csv, table(&rows)),
        (Carrier::Ndjson, lines(&rows)),
        (Carrier::GeoJson, collection(&rows)),
    ];
    let [table, lines, collection] = inputs.map(|(carrier, input)| {
        let (out, tally) = try_answer(carrier, input.as_bytes(), &fields(ASKED)).unwrap();
        assert_eq!((tally.rows, tally.bad), (12_000, 120), "{carrier:?}");
        let told: Vec<u64> = tally.examples.iter().map(|(row, _)| *row).collect();
        assert_eq!(told, [51, 151, 251], "{carrier:?}");
        String::from_utf8(out).unwrap()
    });
    let collection: Value = serde_json::from_str(&collection).unwrap();
    let features = collection["features"].as_array().unwrap();
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let table: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!((table.len(), lines.len(), features.len()), (12_000, 12_000, 12_000));
    for (i, place) in rows.iter().enumerate() {
        let properties = &features[i]["properties"];
        if is_damaged(i) {
            assert!(!table[i].ends_with(','), "{}", table[i]);
            assert!(lines[i]["error"].is_string(), "{}", lines[i]);
            assert!(properties["error"].is_string(), "{properties}");
            continue;
        }
        assert_eq!((&lines[i]["id"], &properties["id"]), (&json!(i), &json!(i)));
        // The answers one by one take their time.
        if i % 7 == 0 {
            says_the_same(i, *place, table[i], [&lines[i], properties]);
        }
    }
}

/// A row of each carrier says what its place alone says.
fn says_the_same(i: usize, (lon, lat): (f64, f64), cells: &str, objects: [&Value; 2]) {
    let expected = expected(lon, lat);
    for (name, value) in ASKED.split(',').zip(&expected) {
        assert_eq!(objects.map(|o| &o[name]), [value, value], "{lon} {lat}: {name}");
    }
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let expected: Vec<String> = expected.iter().map(text).collect();
    assert_eq!(cells, format!("{i},\"a, \"\"b\"\"\",{lon},{lat},{},", expected.join(",")));
}

#[test]
fn a_table_keeps_its_bytes() {
    let wanted = fields("kelurahan.name,banjir.class=kelas");
    for (came, goes) in [
        (
            "\u{FEFF}id,\"lon\",lat\r\n1,110.4200,-6.97\r\n",
            "\u{FEFF}id,\"lon\",lat,kelurahan.name,kelas,error\r\n1,110.4200,-6.97,Bangunharjo,rendah,\r\n",
        ),
        (
            "a,lon,lat\n\"x\ny\",110.42,-6.97\n\n\"5\"\"\",\"110.42\", -6.97",
            "a,lon,lat,kelurahan.name,kelas,error\n\"x\ny\",110.42,-6.97,Bangunharjo,rendah,\n\n\
             \"5\"\"\",\"110.42\", -6.97,Bangunharjo,rendah,",
        ),
        (
            "Bujur;Lintang\n110,42;-6,97\n",
            "Bujur;Lintang;kelurahan.name;kelas;error\n110,42;-6,97;Bangunharjo;rendah;\n",
        ),
        (
            "x\ty\n110.42\t-6.97\n",
            "x\ty\tkelurahan.name\tkelas\terror\n110.42\t-6.97\tBangunharjo\trendah\t\n",
        ),
        ("lon,lat", "lon,lat,kelurahan.name,kelas,error\n"),
    ] {
        assert_eq!(answer(Carrier::Csv, came, &wanted), goes);
    }
}

#[test]
fn lines_keep_their_members() {
    let wanted = fields("kelurahan.name");
    let none = "\"kelurahan.name\":null";
    for (came, goes) in [
        (
            "{\"n\":1.50,\"lon\":110.42,\"lat\":-6.97 }\r\n",
            "{\"n\":1.50,\"lon\":110.42,\"lat\":-6.97 ,\"kelurahan.name\":\"Bangunharjo\",\"error\":null}\r\n".to_owned(),
        ),
        (
            "{\"lng\":\"110.42\",\"latitude\":-6.97}",
            "{\"lng\":\"110.42\",\"latitude\":-6.97,\"kelurahan.name\":\"Bangunharjo\",\"error\":null}".into(),
        ),
        ("\n{}\n", format!("\n{{{none},\"error\":\"there is no `lon`\"}}\n")),
        ("[1]\n", format!("{{{none},\"error\":\"not a JSON object: write {{\\\"lon\\\": 110.42, \\\"lat\\\": -6.97}}\"}}\n")),
        ("{\"lon\":null,\"lat\":1}\n", format!("{{\"lon\":null,\"lat\":1,{none},\"error\":\"`lon` is empty\"}}\n")),
        ("{\"lon\":1,\"x\":1,\"lat\":1}\n", format!("{{\"lon\":1,\"x\":1,\"lat\":1,{none},\"error\":\"there are `lon` and `x`: name the one to use with `lon` and `lat`\"}}\n")),
        ("{\"error\":1,\"lon\":1,\"lat\":1}\n", format!("{{{none},\"error\":\"`error` is there already: choose other names with `prefix`, `error` or `fields`\"}}\n")),
    ] {
        assert_eq!(answer(Carrier::Ndjson, came, &wanted), goes);
    }
}

#[test]
fn a_collection_keeps_what_stands_around_its_features() {
    let wanted = fields("kelurahan.name");
    let point = |lon: &str| {
        format!(
            "{{\"type\":\"Feature\",\"id\":1e0,\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},-6.97,3]}}"
        )
    };
    let good = point("110.420");
    let added = "\"kelurahan.name\":\"Bangunharjo\",\"error\":null";
    for (came, goes) in [
        (
            format!("{good},\"properties\":{{\"n\":1.0}}}}"),
            format!("{good},\"properties\":{{\"n\":1.0,{added}}}}}"),
        ),
        (format!("{good},\"properties\":null}}"), format!("{good},\"properties\":{{{added}}}}}")),
        (format!("{good}}}"), format!("{good},\"properties\":{{{added}}}}}")),
    ] {
        let around = |feature: &str| {
            format!(
                "{{\"crs\":null,\"features\":[ \n{feature}\n],\"after\":{{\"features\":[1]}} }}\n"
            )
        };
        assert_eq!(answer(Carrier::GeoJson, &around(&came), &wanted), around(&goes));
    }
    for empty in ["{\"features\":[]}", "{\"features\" : [\n] }"] {
        assert_eq!(answer(Carrier::GeoJson, empty, &wanted), empty);
    }
}

#[test]
fn what_is_no_point_is_told_in_its_place() {
    let wanted = fields("kelurahan.name");
    let feature = |geometry: &str| {
        format!("{{\"type\":\"Feature\",\"geometry\":{geometry},\"properties\":{{}}}}")
    };
    let good = feature("{\"type\":\"Point\",\"coordinates\":[110.42,-6.97]}");
    let features = [
        good.clone(),
        feature("null"),
        feature("{\"type\":\"Polygon\",\"coordinates\":[]}"),
        feature("{\"type\":\"Point\",\"coordinates\":[110.42]}"),
        feature("{\"type\":\"Point\",\"coordinates\":[434500,9227000]}"),
        "5".into(),
        String::new(),
        good.clone(),
    ];
    let collection = format!("{{\"features\":[{}]}}", features.join(","));
    let answered: Value =
        serde_json::from_str(&answer(Carrier::GeoJson, &collection, &wanted)).unwrap();
    let said: Vec<&str> = answered["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["properties"]["error"].as_str().unwrap_or_default())
        .collect();
    for (said, part) in said.iter().zip([
        "",
        "no geometry",
        "is a Polygon",
        "without coordinates",
        "metres, it seems",
        "not a GeoJSON Feature",
        "not",
        "",
    ]) {
        assert!(said.contains(part) && said.is_empty() == part.is_empty(), "{said}: {part}");
    }
    // Cut off anywhere behind the head, the answer is still a collection that says so.
    let whole = format!("{{\"features\":[{good},{good}]}}");
    for end in (13..whole.len() - 1).step_by(7) {
        let text = answer(Carrier::GeoJson, &whole[..end], &wanted);
        let cut: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
        let last = cut["features"].as_array().unwrap().last().unwrap();
        assert!(last["properties"]["error"].as_str().unwrap().contains("cut off"), "{text}");
    }
}

#[test]
fn a_collection_that_is_cut_off_or_broken_behind_its_features_is_closed_and_told() {
    let wanted = fields("kelurahan.name");
    for (came, goes, unclosed) in [
        ("{\"features\":[]", "{\"features\":[]}\n", true),
        ("{\"features\":[] \n", "{\"features\":[] \n}\n", true),
        ("{\"features\":[],\"after\":[1]", "{\"features\":[],\"after\":[1]}\n", true),
        ("{\"features\":[]}\n\n", "{\"features\":[]}\n\n", false),
        ("{\"features\":[],\"a\"\"b\":{}}", "{\"features\":[]}\n", true),
        ("{\"features\":[],\"after\":[1", "{\"features\":[]}\n", true),
        ("{\"features\":[]}{\"b\":[]}", "{\"features\":[]}\n", true),
    ] {
        let (out, tally) = try_answer(Carrier::GeoJson, came.as_bytes(), &wanted).unwrap();
        assert_eq!((String::from_utf8(out).unwrap().as_str(), tally.unclosed), (goes, unclosed));
    }
    let (_folder, input) = folder("titik.geojson", "{\"features\":[]");
    let ran = run(&["--input", input.to_str().unwrap(), "--of", "kelurahan", "--lang", "en"]);
    assert_eq!(ran.stdout, b"{\"features\":[]}\n");
    assert!(said(&ran).contains("cut off or broken after its list"), "{}", said(&ran));
}

#[test]
fn a_row_that_is_too_long_is_passed_over() {
    let wanted = fields("kelurahan.name");
    let long = "x".repeat(3 << 20);
    let csv = format!("a,lon,lat\n{long},110.42,-6.97\nb,110.42,-6.97\n");
    let (out, tally) = try_answer(Carrier::Csv, csv.as_bytes(), &wanted).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "a,lon,lat,kelurahan.name,error\n,,,,the row is longer than 1048576 bytes\n\
         b,110.42,-6.97,Bangunharjo,\n"
    );
    assert_eq!((tally.rows, tally.bad), (2, 1));
    let good = "{\"lon\":110.42,\"lat\":-6.97}";
    let ndjson = format!("{{\"a\":\"{long}\"}}\n{good}\n");
    let (out, tally) = try_answer(Carrier::Ndjson, ndjson.as_bytes(), &wanted).unwrap();
    assert!(out.len() < 1_000 && tally.bad == 1 && tally.rows == 2, "{tally:?}");
    let point = "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.42,-6.97]},\"properties\":{}}";
    let geojson =
        format!("{{\"features\":[{point},{{\"type\":\"Feature\",\"a\":\"{long}\"}},\n{point}]}}");
    let (out, tally) = try_answer(Carrier::GeoJson, geojson.as_bytes(), &wanted).unwrap();
    let out: Value = serde_json::from_slice(&out).unwrap();
    assert!(out["features"][1]["properties"]["error"].as_str().unwrap().contains("longer"));
    assert_eq!((tally.rows, tally.bad), (3, 1));
}

#[test]
fn rows_of_one_byte_are_answered_few_at_a_time() {
    let commas = format!("{{\"features\":[{}]}}", ",".repeat(100_000));
    let input = Cursor::new(commas.as_bytes());
    let (head, mut rows) = Rows::open(Carrier::GeoJson, input).unwrap();
    let plan = Plan::new(demo(), &fields("kelurahan.name"), &head).unwrap();
    let mut all = 0;
    while let Some(mut chunk) = rows.next().unwrap() {
        let mut tally = Tally::default();
        while !chunk.is_done() {
            tally.add(plan.answer(&mut chunk, &mut Vec::new()));
        }
        assert!(tally.rows <= 16_384, "{} rows in a chunk", tally.rows);
        all += tally.rows;
    }
    assert_eq!(all, 100_001);
}

#[test]
fn a_question_that_cannot_be_put_says_what_would_be_right() {
    let named = |lon: &str| Wanted { lon: Some(lon.into()), ..fields("kelurahan") };
    let layers = |list: &str| Wanted {
        columns: Columns {
            layers: Some(list.split(',').map(str::to_owned).collect()),
            fields: Some(vec!["banjir.label=tingkat".into()]),
        },
        lang: Lang::En,
        ..Wanted::default()
    };
    for (header, wanted, parameter, says) in [
        ("a,b,lat\n", fields("kelurahan"), "lon", "name its column; the header has: a, b, lat"),
        ("lon,x,lat\n", fields("kelurahan"), "lon", "several columns may be meant (lon, x)"),
        ("bujurr,lat\n", named("bujur"), "lon", "did you mean `bujurr`?"),
        ("lon,lat\n", fields("banjir.clas"), "fields", "did you mean `banjir.class`?"),
        ("lon,lat\n", fields("banjr.class"), "fields", "did you mean `banjir`?"),
        ("lon,lat\n", fields("banjir.class=a,rob.class=a"), "fields", "two columns"),
        ("lon,lat\n", fields("banjir=x"), "fields", "banjir.class=kelas"),
        ("lon,lat\n", layers("kelurahn"), "layers", "did you mean `kelurahan`?"),
        ("lon,lat,error\n", fields("kelurahan"), "prefix", "a column `error` already"),
        ("", fields("kelurahan"), "input", "names of columns"),
    ] {
        let refused = try_answer(Carrier::Csv, header.as_bytes(), &wanted).unwrap_err();
        assert_eq!(refused.parameter, parameter, "{refused}");
        assert!(refused.to_string().contains(says), "{refused}: {says}");
        assert_ne!(refused.text(Lang::Id), refused.text(Lang::En));
    }
    for text in ["", "[]", "{\"type\":\"Feature\"}", "{\"features\":1}", "{\"a\":1"] {
        let refused = try_answer(Carrier::GeoJson, text.as_bytes(), &fields("kelurahan"));
        assert!(refused.unwrap_err().to_string().contains("FeatureCollection"), "{text}");
    }
    let no_text = b"{\"type\":\"Feature\xff\",\"features\":[]}";
    let refused = try_answer(Carrier::GeoJson, no_text, &fields("kelurahan"));
    assert!(refused.unwrap_err().to_string().contains("UTF-8"));
    let behind = b"{\"type\":\"FeatureCollection\",\"features\":[],\"nama\":\"\xff\"}";
    let (told, _) = try_answer(Carrier::GeoJson, behind, &fields("kelurahan")).unwrap();
    assert!(String::from_utf8(told).unwrap().contains('\u{FFFD}'));
    // Characters that are cut in two wherever reading stops, and nothing of them is lost.
    for blanks in ["", " "] {
        let words = "é".repeat(1 << 21);
        let behind = format!("{{\"features\":[]{blanks},\"nama\":\"{words}\"}}\n");
        assert!(answer(Carrier::GeoJson, &behind, &fields("kelurahan")) == behind);
    }
    let blank = answer(Carrier::Csv, "lon,lat\n\n  \n ", &fields("kelurahan.name"));
    assert_eq!(blank, "lon,lat,kelurahan.name,error\n\n  \n ");
    let both = answer(Carrier::Csv, "lon,lat\n", &layers("kecamatan"));
    assert_eq!(both, "lon,lat,kecamatan.code,kecamatan.name,kecamatan.status,tingkat,error\n");
    let twice = answer(Carrier::Csv, "lon,lat\n", &fields("rob.class,rob.class"));
    assert_eq!(twice, "lon,lat,rob.class,error\n");
    let prefixed = Wanted { prefix: "w_".into(), ..fields("kelurahan.name") };
    let out = answer(Carrier::Csv, "lon,lat,error\n", &prefixed);
    assert_eq!(out, "lon,lat,error,w_kelurahan.name,w_error\n");
}

/// `wareng at --input …` with the demo city.
fn wareng(arguments: &[&str]) -> Command {
    demo();
    let mut command = Command::new(env!("CARGO_BIN_EXE_wareng"));
    command
        .current_dir(city::root())
        .arg("at")
        .arg("--prepared")
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join(KEPT))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    wareng(arguments).stdin(Stdio::null()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder on the disk of the build, with a file in it.
fn folder(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    (folder, file)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_command_line_writes_a_whole_file_and_says_what_became_of_it() {
    let (folder, input) = folder("titik.csv", "lon,lat\n110.42,-6.97\n1,x\n");
    let input = input.to_str().unwrap();
    let output = folder.path().join("hasil.csv");
    let answered = "lon,lat,kelurahan.code,kelas,error\n110.42,-6.97,33.74.01.1009,rendah,\n\
        1,x,,,\"`lat`: `x` is not a decimal number, such as 110.42\"\n";
    let fields = ["--fields", "kelurahan.code,banjir.class=kelas", "--lang", "en"];
    // The second time another file stands there.
    for _ in 0..2 {
        let mut arguments = vec!["--input", input, "--output", output.to_str().unwrap()];
        arguments.extend(fields);
        let ran = run(&arguments);
        assert!(ran.status.success(), "{}", said(&ran));
        assert!(
            said(&ran).contains("2 rows") && said(&ran).contains("row 2: `lat`"),
            "{}",
            said(&ran)
        );
        assert_eq!(std::fs::read_to_string(&output).unwrap(), answered);
        assert_eq!(names(folder.path()), ["hasil.csv", "titik.csv"]);
    }
    // Into itself, too.
    let mut arguments = vec!["--input", input, "--output", input];
    arguments.extend(fields);
    assert!(run(&arguments).status.success());
    assert_eq!(std::fs::read_to_string(input).unwrap(), answered);
}

#[test]
fn what_goes_wrong_with_files_is_said_and_leaves_none() {
    let (folder, input) = folder("titik.csv", "a,b\n1,2\n");
    let input = input.to_str().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (out, missing, nowhere) = (path("out.csv"), path("none.csv"), path("none/out.csv"));
    let here = folder.path().to_str().unwrap();
    for (arguments, says) in [
        (vec!["--input", &missing, "--output", &out], "cannot be read"),
        (vec!["--input", input, "--output", &nowhere], "cannot be written"),
        (vec!["--input", input, "--output", here], "folder"),
        (vec!["--input", here, "--format", "csv", "--output", &out], "folder"),
        (vec!["--input", here, "--output", &out], "--format csv, ndjson or geojson"),
        (vec!["--input", input, "--output", &out, "--lang", "en"], "--lon: name its column"),
        (vec!["--input", input, "--of", "banjr"], "--of: "),
        (
            vec!["110.42", "-6.97", "--of", "banjr"],
            "--of: `banjr` tidak dikenal (maksudnya `banjir`?)",
        ),
        (vec!["--input", input, "110.42", "-6.97"], "cannot be used with"),
        (vec!["110.42", "-6.97", "--fields", "banjir"], "cannot be used with"),
    ] {
        let ran = run(&arguments);
        assert!(!ran.status.success(), "{arguments:?}");
        assert!(said(&ran).contains(says), "{arguments:?}: {}", said(&ran));
    }
    assert_eq!(names(folder.path()), ["titik.csv"]);
}

#[test]
fn a_single_place_is_asked_of_the_layers_that_are_named() {
    for (of, told) in [("banjir", &["banjir"][..]), ("rob,kecamatan,banjir", &["banjir", "rob"])] {
        let ran = run(&["110.42", "-6.97", "--of", of, "--json"]);
        assert!(ran.status.success(), "{}", said(&ran));
        let answer: Value = serde_json::from_slice(&ran.stdout).unwrap();
        let findings = answer["findings"].as_array().unwrap();
        let layers: Vec<_> = findings.iter().map(|f| f["layer"].as_str().unwrap()).collect();
        assert_eq!(layers, told);
    }
}

#[test]
fn a_job_that_is_killed_leaves_nothing_new() {
    let (folder, old) = folder("hasil.csv", "old");
    let mut child = wareng(&["--input", "-", "--format", "csv", "--of", "kelurahan"])
        .args(["--output", old.to_str().unwrap()])
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"lon,lat\n").unwrap();
    // Far more than pipe and queues hold: that it was taken means that rows were written.
    let rows = "110.42,-6.97\n".repeat(8_000);
    for _ in 0..80 {
        stdin.write_all(rows.as_bytes()).unwrap();
    }
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, Signal::KILL).unwrap();
    assert!(!child.wait().unwrap().success());
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "old");
    // A file system without nameless files may keep a hidden one.
    let left = names(folder.path()).into_iter().filter(|n| !n.starts_with(".wareng-"));
    assert_eq!(left.collect::<Vec<_>>(), ["hasil.csv"]);
}

#[test]
fn standard_input_is_answered_on_standard_output() {
    for (format, came, part) in [
        ("csv", "lon,lat\n110.42,-6.97\n", "110.42,-6.97,33.74.01.1009,Bangunharjo,inside,\n"),
        ("ndjson", "{\"lon\":110.42,\"lat\":-6.97}\n", "\"kelurahan.name\":\"Bangunharjo\""),
        ("geojson", "{\"features\":[]}", "{\"features\":[]}"),
    ] {
        let mut child =
            wareng(&["--input", "-", "--format", format, "--of", "kelurahan"]).spawn().unwrap();
        child.stdin.take().unwrap().write_all(came.as_bytes()).unwrap();
        let ran = child.wait_with_output().unwrap();
        assert!(String::from_utf8_lossy(&ran.stdout).contains(part), "{format}: {}", said(&ran));
    }
}

#[test]
fn memory_does_not_grow_with_what_is_added() {
    let rows = "110.42,-6.97\n".repeat(80_000);
    let (_folder, input) = folder("titik.csv", &format!("lon,lat\n{rows}"));
    let input = input.to_str().unwrap();
    let names: Vec<String> = (0..30).map(|i| format!("banjir.advice=advice_{i}")).collect();
    let fields = names.join(",");
    let mut child = wareng(&["--input", input, "--fields", &fields]).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let status = format!("/proc/{}", child.id());
    let now_kib = |name: &str| -> u64 {
        let status = std::fs::read_to_string(format!("{status}/status")).unwrap();
        let line = status.lines().find_map(|l| l.strip_prefix(name)).unwrap().to_owned();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    // Its first byte comes when the city is loaded, and with nobody reading it writes no more
    // than a pipe holds: from here on the peak is that of the rows.
    let mut first = [0];
    out.read_exact(&mut first).unwrap();
    std::fs::write(format!("{status}/clear_refs"), "5").unwrap();
    let before_kib = now_kib("VmRSS:");
    // All but a little, so that it is still there to be asked.
    let mut taken = 0;
    let mut piece = vec![0; 64 << 10];
    while taken < 16 << 20 {
        let read = out.read(&mut piece).unwrap();
        assert_ne!(read, 0, "more than {taken} bytes");
        taken += read;
    }
    let above_kib = now_kib("VmHWM:").saturating_sub(before_kib);
    assert!(above_kib < 48 << 10, "{above_kib} KiB for {taken} bytes");
    drop(out);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn app() -> Router {
    static APP: OnceLock<AppState> = OnceLock::new();
    let state = APP.get_or_init(|| {
        let layers = demo().layers().filter_map(|l| demo().shared_layer(&l.layer().id).cloned());
        let snapshot = Snapshot::new(demo().city().clone(), layers, BTreeMap::new());
        assert_eq!(snapshot.view(&Grant::public()).version(), demo().version());
        AppState::new(snapshot, styles::book(), 2, None)
    });
    router(state.clone())
}

async fn post(query: &str, media_type: &str, body: Body) -> Response {
    let request = Request::post(format!("/v1/at{query}"))
        .header(header::CONTENT_TYPE, media_type)
        .header(header::ACCEPT_LANGUAGE, "en");
    app().oneshot(request.body(body).unwrap()).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn a_body_is_answered_as_the_command_line_does() {
    let csv = "lon,lat\n110.42,-6.97\nx,1\n";
    let ndjson = "{\"lon\":110.42,\"lat\":-6.97}\n";
    let geojson = "{\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.42,-6.97]}}]}";
    let wanted = fields("kelurahan.name,banjir.class=kelas");
    for (named, replied, carrier, body) in [
        ("text/csv; charset=utf-8", "text/csv; charset=utf-8", Carrier::Csv, csv),
        ("application/x-ndjson", "application/x-ndjson", Carrier::Ndjson, ndjson),
        ("application/jsonl", "application/x-ndjson", Carrier::Ndjson, ndjson),
        ("application/geo+json", "application/geo+json", Carrier::GeoJson, geojson),
        ("application/json", "application/geo+json", Carrier::GeoJson, geojson),
    ] {
        let query = "?fields=kelurahan.name,banjir.class=kelas";
        let response = post(query, named, Body::from(body)).await;
        assert_eq!(response.status(), 200, "{named}");
        let headers = response.headers();
        assert_eq!(headers[header::CONTENT_TYPE], replied);
        assert_eq!(headers[header::CACHE_CONTROL], "private, no-store");
        assert_eq!(headers[header::CONTENT_LANGUAGE], "en");
        assert_eq!(text(response).await, answer(carrier, body, &wanted), "{named}");
    }
    let usual = text(post("", "text/csv", Body::from(csv)).await).await;
    let head = "lon,lat,kelurahan.code,kelurahan.name,kelurahan.status,kecamatan.code";
    assert!(usual.starts_with(head), "{usual}");
}

#[tokio::test]
async fn an_answer_is_compressed_as_the_reader_likes() {
    for coding in ["gzip", "br", "zstd"] {
        let request = Request::post("/v1/at")
            .header(header::CONTENT_TYPE, "text/csv")
            .header(header::ACCEPT_ENCODING, coding);
        let body = format!("lon,lat\n{}", "110.42,-6.97\n".repeat(10_000));
        let response = app().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_ENCODING], coding);
        let coded = response.into_body().collect().await.unwrap().to_bytes();
        assert!((100..100_000).contains(&coded.len()), "{coding}: {} bytes", coded.len());
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_answered_is_refused() {
    let csv = || Body::from("lon,lat\n110.42,-6.97\n");
    for (query, media_type, body, status, kind, says) in [
        ("", "text/plain", csv(), 415, "unsupported-media-type", "text/csv, application/x-ndjson"),
        ("", "", csv(), 415, "unsupported-media-type", "Content-Type"),
        ("", "application/geo+json", csv(), 422, "bad-body", "FeatureCollection"),
        ("", "text/csv", Body::empty(), 422, "bad-body", "names of columns"),
        ("?fields=banjir.clas", "text/csv", csv(), 404, "not-found", "`banjir.class`?"),
        ("?layers=banjr", "text/csv", csv(), 404, "not-found", "did you mean `banjir`"),
        (
            "?fields=rob.class=a,rob.status=a",
            "text/csv",
            csv(),
            400,
            "bad-parameter",
            "two columns",
        ),
        ("?lon=bujur", "text/csv", csv(), 404, "not-found", "`bujur` is not known"),
        ("?field=rob", "text/csv", csv(), 400, "bad-parameter", "did you mean `fields`"),
        ("?radius_m=-1", "text/csv", csv(), 400, "bad-parameter", "0..5000"),
        ("?error=", "text/csv", csv(), 400, "bad-parameter", "needs a name"),
        ("?lang=xx", "text/csv", csv(), 400, "bad-parameter", "`id` or `en`"),
    ] {
        let response = post(query, media_type, body).await;
        assert_eq!(response.status(), status, "{query} {media_type}");
        let problem: Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}: {says}");
    }
}

#[tokio::test]
async fn a_body_over_the_bound_is_refused_with_the_bound() {
    let large = "110.42,-6.97\n".repeat(800_000);
    let parts = large.as_bytes().chunks(100_000).map(|p| Ok::<_, std::io::Error>(p.to_vec()));
    let parts: Vec<_> = parts.collect();
    let streamed = Body::from_stream(futures_util::stream::iter(parts));
    for body in [Body::from(large), streamed] {
        let response = post("", "text/csv", body).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let problem: Value = serde_json::from_str(&text(response).await).unwrap();
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("8 MiB") && detail.contains("wareng at --input"), "{detail}");
    }
}

#[tokio::test]
async fn an_answer_comes_in_pieces_however_much_is_added() {
    let rows = 20_000;
    let body = format!("lon,lat\n{}", "110.42,-6.97\n".repeat(rows));
    let names: Vec<String> = (0..60).map(|i| format!("banjir.advice=advice_{i}")).collect();
    let query = format!("?fields={}", names.join(","));
    let response = post(&query, "text/csv", Body::from(body)).await;
    assert_eq!(response.status(), 200);
    let mut body = response.into_body();
    let (mut lines, mut bytes) = (0, 0);
    while let Some(frame) = body.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        assert!(data.len() < 2 << 20, "a piece of {} bytes", data.len());
        bytes += data.len();
        lines += data.iter().filter(|b| **b == b'\n').count();
    }
    assert_eq!(lines, rows + 1);
    assert!(bytes > 8 << 20, "{bytes}");
}

#[tokio::test]
async fn a_reader_who_leaves_is_no_trouble() {
    let body = format!("lon,lat\n{}", "110.42,-6.97\n".repeat(100_000));
    for _ in 0..40 {
        let response = post("", "text/csv", Body::from(body.clone())).await;
        assert_eq!(response.status(), 200, "places are given back");
    }
}
