//! Exposure as a client meets it: rows that add up, tables, bounds and problems.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test fails where a step of it does, and its numbers are small"
)]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/styles.rs"]
mod styles;

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use folder::{CITY, Folder, PEOPLE, VILLAGES};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use wareng::exposure::{Exposed, Figures, Of, Prepared, Question, exposure, people_within, to_csv};
use wareng::overlay::{Areas, Asked, Overlaid, Sheet};
use wareng::place::{AskedPolygon, Coord, LonLat};
use wareng::server::{AppState, router};
use wareng::snapshot::{Grant, Snapshot};

fn prepared() -> &'static Prepared {
    static PREPARED: OnceLock<Prepared> = OnceLock::new();
    PREPARED.get_or_init(|| Prepared::of(city::demo()).unwrap())
}

async fn ask(request: Request<Body>) -> (StatusCode, String) {
    static STATE: OnceLock<AppState> = OnceLock::new();
    let state = STATE.get_or_init(|| {
        let view = city::demo();
        let layers = view.layers().filter_map(|l| view.shared_layer(&l.layer().id).cloned());
        let snapshot = Snapshot::new(view.city().clone(), layers, BTreeMap::new());
        AppState::new(snapshot, styles::book(), 2, None)
    });
    let response = router(state.clone()).oneshot(request).await.unwrap();
    let status = response.status();
    assert!(
        status != StatusCode::OK
            || response.headers()[header::CACHE_CONTROL] == "private, no-store"
    );
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(path: &str) -> (StatusCode, String) {
    ask(Request::get(path).header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap()).await
}

async fn post(body: impl Into<Body>) -> (StatusCode, String) {
    let request =
        Request::post("/v1/exposure?lang=en").header(header::CONTENT_TYPE, "application/geo+json");
    ask(request.body(body.into()).unwrap()).await
}

fn polygon(ring: &[(f64, f64)]) -> String {
    let ring: Vec<[f64; 2]> = ring.iter().map(|(x, y)| [*x, *y]).collect();
    json!({ "type": "Polygon", "coordinates": [ring] }).to_string()
}

const SQUARE: [(f64, f64); 5] =
    [(110.41, -6.98), (110.43, -6.98), (110.43, -6.96), (110.41, -6.96), (110.41, -6.98)];

/// In hundredths, so that sums are exact.
fn hundredths(figures: &Figures) -> Vec<(String, i64)> {
    let mut all =
        vec![("area".to_owned(), figures.area_m2), ("people".to_owned(), figures.people.unwrap())];
    all.extend(figures.measures.iter().map(|(name, v)| (name.clone(), *v)));
    for (layer, counted) in &figures.facilities {
        all.push((layer.clone(), counted.count as f64));
        all.extend(counted.sums.iter().map(|(sum, v)| (format!("{layer}.{sum}"), *v)));
    }
    all.into_iter().map(|(name, v)| (name, (v * 100.0).round() as i64)).collect()
}

fn sum<'a>(all: impl Iterator<Item = &'a Figures>) -> Vec<(String, i64)> {
    let rows: Vec<_> = all.map(hundredths).collect();
    let add = |i: usize| rows.iter().map(|row| row[i].1).sum();
    (0..rows[0].len()).map(|i| (rows[0][i].0.clone(), add(i))).collect()
}

fn assert_adds_up(name: &str, exposed: &Exposed) {
    let whole = hundredths(&exposed.figures);
    for (hazard, rows) in &exposed.hazards {
        assert_eq!(sum(rows.iter().map(|r| &r.figures)), whole, "{name} {hazard}");
        assert_eq!(
            rows.iter().rev().take(2).map(|r| r.says.status).collect::<Vec<_>>(),
            ["unmapped", "none"]
        );
    }
    if let Some(rows) = &exposed.combinations {
        assert_eq!(sum(rows.iter().map(|r| &r.figures)), whole, "{name} together");
    }
}

#[test]
fn rows_add_up_to_the_whole_for_every_unit_and_hazard() {
    let view = city::demo();
    let with = vec!["banjir".to_owned(), "rob".to_owned()];
    let mut wholes = Vec::new();
    for level in ["kelurahan", "kecamatan"] {
        let question = Question { with: with.clone(), ..Question::of(Of::Level(level.into())) };
        let answer = exposure(view, prepared(), &question).unwrap();
        assert_adds_up("whole", &answer.whole);
        answer.units.iter().for_each(|unit| assert_adds_up(&unit.code, &unit.exposed));
        let units = answer.units.iter().map(|unit| &unit.exposed.figures);
        assert_eq!(sum(units), hundredths(&answer.whole.figures), "{level}");
        wholes.push(answer.whole);
    }
    assert_eq!(wholes[0], wholes[1], "the city is the same by every level");
    let layer = city::layer(view, "penduduk");
    let people: i64 = (0..layer.len() as u32)
        .map(|f| layer.value("jiwa", f).to_text().parse::<i64>().unwrap())
        .sum();
    assert_eq!(wholes[0].figures.people, Some(people as f64));
}

#[test]
fn units_come_worst_first_and_each_has_its_people() {
    let view = city::demo();
    let answer = exposure(view, prepared(), &Question::of(Of::Level("kelurahan".into()))).unwrap();
    assert_eq!(answer.units.len(), 177);
    let worst = |i: usize| answer.units[i].exposed.hazards["banjir"][0].figures.people.unwrap();
    assert!((1..177).all(|i| worst(i - 1) >= worst(i)));
    let layer = city::layer(view, "penduduk");
    for unit in &answer.units {
        let feature = layer.with_code(&unit.code).unwrap();
        let people = layer.value("jiwa", feature).to_text().parse().ok();
        assert_eq!(unit.exposed.figures.people, people, "{}", unit.code);
    }
}

/// A polygon that is cut in two has what its halves have, wherever the cut is; and a box around
/// everything, however large, has what everything has.
#[test]
fn areas_of_halves_are_that_of_the_whole() {
    let view = city::demo();
    let layers = ["banjir", "rob", "kelurahan"]
        .map(|id| view.shared_layer(&city::layer(view, id).layer().id).cloned().unwrap());
    let overlaid = Overlaid::of(Sheet::of(layers)).unwrap();
    let area = |w: f64, s: f64, e: f64, n: f64| {
        let ring = [(w, s), (e, s), (e, n), (w, n), (w, s)].map(|(x, y)| Coord { x, y });
        let polygon = AskedPolygon::new(vec![vec![ring.to_vec()]]).unwrap();
        overlaid.within(&Asked::from(&polygon)).unwrap()
    };
    let of = |areas: &Areas, said: &_| {
        areas.states.iter().find(|(s, _)| s == said).map_or(0.0, |(_, a)| a.m2())
    };
    for (around, cut) in [
        ([110.40, -7.0, 110.42, -6.96], 110.405),
        ([110.40, -7.0, 110.42, -6.96], 110.412_345_67),
        ([110.2, -7.2, 110.6, -6.9], 110.417_9),
        ([109.0, -8.0, 112.0, -6.0], 110.39),
    ] {
        let [w, s, e, n] = around;
        let whole = area(w, s, e, n);
        let halves = [area(w, s, cut, n), area(cut, s, e, n)];
        for (said, all) in &whole.states {
            let sum: f64 = halves.iter().map(|half| of(half, said)).sum();
            assert!(
                (sum - all.m2()).abs() < 0.01 + all.m2() * 1e-9,
                "{cut} {said:?}: {sum} {}",
                all.m2()
            );
        }
    }
    let everything = overlaid.everywhere();
    for boxed in [area(109.9, -7.4, 110.9, -6.6), area(20.0, -89.0, 179.0, 89.0)] {
        assert_eq!(boxed.states.len(), everything.states.len() + 1, "and where nothing is said");
        for (said, all) in &everything.states {
            let (found, all) = (of(&boxed, said), all.m2());
            assert!((found - all).abs() < 0.05 + all * 1e-8, "{said:?}: {found} {all}");
        }
    }
}

/// Two units of a hundred people each: in the west they live in the northern half, twice as densely
/// in its eastern part as in its western; in the east nobody has said where.
#[test]
fn people_live_where_the_weight_layer_says() {
    let square = |w: f64, s: f64, e: f64, n: f64, properties: Value| {
        let ring = json!([[[w, s], [e, s], [e, n], [w, n], [w, s]]]);
        json!({ "type": "Feature", "properties": properties,
            "geometry": { "type": "Polygon", "coordinates": ring } })
    };
    let all = |features: Vec<Value>| {
        json!({ "type": "FeatureCollection", "features": features }).to_string()
    };
    let levels = "[[levels]]\nid = \"desa\"\nlabel = { id = \"Desa\" }\nlayer = \"desa\"\n";
    let weight = "weight = { layer = \"permukiman\", field = \"padat\" }\n";
    let folder = Folder::of_city(&format!("{CITY}{levels}"));
    let (west, east) = (json!({ "kode": "A" }), json!({ "kode": "B" }));
    folder
        .write(
            "desa.geojson",
            all(vec![
                square(110.0, -7.0, 110.1, -6.9, west),
                square(110.1, -7.0, 110.2, -6.9, east),
            ]),
        )
        .write("penduduk.csv", "kode,jiwa\nA,100\nB,100\n")
        .write(
            "permukiman.geojson",
            all(vec![
                square(110.0, -6.95, 110.05, -6.9, json!({ "padat": 1 })),
                square(110.05, -6.95, 110.1, -6.9, json!({ "padat": 2 })),
            ]),
        )
        .write(
            "banjir.geojson",
            all(vec![square(110.0, -7.0, 110.05, -6.9, json!({ "kelas": "3" }))]),
        )
        .layer("desa", VILLAGES)
        .base("permukiman", "permukiman.geojson", "[fields]\npadat = { type = \"number\" }")
        .layer("penduduk", &format!("{PEOPLE}{weight}"))
        .layer("banjir", &folder::hazard("banjir.geojson", "[fields]\nkelas = {}\n"));
    let (loaded, _) = folder.load(1);
    assert!(loaded.published.refused.is_empty(), "{:?}", loaded.published.refused);
    let view = loaded.published.snapshot.view(&Grant::public());
    let prepared = Prepared::of(&view).unwrap();
    let answer = exposure(&view, &prepared, &Question::of(Of::Level("desa".into()))).unwrap();
    assert_eq!(answer.spread.by, "weight");
    let flooded = |unit: &str| {
        let unit = answer.units.iter().find(|u| u.code == unit).unwrap();
        unit.exposed.hazards["banjir"][0].figures.people.unwrap()
    };
    // A third lives in the western half; in the other unit none is flooded.
    assert_eq!((flooded("A"), flooded("B")), (33.0, 0.0));
    let polygon = |w: f64, s: f64, e: f64, n: f64| {
        let body = square(w, s, e, n, json!({})).to_string();
        let polygon = AskedPolygon::from_geojson(body.as_bytes()).unwrap();
        let answer = exposure(&view, &prepared, &Question::of(Of::Polygon(polygon))).unwrap();
        answer.whole.figures.people.unwrap()
    };
    assert_eq!(polygon(110.0, -7.0, 110.1, -6.951), 0.0, "where nobody lives");
    assert_eq!(polygon(110.05, -7.0, 110.1, -6.9), 67.0);
    assert_eq!(polygon(110.1, -7.0, 110.2, -6.95), 50.0, "evenly where nothing is said");
    let people = Prepared::of_people(&view).unwrap();
    let centre = LonLat::new(110.05, -6.975).unwrap();
    let (found, layer) = people_within(&people, centre, 2_000.0).unwrap().unwrap();
    assert_eq!((found.count, found.by, layer.as_str()), (0, "weight", "penduduk"));
}

/// Three districts that are a layer of their own, of two villages each: in the first of them one
/// village has so few people that it is hidden, and so the other, for the district's total may be
/// known from elsewhere.
#[test]
fn what_is_hidden_is_told_where_it_is_missing() {
    let square = |w: f64, e: f64, code: &str| {
        let ring = json!([[[w, -7.0], [e, -7.0], [e, -6.9], [w, -6.9], [w, -7.0]]]);
        json!({ "type": "Feature", "properties": { "kode": code },
            "geometry": { "type": "Polygon", "coordinates": ring } })
    };
    let all = |features: Vec<Value>| {
        json!({ "type": "FeatureCollection", "features": features }).to_string()
    };
    let west = |step: u32| 110.0 + 0.1 * f64::from(step);
    let village = |i: u32| square(west(i), west(i + 1), &format!("0{}.{}", i / 2 + 1, i % 2 + 1));
    let district = |i: u32| square(west(2 * i), west(2 * i + 2), &format!("0{}", i + 1));
    let level = |id: &str| {
        format!("[[levels]]\nid = \"{id}\"\nlabel = {{ id = \"{id}\" }}\nlayer = \"{id}\"\n")
    };
    let folder = Folder::of_city(&format!("{CITY}{}{}", level("desa"), level("kecamatan")));
    let flood = folder::hazard("banjir.geojson", "[fields]\nkode = {}\n");
    let flood = flood.replace("field = \"kelas\"", "field = \"kode\"");
    let people = "kode,jiwa\n01.1,4\n01.2,900\n02.1,50\n02.2,60\n03.1,70\n03.2,80\n";
    folder
        .write("desa.geojson", all((0..6).map(village).collect()))
        .write("kecamatan.geojson", all((0..3).map(district).collect()))
        .write("penduduk.csv", people)
        .write("banjir.geojson", all(vec![square(110.0, 110.35, "3")]))
        .layer("desa", VILLAGES)
        .layer("kecamatan", &VILLAGES.replace("desa.geojson", "kecamatan.geojson"))
        .layer(
            "penduduk",
            &format!("{PEOPLE}small_counts = {{ under = 10, exact = \"internal\" }}\n"),
        )
        .layer("banjir", &flood);
    let (loaded, _) = folder.load(1);
    assert!(loaded.published.refused.is_empty(), "{:?}", loaded.published.refused);
    let view = loaded.published.snapshot.view(&Grant::public());
    let prepared = Prepared::of(&view).unwrap();
    let by =
        |level: &str| exposure(&view, &prepared, &Question::of(Of::Level(level.into()))).unwrap();
    let told = |exposed: &Exposed| (exposed.figures.people, exposed.hidden.clone());
    let people = |count: f64| (Some(count), Vec::new());
    let at_least = |count: f64| (Some(count), vec!["people".to_owned()]);
    let villages = by("desa");
    let village =
        |code: &str| told(&villages.units.iter().find(|unit| unit.code == code).unwrap().exposed);
    assert_eq!([village("01.1"), village("01.2")], [at_least(0.0), at_least(0.0)]);
    assert_eq!([village("02.1"), village("03.2")], [people(50.0), people(80.0)]);
    assert_eq!(told(&villages.whole), at_least(260.0));
    let districts = by("kecamatan");
    let district =
        |code: &str| told(&districts.units.iter().find(|unit| unit.code == code).unwrap().exposed);
    assert_eq!([district("01"), district("02")], [at_least(0.0), people(110.0)]);
    let table = to_csv(&districts);
    let mut table = csv::Reader::from_reader(table.as_bytes());
    let headers = table.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (code, hidden) = (column("code"), column("hidden"));
    for row in table.records() {
        let row = row.unwrap();
        let expected = if matches!(&row[code], "" | "01") { "people" } else { "" };
        assert_eq!(&row[hidden], expected, "{row:?}");
    }
}

#[tokio::test]
async fn a_polygon_may_be_wound_either_way_and_comes_again_with_the_same_bytes() {
    let mut ring = SQUARE;
    let (status, one) = post(polygon(&ring)).await;
    assert_eq!(status, StatusCode::OK, "{one}");
    ring.reverse();
    assert_eq!(post(polygon(&ring)).await.1, one);
    let answer: Value = serde_json::from_str(&one).unwrap();
    assert!(answer["whole"]["people"].as_f64().unwrap() > 0.0);
    assert_eq!(answer["spread"]["by"], "area");
    let feature = json!({ "type": "Feature", "properties": null, "geometry": serde_json::from_str::<Value>(&polygon(&ring)).unwrap() });
    assert_eq!(post(feature.to_string()).await.1, one);
}

#[tokio::test]
async fn the_city_is_asked_for_by_its_own_code() {
    let (status, text) = get("/v1/exposure?unit=33.74").await;
    assert_eq!(status, StatusCode::OK, "{text}");
    let city: Value = serde_json::from_str(&text).unwrap();
    let (_, text) = get("/v1/exposure?by=kelurahan").await;
    let by: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(city["whole"], by["whole"]);
    assert_eq!(city["units"], json!([]));
}

#[tokio::test]
async fn a_table_has_a_row_for_each_unit_hazard_and_class() {
    let (status, text) = get("/v1/exposure?by=kecamatan&format=csv").await;
    assert_eq!(status, StatusCode::OK);
    let mut table = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(table.headers().unwrap().get(4), Some("hazard"));
    assert_eq!(table.records().map(Result::unwrap).count(), (16 + 1) * 4 * 5);
}

#[tokio::test]
async fn an_area_is_answered_for_and_not_its_centre() {
    let (status, text) = get("/v1/at/kelurahan/33.74.01.1009?layers=banjir").await;
    assert_eq!(status, StatusCode::OK, "{text}");
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["feature"]["name"], "Bangunharjo");
    let rows = answer["whole"]["hazards"]["banjir"].as_array().unwrap();
    let shares: f64 = rows.iter().map(|row| row["share"].as_f64().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-5, "{rows:?}");
    assert!(rows.iter().filter(|row| row["share"].as_f64() > Some(0.0)).count() > 1);
}

#[tokio::test]
async fn what_cannot_be_answered_says_what_would_be_right() {
    for (path, status, parts) in [
        ("/v1/exposure", 400, &["`by`", "`unit`"][..]),
        ("/v1/exposure?by=kecamtan", 404, &["did you mean `kecamatan`?"]),
        ("/v1/exposure?unit=33.74.0l", 404, &["33.74.0"]),
        ("/v1/exposure?by=kecamatan&layers=banjr", 404, &["did you mean `banjir`?"]),
        ("/v1/exposure?by=kecamatan&layers=rob,rob", 400, &["once"]),
        ("/v1/exposure?by=kecamatan&with=banjir,rb", 404, &["did you mean `rob`?"]),
        ("/v1/exposure?by=kecamatan&rank_by=banjir.peple", 404, &["did you mean `people`?"]),
        ("/v1/exposure?by=kecamatan&format=xml", 400, &["`csv`"]),
        ("/v1/at/kelurahn/1", 404, &["did you mean `kelurahan`?"]),
        ("/v1/at/kelurahan/1", 404, &["`1`", "`kelurahan`"]),
        ("/v1/at/sekolah/X3374214", 404, &["X3374214"]),
    ] {
        let (found, text) = get(path).await;
        assert_eq!(found.as_u16(), status, "{path}: {text}");
        parts.iter().for_each(|part| assert!(text.contains(part), "{path}: {text}"));
    }
}

/// Each bound is hit, and told, in bounded time.
#[tokio::test]
async fn hostile_polygons_are_refused_and_told_why() {
    let bow = [(110.41, -6.98), (110.43, -6.96), (110.43, -6.98), (110.41, -6.96), (110.41, -6.98)];
    let lobes = [
        (110.4, -7.0),
        (110.41, -6.99),
        (110.42, -6.98),
        (110.4, -6.98),
        (110.41, -6.99),
        (110.42, -7.0),
        (110.4, -7.0),
    ];
    let circle = |count: u32, radius: f64| -> Vec<(f64, f64)> {
        let at =
            |i: u32| (f64::from(i % count) / f64::from(count) * std::f64::consts::TAU).sin_cos();
        (0..=count).map(at).map(|(s, c)| (110.42 + radius * c, -6.99 + radius * s)).collect()
    };
    let star = |count: u32| -> Vec<(f64, f64)> {
        let ring = circle(count, 0.1);
        (0..=count).map(|i| ring[(i * (count / 2)) as usize % count as usize]).collect()
    };
    let far = [(-179.0, -1.0), (179.0, -1.0), (179.0, 1.0), (-179.0, 1.0), (-179.0, -1.0)];
    let flat = [(110.41, -6.98), (110.43, -6.98), (110.42, -6.98), (110.41, -6.98)];
    for (case, body, status, part) in [
        ("crosses itself", polygon(&bow), 422, "110.420000 -6.970000"),
        ("touches itself and turns", polygon(&lobes), 422, "touches itself at 110.4"),
        ("a million vertices", polygon(&circle(1_000_000, 0.01)), 413, "10000 vertices"),
        ("too many vertices", polygon(&circle(20_000, 0.01)), 422, "at most 10000"),
        ("a star of all chords", polygon(&star(9_999)), 422, "crosses"),
        ("around the earth", polygon(&far), 422, "180th meridian"),
        ("no area", polygon(&flat), 422, "surrounds nothing"),
        ("not closed", polygon(&SQUARE[..4]), 422, "is not closed"),
        ("swapped", polygon(&SQUARE.map(|(x, y)| (y, x))), 422, "swapped"),
        (
            "a point",
            r#"{"type":"Point","coordinates":[110.4,-7.0]}"#.into(),
            422,
            "no Polygon or MultiPolygon",
        ),
        ("deep", "[".repeat(100_000), 422, "no Polygon or MultiPolygon"),
        ("nothing", String::new(), 422, "no Polygon or MultiPolygon"),
    ] {
        let begin = Instant::now();
        let (found, text) = post(body).await;
        assert_eq!(found.as_u16(), status, "{case}: {text}");
        assert!(text.contains(part), "{case}: {text}");
        assert!(begin.elapsed() < Duration::from_secs(20), "{case}: {:?}", begin.elapsed());
    }
    for far in [[0.0, -89.0, 179.0, 89.0], [100.0, -20.0, 116.0, 0.0]] {
        let [w, s, e, n] = far;
        let begin = Instant::now();
        let (status, text) = post(polygon(&[(w, s), (e, s), (e, n), (w, n), (w, s)])).await;
        assert_eq!(status, StatusCode::OK, "{far:?}: {text}");
        assert!(begin.elapsed() < Duration::from_secs(20), "{far:?}: {:?}", begin.elapsed());
    }
    let plain = Request::post("/v1/exposure").header(header::CONTENT_TYPE, "text/plain");
    let (status, _) = ask(plain.body(Body::from("x")).unwrap()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
