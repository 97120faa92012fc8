//! `/v1/nearest`, `/v1/within`, `/v1/schools` and `/v1/around` as a client meets them: what they
//! answer, and every bound.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/styles.rs"]
mod styles;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use folder::{CITY, Folder};
use gdal::vector::LayerAccess;
use reply::Reply;
use serde_json::{Value, json};
use wareng::load::{Options, load};
use wareng::server::{AppState, router};
use wareng::snapshot::Snapshot;

fn state_of(snapshot: Snapshot) -> AppState {
    AppState::new(snapshot, styles::book(), 2, None)
}

fn demo() -> AppState {
    static STATE: OnceLock<AppState> = OnceLock::new();
    let state = STATE.get_or_init(|| {
        let options = Options {
            folder: city::root().join("layers"),
            prepared: Some(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-demo")),
            program: env!("CARGO_BIN_EXE_wareng").into(),
            limits: wareng::ingest::Limits::default(),
            workers: 2,
        };
        state_of(load(&options, &|_, _| {}).expect("a city").published.snapshot)
    });
    state.clone()
}

async fn get(path: &str) -> Reply {
    let request = Request::get(path).header(header::ACCEPT_LANGUAGE, "en");
    Reply::of(router(demo()), request.body(Body::empty()).unwrap()).await
}

async fn post(path: &str, body: impl Into<Body>) -> Reply {
    let request = Request::post(path)
        .header(header::ACCEPT_LANGUAGE, "en")
        .header(header::CONTENT_TYPE, "application/geo+json");
    Reply::of(router(demo()), request.body(body.into()).unwrap()).await
}

fn refused(reply: &Reply, status: u16, said: &str) {
    let problem = reply.json();
    assert_eq!(reply.status.as_u16(), status, "{problem:#}");
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/problem+json");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(said), "{detail:?} says {said:?}");
}

fn square(west: f64, south: f64, side: f64) -> Value {
    let (e, n) = (west + side, south + side);
    json!({ "type": "Polygon",
        "coordinates": [[[west, south], [e, south], [e, n], [west, n], [west, south]]] })
}

#[tokio::test]
async fn the_nearest_are_told_with_distance_direction_and_source() {
    let reply =
        get("/v1/nearest?lon=110.42&lat=-6.97&layer=fasilitas&where=jenis:puskesmas&k=3").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header(header::CACHE_CONTROL), "private, no-store");
    let answer = reply.json();
    let features = answer["features"].as_array().unwrap();
    assert_eq!(features.len(), 3);
    let metres: Vec<f64> = features.iter().map(|f| f["distance_m"].as_f64().unwrap()).collect();
    assert!(metres.is_sorted() && metres[0] > 0.0, "{metres:?}");
    for feature in features {
        assert_eq!(feature["properties"]["jenis"], "puskesmas");
        assert!((0.0..360.0).contains(&feature["bearing"].as_f64().unwrap()));
    }
    assert!(answer["sources"]["fasilitas"]["version"].as_str().unwrap().starts_with("b3:"));
}

#[tokio::test]
async fn the_nearest_of_a_kind_and_of_areas_are_told() {
    let reply = get("/v1/nearest?lon=110.42&lat=-6.97&kind=boundary&k=2").await.json();
    let first = &reply["features"][0];
    assert_eq!((first["distance_m"].as_f64(), first.get("bearing")), (Some(0.0), None));
    let either = "/v1/nearest?lon=110.42&lat=-6.97&layer=fasilitas&k=50";
    let both = get(&format!("{either}&where=jenis:damkar&where=jenis:polisi")).await.json();
    let kinds: BTreeSet<&str> = both["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["properties"]["jenis"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, BTreeSet::from(["damkar", "polisi"]));
    let none = get(&format!("{either}&radius_m=0")).await.json();
    assert_eq!(none["features"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_what_would_be_right() {
    let place = "lon=110.42&lat=-6.97";
    for (path, status, said) in [
        (format!("/v1/nearest?{place}"), 400, "give one of `layer` and `kind`"),
        (format!("/v1/nearest?{place}&layer=a&kind=school"), 400, "give one of"),
        (format!("/v1/nearest?{place}&layer=fasiltas"), 404, "did you mean `fasilitas`?"),
        (format!("/v1/nearest?{place}&kind=schol"), 400, "did you mean `school`?"),
        (format!("/v1/nearest?{place}&layer=fasilitas&k=51"), 400, "from 1 to 50"),
        (format!("/v1/nearest?{place}&layer=fasilitas&k=0"), 400, "from 1 to 50"),
        (format!("/v1/nearest?{place}&layer=fasilitas&k=-1"), 400, "from 1 to 50"),
        (format!("/v1/nearest?{place}&layer=fasilitas&radius_m=1e9"), 400, "outside 0..20100000"),
        (
            format!("/v1/nearest?{place}&layer=fasilitas&where=jenis"),
            400,
            "such as `jenis:puskesmas`",
        ),
        (format!("/v1/nearest?{place}&layer=fasilitas&where=jens:x"), 400, "did you mean `jenis`?"),
        (
            format!("/v1/nearest?{place}&layer=fasilitas{}", "&where=jenis:a".repeat(17)),
            400,
            "at most 16",
        ),
        (format!("/v1/nearest?{place}&layer=fasilitas&n=3"), 400, "not known"),
        ("/v1/nearest?lon=-6.97&lat=110.42&layer=fasilitas".into(), 400, "swapped?"),
        ("/v1/nearest?lon=NaN&lat=1&layer=fasilitas".into(), 400, "decimal number"),
        (format!("/v1/within?{place}&radius_m=1000000&layers=sekolah"), 400, "outside 0..50000"),
        (format!("/v1/within?{place}&radius_m=100"), 400, "`layers`: is required"),
        ("/v1/within?layers=sekolah".into(), 400, "give `bbox`"),
        ("/v1/within?layers=sekolah&bbox=1,2,3".into(), 400, "west,south,east,north"),
        ("/v1/within?layers=sekolah&bbox=1,2,3,x".into(), 400, "west,south,east,north"),
        ("/v1/within?layers=sekolah&bbox=110,-7,111,-7".into(), 400, "below north"),
        ("/v1/within?layers=sekolah&bbox=110,-7,111,95".into(), 400, "is no lon lat"),
        ("/v1/within?layers=sekolh&bbox=110,-7,111,-6".into(), 404, "did you mean `sekolah`?"),
        ("/v1/within?layers=sekolah&bbox=110,-7,111,-6&limit=1001".into(), 400, "from 1 to 1000"),
        (
            "/v1/within?layers=sekolah&bbox=110,-7,111,-6&fields=nma".into(),
            400,
            "did you mean `nama`?",
        ),
        (
            "/v1/within?layers=sekolah&bbox=110,-7,111,-6&where=nma:x".into(),
            400,
            "did you mean `nama`?",
        ),
        ("/v1/within?layers=sekolah&bbox=110,-7,111,-6&format=kml".into(), 400, "use `geojson`"),
        (
            "/v1/within?layers=sekolah&bbox=110,-7,111,-6&geometry=no".into(),
            400,
            "use `true` or `false`",
        ),
        ("/v1/within?layers=sekolah&bbox=110,-7,111,-6&cursor=abc".into(), 400, "as it is"),
        (
            format!("/v1/within?layers=sekolah&bbox=110,-7,111,-6&cursor={}", "0".repeat(26)),
            400,
            "begin again",
        ),
    ] {
        refused(&get(&path).await, status, said);
    }
}

#[tokio::test]
async fn what_cannot_be_asked_of_schools_or_around_is_refused_with_what_would_be_right() {
    let place = "lon=110.42&lat=-6.97";
    for (path, status, said) in [
        (format!("/v1/schools?{place}"), 400, "`jenjang`: is required"),
        (format!("/v1/schools?{place}&jenjang=SMPN"), 400, "did you mean `SMP`?"),
        (format!("/v1/schools?{place}&jenjang=SMP&limit=101"), 400, "from 0 to 100"),
        (format!("/v1/schools?{place}&jenjang=SMP&year=2019"), 400, "no rules of `2019`"),
        ("/v1/schools/X0/zone".into(), 404, "no school with the number"),
        (format!("/v1/around?{place}&radius_m=1000000"), 400, "outside 0..5000"),
        (format!("/v1/around?{place}&kinds=puskesmass"), 400, "did you mean `puskesmas`?"),
        (format!("/v1/around?{place}&kinds=a,b,c,d,e,f,g,h,i"), 400, "at most 8"),
    ] {
        let reply = get(&path).await;
        assert!(reply.body.len() < 4_000, "{path}");
        refused(&reply, status, said);
    }
}

#[tokio::test]
async fn a_polygon_that_is_none_is_refused_with_its_place() {
    let path = "/v1/within?layers=fasilitas";
    let of = |ring: Value| json!({ "type": "Polygon", "coordinates": [ring] }).to_string();
    let bow = json!([[110.0, -7.0], [110.2, -6.8], [110.2, -7.0], [110.0, -6.8], [110.0, -7.0]]);
    let many: Vec<[f64; 2]> = (0..10_001_u32).map(|i| [f64::from(i) / 1e4, 1.0]).collect();
    for (body, status, said) in [
        (of(bow.clone()), 422, "crosses or touches itself at 110.100000 -6.900000"),
        (of(json!([[110, -7], [111, -7], [111, -6]])), 422, "is not closed"),
        (of(json!([[110, -7], [111, -7], [110, -7]])), 422, "surrounds nothing"),
        (of(json!([[-7, 110], [-6, 110], [-6, 111], [-7, 110]])), 422, "swapped?"),
        (of(json!([[110], [111], [112], [110]])), 422, "1 numbers instead of"),
        (of(json!(many)), 422, "has 10001 vertices, at most 10000"),
        ("{\"type\":\"Polygon\",\"coordinates\":[]}".into(), 422, "is empty"),
        ("{\"type\":\"Point\",\"coordinates\":[1,2]}".into(), 422, "no Polygon or MultiPolygon"),
        ("{\"type\":\"Polygon\",\"coordinates\":[[[1e999,2]]]}".into(), 422, "no Polygon"),
        ("{".into(), 422, "no Polygon or MultiPolygon"),
        ("[".repeat(100_000), 422, "no Polygon or MultiPolygon"),
        ("{\"type\":\"Feature\",\"geometry\":".repeat(50_000), 422, "no Polygon or MultiPolygon"),
        (" ".repeat((2 << 20) + 1), 413, "at most 10000 vertices and 2 MiB"),
    ] {
        refused(&post(path, body).await, status, said);
    }
    assert_eq!(post(path, of(bow)).await.json()["at"], json!([110.1, -6.9]));
    assert_eq!(post(path, "{").await.json().get("at"), None, "it is nowhere");
    // A million vertices, as they would really be sent.
    let million: Vec<[f64; 2]> =
        (0..1_000_000_u32).map(|i| [110.0 + f64::from(i) / 1e7, -7.0]).collect();
    refused(&post(path, of(json!(million))).await, 413, "simplify it");
    let request = Request::post(path).body(Body::from("{}")).unwrap();
    assert_eq!(Reply::of(router(demo()), request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    refused(&post("/v1/within?layers=fasilitas&bbox=1,2,3,4", "{}").await, 400, "use GET");
}

#[tokio::test]
async fn pages_hold_each_feature_once_and_the_last_has_no_next() {
    let path = "/v1/within?layers=sekolah,fasilitas&bbox=110.35,-7.05,110.45,-6.95&fields=nama";
    let all = get(&format!("{path}&limit=1000")).await.json();
    assert_eq!(all.get("next"), None);
    let name = |f: &Value| format!("{} {}", f["layer"], f["id"]);
    let all: Vec<String> = all["features"].as_array().unwrap().iter().map(name).collect();
    assert!(all.len() > 60, "{}", all.len());
    let mut paged = Vec::new();
    let mut next = format!("{path}&limit=17");
    loop {
        let reply = get(&next).await;
        assert_eq!(reply.header(header::CONTENT_TYPE), "application/geo+json");
        let page = reply.json();
        paged.extend(page["features"].as_array().unwrap().iter().map(name));
        let link = reply.header(header::LINK).to_owned();
        if link.is_empty() {
            assert_eq!(page.get("next"), None);
            break;
        }
        let (address, rel) = link.split_once(">; ").unwrap();
        assert_eq!(rel, "rel=\"next\"");
        assert!(address.contains(page["next"].as_str().unwrap()));
        address.trim_start_matches('<').clone_into(&mut next);
    }
    assert_eq!(paged, all);
    // The cursor of another question is not taken.
    let page = get(&format!("{path}&limit=1")).await.json();
    let cursor = page["next"].as_str().unwrap();
    let other = "/v1/within?layers=sekolah,fasilitas&bbox=110.35,-7.05,110.46,-6.95";
    refused(&get(&format!("{other}&cursor={cursor}")).await, 400, "begin again");
}

#[tokio::test]
async fn a_page_is_geojson_or_csv_with_the_fields_that_are_chosen() {
    let body = square(110.415, -6.975, 0.01).to_string();
    let page = post("/v1/within?layers=fasilitas,kelurahan&fields=nama", body.clone()).await.json();
    assert_eq!(page["type"], "FeatureCollection");
    let first = &page["features"][0];
    assert_eq!(first["geometry"]["type"], "Point");
    assert_eq!(first["properties"].as_object().unwrap().len(), 1);
    let bare = post("/v1/within?layers=kelurahan&geometry=false", body.clone()).await.json();
    assert!(bare["features"].as_array().unwrap().iter().all(|f| f["geometry"].is_null()));
    let csv =
        post("/v1/within?layers=fasilitas&fields=nama,telepon&format=csv", body.clone()).await;
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    let text = csv.text();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(rows.headers().unwrap(), vec!["layer", "id", "nama", "telepon", "wkt"]);
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty() && rows.iter().all(|row| row[4].starts_with("POINT(")));
    // As a feature, and as a collection of features.
    let count = |page: &Value| page["features"].as_array().unwrap().len();
    let plain = post("/v1/within?layers=sekolah", body.clone()).await.json();
    let geometry: Value = serde_json::from_str(&body).unwrap();
    let feature = json!({ "type": "Feature", "properties": {}, "geometry": geometry });
    let wrapped = post("/v1/within?layers=sekolah", feature.to_string()).await.json();
    assert_eq!(count(&plain), count(&wrapped));
    let features = json!({ "type": "FeatureCollection", "features": [feature] });
    let wrapped = post("/v1/within?layers=sekolah", features.to_string()).await.json();
    assert_eq!(count(&plain), count(&wrapped));
}

/// All numbers in a piece of JSON, in order.
fn numbers(json: &Value, found: &mut Vec<f64>) {
    match json {
        Value::Number(n) => found.extend(n.as_f64()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn a_page_of_flatgeobuf_is_what_gdal_reads_and_geojson_says() {
    let path = "/v1/within?layers=fasilitas,kelurahan,sungai,zona-sd&limit=1000";
    let body = square(110.40, -7.0, 0.03).to_string();
    let json = post(path, body.clone()).await.json();
    let fgb = post(&format!("{path}&format=fgb"), body).await;
    assert_eq!(fgb.header(header::CONTENT_TYPE), "application/flatgeobuf");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.fgb");
    std::fs::write(&file, &fgb.body).unwrap();
    let dataset = gdal::Dataset::open(&file).unwrap();
    let mut layer = dataset.layer(0).unwrap();
    assert_eq!(layer.spatial_ref().unwrap().auth_code().unwrap(), 4326);
    let said = json["features"].as_array().unwrap();
    let mut read = 0;
    for (feature, said) in layer.features().zip(said) {
        let text = |name: &str| {
            let at = feature.field_index(name).unwrap();
            feature.field_as_string(at).unwrap()
        };
        assert_eq!(text("id").as_deref(), said["id"].as_str());
        assert_eq!(text("layer").as_deref(), said["layer"].as_str());
        assert_eq!(text("nama").as_deref(), said["properties"]["nama"].as_str());
        if let Some(capacity) = said["properties"]["kapasitas"].as_i64() {
            let at = feature.field_index("kapasitas").unwrap();
            assert_eq!(feature.field_as_integer64(at).unwrap(), Some(capacity));
        }
        let geometry: Value =
            serde_json::from_str(&feature.geometry().unwrap().json().unwrap()).unwrap();
        assert_eq!(geometry["type"], said["geometry"]["type"]);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        numbers(&said["geometry"]["coordinates"], &mut ours);
        numbers(&geometry["coordinates"], &mut theirs);
        assert_eq!(ours.len(), theirs.len());
        assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1e-9));
        read += 1;
    }
    assert_eq!(read, said.len());
    assert!(read > 50, "{read}");
    let none = get("/v1/within?layers=sekolah&bbox=0,0,1,1&format=fgb").await;
    std::fs::write(&file, &none.body).unwrap();
    assert_eq!(gdal::Dataset::open(&file).unwrap().layer(0).unwrap().features().count(), 0);
}

/// All pages of a layer, one after the other.
async fn paged(layer: &str) -> Vec<Value> {
    let mut cursor = String::new();
    let mut all = Vec::new();
    loop {
        let path = format!("/v1/within?layers={layer}&bbox=109,-8,112,-6&limit=1000{cursor}");
        let page = get(&path).await.json();
        all.extend(page["features"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn a_layer_is_had_as_one_file_with_what_its_pages_say() {
    let reply = get("/v1/layers/rw/features").await;
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/geo+json");
    assert_eq!(reply.header(header::CONTENT_DISPOSITION), "attachment; filename=\"rw.geojson\"");
    let file = reply.json();
    let pages = paged("rw").await;
    assert!(pages.len() > 1_000, "more than a page holds");
    assert_eq!(file["features"], json!(pages));
    assert_eq!(file["type"], "FeatureCollection");
    assert!(file["notice"].as_str().unwrap().contains("llustrative"), "{}", file["notice"]);
    assert!(file["sources"]["rw"]["version"].as_str().unwrap().starts_with("b3:"));

    let csv = get("/v1/layers/rw/features?format=csv").await;
    let mut rows = csv::Reader::from_reader(csv.body.as_slice());
    let ids = rows.records().map(|row| row.unwrap()[1].to_owned());
    assert!(ids.eq(pages.iter().map(|feature| feature["id"].as_str().unwrap().to_owned())));

    let fgb = get("/v1/layers/rw/features?format=fgb").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rw.fgb");
    std::fs::write(&path, &fgb.body).unwrap();
    let dataset = gdal::Dataset::open(&path).unwrap();
    assert_eq!(dataset.layer(0).unwrap().features().count(), pages.len());
}

#[tokio::test]
async fn a_file_of_a_layer_is_not_sent_to_who_has_it() {
    let path = "/v1/layers/fasilitas/features?format=csv&lang=id";
    let first = get(path).await;
    let etag = first.header(header::ETAG).to_owned();
    let asked = Request::get(path).header(header::IF_NONE_MATCH, &etag).body(Body::empty());
    let again = Reply::of(router(demo()), asked.unwrap()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let head = Reply::to(router(demo()), ("HEAD", path), &[]).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header(header::ETAG), etag);
    assert_ne!(get("/v1/layers/fasilitas/features?lang=id").await.header(header::ETAG), etag);
}

#[tokio::test]
async fn a_file_of_a_layer_that_cannot_be_had_says_why() {
    for (path, status, said) in [
        ("/v1/layers/fasiltas/features", 404, "did you mean `fasilitas`?"),
        ("/v1/layers/fasilitas/features?format=shp", 400, "use `geojson`, `csv` or `fgb`"),
        ("/v1/layers/fasilitas/features?limit=3", 400, "not known"),
    ] {
        refused(&get(path).await, status, said);
    }
}

/// Teeth that run through the whole city, ten thousand corners of them.
#[tokio::test]
async fn an_intricate_polygon_over_everything_is_answered_or_refused_soon() {
    let teeth: u32 = 2_499;
    let x = |i: u32| 110.2 + f64::from(i) * 0.4 / f64::from(teeth);
    let mut ring: Vec<[f64; 2]> = Vec::new();
    for i in 0..teeth {
        ring.extend([[x(i), -7.2], [x(i) + 0.00005, -6.8]]);
    }
    for i in (0..teeth).rev() {
        ring.extend([[x(i) + 0.0001, -6.8], [x(i) + 0.00007, -7.19]]);
    }
    ring.push(ring[0]);
    let body = json!({ "type": "Polygon", "coordinates": [ring] }).to_string();
    let begin = std::time::Instant::now();
    let reply = post("/v1/within?layers=banjir,rw,alamat&limit=1000&geometry=false", body).await;
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
    assert!(matches!(reply.status.as_u16(), 200 | 422), "{}", reply.text());
}

#[tokio::test]
async fn schools_of_the_zone_come_first_with_the_rules_and_the_notice() {
    let path = "/v1/schools?lon=110.42&lat=-6.97&jenjang=smp&limit=4&lang=en";
    let answer = get(path).await.json();
    assert_eq!(answer["level"], "SMP");
    assert!(answer["about"].as_str().unwrap().contains("straight lines"));
    let schools = answer["schools"].as_array().unwrap();
    let own: Vec<bool> = schools.iter().map(|s| s["in_zone"].as_bool().unwrap()).collect();
    assert!(own[0] && own.is_sorted_by(|a, b| a >= b), "{own:?}");
    let zones: BTreeSet<&str> =
        answer["zones"].as_array().unwrap().iter().map(|z| z["npsn"].as_str().unwrap()).collect();
    let in_zone: BTreeSet<&str> = schools
        .iter()
        .filter(|s| s["in_zone"] == true)
        .map(|s| s["npsn"].as_str().unwrap())
        .collect();
    assert_eq!(zones, in_zone);
    for field in [
        "npsn",
        "name",
        "status",
        "address",
        "distance_m",
        "rombel",
        "teachers",
        "students",
        "seats",
    ] {
        assert!(schools[0].get(field).is_some(), "{field}");
    }
    let admission = &answer["admission"];
    assert_eq!(admission["regulation"], "Permendikdasmen 3/2025");
    assert!(admission["address"].as_str().unwrap().contains("family card"));
    let floor = |route: &str| {
        let routes = admission["routes"].as_array().unwrap();
        routes.iter().find(|r| r["route"] == route).unwrap().clone()
    };
    assert_eq!(floor("domisili")["at_least"], 40.0);
    assert_eq!(floor("mutasi")["at_most"], 5.0);
    assert!(admission["dates"].as_array().unwrap().iter().all(|d| d["illustrative"] == true));
    for (level, has_rules) in [
        ("TK", false),
        ("SD", true),
        ("SMA", true),
        ("SMK", false),
        ("SLB", false),
        ("MI", false),
        ("MTs", false),
        ("MA", false),
    ] {
        let answer = get(&path.replace("smp", level)).await.json();
        assert_eq!(answer["level"], level);
        assert!(answer["schools"].as_array().unwrap().len() >= 4, "{level}");
        assert_eq!(!answer["admission"].is_null(), has_rules, "{level}");
    }
}

#[tokio::test]
async fn a_school_without_coordinates_is_listed_and_said_to_be_so() {
    let folder = Folder::of_city(CITY);
    folder.write("s.csv", "npsn,nama,jenjang,lon,lat\n1,Ada,SD,110.4,-7.0\n2,Tanpa,SD,,\n");
    folder.layer(
        "sekolah",
        "kind = \"school\"\ntitle = { id = \"Sekolah\" }\naccess = \"public\"\nid = \"npsn\"\n\
         name = \"nama\"\n[source]\nfile = \"s.csv\"\nlon = \"lon\"\nlat = \"lat\"\n[fields]\n\
         npsn = {}\nnama = {}\njenjang = {}\n[school]\nlevel = \"jenjang\"\n",
    );
    let (loaded, _) = folder.load(1);
    let request = Request::get("/v1/schools?lon=110.41&lat=-7&jenjang=SD").body(Body::empty());
    let answer =
        Reply::of(router(state_of(loaded.published.snapshot)), request.unwrap()).await.json();
    assert_eq!(answer["schools"].as_array().unwrap().len(), 1);
    assert_eq!(answer["without_place"][0]["name"], "Tanpa");
    assert_eq!(answer["without_place"][0].get("distance_m"), None);
    assert_eq!(answer["without_place_count"], 1);
    assert!(answer["admission"].is_null(), "the city publishes no rules");
}

#[tokio::test]
async fn the_zone_of_a_school_is_geojson_with_its_units() {
    let zone = get("/v1/schools/X3374691/zone").await;
    assert_eq!(zone.header(header::CONTENT_TYPE), "application/geo+json");
    let zone = zone.json();
    let properties = &zone["features"][0]["properties"];
    assert_eq!((&properties["layer"], &properties["by"]), (&json!("zona-smp"), &json!("polygon")));
    assert!(matches!(
        zone["features"][0]["geometry"]["type"].as_str(),
        Some("Polygon" | "MultiPolygon")
    ));
    // It was made of these: they are in it whole, and its neighbours are not.
    let whole: BTreeSet<&str> = properties["contains"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|unit| unit["share"].as_f64().unwrap() > 0.99)
        .map(|unit| unit["code"].as_str().unwrap())
        .collect();
    let made_of =
        "33.74.01.1001;33.74.01.1002;33.74.01.1004;33.74.01.1006;33.74.01.1009;33.74.13.1008";
    assert_eq!(whole, made_of.split(';').collect());
    let none = get("/v1/schools/X3374001/zone").await.json();
    assert_eq!(none["features"], json!([]));
}

#[tokio::test]
async fn the_responders_answer_is_at_most_three_kilobytes_everywhere() {
    let mut longest = 0;
    for i in 0..16 {
        for j in 0..12 {
            let (lon, lat) = (110.2 + f64::from(i) * 0.024, -7.2 + f64::from(j) * 0.028);
            for lang in ["id", "en"] {
                let path = format!("/v1/around?lon={lon}&lat={lat}&radius_m=5000&lang={lang}");
                let reply = get(&path).await;
                assert_eq!(reply.status, StatusCode::OK);
                longest = longest.max(reply.body.len());
                let answer = reply.json();
                assert_eq!(
                    answer["nearest"].as_array().unwrap().len(),
                    6,
                    "{lon} {lat} {answer:#}"
                );
            }
        }
    }
    assert!((1_500..=3_000).contains(&longest), "{longest}");
    let one = get("/v1/around?lon=110.42&lat=-6.97&kinds=puskesmas").await.json();
    let nearest = &one["nearest"][0];
    assert_eq!(one["nearest"].as_array().unwrap().len(), 1);
    for field in ["kind", "name", "phone", "capacity", "distance_m", "bearing"] {
        assert!(nearest.get(field).is_some(), "{field}: {nearest}");
    }
    assert!(one["people"]["count"].as_u64().unwrap() > 1_000);
    assert_eq!(one["people"]["by"], "area");
    assert_eq!(one["hazards"].as_array().unwrap().len(), 4);
}
