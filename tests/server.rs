//! Routes, headers and every problem, through the router as a client meets it.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/styles.rs"]
mod styles;

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use reply::Reply;
use serde_json::Value;
use tower::ServiceExt;
use wareng::load::{Options, load};
use wareng::model::{Access, Defect, LayerId};
use wareng::server::{AppState, router};
use wareng::snapshot::Published;

/// The demo city behind the router, with one layer that is refused.
fn app() -> Router {
    static APP: OnceLock<AppState> = OnceLock::new();
    let state = APP.get_or_init(|| {
        let options = Options {
            folder: city::root().join("layers"),
            prepared: Some(
                std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-server"),
            ),
            program: env!("CARGO_BIN_EXE_wareng").into(),
            limits: wareng::ingest::Limits::default(),
            workers: 2,
        };
        let loaded = load(&options, &|_, _| {}).expect("a city");
        let broken = Defect::new("tsunami.geojson", "is not JSON", "write it as RFC 7946 says");
        let id = LayerId::new("tsunami").unwrap();
        let mut access = loaded.published.snapshot.accesses().clone();
        access.insert(id.clone(), Access::Public);
        let published = Published {
            snapshot: loaded.published.snapshot.with_access(access),
            refused: BTreeMap::from([(id, vec![broken])]),
            outdated: BTreeMap::new(),
            pinned: None,
        };
        AppState::new(published, styles::book(), 2, None)
    });
    router(state.clone())
}

async fn ask(path: &str, with: &[(header::HeaderName, &str)]) -> Reply {
    ask_by("GET", path, with).await
}

async fn ask_by(method: &str, path: &str, with: &[(header::HeaderName, &str)]) -> Reply {
    Reply::to(app(), (method, path), with).await
}

#[tokio::test]
async fn every_route_answers_with_its_type() {
    for (path, status, kind) in [
        ("/v1/layers", 200, "application/json"),
        ("/v1/layers/banjir", 200, "application/json"),
        ("/v1/layers/tsunami", 200, "application/json"),
        ("/v1/at?lon=110.42&lat=-6.97", 200, "application/json"),
        ("/tiles/banjir", 200, "application/json"),
        ("/tiles/banjir,rob", 200, "application/json"),
        ("/tiles/banjir/12/3304/2127", 200, "application/vnd.mapbox-vector-tile"),
        ("/tiles/banjir,kelurahan/12/3304/2127", 200, "application/vnd.mapbox-vector-tile"),
        ("/tiles/banjir/12/0/0", 204, ""),
        ("/styles/bahaya-siang", 200, "application/json"),
        ("/sprites/siang.json", 200, "application/json"),
        ("/sprites/malam@2x.png", 200, "image/png"),
        ("/docs", 200, "text/html; charset=utf-8"),
        ("/openapi.json", 200, "application/json"),
        ("/problems", 200, "application/json"),
        ("/problems/busy", 200, "application/json"),
        ("/healthz", 200, "application/json"),
        ("/readyz", 200, "application/json"),
    ] {
        let reply = ask(path, &[]).await;
        assert_eq!(reply.status, status, "{path}: {}", String::from_utf8_lossy(&reply.body));
        assert_eq!(reply.header(header::CONTENT_TYPE), kind, "{path}");
        assert_eq!(reply.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(reply.headers["referrer-policy"], "no-referrer", "{path}");
    }
}

#[tokio::test]
async fn every_problem_says_what_would_be_right_in_both_languages() {
    for (path, status, kind, says) in [
        ("/v1/at", 400, "bad-parameter", "required"),
        ("/v1/at?lon=110.42", 400, "bad-parameter", "`lat`"),
        ("/v1/at?lon=110.42&lat=abc", 400, "bad-parameter", "decimal number"),
        ("/v1/at?lon=110.42&lat=NaN", 400, "bad-parameter", "decimal number"),
        ("/v1/at?lon=-6.97&lat=110.42", 400, "bad-parameter", "swapped"),
        ("/v1/at?lng=110.42&lat=-6.97", 400, "bad-parameter", "did you mean `lon`"),
        ("/v1/at?lon=1&lon=2&lat=3", 400, "bad-parameter", "twice"),
        ("/v1/at?lon=110.42&lat=-6.97&radius_m=1e9", 400, "bad-parameter", "0..5000"),
        ("/v1/at?lon=110.42&lat=-6.97&layers=banjr", 404, "not-found", "did you mean `banjir`"),
        ("/v1/at?lon=110.42&lat=-6.97&layers=banjir,banjir", 400, "bad-parameter", "once"),
        ("/v1/at?lon=110.42&lat=-6.97&lang=xx", 400, "bad-parameter", "`id` or `en`"),
        ("/v1/layers/nothing", 404, "not-found", "there is no layer"),
        ("/tiles/banjir/30/0/0", 404, "not-found", "z from 0 to 22"),
        ("/tiles/banjir/1/2/0", 404, "not-found", "below 2^z"),
        ("/tiles/banjir/1/x/0", 404, "not-found", "there is no tile"),
        ("/tiles/banjir/20/0/0", 404, "not-found", "end at zoom"),
        ("/tiles/nothing/1/0/0", 404, "not-found", "there is no layer"),
        ("/tiles/banjir?lang=xx", 400, "bad-parameter", "`id` or `en`"),
        ("/styles/dasar-siang?lang=xx", 400, "bad-parameter", "`id` or `en`"),
        ("/sprites/nothing", 404, "not-found", "/v1/layers"),
        ("/problems/nothing", 404, "not-found", "bad-parameter"),
        ("/v1/layers/%FF", 404, "not-found", "/v1/layers"),
        ("/docs.html", 404, "not-found", "/v1/layers"),
        ("/styles/nothing", 404, "not-found", "bahaya-siang"),
        ("/no/such/address", 404, "not-found", "/v1/layers"),
    ] {
        let english = ask(path, &[(header::ACCEPT_LANGUAGE, "en")]).await;
        assert_eq!(english.status, status, "{path}");
        assert_eq!(english.header(header::CONTENT_TYPE), "application/problem+json", "{path}");
        let problem = english.json();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{path}");
        assert_eq!(problem["status"], status, "{path}");
        let about = ask(problem["type"].as_str().unwrap(), &[]).await.json();
        assert_eq!((&about["type"], &about["status"]), (&problem["type"], &problem["status"]));
        assert_eq!(about["title"]["en"], problem["title"], "{path}");
        let detail = problem["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(says), "{path}: {detail}");
        let indonesian = ask(path, &[]).await;
        assert_eq!(indonesian.header(header::CONTENT_LANGUAGE), "id", "{path}");
        let indonesian = indonesian.json()["detail"].as_str().unwrap().to_owned();
        assert_ne!(indonesian, detail, "{path}");
        for english in ["did you mean", "known here"] {
            assert!(!indonesian.contains(english), "{path}: {indonesian}");
        }
    }
}

#[tokio::test]
async fn another_method_is_refused_with_those_that_exist() {
    let reply = ask_by("DELETE", "/v1/layers", &[]).await;
    assert_eq!(reply.status, 405);
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/problem+json");
    assert!(reply.header(header::ALLOW).contains("GET"));
}

#[tokio::test]
async fn what_is_illustrative_says_so_everywhere() {
    for (path, pointer) in [
        ("/v1/layers?lang=id", "/city/notice/id"),
        ("/v1/at?lon=110.42&lat=-6.97&lang=id", "/notice"),
        ("/tiles/banjir?lang=id", "/description"),
        ("/tiles/banjir,kelurahan?lang=id", "/description"),
        ("/styles/dasar-malam?lang=id", "/metadata/wareng:notice"),
    ] {
        let json = ask(path, &[]).await.json();
        let notice = json.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        assert!(notice.starts_with("Data ilustrasi: "), "{path}: {notice:?}");
    }
    let listed = ask("/v1/layers", &[]).await.json();
    for layer in listed["layers"].as_array().unwrap().iter().filter(|l| l["status"] == "served") {
        let publisher = layer["provenance"]["publisher"].as_str().unwrap_or_default();
        assert!(publisher.contains("ilustrasi"), "{layer}");
    }
}

#[tokio::test]
async fn an_answer_about_a_place_is_kept_by_nobody() {
    let reply = ask("/v1/at?lon=110.42&lat=-6.97", &[]).await;
    assert_eq!(reply.header(header::CACHE_CONTROL), "private, no-store");
    assert_eq!(reply.headers.get(header::ETAG), None);
}

#[tokio::test]
async fn the_same_question_has_the_same_bytes_and_names_its_sources() {
    let path = "/v1/at?lon=110.42&lat=-6.97&layers=banjir,kelurahan&lang=en";
    let (first, second) = (ask(path, &[]).await, ask(path, &[]).await);
    assert_eq!(first.body, second.body);
    let answer = first.json();
    let findings = answer["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "only what was asked: {findings:?}");
    assert_eq!(findings[0]["title"], "Flood");
    for layer in ["banjir", "kelurahan"] {
        let source = &answer["sources"][layer];
        for key in ["version", "publisher", "licence", "dated", "link", "contact"] {
            assert!(!source[key].as_str().unwrap().is_empty(), "{layer} {key}");
        }
    }
}

#[tokio::test]
async fn the_list_of_layers_says_which_are_refused_and_why() {
    let body = ask("/v1/layers", &[]).await.json();
    let layers = body["layers"].as_array().unwrap();
    let of = |id: &str| layers.iter().find(|l| l["id"] == id).unwrap();
    assert_eq!(of("banjir")["status"], "served");
    assert_eq!(of("banjir")["classes"][0]["id"], "rendah");
    assert_eq!(of("tsunami")["status"], "refused");
    assert!(of("tsunami")["problems"][0].as_str().unwrap().contains("tsunami.geojson"));
    assert_eq!(body["city"]["code"], "33.74");
    let ready = ask("/readyz", &[]).await.json();
    assert_eq!(ready["status"], "degraded");
    assert_eq!(ready["refused"][0], "tsunami");
}

#[tokio::test]
async fn a_tile_comes_in_every_coding_with_its_own_strong_validator() {
    let path = "/tiles/banjir,kelurahan/13/6609/4254";
    let plain = ask(path, &[]).await;
    assert_eq!(plain.status, 200);
    let mut validators = vec![plain.header(header::ETAG).to_owned()];
    for coding in ["gzip", "br", "zstd"] {
        let reply = ask(path, &[(header::ACCEPT_ENCODING, coding)]).await;
        assert_eq!(reply.header(header::CONTENT_ENCODING), coding);
        assert!(reply.header(header::VARY).contains("accept-encoding"), "{coding}");
        assert_eq!(decoded(coding, &reply.body), plain.body, "{coding}");
        assert!(reply.body.len() < plain.body.len(), "{coding}");
        let validator = reply.header(header::ETAG).to_owned();
        assert!(validator.starts_with('"') && !validators.contains(&validator), "{coding}");
        validators.push(validator);
    }
}

fn decoded(coding: &str, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    match coding {
        "gzip" => flate2::read::GzDecoder::new(body).read_to_end(&mut out).unwrap(),
        "br" => brotli::Decompressor::new(body, 4096).read_to_end(&mut out).unwrap(),
        _ => zstd::Decoder::new(body).unwrap().read_to_end(&mut out).unwrap(),
    };
    out
}

#[tokio::test]
async fn a_tile_that_did_not_change_is_not_sent_again() {
    for (path, status) in [("/tiles/banjir/12/3304/2127", 200), ("/tiles/banjir/12/0/0", 204)] {
        let first = ask(path, &[]).await;
        assert_eq!(first.status, status);
        let validator = first.header(header::ETAG).to_owned();
        let again = ask(path, &[(header::IF_NONE_MATCH, &validator)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        let other = ask(path, &[(header::IF_NONE_MATCH, "\"another\"")]).await;
        assert_eq!(other.status, status, "{path}");
    }
}

#[tokio::test]
async fn head_says_what_get_would() {
    let path = "/tiles/banjir/12/3304/2127";
    let (get, head) = (ask(path, &[]).await, ask_by("HEAD", path, &[]).await);
    assert_eq!((head.status, head.body.len()), (get.status, 0));
    assert_eq!(head.header(header::ETAG), get.header(header::ETAG));
}

#[tokio::test]
async fn anyones_page_may_ask() {
    let reply = ask("/v1/layers", &[(header::ORIGIN, "https://elsewhere.example")]).await;
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
}

#[tokio::test]
async fn tilejson_names_the_tiles_and_their_layers() {
    let json = ask("/tiles/banjir,kelurahan,sekolah?lang=en", &[]).await.json();
    assert_eq!(json["tilejson"], "3.0.0");
    let tiles = json["tiles"][0].as_str().unwrap();
    let (address, version) = tiles.split_once("?v=").unwrap();
    assert_eq!(address, "http://city.test/tiles/banjir,kelurahan,sekolah/{z}/{x}/{y}");
    assert_eq!(version.len(), 16, "{version}");
    let ids: Vec<&str> = json["vector_layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["banjir", "banjir.unmapped", "kelurahan", "kelurahan.label", "sekolah"]);
    assert_eq!(json["vector_layers"][0]["fields"]["class"], "String");
    assert!(json["attribution"].as_str().unwrap().contains("CC0-1.0"));
}

#[tokio::test]
async fn a_host_that_is_no_host_is_not_repeated() {
    let request = Request::builder().uri("/tiles/banjir").header(header::HOST, "a\"><script>");
    let response = app().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let json: Value = serde_json::from_slice(&body).unwrap();
    let tiles = json["tiles"][0].as_str().unwrap();
    assert!(tiles.starts_with("/tiles/banjir/{z}/{x}/{y}?v="), "{tiles}");
}

/// The layers of every style, by the style's name.
async fn style_layers() -> Vec<(String, Vec<Value>)> {
    let mut styles = Vec::new();
    for theme in ["bahaya", "sekolah", "penduduk", "dasar"] {
        for flavor in ["siang", "malam"] {
            let id = format!("{theme}-{flavor}");
            let style = ask(&format!("/styles/{id}"), &[]).await.json();
            styles.push((id, style["layers"].as_array().unwrap().clone()));
        }
    }
    styles
}

#[tokio::test]
async fn every_layer_with_tiles_is_drawn_by_a_style() {
    let styles = style_layers().await;
    let drawn: Vec<&Value> =
        styles.iter().flat_map(|(_, l)| l).map(|l| &l["metadata"]["wareng:layer"]).collect();
    let layers = ask("/v1/layers", &[]).await.json();
    for layer in layers["layers"].as_array().unwrap().iter().filter(|l| l.get("tiles").is_some()) {
        assert!(drawn.contains(&&layer["id"]), "{} is drawn nowhere", layer["id"]);
    }
}

#[tokio::test]
async fn every_style_layer_draws_what_tiles_hold() {
    for (style, layers) in style_layers().await {
        for layer in layers.iter().filter(|l| l.get("source").is_some()) {
            let source = layer["source"].as_str().unwrap();
            let tilejson = ask(&format!("/tiles/{source}"), &[]).await.json();
            let known = tilejson["vector_layers"].as_array().unwrap();
            let held = known.iter().find(|l| l["id"] == layer["source-layer"]);
            assert!(held.is_some(), "{style}: {layer}");
            let text = layer.to_string();
            assert!(!text.contains("\"@") && !text.contains("\"$"), "{style}: not filled: {layer}");
        }
    }
}

/// Of two hazards at a place the graver class is what people have to see.
#[tokio::test]
async fn graver_classes_are_drawn_above_lesser_ones_of_any_hazard() {
    for (style, layers) in style_layers().await.iter().filter(|(id, _)| id.starts_with("bahaya")) {
        let ids = layers.iter().filter_map(|l| l["id"].as_str());
        let grades = ids.filter(|id| id.contains("-fill-")).map(|id| {
            let class = id.rsplit('-').next();
            ["rendah", "sedang", "tinggi"].iter().position(|c| class == Some(c)).unwrap()
        });
        let grades: Vec<usize> = grades.collect();
        assert_eq!(grades, [[0; 4], [1; 4], [2; 4]].concat(), "{style}");
    }
}
