//! The description of the API: committed as it is served, and true in its examples.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/styles.rs"]
mod styles;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use wareng::history::{Budget, History, Sources};
use wareng::load::{Options, load};
use wareng::server::{AppState, router};
use wareng::snapshot::{Grant, Published, Snapshot};

/// The demo city, answering as it does at the address that examples show.
async fn answer(path: &str) -> Value {
    answer_to(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn answer_to(mut request: Request<Body>) -> Value {
    static STATE: OnceLock<AppState> = OnceLock::new();
    let state = STATE.get_or_init(|| {
        let options = Options {
            folder: city::root().join("layers"),
            prepared: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-openapi")),
            program: env!("CARGO_BIN_EXE_wareng").into(),
            limits: wareng::ingest::Limits::default(),
            workers: 2,
        };
        let loaded = load(&options, &|_, _| {}).expect("a city");
        let url = Some("http://127.0.0.1:8080".to_owned());
        let state = AppState::new(before(&loaded.published), styles::book(), 1, url);
        with_past(state, &options, loaded.published)
    });
    request.headers_mut().insert(header::ACCEPT_LANGUAGE, "id".parse().unwrap());
    let response = router(state.clone()).oneshot(request).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&body).unwrap()
}

/// The demo city as if tidal floods were mapped last.
fn before(published: &Published) -> Published {
    let view = published.view(&Grant::everything());
    let ids = view.layers().map(|layer| &layer.layer().id).filter(|id| id.as_str() != "rob");
    let layers: Vec<_> = ids.map(|id| Arc::clone(view.shared_layer(id).unwrap())).collect();
    Snapshot::new(view.city().clone(), layers, BTreeMap::new()).into()
}

/// What a state serves, kept, and what is published then.
fn with_past(state: AppState, options: &Options, then: Published) -> AppState {
    let prepared = options.prepared.as_deref().unwrap();
    let folder = tempfile::tempdir_in(prepared).unwrap();
    let history = History::open(folder.path(), Budget::default()).unwrap();
    let state = state.with_history(Arc::new(history));
    let from = Sources { layers: &options.folder, prepared, bundle: None };
    state.keep(&state.published(), &from).unwrap();
    state.publish(then);
    state.keep(&state.published(), &from).unwrap();
    state
}

/// Compares with a committed file, or writes it anew with `UPDATE=1`.
fn same_as_committed(file: &str, found: &Value) {
    let path = city::root().join(file);
    let text = format!("{found:#}\n");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{file} is not what is served: run `make bless` and read the diff");
}

/// Versions name the libraries that made them, which differ between machines.
fn without_versions(mut value: Value) -> Value {
    match &mut value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                *inner = match key.as_str() {
                    "version" | "snapshot" => "b3:…".into(),
                    "published" => "2026-03-01T02:00:00Z".into(),
                    _ => without_versions(inner.take()),
                };
            }
        }
        Value::String(text) => {
            if text.starts_with("b3:") {
                *text = "b3:…".into();
            } else if let Some((address, _)) = text.split_once("?v=") {
                *text = format!("{address}?v=…");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|i| *i = without_versions(i.take())),
        _ => {}
    }
    value
}

#[tokio::test]
async fn the_committed_description_is_what_is_served() {
    let served = answer("/openapi.json").await;
    assert_eq!(served["openapi"].as_str().map(|v| &v[..4]), Some("3.1."));
    same_as_committed("openapi.json", &served);
}

#[tokio::test]
async fn the_examples_are_real_answers() {
    for (file, path) in [
        ("at", "/v1/at?lon=110.42&lat=-6.97"),
        ("search", "/v1/search?q=gg%20manggis%2024%20no%206&limit=2"),
        ("reverse", "/v1/reverse?lon=110.42755&lat=-6.99142"),
        ("nearest", "/v1/nearest?lon=110.42&lat=-6.97&layer=fasilitas&where=jenis:puskesmas&k=2"),
        (
            "within",
            "/v1/within?layers=fasilitas,sekolah&lon=110.42&lat=-6.97&radius_m=300&fields=nama,jenis&limit=2",
        ),
        ("schools", "/v1/schools?lon=110.42&lat=-6.97&jenjang=SMP&limit=2"),
        ("around", "/v1/around?lon=110.42&lat=-6.97&kinds=puskesmas,rumah%20sakit"),
        ("layer", "/v1/layers/banjir"),
        ("snapshots", "/v1/snapshots"),
        ("changes", "/v1/changes?lon=110.42&lat=-6.97"),
        ("tilejson", "/tiles/banjir,kelurahan"),
        ("exposure", "/v1/exposure?unit=33.74.01&layers=rob"),
        ("exposure-feature", "/v1/at/kelurahan/33.74.01.1009?layers=banjir"),
        ("healthz", "/healthz"),
        ("readyz", "/readyz"),
        ("problem-kinds", "/problems"),
        ("problem-kind", "/problems/bad-parameter"),
        ("bad-parameter", "/v1/at?lon=110.42"),
        ("not-found", "/v1/layers/banjr"),
    ] {
        let found = without_versions(answer(path).await);
        same_as_committed(&format!("src/server/examples/{file}.json"), &found);
    }
    // A zone has many corners: the first ones stand for them.
    let mut zone = without_versions(answer("/v1/schools/X3374214/zone").await);
    zone["features"][0]["geometry"]["coordinates"][0].as_array_mut().unwrap().truncate(3);
    same_as_committed("src/server/examples/zone.json", &zone);
    let places = |media_type: &str, body: &'static str| {
        let request = Request::post("/v1/at").header(header::CONTENT_TYPE, media_type);
        request.body(Body::from(body)).unwrap()
    };
    let sent = include_str!("../src/server/examples/places.geojson");
    let answered = answer_to(places("application/geo+json", sent)).await;
    same_as_committed("src/server/examples/places-answered.json", &answered);
    let refused = answer_to(places("application/geo+json", "{\"type\":\"Feature\"}")).await;
    same_as_committed("src/server/examples/bad-body.json", &refused);
    // All layers would be a long example: the first two stand for them.
    let mut all = without_versions(answer("/v1/layers").await);
    all["layers"].as_array_mut().unwrap().truncate(2);
    same_as_committed("src/server/examples/layers.json", &all);
}
